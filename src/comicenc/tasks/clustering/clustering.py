"""Group drawings by who is on them, without knowing anybody, and lay them out on a map.

MangaDeepCluster §4 and Manga-MMTL §3.3 (after Yanagisawa et al.): UMAP to 32 dimensions, then HDBSCAN with
clusters of at least 10 and one sample to a core point.

Differs from the papers: sets too small for those numbers get smaller ones, runs are seeded, and what somebody
knows of who is the same holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from comicenc.tasks.clustering.density import FEWEST_FOR_UMAP, hdbscan, reduced, umap
from comicenc.tasks.clustering.linked import honoured
from comicenc.tasks.linkage import average_linkage, comic_distances, grouped
from comicenc.tasks.links import Pairs, contradiction, explained, pairs_apart

DIMENSIONS = 32
MIN_CLUSTER_SIZE = 10
MOST_FOR_LINKAGE = 10_000  # three matrices of (N, N): 1.7 GB, and half as much again while smoothing


@dataclass(frozen=True, eq=False)
class Clustering:
    """Groups of drawings.

    Args:
        labels: (N,) group of each drawing, −1 for those that belong to none; 0 is the largest group.
        probabilities: (N,) how strongly each belongs to its group, 0 to 1; 0 for those in none, 1 for those
            that somebody linked.
        map: (N, 2) place of each on a map on which neighbours are alike.
    """

    labels: np.ndarray
    probabilities: np.ndarray
    map: np.ndarray

    @property
    def count(self) -> int:
        """How many groups there are."""
        return int(self.labels.max(initial=-1)) + 1


def cluster(
    vectors: np.ndarray,
    *,
    method: Literal["hdbscan", "agglomerative"] = "hdbscan",
    seed: int = 0,
    dimensions: int = DIMENSIONS,
    min_cluster_size: int | None = None,
    min_samples: int = 1,
    threshold: float | None = None,
    center: float = 0.0,
    smoothing: int = 0,
    must_link: Iterable[tuple[int, int]] = (),
    cannot_link: Iterable[tuple[int, int]] = (),
    names: Sequence[str] | None = None,
) -> Clustering:
    """Group vectors; the same seed gives the same groups and the same map.

    Args:
        vectors: (N, D) unit rows.
        method: "hdbscan" finds dense regions after UMAP; "agglomerative" joins by average distance up to a
            threshold, as `Cast` does.
        seed: Of UMAP.
        dimensions: UMAP's, for HDBSCAN.
        min_cluster_size: Smaller groups are none, unless links made them. By default 10 for HDBSCAN as in
            the papers, less for under 200 drawings; 2 for agglomerative.
        min_samples: HDBSCAN's; higher calls more drawings outliers.
        threshold: For agglomerative: the distance at which joining stops, as an encoder's calibrated
            `cast_distance`.
        center: For agglomerative: share of the mean vector that is taken out of every vector; a calibrated
            threshold holds for the `center` and the `smoothing` that stand beside it.
        smoothing: For agglomerative: how many nearest drawings a vector is averaged with.
        must_link: Pairs of rows of one group. What looks like either comes along: with HDBSCAN both groups
            become one, with agglomerative what is near to either is joined.
        cannot_link: Pairs of rows that no group may hold both of; a group that would is parted, and each
            drawing goes where it looks like it belongs.
        names: (N,) what each drawing is called where links contradict each other; by default "row 3".

    Raises:
        ValueError: If a vector is not finite, the method is unknown, agglomerative has no threshold or too
            many vectors, or a link names a row that is not there or contradicts others.
    """
    labels, chances = group(
        vectors,
        method=method,
        seed=seed,
        dimensions=dimensions,
        min_cluster_size=min_cluster_size,
        min_samples=min_samples,
        threshold=threshold,
        center=center,
        smoothing=smoothing,
        must_link=must_link,
        cannot_link=cannot_link,
        names=names,
    )
    return Clustering(labels, chances, layout(vectors, seed=seed))


def group(
    vectors: np.ndarray,
    *,
    method: Literal["hdbscan", "agglomerative"] = "hdbscan",
    seed: int = 0,
    dimensions: int = DIMENSIONS,
    min_cluster_size: int | None = None,
    min_samples: int = 1,
    threshold: float | None = None,
    center: float = 0.0,
    smoothing: int = 0,
    must_link: Iterable[tuple[int, int]] = (),
    cannot_link: Iterable[tuple[int, int]] = (),
    names: Sequence[str] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """As `cluster`, without a map, which takes as long again.

    Returns:
        `labels` and `probabilities` of a `Clustering`.

    Raises:
        ValueError: As `cluster`.
    """
    vectors = _checked(vectors)
    must, cannot = _checked_links(len(vectors), must_link, cannot_link, names)
    if method == "hdbscan":
        size = min_cluster_size or max(2, min(MIN_CLUSTER_SIZE, len(vectors) // 20))
        labels, chances = hdbscan(reduced(vectors, dimensions, seed), size, min_samples)
        labels = honoured(labels, vectors, must, cannot)
    elif method == "agglomerative":
        if threshold is None:
            raise ValueError(
                "agglomerative clustering needs a threshold: the distance at which joining stops"
            )
        _refuse_many(vectors)
        distances = comic_distances(vectors, center=center, smoothing=smoothing)
        labels, chances = _agglomerative(distances, threshold, min_cluster_size or 2, must, cannot)
    else:
        raise ValueError(f"unknown clustering method {method!r}: there are hdbscan and agglomerative")
    chances = np.where(labels < 0, 0.0, chances)
    chances[np.array(must, dtype=int).ravel()] = 1.0
    return _largest_first(labels), chances


def layout(vectors: np.ndarray, *, seed: int = 0) -> np.ndarray:
    """Places on a map on which neighbours are alike, by UMAP; by principal components for very few.

    Args:
        vectors: (N, D).
        seed: Of UMAP.

    Returns:
        (N, 2) float32.
    """
    vectors = _checked(vectors)
    places = umap(vectors, 2, seed) if len(vectors) >= FEWEST_FOR_UMAP else _principal(vectors)
    return places.astype(np.float32)


def _checked(vectors: np.ndarray) -> np.ndarray:
    vectors = np.asarray(vectors, dtype=np.float32)
    if vectors.ndim != 2 or not len(vectors):
        raise ValueError(f"nothing to cluster: vectors of shape {vectors.shape} are not (N, D) with N > 0")
    if not np.isfinite(vectors).all():
        raise ValueError(f"vector {int((~np.isfinite(vectors)).any(axis=1).argmax())} is not finite")
    return vectors


def _checked_links(
    count: int, must_link: Iterable, cannot_link: Iterable, names: Sequence[str] | None
) -> tuple[Pairs, Pairs]:
    must, cannot = ([tuple(map(int, pair)) for pair in links] for links in (must_link, cannot_link))
    strangers = [row for pair in must + cannot for row in pair if not 0 <= row < count]
    if strangers:
        raise ValueError(f"a link names row {strangers[0]}, and there are {count} drawings")
    if chain := contradiction(count, must, cannot):
        raise ValueError(explained([f"row {row}" if names is None else names[row] for row in chain]))
    return must, cannot


def _principal(vectors: np.ndarray) -> np.ndarray:
    centered = vectors - vectors.mean(axis=0)
    _, scale, directions = np.linalg.svd(centered, full_matrices=False)
    places = np.zeros((len(vectors), 2), np.float32)
    shown = min(2, len(scale))
    places[:, :shown] = centered @ directions[:shown].T
    return places


def _refuse_many(vectors: np.ndarray) -> None:
    if len(vectors) > MOST_FOR_LINKAGE:
        raise ValueError(
            f"agglomerative clustering compares all pairs: {len(vectors)} vectors are more than"
            f" {MOST_FOR_LINKAGE}, take hdbscan"
        )


def _agglomerative(
    distances: np.ndarray, threshold: float, size: int, must: Pairs, cannot: Pairs
) -> tuple[np.ndarray, np.ndarray]:
    count = len(distances)
    parties = grouped(count, must)
    apart = pairs_apart(parties, cannot, [None] * count) if cannot else None
    labels = average_linkage(distances, allies=must, apart=apart).labels(threshold)
    member = np.eye(labels.max() + 1)[labels]
    sizes = member.sum(axis=0)[labels]
    mean = (distances @ member)[np.arange(count), labels] / np.maximum(sizes - 1, 1)
    linked = np.isin(labels, labels[np.array(must, dtype=int).ravel()])
    labels = np.where((sizes < size) & ~linked, -1, labels)
    return labels, np.clip(1 - mean / threshold, 0, 1)


def _largest_first(labels: np.ndarray) -> np.ndarray:
    """Groups numbered by size, those of one size by their first member; −1 stays."""
    groups, first, sizes = np.unique(labels[labels >= 0], return_index=True, return_counts=True)
    number = np.empty(len(groups), int)
    number[np.lexsort((first, -sizes))] = np.arange(len(groups))
    return np.array([number[np.searchsorted(groups, label)] if label >= 0 else -1 for label in labels], int)
