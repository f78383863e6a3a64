"""open-mantra's annotation.json: books of pages with frames and translated texts, boxes as x, y, w, h."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from comicenc.annotations.canvas import Canvas
from comicenc.annotations.document import Document
from comicenc.annotations.fields import entries, entry
from comicenc.annotations.layout import in_reading_order, panel_of
from comicenc.annotations.matching import match_paths, titled
from comicenc.annotations.page_json import translations
from comicenc.comic import Box, Page, Text


def read(
    document: Document, books: list[dict], pages: Sequence[Page], root: Path, right_to_left: bool
) -> dict[int, Page]:
    """Annotated pages by their index. Texts keep the order of the file; frames are put in reading order.

    The pages of a book are those whose path has its title, where any has; each is joined by the path of
    its image in any of the languages.

    Raises:
        InvalidAnnotation: Naming the file and what is wrong in it.
    """
    titles = [str(entry(book, "book_title", document, "a book")) for book in books]
    own = [titled(title, pages, root) for title in titles]
    if not any(own):
        own = [list(range(len(pages)))] * len(books)
    found: dict[int, Page] = {}
    for title, book, indices in zip(titles, books, own, strict=True):
        described = list(_described(document, title, book))
        references = [path for path, _, _ in described]
        matched = match_paths(references, [pages[index] for index in indices], root, document.name)
        for position, number in matched.items():
            index, (_, what, content) = indices[position], described[number]
            if index in found:
                raise document.invalid(f"{pages[index].name} could be a page of several of its books")
            found[index] = _page(Canvas(document, pages[index]), what, content, right_to_left)
    return found


def _described(document: Document, title: str, book: dict) -> Iterator[tuple[str, str, dict]]:
    """Path of an image, what to call its page, and the page."""
    listed = entries(entry(book, "pages", document, title), document, f"the pages of {title}")
    for number, page in enumerate(listed, 1):
        what = f"page {number} of {title}"
        paths = entry(page, "image_paths", document, what)
        if not isinstance(paths, dict) or not all(isinstance(path, str) for path in paths.values()):
            raise document.invalid(f"'image_paths' of {what} must name an image for each language")
        for path in paths.values():
            yield path, what, page


def _page(canvas: Canvas, what: str, content: dict, right_to_left: bool) -> Page:
    panels = in_reading_order([box for _, box in _boxes(canvas, content, "frame", what)], right_to_left)
    texts = tuple(
        Text(translations(text, canvas.document, f"a text of {what}"), box, panel_of(box, panels))
        for text, box in _boxes(canvas, content, "text", what)
    )
    return replace(canvas.page, panels=panels, texts=texts, annotated=True)


def _boxes(canvas: Canvas, content: dict, key: str, what: str) -> Iterator[tuple[dict, Box]]:
    document = canvas.document
    listed = entries(entry(content, key, document, what), document, f"{key!r} of {what}")
    for number, holder in enumerate(listed):
        sides = tuple(entry(holder, side, document, f"{key} {number} of {what}") for side in "xywh")
        yield holder, canvas.sized_box(sides, f"{key} {number}")
