"""PDFs: every page drawn as a picture."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL.Image import Image

from comicenc.media.images import MAX_BYTES, UnreadableFile, reason

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

DPI = 150  # an A4 page becomes 1240 x 1754 pixels
MAX_PAGE_PIXELS = 16_000_000  # larger sheets are drawn at a lower resolution
MAX_PAGES = 10_000


def page_sizes(path: Path) -> list[tuple[int, int]]:
    """Width and height of every page in pixels, without drawing any.

    Raises:
        UnreadableFile: If the file is no PDF, damaged, encrypted, or too long.
    """
    with _opened(path) as document:
        if len(document) > MAX_PAGES:
            raise UnreadableFile(f"{path} has {len(document):,} pages, more than the {MAX_PAGES:,} allowed")
        return [_size(document[index], f"page {index + 1} of {path}") for index in range(len(document))]


def load_page(path: Path, index: int) -> Image:
    """Draw one page on white paper.

    Raises:
        UnreadableFile: If it cannot be drawn.
    """
    with _opened(path) as document:
        page = document[index]
        return page.render(scale=_scale(page)).to_pil().convert("RGB")


@contextmanager
def _opened(path: Path) -> Iterator[PdfDocument]:
    import pypdfium2

    if not path.exists():
        raise UnreadableFile(f"{path} does not exist")
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFile(f"{path} is larger than the {MAX_BYTES // 2**20} MiB allowed for a file")
    try:
        with pypdfium2.PdfDocument(path) as document:
            yield document
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile(f"{path} is encrypted: save it without a password first") from error
        raise UnreadableFile(f"{path} is not a PDF that can be read ({reason(error)})") from error


def _scale(page: PdfPage) -> float:
    """Pixels a point."""
    width, height = page.get_size()
    return min(DPI / 72, math.sqrt(MAX_PAGE_PIXELS / (width * height)))


def _size(page: PdfPage, name: str) -> tuple[int, int]:
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        raise UnreadableFile(f"{name} is {width} x {height} points, which is nothing to look at")
    scale = _scale(page)
    return math.ceil(width * scale), math.ceil(height * scale)
