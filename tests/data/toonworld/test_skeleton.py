"""Joints of posed bodies."""

from dataclasses import replace

import numpy as np
import pytest

from comicenc.data.toonworld.design import sample_design
from comicenc.data.toonworld.pose import Pose
from comicenc.data.toonworld.skeleton import pose_skeleton

DESIGN = sample_design(np.random.default_rng(0), "human")
STRAIGHT = Pose(arms=(0, 0, 0, 0), legs=(0, 0, 0, 0))


def test_somebody_who_stands_straight_is_symmetrical_and_in_order():
    bones = pose_skeleton(DESIGN, STRAIGHT, 1.0)
    for joint in (bones.shoulders, bones.elbows, bones.hands, bones.hips, bones.knees, bones.feet):
        assert np.allclose(joint[0] * (-1, 1), joint[1]) and joint[0, 0] < 0
    heights = [joint[0, 1] for joint in (bones.shoulders, bones.hips, bones.knees, bones.feet)]
    assert heights == sorted(heights) and heights[0] < bones.waist_y < bones.hip_y
    assert bones.feet[0, 1] == pytest.approx(DESIGN.build.heads, rel=0.05)


def test_limbs_keep_their_length():
    rng = np.random.default_rng(1)
    lengths = []
    for _ in range(5):
        pose = Pose(arms=tuple(rng.uniform(0, 2, 4)), legs=tuple(rng.uniform(0, 1, 4)))
        bones = pose_skeleton(DESIGN, pose, 1.0)
        pairs = ((bones.shoulders, bones.elbows), (bones.elbows, bones.hands), (bones.hips, bones.knees))
        lengths.append([np.linalg.norm(a - b, axis=1) for a, b in pairs])
    assert np.allclose(lengths, lengths[0])


def test_raised_arms_go_up_and_bent_knees_inward():
    raised = pose_skeleton(DESIGN, replace(STRAIGHT, arms=(3.0, 0, 0, 0)), 1.0)
    assert raised.hands[0, 1] < raised.shoulders[0, 1] < raised.hands[1, 1]
    bent = pose_skeleton(DESIGN, replace(STRAIGHT, legs=(0, 0.8, 0, 0)), 1.0)
    assert bent.feet[0, 0] > bent.knees[0, 0]


def test_bodies_that_turn_aside_grow_narrow_and_heavy_heads_make_short_bodies():
    front, aside = (pose_skeleton(DESIGN, replace(STRAIGHT, yaw=yaw), 1.0) for yaw in (0, 90))
    assert aside.turn < 0.5 < front.turn == 1.0 and np.ptp(aside.shoulders[:, 0]) < np.ptp(
        front.shoulders[:, 0]
    )
    assert pose_skeleton(DESIGN, STRAIGHT, 1.6).feet[0, 1] < front.feet[0, 1]


def test_clothes_lean_with_the_joints():
    upright, leaning = (pose_skeleton(DESIGN, replace(STRAIGHT, lean=lean), 1.0) for lean in (0.0, 0.3))
    assert np.allclose(leaning.lean(upright.feet), leaning.feet) and leaning.feet[0, 0] < upright.feet[0, 0]
    assert leaning.hem(0.0) == leaning.hip_y and leaning.hem(1.0) == leaning.feet[:, 1].max()
