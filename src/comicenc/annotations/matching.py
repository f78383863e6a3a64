"""Which page of a comic an annotation speaks of."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from comicenc.annotations.document import Document, InvalidAnnotation
from comicenc.comic import Page

SUFFIX = re.compile(r"\.[A-Za-z]{3,4}$")  # .jpg and the like; the page may have been converted since


def match_paths(
    references: Sequence[str], pages: Sequence[Page], root: Path, named_by: str
) -> dict[int, int]:
    """Index of a page to index of the reference that names it.

    A reference names a page where one of the two paths is the tail of the other, whatever the suffix of
    the file; where several do, the one that agrees furthest back.

    Args:
        references: Paths of pages, absolute or relative to any folder.
        pages: The pages of the comic.
        root: Where they were read from.
        named_by: What holds the references, for messages.

    Raises:
        InvalidAnnotation: If a page or a reference has several equally good partners.
    """
    by_stem: dict[str, list[int]] = {}
    parts = [parts_of(reference) for reference in references]
    for index, (*_, stem) in enumerate(parts):
        by_stem.setdefault(stem, []).append(index)
    found: dict[int, int] = {}
    page_of: dict[int, Page] = {}
    place = parts_of(os.path.abspath(root))
    for number, page in enumerate(pages):
        own = parts_of(page.name)
        whole = place + own
        agreement = {}
        for index in by_stem.get(own[-1], ()):
            tail = _common_tail(parts[index], whole)
            if tail >= min(len(own), len(parts[index])):
                agreement[index] = (tail, _file_name(references[index]) == _file_name(page.name))
        if not agreement:
            continue
        best, *others = [index for index, value in agreement.items() if value == max(agreement.values())]
        if others:
            names = f"{references[best]} and {references[others[0]]}"
            raise InvalidAnnotation(f"{named_by}: {page.name} is described twice, by {names}")
        if best in page_of:
            names = f"{page_of[best].name} or {page.name}"
            raise InvalidAnnotation(f"{named_by}: {references[best]} could be {names}")
        page_of[best] = page
        found[number] = best
    return found


def match_numbers(
    numbers: Sequence[int], pages: Sequence[Page], root: Path, title: str, document: Document
) -> dict[int, int]:
    """Index of a page to index of its number, as in Manga109, where page 7 is the file 007.jpg.

    A page's number is the last one in its name. Of a comic of several books, the pages count whose path
    has the title in it.

    Raises:
        InvalidAnnotation: If two pages have one number, or two entries.
    """
    place = {number: index for index, number in enumerate(numbers)}
    if len(place) < len(numbers):
        twice, _ = Counter(numbers).most_common(1)[0]
        raise document.invalid(f"page {twice} is described twice")
    page_of: dict[int, int] = {}
    for index in titled(title, pages, root) or range(len(pages)):
        digits = re.findall(r"[0-9]{1,9}", parts_of(pages[index].name)[-1])
        number = int(digits[-1]) if digits else None
        if number in page_of:
            names = f"{pages[page_of[number]].name} or {pages[index].name}"
            raise document.invalid(f"page {number} could be {names}")
        if number in place:
            page_of[number] = index
    return {index: place[number] for number, index in page_of.items()}


def titled(title: str, pages: Sequence[Page], root: Path) -> list[int]:
    """Indices of the pages whose path has a title as one of its parts."""
    if title in parts_of(os.path.abspath(root)):
        return list(range(len(pages)))
    return [index for index, page in enumerate(pages) if title in parts_of(page.name)]


@lru_cache(maxsize=100_000)
def parts_of(path: str) -> tuple[str, ...]:
    """The components of a path without their suffixes; at least one."""
    parts = [SUFFIX.sub("", part) for part in re.split(r"[/\\]", path) if part not in ("", ".")]
    return tuple(parts) or ("",)


def _file_name(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


def _common_tail(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a != b:
            break
        count += 1
    return count
