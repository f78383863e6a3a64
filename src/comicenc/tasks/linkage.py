"""Average-linkage agglomerative clustering that can be told what belongs together and what does not.

Identity-Aware SimCLR, Appendix H: characters get identities by agglomerative clustering with the average of
the distances between two groups as their distance, up to a threshold.

Differs from the paper: it uses scikit-learn, which knows no cannot-links; without links the result is the
same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Dendrogram:
    """In which order groups were joined.

    Args:
        items: How many items there are.
        pairs: One item of either group that was joined, (M, 2).
        heights: Average distance between them, (M,), rising; −inf where they had to be joined.
    """

    items: int
    pairs: np.ndarray
    heights: np.ndarray

    def labels(self, threshold: float) -> np.ndarray:
        """Groups when joining stops at a threshold, as scikit-learn's `distance_threshold` does.

        Returns:
            (N,) group of each item; groups are numbered by their first item.
        """
        parent = np.arange(self.items)
        for kept, gone in self.pairs[self.heights < threshold]:
            parent[gone] = kept
        for item in range(self.items):  # a parent is always the smaller item, so it has been led to its root
            parent[item] = parent[parent[item]]
        return np.unique(parent, return_inverse=True)[1]


def average_linkage(
    distances: np.ndarray,
    *,
    together: Iterable[tuple[int, int]] = (),
    apart: np.ndarray | None = None,
) -> Dendrogram:
    """Join the two nearest groups that may be joined, again and again.

    Each group remembers its nearest neighbour, so that a step is O(N) unless that neighbour was just joined:
    O(N²) in practice, with one (N, N) matrix of memory.

    Args:
        distances: (N, N) symmetric and finite.
        together: Pairs of items that are joined before all others, at any distance.
        apart: (N, N) bool, symmetric: items that no group may hold both of. `together` goes before it.

    Returns:
        The joins down to the last that is allowed.
    """
    groups = _Groups(distances, apart)
    for first, second in together:
        groups.join(groups.of(first), groups.of(second), forced=True)
    groups.find_neighbours(np.flatnonzero(groups.sizes))
    while np.isfinite(groups.nearest.min(initial=np.inf)):
        first = int(groups.nearest.argmin())
        groups.join(first, int(groups.neighbour[first]))
    pairs = np.array(groups.pairs, dtype=int).reshape(-1, 2)
    return Dendrogram(len(distances), pairs, np.array(groups.heights))


def pairs_with_first(groups: np.ndarray) -> list[tuple[int, int]]:
    """Groups as the pairs that `together` takes: each item beside the first item of its group."""
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    return [(int(first[group]), item) for item, group in enumerate(inverse) if first[group] != item]


class _Groups:
    """Groups while they are being joined; each stands in the row of its smallest item."""

    def __init__(self, distances: np.ndarray, apart: np.ndarray | None) -> None:
        count = len(distances)
        self.distances = np.array(
            distances, dtype=np.float64
        )  # (N, N), inf for rows that are gone
        self.apart = np.zeros((count, count), bool) if apart is None else apart.copy()
        np.fill_diagonal(self.distances, np.inf)
        self.sizes = np.ones(count)  # 0 once joined to another
        self.nearest = np.full(count, np.inf)
        self.neighbour = np.zeros(count, int)
        self.member_of = np.arange(count)
        self.pairs: list[tuple[int, int]] = []
        self.heights: list[float] = []

    def of(self, item: int) -> int:
        """The group that holds an item."""
        return int(self.member_of[item])

    def find_neighbours(self, rows: np.ndarray) -> None:
        for row in rows:
            allowed = np.where(self.apart[row], np.inf, self.distances[row])
            self.neighbour[row] = allowed.argmin()
            self.nearest[row] = allowed[self.neighbour[row]]

    def join(self, first: int, second: int, *, forced: bool = False) -> None:
        if first == second:
            return
        kept, gone = min(first, second), max(first, second)
        self.pairs.append((kept, gone))
        self.heights.append(-np.inf if forced else self.distances[kept, gone])
        self._average(kept, gone)
        if not forced:
            pointing = (self.neighbour == kept) | (self.neighbour == gone)
            pointing[kept] = True
            self.find_neighbours(np.flatnonzero(pointing & (self.sizes > 0)))

    def _average(self, kept: int, gone: int) -> None:
        sizes = self.sizes
        row = sizes[kept] * self.distances[kept] + sizes[gone] * self.distances[gone]
        row /= sizes[kept] + sizes[gone]
        row[kept] = row[gone] = np.inf
        self.distances[kept] = self.distances[:, kept] = row
        self.distances[gone] = self.distances[:, gone] = np.inf
        row = self.apart[kept] | self.apart[gone]
        self.apart[kept] = self.apart[:, kept] = row
        sizes[kept] += sizes[gone]
        sizes[gone] = 0
        self.nearest[gone] = np.inf
        self.member_of[self.member_of == gone] = kept
