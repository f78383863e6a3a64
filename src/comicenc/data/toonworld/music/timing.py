"""From beats to seconds: tempo, swing, players who are not machines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .manners import Manner
from .moods import Feel
from .score import Note


class Clock:
    """When beats happen.

    Args:
        rng: For how time flows, and for each note's own time.
        tempo: Beats a minute.
        beats: How many there are.
        manner: Whose time may flow, and swing.
        feel: How freely.
    """

    def __init__(
        self, rng: np.random.Generator, tempo: float, beats: float, manner: Manner, feel: Feel
    ) -> None:
        self.rng, self.swing = rng, manner.swing * rng.uniform(0.6, 1.3)
        steps = np.arange(0, beats + 8, 0.5)
        free = 0.0 if manner.fixed else feel.rubato
        flow = np.convolve(rng.normal(0, 1, len(steps) + 8), np.ones(9) / 3.0, "valid")
        durations = 0.5 * 60 / tempo * (1 + 0.12 * free * np.clip(flow, -2, 2))
        self._beats, self._seconds = steps, np.concatenate([[0.0], np.cumsum(durations)])[: len(steps)]
        self.loose = 0.004 if manner.fixed else 0.012
        self.stress = rng.uniform(0.1, 0.45)

    def times(self, notes: Sequence[Note], seconds: float, drums: bool) -> list[Note]:
        """Notes in seconds, softer off the beat; those are left out that begin when all is over."""
        timed = []
        for note in notes:
            start = float(np.interp(self._swung(note.start), self._beats, self._seconds))
            end = float(np.interp(self._swung(note.start + note.length), self._beats, self._seconds))
            late = abs(float(self.rng.normal(0, self.loose * (0.5 if drums else 1.0))))
            if start + late < seconds - 0.02:
                weak = self.stress * (0.4 if drums else 1.0) * _weakness(note.start)
                loud = float(np.clip(note.velocity * (1 - weak), 0.03, 1.0))
                timed.append(Note(start + late, max(end - start, 0.03), float(note.pitch), loud))
        return sorted(timed)

    def _swung(self, beat: float) -> float:
        """Where a beat lies when every second eighth is late."""
        whole, part = divmod(beat, 1.0)
        half = 0.5 * (1 + self.swing)
        return whole + (part / 0.5 * half if part < 0.5 else half + (part - 0.5) / 0.5 * (1 - half))


def _weakness(beat: float) -> float:
    """0 on a beat, half between two, 1 on what lies between those."""
    step = round(4 * beat) % 4
    return (0.0, 1.0, 0.5, 1.0)[step]
