"""Joints of posed bodies."""

from dataclasses import replace

import numpy as np
import pytest

from comicenc.data.toonworld.design import sample_design
from comicenc.data.toonworld.pose import Pose, sample_pose
from comicenc.data.toonworld.skeleton import _TILT, pose_skeleton

DESIGN = sample_design(np.random.default_rng(0), "human")
STRAIGHT = Pose(arms=(0, 0, 0, 0), legs=(0, 0, 0, 0), arm_swing=(0, 0))


def test_somebody_who_stands_straight_is_symmetrical_and_in_order():
    bones = pose_skeleton(DESIGN, STRAIGHT, 1.0)
    for joint in (bones.shoulders, bones.elbows, bones.hands, bones.hips, bones.knees, bones.feet):
        assert np.allclose(joint[0] * (-1, 1), joint[1]) and joint[0, 0] < 0
    heights = [joint[0, 1] for joint in (bones.shoulders, bones.hips, bones.knees, bones.feet)]
    assert heights == sorted(heights) and heights[0] < bones.waist_y < bones.hip_y
    assert bones.feet[0, 1] == pytest.approx(DESIGN.build.heads, rel=0.05)


def _spaced(bones, joint):
    """Joints in space, after the turn: right, nearer and, without what nearness lowers them, down."""
    flat = (bones.shoulders, bones.elbows, bones.hands, bones.hips, bones.knees, bones.feet)[joint]
    near = bones.depths[joint]
    return np.stack([flat[:, 0], flat[:, 1] - _TILT * near, near], axis=1)


def test_limbs_keep_their_length_in_space():
    rng = np.random.default_rng(1)
    lengths = []
    for _ in range(8):
        pose = replace(sample_pose(rng), lean=0.0, stoop=0.0)
        bones = pose_skeleton(DESIGN, pose, 1.0)
        joints = [_spaced(bones, joint) for joint in range(6)]
        pairs = ((0, 1), (1, 2), (3, 4), (4, 5))
        lengths.append([np.linalg.norm(joints[a] - joints[b], axis=1) for a, b in pairs])
    assert np.allclose(lengths, lengths[0])


def test_raised_arms_go_up():
    raised = pose_skeleton(DESIGN, replace(STRAIGHT, arms=(3.0, 0, 0, 0)), 1.0)
    assert raised.hands[0, 1] < raised.shoulders[0, 1] < raised.hands[1, 1]


@pytest.mark.parametrize("yaw", [-90, 90])
def test_knees_bend_backward_elbows_forward_and_toes_point_ahead(yaw):
    pose = replace(
        STRAIGHT, yaw=yaw, legs=(0, 0.8, 0, 0.8), arms=(0, 0.8, 0, 0.8), arm_twist=(np.pi / 2,) * 2
    )
    bones = pose_skeleton(DESIGN, pose, 1.0)
    ahead = np.sign(yaw)
    assert ((bones.feet - bones.knees)[:, 0] * ahead < -0.1).all()
    assert ((bones.hands - bones.elbows)[:, 0] * ahead > 0.1).all()
    straight = pose_skeleton(DESIGN, replace(STRAIGHT, yaw=yaw), 1.0)
    assert (straight.toes[:, 0] * ahead > 0.9).all()


def test_hands_may_rest_on_hips_and_arms_be_crossed():
    akimbo = replace(STRAIGHT, arms=(0.78, 1.6) * 2, arm_swing=(-0.2,) * 2, arm_twist=(3.0,) * 2)
    bones = pose_skeleton(DESIGN, akimbo, 1.0)
    assert (np.abs(bones.hands[:, 0]) < np.abs(bones.elbows[:, 0]) - 0.1).all()
    crossed = replace(STRAIGHT, arms=(0.14, 1.75) * 2, arm_swing=(0.3,) * 2, arm_twist=(2.5,) * 2)
    bones = pose_skeleton(DESIGN, crossed, 1.0)
    assert bones.hands[0, 0] > bones.elbows[0, 0] + 0.2 and (bones.depths[2] > 0.2).all()


def test_who_turns_aside_has_one_shoulder_nearer_and_grows_narrow():
    front, half, aside = (pose_skeleton(DESIGN, replace(STRAIGHT, yaw=yaw), 1.0) for yaw in (0, 45, 90))
    assert front.turn == 1.0 > half.turn > aside.turn
    assert np.ptp(aside.shoulders[:, 0]) < 1e-6 < np.ptp(half.shoulders[:, 0]) < np.ptp(front.shoulders[:, 0])
    assert half.depths[0, 0] > 0.2 > -0.2 > half.depths[0, 1], (
        "who looks to the right shows the left shoulder"
    )


def test_heavy_heads_make_short_bodies():
    light, heavy = (pose_skeleton(DESIGN, STRAIGHT, weight) for weight in (1.0, 1.6))
    assert heavy.feet[0, 1] < light.feet[0, 1]


def test_clothes_lean_with_the_joints():
    upright, leaning = (pose_skeleton(DESIGN, replace(STRAIGHT, lean=lean), 1.0) for lean in (0.0, 0.3))
    assert np.allclose(leaning.lean(upright.feet), leaning.feet) and leaning.feet[0, 0] < upright.feet[0, 0]
    assert leaning.hem(0.0) == leaning.hip_y and leaning.hem(1.0) == leaning.feet[:, 1].max()
