"""Vectors of characters whose identity is known, which is what a model is calibrated on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from comicenc.comic import Comic
from comicenc.tasks.cast import encode_instances, spoken, true_names
from comicenc.tasks.encoders import parts_of

from .parts import encode_parts
from .retrieval import faces_in

if TYPE_CHECKING:
    from datasets import Dataset

    from comicenc.encoder import ComicEncoder


class Labelled(NamedTuple):
    """N characters.

    Args:
        vectors: (N, D) unit rows.
        names: (N,) who it is, unique over all comics.
        comics: (N,) the comic of each; None where they are of none.
        panels: (N,) page and panel of each, None where it is not known; None where no panel is.
    """

    vectors: np.ndarray
    names: list[str]
    comics: list[str] | None = None
    panels: list[tuple[str, int] | None] | None = None


def of_comics(
    comics: Iterable[Comic],
    encoder: ComicEncoder,
    *,
    texts: bool = True,
    language: str | None = None,
    progress: bool = False,
) -> Labelled:
    """The named characters of annotated comics; the same name in two comics is two characters.

    Args:
        comics: Annotated with names.
        encoder: Takes faces, bodies or both, and perhaps texts.
        texts: Whether what is said counts, as in `Cast.find`.
        language: Of it.
        progress: Whether to show a bar on standard error.

    Raises:
        ValueError: If nobody is named.
    """
    found = Labelled(np.zeros((0, 0)), [], [], [])
    vectors = []
    for comic in comics:
        said = spoken(comic, encoder, language) if texts else None
        encoded = encode_instances(comic, encoder, texts=said, progress=progress)
        for row, name in enumerate(true_names(comic, encoded.instances)):
            if name is not None:
                vectors.append(encoded.vectors[row])
                found.names.append(f"{comic.title}/{name}")
                found.comics.append(comic.title)
                found.panels.append(encoded.panels[row])
    if not vectors:
        raise ValueError("nobody in these comics is named")
    return found._replace(vectors=np.array(vectors))


def of_instances(dataset: Dataset, encoder: ComicEncoder, *, progress: bool = False) -> Labelled:
    """The instances of a dataset whose identity is known; a series counts as a comic.

    Args:
        dataset: Of the config `instances`, with the column `identity`, unique over all series.
        encoder: Takes faces, bodies or both.
        progress: Whether to show a bar on standard error.

    Raises:
        ValueError: If the dataset does not say who they are.
    """
    from datasets import Image

    if "identity" not in dataset.column_names:
        raise ValueError("these instances have no column identity, so that nobody is known")
    stored = dataset.cast_column("face", Image(decode=False)).cast_column("body", Image(decode=False))
    known = [row for row, name in enumerate(dataset["identity"]) if name]
    cells = stored.select(known)
    faces, bodies = (
        [cell and (cell["bytes"] or cell["path"]) for cell in cells[part]] for part in ("face", "body")
    )
    takes = parts_of(encoder)
    parts = "both" if len(takes) > 1 else takes[0]
    rows, vectors = encode_parts(encoder, faces, bodies, parts, progress=progress)
    names, series = (
        [column[row] for row in rows] for column in (cells["identity"][:], cells["series_id"][:])
    )
    return Labelled(vectors, names, series)


def of_faces(folder: str | Path, encoder: ComicEncoder, *, progress: bool = False) -> Labelled:
    """The pictures of a folder in which each character has a folder.

    Raises:
        ValueError: If there is none.
    """
    files, names = faces_in(folder)
    return Labelled(encoder.encode(faces=files, progress=progress), names)
