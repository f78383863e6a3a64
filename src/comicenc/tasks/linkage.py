"""Average-linkage agglomerative clustering that can be told what belongs together and what does not.

Identity-Aware SimCLR, Appendix H: characters get identities by agglomerative clustering with the average of
the distances between two groups as their distance, up to a threshold.

Differs from the paper: it uses scikit-learn, which knows no links; without links the result is the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

Pairs = Iterable[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Dendrogram:
    """In which order groups were joined.

    Args:
        items: How many items there are.
        allies: (A, 2) pairs of items that are of one group at any distance.
        joins: (M, 2) one item of either group that was joined.
        heights: (M,) average distance between them, rising; −inf where they were joined beforehand.
    """

    items: int
    allies: np.ndarray
    joins: np.ndarray
    heights: np.ndarray

    def labels(self, threshold: float) -> np.ndarray:
        """Groups when joining stops at a threshold, as scikit-learn's `distance_threshold` does.

        Returns:
            (N,) group of each item; groups are numbered by their first item.
        """
        return _numbered(self.items, np.concatenate([self.allies, self.joins[self.heights < threshold]]))

    def looks(self, threshold: float) -> np.ndarray:
        """As `labels`, but what only allies hold together counts as several groups."""
        return _numbered(self.items, self.joins[self.heights < threshold])


def average_linkage(
    distances: np.ndarray, *, allies: Pairs = (), joined: Pairs = (), apart: np.ndarray | None = None
) -> Dendrogram:
    """Join the two nearest groups that may be joined, again and again.

    Allies end in one group but keep their own distances: a front and a back view that are far from each other
    each draw in what looks like them, where their average would be far from both. What one of them may not be
    grouped with, none of them may.

    Each group remembers its nearest neighbour, so that a step is O(N) unless that neighbour was just joined:
    O(N²) in practice, with two (N, N) matrices of memory.

    Args:
        distances: (N, N) symmetric and finite.
        allies: Pairs of items that end in one group, at any distance and whatever `apart` says.
        joined: Pairs of items that are one group from the start, with the average of their distances.
        apart: (N, N) bool, symmetric: items that no group may hold both of.

    Returns:
        The joins, down to the last that is allowed.
    """
    allies = np.array([*allies], dtype=int).reshape(-1, 2)
    groups = _Groups(distances, apart, allies)
    for first, second in joined:
        groups.join(int(groups.look[first]), int(groups.look[second]), beforehand=True)
    groups.find_neighbours(np.flatnonzero(groups.sizes))
    while np.isfinite(groups.nearest.min(initial=np.inf)):
        first = int(groups.nearest.argmin())
        groups.join(first, int(groups.neighbour[first]))
    joins = np.array(groups.joins, dtype=int).reshape(-1, 2)
    return Dendrogram(len(distances), allies, joins, np.array(groups.heights))


def grouped(count: int, pairs: Pairs) -> np.ndarray:
    """Which items pairs hold together, directly or through others.

    Returns:
        (N,) the smallest item of each item's group.
    """
    group = np.arange(count)
    for first, second in pairs:
        kept, gone = sorted((group[first], group[second]))
        if kept != gone:
            group[group == gone] = kept
    return group


def pairs_with_first(groups: np.ndarray) -> list[tuple[int, int]]:
    """Groups as pairs: each item beside the first item of its group."""
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    return [(int(first[group]), item) for item, group in enumerate(inverse) if first[group] != item]


def unit_distances(rows: np.ndarray) -> np.ndarray:
    """(N, N) Euclidean distances, 0 to 2, between (N, D) unit rows."""
    rows = np.asarray(rows, dtype=np.float64)
    distances = np.sqrt(np.clip(2 - 2 * (rows @ rows.T), 0, None))
    np.fill_diagonal(distances, 0)
    return (distances + distances.T) / 2


def comic_distances(vectors: np.ndarray, *, center: float = 0.0, smoothing: int = 0) -> np.ndarray:
    """Euclidean distances between the instances of one comic.

    Args:
        vectors: (N, D) unit rows.
        center: Share of the comic's mean vector that is taken out of every vector, as in `Cast`.
        smoothing: How many nearest instances a vector is averaged with.

    Returns:
        (N, N) float64, 0 to 2.
    """
    rows = np.asarray(vectors, dtype=np.float64)
    if center:
        rows = _unit(rows - center * rows.mean(axis=0))
    if smoothing:
        rows = _smoothed(rows, smoothing)
    return unit_distances(rows)


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def _smoothed(rows: np.ndarray, neighbours: int) -> np.ndarray:
    """Each row averaged with its nearest ones, weighted by similarity (average query expansion)."""
    similarity = np.clip(rows @ rows.T, 0, None)
    farther = np.argsort(-similarity, axis=1, kind="stable")[:, neighbours + 1 :]  # its own row is the first
    np.put_along_axis(similarity, farther, 0, axis=1)
    return _unit(similarity @ rows)


def _numbered(items: int, pairs: np.ndarray) -> np.ndarray:
    return np.unique(grouped(items, pairs), return_inverse=True)[1]


class _Groups:
    """Groups while they are being joined.

    A look is what was joined by distance, and stands in the row of its smallest item; a group is one look or
    several that allies hold together.
    """

    def __init__(self, distances: np.ndarray, apart: np.ndarray | None, allies: np.ndarray) -> None:
        count = len(distances)
        self.distances = np.array(distances, dtype=np.float64)  # between looks; inf for rows that are gone
        np.fill_diagonal(self.distances, np.inf)
        self.apart = np.zeros((count, count), bool) if apart is None else apart.copy()
        self.sizes = np.ones(count)  # 0 for rows that are gone
        self.look = np.arange(count)
        self.group = grouped(count, allies)
        self.nearest = np.full(count, np.inf)
        self.neighbour = np.zeros(count, int)
        self.joins: list[tuple[int, int]] = []
        self.heights: list[float] = []
        for group in np.unique(self.group[allies]):
            self._share_what_is_apart(np.flatnonzero(self.group == group))

    def find_neighbours(self, looks: np.ndarray) -> None:
        for look in looks:
            allowed = np.where(self.apart[look], np.inf, self.distances[look])
            self.neighbour[look] = allowed.argmin()
            self.nearest[look] = allowed[self.neighbour[look]]

    def join(self, first: int, second: int, *, beforehand: bool = False) -> None:
        if first == second:
            return
        kept, gone = min(first, second), max(first, second)
        self.joins.append((kept, gone))
        self.heights.append(-np.inf if beforehand else self.distances[kept, gone])
        self._average(kept, gone)
        changed = self._unite(kept, gone)
        if not beforehand:
            outdated = np.isin(self.neighbour, [*changed, gone])
            outdated[changed] = True
            self.find_neighbours(np.flatnonzero(outdated & (self.sizes > 0)))

    def _average(self, kept: int, gone: int) -> None:
        sizes = self.sizes
        row = sizes[kept] * self.distances[kept] + sizes[gone] * self.distances[gone]
        row /= sizes[kept] + sizes[gone]
        row[kept] = row[gone] = np.inf
        self.distances[kept] = self.distances[:, kept] = row
        self.distances[gone] = self.distances[:, gone] = np.inf
        sizes[kept] += sizes[gone]
        sizes[gone] = 0
        self.nearest[gone] = np.inf
        self.look[self.look == gone] = kept

    def _unite(self, kept: int, gone: int) -> np.ndarray:
        """Make one group of the groups of two looks; gives the looks whose distances or limits changed."""
        if self.group[kept] == self.group[gone]:
            return np.array([kept])
        self.group[self.group == self.group[gone]] = self.group[kept]
        looks = np.unique(self.look[self.group == self.group[kept]])
        self._share_what_is_apart(np.append(looks, gone))
        return looks

    def _share_what_is_apart(self, rows: np.ndarray) -> None:
        shared = self.apart[rows].any(axis=0)
        self.apart[rows] = shared
        self.apart[:, rows] = shared[:, None]
