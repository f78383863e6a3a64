"""Leave-one-out retrieval: each crop asks all others for its character."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from comicenc.comic import Comic
from comicenc.data.faces import frame_text
from comicenc.media import picture_files
from comicenc.metrics.retrieval import mean_scores, nearest_scores

from .parts import Parts, encode_parts
from .result import Encoder, Measurement, Scores, measure


def faces_in(folder: str | Path) -> tuple[list[Path], list[str]]:
    """Pictures of a folder in which each character has a folder, and the names of the characters.

    Raises:
        ValueError: If there is none.
    """
    folder = Path(folder)
    files = [file for file in picture_files(folder) if file.parent.parent == folder]
    if not files:
        raise ValueError(f"{folder} has no folders with pictures, one for each character")
    return files, [file.parent.name for file in files]


def retrieve_faces(
    faces: Sequence,
    names: Sequence[str],
    encoder: Encoder,
    *,
    baselines: Mapping[str, Encoder] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Measurement:
    """Leave-one-out on face crops.

    Args:
        faces: (N,) pictures: paths, bytes, PIL or arrays.
        names: (N,) who is on each; somebody seen once is no query.
        encoder: Takes faces.
        baselines: Measured beside it, by name.
        resamples: Drawings of queries for the intervals.
        seed: Of the drawings.

    Returns:
        `precision_at_1` (rank-1), `map` and the rest of `metrics.leave_one_out`; n is the number of queries.
    """
    score = partial(_score, faces, [None] * len(faces), names, parts="faces")
    return measure(score, encoder, baselines or {}, resamples=resamples, seed=seed)


def retrieve_characters(
    comics: Iterable[Comic],
    encoder: Encoder,
    *,
    parts: Parts = "both",
    texts: bool = True,
    language: str | None = None,
    baselines: Mapping[str, Encoder] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Measurement:
    """Leave-one-out on the named characters of annotated comics, all together.

    Args:
        comics: A name means the same character in all of them.
        encoder: Takes the parts.
        parts: Faces, bodies, both where they are there, or both of those that have a face: the last has the
            queries and the references of "faces".
        texts: Whether what is said in a character's frame counts, for encoders that take texts.
        language: Of it; by default the one that comes first in each text.
        baselines: Measured beside it, by name.
        resamples: Drawings of queries for the intervals.
        seed: Of the drawings.

    Raises:
        ValueError: If nobody with these parts is named twice.
    """
    faces, bodies, said, names = named_crops(comics, language)
    score = partial(_score, faces, bodies, names, parts=parts, texts=said if texts else None)
    return measure(score, encoder, baselines or {}, resamples=resamples, seed=seed)


def named_crops(
    comics: Iterable[Comic], language: str | None = None
) -> tuple[list, list, list[str], list[str]]:
    """Faces, bodies (None where missing), texts and names of all named characters, in reading order."""
    rows = []
    for page in (page for comic in comics for page in comic):
        named = [character for character in page.characters if character.name is not None]
        image = page.image() if named else None
        rows += [
            (*character.crops(image), frame_text(page, character, language), character.name)
            for character in named
        ]
    return tuple(map(list, zip(*rows, strict=True))) if rows else ([], [], [], [])


def _score(
    faces: Sequence,
    bodies: Sequence,
    names: Sequence[str],
    encoder: Encoder,
    *,
    parts: Parts,
    texts: Sequence[str] | None = None,
) -> Scores:
    rows, vectors = encode_parts(encoder, faces, bodies, parts, texts=texts)
    return query_means(nearest_scores(vectors, np.asarray(names)[rows]))


def query_means(scores: dict[str, np.ndarray], units: np.ndarray | None = None) -> Scores:
    """Means over queries, which are drawn one by one, or by `units`, for the intervals.

    Raises:
        ValueError: If there is no query.
    """
    queries = mean_scores(scores)["queries"]
    columns = {name: column for name, column in scores.items() if name != "query"}
    return Scores(
        statistic=lambda rows: {name: float(column[rows].mean()) for name, column in columns.items()},
        units=np.arange(queries) if units is None else units,
        fixed={"queries": queries},
    )
