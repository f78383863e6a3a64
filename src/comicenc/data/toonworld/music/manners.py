"""Kinds of music: who plays what in them, how fast, and for which moods they are taken.

No mood has a manner of its own, and each has many; what sets moods apart within one is in `moods.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

LOW, MIDDLE, HIGH = (36, 60), (48, 76), (64, 91)  # ranges of parts


@dataclass(frozen=True, slots=True)
class Layer:
    """One part of an ensemble.

    Args:
        instruments: Names of which one plays, separated by bars.
        patterns: What it may play, separated by bars; "rhythm …", "groove …", "drums …" name one of theirs.
        enters: Energy of a section from which it plays.
        chance: That it is there at all.
        gain: Loudness beside the others, in decibels.
        only: Moods in which it plays; empty for all.
        span: Lowest and highest pitch, where it is not the instrument's whole range.
    """

    instruments: str
    patterns: str
    enters: float = 0.0
    chance: float = 1.0
    gain: float = -6.0
    only: str = ""
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """A kind of music.

    Args:
        moods: Mood to how common the manner is in it.
        tempo: Slowest and fastest, in beats a minute; energy chooses between.
        layers: Who plays.
        kits: Of drums, one of which is taken.
        beats: Of a bar, each as common as it is named.
        swing: By what share of an eighth every second eighth comes late.
        finishes: Kinds of mastering that are usual.
        fixed: Whether a machine keeps time.
    """

    moods: dict[str, float]
    tempo: tuple[float, float]
    layers: tuple[Layer, ...]
    kits: tuple[str, ...] = ("acoustic", "room")
    beats: tuple[int, ...] = (4,)
    swing: float = 0.0
    finishes: tuple[str, ...] = ("clean", "clean", "loud")
    fixed: bool = True
