"""Comics out of the canonical config `pages`, whatever source it was built from."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comicenc.comic import Box, Character, Comic, Page, Panel, Text
from comicenc.media import read_image
from comicenc.media.images import image_size

if TYPE_CHECKING:
    from datasets import Dataset


def comics_in(dataset: Dataset) -> list[Comic]:
    """The comics of a dataset in the order in which they begin; a picture is decoded when it is asked for.

    Args:
        dataset: Of the config `pages`, whose rows lie in reading order.
    """
    from datasets import Image

    pages: dict[str, list[Page]] = {}
    for row in dataset.cast_column("image", Image(decode=False)):
        pages.setdefault(row["title"], []).append(_page(row))
    return [Comic(title, tuple(own)) for title, own in pages.items()]


def stored_page(row: dict[str, Any], name: str) -> Page:
    """A page of any config with an undecoded `image`, with its mood where the row has one, and no more.

    Args:
        row: Of the dataset, with `image`, `title` and `mood`.
        name: Of the page.
    """
    stored = row["image"]["bytes"] or Path(row["image"]["path"]).read_bytes()
    return Page(
        name=name,
        size=image_size(stored, f"{row['title']}/{name}"),
        load=partial(read_image, stored),
        mood=(row["mood"],) if row["mood"] else (),
    )


def _page(row: dict[str, Any]) -> Page:
    return replace(
        stored_page(row, row["page"]),
        panels=tuple(Panel(Box(*box)) for box in row["panels"]),
        characters=tuple(_character(each) for each in row["characters"]),
        texts=tuple(_text(each) for each in row["texts"]),
        annotated=True,
    )


def _character(given: dict[str, Any]) -> Character:
    face, body = (Box(*given[part]) if given[part] else None for part in ("face", "body"))
    return Character(face=face, body=body, name=given["name"], panel=given["panel"])


def _text(given: dict[str, Any]) -> Text:
    """The canonical form keeps one language and does not say which, so it goes by the empty code."""
    box = Box(*given["box"]) if given["box"] else None
    return Text({"": given["text"]}, box, given["panel"], given["speaker"])
