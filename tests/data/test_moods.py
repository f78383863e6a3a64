"""Pages with moods, out of comics and out of datasets."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest
from datasets import Dataset
from PIL import Image

from comicenc.comic import Comic, Page
from comicenc.data.moods import MOODS, moods_in, moods_of_comics
from comicenc.data.schema import GENRE_PAGES
from comicenc.reading import read_comic


def page(name: str, *mood: str) -> Page:
    return Page(name, (4, 5), lambda: Image.new("RGB", (4, 5)), mood=mood)


def test_pages_of_comics_keep_their_second_choice() -> None:
    comics = [Comic("A", (page("1", "sad", "tender"), page("2"))), Comic("B", (page("1", "angry"),))]
    found = moods_of_comics(comics)
    assert [each.mood for each in found.pages] == [("sad", "tender"), ("angry",)]
    assert found.comics == ["A", "B"] and found.genres == [None, None]


def test_pages_of_a_dataset_know_their_genre() -> None:
    rows = []
    for color, mood in (("red", "angry"), ("blue", None), ("green", "tender")):
        buffer = io.BytesIO()
        Image.new("RGB", (40, 30), color).save(buffer, "PNG")
        image = {"bytes": buffer.getvalue(), "path": None}
        rows.append({"image": image, "genre": "battle", "mood": mood, "title": "A"})
    found = moods_in(Dataset.from_list(rows, features=GENRE_PAGES))
    assert [each.mood for each in found.pages] == [("angry",), ("tender",)]
    assert found.genres == ["battle"] * 2 and found.comics == ["A"] * 2
    assert [each.image().getpixel((0, 0)) for each in found.pages] == [(255, 0, 0), (0, 128, 0)]
    assert found.pages[0].size == (40, 30) and len({each.name for each in found.pages}) == 2


def test_moods_that_nobody_knows() -> None:
    with pytest.raises(ValueError, match="no page has a mood"):
        moods_of_comics([Comic("A", (page("1"),))])
    with pytest.raises(ValueError, match="'bored' of A/1 is none of happy"):
        moods_of_comics([Comic("A", (page("1", "happy", "bored"),))])


@pytest.mark.real
def test_the_moods_of_pepper_and_carrot(real_data: Path) -> None:
    folders = sorted((real_data / "peppercarrot").glob("ep[0-9]*"))
    found = moods_of_comics([read_comic(folder) for folder in folders])
    assert len(found.pages) == 37 and {each.mood[0] for each in found.pages} <= set(MOODS)
    assert Counter(each.mood[0] for each in found.pages).most_common(1) == [("funny", 11)]
    assert sum(len(each.mood) == 2 for each in found.pages) == 37
