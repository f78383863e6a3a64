"""The config `music` from the user's own copy of AudioSet's music moods.

AudioSet (Gemmeke et al. 2017) is tables of YouTube segments with labels, and an ontology; the sound itself
everybody fetches for themselves, and some of it is gone. The seven classes under "Music mood" (/t/dd00031 to
/t/dd00037) are what the music paper learns moods from (Sharma and Tsuruoka 2023, §2).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from comicenc.data.files import claim, front_matter, write_rows, write_whole
from comicenc.data.held_out import held_out
from comicenc.media import UnreadableFile, audio_files, read_audio

if TYPE_CHECKING:
    import numpy as np

ROOT = "Music mood"  # its name in the ontology
SPLITS = ("80-20", "audioset")
VALIDATION = 0.2  # share of each mood's clips (Table 1: "80-20")
CONTENTS = "music-mood.json"
_ROWS = 200  # of a file
_SLACK = 1.0  # seconds that a clip may be longer than its segment without being a whole video
_ID = 11  # letters of a YouTube id


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a video that people have listened to.

    Args:
        id: Of the video.
        start: Seconds.
        end: Seconds.
        labels: Ids of classes of the ontology.
        evaluated: Whether AudioSet keeps it for evaluation.
    """

    id: str
    start: float
    end: float
    labels: tuple[str, ...]
    evaluated: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """What becomes of the segments that have a mood, by mood.

    Args:
        clips: Split to how many are there.
        missing: How many have no audio.
        broken: How many have audio that cannot be read, and were left out for it.
        several: How many have this mood and another, and were left out for it.
    """

    clips: dict[str, dict[str, int]]
    missing: dict[str, int]
    broken: dict[str, int]
    several: dict[str, int]

    def columns(self) -> dict[str, dict[str, int]]:
        """All of it as columns of one table: the splits, then what is left out and why."""
        return {**self.clips, "missing": self.missing, "broken": self.broken, "several": self.several}


def mood_classes(ontology: str | Path) -> dict[str, str]:
    """The mood that each class under "Music mood" stands for: /t/dd00031 is "happy" and so on.

    Raises:
        ValueError: If the file is no ontology of AudioSet's.
    """
    try:
        classes = {each["id"]: each for each in json.loads(Path(ontology).read_text(encoding="utf-8"))}
        (root,) = (each for each in classes.values() if each["name"] == ROOT)
        return {id: classes[id]["name"].split()[0].lower() for id in root["child_ids"]}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{ontology} is no ontology of AudioSet's with the class {ROOT!r}") from error


def read_segments(file: str | Path) -> list[Segment]:
    """The segments of a table as AudioSet hands it out: id, start, end and quoted labels after comments.

    Tables whose name begins with "eval" are those that AudioSet evaluates on.

    Raises:
        ValueError: Naming the line that makes no sense.
    """
    file, segments = Path(file), []
    with open(file, encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines, skipinitialspace=True), 1):
            if not row or row[0].startswith("#"):
                continue
            try:
                id, start, end, labels = row
                segment = Segment(
                    id, float(start), float(end), tuple(labels.split(",")), file.name.startswith("eval")
                )
            except ValueError:
                raise ValueError(f"line {number} of {file} is no segment: id, start, end, labels") from None
            if len(id) != _ID or not 0 <= segment.start < segment.end:
                raise ValueError(f"line {number} of {file} is no segment of a video: {', '.join(row[:3])}")
            segments.append(segment)
    return segments


