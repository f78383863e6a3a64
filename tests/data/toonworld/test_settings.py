"""Places stay what they are, whoever looks at them and when."""

import numpy as np
import pytest

from comicenc.data.toonworld.backdrops import BACKDROPS, draw_backdrop
from comicenc.data.toonworld.canvas import Canvas
from comicenc.data.toonworld.settings import LIGHTS, View, draw_place, sample_place
from comicenc.data.toonworld.style import sample_style
from comicenc.data.toonworld.vocabulary import PLACE_NAMES

INK = sample_style(np.random.default_rng(1), "ink")


def _draw(kind: str, view: View, width: int = 300, height: int = 200) -> np.ndarray:
    canvas = Canvas(width, height, track=True)
    canvas.owners[:] = 5
    draw_place(canvas, sample_place(np.random.default_rng(4), kind), INK, view)
    return canvas.pixels


@pytest.mark.parametrize("kind", PLACE_NAMES)
def test_a_place_is_the_same_twice_and_moves_with_the_camera(kind):
    pictures = [_draw(kind, View(1.0, 1.0, "day")) for _ in range(2)]
    assert np.array_equal(*pictures)
    moved = _draw(kind, View(1.2, 1.0, "day"))  # 0.2 panel heights are 40 pixels
    near = np.abs(pictures[0][:, 40:].astype(int) - moved[:, :-40]).mean()
    far = np.abs(pictures[0][:, 40:].astype(int) - moved[:, 40:]).mean()
    assert near < 2.0 and near < 0.5 * far


@pytest.mark.parametrize("kind", PLACE_NAMES)
def test_light_changes_the_colours_of_every_place(kind):
    pictures = {light: _draw(kind, View(2.0, 1.0, light)).mean() for light in LIGHTS}
    assert pictures["night"] < 0.88 * pictures["day"]


@pytest.mark.parametrize("kind", BACKDROPS)
def test_backdrops_fill_the_panel(kind):
    rng = np.random.default_rng(0)
    canvas = Canvas(200, 160, background=(1, 2, 3))
    draw_backdrop(canvas, kind, sample_style(rng, "anime"), (200, 80, 60), rng, (100, 80))
    assert not (canvas.pixels == (1, 2, 3)).all(axis=2).any()
