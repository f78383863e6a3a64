"""Which format a file of annotations has, and which files of a comic are its annotations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import partial
from pathlib import Path
from xml.etree.ElementTree import Element

from comicenc.annotations import coco, detections, manga109, mantra, page_json
from comicenc.annotations.document import Document, InvalidAnnotation, read_file
from comicenc.annotations.fields import entries
from comicenc.annotations.matching import match_paths, parts_of
from comicenc.comic import Page

SUFFIXES = (".json", ".xml", ".csv")
BOOK_NAMES = ("annotations", "annotation")  # of a file for the whole comic, beside its own title

Readers = Mapping[str, Callable[[], bytes]]


def annotate(
    pages: Sequence[Page],
    source: str | Path | Sequence[str | Path],
    *,
    root: str | Path = "",
    right_to_left: bool = False,
    min_area: float = detections.MIN_AREA,
    min_score: float = detections.MIN_SCORE,
) -> tuple[Page, ...]:
    """Join annotations to pages.

    Page JSON, open-mantra's JSON, COCO JSON, Manga109's XML and the detection table of Identity-Aware
    SimCLR are told apart by what is in them.

    Args:
        pages: The pages of a comic, as `media.read_pages` gives them.
        source: A file, several (as Manga109's with Manga109Dialog's), or a folder of them.
        root: Where the pages were read from, which tells apart books with pages of one name.
        right_to_left: Whether panels are read from the right, where the annotations do not order them.
        min_area: Square pixels that a box of a detection table needs.
        min_score: Score that a row of a detection table needs.

    Returns:
        The same pages in the same order; those that nothing describes are unchanged, `annotated` False.

    Raises:
        InvalidAnnotation: Naming the file and what is wrong in it, or if it describes none of the pages.
    """
    documents = []
    for path in [Path(source)] if isinstance(source, str | Path) else map(Path, source):
        if not path.is_dir():
            documents.append(Document(str(path), partial(read_file, path)))
            continue
        files = {str(file): partial(read_file, file) for file in sorted(path.rglob("*")) if file.is_file()}
        names = [name for name in files if Path(name).suffix.lower() == ".json"]
        of_pages = {names[index] for index in match_paths(names, pages, Path(root), str(path)).values()}
        if not (chosen := _chosen(files, of_pages, Path(root))):
            raise InvalidAnnotation(f"{path} holds no annotations of {root or 'these pages'}")
        documents += chosen
    annotated = _joined(pages, documents, Path(root), right_to_left, min_area, min_score)
    if not any(page.annotated for page in annotated):
        names = ", ".join(document.name for document in documents)
        raise InvalidAnnotation(f"{names}: this describes none of the pages of {root or 'the comic'}")
    return annotated


def annotate_beside(
    pages: Sequence[Page], readers: Readers, *, root: str | Path, right_to_left: bool = False
) -> tuple[Page, ...]:
    """Join whatever annotations lie with the pages: a JSON named like a page, or a file for the whole comic.

    Args:
        pages: The pages of a comic.
        readers: Path of each file that lies with them, and what reads it, as `media.sidecars` gives them.
        root: Where the pages were read from.
        right_to_left: Whether panels are read from the right, where the annotations do not order them.

    Raises:
        InvalidAnnotation: Naming the file and what is wrong in it.
    """
    beside = {parts_of(f"{root}/{page.name}") for page in pages}
    of_pages = {name for name in readers if name.lower().endswith(".json") and parts_of(name) in beside}
    return _joined(pages, _chosen(readers, of_pages, Path(root)), Path(root), right_to_left)


def _chosen(readers: Readers, of_pages: Set[str], root: Path) -> list[Document]:
    """The files that were found to be of single pages, and those named like a whole comic."""
    books = {*BOOK_NAMES, root.absolute().name, root.absolute().stem}
    return [
        Document(name, read)
        for name, read in readers.items()
        if name in of_pages or (Path(name).suffix.lower() in SUFFIXES and Path(name).stem in books)
    ]


def _joined(
    pages: Sequence[Page],
    documents: Sequence[Document],
    root: Path,
    right_to_left: bool,
    min_area: float = detections.MIN_AREA,
    min_score: float = detections.MIN_SCORE,
) -> tuple[Page, ...]:
    books = {document.name: _book(document) for document in documents if document.suffix == ".xml"}
    speakers: dict[str, str] = {}
    for document in documents:
        if document.name in books:
            speakers |= manga109.speaker_links(document, books[document.name])
    found: dict[int, tuple[Page, str]] = {}
    for document in documents:
        if document.name in books:
            book = books[document.name]
            described = manga109.read(document, book, pages, root, right_to_left, speakers)
        elif document.suffix == ".csv":
            described = detections.read(document, pages, root, right_to_left, min_area, min_score)
        else:
            described = _read_json(document, pages, root, right_to_left)
        for index, page in described.items():
            if index in found:
                raise document.invalid(f"{page.name} is described by {found[index][1]} already")
            found[index] = page, document.name
    return tuple(found[index][0] if index in found else page for index, page in enumerate(pages))


def _book(document: Document) -> Element:
    root = document.xml()
    if root.tag != "book":
        raise document.invalid(f"this XML is a {root.tag!r}, not a book in the form of Manga109")
    return root


def _read_json(document: Document, pages: Sequence[Page], root: Path, right_to_left: bool) -> dict[int, Page]:
    content = document.json()
    objects = content if isinstance(content, list) else [content]
    keys = {key for each in objects if isinstance(each, dict) for key in each}
    if isinstance(content, dict) and {"images", "annotations"} <= keys:
        return coco.read(document, content, pages, root, right_to_left)
    if "book_title" in keys:
        return mantra.read(document, entries(objects, document, "the books"), pages, root, right_to_left)
    if keys & {"panels", "characters", "texts"}:
        return page_json.read(document, content, pages, root)
    raise document.invalid(
        "this JSON is no page with panels and characters, no COCO file with images and annotations, "
        "and no book with book_title and pages"
    )
