"""Heads: features stay inside the contour from all sides, and a profile shows a nose."""

import cv2
import numpy as np
import pytest

from comicenc.data.toonworld.canvas import Canvas
from comicenc.data.toonworld.design import sample_design
from comicenc.data.toonworld.drawing import Drawing
from comicenc.data.toonworld.pose import Pose
from comicenc.data.toonworld.style import STYLES, sample_style

FACE = np.array([(x, y) for x in np.linspace(-0.4, 0.4, 9) for y in np.linspace(-0.2, 0.4, 7)])


def _drawing(seed: int, yaw: float) -> Drawing:
    rng = np.random.default_rng(seed)
    design, style = sample_design(rng, "human"), sample_style(rng, STYLES[seed % len(STYLES)])
    return Drawing(Canvas(8, 8), design, Pose(yaw=yaw), style, design.outfits[0])


def _deepest_outside(contour: np.ndarray, points: np.ndarray) -> float:
    ring = contour.astype(np.float32)
    return max(-cv2.pointPolygonTest(ring, (float(x), float(y)), True) for x, y in points)


@pytest.mark.parametrize("yaw", [0, 20, -35, 50, -65, 80, -90, 100])
def test_features_stay_inside_the_contour(yaw):
    for seed in range(12):
        skull = _drawing(seed, yaw).skull
        assert _deepest_outside(skull.contour, skull.wrap(FACE)) < 0.035


def test_a_face_from_the_front_lies_as_it_is():
    inner = FACE[np.abs(FACE[:, 0]) < 0.15]
    for seed in range(8):
        assert np.allclose(_drawing(seed, 0).skull.wrap(inner), inner, atol=1e-2)


def test_left_and_right_mirror_each_other():
    for seed in range(8):
        left, right = (_drawing(seed, yaw).skull for yaw in (-60, 60))
        assert np.allclose(left.contour * (-1, 1), right.contour)
        assert np.allclose(left.wrap(FACE * (-1, 1)) * (-1, 1), right.wrap(FACE))


def test_the_nose_is_what_stands_out_most_of_the_lower_profile():
    for seed in range(12):
        contour = _drawing(seed, 90).skull.contour
        lower = contour[contour[:, 1] > 0.05]
        assert 0.12 < lower[lower[:, 0].argmax(), 1] < 0.28


def test_the_cheek_in_shadow_is_inside_the_contour():
    for seed in range(12):
        for yaw in (0, 30, -60, 90):
            skull = _drawing(seed, yaw).skull
            assert _deepest_outside(skull.contour, skull.near_cheek(0.15)) < 0.02
