"""Whether a view finds its partner within a batch (Identity-Aware SimCLR, Table 3)."""

from __future__ import annotations

import numpy as np


def partner_positions(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """At which place each of 2N views finds its partner among the 2N - 1 others, by cosine similarity.

    A view as similar as the partner counts as nearer, so that vectors which are all alike score worst.

    Args:
        a: (N, D) one view of each instance.
        b: (N, D) the other.

    Returns:
        (2N,) places from 1 on, first those of `a`.
    """
    views = np.concatenate([a, b]).astype(np.float32)
    views /= np.maximum(np.linalg.norm(views, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    similarities = views @ views.T
    rows = np.arange(len(views))
    partner = np.roll(rows, len(a))
    target = similarities[rows, partner].copy()
    similarities[rows, rows] = similarities[rows, partner] = -np.inf
    return 1 + (similarities >= target[:, None]).sum(1)


def in_batch_metrics(a: np.ndarray, b: np.ndarray) -> dict[str, float]:
    """Top-1, top-5 and mean position of the partner; all rows are one batch.

    Args:
        a: (N, D) one view of each instance.
        b: (N, D) the other.

    Returns:
        `top1`, `top5` from 0 to 1, `mean_position` from 1 on.

    Raises:
        ValueError: If there is no row, or not as many in both.
    """
    if len(a) != len(b) or not len(a):
        raise ValueError(f"{len(a)} and {len(b)} views are not pairs")
    positions = partner_positions(a, b)
    return {
        "top1": float((positions == 1).mean()),
        "top5": float((positions <= 5).mean()),
        "mean_position": float(positions.mean()),
    }
