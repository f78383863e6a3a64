"""What a cast is unsure of: instances that nearly went elsewhere, identities that may be one or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from comicenc.tasks.cast.instances import Instance
from comicenc.tasks.linkage import average_linkage


@dataclass(frozen=True)
class Doubt:
    """An instance whose identity is a close call.

    Args:
        instance: The instance.
        row: Its place in `Cast.instances`.
        identity: Id of the identity it was given.
        alternative: Id of the next best one; None where that is to stand alone.
        distance: Average distance to those of its identity who look like it; the threshold where nobody does.
        alternative_distance: The same for the alternative.
    """

    instance: Instance
    row: int
    identity: int
    alternative: int | None
    distance: float
    alternative_distance: float

    @property
    def margin(self) -> float:
        """How much nearer its identity is than the alternative; below 0 where it is farther."""
        return self.alternative_distance - self.distance


@dataclass(frozen=True)
class Suggestion:
    """Two identities that may be one, or one that may be two.

    Args:
        kind: What to do with them.
        identities: Ids: two for a merge, one for a split.
        distance: Average distance between the two, or between the two parts.
        links: The `must_link` (merge) or `cannot_link` (split) that says so.
        panel_rule: Whether only the panel rule keeps the two apart: one panel shows somebody more than once,
            or two who look alike.
    """

    kind: Literal["merge", "split"]
    identities: tuple[int, ...]
    distance: float
    links: tuple[tuple[int, int], ...]
    panel_rule: bool = False


@dataclass(frozen=True, eq=False)
class Looks:
    """How far instances are from each look of each identity.

    An identity has one look, or several that only links or a common name hold together.

    Args:
        ids: (N,) identity of each instance.
        looks: (N,) look of each instance, 0 to K − 1.
        distances: (N, N).
        apart: (N, N) bool, instances that may not be of one identity.
        threshold: Of the cast.
    """

    ids: np.ndarray
    looks: np.ndarray
    distances: np.ndarray
    apart: np.ndarray
    threshold: float

    @property
    def member(self) -> np.ndarray:
        """(N, K) 1.0 where an instance has a look."""
        return np.eye(self.looks.max() + 1)[self.looks]

    @property
    def owner(self) -> np.ndarray:
        """(K,) identity of each look."""
        return self.ids[np.unique(self.looks, return_index=True)[1]]

    def doubts(self, instances: Sequence[Instance], certain: np.ndarray, margin: float) -> list[Doubt]:
        """Instances whose alternative is at most `margin` farther than their own look, closest calls first.

        Args:
            instances: N instances.
            certain: (N,) bool, instances that somebody linked, which are left out.
            margin: In distance.
        """
        member = self.member
        beside = member.sum(axis=0) - member  # (N, K) members without the instance itself, at distance 0
        mean = (self.distances @ member) / np.maximum(beside, 1)
        own = member > 0
        alone = beside[own] == 0
        here = np.where(alone, self.threshold, mean[own])
        same = self.ids[:, None] == self.owner
        never = same | self._blocked()
        elsewhere = np.c_[np.where(never, np.inf, mean), np.where(alone, np.inf, self.threshold)]
        best, there = elsewhere.argmin(axis=1), elsewhere.min(axis=1)  # the last column is to stand alone
        order = np.argsort(there - here, kind="stable")
        return [
            Doubt(
                instance=instances[row],
                row=int(row),
                identity=int(self.ids[row]),
                alternative=int(self.owner[best[row]]) if best[row] < len(self.owner) else None,
                distance=float(here[row]),
                alternative_distance=float(there[row]),
            )
            for row in order
            if there[row] - here[row] <= margin and not certain[row]
        ]

    def merges(self, never: np.ndarray, margin: float) -> list[Suggestion]:
        """Pairs of identities hardly too far apart, or kept apart by the panel rule alone; nearest first.

        Args:
            never: (N, N) bool, what somebody forbade; such identities are not suggested.
            margin: In distance.
        """
        ids, nearest = self._between_identities()
        person = np.eye(len(ids))[np.searchsorted(ids, self.ids)]  # (N, I)
        by_panel = person.T @ self.apart @ person > 0
        wanted = (nearest < self.threshold + np.where(by_panel, 0, margin)) & (person.T @ never @ person == 0)
        found = []
        for first, second in np.argwhere(np.triu(wanted, 1)).tolist():
            rows, columns = np.flatnonzero(person[:, first]), np.flatnonzero(person[:, second])
            square, blocked = np.ix_(rows, columns), bool(by_panel[first, second])
            pairs = np.argwhere(self.apart[square]) if blocked else [_smallest(self.distances[square])]
            links = tuple((int(rows[a]), int(columns[b])) for a, b in pairs)
            pair, distance = (int(ids[first]), int(ids[second])), float(nearest[first, second])
            found.append(Suggestion("merge", pair, distance, links, blocked))
        return sorted(found, key=lambda suggestion: suggestion.distance)

    def splits(self, linked: np.ndarray, margin: float) -> list[Suggestion]:
        """Identities with a look whose last join was hardly below the threshold, the widest first.

        Args:
            linked: (N,) groups that must-links hold together, which are not split.
            margin: In distance.
        """
        found = []
        for look, owner in enumerate(self.owner.tolist()):
            rows = np.flatnonzero(self.looks == look)
            square = self.distances[np.ix_(rows, rows)]
            tree = average_linkage(square)
            if not len(tree.heights) or tree.heights[-1] <= self.threshold - margin:
                continue
            halves = tree.labels(tree.heights[-1])
            one, other = (_medoid(square, np.flatnonzero(halves == half)) for half in (0, 1))
            if linked[rows[one]] != linked[rows[other]]:
                link = (int(rows[one]), int(rows[other]))
                found.append(Suggestion("split", (owner,), float(tree.heights[-1]), (link,)))
        return sorted(found, key=lambda suggestion: -suggestion.distance)

    def _between_identities(self) -> tuple[np.ndarray, np.ndarray]:
        """(I,) ids, and (I, I) the average distance between the nearest looks of two."""
        member = self.member
        sizes = member.sum(axis=0)
        mean = member.T @ self.distances @ member / np.outer(sizes, sizes)
        ids, place = np.unique(self.owner, return_inverse=True)
        nearest = np.full((len(ids), len(ids)), np.inf)
        np.minimum.at(nearest, (place[:, None], place[None, :]), mean)
        return ids, nearest

    def _blocked(self) -> np.ndarray:
        """(N, K) whether the identity of a look holds somebody apart from an instance."""
        ids, identity = np.unique(self.ids, return_inverse=True)
        by_identity = self.apart @ np.eye(len(ids))[identity] > 0
        return by_identity[:, np.searchsorted(ids, self.owner)]


def _smallest(distances: np.ndarray) -> tuple[int, int]:
    return tuple(np.unravel_index(distances.argmin(), distances.shape))


def _medoid(distances: np.ndarray, rows: np.ndarray) -> int:
    return int(rows[distances[np.ix_(rows, rows)].sum(axis=1).argmin()])
