"""What a cast is unsure of: instances that nearly went elsewhere, identities that may be one or two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from comicenc.tasks.cast.instances import Instance
from comicenc.tasks.linkage import average_linkage, pairs_with_first


@dataclass(frozen=True)
class Doubt:
    """An instance whose identity is a close call.

    Args:
        instance: The instance.
        row: Its place in `Cast.instances`.
        identity: Id of the identity it was given.
        alternative: Id of the next best one; None where that is to stand alone.
        distance: Average distance to the rest of its identity; the threshold where it stands alone.
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


def doubts(
    instances: tuple[Instance, ...],
    labels: np.ndarray,
    distances: np.ndarray,
    apart: np.ndarray,
    *,
    certain: np.ndarray,
    threshold: float,
    margin: float,
) -> list[Doubt]:
    """Instances whose alternative is at most `margin` farther than their own identity, closest calls first.

    Args:
        instances: N instances.
        labels: (N,) ids.
        distances: (N, N).
        apart: (N, N) bool; an identity that holds somebody apart from an instance is no alternative for it.
        certain: (N,) bool, instances that somebody linked, which are left out.
        threshold: What standing alone costs.
        margin: In distance.
    """
    ids, member = _membership(labels)
    sizes = member.sum(axis=0)
    own = member.astype(bool)
    others = sizes - member  # (N, K) members beside the instance itself, whose distance to itself is 0
    mean = (distances @ member) / np.maximum(others, 1)
    alone = others[own] == 0
    here = np.where(alone, threshold, mean[own])
    elsewhere = np.where(own | (apart @ member > 0), np.inf, mean)
    elsewhere = np.c_[elsewhere, np.where(alone, np.inf, threshold)]  # the last column: to stand alone
    best = elsewhere.argmin(axis=1)
    there = elsewhere.min(axis=1)
    rows = [row for row in np.argsort(there - here, kind="stable") if there[row] - here[row] <= margin]
    return [
        Doubt(
            instance=instances[row],
            row=int(row),
            identity=int(labels[row]),
            alternative=int(ids[best[row]]) if best[row] < len(ids) else None,
            distance=float(here[row]),
            alternative_distance=float(there[row]),
        )
        for row in rows
        if not certain[row]
    ]


def merges(
    labels: np.ndarray,
    distances: np.ndarray,
    apart: np.ndarray,
    named_apart: np.ndarray,
    *,
    threshold: float,
    margin: float,
) -> list[Suggestion]:
    """Pairs of identities hardly too far apart, or kept apart by the panel rule alone; nearest first.

    Args:
        labels: (N,) ids.
        distances: (N, N).
        apart: (N, N) bool, everything that is forbidden.
        named_apart: (N, N) bool, what somebody forbade; such identities are not suggested.
        threshold: Of the cast.
        margin: In distance.
    """
    ids, member = _membership(labels)
    sizes = member.sum(axis=0)
    between = member.T @ distances @ member / np.outer(sizes, sizes)
    blocked = member.T @ apart @ member > 0
    limit = np.where(blocked, threshold, threshold + margin)
    wanted = (between < limit) & (member.T @ named_apart @ member == 0)
    found = []
    for first, second in zip(*np.nonzero(np.triu(wanted, 1)), strict=True):
        rows, columns = np.flatnonzero(member[:, first]), np.flatnonzero(member[:, second])
        square = np.ix_(rows, columns)
        if blocked[first, second]:
            pairs = np.argwhere(apart[square])
        else:
            pairs = [np.unravel_index(distances[square].argmin(), (len(rows), len(columns)))]
        links = tuple((int(rows[a]), int(columns[b])) for a, b in pairs)
        pair, distance = (int(ids[first]), int(ids[second])), float(between[first, second])
        found.append(Suggestion("merge", pair, distance, links, bool(blocked[first, second])))
    return sorted(found, key=lambda suggestion: suggestion.distance)


def splits(
    labels: np.ndarray, distances: np.ndarray, linked: np.ndarray, *, threshold: float, margin: float
) -> list[Suggestion]:
    """Identities whose last join was hardly below the threshold, the widest first.

    Args:
        labels: (N,) ids.
        distances: (N, N).
        linked: (N,) groups that must-links hold together, which are not split.
        threshold: Of the cast.
        margin: In distance.
    """
    found = []
    for identity in np.unique(labels):
        rows = np.flatnonzero(labels == identity)
        square = distances[np.ix_(rows, rows)]
        tree = average_linkage(square, together=pairs_with_first(linked[rows]))
        height = tree.heights[-1] if len(tree.heights) else 0.0
        if not threshold - margin < height:
            continue
        halves = tree.labels(height)
        centers = [_medoid(square, np.flatnonzero(halves == half)) for half in (0, 1)]
        link = (int(rows[centers[0]]), int(rows[centers[1]]))
        found.append(Suggestion("split", (int(identity),), float(height), (link,)))
    return sorted(found, key=lambda suggestion: -suggestion.distance)


def _membership(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ids, and (N, K) 1.0 where an instance is of an identity."""
    ids, column = np.unique(labels, return_inverse=True)
    return ids, np.eye(len(ids))[column]


def _medoid(distances: np.ndarray, rows: np.ndarray) -> int:
    return int(rows[distances[np.ix_(rows, rows)].sum(axis=1).argmin()])
