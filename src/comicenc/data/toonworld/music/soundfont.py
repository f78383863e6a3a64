"""Sampled instruments: a SoundFont that the user has, played by symusic."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from .instruments import INSTRUMENTS, KITS
from .score import Note

_QUALITY = 4  # of the interpolation, from 0 to 6
_SHORTEST = 0.05
_LEVELS = 8  # of loudness that are told apart


def read_soundfont(path: str | Path) -> Path:
    """The path of a SoundFont that can be played.

    Raises:
        OSError: If there is no such file.
        ValueError: If it is no SoundFont 2.
        ImportError: If symusic is not installed.
    """
    import symusic  # noqa: F401  says at once what is missing

    path = Path(path)
    with path.open("rb") as file:
        head = file.read(12)
    if head[:4] != b"RIFF" or head[8:] != b"sfbk":
        raise ValueError(f"{path} is no SoundFont 2")
    return path.resolve()


def has(instrument: str) -> bool:
    """Whether SoundFonts have an instrument or kit."""
    return instrument in KITS or INSTRUMENTS[instrument].program is not None


def play(path: Path, instrument: str, notes: Sequence[Note], rate: int) -> np.ndarray:
    """What an instrument plays.

    Args:
        path: Of the SoundFont.
        instrument: One that `has` is true of.
        notes: In seconds.
        rate: Samples a second.

    Returns:
        (2, samples) float32, until the last note has rung out.
    """
    layers: dict[int, list[Note]] = {}
    for note in notes:
        layers.setdefault(max(1, round(_LEVELS * note.velocity)), []).append(note)
    played = [(level / _LEVELS) ** 1.5 * _layer(path, instrument, layers[level], rate) for level in layers]
    sound = np.zeros((2, max(each.shape[1] for each in played)), np.float32)
    for each in played:
        sound[:, : each.shape[1]] += each
    return sound


def _layer(path: Path, instrument: str, notes: Sequence[Note], rate: int) -> np.ndarray:
    """Notes of one velocity: the synthesiser chooses samples by it, but plays all equally loud."""
    import symusic

    kit = instrument in KITS
    program = KITS[instrument][0] if kit else INSTRUMENTS[instrument].program
    track = symusic.Track("", program, kit, ttype="second")
    for note in notes:
        loud = max(1, min(127, round(30 + 97 * note.velocity)))
        length = max(note.length, _SHORTEST)
        track.notes.append(symusic.Note(note.start, length, round(note.pitch), loud, "second"))
    score = symusic.Score(480).to("second")
    score.tracks.append(track)
    return np.asarray(_synthesizer(str(path), rate).render(score, True), np.float32)


@lru_cache(4)
def _synthesizer(path: str, rate: int):
    import symusic

    return symusic.Synthesizer(path, rate, _QUALITY)
