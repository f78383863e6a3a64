"""What each mood does to music: how it moves, speaks and is harmonised, whatever the kind of music.

The directions are those that listeners agree on (tempo, mode, articulation, register, dissonance); each piece
draws its own numbers round them, and wide enough that no number alone gives a mood away.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

MOODS = ("happy", "funny", "sad", "tender", "exciting", "angry", "scary")


@dataclass(frozen=True, slots=True)
class Feel:
    """How a piece is played.

    Args:
        energy: From 0 (still) to 1 (as much as can be): tempo within the manner, drums, layers.
        legato: Share of its time that a note sounds.
        leaps: How often a melody jumps.
        register: Semitones by which parts lie higher.
        tension: How often dissonant tones are added.
        rests: Share of a melody that is silent.
        rubato: How freely time flows where no drums keep it.
        force: Mean velocity, from 0 to 1.
        contrast: How far loud and soft lie apart.
        bright: Slope added to the equaliser, in decibels an octave.
        wet: How far away it sounds.
    """

    energy: float
    legato: float
    leaps: float
    register: float
    tension: float
    rests: float
    rubato: float
    force: float
    contrast: float
    bright: float
    wet: float


# Mean and standard deviation in each mood, in the order of the fields.
# fmt: off
_HABITS: dict[str, tuple[tuple[float, float], ...]] = {
    #           energy       legato       leaps        register   tension      rests        rubato
    "happy":    ((.61, .18), (.62, .20), (.35, .12), (2.5, 3), (.02, .04), (.18, .10), (.02, .04),
                 (.68, .10), (.14, .05), (.3, .7), (.16, .09)),
    "funny":    ((.52, .20), (.38, .15), (.55, .15), (0.0, 5), (.12, .10), (.28, .12), (.04, .06),
                 (.62, .10), (.18, .07), (.1, .7), (.12, .07)),
    "sad":      ((.24, .14), (.98, .15), (.18, .10), (-2.0, 4), (.06, .06), (.30, .14), (.40, .25),
                 (.46, .10), (.14, .06), (-.6, .7), (.32, .12)),
    "tender":   ((.30, .14), (.95, .18), (.24, .10), (1.5, 4), (.02, .03), (.30, .14), (.32, .25),
                 (.46, .10), (.12, .05), (-.2, .7), (.28, .12)),
    "exciting": ((.84, .11), (.60, .20), (.38, .12), (0.5, 3), (.08, .07), (.15, .10), (.00, .02),
                 (.82, .08), (.16, .07), (.3, .7), (.20, .10)),
    "angry":    ((.82, .14), (.50, .20), (.30, .14), (-6.0, 4), (.34, .16), (.25, .15), (.00, .02),
                 (.90, .06), (.10, .06), (.1, .8), (.12, .08)),
    "scary":    ((.36, .24), (.90, .30), (.45, .18), (-4.0, 8), (.50, .22), (.52, .18), (.20, .20),
                 (.56, .16), (.24, .10), (-.5, .9), (.38, .14)),
}
# fmt: on


def sample_feel(rng: np.random.Generator, mood: str) -> Feel:
    """Draw how a piece of a mood is played."""
    drawn = [rng.normal(mean, spread) for mean, spread in _HABITS[mood]]
    values = dict(zip((field.name for field in fields(Feel)), drawn, strict=True))
    for name, (least, most) in _LIMITS.items():
        values[name] = float(np.clip(values[name], least, most))
    return Feel(**{name: float(value) for name, value in values.items()})


_LIMITS = {
    "energy": (0.02, 1.0),
    "legato": (0.15, 1.4),
    "leaps": (0.03, 0.9),
    "register": (-14.0, 12.0),
    "tension": (0.0, 0.95),
    "rests": (0.02, 0.85),
    "rubato": (0.0, 1.0),
    "force": (0.25, 1.0),
    "contrast": (0.03, 0.4),
    "wet": (0.03, 0.7),
}
