"""Retrieval between two kinds of things, where several are right: pages ask for music, music for pages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

PLACES = (1, 5, 10)


def cross_retrieval(similarities: np.ndarray, gains: np.ndarray) -> dict[str, float]:
    """Means of `cross_scores` over the queries, and `queries`, how many have something to find.

    Raises:
        ValueError: If none has.
    """
    scores = cross_scores(similarities, gains)
    asked = scores.pop("query")
    if not len(asked):
        raise ValueError("no query has anything to find")
    return {**{name: float(column.mean()) for name, column in scores.items()}, "queries": len(asked)}


def label_retrieval(
    similarities: np.ndarray, query_labels: Sequence, reference_labels: Sequence
) -> dict[str, float]:
    """`cross_retrieval` where right is what has the same label.

    Args:
        similarities: (Q, R).
        query_labels: (Q,).
        reference_labels: (R,).
    """
    return cross_retrieval(similarities, same_label(query_labels, reference_labels))


def same_label(query_labels: Sequence, reference_labels: Sequence) -> np.ndarray:
    """(Q, R) gains: 1 where labels are the same, else 0."""
    return (np.asarray(query_labels)[:, None] == np.asarray(reference_labels)[None]).astype(float)


def cross_scores(similarities: np.ndarray, gains: np.ndarray) -> dict[str, np.ndarray]:
    """The metrics of each query that has something to find.

    References of equal similarity are ranked in the order in which they are given.

    Args:
        similarities: (Q, R), higher for the more similar.
        gains: (Q, R), how right each reference is; 0 where it is wrong.

    Returns:
        Of each such query, and `query`, its row: `recall_at_1`, `_5` and `_10`, the share of its right
        references among the first k; `hit_at_1` and so on, whether there is one; `mrr`, one over the rank of
        the first right one; `map`, the average precision; `ndcg`, the discounted gain of the whole ranking
        (gain / log2(rank + 1)), over that of the best order, and `ndcg_at_10`, of the first ten.

    Raises:
        ValueError: If the shapes differ, a similarity is not a number, or a gain is negative.
    """
    similarities, gains = np.asarray(similarities, float), np.asarray(gains, float)
    if similarities.shape != gains.shape or similarities.ndim != 2:
        raise ValueError(f"similarities of shape {similarities.shape} and gains of {gains.shape} differ")
    if np.isnan(similarities).any() or not (gains >= 0).all():
        raise ValueError("a similarity is not a number, or a gain is negative")
    asked = np.flatnonzero((gains > 0).any(axis=1))
    order = np.argsort(-similarities[asked], axis=1, kind="stable")
    ranked = np.take_along_axis(gains[asked], order, axis=1)
    best = -np.sort(-gains[asked], axis=1)
    right = ranked > 0
    total, found = right.sum(axis=1), right.cumsum(axis=1)
    places = {k: found[:, min(k, right.shape[1]) - 1] for k in PLACES} if len(asked) else {}
    ranks = np.arange(1, right.shape[1] + 1)
    first = right.argmax(axis=1) + 1 if len(asked) else np.empty(0)
    return {
        "query": asked,
        **{f"recall_at_{k}": within / total for k, within in places.items()},
        **{f"hit_at_{k}": (within > 0).astype(float) for k, within in places.items()},
        "mrr": 1 / first,
        "map": (found / ranks * right).sum(axis=1) / total,
        "ndcg": _discounted(ranked) / _discounted(best),
        "ndcg_at_10": _discounted(ranked[:, :10]) / _discounted(best[:, :10]),
    }


def _discounted(gains: np.ndarray) -> np.ndarray:
    """(Q, k) gains in the order of a ranking to (Q,)."""
    return gains @ (1 / np.log2(np.arange(2, gains.shape[1] + 2)))
