"""Crops of one appearance."""

from dataclasses import replace

import numpy as np
import pytest

from comicenc.data.toonworld.design import sample_design
from comicenc.data.toonworld.finish import Light
from comicenc.data.toonworld.instances import Instance, draw_instance
from comicenc.data.toonworld.pose import VIEWS, Pose, sample_pose
from comicenc.data.toonworld.style import STYLES, sample_style


def _draw(seed: int, **options) -> Instance:
    rng = np.random.default_rng(seed)
    design = sample_design(rng)
    return draw_instance(rng, design, sample_style(rng, STYLES[seed % len(STYLES)]), **options)


def _equal(one: np.ndarray | None, other: np.ndarray | None) -> bool:
    return (one is None) == (other is None) and (one is None or np.array_equal(one, other))


def test_a_seed_fixes_every_pixel():
    for seed in range(16):
        one, same, other = _draw(seed), _draw(seed), _draw(seed + 100)
        assert one.view == same.view and _equal(one.face, same.face) and _equal(one.body, same.body)
        assert not _equal(one.body, other.body)


@pytest.mark.parametrize(("face_size", "body_size"), [(64, 96), (96, 128), (33, 47)])
def test_sizes_are_as_asked(face_size, body_size):
    for seed in range(24):
        drawn = _draw(seed, face_size=face_size, body_size=body_size)
        if drawn.face is not None:
            assert drawn.face.shape == (face_size, face_size, 3) and drawn.face.dtype == np.uint8
            assert drawn.face.flags.c_contiguous
        height, width, channels = drawn.body.shape
        assert max(height, width) == body_size and min(height, width) >= 8 and channels == 3
        assert drawn.body.dtype == np.uint8 and drawn.body.flags.c_contiguous


def test_only_the_parts_asked_for_are_drawn():
    pose = Pose(yaw=10)
    face, body = _draw(0, pose=pose, parts=("face",)), _draw(0, pose=pose, parts=("body",))
    assert face.face is not None and face.body is None
    assert body.face is None and body.body is not None


@pytest.mark.parametrize("view", VIEWS)
def test_from_behind_there_is_no_face(view):
    for seed in range(6):
        drawn = _draw(seed, pose=sample_pose(np.random.default_rng(seed), view))
        assert drawn.view == view and (drawn.face is None) == (view == "back") and drawn.body is not None


def test_faces_are_pictures_of_somebody():
    for seed in range(40):
        face = _draw(seed, pose=Pose(yaw=5)).face
        middle = face[16:48, 16:48]
        assert middle.std() > 4, f"nothing is drawn with seed {seed}"


def test_who_is_drawn_matters_more_than_how_often():
    style = replace(sample_style(np.random.default_rng(0), "anime"), tones="colour")
    light, pose = Light((1.0, 1.0, 1.0), 0.0, 1.0, (0.0, 0.0)), Pose()
    designs = [sample_design(np.random.default_rng(seed), "human") for seed in range(12)]

    def colours(design, seed: int) -> np.ndarray:
        face = draw_instance(np.random.default_rng(seed), design, style, light, pose, parts=("face",)).face
        return face[12:52, 12:52].reshape(4, 10, 40, 3).mean(axis=(1, 2)).ravel()

    first, second = (np.array([colours(one, seed) for one in designs]) for seed in (1, 2))
    gaps = np.linalg.norm(first[:, None] - second[None], axis=2)
    assert np.diag(gaps).mean() < 0.75 * gaps.mean()
