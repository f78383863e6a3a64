"""Where each instance stands on the map: near what looks like it, and not on top of it."""

from __future__ import annotations

import numpy as np

WIDTH, HEIGHT = 1000.0, 640.0
LARGEST, SMALLEST = 27.0, 4.0  # radius of a dot
GUTTER = 26.0  # round the dots, for names
ROUNDS = 120
MOST_NEIGHBOURS = 3000  # t-SNE of so many takes about 20 s on one core


def dot_radius(count: int) -> float:
    """Radius at which `count` dots cover a quarter of the map."""
    return float(np.clip((WIDTH * HEIGHT / 4 / np.pi / max(count, 1)) ** 0.5, SMALLEST, LARGEST))


def place(vectors: np.ndarray, *, seed: int = 0) -> np.ndarray:
    """Lay unit vectors out on the map by t-SNE, then push dots apart where they overlap.

    More than 3,000 vectors, and fewer than 8, are laid out by their two principal components instead.

    Args:
        vectors: (N, D) unit rows.

    Returns:
        (N, 2) centres, x from 0 to `WIDTH` and y from 0 to `HEIGHT`; the same for the same vectors and seed.
    """
    return spread(_flattened(vectors, seed))


def spread(flat: np.ndarray) -> np.ndarray:
    """Stretch (N, 2) places over the map and push dots apart where they overlap; gives what `place` does."""
    radius = dot_radius(len(flat))
    low = np.array([radius + GUTTER, radius + GUTTER])
    high = np.array([WIDTH, HEIGHT]) - low
    return _apart(_stretched(flat, low, high), radius, low, high)


def _flattened(vectors: np.ndarray, seed: int) -> np.ndarray:
    count = len(vectors)
    centred = vectors - vectors.mean(0) if count else vectors
    if not 8 <= count <= MOST_NEIGHBOURS:
        left, strength, _ = np.linalg.svd(centred.astype(np.float64), full_matrices=False)
        return np.pad((left * strength)[:, :2], ((0, 0), (0, max(0, 2 - min(left.shape[1], 2)))))
    from sklearn.manifold import TSNE

    perplexity = min(30.0, (count - 1) / 3)
    tsne = TSNE(2, perplexity=perplexity, init="pca", max_iter=500, random_state=seed)
    return tsne.fit_transform(centred.astype(np.float32))


def _stretched(flat: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    if not len(flat):
        return np.zeros((0, 2))
    start, span = flat.min(0), np.ptp(flat, axis=0)
    unit = np.where(span > 1e-9, (flat - start) / np.maximum(span, 1e-9), 0.5)
    return low + unit * (high - low)


def _apart(flat: np.ndarray, radius: float, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    from scipy.spatial import KDTree

    # Equal vectors need a direction to part in.
    flat = flat + np.random.default_rng(0).normal(0, 1e-3, flat.shape)
    for _ in range(ROUNDS):
        first, second = KDTree(flat).query_pairs(2 * radius, output_type="ndarray").T
        gap = flat[first] - flat[second]
        distance = np.linalg.norm(gap, axis=1, keepdims=True) + 1e-9
        push = 0.25 * gap / distance * (2 * radius - distance)
        np.add.at(flat, first, push)
        np.add.at(flat, second, -push)
        flat = np.clip(flat, low, high)
    return flat
