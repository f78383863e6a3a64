"""Colours get the names that people give them."""

import numpy as np
import pytest

from comicenc.data.toonworld.colours import CLOTH, EYES, HAIR, colour_names, known_name, sample_colour


@pytest.mark.parametrize(
    ("colour", "what", "name"),
    [
        ((255, 226, 140), "hair", "blonde"),
        ((245, 228, 190), "hair", "blonde"),
        ((110, 70, 45), "hair", "brown"),
        ((20, 20, 24), "hair", "black"),
        ((60, 190, 190), "hair", "aqua"),
        ((245, 245, 250), "hair", "white"),
        ((150, 150, 158), "hair", "grey"),
        ((240, 150, 185), "hair", "pink"),
        ((255, 226, 140), "eyes", "yellow"),
        ((110, 70, 45), "eyes", "brown"),
        ((60, 110, 220), "eyes", "blue"),
        ((190, 30, 45), "eyes", "red"),
        ((255, 226, 100), "cloth", "yellow"),
        ((20, 40, 100), "cloth", "blue"),
    ],
)
def test_people_agree_about_these(colour, what, name):
    assert colour_names(colour, what)[0] == name


@pytest.mark.parametrize(("what", "table"), [("hair", HAIR), ("eyes", EYES), ("cloth", CLOTH)])
def test_sampled_colours_bear_their_name(what, table):
    rng = np.random.default_rng(0)
    for name in table:
        drawn = [sample_colour(rng, name, what) for _ in range(20)]
        assert all(0 <= channel <= 255 for colour in drawn for channel in colour)
        assert np.mean([colour_names(colour, what)[0] == name for colour in drawn]) > 0.95
        assert len(set(drawn)) > 10


def test_between_two_names_both_are_plausible():
    assert set(colour_names((196, 155, 104), "hair")) == {"blonde", "brown"}


def test_the_known_name_stays_in_a_doubtful_light_and_no_further():
    dim = (176, 146, 96)  # blonde in the shade
    assert known_name(dim, "hair", "blonde") == "blonde"
    assert known_name((40, 60, 200), "hair", "blonde") == ""
