"""Manga109's XML: a book with its characters, and frames, texts, faces and bodies on numbered pages.

Manga109Dialog's XML, which links texts to the bodies of their speakers, is read beside it. Elements of
other names are passed over, as manga109api allows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import dist
from pathlib import Path
from xml.etree.ElementTree import Element

from comicenc.annotations.canvas import Canvas
from comicenc.annotations.document import Document
from comicenc.annotations.layout import in_reading_order, pairs_of, panel_of, place_key
from comicenc.annotations.matching import match_numbers
from comicenc.comic import Box, Character, Page, Panel, Text

LANGUAGE = "ja"
SPEAKER_LINK = "speaker_to_text"


@dataclass(frozen=True)
class Part:
    """A face or a body."""

    key: str
    box: Box
    name: str
    panel: int | None


def read(
    document: Document,
    book: Element,
    pages: Sequence[Page],
    root: Path,
    right_to_left: bool,
    speakers: Mapping[str, str],
) -> dict[int, Page]:
    """Annotated pages by their index. A page is joined by its number; an identity is a character's name.

    Args:
        document: The file.
        book: Its root element.
        pages: The pages of the comic.
        root: Where they were read from.
        right_to_left: Whether panels are read from the right.
        speakers: Id of a text to the id of the face, body or character that says it (`speaker_links`).

    Raises:
        InvalidAnnotation: Naming the file and what is wrong in it.
    """
    names = {
        attribute(each, "id", document): attribute(each, "name", document)
        for each in book.iterfind("characters/character")
    }
    if book.find("characters") is None and next(book.iter(SPEAKER_LINK), None) is not None:
        return {}  # a book of Manga109Dialog, which only links what the other file describes
    described = book.findall("pages/page")
    numbers = [integer(page, "index", document) for page in described]
    found = match_numbers(numbers, pages, root, book.get("title", ""), document)
    return {
        index: _page(document, described[number], pages[index], names, right_to_left, speakers)
        for index, number in found.items()
    }


def speaker_links(document: Document, book: Element) -> dict[str, str]:
    """Id of a text to the id of who says it, out of a book of Manga109Dialog; the first of several."""
    links: dict[str, str] = {}
    for link in book.iter(SPEAKER_LINK):
        links.setdefault(attribute(link, "text_id", document), attribute(link, "speaker_id", document))
    return links


def attribute(element: Element, key: str, document: Document) -> str:
    value = element.get(key)
    if value is None:
        identity = f" {element.get('id')}" if element.get("id") else ""
        raise document.invalid(f"{element.tag}{identity} has no {key!r}")
    return value


def integer(element: Element, key: str, document: Document) -> int:
    value = attribute(element, key, document)
    try:
        return int(value)
    except ValueError:
        raise document.invalid(f"{key!r} of a {element.tag} is {value!r}, which is no whole number") from None


def _page(
    document: Document,
    content: Element,
    page: Page,
    names: Mapping[str, str],
    right_to_left: bool,
    speakers: Mapping[str, str],
) -> Page:
    size = integer(content, "width", document), integer(content, "height", document)
    canvas = Canvas(document, page, size)
    boxes = [_box(canvas, frame) for frame in content.iterfind("frame")]
    panels = in_reading_order(boxes, right_to_left)
    faces = [_part(canvas, each, names, panels) for each in content.iterfind("face")]
    bodies = [_part(canvas, each, names, panels) for each in content.iterfind("body")]
    said_by = dict(names) | {part.key: part.name for part in faces + bodies}
    texts = [_text(canvas, each, panels, speakers, said_by) for each in content.iterfind("text")]
    people = _characters(faces, bodies)
    return replace(
        page,
        panels=panels,
        characters=tuple(sorted(people, key=lambda each: place_key(each.box, each.panel, right_to_left))),
        texts=tuple(sorted(texts, key=lambda each: place_key(each.box, each.panel, right_to_left))),
        annotated=True,
    )


def _box(canvas: Canvas, element: Element) -> Box:
    values = []
    for key in ("xmin", "ymin", "xmax", "ymax"):
        value = attribute(element, key, canvas.document)
        try:
            values.append(int(value) if value.lstrip("-").isdecimal() else float(value))
        except ValueError:
            values.append(value)
    return canvas.box(values, f"{element.tag} {element.get('id', '')}".strip())


def _part(canvas: Canvas, element: Element, names: Mapping[str, str], panels: Sequence[Panel]) -> Part:
    character = attribute(element, "character", canvas.document)
    if character not in names:
        what = f"{element.tag} {element.get('id', '')} on {canvas.page.name}"
        raise canvas.document.invalid(f"{what} is of character {character!r}, which the book does not list")
    box = _box(canvas, element)
    return Part(element.get("id", ""), box, names[character], panel_of(box, panels))


def _text(
    canvas: Canvas,
    element: Element,
    panels: Sequence[Panel],
    speakers: Mapping[str, str],
    said_by: Mapping[str, str],
) -> Text:
    box = _box(canvas, element)
    speaker = speakers.get(element.get("id", ""))
    if speaker is not None and speaker not in said_by:
        what = f"text {element.get('id')} on {canvas.page.name}"
        raise canvas.document.invalid(f"{what} is linked to speaker {speaker!r}, who is not on the page")
    return Text(
        translations={LANGUAGE: element.text or ""},
        box=box,
        panel=panel_of(box, panels),
        speaker=said_by.get(speaker) if speaker is not None else None,
    )


def _characters(faces: Sequence[Part], bodies: Sequence[Part]) -> list[Character]:
    """Faces and bodies joined: of one character, and in one frame.

    Manga109 draws a face box round the face and a body box round what shows of the figure, so that a face
    often stands at the edge of its body or beyond it: how far one lies in the other says little, and the
    name says it all. Where a character is twice in one frame, the pair that shares most area comes first,
    then the one whose face is nearest to the middle of the body's top. Outside all frames the two must
    touch, since there the same place means nothing.
    """
    candidates = []
    for i, face in enumerate(faces):
        for j, body in enumerate(bodies):
            shared = face.box.intersection(body.box)
            together = face.panel == body.panel and (face.panel is not None or shared > 0)
            if face.name == body.name and together:
                top = (body.box.center[0], body.box.y0)
                candidates.append((-shared, dist(face.box.center, top), i, j))
    pairs = pairs_of(((i, j) for *_, i, j in sorted(candidates)), len(faces), len(bodies))
    people = []
    for i, j in pairs:
        face, body = faces[i] if i is not None else None, bodies[j] if j is not None else None
        known = body or face
        people.append(Character(face and face.box, body and body.box, known.name, known.panel))
    return people
