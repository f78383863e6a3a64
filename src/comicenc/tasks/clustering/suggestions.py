"""Groups that may be one, and groups that may be two, with how sure that is.

What decides is how alike two groups are, or the halves into which two-means parts one: the mean cosine
between them, on a scale on which 0 is as alike as drawings of one group and 1 as different as two groups
usually are. That scale is made of the groups at hand, and so holds for any encoder. Besides, small groups are
likelier to be a part of another, large ones to hold two, and both depends on how many groups there are. A
logistic curve makes a probability of it, which was fitted on albums of Toonworld that were encoded by two
models and grouped by HDBSCAN. `tests/benchmarks/suggestions.py` does it, and says how often suggestions were
right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from comicenc.tasks.linkage import grouped

LEAST = 0.25  # confidence
# Slopes by how far apart two are, by the logarithms of size and number of groups, and the curve's height.
ONE = (-8.04, -2.51, -0.81, 9.91)  # of two groups, the size being that of the smaller
TWO = (6.34, 0.57, 0.82, -7.0)  # of the halves of a group, the size being that of the whole
SIZES, GROUPS = (7, 150), (3, 50)  # on which the curves were fitted; beyond they say what they say there
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
    groups = Groups(vectors, labels)
    if len(groups.rows) < 2:
        return []
    smaller = np.minimum.outer(groups.sizes, groups.sizes)
    chances = np.triu(chance_of(groups.apart(groups.across), smaller, len(groups.rows), ONE), 1)
    for one, other in cannot_link:
        first, second = sorted((labels[one], labels[other]))
        if first >= 0:
            chances[first, second] = 0
    found = []
    for first, second in np.argwhere(chances >= max(least, 1e-9)).tolist():
        pair = (groups.typical(groups.rows[first]), groups.typical(groups.rows[second]))
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
    parties, groups = grouped(len(labels), must_link), Groups(vectors, labels)
    found = []
    for label, rows in enumerate(groups.rows):
        halves = groups.halves(rows)
        if halves is None:
            continue
        apart = groups.apart(groups.between(*halves))
        chance = float(chance_of(apart, len(rows), len(groups.rows), TWO))
        pair = (groups.typical(halves[0]), groups.typical(halves[1]))
        if chance >= least and parties[pair[0]] != parties[pair[1]]:
            found.append(Suggestion("split", (label,), chance, pair))
    return sorted(found, key=lambda each: -each.confidence)


class Groups:
    """How alike drawings are within groups and between them.

    Args:
        vectors: (N, D) unit rows.
        labels: (N,), −1 for none.
    """

    def __init__(self, vectors: np.ndarray, labels: np.ndarray) -> None:
        count = int(labels.max(initial=-1)) + 1
        self.vectors = vectors
        self.rows = [np.flatnonzero(labels == label) for label in range(count)]
        means = np.array([self._mean(rows) for rows in self.rows])
        means = means.reshape(count, vectors.shape[1])
        self.across = means @ means.T  # mean cosine between the drawings of two groups
        self.sizes = sizes = np.array([len(rows) for rows in self.rows], dtype=int)
        pairs = np.maximum(sizes - 1, 1)
        within = (sizes * np.diag(self.across) - 1) / pairs  # without each drawing's cosine to itself
        self.alike = within[sizes > 1].mean() if (sizes > 1).any() else 1.0
        self.different = self.across[~np.eye(count, dtype=bool)].mean() if count > 1 else 0.0

    def apart(self, cosine: np.ndarray) -> np.ndarray:
        """0 for what is as alike as drawings of one group, 1 for what is as different as two usually are."""
        return (self.alike - cosine) / max(self.alike - self.different, 1e-6)

    def between(self, rows: np.ndarray, others: np.ndarray) -> float:
        """Mean cosine between these drawings and those."""
        return float(self._mean(rows) @ self._mean(others))

    def typical(self, rows: np.ndarray) -> int:
        """The row that is most like all of these."""
        return int(rows[(self.vectors[rows] @ self._mean(rows)).argmax()])

    def halves(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
        """Rows parted by two-means; None where they are too few."""
        from sklearn.cluster import KMeans

        if len(rows) < FEWEST_TO_SPLIT:
            return None
        own = self.vectors[rows]
        some = own[np.linspace(0, len(own) - 1, min(len(own), MOST_TO_SPLIT)).astype(int)]
        if (some == some[0]).all():
            return rows[:1], rows[1:]
        second = KMeans(2, n_init=5, random_state=0).fit(some).predict(own) == 1
        return rows[~second], rows[second]

    def _mean(self, rows: np.ndarray) -> np.ndarray:
        return self.vectors[rows].mean(axis=0, dtype=np.float64)


def chance_of(
    apart: np.ndarray, size: np.ndarray, groups: int, curve: tuple[float, float, float, float]
) -> np.ndarray:
    """Probability by a curve such as `ONE`.

    Args:
        apart: How far two are apart, as `Groups.apart` says.
        size: How many drawings the group has, or the smaller of two.
        groups: How many groups there are.
        curve: Its slopes and its height.
    """
    by_apart, by_size, by_groups, height = curve
    logit = by_apart * apart + by_size * np.log(np.clip(size, *SIZES)) + height
    logit = logit + by_groups * np.log(np.clip(groups, *GROUPS))
    return 1 / (1 + np.exp(-np.clip(logit, -50, 50)))
