"""What the bass plays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .bars import Bar, Frame
from .harmony import pitches, root_near
from .score import Note

_GROOVES = {
    "eighths": "X.x.x.x.X.x.x.x.",
    "sixteenths": "XxxxXxxxXxxxXxxx",
    "tresillo": "X.....x.X.....x.",
    "offbeats": "..X...X...X...X.",
    "funk": "X..x..o...x.o.x.",
    "disco": "x.o.x.o.x.o.x.o.",
    "tumbao": "......f.....X...",
    "cumbia": "X...f.f.X...f.f.",
    "boom bap": "X.....x...x.....",
    "trap": "X.......x.x.....",
    "dub": "X.....X.....x...",
    "two": "X.......f.......",
    "one": "X...............",
    "gallop": "X.xxX.xxX.xxX.xx",
    "drive": "X.xxx.xxX.xxx.x.",
    "break": "X.....x..X..x...",
    "pulse": "X...X...X...X...",
    "heart": "X..x............",
}


def groove(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame, name: str) -> list[Note]:
    """Roots (x, accented X), octaves (o) and fifths (f) in a groove; the length is what follows allows."""
    steps, notes = _GROOVES[name], []
    around = min(frame.around, frame.low + 12)
    for bar in bars:
        sounding = [step for step in range(int(4 * bar.beats)) if steps[step % 16] != "."]
        for number, step in enumerate(sounding):
            mark = steps[step % 16]
            following = sounding[number + 1] if number + 1 < len(sounding) else 4 * bar.beats
            up = {"o": 12, "f": 7}.get(mark, 0)
            pitch = root_near(bar.chord_at(step / 4), frame.tonic, around) + up
            if pitch - 12 >= frame.low and mark == "f" and rng.random() < 0.5:
                pitch -= 12
            length = (following - step) / 4 * min(1.0, 0.35 + 0.6 * frame.feel.legato)
            loud = frame.loud(bar, 0.06 if mark == "X" else 0.0)
            notes.append(Note(bar.start + step / 4, length, pitch, loud))
    return notes


def walking(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """A note a beat: root, chord tones, and a semitone before the next root."""
    notes = []
    around = frame.low + 10
    for number, bar in enumerate(bars):
        following = bars[number + 1] if number + 1 < len(bars) else bars[0]
        goal = root_near(following.chords[0][2], frame.tonic, around)
        beats = int(bar.beats)
        for beat in range(beats):
            chord = bar.chord_at(beat)
            if beat == 0:
                pitch = root_near(chord, frame.tonic, around)
            elif beat == beats - 1:
                pitch = goal + int(rng.choice((-1, 1)))
            else:
                pitch = int(rng.choice(pitches(chord, frame.tonic, around - 7, around + 8)))
            notes.append(Note(bar.start + beat, 0.85, pitch, frame.loud(bar, rng.normal(0, 0.03))))
    return notes


def riff(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """Two bars that come again and again: the tonic with few other tones, whatever the chords do."""
    tension = frame.feel.tension
    others = (0, 0, 0, 1, 6, 8, 10, 12) if tension > 0.3 else (0, 0, 0, 3, 5, 7, 10, 12)
    density = 0.2 + 0.45 * frame.feel.energy
    cell = [(step / 4, int(rng.choice(others))) for step in range(32) if step == 0 or rng.random() < density]
    tonic = frame.low + (frame.tonic - frame.low) % 12
    notes = []
    for bar in bars:
        beats = [(beat - 4 * (bar.place % 2), up) for beat, up in cell]
        for beat, up in beats:
            if 0 <= beat < bar.beats:
                loud = frame.loud(bar, 0.05 if up == 0 else -0.03)
                length = 0.25 * max(0.6, 1.6 * frame.feel.legato)
                notes.append(Note(bar.start + beat, length, tonic + up, loud))
    return notes
