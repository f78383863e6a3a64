from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from comicenc.report.contact_sheet import BYTES, Shot, thumbnail, write_contact_sheet
from comicenc.tasks.tagger import Guess, Tags

HOSTILE = "<img src=x onerror=alert(1)>"
CATEGORIES = {"1girl": 0, "blue_hair": 0, "miku": 4, "solo": 0, HOSTILE: 0}


def shots() -> list[Shot]:
    red = thumbnail(Image.new("RGB", (30, 60), "red"))
    wide = thumbnail(Image.new("RGB", (900, 100), "blue"))
    tags = Tags({"miku": 0.99, "1girl": 0.974, "blue_hair": 0.5}, ("solo",), CATEGORIES)
    hostile = Tags({HOSTILE: 0.3}, (), CATEGORIES)
    return [
        Shot("a.png", red, tags, [Guess("Ada", 0.625), Guess(HOSTILE, 0.25)]),
        Shot(HOSTILE, wide, hostile),
        Shot("c.png", red, Tags({}, (), {})),
    ]


def words(page: str) -> str:
    body = page[page.index("<body>") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_every_picture_has_its_tags_with_probabilities(tmp_path: Path) -> None:
    file = write_contact_sheet(shots(), tmp_path / "sheet.html", title="Mine", settings={"model": "tiny"})
    page = file.read_text("utf-8")
    said = words(page)
    assert "3 pictures 5 different tags" in said
    assert "a.png who Ada 62" in said and "known solo character miku 99 general 1girl 97 blue_hair 50" in said
    assert "c.png nothing found" in said and "model tiny" in said
    assert "--p:97%" in page and page.count("data:image/webp") == 3


def test_everything_is_escaped(tmp_path: Path) -> None:
    page = write_contact_sheet(shots(), tmp_path / "sheet.html", title=HOSTILE).read_text("utf-8")
    assert HOSTILE not in page and page.count("&lt;img src=x") >= 4
    assert "<script" not in page


def test_one_shot_as_json() -> None:
    assert shots()[0].to_dict() == {
        "picture": "a.png",
        "known": ["solo"],
        "tags": {"character": {"miku": 0.99}, "general": {"1girl": 0.974, "blue_hair": 0.5}},
        "who": {"Ada": 0.625, HOSTILE: 0.25},
    }


@pytest.mark.parametrize("of", [1, 10_000])
def test_pictures_are_small(of: int) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (900, 700, 3), dtype=np.uint8))
    assert len(thumbnail(noise, of)) * 3 / 4 < min(BYTES, 40_000_000 // of) + 100


@pytest.mark.slow
@pytest.mark.parametrize("width", [420, 1280])
def test_it_is_seen_in_a_browser(browser, tmp_path: Path, width: int) -> None:
    file = write_contact_sheet(shots(), tmp_path / "sheet.html", title=HOSTILE)
    page = browser.new_page(viewport={"width": width, "height": 900})
    said, requested = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: requested.append(request.url))
    page.goto(file.as_uri())
    assert said == [] and [url for url in requested if not url.startswith(("file:", "data:"))] == []
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.inner_text("article:nth-of-type(2) h3") == HOSTILE
    sure, unsure = (page.locator(f"article:first-of-type .tag:has-text('{tag}')") for tag in ("miku", "blue"))
    grounds = [each.evaluate("e => getComputedStyle(e).backgroundImage") for each in (sure, unsure)]
    assert "99%" in grounds[0] and "50%" in grounds[1]
    page.close()
