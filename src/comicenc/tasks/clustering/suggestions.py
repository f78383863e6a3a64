"""Groups that may be one, and groups that may be two, with how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from comicenc.tasks.linkage import grouped, unit_distances

NEAREST = 5  # groups that each group is compared with
MOST_MEMBERS = 200  # of a group that are compared
LEAST = 0.5  # confidence


@dataclass(frozen=True)
class Suggestion:
    """Two groups that may be one, or one that may be two.

    Args:
        kind: What to do with them.
        groups: Labels: two for a merge, one for a split.
        confidence: How likely it is right: that most pairs of drawings which a merge brings together show
            one character, or that most which a split parts show two.
        pair: Two rows to look at: the `must_link` (merge) or `cannot_link` (split) that does it.
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
        cannot_link: Pairs of rows known to be of two; groups that they keep apart are not suggested.
        least: Lowest confidence.
    """
    groups = _Groups(vectors, labels)
    never = {tuple(sorted((int(labels[one]), int(labels[other])))) for one, other in cannot_link}
    found = []
    for first, second in groups.neighbours():
        if (first, second) in never:
            continue
        chance = groups.chance_of_one(first, second)
        if chance >= least:
            pair = (groups.medoid(first), groups.medoid(second))
            found.append(Suggestion("merge", (first, second), chance, pair))
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
        must_link: Pairs of rows known to be of one; a group is not split between them.
        least: Lowest confidence.
    """
    return []


class _Groups:
    def __init__(self, vectors: np.ndarray, labels: np.ndarray) -> None:
        self.vectors = vectors
        count = int(labels.max(initial=-1)) + 1
        rows = [np.flatnonzero(labels == label) for label in range(count)]
        self.rows = [each[np.linspace(0, len(each) - 1, min(len(each), MOST_MEMBERS)).astype(int)] for each in rows]

    def neighbours(self):
        return []
