"""Pictures small enough to lie inside the page that shows them.

Each page of the comic is read once, one at a time, and everything that is cut from it is cut then. The weight
of the report is bounded: a page takes at most 240 kB, an instance 6 kB and an identity another 24 kB, before
base64 adds a third; in long comics pages share 45 MB and instances 15 MB.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from comicenc.comic import FACE_SCALE, Box, Character, Comic, Page

if TYPE_CHECKING:
    from PIL.Image import Image

PAGE_WIDTH, PAGE_PIXELS = 900, 2_400_000
THUMB_SIDE, PORTRAIT_SIDE = 128, 320
LEAST_VIEW = 0.065  # of the page's width: a tiny face is shown with what is round it
PORTRAIT_SCALE = 1.7  # wider than what the model sees: a hat and a shoulder make a portrait
PAGE_BYTES, ALL_PAGES_BYTES = 240_000, 45_000_000
THUMB_BYTES, ALL_THUMBS_BYTES = 6_000, 15_000_000
PORTRAIT_BYTES = 24_000
LEAST_BYTES = 500  # under this a picture shows nothing
QUALITIES = (80, 65, 50, 35)


Place = tuple[str, int]  # name of the page, position among its characters


@dataclass(frozen=True)
class Pictures:
    """Data URIs.

    Args:
        pages: One a page.
        thumbs: One an instance, by its place.
        portraits: Large ones of the instances that were asked for.
    """

    pages: list[str]
    thumbs: dict[Place, str]
    portraits: dict[Place, str]


def cut_pictures(
    comic: Comic, large: Collection[Place], tick: Callable[[], object] = lambda: None
) -> Pictures:
    """Read every page once and keep what the report shows of it.

    Args:
        comic: The comic.
        large: Instances that get a portrait too.
        tick: Called after each page.
    """
    pictures = Pictures([], {}, {})
    thumb_bytes = min(THUMB_BYTES, ALL_THUMBS_BYTES // max(sum(len(page.characters) for page in comic), 1))
    for page in comic:
        _cut_page(page, large, pictures, len(comic), thumb_bytes)
        tick()
    return pictures


def _cut_page(page: Page, large: Collection[Place], pictures: Pictures, of: int, thumb_bytes: int) -> None:
    image = page.image()
    pictures.pages.append(page_picture(image, of))
    for index, character in enumerate(page.characters):
        place = (page.name, index)
        thumb = square_view(character, page).crop(image)
        pictures.thumbs[place] = data_uri(at_most(thumb, THUMB_SIDE), thumb_bytes)
        if place in large:
            portrait = square_view(character, page, PORTRAIT_SCALE).crop(image)
            pictures.portraits[place] = data_uri(at_most(portrait, PORTRAIT_SIDE), PORTRAIT_BYTES)


def page_picture(image: Image, of: int) -> str:
    """A data URI of a page, RGB, small enough where a report shows `of` of them."""
    return data_uri(_fitted(image), min(PAGE_BYTES, ALL_PAGES_BYTES // max(of, 1)))


def square_view(character: Character, page: Page, face_scale: float = FACE_SCALE) -> Box:
    """A square round the face, else the body, moved and made smaller so that it stays inside the panel.

    What is taller than the panel allows is cut at its feet: heads are above.
    """
    box = character.face or character.box
    room = page.panels[character.panel].box if character.panel is not None else Box(0, 0, *page.size)
    room = Box(min(room.x0, box.x0), min(room.y0, box.y0), max(room.x1, box.x1), max(room.y1, box.y1))
    wanted = max(box.width, box.height) * (face_scale if character.face else 1.0)
    side = min(max(wanted, LEAST_VIEW * page.size[0]), room.width, room.height)
    x, y = box.center
    left = min(max(x - side / 2, room.x0), room.x1 - side)
    top = min(max(min(y - side / 2, box.y0), room.y0), room.y1 - side)
    return Box(left, top, left + side, top + side)


def data_uri(image: Image, limit: int) -> str:
    """A WebP of at most `limit` bytes, or 500 where that is more: coarser, then smaller, until it fits."""
    while True:
        for quality in QUALITIES:
            buffer = io.BytesIO()
            image.save(buffer, "WEBP", quality=quality)
            if buffer.tell() <= max(limit, LEAST_BYTES) or max(image.size) <= 16:
                return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
        image = _scaled(image, 0.75)


def _fitted(image: Image) -> Image:
    scale = min(PAGE_WIDTH / image.width, (PAGE_PIXELS / (image.width * image.height)) ** 0.5)
    return _scaled(image, scale) if scale < 1 else image


def at_most(image: Image, side: int) -> Image:
    """The image, made smaller where its longer side has more pixels."""
    return _scaled(image, side / max(image.size)) if max(image.size) > side else image


def _scaled(image: Image, scale: float) -> Image:
    return image.resize((max(round(image.width * scale), 1), max(round(image.height * scale), 1)))
