"""A comic from its files: pages and whatever annotations belong to them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from comicenc.annotations import annotate, annotate_beside
from comicenc.comic import Comic
from comicenc.media import read_pages, sidecars


def read_comic(
    path: str | Path,
    annotations: str | Path | Sequence[str | Path] | None = None,
    right_to_left: bool = False,
) -> Comic:
    """Read a comic from a folder, a CBZ or ZIP archive, a PDF or a single picture.

    Args:
        path: Where it lies; its title is the name of that file or folder.
        annotations: A file of annotations, several, or a folder of them (`annotations.annotate`). When
            None, what lies with the pages is taken: a JSON named like a page, or an `annotations` or a
            file under the comic's title, as .json, .xml or .csv; inside an archive too.
        right_to_left: Whether panels are read from the right, as in manga.

    Raises:
        UnreadableFile: Naming every page that cannot be read, or what else is wrong with the files.
        InvalidAnnotation: Naming the file and what is wrong in it.
    """
    path = Path(path)
    pages = read_pages(path)
    root = path if path.is_dir() else path.with_suffix("")
    if annotations is None:
        joined = annotate_beside(pages, sidecars(path), root=root, right_to_left=right_to_left)
    else:
        joined = annotate(pages, annotations, root=root, right_to_left=right_to_left)
    title = path.resolve().name if path.is_dir() else path.stem
    return Comic(title=title, pages=tuple(joined), right_to_left=right_to_left)
