"""What drums play: grooves by style, with ghost notes, fills and cymbals where sections begin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .bars import Bar, Frame
from .score import Note

# Keys of General MIDI's drums.
KICK, RIM, SNARE, CLAP, HAT, PEDAL, OPEN, CRASH, RIDE = 36, 37, 38, 39, 42, 44, 46, 49, 51
FLOOR, LOW_TOM, TOM, HIGH_TOM, TAMBOURINE, COWBELL = 41, 45, 47, 50, 54, 56
BONGO, LOW_BONGO, CONGA, LOW_CONGA, MUTED_CONGA = 60, 61, 63, 64, 62
MARACAS, GUIRO, CLAVES, WOOD, LOW_WOOD, TRIANGLE, SHAKER = 70, 73, 75, 76, 77, 81, 82

# Velocities in a bar of sixteenths, from 1 to 9; a bar of three beats takes the first twelve.
GROOVES: dict[str, dict[int, str]] = {
    "rock": {KICK: "9.....5.9.......", SNARE: "....9.......9...", HAT: "7.5.7.5.7.5.7.5."},
    "rock ride": {KICK: "9.....7...8.....", SNARE: "....9.......9..3", RIDE: "8.5.7.5.8.5.7.5."},
    "anthem": {KICK: "9...9...9...9...", SNARE: "....9.......9...", CRASH: "7...6...7...6..."},
    "punk": {KICK: "9...9.9.9...9.9.", SNARE: "..9...9...9...9.", OPEN: "8.8.8.8.8.8.8.8."},
    "metal": {KICK: "9898989898989898", SNARE: "....9.......9...", CRASH: "8...6...7...6..."},
    "blast": {KICK: "9.9.9.9.9.9.9.9.", SNARE: ".9.9.9.9.9.9.9.9", RIDE: "8.8.8.8.8.8.8.8."},
    "half time": {KICK: "9......6..5.....", SNARE: "........9.......", HAT: "7.5.7.5.7.5.7.5."},
    "ballad": {KICK: "8.........5.....", RIM: "........7.......", HAT: "5.3.5.3.5.3.5.3."},
    "soft": {KICK: "6.......5.......", SHAKER: "4.3.5.3.4.3.5.3.", RIM: "....4.......4..."},
    "house": {
        KICK: "9...9...9...9...",
        CLAP: "....8.......8...",
        OPEN: "..8...8...8...8.",
        HAT: "5.3.5.3.5.3.5.34",
    },
    "techno": {
        KICK: "9...9...9...9...",
        HAT: "4646464646464646",
        OPEN: "..6...6...6...6.",
        RIM: "...4..5....4..5.",
    },
    "disco": {
        KICK: "9...9...9...9...",
        SNARE: "....9.......9...",
        OPEN: "..7...7...7...7.",
        HAT: "7.5.7.5.7.5.7.5.",
    },
    "big room": {KICK: "9...9...9...9...", CLAP: "....9.......9..5", CRASH: "6..............."},
    "dubstep": {KICK: "9.....5.........", SNARE: "........9.......", HAT: "5..5..5.5.5..5.5"},
    "drum and bass": {
        KICK: "9.........9.....",
        SNARE: "....9..3.3..9..3",
        HAT: "7.5.7.5.7.5.7.5.",
        RIDE: "..4...4...4...4.",
    },
    "breakbeat": {KICK: "9.9...9...5.5...", SNARE: "....9..4.4..9..4", HAT: "7.6.7.6.7.6.7.6."},
    "trap": {KICK: "9......6..8.....", CLAP: "........9.......", HAT: "7.6.7.666.7.6.76"},
    "dark trap": {
        KICK: "9.....7.......8.",
        SNARE: "........9.......",
        HAT: "6.6.6.6.66666.6.",
        OPEN: "..............4.",
    },
    "boom bap": {KICK: "9.....5.8.......", SNARE: "....8.......8...", HAT: "6.4.6.4.6.4.6.4."},
    "lofi": {
        KICK: "8......5..7.....",
        SNARE: "....6.......6...",
        HAT: "5.3.5.3.5.4.5.3.",
        RIM: "..............3.",
    },
    "funk": {KICK: "9..5....6.7.....", SNARE: "....9..3.3..9..2", HAT: "7464746474647464"},
    "swing": {RIDE: "7...8..57...8..5", PEDAL: "....6.......6...", KICK: "3.......3......."},
    "brushes": {SNARE: "4..25..24..25..2", PEDAL: "....5.......5...", KICK: "4.......3......."},
    "shuffle": {KICK: "9.......9..5....", SNARE: "....9.......9...", HAT: "7..57..57..57..5"},
    "bossa": {KICK: "7..57..57..57..5", RIM: "7..7..7...7..7..", SHAKER: "5353535353535353"},
    "samba": {KICK: "6..89..86..89..8", TAMBOURINE: "7467746774677467", SNARE: "5.5..5.5.55..5.5"},
    "salsa": {
        CONGA: "..5...77..5...77",
        COWBELL: "8.6.7.6.8.6.7.6.",
        CLAVES: "8..8..8...8.8...",
        LOW_CONGA: "......6.......6.",
    },
    "cumbia": {
        GUIRO: "8.558.558.558.55",
        KICK: "8...8...8...8...",
        CONGA: "..6...6...6...67",
        COWBELL: "7...7...7...7...",
    },
    "reggae": {KICK: "........9.......", RIM: "........8.......", HAT: "5.6.5.6.5.6.5.6."},
    "ska": {KICK: "8...8...8...8...", SNARE: "....8.......8...", HAT: "..7...7...7...7."},
    "march": {KICK: "8.......8.......", SNARE: "4...8.444...8.48", CRASH: "5.......5......."},
    "polka": {KICK: "8...8...8...8...", SNARE: "..7...7...7...7.", PEDAL: "..5...5...5...5."},
    "waltz": {KICK: "7...........", RIM: "....5...5...", HAT: "....4...4..."},
    "train": {KICK: "8...8...8...8...", SNARE: "5475547554755475"},
    "stomp": {KICK: "9.......9.......", CLAP: "....8.......8...", TAMBOURINE: "..5...5...5...5."},
    "claps": {CLAP: "....7.......7...", SHAKER: "5.3.5.3.5.3.5.3."},
    "epic": {FLOOR: "9.....7.9.....77", LOW_TOM: "....6.......6...", CRASH: "7..............."},
    "taiko": {FLOOR: "9..6..9.6..6..6.", LOW_TOM: "..5..5...55..5.5", KICK: "9.......9......."},
    "tribal": {FLOOR: "9..9..9.9..9..9.", CONGA: ".5.5.55..5.5.55.", SHAKER: "5.4.5.4.5.4.5.4."},
    "tension": {RIM: "5.......5.......", SHAKER: "4343434343434343", FLOOR: "7..............5"},
    "pulse": {KICK: "7...7...7...7..."},
    "heartbeat": {KICK: "8..6............"},
    "doom": {FLOOR: "9...............", KICK: "9..............."},
    "industrial": {
        KICK: "9..9..9.9..9..9.",
        SNARE: "....9..5....9.59",
        RIM: "5.5.5.5.5.5.5.5.",
        CRASH: "....6...........",
    },
    "comic": {WOOD: "7...5...7.5.5...", LOW_WOOD: "..5...5....5..5.", TRIANGLE: "............5..."},
    "temple": {WOOD: "6.4.6.4.6.4.6.4.", KICK: "8.......8.......", TAMBOURINE: "....6.......6..."},
    "percussion": {CONGA: "6..5..6...55..6.", BONGO: "..4..4.4..4..4.4", SHAKER: "5353535353535353"},
    "chip": {KICK: "8.......8.......", SNARE: "....8.......8...", HAT: "5.5.5.5.5.5.5.5."},
    "electro": {
        KICK: "9..9..5...9.....",
        SNARE: "....9.......9...",
        HAT: "5454545454545454",
        COWBELL: "..4...4....4....",
    },
    "synthwave": {KICK: "9...9...9...9...", SNARE: "....9.......9...", HAT: "6.6.6.6.6.6.6.6."},
    "snaps": {RIM: "....6.......6...", KICK: "6..............."},
}
_FILLS = (
    {SNARE: "............5678"},
    {HIGH_TOM: "........88......", TOM: "..........88....", FLOOR: "............8888"},
    {SNARE: "........5.7.8.9."},
    {KICK: "............9.9.", SNARE: ".............9.9"},
    {},
)
_LIGHT = (HAT, OPEN, RIDE, SHAKER, TAMBOURINE, MARACAS)


def drums(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame, name: str) -> list[Note]:
    """A groove through the bars; with little energy only its light half, with much a cymbal a section."""
    pattern = {key: _varied(rng, key, steps, frame) for key, steps in GROOVES[name].items()}
    fill = _FILLS[rng.integers(len(_FILLS))]
    ride = CRASH if frame.feel.energy > 0.45 and rng.random() < 0.8 else None
    notes = []
    for bar in bars:
        filled = fill if bar.ends and bar.energy > 0.45 else {}
        since = min((len(steps) - len(steps.lstrip(".")) for steps in filled.values()), default=99)
        for key, steps in pattern.items():
            if bar.energy < 0.25 and key in (SNARE, CLAP, CRASH):
                continue
            notes += _bar(rng, bar, frame, key, steps, since if key not in (KICK,) else 99)
        for key, steps in filled.items():
            notes += _bar(rng, bar, frame, key, steps, 99)
        if ride and bar.place == 0 and bar.energy > 0.5:
            notes.append(Note(bar.start, 1.0, ride, frame.loud(bar)))
    return notes


def _bar(rng: np.random.Generator, bar: Bar, frame: Frame, key: int, steps: str, until: int) -> list[Note]:
    notes = []
    for step in range(min(int(4 * bar.beats), until)):
        mark = steps[step % len(steps)]
        if mark != ".":
            loud = int(mark) / 9 * frame.loud(bar, 0.12) * rng.normal(1.0, 0.06)
            notes.append(Note(bar.start + step / 4, 0.2, key, float(np.clip(loud, 0.05, 1.0))))
    return notes


def _varied(rng: np.random.Generator, key: int, steps: str, frame: Frame) -> str:
    """A player's own version of a line: light instruments denser or sparser, a kick more or less."""
    marks = list(steps)
    for step, mark in enumerate(marks):
        chance = rng.random()
        if key in _LIGHT and mark == "." and chance < 0.12 * frame.feel.energy:
            marks[step] = "3"
        elif key in _LIGHT and mark != "." and step % 4 and chance < 0.2 * (1 - frame.feel.energy):
            marks[step] = "."
        elif key == KICK and mark == "." and step % 2 == 0 and step and chance < 0.06:
            marks[step] = "5"
    return "".join(marks)


def roll(rng: np.random.Generator, bars: Sequence[Bar], frame: Frame) -> list[Note]:
    """A snare or tom that is struck ever faster and louder into the next section."""
    key = int(rng.choice((SNARE, FLOOR, CLAP)))
    notes = []
    for bar in bars:
        if not bar.ends:
            continue
        steps = np.concatenate([np.arange(0, 2, 0.5), np.arange(2, bar.beats, 0.25)])
        for beat in steps:
            loud = frame.loud(bar, -0.35 + 0.4 * beat / bar.beats)
            notes.append(Note(bar.start + float(beat), 0.2, key, loud))
    return notes
