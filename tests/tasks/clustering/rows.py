"""Vectors of drawings of which it is known who is on them."""

from __future__ import annotations

import numpy as np


def rows_of(sizes: list[int], noise: float = 0.15, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """(N, 64) unit rows about a random direction a character, and (N,) who each is."""
    rng = np.random.default_rng(seed)
    truth = np.repeat(np.arange(len(sizes)), sizes)
    rows = rng.normal(size=(len(sizes), 64))[truth] + noise * rng.normal(size=(len(truth), 64))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), truth
