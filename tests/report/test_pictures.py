import base64
import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from comicenc.comic import Box, Character, Comic, Page, Panel
from comicenc.report.pictures import (
    PAGE_BYTES,
    PAGE_PIXELS,
    PAGE_WIDTH,
    THUMB_SIDE,
    cut_pictures,
    data_uri,
    square_view,
)


def noise(width, height):
    return Image.fromarray(np.random.default_rng(0).integers(0, 255, (height, width, 3), np.uint8))


def opened(uri):
    kind, data = uri.split(",", 1)
    assert kind == "data:image/webp;base64"
    return Image.open(io.BytesIO(base64.b64decode(data)))


def size_of(uri):
    return len(base64.b64decode(uri.split(",", 1)[1]))


@pytest.mark.parametrize("limit", [800, 6_000, 20_000])
def test_a_picture_keeps_to_its_bytes(limit):
    assert size_of(data_uri(noise(150, 200), limit)) <= limit


def test_a_wide_page_is_made_900_pixels_wide():
    page = Page("a", (1800, 600), lambda: noise(1800, 600))
    (picture,) = cut_pictures(Comic("c", (page,)), ()).pages
    assert size_of(picture) <= PAGE_BYTES
    assert opened(picture).width <= PAGE_WIDTH


def test_a_scroll_keeps_its_shape_and_fits():
    page = Page("a", (800, 12_000), lambda: Image.new("RGB", (800, 12_000), "white"))
    picture = opened(cut_pictures(Comic("c", (page,)), ()).pages[0])
    assert picture.width * picture.height <= PAGE_PIXELS * 1.01
    assert picture.height / picture.width == pytest.approx(15, rel=0.01)


def test_a_small_page_is_not_blown_up():
    page = Page("a", (120, 80), lambda: Image.new("RGB", (120, 80), "red"))
    assert opened(cut_pictures(Comic("c", (page,)), ()).pages[0]).size == (120, 80)


def test_long_comics_share_the_bytes(monkeypatch):
    monkeypatch.setattr("comicenc.report.pictures.ALL_PAGES_BYTES", 20_000)
    pages = tuple(Page(str(number), (150, 200), lambda: noise(150, 200)) for number in range(5))
    assert sum(map(size_of, cut_pictures(Comic("c", pages), ()).pages)) <= 20_000


def test_each_page_is_read_once_and_let_go(comic):
    import weakref

    read, alive = [], []

    def watched(page):
        def load():
            assert not [ref for ref in alive if ref() is not None], "the page before is still in memory"
            image = page.load()
            read.append(page.name)
            alive.append(weakref.ref(image))
            return image

        return replace(page, load=load)

    pictures = cut_pictures(comic.with_pages(tuple(map(watched, comic))), {("002.png", 1)})
    assert read == ["001.png", "002.png", "003.png"]
    assert list(pictures.thumbs) == [(page.name, i) for page in comic for i in range(len(page.characters))]
    assert list(pictures.portraits) == [("002.png", 1)]
    assert opened(pictures.thumbs["002.png", 1]).width <= THUMB_SIDE


def test_the_view_shows_the_face_and_stays_in_the_panel():
    page = Page("a", (1000, 1400), lambda: None, (Panel(Box(0, 0, 300, 1400)),))
    face = Box(180, 100, 280, 220)
    view = square_view(Character(face=face, panel=0), page, 1.7)
    assert view.width == view.height == pytest.approx(204)
    assert face.inside(view) == 1
    assert view.inside(Box(0, 0, 300, 1400)) == 1


def test_what_is_too_tall_is_cut_at_its_feet():
    page = Page("a", (1000, 1400), lambda: None, (Panel(Box(0, 0, 200, 1400)),))
    view = square_view(Character(body=Box(50, 300, 150, 1200), panel=0), page)
    assert (view.y0, view.width, view.height) == (300, 200, 200)


def test_a_box_that_leaves_its_panel_is_seen_whole():
    page = Page("a", (1000, 1400), lambda: None, (Panel(Box(0, 0, 200, 200)),))
    face = Box(150, 150, 300, 300)
    assert face.inside(square_view(Character(face=face, panel=0), page)) == 1


def test_a_tiny_face_is_shown_with_what_is_round_it():
    page = Page("a", (1000, 1400), lambda: None)
    assert square_view(Character(face=Box(500, 500, 510, 512)), page).width == pytest.approx(65)
