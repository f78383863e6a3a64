"""The short comic that ships: a few pages with page JSON beside them, as `read_comic` takes them."""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import count
from pathlib import Path

from ...annotations.page_json import write_page_json
from ...comic import Comic
from .album import Album, sample_album
from .pages import draw_page

_QUALITY = 85
_GENRES = ("fantasy", "humor", "romantic comedy", "animals")


def write_demo_comic(out: str | Path, seed: int = 0, pages: int = 5) -> Path:
    """Draw the demo comic into a folder.

    Args:
        out: The folder; it is made where there is none.
        seed: Which comic.
        pages: How many pages.

    Returns:
        The folder.
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    album = demo_album(seed)
    annotated = []
    for number in range(pages):
        page = draw_page(album, number, worn=False).page
        page = replace(page, name=f"{page.name}.jpg")
        part = out / f"{page.name}.part"
        page.image().save(part, "JPEG", quality=_QUALITY)
        os.replace(part, out / page.name)
        annotated.append(page)
    write_page_json(Comic(album.title, tuple(annotated), album.habits.right_to_left), out)
    return out


def demo_album(seed: int = 0) -> Album:
    """The first album of a Toonworld that shows it at its best: in colour, in English, with a small cast."""
    albums = (sample_album(seed, index, style="painted", language="en") for index in count())
    return next(album for album in albums if _is_bright(album) and 4 <= len(album.cast) <= 5)


def _is_bright(album: Album) -> bool:
    return album.genre in _GENRES and album.habits.paper == "white" and not album.style.colourless
