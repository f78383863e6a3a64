"""How chords are played: held, broken, strummed, in patterns of accents, or as noise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .bars import Bar, Frame
from .harmony import pitches, root_near, voicing
from .score import Note

# Where in a bar of sixteenths an accompaniment sounds; capitals are accents.
CELLS = {
    "bossa": "X..x..x...x..x..",
    "montuno": "X.xx.xx.x.xx.xx.",
    "house": "X..x..x.X..x..x.",
    "piano house": "x.Xx.x.Xx.Xx.x.x",
    "funk": "x..x.xX...x..x.x",
    "disco": "..x...x...x...x.",
    "skank": "..X...X...X...X.",
    "cumbia": "..xx..xx..xx..xx",
    "charleston": "X.....x.........",
    "swing": "x..X......x..X..",
    "anthem": "X.x.x.X.x.x.X.x.",
    "tresillo": "X..x..x.",
    "quarters": "X...x...X...x...",
    "eighths": "X.x.x.x.X.x.x.x.",
    "offbeats": "..x...x...x...x.",
    "synth": "X..x..x..x..x.x.",
    "halves": "X.......X.......",
}
_STRUMS = ("D...D.U...U.D.U.", "D...D.U.D...D.U.", "D.D.D.U.D.D.D.U.", "D.U.D.U.D.U.D.U.", "D.......D.....U.")
_RIFFS = ("Xxxx.xxxXxxx.x.x", "XxxXxxXxXxxXxxXx", "X.xxX.xxX.xxX.xx", "Xx.xx.XxX.X.xxxx", "X...x.xxX...x.x.")


def sustained(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """Chords held, each led to the next."""
    notes, before = [], []
    for bar in bars:
        for start, length, chord in bar.chords:
            before = voicing(chord, frame.tonic, frame.around, before)
            tones = _tense(rng, before, frame)
            notes += [
                Note(
                    bar.start + start, length * min(max(frame.feel.legato, 0.7), 1.05), tone, frame.loud(bar)
                )
                for tone in tones
            ]
    return notes


def rhythm(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame, cell: str) -> list[Note]:
    """Chords in a cell of accents."""
    steps, notes, before = CELLS[cell], [], []
    length = 0.25 * max(0.7, 2.2 * frame.feel.legato)
    for bar in bars:
        for step in range(int(4 * bar.beats)):
            mark = steps[step % len(steps)]
            if mark == ".":
                continue
            chord = bar.chord_at(step / 4)
            before = voicing(chord, frame.tonic, frame.around, before)
            loud = frame.loud(bar, 0.08 if mark == "X" else -0.04)
            notes += [Note(bar.start + step / 4, length, tone, loud) for tone in before]
    return notes


def pulses(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """The same chord over and over, in quarters or eighths."""
    step = 0.5 if rng.random() < 0.3 + 0.6 * frame.feel.energy else 1.0
    notes, before = [], []
    for bar in bars:
        for number in range(int(bar.beats / step)):
            chord = bar.chord_at(number * step)
            before = voicing(chord, frame.tonic, frame.around, before)
            loud = frame.loud(bar, 0.06 if number == 0 else -0.03)
            length = step * min(frame.feel.legato, 1.0)
            notes += [Note(bar.start + number * step, length, tone, loud) for tone in before]
    return notes


def arpeggios(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """Chords broken upward, downward or both ways."""
    energy = frame.feel.energy
    step = float(rng.choice((0.25, 1 / 3, 0.5, 1.0), p=_shares(0.2 + energy, 0.25, 1.0, 0.5 - 0.5 * energy)))
    shape = str(rng.choice(("up", "down", "both", "alberti", "wide")))
    notes = []
    for bar in bars:
        for number in range(round(bar.beats / step)):
            chord = bar.chord_at(number * step + 1e-6)
            centre = frame.around
            tones = pitches(chord, frame.tonic, int(centre) - 9, int(centre) + 11)
            order = _order(tones, shape)
            tone = order[number % len(order)]
            length = step * max(frame.feel.legato, 0.3) * (1.6 if frame.feel.legato > 0.8 else 1.0)
            notes.append(
                Note(
                    bar.start + number * step,
                    length,
                    tone,
                    frame.loud(bar, 0.07 if number == 0 else -0.05),
                )
            )
    return notes


def strums(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """A guitar struck across, string after string."""
    steps, notes = str(rng.choice(_STRUMS)), []
    for bar in bars:
        for step in range(int(4 * bar.beats)):
            if steps[step % 16] == ".":
                continue
            down = steps[step % 16] == "D"
            tones = pitches(bar.chord_at(step / 4), frame.tonic, frame.low, frame.low + 26)[
                : 6 if down else 4
            ]
            for string, tone in enumerate(tones if down else tones[::-1]):
                late = string * 0.018 + rng.normal(0, 0.004)
                loud = frame.loud(bar, 0.05 if step % 8 == 0 else -0.08)
                length = 0.9 * frame.feel.legato + 0.2
                notes.append(Note(bar.start + step / 4 + late, length, tone, loud))
    return notes


def oompah(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """A bass note and short chords after it, as in marches, polkas, rags and waltzes."""
    notes, before = [], []
    for bar in bars:
        for beat in range(int(bar.beats)):
            chord = bar.chord_at(beat)
            if beat == 0 or (bar.beats == 4 and beat == 2):
                low = root_near(chord, frame.tonic, frame.low + 7)
                low += 0 if beat == 0 else -5 if low - 5 >= frame.low else 7
                notes.append(Note(bar.start + beat, 0.6, low, frame.loud(bar, 0.06)))
            else:
                before = voicing(chord, frame.tonic, frame.low + 24, before)
                notes += [Note(bar.start + beat, 0.32, tone, frame.loud(bar, -0.06)) for tone in before]
    return notes


def ostinato(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """One short figure that goes on and on while chords change under it."""
    step = 0.25 if rng.random() < 0.15 + 0.55 * frame.feel.energy else 0.5
    size = int(rng.choice((3, 4, 6, 8)))
    figure = [int(index) for index in rng.integers(0, 4, size)]
    figure[0] = 0
    notes = []
    for bar in bars:
        for number in range(round(bar.beats / step)):
            tones = pitches(bar.chord_at(number * step), frame.tonic, int(frame.around) - 5, frame.high)
            tone = tones[min(figure[number % size], len(tones) - 1)]
            loud = frame.loud(bar, 0.1 if number % size == 0 else -0.06)
            notes.append(Note(bar.start + number * step, step * min(frame.feel.legato, 0.95), tone, loud))
    return notes


def tremolo(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """Chords as fast repeated notes that swell through the bar."""
    notes, before = [], []
    for bar in bars:
        before = voicing(bar.chords[0][2], frame.tonic, frame.around, before)
        for number in range(int(bar.beats * 6)):
            loud = frame.loud(bar, -0.2 + 0.25 * number / (bar.beats * 6))
            notes += [Note(bar.start + number / 6, 0.16, tone, loud) for tone in before[:3]]
    return notes


def chugs(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """A riff on the low strings: muted roots, and fifths where it is accented."""
    riff, notes = str(rng.choice(_RIFFS)), []
    turns = {int(step): int(rng.choice((1, 3, 6, -2, 5))) for step in rng.integers(8, 16, 2)}
    for bar in bars:
        for step in range(int(4 * bar.beats)):
            mark = riff[step % 16]
            if mark == ".":
                continue
            root = root_near(bar.chord_at(step / 4), frame.tonic, frame.low + 6)
            if bar.place % 2 and rng.random() < frame.feel.tension + 0.2:
                root += turns.get(step, 0)
            if mark == "X":
                loud = frame.loud(bar, 0.08)
                notes += [Note(bar.start + step / 4, 0.45, root + up, loud) for up in (0, 7, 12)]
            else:
                notes.append(Note(bar.start + step / 4, 0.13, root, frame.loud(bar, -0.1)))
    return notes


def cluster(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """Neighbouring semitones, held over bars, entering one by one."""
    notes, number = [], 0
    while number < len(bars):
        count = int(rng.integers(1, 4))
        held = bars[number : number + count]
        lowest = int(rng.integers(frame.low, max(frame.low + 1, frame.high - 6)))
        beats = sum(bar.beats for bar in held)
        for voice in range(int(rng.integers(2, 6))):
            late = beats * 0.4 * rng.random()
            tone = lowest + voice * int(rng.choice((1, 1, 1, 6)))
            notes.append(Note(held[0].start + late, beats - late, tone, frame.loud(held[0], -0.1)))
        number += count + int(rng.random() < 0.4)
    return notes


def drone(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """The tonic under everything, renewed every few bars; a fifth or a semitone beside it now and then."""
    notes = []
    tonic = frame.low + (frame.tonic - frame.low) % 12
    beside = 1 if rng.random() < 0.4 * frame.feel.tension else int(rng.choice((7, 12)))
    for number in range(0, len(bars), 4):
        held = bars[number : number + 4]
        beats = sum(bar.beats for bar in held)
        notes.append(Note(held[0].start, beats, tonic, frame.loud(held[0])))
        if rng.random() < 0.6:
            notes.append(Note(held[0].start, beats, tonic + beside, frame.loud(held[0], -0.15)))
    return notes


def _tense(rng: np.random.Generator, tones: list[int], frame: Frame) -> list[int]:
    """A chord with a neighbour of one of its tones added, where there is tension."""
    if rng.random() >= 0.6 * frame.feel.tension:
        return tones
    return [*tones, int(rng.choice(tones)) + int(rng.choice((1, 6, 11, 13)))]


def _order(tones: list[int], shape: str) -> list[int]:
    tones = tones[:6]
    if shape == "down":
        return tones[::-1]
    if shape == "both":
        return tones + tones[-2:0:-1]
    if shape == "alberti" and len(tones) >= 3:
        return [tones[0], tones[2], tones[1], tones[2]]
    if shape == "wide":
        return [tones[index] for index in (0, 2, 4, 3, 1, 2) if index < len(tones)]
    return tones


def _shares(*weights: float) -> np.ndarray:
    return np.asarray(weights) / sum(weights)
