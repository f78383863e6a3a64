from itertools import combinations

import numpy as np

from comicenc.report.palette import COLORS, color_of, comes_again, contrast, ink_on

LMS = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]])
LAB = np.array([[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]])


def oklab(color):
    rgb = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ LMS.T) @ LAB.T


def test_thirty_colours_lie_far_apart():
    gaps = [np.linalg.norm(oklab(one) - oklab(other)) for one, other in combinations(COLORS, 2)]
    assert len(COLORS) == 30
    assert min(gaps) > 0.08  # a difference that is seen at once; 0.02 is where it is just seen


def test_text_reads_on_every_colour():
    assert min(contrast(ink_on(color), color) for color in COLORS) >= 4.5


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_the_thirty_first_comes_again():
    assert color_of(30) == color_of(0)
    assert comes_again(30)
    assert not comes_again(29)
