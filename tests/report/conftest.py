"""A comic of coloured shapes, its cast, and a browser."""

from __future__ import annotations

import shutil

import pytest
from PIL import Image, ImageDraw

from comicenc.comic import Box, Character, Comic, Page, Panel
from comicenc.tasks.cast import Cast
from tests.tasks.stand_ins import ColorEncoder

RED, BLUE, GREEN = (200, 30, 30), (30, 30, 200), (30, 160, 30)
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
NAMES = {RED: "Rosso", BLUE: "Bleu", GREEN: "Grün"}


def draw_page(name, people, size=(600, 800), named=True):
    """A page of two panels; `people` are (colour, x, y, panel, has_face)."""
    characters, shapes = [], []
    for color, x, y, panel, has_face in people:
        body, face = Box(x, y, x + 100, y + 160), Box(x + 25, y + 5, x + 75, y + 55)
        shapes.append((color, body))
        name_of = NAMES[color] if named else None
        characters.append(Character(face if has_face else None, body, name_of, panel, face_score=0.9))

    def load():
        image = Image.new("RGB", size, "white")
        for color, box in shapes:
            ImageDraw.Draw(image).ellipse(box.as_tuple(), fill=color)
        return image

    half = size[1] / 2
    panels = (Panel(Box(0, 0, size[0], half)), Panel(Box(0, half, *size)))
    return Page(name, size, load, panels, tuple(characters), annotated=True)


@pytest.fixture
def comic():
    return Comic(
        "A comic",
        (
            draw_page("001.png", [(RED, 40, 60, 0, True), (BLUE, 240, 80, 0, True), (RED, 60, 460, 1, True)]),
            draw_page("002.png", [(RED, 100, 100, 0, False), (BLUE, 300, 500, 1, True)]),
            draw_page("003.png", [(GREEN, 200, 200, 0, True), (RED, 60, 560, 1, True)]),
        ),
    )


@pytest.fixture
def cast(comic):
    return Cast.find(comic, ColorEncoder(), threshold=0.5)


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if BROWSER is None:
        pytest.skip("there is no Chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()
