"""From vectors to identities: distances within one comic, average linkage under links, ids that stay.

Identity-Aware SimCLR, Appendix H.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from comicenc.tasks.cast.instances import Encoded
from comicenc.tasks.linkage import Dendrogram, average_linkage, comic_distances, grouped, pairs_with_first
from comicenc.tasks.links import Pairs, pairs_apart


@dataclass(frozen=True)
class Settings:
    """How identities are solved.

    Args:
        threshold: Average Euclidean distance of unit vectors below which two groups are one identity.
        panel_rule: Whether two instances of one panel are two identities unless must-links join them.
        center: Share of the comic's mean vector that is taken out of every vector, 0 to 1: what all drawings
            of a comic have in common (its style, its light) tells nobody apart.
        smoothing: How many nearest instances a vector is averaged with, weighted by similarity.
        faces_first: Whether instances with a face are grouped before those without one join them.
    """

    threshold: float
    panel_rule: bool = True
    center: float = 0.0
    smoothing: int = 0
    faces_first: bool = False

    def __post_init__(self) -> None:
        if not (self.threshold > 0 and 0 <= self.center <= 1 and self.smoothing >= 0):
            raise ValueError("a cast needs threshold > 0, center from 0 to 1 and smoothing >= 0")


def solve(encoded: Encoded, settings: Settings, must_link: Pairs = (), cannot_link: Pairs = ()) -> Dendrogram:
    """Identities of a comic's instances: `labels(settings.threshold)` of what is returned.

    A must-link unites the identities of both instances, as far as what is forbidden allows; a front and a
    back view that are linked each draw in what looks like them.

    Args:
        encoded: N instances with their vectors.
        settings: Threshold and rules.
        must_link: Pairs of rows of one identity; they go before the panel rule.
        cannot_link: Pairs of rows of two identities; they do not contradict `must_link`.
    """
    distances = distances_between(encoded, settings)
    apart = forbidden(encoded, settings, must_link, cannot_link)
    faces = encoded.has_face
    if not settings.faces_first or faces.all():
        return average_linkage(distances, allies=must_link, apart=apart)
    rows = np.flatnonzero(faces)
    square = np.ix_(rows, rows)
    allies = pairs_with_first(grouped(len(faces), must_link)[rows])
    looks = average_linkage(distances[square], allies=allies, apart=apart[square]).looks(settings.threshold)
    joined = [(int(rows[first]), int(rows[item])) for first, item in pairs_with_first(looks)]
    return average_linkage(distances, allies=must_link, joined=joined, apart=apart)


def distances_between(encoded: Encoded, settings: Settings) -> np.ndarray:
    """(N, N) distances between instances under these settings."""
    return comic_distances(encoded.vectors, center=settings.center, smoothing=settings.smoothing)


def forbidden(encoded: Encoded, settings: Settings, must_link: Pairs, cannot_link: Pairs) -> np.ndarray:
    """(N, N) bool: which instances may not be of one identity under these settings and links."""
    panels = encoded.panels if settings.panel_rule else [None] * len(encoded.instances)
    return pairs_apart(grouped(len(panels), must_link), cannot_link, panels)


def keep_ids(labels: np.ndarray, before: np.ndarray, next_id: int) -> tuple[np.ndarray, int]:
    """Give groups the ids of the identities they mostly consist of.

    The largest overlap chooses first; an id that nobody takes is never given again, so that a name cannot
    pass to somebody else.

    Args:
        labels: (N,) new groups, 0 to K − 1.
        before: (N,) ids before.
        next_id: The first id that was never given.

    Returns:
        (N,) ids, and the first id that is now free.
    """
    old = np.unique(before)
    overlap = np.zeros((labels.max(initial=-1) + 1, len(old)), int)
    np.add.at(overlap, (labels, np.searchsorted(old, before)), 1)
    ids = np.full(len(overlap), -1)
    for place in np.argsort(-overlap, axis=None, kind="stable"):
        group, column = np.unravel_index(place, overlap.shape)
        if overlap[group, column] and ids[group] < 0 and old[column] not in ids:
            ids[group] = old[column]
    fresh = np.flatnonzero(ids < 0)
    ids[fresh] = np.arange(next_id, next_id + len(fresh))
    return ids[labels], next_id + len(fresh)
