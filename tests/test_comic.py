"""Boxes, crops and what a comic gives."""

import numpy as np
import pytest
from PIL import Image

from comicenc.comic import Box, Character, Comic, Page, Text


def test_empty_and_turned_boxes_are_refused():
    for corners in [(5, 0, 5, 9), (0, 9, 9, 9), (9, 0, 5, 9), (0, 9, 9, 5)]:
        with pytest.raises(ValueError, match="needs x0 < x1 and y0 < y1"):
            Box(*corners)
    with pytest.raises(ValueError, match="is empty"):
        Box(0, 0, float("nan"), 9)


def test_overlap_of_boxes():
    one, other = Box(0, 0, 10, 10), Box(5, 5, 25, 15)
    assert one.intersection(other) == 25
    assert one.inside(other) == 0.25
    assert other.inside(one) == 0.125
    assert one.intersection(Box(10, 0, 20, 10)) == 0
    assert one.clipped(6, 100).as_tuple() == (0, 0, 6, 10)
    assert Box(10, 0, 20, 10).clipped(10, 10) is None


def test_face_crop_is_a_square_of_one_and_a_fifth_of_the_longest_side():
    image = Image.new("RGB", (200, 200), "black")
    face, body = Character(face=Box(80, 60, 120, 160), body=Box(70, 50, 130, 190)).crops(image)
    assert face.size == (120, 120)  # 1.2 times the 100 pixels of its height
    assert body.size == (60, 140)
    assert Character(body=Box(0, 0, 9, 9)).crops(image)[0] is None


def test_crop_beyond_the_page_is_white():
    image = Image.new("RGB", (10, 10), "black")
    crop = np.asarray(Box(-5, 5, 5, 15).crop(image))
    assert crop.shape == (10, 10, 3)
    assert (crop[:5, 5:] == 0).all()
    assert (crop[5:] == 255).all()
    assert (crop[:, :5] == 255).all()
    assert (np.asarray(Box(20, 20, 30, 30).crop(image)) == 255).all()


def test_a_character_needs_a_face_or_a_body():
    with pytest.raises(ValueError, match="a face or a body"):
        Character(name="Nobody")


def test_instances_come_page_by_page():
    people = [Character(body=Box(0, 0, 9, 9), name=name) for name in "abc"]
    pages = (
        Page("1", (9, 9), Image.Image, characters=tuple(people[:2])),
        Page("2", (9, 9), Image.Image, characters=(people[2],)),
    )
    comic = Comic("x", pages)
    assert [(page.name, character.name) for page, character in comic.instances()] == [
        ("1", "a"),
        ("1", "b"),
        ("2", "c"),
    ]
    assert len(comic.with_pages(pages[:1])) == 1


def test_a_page_reads_its_picture_only_when_asked():
    asked = []
    page = Page("1", (9, 9), lambda: asked.append(1) or Image.new("RGB", (9, 9)))
    assert not asked
    assert page.image().size == (9, 9)
    assert Text({"en": "Hi"}).in_language("ja") == ""
