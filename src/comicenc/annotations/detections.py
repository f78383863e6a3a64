"""The table of detected faces and bodies that Identity-Aware SimCLR prints a part of in its Table 6.

A row is a face or a body on one picture, its box in the pixels of that picture. In the paper's table the
pictures are panels of COMICS, `page_id` being page and panel as in 1_2, and no row is filtered.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from comicenc.annotations.canvas import Canvas, is_number
from comicenc.annotations.document import Document
from comicenc.annotations.layout import pair_faces, place_key
from comicenc.annotations.matching import match_paths
from comicenc.comic import Box, Character, Page, Panel

COLUMNS = ("type", "x_0", "y_0", "x_1", "y_1", "score", "series_id", "page_id")
MIN_AREA = 64  # square pixels, Appendix B
MIN_SCORE = 0.95  # Appendix B
PANEL_ID = re.compile(r"\d+_\d+(\.\w+)?")  # page and panel


def read(
    document: Document,
    pages: Sequence[Page],
    root: Path,
    right_to_left: bool,
    min_area: float = MIN_AREA,
    min_score: float = MIN_SCORE,
) -> dict[int, Page]:
    """Annotated pages by their index, each joined by `series_id` and `page_id`, or by `page_id` alone.

    Faces and bodies are paired by Appendix B's rule, then boxes below the area or the score are dropped.
    Pairing comes first because the table's own `char_index` joins rows that the score drops: otherwise a
    face could go to a body that merely stands behind its own. `char_index` is not read, since the rule
    gives it. Where `page_id` is page and panel, the picture is taken as one panel.

    Raises:
        InvalidAnnotation: Naming the file and what is wrong in it.
    """
    by_picture: dict[str, list[dict[str, str]]] = {}
    for row in document.rows(COLUMNS):
        by_picture.setdefault(f"{row['series_id']}/{row['page_id']}", []).append(row)
    references = list(by_picture)
    found = {}
    for index, place in match_paths(references, pages, root, document.name).items():
        page = pages[index]
        canvas = Canvas(document, page)
        detections = [_detection(canvas, row) for row in by_picture[references[place]]]
        panel = 0 if PANEL_ID.fullmatch(references[place].split("/")[-1]) else None
        people = _characters(detections, panel, min_area, min_score)
        found[index] = replace(
            page,
            panels=() if panel is None else (Panel(Box(0, 0, *page.size)),),
            characters=tuple(sorted(people, key=lambda each: place_key(each.box, panel, right_to_left))),
            annotated=True,
        )
    return found


@dataclass(frozen=True)
class Detection:
    """A row of the table; the area is that of the whole box, beyond the edge of the page too."""

    kind: str
    box: Box
    area: float
    score: float


def _detection(canvas: Canvas, row: dict[str, str]) -> Detection:
    document, kind, on = canvas.document, row["type"], f"on {canvas.page.name}"
    if kind not in ("face", "body"):
        raise document.invalid(f"the type of a row {on} is {kind!r}, not face or body")
    score = _number(row["score"])
    if not is_number(score) or not 0 <= score <= 1:
        raise document.invalid(f"the score of a {kind} {on} must be between 0 and 1, not {row['score']!r}")
    corners = [_number(row[key]) for key in ("x_0", "y_0", "x_1", "y_1")]
    box = canvas.box(corners, f"a {kind}")
    return Detection(kind, box, (corners[2] - corners[0]) * (corners[3] - corners[1]), float(score))


def _number(text: str) -> float | str:
    """The number in a cell, or the cell where it is none."""
    for read in (int, float):
        with contextlib.suppress(ValueError):
            return read(text)
    return text


def _characters(
    detections: list[Detection], panel: int | None, min_area: float, min_score: float
) -> list[Character]:
    faces = [each for each in detections if each.kind == "face"]
    bodies = [each for each in detections if each.kind == "body"]
    people = []
    for i, j in pair_faces([face.box for face in faces], [body.box for body in bodies]):
        pair = faces[i] if i is not None else None, bodies[j] if j is not None else None
        face, body = (
            each if each and each.area >= min_area and each.score >= min_score else None for each in pair
        )
        if face or body:
            people.append(
                Character(
                    face=face and face.box,
                    body=body and body.box,
                    panel=panel,
                    face_score=face and face.score,
                    body_score=body and body.score,
                )
            )
    return people
