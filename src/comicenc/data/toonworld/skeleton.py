"""The joints of a posed body, below the head that they hang from.

Local units are head heights with the origin in the middle of the head; left is the reader's left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .pose import Pose
from .sheet import CharacterDesign

_SHOULDER_Y = 0.68
_OUTWARD = np.array([-1.0, 1.0])
_LEAST_HEIGHT, _LEAST_LEG = 1.2, 0.25


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Joints of a body.

    Args:
        shoulders: (2, 2), x and y of the left and the right one, as all that follow.
        elbows: (2, 2).
        hands: (2, 2).
        hips: (2, 2).
        knees: (2, 2).
        feet: (2, 2).
        waist_y: Height of the waist.
        hip_y: Height of the hips.
        turn: Factor on the width of a body that is turned aside, 0.45 to 1.
        slope: How far the body leans to the right, for each unit downward.
    """

    shoulders: np.ndarray
    elbows: np.ndarray
    hands: np.ndarray
    hips: np.ndarray
    knees: np.ndarray
    feet: np.ndarray
    waist_y: float
    hip_y: float
    turn: float
    slope: float

    def lean(self, points: np.ndarray) -> np.ndarray:
        """Let points (n, 2) that were placed on an upright body follow its tilt."""
        return points + np.stack([self.slope * points[:, 1], np.zeros(len(points))], axis=1)

    def hem(self, reach: float) -> float:
        """Height of a hem that lies a share of the way from the hips to the lower foot."""
        return self.hip_y + reach * (self.feet[:, 1].max() - self.hip_y)


def _chain(
    roots: np.ndarray, angles: tuple[float, float, float, float], length: float, bend: float
) -> tuple[np.ndarray, np.ndarray]:
    """Middle joints and ends (2, 2) of two limbs of two pieces each; `bend` is 1 outward and -1 inward."""
    first = np.array([angles[0], angles[2]])
    second = first + bend * np.array([angles[1], angles[3]])
    middle = roots + length * np.stack([_OUTWARD * np.sin(first), np.cos(first)], axis=1)
    return middle, middle + length * np.stack([_OUTWARD * np.sin(second), np.cos(second)], axis=1)


def pose_skeleton(design: CharacterDesign, pose: Pose, head_heavy: float) -> Skeleton:
    """Place the joints of a body.

    Args:
        design: Whose.
        pose: How they stand.
        head_heavy: Factor on the head beside the body.
    """
    build = design.build
    tall = max(build.heads / head_heavy - 0.5, _LEAST_HEIGHT)
    turn = 0.45 + 0.55 * abs(float(np.cos(np.deg2rad(pose.turn))))
    torso = 0.36 * (tall - 0.2)
    hip_y = _SHOULDER_Y + torso
    shoulders = np.stack([_OUTWARD * build.shoulders * 0.5 * turn, [_SHOULDER_Y, _SHOULDER_Y]], axis=1)
    hips = np.stack([_OUTWARD * build.hips * 0.3 * turn, [hip_y, hip_y]], axis=1)
    elbows, hands = _chain(shoulders, pose.arms, 0.19 * (tall + 0.6), bend=1.0)
    knees, feet = _chain(hips, pose.legs, max(0.5 * (tall + 0.5 - hip_y), _LEAST_LEG), bend=-1.0)
    slope = -float(np.tan(pose.lean))
    lean = np.array([[1.0, 0.0], [slope, 1.0]])
    joints = (joint @ lean for joint in (shoulders, elbows, hands, hips, knees, feet))
    return Skeleton(*joints, waist_y=_SHOULDER_Y + 0.62 * torso, hip_y=hip_y, turn=turn, slope=slope)
