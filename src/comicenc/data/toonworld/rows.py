"""Rows of the canonical configs for one album: pages, faces, instances and sequences of the same drawings."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from ...comic import Box, Character
from .album import Album, Member
from .instances import draw_instance
from .pages import DrawnPage, draw_page
from .style import sample_style

SEQUENCE_PANELS = 4
CROP_SIDE = 256  # pixels; larger crops are scaled down to it
SHEET_FACE, SHEET_BODY = 80, 96  # pixels: a model sheet is drawn as small as networks look at it
_OWN_HAND = 0.4  # share of a model sheet that the album's own artist draws
_QUALITY = 92
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "comicenc/toonworld")


@dataclass(frozen=True)
class _Appearance:
    """One character on a page with its crops already encoded."""

    character: Character
    identity: str
    uuid: str
    index: int
    face: dict | None
    body: dict | None


def album_rows(album: Album, pages: int, drawings: int = 0) -> dict[str, list[dict]]:
    """All rows of an album by config, as `data/schema.py` has their columns.

    Args:
        album: The comic.
        pages: How many pages it has.
        drawings: How often each of its cast is drawn besides, for `instances` alone.
    """
    rows: dict[str, list[dict]] = {"pages": [], "faces": [], "instances": [], "sequences": []}
    panels: list[list[_Appearance]] = []
    for number in range(pages):
        drawn = draw_page(album, number)
        seen = _appearances(album, drawn)
        rows["pages"].append(_page_row(album, drawn))
        rows["faces"] += [_face_row(album, drawn, one) for one in seen if one.face is not None]
        rows["instances"] += [_instance_row(album, drawn, one) for one in seen]
        panels += [
            [one for one in seen if one.character.panel == index] for index in range(len(drawn.page.panels))
        ]
    rows["sequences"] += _sequence_rows(album, panels)
    for number, member in enumerate(album.cast):
        rows["instances"] += _sheet_rows(album, number, member, drawings)
    return rows


def _sheet_rows(album: Album, number: int, member: Member, drawings: int) -> list[dict]:
    """A model sheet: one character in many poses and lights, most of them by other artists' hands."""
    rng, rows = album.rng(7, number), []
    for index in range(drawings):
        style = album.style if rng.random() < _OWN_HAND else sample_style(rng)
        drawn = draw_instance(rng, member.design, style, face_size=SHEET_FACE, body_size=SHEET_BODY)
        face, body = (
            None if pixels is None else _encode(Image.fromarray(pixels))
            for pixels in (drawn.face, drawn.body)
        )
        rows.append(
            {
                "face": face,
                "body": body,
                "face_score": None if face is None else 1.0,
                "body_score": 1.0,
                "series_id": album.key,
                "page_id": "sheet",
                "char_index": index,
                "identity": f"{album.key}/{member.name}",
            }
        )
    return rows


def _encode(image: Image.Image) -> dict:
    """A picture as the `Image` feature stores it."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY)
    return {"bytes": buffer.getvalue(), "path": None}


def _crop(image: Image.Image | None) -> dict | None:
    if image is None:
        return None
    image.thumbnail((CROP_SIDE, CROP_SIDE), Image.Resampling.LANCZOS)
    return _encode(image)


def _appearances(album: Album, drawn: DrawnPage) -> list[_Appearance]:
    image, seen = drawn.page.image(), []
    for index, character in enumerate(drawn.page.characters):
        face, body = (_crop(crop) for crop in character.crops(image))
        name = f"{album.key}/{drawn.page.name}/{index}"
        identity = f"{album.key}/{character.name}"
        seen.append(_Appearance(character, identity, str(uuid.uuid5(_NAMESPACE, name)), index, face, body))
    return seen


def _corners(box: Box | None) -> list[float] | None:
    return None if box is None else list(box.as_tuple())


def _page_row(album: Album, drawn: DrawnPage) -> dict:
    page, language = drawn.page, album.hand.language
    return {
        "image": _encode(Image.fromarray(drawn.pixels)),
        "title": album.key,
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
        "genre": album.genre,
        "mood": page.mood[0],
    }


def _face_row(album: Album, drawn: DrawnPage, one: _Appearance) -> dict:
    language, panel = album.hand.language, one.character.panel
    words = [text.in_language(language) for text in drawn.page.texts if text.panel == panel]
    return {
        "image": one.face,
        "text": " ".join(words),
        "character": one.identity,
        "album": album.key,
        "page": drawn.page.name,
    }


def _instance_row(album: Album, drawn: DrawnPage, one: _Appearance) -> dict:
    return {
        "face": one.face,
        "body": one.body,
        "face_score": None if one.face is None else 1.0,
        "body_score": None if one.body is None else 1.0,
        "series_id": album.key,
        "page_id": drawn.page.name,
        "char_index": one.index,
        "identity": one.identity,
    }


def _starts(rng: np.random.Generator, panels: int) -> Iterator[int]:
    """Where sequences begin: mostly one after the other, some sharing panels, which is what links them."""
    start = 0
    while start + SEQUENCE_PANELS <= panels:
        yield start
        start += SEQUENCE_PANELS if rng.random() < 0.6 else int(rng.integers(1, SEQUENCE_PANELS))


def _sequence_rows(album: Album, panels: list[list[_Appearance]]) -> list[dict]:
    """Four consecutive panels a row, where they show at least two appearances."""
    rows = []
    for start in _starts(album.rng(6), len(panels)):
        instances = [
            {"uuid": one.uuid, "panel": offset, "identity": one.identity, "face": one.face, "body": one.body}
            for offset in range(SEQUENCE_PANELS)
            for one in panels[start + offset]
        ]
        if len(instances) > 1:
            rows.append(
                {"sequence_id": f"{album.key}/{start:04d}", "series_id": album.key, "instances": instances}
            )
    return rows
