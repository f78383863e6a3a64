"""How somebody holds themselves in a panel: where they look, what their face and arms say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .gestures import sample_gesture
from .moods import MANNERS
from .pose import VIEWS, Pose, sample_pose, with_gesture
from .vocabulary import pick

# eyes, mouths when silent, mouths when speaking, brows, chance of blushing, chance of tears
_MOODS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], float, float, float]] = {
    "happy": (
        ("open", "open", "happy", "wide"),
        ("smile", "smile", "open"),
        ("open", "smile"),
        -0.1,
        0.25,
        0.0,
    ),
    "funny": (
        ("wide", "wink", "happy", "closed"),
        ("smile", "wavy", "teeth"),
        ("open", "teeth"),
        0.0,
        0.2,
        0.02,
    ),
    "sad": (("narrow", "closed", "open"), ("frown", "small", "wavy"), ("small", "open"), -0.8, 0.05, 0.4),
    "tender": (
        ("open", "closed", "happy", "narrow"),
        ("smile", "small"),
        ("small", "smile"),
        -0.35,
        0.6,
        0.03,
    ),
    "exciting": (
        ("open", "wide", "wide"),
        ("teeth", "line", "open"),
        ("shout", "shout", "open"),
        0.5,
        0.05,
        0.0,
    ),
    "angry": (("narrow", "open", "narrow"), ("frown", "teeth", "line"), ("shout", "teeth"), 1.0, 0.05, 0.0),
    "scary": (
        ("wide", "wide", "open"),
        ("small", "wavy", "open"),
        ("shout", "open", "small"),
        -0.7,
        0.0,
        0.06,
    ),
}
_VIEW_WEIGHTS = {
    "close": (4.0, 5.0, 1.0, 0.0),
    "bust": (3.0, 5.0, 1.4, 0.25),
    "medium": (2.4, 4.5, 1.6, 0.6),
    "full": (2.4, 4.0, 1.6, 0.9),
    "far": (2.0, 3.0, 2.0, 2.0),
    "over": (1.5, 5.0, 1.0, 0.0),
}

_FLUNG = 0.9  # radians outward


def play(
    rng: np.random.Generator,
    mood: str,
    facing: float,
    speaking: bool,
    shouting: bool,
    shot: str,
    view: str | None = None,
    vivid: bool = False,
) -> Pose:
    """A pose for somebody in a panel.

    Args:
        rng: Source of chance.
        mood: Of the panel.
        facing: 1 looks to the right, -1 to the left.
        speaking: Whether they have a balloon.
        shouting: Whether it is a shout.
        shot: One of `script.SHOTS`.
        view: One of `pose.VIEWS`; by default as the shot asks for.
        vivid: Whether arms and legs say the mood too.
    """
    view = view or pick(rng, VIEWS, _VIEW_WEIGHTS[shot])
    pose = sample_pose(rng, view)
    eyes, silent, loud, brows, blush, tears = _MOODS[mood]
    mouth = "shout" if shouting else pick(rng, loud if speaking else silent)
    calm = 0.6 if shot in ("close", "bust") else 1.0
    if vivid:
        pose = with_gesture(pose, sample_gesture(rng, MANNERS[mood].stances, MANNERS[mood].arms))
    elif not shouting and mood not in ("exciting", "happy", "funny", "angry"):
        pose = _with_lowered_arms(pose)
    return replace(
        pose,
        yaw=float(abs(pose.yaw) * (facing if rng.random() < 0.85 else -facing)),
        roll=pose.roll * calm,
        pitch=pose.pitch * 0.7 - (0.3 if mood == "sad" else 0.0),
        eyes=pick(rng, eyes) if rng.random() < 0.85 else pose.eyes,
        mouth=mouth if rng.random() < 0.9 else pose.mouth,
        brows=float(np.clip(brows + rng.normal(0, 0.25), -1, 1)),
        gaze=(float(np.clip(facing * rng.uniform(0.0, 0.7), -1, 1)), pose.gaze[1] * 0.5),
        blush=bool(rng.random() < blush),
        tears=bool(rng.random() < tears),
        lean=pose.lean * 0.7,
    )


def _with_lowered_arms(pose: Pose) -> Pose:
    """The pose with arms that hang or are bent before the body, not flung up."""
    if max(pose.arms[0], pose.arms[2]) < _FLUNG:
        return pose
    calm = Pose()
    return replace(pose, arms=calm.arms, arm_swing=calm.arm_swing, arm_twist=calm.arm_twist)
