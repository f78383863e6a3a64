"""The baseline that names colours where hair and eyes usually are."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from comicenc.evaluation.colours import EXAMPLES, PLACES, SIDE, ColoursOfPlaces, cielab, commonest_colour

SKIN = (250, 222, 200)
TAGS = ("blue_hair", "blonde_hair", "red_eyes", "green_eyes", "solo")


def face(hair: tuple[int, int, int], eyes: tuple[int, int, int] | None) -> Image.Image:
    pixels = np.full((SIDE, SIDE, 3), SKIN, np.uint8)
    pixels[:24] = hair
    if eyes:
        pixels[32:40, 16:24] = pixels[32:40, 40:48] = eyes
    return Image.fromarray(pixels)


def test_lab_is_the_one_of_the_standard():
    """White, and red as CIE 15 has it."""
    found = cielab(np.array([[255, 255, 255], [255, 0, 0], [0, 0, 0]]))
    assert found == pytest.approx(np.array([[100, 0, 0], [53.2, 80.1, 67.2], [0, 0, 0]]), abs=0.2)


@pytest.mark.parametrize("what", EXAMPLES)
def test_examples_have_their_own_names(what):
    for name, shades in EXAMPLES[what].items():
        for shade in shades.split():
            colour = [int(shade[place : place + 2], 16) for place in (0, 2, 4)]
            assert commonest_colour(cielab(np.array([colour])), what) == name


def test_hair_and_eyes_are_named():
    reader = ColoursOfPlaces(TAGS)
    faces = [
        face((60, 95, 180), (176, 40, 56)),
        face((240, 220, 150), (60, 140, 80)),
        face((20, 20, 24), None),
    ]
    found, who = reader.look([image.resize((100, 90)) for image in faces])
    assert found.tolist() == [[1, 0, 1, 0, 0], [0, 1, 0, 1, 0], [0, 0, 0, 0, 0]]
    assert who.shape == (3, 0)
    assert set(PLACES) == set(EXAMPLES)
