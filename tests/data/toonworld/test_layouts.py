"""Panels of a page: inside it, in order, and apart."""

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest

from comicenc.data.toonworld.layouts import LAYOUTS, sample_habits, sample_layout


def _habits(seed: int, right_to_left: bool = False):
    return sample_habits(
        np.random.default_rng(seed), "fantasy", manga=bool(seed % 2), right_to_left=right_to_left
    )


def _mask(frame, habits) -> np.ndarray:
    mask = np.zeros((habits.height, habits.width), np.uint8)
    cv2.fillPoly(mask, [np.round(frame.corners).astype(np.int32)], 1)
    return mask


@pytest.mark.parametrize("kind", LAYOUTS)
def test_panels_lie_on_the_page_and_do_not_overlap(kind):
    for seed in range(8):
        habits = _habits(seed)
        frames = sample_layout(np.random.default_rng(seed), habits, kind)
        covered = np.zeros((habits.height, habits.width), np.uint8)
        for frame in frames:
            box = frame.box(habits.width, habits.height)
            assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= habits.width and box.y1 <= habits.height
            assert min(box.width, box.height) > 40
            if not frame.inset:
                covered += _mask(frame, habits)
        assert (covered > 1).mean() < 0.002  # nothing but shared edges
        assert (covered > 0).mean() > 0.75


@pytest.mark.parametrize("kind", ["rows", "grid", "slanted"])
def test_panels_come_in_reading_order(kind):
    for seed in range(8):
        for right_to_left in (False, True):
            habits = _habits(seed, right_to_left)
            centres = [
                frame.corners.mean(axis=0)
                for frame in sample_layout(np.random.default_rng(seed), habits, kind)
            ]
            for (x0, y0), (x1, y1) in pairwise(centres):
                same_row = abs(y1 - y0) < 0.08 * habits.height
                assert y1 > y0 or same_row
                if same_row:
                    assert (x1 < x0) == right_to_left


def test_reading_direction_mirrors_the_order_and_nothing_else():
    habits = _habits(2)
    one = sample_layout(np.random.default_rng(5), habits, "grid")
    other = sample_layout(np.random.default_rng(5), replace(habits, right_to_left=True), "grid")
    corners = {tuple(frame.corners.ravel()) for frame in one}
    assert corners == {tuple(frame.corners.ravel()) for frame in other}
    assert not np.allclose(one[0].corners, other[0].corners)


def test_unknown_layout_is_an_error():
    with pytest.raises(ValueError, match="none of rows"):
        sample_layout(np.random.default_rng(0), _habits(0), "spiral")
