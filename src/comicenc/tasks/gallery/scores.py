"""How alike somebody is to each named character."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Candidate:
    """Somebody in the gallery, and how alike, −1 to 1."""

    name: str
    score: float


@dataclass(frozen=True)
class Identification:
    """Who somebody is.

    Args:
        name: The best candidate's, or None where its score is below the gallery's threshold: unknown.
        score: The best candidate's.
        candidates: Everybody in the gallery, the most alike first.
    """

    name: str | None
    score: float
    candidates: tuple[Candidate, ...]


def name_scores(similarity: np.ndarray, labels: np.ndarray, top: int) -> tuple[np.ndarray, np.ndarray]:
    """How alike each query is to each name: the mean of its `top` highest similarities to the name's crops.

    Args:
        similarity: (Q, N) of queries to crops.
        labels: (N,) name of each crop.
        top: 1 is the nearest crop alone; a name with fewer crops uses all it has.

    Returns:
        (K,) names and (Q, K) scores.
    """
    names = np.unique(labels)
    scores = np.empty((len(similarity), len(names)), similarity.dtype)
    for column, name in enumerate(names):
        own = similarity[:, labels == name]
        count = min(top, own.shape[1])
        scores[:, column] = np.partition(own, -count, axis=1)[:, -count:].mean(axis=1)
    return names, scores


def identify(similarity: np.ndarray, labels: np.ndarray, top: int, threshold: float) -> list[Identification]:
    """Who each query is, or nobody.

    Args:
        similarity: (Q, N) of queries to crops.
        labels: (N,) name of each crop.
        top: As in `name_scores`.
        threshold: Lowest score of somebody known.
    """
    names, scores = name_scores(similarity, labels, top)
    return [_ranked(names, row, threshold) for row in scores]


def _ranked(names: np.ndarray, scores: np.ndarray, threshold: float) -> Identification:
    order = np.argsort(-scores, kind="stable")
    ranked = tuple(Candidate(str(names[place]), float(scores[place])) for place in order)
    best = ranked[0]
    return Identification(best.name if best.score >= threshold else None, best.score, ranked)
