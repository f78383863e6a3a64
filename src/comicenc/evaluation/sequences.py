"""Re-identification in sequences of panels, locally and globally (Identity-Aware SimCLR, Table 4, Figure 3).

The paper's Table 4 repeats the local row of its self-supervised model as its global one, a misprint; the
values given as the paper's are of its semi-supervised model.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from comicenc.data.sequences import PanelSequence, link_identities, query_reference, read_sequences
from comicenc.metrics.retrieval import nearest_scores

from .parts import Parts, encode_parts
from .result import Encoder, Measurement, Scores, measure
from .retrieval import query_means

if TYPE_CHECKING:
    from datasets import Dataset

METRICS = ("map", "map_at_r", "mrr", "precision_at_1", "r_precision")
PAPER_LOCAL = dict(zip(METRICS, (0.787, 0.609, 0.815, 0.681, 0.647), strict=True))
PAPER_GLOBAL = dict(zip(METRICS, (0.425, 0.316, 0.474, 0.357, 0.332), strict=True))


def sequence_local(
    dataset: Dataset,
    encoder: Encoder,
    *,
    parts: Parts = "both",
    baselines: Mapping[str, Encoder] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Measurement:
    """Within each sequence of four panels every figure asks the others for its identity.

    The paper does not say whether its means are over figures or over sequences; these are over figures, and
    sequences are drawn whole for the intervals.

    Args:
        dataset: Of the config `sequences`.
        encoder: Takes the parts.
        parts: Faces, bodies, or both where they are there.
        baselines: Measured beside it, by name.
        resamples: Drawings of sequences for the intervals.
        seed: Of the drawings.

    Raises:
        ValueError: If no identity is seen twice in a sequence.
    """
    sequences = read_sequences(dataset)
    faces, bodies = _pictures(dataset)
    score = partial(_local, sequences, faces, bodies, parts)
    return measure(score, encoder, baselines or {}, resamples=resamples, seed=seed, paper=PAPER_LOCAL)


def sequence_global(
    dataset: Dataset,
    encoder: Encoder,
    *,
    parts: Parts = "both",
    baselines: Mapping[str, Encoder] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Measurement:
    """Figures of all series are asked for by others of the same identity (Appendix F.3).

    Args:
        dataset: Of the config `sequences`, the test split.
        encoder: Takes the parts.
        parts: Faces, bodies, or both where they are there.
        baselines: Measured beside it, by name.
        resamples: Drawings of queries for the intervals.
        seed: Of which figures are queries, and of the drawings.

    Raises:
        ValueError: If there is no query with a reference.
    """
    sequences = read_sequences(dataset)
    faces, bodies = _pictures(dataset)
    score = partial(_global, sequences, faces, bodies, parts, seed)
    return measure(score, encoder, baselines or {}, resamples=resamples, seed=seed, paper=PAPER_GLOBAL)


def _pictures(dataset: Dataset) -> tuple[list, list]:
    """Faces and bodies of all figures in order, as they are stored; None where missing."""
    from datasets import Image

    stored = dataset.cast_column(
        "instances",
        [{**dataset.features["instances"].feature, "face": Image(decode=False), "body": Image(decode=False)}],
    )
    figures = [figure for row in stored for figure in row["instances"]]
    return tuple(
        [figure[part] and (figure[part]["bytes"] or figure[part]["path"]) for figure in figures]
        for part in ("face", "body")
    )


def _local(
    sequences: list[PanelSequence], faces: list, bodies: list, parts: Parts, encoder: Encoder
) -> Scores:
    of = np.repeat(np.arange(len(sequences)), [len(sequence.figures) for sequence in sequences])
    identities = np.array([figure.identity for sequence in sequences for figure in sequence.figures])
    rows, vectors = encode_parts(encoder, faces, bodies, parts)
    of, identities = of[rows], identities[rows]
    found = []
    for sequence in np.unique(of):
        here = np.flatnonzero(of == sequence)
        scores = nearest_scores(vectors[here], identities[here])
        found.append({**scores, "query": here[scores["query"]]})
    joined = {name: np.concatenate([scores[name] for scores in found]) for name in found[0]}
    return query_means(joined, units=of[joined["query"]])


def _global(
    sequences: list[PanelSequence], faces: list, bodies: list, parts: Parts, seed: int, encoder: Encoder
) -> Scores:
    curated = query_reference(sequences, link_identities(sequences), seed=seed)
    uuids = [figure.uuid for sequence in sequences for figure in sequence.figures]
    place = {uuid: row for row, uuid in reversed(list(enumerate(uuids)))}  # the first of each
    groups = [[place[uuid] for uuid in figures] for figures in (curated.queries, curated.references)]
    chosen = np.concatenate(groups).astype(int)
    identities = np.array([*curated.queries.values(), *curated.references.values()])
    rows, vectors = encode_parts(
        encoder, [faces[row] for row in chosen], [bodies[row] for row in chosen], parts
    )
    asks, identities = rows < len(curated.queries), identities[rows]
    return query_means(nearest_scores(vectors[asks], identities[asks], vectors[~asks], identities[~asks]))
