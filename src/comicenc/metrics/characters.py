"""The two measures of Manga-MMTL §4.1: characters grouped album by album, and found again among all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .clustering import AGREEMENT, clustering_metrics
from .retrieval import nearest_scores

FOUND = {"rank_1": "precision_at_1", "rank_5": "rank_5", "map": "map"}  # the paper's names, and ours


def album_agreement(true: Sequence, predicted: Sequence, albums: Sequence) -> dict[str, dict[str, float]]:
    """How well groups agree with identities in each album.

    Args:
        true: (N,) identities.
        predicted: (N,) groups; the same number in two albums is two groups.
        albums: (N,) the album of each.

    Returns:
        `ari`, `ami`, `v_measure` by album, albums in order of their names.

    Raises:
        ValueError: If they are not of one length, or empty.
    """
    true, predicted, albums = (np.asarray(each) for each in (true, predicted, albums))
    if not len(true) == len(predicted) == len(albums) or not len(true):
        counts = f"{len(true)} identities, {len(predicted)} groups and {len(albums)} albums"
        raise ValueError(f"{counts} cannot be compared")
    found = {}
    for album in np.unique(albums):
        rows = albums == album
        metrics = clustering_metrics(true[rows], predicted[rows])
        found[str(album)] = {name: metrics[name] for name in AGREEMENT}
    return found


def album_clustering(true: Sequence, predicted: Sequence, albums: Sequence) -> dict[str, float]:
    """`album_agreement` averaged over albums, each counting the same, and then each album's as "ari/album".

    Returns:
        `ari`, `ami`, `v_measure`, the same of each album, `albums` and `instances`, how many there are.
    """
    found = album_agreement(true, predicted, albums)
    return {
        **{name: float(np.mean([metrics[name] for metrics in found.values()])) for name in AGREEMENT},
        **{f"{name}/{album}": value for album, metrics in found.items() for name, value in metrics.items()},
        "albums": len(found),
        "instances": len(true),
    }


def query_scores_among(
    vectors: np.ndarray, labels: Sequence, queries: Sequence[bool]
) -> dict[str, np.ndarray]:
    """The scores of each query that has something to find among those that are none, by cosine similarity.

    Args:
        vectors: (N, D) of any length.
        labels: (N,) identities.
        queries: (N,) which of them ask; the others are what is searched.

    Returns:
        `rank_1`, `rank_5` and `map` (average precision), an array each, and `query`, the rows they belong to.

    Raises:
        ValueError: If all ask, or none.
    """
    asks, labels = np.asarray(queries, dtype=bool), np.asarray(labels)
    if asks.all() or not asks.any():
        raise ValueError(f"{asks.sum()} of {len(asks)} are queries: some have to ask, and others to be found")
    vectors = np.asarray(vectors)
    scores = nearest_scores(vectors[asks], labels[asks], vectors[~asks], labels[~asks])
    rows = np.flatnonzero(asks)[scores["query"]]
    return {"query": rows, **{name: scores[own] for name, own in FOUND.items()}}


def query_retrieval(vectors: np.ndarray, labels: Sequence, queries: Sequence[bool]) -> dict[str, float]:
    """Means of `query_scores_among`.

    Returns:
        `rank_1`, `rank_5`, `map` from 0 to 1, `queries`, how many had something to find, and `gallery`, among
        how many they looked.

    Raises:
        ValueError: If no query has anything to find.
    """
    scores = query_scores_among(vectors, labels, queries)
    if not len(scores["query"]):
        raise ValueError("no query has another instance of its identity to be found")
    return {
        **{name: float(scores[name].mean()) for name in FOUND},
        "queries": len(scores["query"]),
        "gallery": int((~np.asarray(queries, dtype=bool)).sum()),
    }
