"""Groups that may be one, and groups that may be two, with how sure that is.

What decides is the cosine between two mean vectors: of two groups, or of the halves into which two-means
parts one. A logistic curve makes a probability of it. The curves were fitted on drawings of Toonworld, where
truth is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from comicenc.tasks.linkage import grouped

LEAST = 0.5  # confidence
ONE = (9.56, -7.83)  # slope and height of the curve from cosine to "these two groups are one"
TWO = (-8.83, 4.19)  # and to "these two halves of a group are two"
FEWEST_TO_SPLIT = 4
MOST_TO_SPLIT = 2000  # members that two-means looks at; the others follow them


@dataclass(frozen=True)
class Suggestion:
    """Two groups that may be one, or one that may be two.

    Args:
        kind: What to do with them.
        groups: Labels: two for a merge, one for a split.
        confidence: How likely it is right: that most pairs of drawings which a merge brings together show
            one character, or that most which a split parts show two.
        pair: Two rows to look at, the most typical of either side: the `must_link` (merge) or `cannot_link`
            (split) that does it.
    """

    kind: Literal["merge", "split"]
    groups: tuple[int, ...]
    confidence: float
    pair: tuple[int, int]


def suggest_merges(
    vectors: np.ndarray,
    labels: np.ndarray,
    *,
    cannot_link: Iterable[tuple[int, int]] = (),
    least: float = LEAST,
) -> list[Suggestion]:
    """Pairs of groups that may show one character, the surest first.

    Args:
        vectors: (N, D) unit rows.
        labels: (N,) of a `Clustering`.
        cannot_link: Pairs of rows that show two; groups between which there is one are not suggested.
        least: Lowest confidence.
    """
    members = [np.flatnonzero(labels == label) for label in range(labels.max(initial=-1) + 1)]
    if len(members) < 2:
        return []
    centers = np.stack([_center(vectors[rows]) for rows in members])
    chances = np.triu(_curve(centers @ centers.T, ONE), 1)
    for one, other in cannot_link:
        first, second = sorted((labels[one], labels[other]))
        if first >= 0:
            chances[first, second] = 0
    found = []
    for first, second in np.argwhere(chances >= max(least, 1e-9)).tolist():
        pair = tuple(_typical(vectors, members[label], centers[label]) for label in (first, second))
        found.append(Suggestion("merge", (first, second), float(chances[first, second]), pair))
    return sorted(found, key=lambda each: -each.confidence)


def suggest_splits(
    vectors: np.ndarray,
    labels: np.ndarray,
    *,
    must_link: Iterable[tuple[int, int]] = (),
    least: float = LEAST,
) -> list[Suggestion]:
    """Groups that may show two characters, the surest first.

    Args:
        vectors: (N, D) unit rows.
        labels: (N,) of a `Clustering`.
        must_link: Pairs of rows that show one; a group is not split where they hold its halves together.
        least: Lowest confidence.
    """
    parties = grouped(len(labels), must_link)
    found = []
    for label in range(labels.max(initial=-1) + 1):
        rows = np.flatnonzero(labels == label)
        if len(rows) < FEWEST_TO_SPLIT:
            continue
        second = _second_half(vectors[rows])
        halves = rows[~second], rows[second]
        centers = [_center(vectors[half]) for half in halves]
        chance = float(_curve(centers[0] @ centers[1], TWO))
        pair = tuple(_typical(vectors, *side) for side in zip(halves, centers, strict=True))
        if chance >= least and parties[pair[0]] != parties[pair[1]]:
            found.append(Suggestion("split", (label,), chance, pair))
    return sorted(found, key=lambda each: -each.confidence)


def _curve(cosine: np.ndarray, curve: tuple[float, float]) -> np.ndarray:
    slope, height = curve
    return 1 / (1 + np.exp(-(slope * cosine + height)))


def _center(rows: np.ndarray) -> np.ndarray:
    mean = rows.mean(axis=0, dtype=np.float64)
    return mean / max(np.linalg.norm(mean), 1e-12)


def _typical(vectors: np.ndarray, rows: np.ndarray, center: np.ndarray) -> int:
    return int(rows[(vectors[rows] @ center).argmax()])


def _second_half(rows: np.ndarray) -> np.ndarray:
    """(N,) bool; both halves hold at least one row."""
    from sklearn.cluster import KMeans

    some = rows[np.linspace(0, len(rows) - 1, min(len(rows), MOST_TO_SPLIT)).astype(int)]
    means = KMeans(2, n_init=5, random_state=0).fit(some).cluster_centers_
    nearer = ((rows - means[1]) ** 2).sum(axis=1) < ((rows - means[0]) ** 2).sum(axis=1)
    if nearer.all() or not nearer.any():  # all rows are equal
        nearer = np.arange(len(rows)) > 0
    return nearer
