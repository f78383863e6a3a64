"""Pseudo-labels of DeepCluster: features whitened, grouped by k-means, and drawn evenly from the groups.

Caron et al. 2018 ("Deep Clustering for Unsupervised Learning of Visual Features"), Sections 3.2 and 3.3 and
their implementation. What is as large as the data, features and whitened features, may be memory-mapped: no
function makes a copy of it.

Differs from Caron et al.: centres are found from a sample, so that memory is bounded. An empty group gets
half of the largest, cut across its principal axis, so that none is left empty; they move the largest one's
centre to either side, as faiss does with groups that are empty within the sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

AT_ONCE = 8192  # rows
SAMPLE = 65_536  # rows that covariances are estimated from, at most


@dataclass(frozen=True)
class Whitening:
    """What makes features of unit variance in every direction that is kept.

    Args:
        mean: (D,) float32.
        directions: (D, d) float32, those of the largest variance first.
    """

    mean: np.ndarray
    directions: np.ndarray

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        """(n, D) to (n, d) float32 of length 1."""
        white = (np.asarray(rows, np.float32) - self.mean) @ self.directions
        return white / np.maximum(np.linalg.norm(white, axis=1, keepdims=True), 1e-12)


def fit_whitening(features: np.ndarray, size: int, *, seed: int = 0) -> Whitening:
    """Principal components, each divided by its deviation.

    Args:
        features: (N, D), possibly memory-mapped.
        size: How many components; fewer where the features have no more that vary.
        seed: Of the rows that they are estimated from, where N is large.

    Raises:
        ValueError: If all rows are the same.
    """
    count, width = features.shape
    chosen = np.arange(count)
    if count > SAMPLE:
        chosen = np.sort(np.random.default_rng(seed).permutation(count)[:SAMPLE])
    total, products = np.zeros(width), np.zeros((width, width))
    for rows in _chunks(features, chosen):
        total += rows.sum(0, dtype=np.float64)
        products += rows.T @ rows
    mean = total / len(chosen)
    values, vectors = np.linalg.eigh(products / len(chosen) - np.outer(mean, mean))
    varying = values > 1e-6 * max(values[-1], 0) + 1e-12
    kept = np.flatnonzero(varying)[::-1][:size]
    if not len(kept):
        raise ValueError(f"{count} features that are all the same cannot be told apart")
    directions = vectors[:, kept] / np.sqrt(values[kept])
    return Whitening(mean.astype(np.float32), directions.astype(np.float32))


def whitened(features: np.ndarray, whitening: Whitening, out: np.ndarray | None = None) -> np.ndarray:
    """All features whitened.

    Args:
        features: (N, D), possibly memory-mapped.
        whitening: What `fit_whitening` gave.
        out: (N, d) float32 to write to, such as a memory-mapped file; None for a new array.
    """
    if out is None:
        out = np.empty((len(features), whitening.directions.shape[1]), np.float32)
    for start in range(0, len(features), AT_ONCE):
        out[start : start + AT_ONCE] = whitening(features[start : start + AT_ONCE])
    return out


def k_means(
    rows: np.ndarray, groups: int, *, rounds: int = 20, per_group: int = 64, threads: int = 1, seed: int = 0
) -> np.ndarray:
    """Groups of rows that are near each other, by faiss, which comes with the extra `train`.

    Centres are found from a sample that is held in memory, then every row goes to the nearest.

    Args:
        rows: (N, d) float32, possibly memory-mapped.
        groups: k.
        rounds: Of moving centres.
        per_group: Rows of the sample for each group, at most.
        threads: Of faiss.
        seed: Of the sample and of the start.

    Returns:
        (N,) int64, group of each row; some may be empty.

    Raises:
        ValueError: If there are fewer rows than groups.
    """
    import faiss

    if len(rows) < groups:
        raise ValueError(f"{len(rows)} faces cannot be put into {groups} groups")
    sample = np.random.default_rng(seed).permutation(len(rows))[: groups * per_group]
    faiss.omp_set_num_threads(threads)
    limits = {"min_points_per_centroid": 1, "max_points_per_centroid": per_group}
    model = faiss.Kmeans(rows.shape[1], groups, niter=rounds, seed=seed, **limits)
    model.train(np.asarray(rows[np.sort(sample)], np.float32))
    labels = np.empty(len(rows), np.int64)
    for start in range(0, len(rows), AT_ONCE):
        chunk = np.ascontiguousarray(rows[start : start + AT_ONCE], np.float32)
        labels[start : start + AT_ONCE] = model.index.search(chunk, 1)[1][:, 0]
    return labels


def without_empty(labels: np.ndarray, rows: np.ndarray, groups: int) -> tuple[np.ndarray, int]:
    """Each empty group gets half of what is then the largest, cut at the median of its principal axis.

    Args:
        labels: (N,) groups, 0 to `groups` - 1.
        rows: (N, d).
        groups: How many there should be, at most N.

    Returns:
        (N,) labels of which every group has some, and how many had none.

    Raises:
        ValueError: If there are fewer rows than groups.
    """
    if len(rows) < groups:
        raise ValueError(f"{len(rows)} faces cannot fill {groups} groups")
    labels = labels.copy()
    sizes = np.bincount(labels, minlength=groups)
    empty = np.flatnonzero(sizes == 0)
    for group in empty:
        largest = int(sizes.argmax())
        members = np.flatnonzero(labels == largest)
        moved = members[_outer_half(np.asarray(rows[members], np.float32))]
        labels[moved] = group
        sizes[[largest, group]] = len(members) - len(moved), len(moved)
    return labels, len(empty)


def evenly_drawn(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(N,) rows in which every group that has any comes about equally often (Caron et al., Section 3.3).

    Those of a group come once each before any comes again.

    Args:
        labels: (N,) groups.
        rng: Of the draw.
    """
    order = rng.permutation(len(labels))
    order = order[np.argsort(labels[order], kind="stable")]  # by group, within a group by chance
    starts, sizes = np.unique(labels[order], return_index=True, return_counts=True)[1:]
    share = -(-len(labels) // len(starts))
    places = starts[:, None] + np.arange(share) % sizes[:, None]  # (groups, share)
    return rng.permutation(order[places.ravel()])[: len(labels)]


def _outer_half(rows: np.ndarray) -> np.ndarray:
    """Which of (n, d) rows, n > 1, lie farthest along their principal axis: half of them, rounded down."""
    centred = rows - rows.mean(0)
    axis = np.linalg.eigh(centred.T @ centred)[1][:, -1]
    return np.argsort(centred @ axis, kind="stable")[-(len(rows) // 2) :]


def _chunks(features: np.ndarray, chosen: np.ndarray) -> Iterator[np.ndarray]:
    for start in range(0, len(chosen), AT_ONCE):
        yield np.asarray(features[chosen[start : start + AT_ONCE]], np.float32)
