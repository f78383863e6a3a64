"""Rows of the canonical configs for one album: pages, faces, instances and sequences of the same drawings."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import numpy as np
from PIL import Image

from ..faces import face_row
from ..page_rows import Appearance, appearances, instance_row, page_row, stored
from .album import Album, Member
from .instances import draw_instance
from .pages import draw_page
from .style import sample_style

SEQUENCE_PANELS = 4
SHEET_FACE, SHEET_BODY = 80, 96  # pixels: a model sheet is drawn as small as networks look at it
_OWN_HAND = 0.25  # share of a model sheet that the album's own artist draws
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "comicenc/toonworld")


def album_rows(album: Album, pages: int, drawings: int = 0) -> dict[str, list[dict]]:
    """All rows of an album by config, as `data/schema.py` has their columns.

    Args:
        album: The comic.
        pages: How many pages it has.
        drawings: How often each of its cast is drawn besides, for `instances` alone.
    """
    rows: dict[str, list[dict]] = {"pages": [], "faces": [], "instances": [], "sequences": []}
    panels: list[list[dict]] = []
    language = album.hand.language
    for number in range(pages):
        page = draw_page(album, number).page
        seen = appearances(page)
        rows["pages"].append(page_row(page, album.key, language=language, genre=album.genre))
        rows["faces"] += [face_row(page, one, album.key, language) for one in seen if one.face is not None]
        rows["instances"] += [instance_row(page, one, album.key) for one in seen]
        panels += [
            [_figure(album, page.name, one) for one in seen if one.character.panel == index]
            for index in range(len(page.panels))
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
            None if pixels is None else stored(Image.fromarray(pixels)) for pixels in (drawn.face, drawn.body)
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


def _figure(album: Album, page: str, one: Appearance) -> dict:
    """One of `instances` of a sequence, its panel still to be filled in."""
    name = f"{album.key}/{page}/{one.index}"
    return {
        "uuid": str(uuid.uuid5(_NAMESPACE, name)),
        "identity": one.identity(album.key),
        "face": one.face,
        "body": one.body,
    }


def _starts(rng: np.random.Generator, panels: int) -> Iterator[int]:
    """Where sequences begin: mostly one after the other, some sharing panels, which is what links them."""
    start = 0
    while start + SEQUENCE_PANELS <= panels:
        yield start
        start += SEQUENCE_PANELS if rng.random() < 0.6 else int(rng.integers(1, SEQUENCE_PANELS))


def _sequence_rows(album: Album, panels: list[list[dict]]) -> list[dict]:
    """Four consecutive panels a row, where they show at least two appearances."""
    rows = []
    for start in _starts(album.rng(6), len(panels)):
        instances = [
            {**figure, "panel": offset}
            for offset in range(SEQUENCE_PANELS)
            for figure in panels[start + offset]
        ]
        if len(instances) > 1:
            rows.append(
                {"sequence_id": f"{album.key}/{start:04d}", "series_id": album.key, "instances": instances}
            )
    return rows
