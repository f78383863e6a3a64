"""What people do with their arms and legs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

# Of arms: radians raised outward and swung forward, bend of the elbow and the way that it bends (0 outward,
# pi / 2 forward, pi inward); then how far each may stray, and whether the hand is a fist.
_ARMS: dict[str, tuple[tuple[float, ...], tuple[float, ...], bool]] = {
    "hanging": ((0.2, 0.05, 0.3, 1.5), (0.1, 0.15, 0.25, 0.5), False),
    "akimbo": ((0.78, -0.2, 1.6, 3.0), (0.1, 0.1, 0.12, 0.1), True),
    "crossed": ((0.14, 0.3, 1.75, 2.5), (0.05, 0.08, 0.1, 0.1), False),
    "raised": ((2.5, 0.1, 0.4, 0.3), (0.35, 0.2, 0.35, 0.3), False),
    "waving": ((1.2, 0.2, 1.3, 0.2), (0.25, 0.2, 0.3, 0.3), False),
    "pointing": ((0.35, 1.35, 0.15, 1.6), (0.3, 0.25, 0.12, 0.3), False),
    "aside": ((1.35, 0.2, 0.2, 0.3), (0.3, 0.2, 0.2, 0.3), False),
    "chin": ((0.12, 0.55, 2.1, 2.0), (0.08, 0.12, 0.12, 0.15), True),
    "holding": ((0.12, 0.25, 1.4, 1.9), (0.08, 0.12, 0.25, 0.2), True),
    "behind": ((0.3, -0.5, 0.9, 3.1), (0.08, 0.1, 0.15, 0.1), False),
    "shrugging": ((0.45, 0.2, 1.5, 0.6), (0.12, 0.15, 0.25, 0.25), False),
    "clenched": ((0.4, 0.1, 1.7, 1.2), (0.15, 0.2, 0.3, 0.3), True),
}
# Both arms, and how common; where they differ either side may have either.
_POSTURES = (
    ("hanging", "hanging", 10.0),
    ("hanging", "akimbo", 2.5),
    ("akimbo", "akimbo", 2.5),
    ("crossed", "crossed", 2.5),
    ("hanging", "raised", 2.0),
    ("raised", "raised", 1.2),
    ("hanging", "waving", 2.5),
    ("hanging", "pointing", 2.0),
    ("akimbo", "pointing", 1.0),
    ("hanging", "aside", 1.5),
    ("aside", "aside", 1.0),
    ("hanging", "chin", 2.0),
    ("hanging", "holding", 2.0),
    ("holding", "holding", 2.0),
    ("behind", "behind", 1.2),
    ("shrugging", "shrugging", 1.2),
    ("clenched", "clenched", 1.0),
)
# By name, of legs, the one and the other: radians set outward and swung forward, and bend of the knee; then
# how far the body stoops, how far the arms swing and bend in step (None: they do as they like), how common.
_STANCES = (
    ("standing", (0.07, 0.0, 0.03), (0.07, 0.0, 0.03), 0.0, None, 8.0),
    ("at ease", (0.1, 0.22, 0.45), (0.05, -0.04, 0.02), 0.0, None, 5.0),
    ("astride", (0.28, 0.0, 0.05), (0.28, 0.0, 0.05), 0.0, None, 2.0),
    ("walking", (0.04, 0.5, 0.12), (0.04, -0.38, 0.4), 0.05, (0.45, 0.35), 3.5),
    ("running", (0.04, 1.05, 0.95), (0.04, -0.45, 1.15), 0.22, (0.85, 1.5), 1.6),
    ("sitting", (0.1, 1.4, 1.45), (0.1, 1.4, 1.4), -0.03, None, 1.8),
    ("kneeling", (0.1, 0.12, 1.6), (0.1, 0.08, 1.6), 0.0, None, 0.7),
    ("on one knee", (0.1, 1.35, 1.45), (0.06, 0.0, 1.5), 0.05, None, 0.6),
    ("leaping", (0.3, 0.75, 1.3), (0.3, 0.45, 1.2), 0.0, None, 0.5),
)
_STRAY = 0.05  # radians, of legs
ARMS = tuple(_ARMS)
STANCES = tuple(name for name, *_ in _STANCES)


@dataclass(frozen=True, slots=True)
class Gesture:
    """What arms and legs do, as in `Pose`."""

    arms: tuple[float, float, float, float]
    arm_swing: tuple[float, float]
    arm_twist: tuple[float, float]
    fists: tuple[bool, bool]
    legs: tuple[float, float, float, float]
    leg_swing: tuple[float, float]
    stoop: float


def _pick(rng: np.random.Generator, shares: list[float]) -> int:
    total = np.cumsum(shares)
    return int(np.searchsorted(total, rng.random() * total[-1]))


def sample_gesture(
    rng: np.random.Generator,
    stances: Mapping[str, float] | None = None,
    arms: Mapping[str, float] | None = None,
) -> Gesture:
    """Draw what somebody does with arms and legs by chance.

    Args:
        rng: Source of chance.
        stances: Factor on how common each of `STANCES` is.
        arms: Factor on how common each of `ARMS` is, either side counting.
    """
    stances, likes = stances or {}, arms or {}
    shares = [share * stances.get(name, 1.0) for name, *_, share in _STANCES]
    _, *legs, stoop, step, _ = _STANCES[_pick(rng, shares)]
    order = (0, 1) if rng.random() < 0.5 else (1, 0)
    left, right = (np.array(legs[which]) + rng.normal(0, _STRAY, 3) for which in order)
    shares = [share * likes.get(one, 1.0) * likes.get(other, 1.0) for one, other, share in _POSTURES]
    names = _POSTURES[_pick(rng, shares)][:2]
    names = names if rng.random() < 0.5 else names[::-1]
    arms = [np.array(_ARMS[name][0]) + rng.normal(0, 0.6, 4) * _ARMS[name][1] for name in names]
    fists = tuple(_ARMS[name][2] for name in names)
    if step is not None and rng.random() < 0.75:
        swing, bend = step
        swings = swing * np.array([-1.0, 1.0] if order == (0, 1) else [1.0, -1.0])
        arms = [np.array([0.16, one, bend, 1.8]) for one in swings]
        fists = (True, True)
    bends = [max(float(arm[2]), 0.0) for arm in arms]
    knees = [max(float(leg[2]), 0.0) for leg in (left, right)]
    return Gesture(
        arms=(float(arms[0][0]), bends[0], float(arms[1][0]), bends[1]),
        arm_swing=(float(arms[0][1]), float(arms[1][1])),
        arm_twist=(float(arms[0][3]), float(arms[1][3])),
        fists=fists,
        legs=(float(left[0]), knees[0], float(right[0]), knees[1]),
        leg_swing=(float(left[1]), float(right[1])),
        stoop=stoop,
    )
