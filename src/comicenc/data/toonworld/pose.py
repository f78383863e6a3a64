"""How a character stands and feels in one drawing."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from .gestures import Gesture, sample_gesture

VIEWS = ("front", "three_quarter", "profile", "back")
EYES = ("open", "wide", "narrow", "closed", "happy", "wink")
MOUTHS = ("line", "smile", "open", "shout", "frown", "teeth", "small", "wavy")

_VIEW_ENDS = (22, 62, 112)  # degrees of turning at which one view gives way to the next
_VIEW_SHARES = (0.42, 0.8, 0.93)  # how common the views are, summed up
_TURNS = {"front": (0, 22), "three_quarter": (22, 62), "profile": (62, 95), "back": (115, 180)}  # degrees
_SAMPLED_EYES = ("open", "open", *EYES)  # drawn evenly: open thrice


@dataclass(frozen=True, slots=True)
class Pose:
    """How somebody stands and feels; left and right limbs are the reader's where the reader is faced.

    Args:
        yaw: Degrees; 0 looks at the reader, 90 to the right, 180 away.
        roll: Tilt of the head in degrees, clockwise.
        pitch: -1 looks down, 1 up.
        eyes: One of `EYES`.
        mouth: One of `MOUTHS`.
        brows: -1 sad, 1 angry.
        gaze: Where the irises are, rightward and downward, -1 to 1 each.
        blush: Whether the cheeks are red.
        tears: Whether tears run down.
        arms: Radians: how far the left arm is raised outward, how far its elbow bends, then the right.
        legs: Radians: how far the left leg is set outward, how far its knee bends backward, then the right.
        lean: Tilt of the body in radians, clockwise.
        arm_swing: Radians that either arm is swung forward.
        arm_twist: Which way either elbow bends, in radians: 0 outward, pi / 2 forward, pi inward.
        leg_swing: Radians that either leg is swung forward.
        fists: Whether either hand is closed.
        stoop: Tilt of the body in radians, to where it faces.
    """

    yaw: float = 0.0
    roll: float = 0.0
    pitch: float = 0.0
    eyes: str = "open"
    mouth: str = "line"
    brows: float = 0.0
    gaze: tuple[float, float] = (0.0, 0.0)
    blush: bool = False
    tears: bool = False
    arms: tuple[float, float, float, float] = (0.15, 0.1, 0.15, 0.1)
    legs: tuple[float, float, float, float] = (0.08, 0.0, 0.08, 0.0)
    lean: float = 0.0
    arm_swing: tuple[float, float] = (0.05, 0.05)
    arm_twist: tuple[float, float] = (1.5, 1.5)
    leg_swing: tuple[float, float] = (0.0, 0.0)
    fists: tuple[bool, bool] = (False, False)
    stoop: float = 0.0

    @property
    def turn(self) -> float:
        """The yaw in degrees from -180 to 180."""
        return (self.yaw + 180) % 360 - 180

    @property
    def view(self) -> str:
        """One of `VIEWS`, by the yaw."""
        return VIEWS[int(np.searchsorted(_VIEW_ENDS, abs(self.turn)))]

    @property
    def away(self) -> bool:
        """Whether they are seen from behind, so that no face shows."""
        return self.view == "back"


def sample_pose(rng: np.random.Generator, view: str | None = None) -> Pose:
    """Draw a pose by chance.

    Args:
        rng: Source of chance.
        view: One of `VIEWS`; by default front and three-quarter most often, as in comics.

    Raises:
        ValueError: If `view` is none of `VIEWS`.
    """
    if view is None:
        view = VIEWS[int(np.searchsorted(_VIEW_SHARES, rng.random()))]
    if view not in VIEWS:
        raise ValueError(f"view {view!r} is none of {', '.join(VIEWS)}")
    yaw = rng.uniform(*_TURNS[view]) * rng.choice([-1, 1])
    gesture = sample_gesture(rng)
    pose = Pose(
        yaw=yaw,
        roll=rng.normal(0, 9.0),
        pitch=float(np.clip(rng.normal(0, 0.35), -1, 1)),
        eyes=_SAMPLED_EYES[rng.integers(len(_SAMPLED_EYES))],
        mouth=MOUTHS[rng.integers(len(MOUTHS))],
        brows=float(np.clip(rng.normal(0, 0.5), -1, 1)),
        gaze=(rng.uniform(-1, 1), rng.uniform(-0.6, 0.6)),
        blush=bool(rng.random() < 0.18),
        tears=bool(rng.random() < 0.03),
        lean=rng.normal(0, 0.07),
    )
    return with_gesture(pose, gesture)


def with_gesture(pose: Pose, gesture: Gesture) -> Pose:
    """The same face on a body that does something else."""
    return replace(pose, **{field.name: getattr(gesture, field.name) for field in fields(gesture)})
