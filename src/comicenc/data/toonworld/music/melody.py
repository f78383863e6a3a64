"""Melodies: a motif that comes again, changed, over the chords."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .bars import Bar, Frame
from .harmony import ladder, pitches
from .score import Note

_STEPS = (-2, -1, 0, 1, 2)
_STEP_SHARES = (0.14, 0.32, 0.1, 0.32, 0.12)


def melody(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """Phrases of four bars: motif, motif again, its opposite, and an end on a tone of the chord."""
    rhythms = [_rhythm(rng, bars[0].beats, frame) for _ in range(2)]
    moves = [rng.choice(_STEPS, 32, p=_STEP_SHARES) for _ in range(2)]
    steps = ladder(frame.scale, frame.tonic, frame.low, frame.high)
    place = int(np.argmin(np.abs(np.asarray(steps) - frame.around)))
    notes: list[Note] = []
    for bar in bars:
        which = (0, 0, 1, 0)[bar.place % 4] if len(bars) > 2 else 0
        place = _line(rng, bar, frame, steps, place, rhythms[which], moves[which], notes)
    return notes


def _line(
    rng: np.random.Generator,
    bar: Bar,
    frame: Frame,
    steps: list[int],
    place: int,
    rhythm: list[tuple[float, float]],
    moves: np.ndarray,
    notes: list[Note],
) -> int:
    """One bar of a melody; returns where on the ladder it ends."""
    if bar.ends and len(rhythm) > 2 and rng.random() < 0.6:
        rhythm = [*rhythm[:2], (rhythm[2][0], bar.beats - rhythm[2][0])]
    centre = int(np.argmin(np.abs(np.asarray(steps) - frame.around)))
    for number, (beat, length) in enumerate(rhythm):
        move = int(moves[number])
        if rng.random() < frame.feel.leaps * 0.5:
            move += int(rng.choice((-4, -3, 3, 4)))
        if abs(place + move - centre) > 6:
            move = -abs(move) if place > centre else abs(move)
        place = max(0, min(len(steps) - 1, place + move))
        pitch = steps[place]
        if beat == int(beat) and int(beat) % 2 == 0 and rng.random() > frame.feel.tension:
            near = pitches(bar.chord_at(beat), frame.tonic, pitch - 3, pitch + 3)
            pitch = min(near, key=lambda tone: abs(tone - pitch)) if near else pitch
            place = int(np.argmin(np.abs(np.asarray(steps) - pitch)))
        elif rng.random() < 0.3 * frame.feel.tension:
            pitch += int(rng.choice((-1, 1)))
        loud = frame.loud(bar, 0.06 if beat == int(beat) else -0.03) + rng.normal(0, 0.03)
        notes.append(Note(bar.start + beat, length * min(frame.feel.legato, 1.05), pitch, min(1.0, loud)))
    return place


def _rhythm(rng: np.random.Generator, beats: float, frame: Frame) -> list[tuple[float, float]]:
    """Starts and lengths within a bar."""
    energy, rests = frame.feel.energy, frame.feel.rests
    values = np.asarray((0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0))
    weights = np.asarray(
        (0.9 * energy**2, 0.3 + energy, 0.25, 1.0, 0.45, 0.9 - 0.7 * energy, 0.5 - 0.5 * energy)
    )
    events, beat = [], 0.0
    while beat < beats - 1e-6:
        length = float(rng.choice(values, p=weights / weights.sum()))
        length = min(length, beats - beat)
        if not events or rng.random() >= rests:
            events.append((beat, length))
        beat += length
    return events


def counter(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """A second voice in long notes that moves as little as it can."""
    notes, pitch = [], round(frame.around)
    for bar in bars:
        for start, length, chord in bar.chords:
            near = pitches(chord, frame.tonic, frame.low, frame.high)
            pitch = min(near, key=lambda tone: abs(tone - pitch - rng.normal(0, 2)))
            loud = frame.loud(bar, -0.05)
            notes.append(Note(bar.start + start, length * min(frame.feel.legato + 0.2, 1.1), pitch, loud))
    return notes


def calls(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """Short phrases with long silences between them."""
    active = [bar for bar in bars if bar.place % 2 == 0]
    return melody(rng, active, frame) if active else []


def sneaking(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """Tiptoes: short notes by semitones up and down round the root, with stops and a jump at the end."""
    notes = []
    start = frame.low + 12 + (frame.tonic - frame.low) % 12
    shape = [int(step) for step in np.cumsum(rng.choice((-1, 1, 1, 2, -2, 3), 8))]
    for bar in bars:
        up = bar.chords[0][2].root % 12
        for number in range(int(2 * bar.beats)):
            silent = number % 2 == 1 and rng.random() < frame.feel.rests + 0.2
            if silent or (bar.ends and number > bar.beats):
                continue
            pitch = start + (up if up < 7 else up - 12) + shape[(number + 2 * bar.place) % 8]
            notes.append(Note(bar.start + number / 2, 0.2, pitch, frame.loud(bar, 0.05 * (number % 2 == 0))))
        if bar.ends:
            notes.append(Note(bar.start + bar.beats - 1, 0.25, start + 12, frame.loud(bar, 0.15)))
    return notes


def wandering(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """A line without a key: semitones, tritones, sevenths, and silences of any length."""
    notes, pitch, beat = [], frame.around, 0.0
    if not bars:
        return notes
    end = bars[-1].start + bars[-1].beats
    beat = bars[0].start + rng.uniform(0, 3)
    while beat < end:
        for _ in range(int(rng.integers(1, 5))):
            pitch += int(rng.choice((-1, 1, -6, 6, -11, 11, 13, -13, 3, -3)))
            if not frame.low <= pitch <= frame.high:
                pitch = round(frame.around)
            length = float(rng.choice((0.5, 1.0, 1.5, 3.0)))
            loud = max(0.1, min(1.0, frame.feel.force + rng.normal(-0.05, frame.feel.contrast / 2)))
            notes.append(Note(beat, length * frame.feel.legato, pitch, loud))
            beat += length
        beat += rng.uniform(0.5, 6.0 * frame.feel.rests + 1.0)
    return [note for note in notes if note.start < end]


def fanfare(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """Calls of brass: repeated notes and jumps to tones of the chord, two bars of four."""
    cell = [(0.0, 1.0), (1.0, 0.5), (1.5, 0.5), (2.0, 1.5), (3.5, 0.5)]
    if rng.random() < 0.5:
        cell = [(0.0, 0.75), (0.75, 0.25), (1.0, 1.0), (2.0, 0.5), (2.5, 0.5), (3.0, 1.0)]
    ups = np.sort(rng.integers(0, 4, len(cell)))
    notes = []
    for bar in bars:
        if bar.place % 4 == 3:
            continue
        tones = pitches(bar.chords[0][2], frame.tonic, round(frame.around) - 3, frame.high)
        for (beat, length), up in zip(cell, ups, strict=True):
            if beat < bar.beats and tones:
                tone = tones[min(int(up), len(tones) - 1)]
                notes.append(Note(bar.start + beat, 0.9 * length, tone, frame.loud(bar, 0.08)))
    return notes
