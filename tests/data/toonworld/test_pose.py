"""Poses: views go by the yaw, and chance keeps to the view asked for."""

import numpy as np
import pytest

from comicenc.data.toonworld.pose import EYES, MOUTHS, VIEWS, Pose, sample_pose


@pytest.mark.parametrize(
    ("yaw", "view"),
    [(0, "front"), (-21, "front"), (23, "three_quarter"), (-61, "three_quarter"), (63, "profile")]
    + [(-111, "profile"), (113, "back"), (180, "back"), (-180, "back"), (250, "profile"), (360, "front")],
)
def test_the_view_goes_by_the_yaw(yaw, view):
    pose = Pose(yaw=yaw)
    assert pose.view == view and pose.away == (view == "back")
    assert -180 <= pose.turn <= 180 and np.isclose(np.cos(np.deg2rad(pose.turn)), np.cos(np.deg2rad(yaw)))


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_that_is_asked_for_is_given(view):
    rng = np.random.default_rng(0)
    poses = [sample_pose(rng, view) for _ in range(100)]
    assert {pose.view for pose in poses} == {view}
    assert {np.sign(pose.yaw) for pose in poses} == {-1.0, 1.0}


def test_all_views_and_expressions_come_by_chance_and_the_back_is_rare():
    rng = np.random.default_rng(0)
    poses = [sample_pose(rng) for _ in range(600)]
    shares = {view: np.mean([pose.view == view for pose in poses]) for view in VIEWS}
    assert shares["front"] > shares["profile"] > shares["back"] > 0.03
    assert {pose.eyes for pose in poses} == set(EYES) and {pose.mouth for pose in poses} == set(MOUTHS)
    assert all(max(map(abs, (pose.pitch, pose.brows, *pose.gaze))) <= 1 for pose in poses)


def test_the_same_chance_gives_the_same_pose():
    one, same, other = (sample_pose(np.random.default_rng(seed)) for seed in (4, 4, 5))
    assert one == same != other


def test_an_unknown_view_is_refused():
    with pytest.raises(ValueError, match="'above' is none of front"):
        sample_pose(np.random.default_rng(0), "above")
