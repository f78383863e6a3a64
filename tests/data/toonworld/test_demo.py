"""The comic that ships reads like any other."""

import numpy as np

from comicenc.data.toonworld.demo import demo_album, write_demo_comic
from comicenc.data.toonworld.pages import draw_page
from comicenc.reading import read_comic


def test_demo_comic_is_read_as_it_was_drawn(tmp_path):
    comic = read_comic(write_demo_comic(tmp_path / "demo", pages=2))
    assert [page.name for page in comic] == ["001.jpg", "002.jpg"]
    drawn = [draw_page(demo_album(), number, worn=False) for number in range(2)]
    for page, original in zip(comic, drawn, strict=True):
        assert page.annotated and page.mood == original.page.mood
        assert page.characters == original.page.characters
        assert page.panels == original.page.panels
        assert page.texts == original.page.texts
        worn = np.asarray(page.image(), dtype=float) - original.pixels
        assert np.abs(worn).mean() < 3, "JPEG takes no more than that"
    assert not list((tmp_path / "demo").glob("*.part"))
