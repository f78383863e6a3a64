from __future__ import annotations

import io

import pytest
from datasets import Dataset
from PIL import Image

from comicenc.comic import Box
from comicenc.data.comics import comics_in
from comicenc.data.schema import PAGES


def row(title: str, page: str, color: str, **known) -> dict:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(buffer, "PNG")
    nothing = {"panels": [], "characters": [], "texts": [], "genre": None, "mood": None}
    return (
        {"image": {"bytes": buffer.getvalue(), "path": None}, "title": title, "page": page} | nothing | known
    )


@pytest.fixture
def dataset() -> Dataset:
    rows = [
        row(
            "a",
            "1",
            "red",
            panels=[[0, 0, 40, 30]],
            characters=[
                {"name": "Rita", "face": [1, 2, 11, 12], "body": None, "panel": 0},
                {"name": "Greta", "face": None, "body": [5, 5, 40, 30], "panel": None},
            ],
            texts=[{"box": None, "text": "Hello", "speaker": "Rita", "panel": 0}],
            mood="happy",
        ),
        row("b", "1", "blue"),
        row("a", "2", "green"),
    ]
    return Dataset.from_list(rows, features=PAGES)


def test_rows_become_comics_in_order(dataset: Dataset) -> None:
    comics = comics_in(dataset)
    assert [(comic.title, [page.name for page in comic]) for comic in comics] == [
        ("a", ["1", "2"]),
        ("b", ["1"]),
    ]
    assert [page.image().getpixel((0, 0)) for page in comics[0]] == [(255, 0, 0), (0, 128, 0)]
    assert comics[0].pages[0].size == (40, 30)


def test_all_that_is_known_of_a_page_is_there(dataset: Dataset) -> None:
    page = comics_in(dataset)[0].pages[0]
    rita, greta = page.characters
    assert (rita.name, rita.face, rita.body, rita.panel) == ("Rita", Box(1, 2, 11, 12), None, 0)
    assert (greta.name, greta.face, greta.body, greta.panel) == ("Greta", None, Box(5, 5, 40, 30), None)
    assert page.panels[0].box == Box(0, 0, 40, 30)
    assert page.texts[0].speaker == "Rita" and page.texts[0].box is None
    assert page.mood == ("happy",)
    assert page.annotated
