"""The cast of tagged pictures, and how popular each of them is."""

from collections import Counter

import numpy as np
import pytest

from comicenc.data.toonworld.characters import BOY, GIRL, LEAST, MOST, NOBODY, character_of, share_out
from comicenc.data.toonworld.colours import colour_names


@pytest.mark.parametrize(
    ("pictures", "characters"), [(60_000, 2000), (400, 20), (30, 3), (2000, 10), (1234, 50)]
)
def test_all_pictures_are_shared_out_with_a_long_tail(pictures, characters):
    counts = share_out(pictures, characters)
    assert counts.sum() == pictures and len(counts) == characters
    assert counts.min() >= LEAST and counts.max() <= MOST
    assert (np.diff(counts) <= 1).all(), "the most popular come first"


def test_few_are_drawn_often_and_many_seldom():
    counts = share_out(60_000, 2000)
    assert counts.max() > 150 and np.median(counts) < 0.8 * counts.mean()
    assert counts[:400].sum() > 0.4 * counts.sum()


@pytest.mark.parametrize(("pictures", "characters"), [(99, 10), (2001, 10)])
def test_what_cannot_be_shared_out(pictures, characters):
    with pytest.raises(ValueError, match=f"{pictures} pictures of {characters} characters"):
        share_out(pictures, characters)


def test_somebody_is_the_same_whenever_asked_for():
    one = character_of(3, 5)
    character_of.cache_clear()
    assert character_of(3, 5) == one
    assert character_of(4, 5) != one and character_of(3, -5).name != one.name


def test_a_cast_has_names_of_its_own_and_colours_that_people_name():
    cast = [character_of(0, number) for number in range(150)]
    assert len({one.name for one in cast}) == len(cast)
    sexes = Counter(one.sex for one in cast)
    assert sexes[GIRL] > 2 * sexes[BOY] > 0 < sexes[NOBODY]
    people = [one for one in cast if one.sex != NOBODY]
    assert all(colour_names(one.design.hair.colour, "hair")[0] == one.hair for one in people)
    assert all(colour_names(one.design.face.eye_colour, "eyes")[0] == one.eyes for one in people)
    assert len({one.hair for one in people}) >= 10 and len({one.eyes for one in people}) >= 10
