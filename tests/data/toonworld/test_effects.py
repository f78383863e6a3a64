"""What is in the air shows, stays off most of the middle, and is told to the owners' plane."""

import numpy as np
import pytest

from comicenc.data.toonworld.canvas import Canvas
from comicenc.data.toonworld.effects import EFFECTS, draw_effects
from comicenc.data.toonworld.style import sample_style

STYLE = sample_style(np.random.default_rng(2), "anime")
GREY = (128, 120, 110)


def _panel(kind: str, seed: int, width: int = 240, height: int = 180) -> Canvas:
    canvas = Canvas(width, height, GREY, track=True)
    canvas.owners[:] = 7
    draw_effects(canvas, ((kind, 1.0),), STYLE, np.random.default_rng(seed))
    return canvas


@pytest.mark.parametrize("kind", EFFECTS)
def test_every_effect_is_seen_and_is_the_same_twice(kind):
    shares, middles = [], []
    for seed in range(6):
        canvas = _panel(kind, seed)
        assert np.array_equal(canvas.pixels, _panel(kind, seed).pixels)
        changed = (canvas.pixels != GREY).any(axis=2)
        shares.append(changed.mean())
        middles.append((canvas.owners[60:120, 80:160] == 7).mean())
        assert set(np.unique(canvas.owners)) <= {0, 7}
    assert 0.002 < np.mean(shares) < 0.85
    assert np.mean(middles) > 0.6, "faces in the middle stay seen"


def test_what_hides_people_takes_their_pixels():
    canvas = _panel("flames", 0)
    red = (canvas.pixels[..., 0] > 180) & (canvas.pixels[..., 2] < 90)
    assert red.mean() > 0.03 and (canvas.owners[red] == 0).mean() > 0.9


def test_without_chance_nothing_is_drawn():
    canvas = Canvas(50, 40, GREY, track=True)
    draw_effects(canvas, tuple((kind, 0.0) for kind in EFFECTS), STYLE, np.random.default_rng(0))
    assert (canvas.pixels == GREY).all()
