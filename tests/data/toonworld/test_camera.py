"""A camera that rolls takes picture, owners and boxes along."""

import numpy as np
import pytest

from comicenc.comic import Box
from comicenc.data.toonworld.camera import roll_panel
from comicenc.data.toonworld.canvas import Canvas
from comicenc.data.toonworld.figure import Drawn
from comicenc.data.toonworld.stage import Actor

SPOT = Box(150.0, 40.0, 170.0, 60.0)


def _panel() -> tuple[Canvas, Actor]:
    canvas = Canvas(240, 180, (255, 255, 255), track=True)
    canvas.owner = 2
    x0, y0, x1, y1 = SPOT.as_tuple()
    canvas.fill([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], (200, 0, 0), curved=False)
    return canvas, Actor(0, 1, Drawn(SPOT, SPOT, SPOT), "front", 400, 400)


@pytest.mark.parametrize("degrees", [-9.0, 4.0, 12.0])
def test_boxes_go_where_the_pixels_go(degrees):
    canvas, actor = _panel()
    (rolled,) = roll_panel(canvas, [actor], degrees)
    rows, columns = np.nonzero(canvas.owners == 2)
    assert rolled.drawn.face.center == pytest.approx((columns.mean(), rows.mean()), abs=1.0)
    assert rolled.head_pixels == pytest.approx(len(rows), rel=0.1)
    assert rolled.drawn.face.width > SPOT.width, "nothing outside the panel may come into it"
    red = canvas.pixels[..., 1] < 100
    assert (canvas.owners[red] == 2).mean() > 0.9
    before, after = (np.subtract(box.center, (120, 90)) for box in (SPOT, rolled.drawn.face))
    turned = np.arctan2(*after[::-1]) - np.arctan2(*before[::-1])
    assert np.rad2deg(turned) == pytest.approx(degrees, abs=0.2)


def test_no_corner_is_left_empty():
    canvas = Canvas(400, 120, track=True)
    canvas.owners[:] = 5
    roll_panel(canvas, [], 30.0)
    assert (canvas.owners == 5).all()


def test_a_level_camera_changes_nothing():
    canvas, actor = _panel()
    before = canvas.pixels.copy()
    assert roll_panel(canvas, [actor], 0.0) == [actor]
    assert np.array_equal(canvas.pixels, before)
