"""Dense regions among vectors: UMAP to few dimensions, then HDBSCAN."""

from __future__ import annotations

import numpy as np

NEIGHBORS = 15  # UMAP's own default
FEWEST_FOR_UMAP = 20  # below, a graph of neighbours says no more than the distances do


def reduced(vectors: np.ndarray, dimensions: int, seed: int) -> np.ndarray:
    """(N, `dimensions`) by UMAP; the vectors themselves where they are few or as narrow."""
    if len(vectors) < FEWEST_FOR_UMAP or vectors.shape[1] <= dimensions:
        return vectors
    return umap(vectors, min(dimensions, len(vectors) - 2), seed)  # its spectral start needs two rows more


def umap(vectors: np.ndarray, dimensions: int, seed: int) -> np.ndarray:
    """(N, `dimensions`) float32; one thread, as the library can only then repeat itself."""
    from umap import UMAP

    neighbors = min(NEIGHBORS, len(vectors) - 1)
    model = UMAP(n_components=dimensions, n_neighbors=neighbors, random_state=seed, n_jobs=1)
    return model.fit_transform(vectors)


def hdbscan(rows: np.ndarray, size: int, min_samples: int) -> tuple[np.ndarray, np.ndarray]:
    """Groups of at least `size` rows, −1 for what is in none, and how strongly each row belongs."""
    from hdbscan import HDBSCAN

    if len(rows) <= max(size, min_samples):  # the library needs more points than that
        return np.full(len(rows), -1), np.zeros(len(rows))
    model = HDBSCAN(min_cluster_size=size, min_samples=min_samples, core_dist_n_jobs=1)
    return model.fit_predict(rows.astype(np.float64)), model.probabilities_
