"""Faces whose character is known, wherever they come from: a dataset, annotated comics or a folder."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from comicenc.comic import Comic
from comicenc.tasks.clustering import group

from .result import Encoder
from .retrieval import faces_in, named_crops

if TYPE_CHECKING:
    from datasets import Dataset

PICTURES = ("faces", "images")  # the modality by which an encoder sees a face, the first that it takes


class Faces(NamedTuple):
    """N faces whose character is known.

    Args:
        faces: (N,) pictures as they are stored.
        texts: (N,) what is said in their frames, empty where nothing is.
        characters: (N,) who it is, unique over all albums.
        albums: (N,) where it is seen.
    """

    faces: list
    texts: list[str]
    characters: np.ndarray
    albums: np.ndarray


def faces_of(dataset: Dataset, *, albums: Collection[str] | None = None, fewest: int = 1) -> Faces:
    """The faces of a dataset whose character is known.

    Args:
        dataset: Of the config `faces`.
        albums: Those that count; None for all.
        fewest: Characters with fewer faces are left out.

    Raises:
        ValueError: If there is none, or an album is not there.
    """
    from datasets import Image

    here = np.array(dataset["album"][:], dtype=str)
    if missing := sorted(set(albums or ()) - set(here.tolist())):
        raise ValueError(
            f"there is no album {missing[0]!r} among the {len(set(here.tolist()))} of these faces"
        )
    named = dataset["character"][:]
    names, counts = np.unique([name or "" for name in named], return_counts=True)
    count = dict(zip(names.tolist(), counts.tolist(), strict=True))
    kept = [
        row
        for row, (name, album) in enumerate(zip(named, here.tolist(), strict=True))
        if name and count[name] >= fewest and (albums is None or album in albums)
    ]
    if not kept:
        raise ValueError("no face is left: none has a character that is known and seen often enough")
    cells = dataset.cast_column("image", Image(decode=False)).select(kept)
    faces = [cell["bytes"] or cell["path"] for cell in cells["image"]]
    said = [text or "" for text in cells["text"]]
    return Faces(faces, said, np.array([named[row] for row in kept], dtype=str), here[kept])


def faces_of_comics(comics: Iterable[Comic], language: str | None = None) -> Faces:
    """The faces of the named characters of annotated comics, each comic an album.

    Args:
        comics: The same name in two of them is two characters, unless their titles are the same.
        language: Of what is said; by default the one that comes first in each text.

    Raises:
        ValueError: If nobody who is named has a face.
    """
    found: list[tuple] = []
    for comic in comics:
        for face, _, said, name in zip(*named_crops([comic], language), strict=True):
            if face is not None:
                found.append((face, said, f"{comic.title}/{name}", comic.title))
    if not found:
        raise ValueError("nobody who is named in these comics has a face")
    faces, texts, characters, albums = zip(*found, strict=True)
    return Faces(list(faces), list(texts), np.array(characters), np.array(albums))


def faces_of_folder(folder: str | Path) -> Faces:
    """The pictures of a folder in which each character has a folder: one album, in which nothing is said.

    Raises:
        ValueError: If there is none.
    """
    files, names = faces_in(folder)
    return Faces(files, [""] * len(files), np.array(names), np.full(len(files), Path(folder).resolve().name))


def encode_faces(rows: Faces, encoder: Encoder, *, texts: bool = True) -> np.ndarray:
    """(N, D) unit rows of faces by all that an encoder takes of them.

    An encoder of whole pictures and not of faces is given the faces as pictures, without what is said. A face
    of which an encoder takes nothing, being one of texts alone where nothing is said, has the zero vector: it
    is as far from all others, and the same as all of its kind.

    Raises:
        ValueError: If it takes neither pictures nor texts, or texts alone and is to do without, or nothing is
            said anywhere.
    """
    given = {}
    if seen_as := next((name for name in PICTURES if name in encoder.modalities), None):
        given[seen_as] = rows.faces
    if texts and "texts" in encoder.modalities and seen_as != "images":
        given["texts"] = [text if text.strip() else None for text in rows.texts]
    if not given:
        wanted = "faces or texts" if texts else "faces, as texts are left out"
        raise ValueError(f"the encoder takes {', '.join(encoder.modalities)}, and needs to take {wanted}")
    seen = [row for row, parts in enumerate(zip(*given.values(), strict=True)) if any(parts)]
    if not seen:
        raise ValueError("nothing is said around any of these faces, and the encoder takes texts alone")
    own = encoder.encode(**{name: [column[row] for row in seen] for name, column in given.items()})
    vectors = np.zeros((len(rows.faces), own.shape[1]), np.float32)
    vectors[seen] = own
    return vectors


def grouped(
    vectors: np.ndarray, albums: np.ndarray, *, min_cluster_size: int | None = None, seed: int = 0
) -> np.ndarray:
    """Group the faces of each album by UMAP and HDBSCAN, as `tasks.clustering` does.

    Args:
        vectors: (N, D).
        albums: (N,) the album of each.
        min_cluster_size: Of HDBSCAN; by default 10, and less in albums of under 200 faces.
        seed: Of UMAP.

    Returns:
        (N,) groups, numbered in each album from 0; −1 where a face is in none.
    """
    groups = np.empty(len(vectors), int)
    for album in np.unique(albums):
        here = albums == album
        groups[here], _ = group(vectors[here], min_cluster_size=min_cluster_size, seed=seed)
    return groups
