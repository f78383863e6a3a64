"""Page JSON: one object a page with panels, characters and texts, its boxes [x0, y0, x1, y1] in pixels.

One file may hold one page, beside it and named like it, or a list of pages, each naming its own.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from comicenc.annotations.canvas import Canvas
from comicenc.annotations.document import Document
from comicenc.annotations.fields import entries, entry, score, words
from comicenc.annotations.matching import match_paths
from comicenc.annotations.writing import whole_json
from comicenc.comic import Character, Comic, Page, Panel, Text

LANGUAGE_KEY = "text_"  # followed by the code of the language


def read(document: Document, content: object, pages: Sequence[Page], root: Path) -> dict[int, Page]:
    """Annotated pages by their index, out of a page object or a list of them.

    A single page is joined by the name of its file, else by its "page"; those of a list by their "page".

    Raises:
        InvalidAnnotation: Naming the file and what is wrong in it.
    """
    if isinstance(content, dict):
        found = match_paths([document.name], pages, root, document.name)
        if not found and isinstance(content.get("page"), str):
            found = match_paths([content["page"]], pages, root, document.name)
        return {index: _page(document, content, pages[index]) for index in found}
    objects = entries(content, document, "the pages")
    names = [str(entry(each, "page", document, f"page {number}")) for number, each in enumerate(objects, 1)]
    found = match_paths(names, pages, root, document.name)
    return {index: _page(document, objects[number], pages[index]) for index, number in found.items()}


def write_page_json(comic: Comic, path: str | Path) -> None:
    """Write the annotated pages of a comic.

    Args:
        comic: What to write; pages that are not annotated are left out.
        path: A file ending in .json, which becomes a list of pages, or a folder, which gets one file a page.

    Raises:
        ValueError: If two pages would be one file, or a page's name points out of the folder.
    """
    path = Path(path)
    pages = [page for page in comic if page.annotated]
    if path.suffix.lower() == ".json":
        whole_json(path, [_object(page) for page in pages])
        return
    files: dict[Path, Page] = {}
    for page in pages:
        name = PurePosixPath(page.name)
        if name.is_absolute() or ".." in name.parts:
            raise ValueError(f"page {page.name!r} of {comic.title} would be written outside of {path}")
        file = path / name.with_suffix(".json")
        if file in files:
            raise ValueError(f"{files[file].name} and {page.name} of {comic.title} would both be {file}")
        files[file] = page
    for file, page in files.items():
        os.makedirs(file.parent, exist_ok=True)
        whole_json(file, _object(page))


def translations(holder: dict, document: Document, what: str) -> dict[str, str]:
    """The texts under text_en, text_ja and so on, by language."""
    keys = [key for key in holder if key.startswith(LANGUAGE_KEY) and holder[key] is not None]
    return {key[len(LANGUAGE_KEY) :]: words(holder, key, document, what) or "" for key in keys}


def _page(document: Document, content: dict, page: Page) -> Page:
    made_for = (content["width"], content["height"]) if {"width", "height"} <= content.keys() else None
    canvas = Canvas(document, page, made_for)
    boxes = entry(content, "panels", document, "the page")
    if not isinstance(boxes, list):
        raise document.invalid("'panels' must be a list of boxes")
    panels = tuple(Panel(canvas.box(box, f"panel {number}")) for number, box in enumerate(boxes))
    people = entries(entry(content, "characters", document, "the page"), document, "'characters'")
    texts = entries(content.get("texts", []), document, "'texts'")
    moods = [words(content, key, document, "the page") for key in ("mood", "mood_second")]
    return replace(
        page,
        panels=panels,
        characters=tuple(_character(canvas, each, number, panels) for number, each in enumerate(people)),
        texts=tuple(_text(canvas, each, number, panels) for number, each in enumerate(texts)),
        annotated=True,
        mood=tuple(mood for mood in moods if mood),
    )


def _character(canvas: Canvas, content: dict, number: int, panels: Sequence[Panel]) -> Character:
    document = canvas.document
    name = words(content, "name", document, f"character {number}")
    what = f"character {number} ({name})" if name else f"character {number}"
    face, body = (
        canvas.box(content[part], f"the {part} of {what}") if content.get(part) is not None else None
        for part in ("face", "body")
    )
    if face is None and body is None:
        raise document.invalid(f"{what} on {canvas.page.name} has neither a face nor a body")
    return Character(
        face=face,
        body=body,
        name=name,
        panel=canvas.panel(content, body or face, panels, what),
        view=words(content, "view", document, what),
        face_score=score(content, "face_score", document, what),
        body_score=score(content, "body_score", document, what),
    )


def _text(canvas: Canvas, content: dict, number: int, panels: Sequence[Panel]) -> Text:
    document, what = canvas.document, f"text {number}"
    box = canvas.box(content["box"], what) if content.get("box") is not None else None
    return Text(
        translations=translations(content, document, what),
        box=box,
        panel=canvas.panel(content, box, panels, what),
        speaker=words(content, "speaker", document, what),
    )


def _object(page: Page) -> dict:
    width, height = page.size
    moods = dict(zip(("mood", "mood_second"), page.mood, strict=False))
    return {
        "page": page.name,
        "width": width,
        "height": height,
        **moods,
        "panels": [panel.box.as_tuple() for panel in page.panels],
        "characters": [_person(character) for character in page.characters],
        "texts": [
            {
                **{LANGUAGE_KEY + language: text for language, text in text.translations.items()},
                "box": text.box and text.box.as_tuple(),
                "panel": text.panel,
                "speaker": text.speaker,
            }
            for text in page.texts
        ],
    }


def _person(character: Character) -> dict:
    scores = {"face_score": character.face_score, "body_score": character.body_score}
    return {
        "name": character.name,
        "panel": character.panel,
        "face": character.face and character.face.as_tuple(),
        "body": character.body and character.body.as_tuple(),
        "view": character.view,
        **{key: value for key, value in scores.items() if value is not None},
    }
