"""Rows of the canonical configs for one annotated page, whatever it was read or drawn from."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from comicenc.comic import Box, Character, Page

CROP_SIDE = 256  # pixels; larger crops are scaled down to it
_QUALITY = 92


@dataclass(frozen=True, slots=True)
class Appearance:
    """One character of a page with its crops as the datasets keep them.

    Args:
        character: What is known of it.
        index: Its place in `Page.characters`.
        face: Stored picture of the face, or None.
        body: Stored picture of the body, or None.
    """

    character: Character
    index: int
    face: dict | None
    body: dict | None

    def identity(self, album: str) -> str | None:
        """Who it is, unique over all albums, or None where nobody knows."""
        return self.character.name and f"{album}/{self.character.name}"


def stored(image: Image.Image) -> dict:
    """A picture as the `Image` feature keeps it."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY)
    return {"bytes": buffer.getvalue(), "path": None}


def appearances(page: Page) -> list[Appearance]:
    """All characters of a page, cut out of its picture."""
    image = page.image()
    return [
        Appearance(character, index, *(_stored_crop(crop) for crop in character.crops(image)))
        for index, character in enumerate(page.characters)
    ]


def _stored_crop(image: Image.Image | None) -> dict | None:
    if image is None:
        return None
    image.thumbnail((CROP_SIDE, CROP_SIDE), Image.Resampling.LANCZOS)
    return stored(image)


def page_row(page: Page, album: str, *, language: str | None = None, genre: str | None = None) -> dict:
    """A row of the config `pages`.

    Args:
        page: What is written.
        album: The title of the comic.
        language: Of the texts; None takes of each the language that comes first.
        genre: Of the comic, where it is known.
    """
    return {
        "image": stored(page.image()),
        "title": album,
        "page": page.name,
        "panels": [_corners(panel.box) for panel in page.panels],
        "characters": [
            {"name": one.name, "face": _corners(one.face), "body": _corners(one.body), "panel": one.panel}
            for one in page.characters
        ],
        "texts": [
            {
                "box": _corners(text.box),
                "text": text.in_language(language),
                "speaker": text.speaker,
                "panel": text.panel,
            }
            for text in page.texts
        ],
        "genre": genre,
        "mood": page.mood[0] if page.mood else None,
    }


def instance_row(page: Page, one: Appearance, album: str) -> dict:
    """A row of the config `instances`, with its `identity`; what people have labelled scores 1."""
    known = one.character
    scores = {"face": known.face_score, "body": known.body_score}
    crops = {"face": one.face, "body": one.body}
    certain = {part: 1.0 if scores[part] is None else scores[part] for part in crops}
    return {
        **crops,
        **{f"{part}_score": certain[part] if crop else None for part, crop in crops.items()},
        "series_id": album,
        "page_id": page.name,
        "char_index": one.index,
        "identity": one.identity(album),
    }


def _corners(box: Box | None) -> list[float] | None:
    return None if box is None else list(box.as_tuple())