def write_music_mood(
    source: str | Path,
    out: str | Path,
    *,
    ontology: str | Path | None = None,
    audio: str | Path | None = None,
    splits: str = "80-20",
    skip_broken: bool = False,
    progress: bool = False,
) -> Listed:
    """Build the config `music`, or go on where an earlier run stopped.

    Audio is found by the id of its video, whatever follows: `ID.wav`, `YID.flac`, `ID_30.000.mp3`,
    `ID_30000_40000.ogg`; where a start is given it has to be the segment's. Clips are stored as their files
    are; of a file that is longer than its segment the segment is cut out, as FLAC. Segments whose audio is
    missing, and those with several moods, are left out and counted.

    Differs from the paper: it does not say what becomes of segments with several moods.

    Args:
        source: A folder with the tables (`*segments.csv`) and, unless they are elsewhere, `ontology.json` and
            the audio, at any depth.
        out: The dataset's folder; it is made where there is none.
        ontology: AudioSet's, where it is elsewhere.
        audio: Folder of the audio, where it is elsewhere.
        splits: "80-20" keeps a fifth of each mood for validation, as the paper does; "audioset" makes what
            AudioSet evaluates on the split `test`.
        skip_broken: Leave out audio that cannot be read, and count it.
        progress: Whether to show a progress bar on stderr.

    Returns:
        What there is and what is not, by mood.

    Raises:
        FileNotFoundError: If there is no table, no ontology or no audio at all.
        ValueError: If a file is broken, a video is listed twice, or `out` holds another dataset.
        UnreadableFile: Naming audio that cannot be read, unless `skip_broken`.
    """
    from rich.console import Console
    from rich.progress import track

    source, out = Path(source), Path(out)
    if splits not in SPLITS:
        raise ValueError(f"splits {splits!r} is none of {', '.join(SPLITS)}")
    moods = mood_classes(ontology or source / "ontology.json")
    found = _find(_segments_in(source), moods, Path(audio or source))
    parts = _divided(found, splits)
    ids = "\n".join(f"{split} {id}" for split, own in parts.items() for id in own)
    contents = {
        "splits": splits,
        "skip_broken": skip_broken,
        "clips": {split: len(own) for split, own in parts.items()},
        "ids": hashlib.sha256(ids.encode()).hexdigest(),
    }
    claim(out / CONTENTS, contents, ["music"], "set of music")
    shards = [shard for shard in _shards(parts) if not (out / shard.file).exists()]
    shown = {"disable": not progress, "transient": True, "console": Console(stderr=True)}
    for shard in track(shards, "reading music", **shown):
        rows = (_row(found, id, skip_broken) for id in shard.ids)
        write_rows(out / shard.file, "music", [row for row in rows if row is not None])
    kept = {shard: _moods_in(out / shard.file) for shard in _shards(parts)}
    listed = _listed(found, kept)
    write_whole(out / "README.md", _readme(kept, listed, splits).encode())
    return listed


@dataclass(frozen=True, slots=True)
class _Found:
    """Segments with one mood.

    Args:
        segments: Id of the video to the segment, of those whose audio is there.
        files: Id to the audio.
        moods: Id to the mood.
        missing: Mood to how many have no audio.
        several: Mood to how many have another one too.
    """

    segments: dict[str, Segment]
    files: dict[str, Path]
    moods: dict[str, str]
    missing: Counter[str]
    several: Counter[str]


@dataclass(frozen=True, slots=True)
class _Shard:
    """A file of the dataset and the clips that it is to hold."""

    split: str
    file: str
    ids: tuple[str, ...]


def _segments_in(source: Path) -> list[Segment]:
    tables = sorted(source.glob("*segments*.csv"))
    if not tables:
        raise FileNotFoundError(f"{source} holds no table of segments, *segments.csv")
    segments = [segment for table in tables for segment in read_segments(table)]
    if twice := [id for id, count in Counter(each.id for each in segments).items() if count > 1]:
        raise ValueError(f"the tables in {source} list {twice[0]} twice")
    return segments


def _find(segments: Sequence[Segment], moods: Mapping[str, str], audio: Path) -> _Found:
    found = _Found({}, {}, {}, Counter(), Counter())
    places: dict[str, list[Path]] = defaultdict(list)
    for file in audio_files(audio):
        for skipped in (0, 1) if file.stem.startswith("Y") else (0,):
            places[file.stem[skipped : skipped + _ID]].append(file)
    for segment in segments:
        own = sorted({moods[label] for label in segment.labels if label in moods})
        if len(own) > 1:
            found.several.update(own)
        elif own:
            file = next((file for file in places[segment.id] if _holds(file, segment)), None)
            if file is None:
                found.missing[own[0]] += 1
                continue
            found.segments[segment.id], found.files[segment.id] = segment, file
            found.moods[segment.id] = own[0]
    if not found.files:
        raise FileNotFoundError(
            f"{audio} holds no audio of the {found.missing.total()} segments with one mood"
        )
    return found


def _holds(file: Path, segment: Segment) -> bool:
    """Whether a file's name is the segment's: `ID`, `YID`, or either with the start behind it."""
    name = re.fullmatch(rf"Y?{re.escape(segment.id)}(?:[_. -]([0-9.]+)?(?:\D.*)?)?", file.stem)
    if name is None or name[1] is None:
        return name is not None
    return float(name[1].strip(".") or 0) in (segment.start, 1000 * segment.start)


