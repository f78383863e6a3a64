"""Where motifs are, and a shape that several have."""

from __future__ import annotations

import numpy as np

WING = np.array([(0, 0), (0.5, -0.9), (1.1, -0.7), (0.9, 0.05), (0.7, 0.6), (0.2, 0.5)])


def off_middle(rng: np.random.Generator, wide: float) -> float:
    """A place along a panel of this width, off its middle."""
    share = rng.uniform(0.02, 0.26)
    return wide * (share if rng.random() < 0.5 else 1 - share)
