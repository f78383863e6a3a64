"""The pages of a comic, wherever they lie, and the files beside them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PIL.Image import Image

from comicenc.comic import Page
from comicenc.media import archives, pdf
from comicenc.media.folders import chosen, files_under, natural_key
from comicenc.media.images import (
    IMAGE_SUFFIXES,
    MAX_BYTES,
    UnreadableFile,
    image_size,
    read_bytes,
    read_image,
)

ARCHIVE_SUFFIXES = (".cbz", ".zip")
SIDECAR_SUFFIXES = (".json", ".xml", ".csv")


def read_pages(path: str | Path) -> list[Page]:
    """The pages of a folder, a CBZ or ZIP archive, a PDF or a single picture, without annotations.

    Sizes come from the headers; a page is decoded when its `image()` is called. Pages are sorted so that
    page 2 comes before page 10, and named by their path inside the folder or archive; the pages of a PDF
    are named 0001, 0002, … Hidden files and files that are no pictures are passed over.

    Raises:
        UnreadableFile: If there is nothing to read, or naming every page that cannot be read.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if path.is_dir():
        return _pages(path, [_file(*item) for item in files_under(path, IMAGE_SUFFIXES).items()])
    if not path.exists():
        raise UnreadableFile(f"{path} does not exist")
    if suffix in ARCHIVE_SUFFIXES:
        return _archive_pages(path)
    if suffix == ".pdf":
        return _pdf_pages(path)
    if suffix in IMAGE_SUFFIXES:
        return _pages(path, [_file(path.name, path)])
    raise UnreadableFile(f"{path} is no folder, CBZ, ZIP, PDF or picture")


def sidecars(path: str | Path) -> dict[str, Callable[[], bytes]]:
    """The JSON, XML and CSV files that lie with the pages of a comic, each with what reads it.

    They lie inside a folder or archive, or beside an archive, PDF or picture under its name.

    Raises:
        UnreadableFile: If the folder or archive cannot be read.
    """
    path = Path(path)
    if path.is_dir():
        return {str(file): partial(read_bytes, file) for file in files_under(path, SIDECAR_SUFFIXES).values()}
    beside = (path.with_suffix(suffix) for suffix in SIDECAR_SUFFIXES)
    found = {str(file): partial(read_bytes, file) for file in beside if file.is_file()}
    if path.suffix.lower() in ARCHIVE_SUFFIXES:
        with archives.opened(path) as archive:
            names = chosen(archives.entry_names(archive), SIDECAR_SUFFIXES)
            if sum(archive.getinfo(name).file_size for name in names) > MAX_BYTES:
                limit = f"the {MAX_BYTES // 2**20} MiB allowed"
                raise UnreadableFile(f"{path} holds more JSON, XML and CSV than {limit}")
            for name in names:
                label = f"{path}/{name}"
                found[label] = partial(bytes, archives.read_entry(archive, name, label))
    return found


class _Place(NamedTuple):
    """Where a page lies: its name there and in messages, its bytes, and what decodes it later."""

    name: str
    label: str
    read: Callable[[], bytes]
    load: Callable[[], Image]


def _file(name: str, file: Path) -> _Place:
    return _Place(name, str(file), partial(read_bytes, file), partial(read_image, file))


def _archive_pages(path: Path) -> list[Page]:
    with archives.opened(path) as archive:
        places = []
        for name in chosen(archives.entry_names(archive), IMAGE_SUFFIXES):
            label = f"{path}/{name}"
            read = partial(archives.read_entry, archive, name, label)
            places.append(_Place(name, label, read, partial(archives.load_page, path, name)))
        return _pages(path, places)


def _pdf_pages(path: Path) -> list[Page]:
    sizes = pdf.page_sizes(path)
    if not sizes:
        raise UnreadableFile(f"{path} has no pages")
    return [
        Page(name=f"{index + 1:04d}", size=size, load=partial(pdf.load_page, path, index))
        for index, size in enumerate(sizes)
    ]


def _pages(path: Path, places: list[_Place]) -> list[Page]:
    """Read the headers of all pages; whatever is wrong with any is said at once."""
    if not places:
        raise UnreadableFile(f"{path} holds no pictures ({', '.join(sorted(IMAGE_SUFFIXES))})")
    pages, wrong = [], []
    for place in sorted(places, key=lambda place: natural_key(place.name)):
        try:
            pages.append(Page(place.name, image_size(place.read(), place.label), place.load))
        except UnreadableFile as error:
            wrong.append(str(error))
    if len(wrong) > 1:
        raise UnreadableFile(f"{len(wrong)} pages of {path} cannot be read: {'; '.join(wrong)}")
    if wrong:
        raise UnreadableFile(wrong[0])
    return pages
