"""The frame that parts are composed in: bars with chords and energy, and one instrument's place in them."""

from __future__ import annotations

from dataclasses import dataclass

from .harmony import Chord
from .moods import Feel


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Args:
        start: In beats from the beginning.
        beats: How many it has.
        chords: Each with its start in the bar and its length, in beats.
        energy: Of its section, from 0 to 1.
        section: Number of its section.
        place: Its number within the section.
        ends: Whether the section ends with it.
    """

    start: float
    beats: float
    chords: tuple[tuple[float, float, Chord], ...]
    energy: float
    section: int
    place: int
    ends: bool

    def chord_at(self, beat: float) -> Chord:
        """The chord that sounds at a beat of the bar."""
        return next(
            (chord for start, length, chord in self.chords if beat < start + length), self.chords[-1][2]
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """What all parts of a piece share, and the range that one of them keeps to.

    Args:
        tonic: Pitch class of the key.
        scale: Name of its scale.
        feel: How the piece is played.
        low: Lowest pitch of the part.
        high: Highest pitch of the part.
    """

    tonic: int
    scale: str
    feel: Feel
    low: int
    high: int

    @property
    def around(self) -> float:
        """The middle of the range, moved by the mood's register as far as the range allows."""
        room = 0.3 * (self.high - self.low)
        return (self.low + self.high) / 2 + max(-room, min(room, self.feel.register))

    def loud(self, bar: Bar, accent: float = 0.0) -> float:
        """Velocity in a bar."""
        force = self.feel.force + 2.2 * self.feel.contrast * (bar.energy - 0.6) + accent
        return max(0.08, min(1.0, force))
