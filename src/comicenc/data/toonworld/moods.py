"""What a mood does to a page beside faces and words: how it is lit, cut and framed, and what is in the air.

No cue is always there, so that none alone tells the mood.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from .finish import AS_DRAWN, Look
from .layouts import PageHabits
from .vocabulary import pick

_PLAIN = 0.12  # share of pages that are lit as any other
_STRENGTH = (0.4, 1.0)  # of a look, 0 to 1
_EXTREME = (1.05, 1.6)  # head heights that a face so close has that it does not fit into its panel


@dataclass(frozen=True, slots=True)
class Manner:
    """How pages of a mood are told.

    Args:
        looks: Lights and palettes, each as common as the others.
        shots: Factor on how common each of `script.SHOTS` is.
        layouts: Factor on how common each of `layouts.LAYOUTS` is.
        air: What is in the air, one of `effects.EFFECTS`, and its chance in a panel.
        stances: Factor on how common each of `gestures.STANCES` is.
        arms: Factor on how common each of `gestures.ARMS` is.
        bare: Chance that a panel from close by shows no place.
        tilt: Chance that the camera rolls, and how far in degrees.
        black: Chance that the gutters are black.
        marks: Chance of a mark of feeling beside a head.
        sounds: Chance of a sound in a panel.
        closest: Chance that a close face is cut by its panel.
        apart: Factor on the distance of people.
        small: Factor on people seen from afar.
        rain: Chance of it out of doors.
    """

    looks: tuple[Look, ...]
    shots: Mapping[str, float]
    layouts: Mapping[str, float]
    air: tuple[tuple[str, float], ...]
    stances: Mapping[str, float] = field(default_factory=dict)
    arms: Mapping[str, float] = field(default_factory=dict)
    bare: float = 0.2
    tilt: tuple[float, float] = (0.0, 0.0)
    black: float = 0.02
    marks: float = 0.25
    sounds: float = 0.06
    closest: float = 0.0
    apart: float = 1.0
    small: float = 1.0
    rain: float = 0.02


MANNERS: dict[str, Manner] = {
    "happy": Manner(
        looks=(
            Look((1.06, 1.02, 0.92), saturation=1.25, brightness=1.1, corners=-0.08),
            Look(saturation=1.35, contrast=1.05, brightness=1.08),
            Look((1.0, 1.03, 1.02), saturation=1.2, brightness=1.14, glow=0.1),
        ),
        shots={"medium": 1.6, "full": 1.8, "bust": 1.0, "over": 0.3, "empty": 0.3},
        layouts={"rows": 1.2, "grid": 1.2, "splash": 1.2, "slanted": 0.6},
        air=(("beams", 0.25), ("confetti", 0.3), ("notes", 0.25), ("sparkles", 0.15)),
        stances={"leaping": 8.0, "walking": 2.0, "running": 2.0, "kneeling": 0.1},
        arms={"raised": 7.0, "waving": 5.0, "aside": 2.5, "crossed": 0.1, "chin": 0.2, "clenched": 0.2},
        marks=0.15,
    ),
    "funny": Manner(
        looks=(
            Look(saturation=1.4, contrast=1.1, brightness=1.05),
            Look((1.04, 1.03, 0.9), saturation=1.3, contrast=1.05, brightness=1.1),
        ),
        shots={"bust": 1.3, "full": 1.6, "close": 0.8, "over": 0.3, "far": 0.6, "empty": 0.2},
        layouts={"grid": 5.0, "rows": 1.2, "four_frame": 1.5, "splash": 0.2, "tall": 0.5},
        air=(("puffs", 0.3), ("pops", 0.35), ("wobble", 0.3), ("stars", 0.2)),
        stances={"leaping": 4.0, "running": 3.0, "on one knee": 3.0},
        arms={"shrugging": 7.0, "raised": 4.0, "aside": 4.0, "akimbo": 2.0, "pointing": 2.0},
        bare=0.5,
        tilt=(0.15, 5.0),
        marks=0.55,
        sounds=0.2,
    ),
    "sad": Manner(
        looks=(
            Look((0.88, 0.94, 1.06), saturation=0.45, contrast=0.85, brightness=0.82, corners=0.2),
            Look((0.95, 0.96, 1.0), saturation=0.25, contrast=0.8, brightness=0.92, corners=0.1),
            Look((0.8, 0.88, 1.05), saturation=0.6, contrast=0.9, brightness=0.7, corners=0.3),
        ),
        shots={"far": 4.0, "empty": 6.0, "over": 2.5, "full": 1.2, "medium": 0.7, "close": 0.9, "bust": 0.7},
        layouts={"rows": 1.8, "tall": 2.0, "slanted": 0.1, "grid": 0.3, "inset": 0.6},
        air=(("leaves", 0.15), ("veil", 0.25), ("drizzle", 0.3)),
        stances={"sitting": 7.0, "kneeling": 9.0, "on one knee": 2.0, "running": 0.05, "leaping": 0.02},
        arms={"hanging": 1.5, "holding": 2.5, "chin": 2.0, "raised": 0.02, "waving": 0.05, "pointing": 0.1},
        bare=0.2,
        black=0.12,
        marks=0.05,
        sounds=0.02,
        apart=1.4,
        small=0.6,
        rain=0.5,
    ),
    "tender": Manner(
        looks=(
            Look(
                tint=(1.1, 1.0, 0.9), saturation=0.9, contrast=0.82, brightness=1.08, corners=-0.25, glow=0.35
            ),
            Look(
                tint=(1.08, 0.97, 1.0), saturation=0.85, contrast=0.8, brightness=1.12, corners=-0.3, glow=0.3
            ),
            Look((1.12, 0.95, 0.75), saturation=1.05, contrast=0.9, corners=0.1, glow=0.35),
        ),
        shots={"close": 2.5, "bust": 1.6, "over": 1.2, "full": 0.5, "far": 0.6, "medium": 1.0, "empty": 0.5},
        layouts={"tall": 1.8, "inset": 2.0, "splash": 1.4, "rows": 1.0, "grid": 0.3, "slanted": 0.3},
        air=(("petals", 0.35), ("bubbles", 0.4), ("hearts", 0.18), ("sparkles", 0.25)),
        stances={"sitting": 2.5, "running": 0.05, "leaping": 0.05, "astride": 0.3},
        arms={
            "holding": 7.0,
            "hanging": 1.2,
            "behind": 2.0,
            "raised": 0.05,
            "pointing": 0.05,
            "clenched": 0.02,
        },
        bare=0.45,
        marks=0.25,
        sounds=0.01,
        apart=0.6,
    ),
    "exciting": Manner(
        looks=(
            Look((1.06, 1.0, 0.9), saturation=1.2, contrast=1.25, corners=0.15),
            Look((0.95, 1.0, 1.08), saturation=1.25, contrast=1.3, brightness=1.02, corners=0.1),
        ),
        shots={"close": 1.6, "full": 2.6, "bust": 0.9, "medium": 0.8, "over": 0.8, "far": 0.7},
        layouts={"slanted": 6.0, "splash": 3.0, "inset": 2.5, "tall": 1.5, "rows": 0.5, "grid": 0.1},
        air=(("focus", 0.45), ("streaks", 0.45), ("debris", 0.3), ("bolts", 0.12)),
        stances={
            "running": 14.0,
            "leaping": 16.0,
            "astride": 2.0,
            "sitting": 0.1,
            "at ease": 0.2,
            "standing": 0.3,
        },
        arms={"raised": 3.0, "pointing": 4.0, "clenched": 4.0, "aside": 2.0, "hanging": 0.3, "behind": 0.1},
        bare=0.5,
        tilt=(0.6, 9.0),
        marks=0.15,
        sounds=0.4,
        closest=0.35,
    ),
    "angry": Manner(
        looks=(
            Look((1.2, 0.82, 0.75), saturation=1.2, contrast=1.3, brightness=0.88, corners=0.35),
            Look((1.1, 0.9, 0.85), saturation=0.8, contrast=1.4, brightness=0.85, corners=0.3),
        ),
        shots={"close": 3.5, "bust": 1.4, "over": 1.6, "far": 0.3, "empty": 0.2, "full": 0.8},
        layouts={"slanted": 3.0, "splash": 1.2, "inset": 1.5, "rows": 0.8, "grid": 0.5},
        air=(("focus", 0.35), ("flames", 0.35), ("bolts", 0.3), ("debris", 0.12)),
        stances={"astride": 9.0, "walking": 1.5, "sitting": 0.2, "kneeling": 0.05},
        arms={
            "clenched": 9.0,
            "pointing": 6.0,
            "akimbo": 3.0,
            "crossed": 2.0,
            "hanging": 0.3,
            "waving": 0.05,
        },
        bare=0.5,
        tilt=(0.35, 7.0),
        black=0.1,
        marks=0.6,
        sounds=0.3,
        closest=0.4,
        apart=0.8,
    ),
    "scary": Manner(
        looks=(
            Look((0.75, 0.95, 1.0), saturation=0.5, contrast=1.15, brightness=0.5, corners=0.7),
            Look((0.85, 1.02, 0.8), saturation=0.6, contrast=1.1, brightness=0.5, corners=0.7),
            Look((0.9, 0.8, 1.05), saturation=0.6, contrast=1.2, brightness=0.48, corners=0.75),
            Look((1.1, 0.7, 0.65), saturation=0.7, contrast=1.25, brightness=0.52, corners=0.7),
        ),
        shots={"close": 1.8, "over": 2.5, "empty": 6.0, "far": 2.0, "bust": 0.7, "medium": 0.6, "full": 0.8},
        layouts={"tall": 2.0, "splash": 1.5, "inset": 2.0, "slanted": 1.5, "grid": 0.4},
        air=(("eyes", 0.3), ("claws", 0.3), ("mist", 0.35), ("veil", 0.25)),
        stances={"kneeling": 3.0, "on one knee": 3.0, "leaping": 0.1, "at ease": 0.3},
        arms={"holding": 4.0, "chin": 2.0, "clenched": 1.5, "waving": 0.05, "akimbo": 0.1, "crossed": 0.3},
        bare=0.3,
        tilt=(0.45, 8.0),
        black=0.45,
        marks=0.35,
        sounds=0.15,
        closest=0.3,
        rain=0.25,
    ),
}


def sample_look(rng: np.random.Generator, mood: str) -> Look:
    """The light of a page: one of the mood's, more or less of it, or now and then none."""
    look, strength = pick(rng, MANNERS[mood].looks), rng.uniform(*_STRENGTH)
    return AS_DRAWN if rng.random() < _PLAIN else look.faint(strength)


def habits_in(habits: PageHabits, mood: str, rng: np.random.Generator) -> PageHabits:
    """How an artist lays out a page of a mood."""
    paper = "black" if rng.random() < MANNERS[mood].black else habits.paper
    return replace(habits.preferring(MANNERS[mood].layouts), paper=paper)


def close_up(rng: np.random.Generator, mood: str) -> float | None:
    """Height of a face that its panel cuts, in panel heights, or None for one that it shows."""
    return rng.uniform(*_EXTREME) if rng.random() < MANNERS[mood].closest else None


def camera_roll(rng: np.random.Generator, mood: str) -> float:
    """How far the camera rolls, in degrees, clockwise or not; mostly not at all."""
    chance, most = MANNERS[mood].tilt
    return rng.choice([-1.0, 1.0]) * rng.uniform(0.4, 1.0) * most if rng.random() < chance else 0.0