def _divided(found: _Found, splits: str) -> dict[str, list[str]]:
    """Split to the clips in it, in the order of their ids."""
    ids = sorted(found.files)
    if splits == "audioset":
        tried, name = {id for id in ids if found.segments[id].evaluated}, "test"
    else:
        by_mood: dict[str, list[str]] = defaultdict(list)
        for id in ids:
            by_mood[found.moods[id]].append(id)
        tried, name = {id for own in by_mood.values() for id in held_out(own, VALIDATION, ROOT)}, "validation"
    parts = {"train": [id for id in ids if id not in tried], name: [id for id in ids if id in tried]}
    return {split: own for split, own in parts.items() if own}


def _shards(parts: Mapping[str, Sequence[str]]) -> Iterator[_Shard]:
    for split, ids in parts.items():
        count = -(-len(ids) // _ROWS)
        for number in range(count):
            name = f"music/{split}-{number:05d}-of-{count:05d}.parquet"
            yield _Shard(split, name, tuple(ids[number * _ROWS : (number + 1) * _ROWS]))


def _row(found: _Found, id: str, skip_broken: bool) -> dict | None:
    """A row of the config `music`, None for audio that cannot be read and may be skipped."""
    file = found.files[id]
    try:
        samples, rate = read_audio(file)
    except UnreadableFile:
        if skip_broken:
            return None
        raise
    segment = found.segments[id]
    if len(samples) <= (segment.end - segment.start + _SLACK) * rate:
        clip = {"bytes": file.read_bytes(), "path": file.name}
    else:
        first, end = (round(second * rate) for second in (segment.start, segment.end))
        if first >= len(samples):
            raise ValueError(f"{file} ends before its segment begins, at {segment.start:g} seconds")
        clip = {"bytes": _encoded(samples[first:end], rate), "path": f"{id}.flac"}
    return {"audio": clip, "mood": found.moods[id]}


def _encoded(samples: np.ndarray, rate: int) -> bytes:
    import soundfile

    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, format="FLAC", subtype="PCM_16")
    return buffer.getvalue()


def _moods_in(file: Path) -> Counter[str]:
    import pyarrow.parquet as pq

    return Counter(pq.read_table(file, columns=["mood"])["mood"].to_pylist())


def _listed(found: _Found, kept: Mapping[_Shard, Counter[str]]) -> Listed:
    clips: dict[str, Counter[str]] = defaultdict(Counter)
    for shard, moods in kept.items():
        clips[shard.split] += moods
    broken = Counter(found.moods.values())
    for moods in clips.values():
        broken -= moods
    return Listed(
        clips={split: dict(sorted(moods.items())) for split, moods in clips.items()},
        missing=dict(sorted(found.missing.items())),
        broken=dict(sorted(broken.items())),
        several=dict(sorted(found.several.items())),
    )


def _readme(kept: Mapping[_Shard, Counter[str]], listed: Listed, splits: str) -> str:
    known = {
        "pretty_name": "AudioSet's music moods, built for comicenc",
        "license": "other",
        "task_categories": ["audio-classification"],
        "tags": ["music", "mood"],
    }
    files = {
        split: [shard.file for shard, moods in kept.items() if shard.split == split and moods]
        for split in listed.clips
    }
    counts = listed.columns()
    names = sorted({mood for count in counts.values() for mood in count})
    rows = "\n".join(
        f"| {mood} | {' | '.join(str(count.get(mood, 0)) for count in counts.values())} |" for mood in names
    )
    how = (
        "`validation` is a fifth of each mood"
        if splits == "80-20"
        else "`test` is what AudioSet evaluates on"
    )
    return f"""{front_matter(known, {"music": {split: own for split, own in files.items() if own}})}
# AudioSet's music moods

Built by `comicenc dataset music-mood` from a copy of AudioSet (labels: CC BY 4.0, Google; ontology: CC BY-SA
4.0). The sound belongs to those who made it, and may not be passed on.

| mood | {" | ".join(counts)} |
|---|{"---|" * len(counts)}
{rows}

{how}. Segments whose audio is missing or broken, and those with several moods, are left out.

- `audio`: the clip, encoded; read it with `Audio(decode=False)` and `comicenc.media.read_audio`, or with
  torchcodec
- `mood`: AudioSet's class without the word "music", in small letters
"""
