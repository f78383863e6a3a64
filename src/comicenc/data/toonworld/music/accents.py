"""What happens now and then: single tones, blows, runs, and noises that lead into a section or hit it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .bars import Bar, Frame
from .harmony import ladder, pitches, voicing
from .score import Note


def sprinkles(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """Single tones far apart: of the chord, or strange ones where there is tension."""
    notes = []
    for bar in bars:
        for beat in np.arange(0, bar.beats, 0.5):
            if rng.random() > 0.1 + 0.25 * frame.feel.energy:
                continue
            near = pitches(bar.chord_at(beat), frame.tonic, int(frame.around) - 8, frame.high)
            strange = list(range(int(frame.around) - 8, frame.high))
            pool = strange if rng.random() < frame.feel.tension else near
            notes.append(Note(bar.start + beat, 1.5, int(rng.choice(pool)), frame.loud(bar, -0.08)))
    return notes


def hits(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """Loud chords where a section begins, and before it ends."""
    notes = []
    for bar in bars:
        beats = [0.0] if bar.place % 4 == 0 else []
        if bar.ends:
            beats += [beat for beat in (bar.beats - 1.5, bar.beats - 0.5) if rng.random() < 0.7]
        elif rng.random() < 0.25 * frame.feel.energy:
            beats.append(float(rng.choice((1.5, 2.5, bar.beats - 0.5))))
        for beat in beats:
            tones = voicing(bar.chord_at(beat), frame.tonic, frame.around)
            low = [tones[0] - 12] if tones[0] - 12 >= frame.low else []
            loud = frame.loud(bar, 0.15)
            notes += [Note(bar.start + beat, 0.7, tone, loud) for tone in (*low, *tones)]
    return notes


def runs(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """Scales that rush to where a section begins."""
    notes = []
    steps = ladder(frame.scale, frame.tonic, int(frame.around) - 7, frame.high)
    for bar in bars:
        if not bar.ends and not (bar.place % 2 and rng.random() < 0.3):
            continue
        count = min(8, len(steps))
        row = steps[:count] if rng.random() < 0.75 else steps[:count][::-1]
        for number, tone in enumerate(row):
            start = bar.start + bar.beats - 2 + 2 * number / count
            notes.append(Note(start, 2.4 / count, tone, frame.loud(bar, -0.1 + 0.2 * number / count)))
    return notes


def risers(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """A noise that swells for a bar or two and stops where the next section begins."""
    middle = (frame.low + frame.high) / 2
    return [
        Note(max(0.0, bar.start - bar.beats * rng.integers(0, 2)), bar.beats * 1.5, middle, frame.loud(bar))
        for bar in bars
        if bar.ends or (bar.place % 4 == 3 and rng.random() < 0.3)
    ]


def booms(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """Something large that strikes where sections begin, and seldom elsewhere."""
    return [
        Note(bar.start, 6.0, rng.uniform(frame.low, frame.high), frame.loud(bar, 0.1))
        for bar in bars
        if bar.place == 0 or rng.random() < 0.12
    ]
