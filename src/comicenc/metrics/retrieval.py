"""Retrieval metrics of Identity-Aware SimCLR, Appendix F.2: MAP, MAP@R, MRR, P@1, R-P, and rank-5.

A query whose identity has no reference is left out, since there is nothing to find; how many were asked
is always told. References at the same distance are ranked in the order in which they are given.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

CHUNK = 512  # queries at a time: their distances to a million references take 2 GB


def retrieval_metrics(
    distances: np.ndarray,
    query_labels: Sequence,
    reference_labels: Sequence,
    *,
    ignore_self: bool = False,
) -> dict[str, float]:
    """Means over the queries.

    Args:
        distances: (Q, R), any measure that is smaller for the more similar.
        query_labels: (Q,) identities.
        reference_labels: (R,) identities.
        ignore_self: Whether query i is reference i, which then is no candidate; needs Q = R.

    Returns:
        `map`, `map_at_r`, `mrr`, `precision_at_1`, `r_precision`, `rank_5` from 0 to 1, and `queries`, how
        many were asked.

    Raises:
        ValueError: If no query has anything to find, or a distance is not a number.
    """
    itself = np.arange(len(distances)) if ignore_self else None
    return mean_scores(query_scores(distances, query_labels, reference_labels, itself=itself))


def leave_one_out(vectors: np.ndarray, labels: Sequence, *, chunk: int = CHUNK) -> dict[str, float]:
    """Each instance asks all others for its identity, by cosine similarity.

    Args:
        vectors: (N, D) of any length.
        labels: (N,) identities; instances whose identity has no second one are references only.
        chunk: Queries at a time; memory is chunk × N.

    Returns:
        As `retrieval_metrics`; `precision_at_1` is rank-1.
    """
    return mean_scores(nearest_scores(vectors, labels, chunk=chunk))


def mean_scores(scores: dict[str, np.ndarray]) -> dict[str, float]:
    """Means of what `query_scores` or `nearest_scores` gave, and the number of queries.

    Raises:
        ValueError: If there is no query.
    """
    values = {name: column for name, column in scores.items() if name != "query"}
    if not len(scores["query"]):
        raise ValueError("no query has another instance of its identity to be found")
    return {
        **{name: float(column.mean()) for name, column in values.items()},
        "queries": len(scores["query"]),
    }


def nearest_scores(
    vectors: np.ndarray,
    labels: Sequence,
    references: np.ndarray | None = None,
    reference_labels: Sequence | None = None,
    *,
    chunk: int = CHUNK,
) -> dict[str, np.ndarray]:
    """`query_scores` of vectors by cosine similarity, a chunk of queries at a time.

    Args:
        vectors: (Q, D) queries of any length.
        labels: (Q,) identities.
        references: (R, D); None where the queries ask each other.
        reference_labels: (R,) identities.
        chunk: Queries at a time.
    """
    alone = references is None
    references, reference_labels = (vectors, labels) if alone else (references, reference_labels)
    queries, references, labels = _unit(vectors), _unit(references), np.asarray(labels)
    chunks = []
    for start in range(0, len(queries), chunk):
        rows = np.arange(start, min(start + chunk, len(queries)))
        distances = 1 - queries[rows] @ references.T
        scores = query_scores(distances, labels[rows], reference_labels, itself=rows if alone else None)
        chunks.append({**scores, "query": scores["query"] + start})
    return {name: np.concatenate([scores[name] for scores in chunks]) for name in chunks[0]}


def query_scores(
    distances: np.ndarray,
    query_labels: Sequence,
    reference_labels: Sequence,
    *,
    itself: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """The metrics of each query that has something to find.

    Args:
        distances: (Q, R).
        query_labels: (Q,) identities.
        reference_labels: (R,) identities.
        itself: (Q,) which reference the query itself is, and so no candidate; None where none is.

    Returns:
        Arrays by name, and `query`, the rows of `distances` they belong to.

    Raises:
        ValueError: If a distance is not a number.
    """
    distances = np.asarray(distances)
    if np.isnan(distances).any():
        raise ValueError("a distance is not a number")
    relevant = np.asarray(query_labels)[:, None] == np.asarray(reference_labels)[None]  # (Q, R)
    if itself is not None:
        rows = np.arange(len(distances))
        distances = distances.astype(np.result_type(distances, np.float32))
        distances[rows, itself], relevant[rows, itself] = np.inf, False
    asked = relevant.any(1)
    order = np.argsort(distances[asked], axis=1, kind="stable")
    ranked = np.take_along_axis(relevant[asked], order, axis=1)
    return {"query": np.flatnonzero(asked), **_ranked_scores(ranked)}


def _ranked_scores(ranked: np.ndarray) -> dict[str, np.ndarray]:
    """Scores of (Q, R) bool: whether the k-th nearest reference is the right one."""
    ranks = np.arange(1, ranked.shape[1] + 1)
    total = ranked.sum(1)
    first_r = ranks <= total[:, None]
    precision = ranked.cumsum(1) / ranks * ranked  # P(k) where k is right, else 0
    return {
        "map": precision.sum(1) / total,
        "map_at_r": (precision * first_r).sum(1) / total,
        "mrr": 1 / (ranked.argmax(1) + 1) if len(ranked) else np.empty(0),
        "precision_at_1": ranked[:, :1].any(1).astype(float),
        "r_precision": (ranked & first_r).sum(1) / total,
        "rank_5": ranked[:, :5].any(1).astype(float),
    }


def _unit(vectors: np.ndarray) -> np.ndarray:
    vectors = np.asarray(vectors, dtype=np.float32)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.finfo(np.float32).tiny)
