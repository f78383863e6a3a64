"""Writes the config `music`: pieces with their moods, as sound files in Parquet.

Pieces are composed and played a file at a time, each by one process, and files appear whole or not at all: a
run that was stopped goes on with those that are missing. A piece depends on the seed and its number, and on
nothing else but how sound is written.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from ...files import front_matter, write_rows, write_whole
from ..shards import claim, draw_shards
from .composer import compose
from .moods import MOODS
from .renderer import render
from .score import Piece
from .soundfont import read_soundfont

SPLITS = {"train": 0.8, "test": 0.1, "validation": 0.1}
FORMATS = {"ogg": "VORBIS", "flac": "PCM_16", "wav": "PCM_16"}
_CONTENTS = "toonworld-music.json"
_ROWS = 70  # of a file
_CARD = {
    "pretty_name": "Toonworld music",
    "license": "cc0-1.0",
    "task_categories": ["audio-classification"],
    "tags": ["music", "mood", "synthetic"],
}


@dataclass(frozen=True, slots=True)
class MusicContents:
    """What Toonworld's music is made of; it lies beside the data as `toonworld-music.json`.

    Args:
        seed: Of all that is composed.
        pieces: In all splits, the moods in turn.
        shortest: Seconds of the shortest.
        longest: Seconds of the longest.
        rate: Samples a second; files have one channel.
        format: Of the files: ogg, flac or wav.
        soundfonts: Names of the SoundFonts that play, each with the beginning of its SHA-256.
    """

    seed: int = 0
    pieces: int = 2100
    shortest: float = 20.0
    longest: float = 40.0
    rate: int = 22050
    format: str = "ogg"
    soundfonts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shard:
    """One file: some pieces of a split."""

    contents: MusicContents
    soundfonts: tuple[Path, ...]
    pieces: tuple[int, ...]
    file: str


def write_music(
    out: str | Path,
    seed: int = 0,
    pieces: int = 2100,
    seconds: tuple[float, float] = (20.0, 40.0),
    rate: int = 22050,
    format: str = "ogg",
    soundfonts: Sequence[str | Path] = (),
    workers: int = 2,
    progress: bool = False,
) -> Path:
    """Write music with moods into a folder, or go on where an earlier run stopped.

    Args:
        out: The folder; it is made where there is none.
        seed: Fixes everything that is composed and played.
        pieces: In all splits, the moods in turn.
        seconds: The shortest and the longest; lengths between are equally likely.
        rate: Samples a second.
        format: Of the files, one of `FORMATS`.
        soundfonts: SoundFont files of the user's, one of which plays most of a piece; a piece in ten, and
            what no SoundFont has, is synthesised all the same.
        workers: Processes that play; 1 plays in this one.
        progress: Whether to show a progress bar on stderr.

    Returns:
        The folder.

    Raises:
        OSError: If a SoundFont does not exist.
        ValueError: If a number or the format makes no sense, a file is no SoundFont, or the folder holds
            another Toonworld.
        ImportError: If there are SoundFonts and symusic is not installed.
    """
    _check(seed, pieces, seconds, rate, format)
    fonts = tuple(read_soundfont(path) for path in soundfonts)
    named = tuple(f"{path.name} {_digest(path)}" for path in fonts)
    contents = MusicContents(seed, pieces, float(seconds[0]), float(seconds[1]), rate, format, named)
    out = Path(out)
    claim(out / _CONTENTS, asdict(contents) | {"soundfonts": list(named)}, ("music",))
    missing = [shard for shard in _shards(contents, fonts) if not (out / shard.file).exists()]
    draw_shards(_play_shard, out, missing, workers, progress, "playing music")
    write_whole(out / "README.md", _readme(contents).encode())
    return out


def piece_of(contents: MusicContents, number: int) -> Piece:
    """The piece of a number; moods take turns."""
    rng = np.random.default_rng([contents.seed, 17, number])
    seconds = rng.uniform(contents.shortest, contents.longest)
    return compose([contents.seed, 19, number], MOODS[number % len(MOODS)], float(round(seconds, 2)))


def music_row(contents: MusicContents, number: int, soundfonts: Sequence[Path] = ()) -> dict:
    """One piece as a row of the config `music`."""
    piece = piece_of(contents, number)
    sound = render(piece, contents.rate, 1, soundfonts)
    name = f"{number:06d}-{piece.mood}-{piece.manner.replace(' ', '-')}.{contents.format}"
    audio = {"bytes": encoded(sound, contents.rate, contents.format), "path": name}
    return {"audio": audio, "mood": piece.mood}


def encoded(sound: np.ndarray, rate: int, format: str) -> bytes:
    """A sound file's content.

    Args:
        sound: (samples, channels) within ±1.
        rate: Samples a second.
        format: One of `FORMATS`. An OGG file's stream has a number of its own, so that its bytes differ each
            time; what is heard does not.
    """
    import soundfile

    buffer = io.BytesIO()
    with soundfile.SoundFile(
        buffer, "w", rate, sound.shape[1], subtype=FORMATS[format], format=format.upper()
    ) as file:
        for start in range(0, len(sound), rate):  # libsndfile's Vorbis overflows the stack with more at once
            file.write(sound[start : start + rate])
    return buffer.getvalue()


def deal(contents: MusicContents) -> dict[str, np.ndarray]:
    """Which pieces each split holds, shuffled, the moods in the same shares in each."""
    rng = np.random.default_rng([contents.seed, 23])
    rounds = rng.permutation(-(-contents.pieces // len(MOODS)))  # each has every mood once
    ends = np.round(np.cumsum(list(SPLITS.values())) * len(rounds)).astype(int)
    dealt = {}
    for split, begin, end in zip(SPLITS, (0, *ends[:-1]), ends, strict=True):
        numbers = (rounds[begin:end, None] * len(MOODS) + np.arange(len(MOODS))).ravel()
        dealt[split] = rng.permutation(numbers[numbers < contents.pieces])
    return dealt


def _shards(contents: MusicContents, soundfonts: tuple[Path, ...]) -> Iterator[_Shard]:
    for split, numbers in deal(contents).items():
        count = -(-len(numbers) // _ROWS)
        for number in range(count):
            some = tuple(int(each) for each in numbers[number * _ROWS : (number + 1) * _ROWS])
            file = f"music/{split}-{number:05d}-of-{count:05d}.parquet"
            yield _Shard(contents, soundfonts, some, file)


def _play_shard(out: Path, shard: _Shard) -> None:
    rows = [music_row(shard.contents, number, shard.soundfonts) for number in shard.pieces]
    write_rows(out / shard.file, "music", rows)


def _check(seed: int, pieces: int, seconds: tuple[float, float], rate: int, format: str) -> None:
    for name, value, least in (("seed", seed, 0), ("pieces", pieces, 70), ("rate", rate, 8000)):
        if value < least:
            raise ValueError(f"{name} is {value} and must be at least {least}")
    if not 1 <= seconds[0] <= seconds[1] <= 600:
        raise ValueError(
            f"seconds are {seconds[0]} to {seconds[1]} and must be from 1 to 600, shortest first"
        )
    if format not in FORMATS:
        raise ValueError(f"format is {format!r} and must be one of {', '.join(FORMATS)}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _readme(contents: MusicContents) -> str:
    files = {"music": {split: f"music/{split}-*.parquet" for split in SPLITS}}
    lengths = f"{contents.shortest:g} to {contents.longest:g} s"
    if contents.soundfonts:
        names = ", ".join(name.split(" ")[0] for name in contents.soundfonts)
        players = f"Most instruments are samples of {names}, whose terms hold; the others are synthesised."
    else:
        players = "All instruments are synthesised."
    return f"""{front_matter(_CARD, files)}
# Toonworld music

{contents.pieces} pieces of music of {lengths} in the seven moods of AudioSet's "Music mood", composed by a
program without any musician's work in it, {contents.rate:,} Hz, one channel, {contents.format.upper()}.
{players}

- `audio`: the file; its name ends with its mood and its kind of music
- `mood`: {", ".join(MOODS)}, each as common as the others

Tempo, harmony, rhythm, register, articulation, dynamics, form and instruments follow from the mood, each with
much room for chance; every mood is played in many kinds of music, and how loud a piece is says nothing.

Written by `comicenc dataset toonworld-music` with seed {contents.seed}; the same seed gives the same music,
and with the same versions of the libraries the same sound.
"""
