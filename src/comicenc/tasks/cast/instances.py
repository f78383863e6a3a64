"""The appearances of characters in a comic, and their vectors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from comicenc.comic import Box, Character, Comic, Page
from comicenc.data.faces import frame_text
from comicenc.tasks.encoders import parts_of, takes_texts

if TYPE_CHECKING:
    from PIL.Image import Image

    from comicenc.encoder import ComicEncoder


Place = tuple[str, int]  # name of the page, position among its characters


@dataclass(frozen=True, slots=True)
class Instance:
    """One appearance of a character on a page.

    Args:
        page: Name of the page.
        index: Position among the page's characters.
        panel: Index of the panel, or None.
        face: Box of the face in page pixels, or None.
        body: Box of the body, or None.
    """

    page: str
    index: int
    panel: int | None
    face: Box | None
    body: Box | None

    @classmethod
    def of(cls, page: Page, index: int) -> Instance:
        character = page.characters[index]
        return cls(page.name, index, character.panel, character.face, character.body)

    def __str__(self) -> str:
        return f"{self.page} #{self.index}"

    @property
    def box(self) -> Box:
        """The body where there is one, else the face."""
        return self.body or self.face

    def crops(self, image: Image) -> tuple[Image | None, Image | None]:
        """Face and body, cut out of the page's picture as the encoder saw them."""
        return Character(face=self.face, body=self.body).crops(image)


@dataclass(frozen=True, eq=False)
class Encoded:
    """A comic's instances with their vectors.

    Args:
        instances: N instances in reading order.
        vectors: (N, D) float32 unit rows.
        skipped: Names of pages on which nobody looked for characters.
        left_out: Instances without any part that the encoder takes.
        texts: N, what is said in their frames as the encoder was given it, empty where that is nothing; None
            where it was given none at all.
    """

    instances: tuple[Instance, ...]
    vectors: np.ndarray
    skipped: tuple[str, ...] = ()
    left_out: tuple[Instance, ...] = ()
    texts: tuple[str, ...] | None = None

    @property
    def panels(self) -> list[tuple[str, int] | None]:
        """Page and panel of each instance; None where the panel is not known."""
        return [None if each.panel is None else (each.page, each.panel) for each in self.instances]

    @property
    def has_face(self) -> np.ndarray:
        """(N,) bool."""
        return np.array([each.face is not None for each in self.instances], dtype=bool)


def encode_instances(
    comic: Comic,
    encoder: ComicEncoder,
    *,
    texts: Mapping[Place, str] | None = None,
    batch_size: int = 32,
    progress: bool = False,
) -> Encoded:
    """Encode every character of a comic; one page's picture is held at a time.

    Args:
        comic: The comic.
        encoder: Takes faces, bodies or both.
        texts: What is said around each, as `spoken` gives it; None leaves it out.
        batch_size: Instances that are encoded at once.
        progress: Whether to show a progress bar on stderr.

    Raises:
        ValueError: If no page has an annotated character, or the encoder takes neither faces nor bodies.
    """
    parts = parts_of(encoder)
    seen = [Instance.of(page, index) for page in comic for index in range(len(page.characters))]
    kept = [instance for instance in seen if _has(instance, parts)]
    if not kept:
        raise ValueError(_nobody(comic, seen, parts))
    said = None if texts is None else tuple(texts[each.page, each.index] for each in kept)
    batches = _batches(_items(_crops(comic, parts, progress), parts, said), batch_size)
    vectors = [encoder.encode(**_columns(batch), batch_size=batch_size) for batch in batches]
    return Encoded(
        instances=tuple(kept),
        vectors=np.concatenate(vectors).astype(np.float32, copy=False),
        skipped=tuple(page.name for page in comic if not page.annotated and not page.characters),
        left_out=tuple(instance for instance in seen if not _has(instance, parts)),
        texts=said,
    )


def spoken(comic: Comic, encoder: ComicEncoder, language: str | None = None) -> dict[Place, str] | None:
    """What is said around each character of a comic, by page and index on the page.

    Args:
        comic: The comic.
        encoder: Whether it takes texts is what matters.
        language: Code of the language; None takes of each text the language that comes first.

    Returns:
        The text of each one's frame, empty where nobody speaks; None where that is so everywhere, or the
        encoder takes no texts.
    """
    if not takes_texts(encoder):
        return None
    said = {
        (page.name, index): frame_text(page, index, language)
        for page in comic
        for index in range(len(page.characters))
    }
    return said if any(said.values()) else None


def true_names(comic: Comic, instances: Sequence[Instance]) -> list[str | None]:
    """The annotated name of each instance, or None.

    Raises:
        ValueError: If the comic has no such character.
    """
    places = [(instance.page, instance.index) for instance in instances]
    _refuse_strangers(comic, places)
    names = {(page.name, i): each.name for page in comic for i, each in enumerate(page.characters)}
    return [names[place] for place in places]


def with_names(comic: Comic, names: Mapping[tuple[str, int], str]) -> Comic:
    """The comic with these names, by page and index on the page, and no others.

    Raises:
        ValueError: If it has no such character.
    """
    _refuse_strangers(comic, names)
    return comic.with_pages(tuple(_named(page, names) for page in comic))


def _refuse_strangers(comic: Comic, places: Iterable[tuple[str, int]]) -> None:
    there = {(page.name, index) for page in comic for index in range(len(page.characters))}
    if missing := sorted(set(places) - there):
        page, index = missing[0]
        raise ValueError(f"{comic.title}: has no character {page} #{index}, which is in the cast")


def _named(page: Page, names: Mapping[tuple[str, int], str]) -> Page:
    characters = enumerate(page.characters)
    return replace(
        page, characters=tuple(replace(each, name=names.get((page.name, i))) for i, each in characters)
    )


def _has(instance: Instance, parts: tuple[str, ...]) -> bool:
    boxes = {"faces": instance.face, "bodies": instance.body}
    return any(boxes[part] is not None for part in parts)


def _nobody(comic: Comic, seen: list[Instance], parts: tuple[str, ...]) -> str:
    if seen:
        return f"{comic.title}: no character has {' or '.join(parts)}, which is what the encoder takes"
    if any(page.annotated for page in comic):
        return f"{comic.title}: its annotations hold no character"
    return (
        f"{comic.title}: none of its {len(comic)} pages is annotated with characters;"
        " give the boxes of faces or bodies (page JSON, Manga109 XML, COCO or a detection table)"
    )


def _crops(
    comic: Comic, parts: tuple[str, ...], progress: bool
) -> Iterator[tuple[Image | None, Image | None]]:
    from rich.console import Console
    from rich.progress import track

    pages = [page for page in comic if page.characters]
    console = Console(stderr=True)  # stdout is for results
    for page in track(pages, "encoding pages", disable=not progress, transient=True, console=console):
        image = page.image()
        for index in range(len(page.characters)):
            instance = Instance.of(page, index)
            if _has(instance, parts):
                yield instance.crops(image)


def _batches(items: Iterator, size: int) -> Iterator[list]:
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _items(crops: Iterator, parts: tuple[str, ...], said: tuple[str, ...] | None) -> Iterator[dict]:
    for row, (face, body) in enumerate(crops):
        pictures = {"faces": face, "bodies": body}
        item = {part: pictures[part] for part in parts}
        yield item if said is None else item | {"texts": said[row] or None}


def _columns(batch: list[dict]) -> dict[str, list]:
    return {part: [item[part] for item in batch] for part in batch[0]}
