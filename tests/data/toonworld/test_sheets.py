"""Contact sheets."""

import numpy as np
import pytest

from comicenc.data.toonworld.sheets import draw_overview, draw_sheet
from comicenc.data.toonworld.style import STYLES


@pytest.mark.parametrize("style", STYLES)
def test_sheets_show_faces_above_figures(style):
    pixels = draw_sheet(style, seed=1, members=2, side=24)
    assert pixels.shape == (72, 144, 3) and pixels.dtype == np.uint8
    cells = [pixels[:24, x : x + 24] for x in range(0, 144, 24)] + [
        pixels[24:, x : x + 36] for x in range(0, 144, 36)
    ]
    assert all(cell.std() > 3 for cell in cells), "an empty cell"


def test_a_seed_fixes_a_sheet():
    one, same, other = (draw_sheet("anime", seed, members=1, side=24) for seed in (2, 2, 3))
    assert np.array_equal(one, same) and not np.array_equal(one, other)


def test_an_unknown_style_is_refused():
    with pytest.raises(ValueError, match="'cubist' is none of"):
        draw_sheet("cubist")


def test_the_overview_holds_every_style():
    pixels = draw_overview(seed=1, members=1, side=16)
    assert pixels.shape == (4 * 48 + 3 * 8, 2 * (48 + 48) + 8, 3) and pixels.dtype == np.uint8
