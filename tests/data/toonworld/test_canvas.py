"""The drawing surface: curves, the plane of owners, thin lines, colours."""

import numpy as np
import pytest

from comicenc.data.toonworld.canvas import Canvas, darker, ellipse, hsv, mix, smooth

SQUARE = [(2, 2), (8, 2), (8, 8), (2, 8)]
RED, BLACK, WHITE = (255, 0, 0), (0, 0, 0), (255, 255, 255)


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("count", [3, 4, 9])
def test_a_smooth_curve_passes_through_its_control_points(count, closed):
    controls = np.random.default_rng(count).normal(size=(count, 2))
    curve = smooth(controls, closed)
    assert len(curve) > 4 * (count - 1)
    gaps = np.linalg.norm(curve[:, None] - controls[None], axis=2).min(axis=0)
    assert gaps.max() < 1e-9


def test_an_open_curve_ends_at_its_ends_and_a_closed_one_goes_round():
    controls = np.array([(0.0, 0.0), (1.0, 2.0), (3.0, 1.0), (4.0, 4.0)])
    assert np.allclose(smooth(controls, closed=False)[[0, -1]], controls[[0, -1]])
    steps = np.linalg.norm(np.diff(smooth(controls), axis=0, append=smooth(controls)[:1]), axis=1)
    assert steps.max() < 2.0  # there is no jump from the last point to the first


def test_smoothing_commutes_with_moving_and_turning():
    controls = np.random.default_rng(0).normal(size=(7, 2))
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    assert np.allclose(smooth(controls @ turn + (3, -2)), smooth(controls) @ turn + (3, -2))


def test_an_ellipse_lies_on_its_equation():
    x, y = (ellipse(5, -2, 3, 1.5, count=16) - (5, -2)).T
    assert np.allclose((x / 3) ** 2 + (y / 1.5) ** 2, 1)
    quarter = ellipse(5, -2, 3, 1.5, turn=np.pi / 2, count=16)
    assert np.isclose(np.ptp(quarter[:, 1]), 6) and np.isclose(np.ptp(quarter[:, 0]), 3)


def test_local_units_are_moved_scaled_and_turned_clockwise():
    canvas = Canvas(40, 40)
    canvas.look(10, 20, 5, roll=np.pi / 2)
    assert np.allclose(canvas.to_pixels([(0, 0), (1, 0), (0, 1)]), [(10, 20), (10, 25), (5, 20)])


def test_the_last_to_be_filled_in_owns_a_pixel():
    canvas = Canvas(12, 12, track=True)
    canvas.owner = 3
    canvas.fill(SQUARE, RED, curved=False)
    canvas.owner = 4
    canvas.fill([(6, 2), (11, 2), (11, 8), (6, 8)], RED, curved=False)
    assert canvas.owners[5, 3] == 3 and canvas.owners[5, 7] == 4 and canvas.owners[0, 0] == 0


def test_glass_and_lines_own_nothing():
    canvas = Canvas(12, 12, track=True)
    canvas.owner = 3
    canvas.fill(SQUARE, RED, curved=False, alpha=0.4)
    canvas.stroke(SQUARE, RED, 2, curved=False)
    assert not canvas.owners.any() and (canvas.pixels != 255).any()
    assert Canvas(4, 4).owners is None


def test_alpha_mixes_with_what_is_below():
    canvas = Canvas(12, 12, background=WHITE)
    canvas.fill(SQUARE, BLACK, curved=False, alpha=0.4)
    assert abs(int(canvas.pixels[5, 5, 0]) - 153) <= 1 and (canvas.pixels[0, 0] == 255).all()


def test_outlines_below_a_pixel_grow_paler():
    def edge(width: float) -> int:
        canvas = Canvas(12, 12)
        canvas.fill(SQUARE, WHITE, BLACK, width, curved=False)
        return int(canvas.pixels.min())

    assert edge(1.0) < 30 < edge(0.6) < edge(0.2) < 255


def test_shapes_far_outside_are_clipped():
    canvas = Canvas(12, 12)
    canvas.fill([(-1e9, -1e9), (1e9, -1e9), (1e9, 1e9), (-1e9, 1e9)], RED, curved=False)
    assert (canvas.pixels == RED).all()
    canvas.fill([(100, 100), (120, 100), (110, 120)], BLACK, alpha=0.3)
    assert (canvas.pixels == RED).all()


def test_colours():
    assert mix(RED, WHITE, 0.0) == RED and mix(RED, WHITE, 1.0) == WHITE
    assert mix(BLACK, WHITE, 0.25) == (63.75, 63.75, 63.75)
    assert darker((100, 50, 0), 0.5) == (50, 25, 0)
    assert hsv(0.0, 1.0, 1.0) == hsv(1.0, 2.0, 5.0) == (255, 0, 0)
    assert hsv(1 / 3, 1.0, 0.5) == pytest.approx((0, 127.5, 0))
