"""Classes told apart by angle, each with a margin around it (CosFace, Wang et al. 2018)."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F


def cosine_margin(
    rows: Tensor, weights: Tensor, labels: Tensor, *, margin: float = 0.15, scale: float = 20.0
) -> Tensor:
    """Cross entropy of scaled cosines, that of the right class lessened by a margin.

    Args:
        rows: (B, W) features, of any length.
        weights: (C, W) a vector for each class, of any length.
        labels: (B,) classes.
        margin: m of Equation 4.
        scale: s.

    Returns:
        Scalar: the mean over the rows.
    """
    cosines = F.normalize(rows.float(), dim=1) @ F.normalize(weights.float(), dim=1).T
    lessened = cosines - margin * F.one_hot(labels, len(weights))
    return F.cross_entropy(scale * lessened, labels)
