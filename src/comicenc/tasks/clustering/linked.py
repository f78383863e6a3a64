"""Groups changed as little as links ask for.

Must-links unite the groups of both ends. A group that then holds both ends of a cannot-link is parted by
average linkage under the links, so that each drawing goes where it looks like it belongs.
"""

from __future__ import annotations

import numpy as np

from comicenc.tasks.linkage import average_linkage, grouped, pairs_with_first, unit_distances
from comicenc.tasks.links import Pairs, pairs_apart

MOST_AT_ONCE = 2000  # of a larger group as many are parted, and the others follow them: 100 MB


def honoured(labels: np.ndarray, vectors: np.ndarray, must_link: Pairs, cannot_link: Pairs) -> np.ndarray:
    """Groups in which links hold.

    Args:
        labels: (N,) groups, −1 for none.
        vectors: (N, D) unit rows.
        must_link: Pairs of rows that end in one group, also where neither was in any.
        cannot_link: Pairs of rows that end in different groups, or in none; they do not contradict
            `must_link`.

    Returns:
        (N,) groups, not numbered in order. What a cannot-link leaves alone is in none.
    """
    labels = _united(labels, must_link)
    parties = grouped(len(labels), must_link)
    broken = {int(labels[one]) for one, other in cannot_link if labels[one] == labels[other] >= 0}
    for label in sorted(broken):
        rows = np.flatnonzero(labels == label)
        parts = _parted(vectors[rows], parties[rows], _within(rows, cannot_link))
        sizes = np.bincount(parts)
        names = np.where(sizes > 1, labels.max() + 1 + np.arange(len(sizes)), -1)
        labels[rows] = names[parts]
    return labels


def _united(labels: np.ndarray, must_link: Pairs) -> np.ndarray:
    labels = labels.copy()
    for pair in must_link:
        kept, gone = sorted(labels[list(pair)].tolist(), reverse=True)
        if kept < 0:
            kept = labels.max() + 1
        if gone >= 0:
            labels[labels == gone] = kept
        labels[list(pair)] = kept
    return labels


def _within(rows: np.ndarray, pairs: Pairs) -> Pairs:
    place = {int(row): at for at, row in enumerate(rows)}
    return [(place[one], place[other]) for one, other in pairs if one in place and other in place]


def _parted(vectors: np.ndarray, parties: np.ndarray, cannot_link: Pairs) -> np.ndarray:
    """The fewest groups that are left when the nearest are joined until links forbid it."""
    chosen = _chosen(parties, cannot_link)
    allies = pairs_with_first(parties[chosen])
    held = grouped(len(chosen), allies)
    apart = pairs_apart(held, _within(chosen, cannot_link), [None] * len(chosen))
    found = average_linkage(unit_distances(vectors[chosen]), allies=allies, apart=apart).labels(np.inf)
    means = np.eye(found.max() + 1)[found].T @ vectors[chosen]
    parts = (vectors @ (means / np.linalg.norm(means, axis=1, keepdims=True)).T).argmax(axis=1)
    parts[chosen] = found
    return parts


def _chosen(parties: np.ndarray, cannot_link: Pairs) -> np.ndarray:
    """Every row, or of a large group those that links name and an even choice of the others."""
    if len(parties) <= MOST_AT_ONCE:
        return np.arange(len(parties))
    _, party, sizes = np.unique(parties, return_inverse=True, return_counts=True)
    linked = np.union1d(np.flatnonzero(sizes[party] > 1), np.array(cannot_link, dtype=int).ravel())
    return np.union1d(linked, np.linspace(0, len(parties) - 1, MOST_AT_ONCE).astype(int))
