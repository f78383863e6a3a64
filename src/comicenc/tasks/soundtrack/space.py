"""The space that pictures and music share, in which each kind has a place of its own.

Vectors of one modality lie close together and far from those of another (Liang et al. 2022, "Mind the Gap"),
so that cosines between modalities say more of the modalities than of what is meant. Each modality's mean is
taken away before anything is compared.
"""

from __future__ import annotations

import numpy as np

_LEAST = 1e-6  # a vector that is nothing but its modality's mean has no direction


def centred(vectors: np.ndarray, centre: np.ndarray | None) -> np.ndarray:
    """Vectors without what their whole modality has in common.

    Args:
        vectors: (..., D) rows.
        centre: (D,), the mean of their modality; None leaves them as they are.

    Returns:
        (..., D) float32, unit rows; zero where a vector is the centre.
    """
    moved = vectors if centre is None else vectors - centre
    length = np.linalg.norm(moved, axis=-1, keepdims=True)
    return (moved / np.where(length > _LEAST, length, np.inf)).astype(np.float32)


def modality_gap(a: np.ndarray, b: np.ndarray) -> float:
    """How far two modalities lie apart: the distance of their means (Liang et al. 2022), 0 to 2.

    Args:
        a: (N, D) unit rows of one modality.
        b: (M, D) unit rows of another.
    """
    return float(np.linalg.norm(a.mean(axis=0) - b.mean(axis=0)))
