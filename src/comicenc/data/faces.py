"""Faces with the text of their frames: the config `faces`.

Here and nowhere else it is decided what the text of a face is (Manga-MMTL §3.1): "we associate a face image
with all the text in the same comic frame".
"""

from __future__ import annotations

from collections.abc import Iterator

from comicenc.annotations.layout import panel_of
from comicenc.comic import Character, Comic, Page, Text
from comicenc.data.page_rows import Appearance, appearances


def frame_text(page: Page, who: int | Character, language: str | None = None) -> str:
    """All the text of the frame in which somebody is seen, in the order of `Page.texts`, spaces between.

    Who or what is in no frame by its annotation is in the one that shares most of its box. A character
    outside of all frames has no text.

    Args:
        page: The page.
        who: The character, or its index in `Page.characters`.
        language: Code of the language; None takes of each text the language that comes first.

    Returns:
        The text, empty where there is none.
    """
    character = page.characters[who] if isinstance(who, int) else who
    panel = _panel(page, character)
    if panel is None:
        return ""
    words = (text.in_language(language).strip() for text in page.texts if _panel(page, text) == panel)
    return " ".join(word for word in words if word)


def _panel(page: Page, item: Character | Text) -> int | None:
    if item.panel is not None or item.box is None:
        return item.panel
    return panel_of(item.box, page.panels)


def face_row(page: Page, one: Appearance, album: str, language: str | None = None) -> dict:
    """A row of the config `faces` for a character whose face is seen."""
    return {
        "image": one.face,
        "text": frame_text(page, one.character, language),
        "character": one.identity(album),
        "album": album,
        "page": page.name,
    }


def face_rows(comic: Comic, album: str | None = None, language: str | None = None) -> Iterator[dict]:
    """Rows of the config `faces`: one for every face of a comic, in reading order.

    Args:
        comic: An annotated comic.
        album: What to call it; by default its title. The identity of a character is "album/name", None
            where the comic does not name it.
        language: Code of the language; None takes of each text the language that comes first.
    """
    album = comic.title if album is None else album
    for page in comic:
        for one in appearances(page):
            if one.face is not None:
                yield face_row(page, one, album, language)
