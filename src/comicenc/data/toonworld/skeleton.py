"""The joints of a posed body, below the head that they hang from.

Bodies are posed in space, turned by the yaw and seen from a little above. Local units are head heights with
the origin in the middle of the head; left is the reader's left of somebody who faces the reader.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .pose import Pose
from .sheet import CharacterDesign

Point = tuple[float, float, float]  # to the right, downward, and ahead of the body

_SHOULDER_Y = 0.68
_OUTWARD = (-1, 1)
_LEAST_HEIGHT, _LEAST_LEG = 1.2, 0.25
_TILT = 0.16  # how much lower lies what is a unit nearer to the reader
_BEHIND_HEAD = 0.07  # how far the spine lies behind the middle of the head
_DEEP = 0.5  # depth of a trunk beside its width
_UPRIGHT_LEGS = 0.3  # how far the legs follow a body that leans
_ANKLE = 0.45  # radians that it gives, so that feet stay level
_BACKWARD = -0.5 * np.pi  # the way that knees bend


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
        turn: Factor on the width of a body that is turned aside, 0.5 to 1.
        slope: How far the body leans to the right, for each unit downward.
        depths: (6, 2), how much nearer to the reader than the spine each joint lies, in the order above.
        toes: (2, 2), from heel to tip of either foot.
        ahead: How far to the right the body faces, -1 to 1.
        facing: How far it faces the reader, -1 to 1.
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
    depths: np.ndarray
    toes: np.ndarray
    ahead: float
    facing: float

    def lean(self, points: np.ndarray) -> np.ndarray:
        """Let points (n, 2) that were placed on an upright body follow its tilt."""
        leaning = points.copy()
        leaning[:, 0] += _shift(points[:, 1], self.hip_y, self.slope)
        return leaning

    def hem(self, reach: float) -> float:
        """Height of a hem that lies a share of the way from the hips to the lower foot."""
        return self.hip_y + reach * (self.feet[:, 1].max() - self.hip_y)

    def along_legs(self, reach: float) -> np.ndarray:
        """Points (2, 2) a share of the way down both legs."""
        if reach < 0.5:
            return self.hips + 2 * reach * (self.knees - self.hips)
        return self.knees + (2 * reach - 1) * (self.feet - self.knees)


def _shift(y: np.ndarray, hip_y: float, slope: float) -> np.ndarray:
    """How far aside things at heights `y` lie in a body that leans; legs stand straighter than the trunk."""
    upper = np.minimum(y, hip_y)
    return slope * (upper + _UPRIGHT_LEGS * (y - upper))


def _limb(
    root: Point, side: int, outward: float, bend: float, swing: float, twist: float, length: float
) -> tuple[Point, Point]:
    """Middle joint and end of a limb of two pieces, in space."""
    sin, cos, swung, hanging = math.sin(outward), math.cos(outward), math.sin(swing), math.cos(swing)
    out, ahead = math.sin(bend) * math.cos(twist), math.sin(bend) * math.sin(twist)
    on = math.cos(bend)
    first = side * sin, cos * hanging, cos * swung
    second = (
        on * first[0] + out * side * cos,
        on * first[1] - out * sin * hanging - ahead * swung,
        on * first[2] - out * sin * swung + ahead * hanging,
    )
    middle = root[0] + length * first[0], root[1] + length * first[1], root[2] + length * first[2]
    end = middle[0] + length * second[0], middle[1] + length * second[1], middle[2] + length * second[2]
    return middle, end


def _toe(side: int, knee: Point, foot: Point) -> Point:
    """Along a foot, at right angles to a shin that is swung far and level otherwise."""
    back = math.atan2(knee[2] - foot[2], foot[1] - knee[1])
    back = math.copysign(max(abs(back) - _ANKLE, 0.0), back)
    return 0.3 * side, math.sin(back), math.cos(back)


def pose_skeleton(design: CharacterDesign, pose: Pose, head_heavy: float) -> Skeleton:
    """Place the joints of a body.

    Args:
        design: Whose.
        pose: How they stand.
        head_heavy: Factor on the head beside the body.
    """
    build = design.build
    tall = max(build.heads / head_heavy - 0.5, _LEAST_HEIGHT)
    torso = 0.36 * (tall - 0.2)
    hip_y = _SHOULDER_Y + torso
    arm, leg = 0.18 * (tall + 0.6), max(0.5 * (tall + 0.46 - hip_y), _LEAST_LEG)
    points: list[list[Point]] = [[], [], [], [], [], [], []]
    for which, side in enumerate(_OUTWARD):
        shoulder = side * build.shoulders * 0.47, _SHOULDER_Y + 0.04, 0.0
        hip = side * build.hips * 0.27, hip_y, 0.0
        raised, set_out = pose.arms[2 * which : 2 * which + 2], pose.legs[2 * which : 2 * which + 2]
        elbow, hand = _limb(shoulder, side, *raised, pose.arm_swing[which], pose.arm_twist[which], arm)
        knee, foot = _limb(hip, side, *set_out, pose.leg_swing[which], _BACKWARD, leg)
        joints = shoulder, elbow, hand, hip, knee, foot, _toe(side, knee, foot)
        for row, joint in zip(points, joints, strict=True):
            row.append(joint)
    yaw = math.radians(pose.turn)
    ahead, facing = math.sin(yaw), math.cos(yaw)
    turned = np.array([[facing, -_TILT * ahead, -ahead], [0, 1, 0], [ahead, _TILT * facing, facing]])
    joints = np.array(points) @ turned
    slope = -math.tan(pose.lean + pose.stoop * ahead)
    joints[:6, :, 0] += _shift(joints[:6, :, 1], hip_y, slope) - _BEHIND_HEAD * ahead
    return Skeleton(
        *joints[:6, :, :2],
        waist_y=_SHOULDER_Y + 0.62 * torso,
        hip_y=hip_y,
        turn=math.hypot(facing, _DEEP * ahead),
        slope=slope,
        depths=joints[:6, :, 2],
        toes=joints[6, :, :2],
        ahead=ahead,
        facing=facing,
    )
