"""Many numbers to few, such that inner products stay about what they were."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional as F


def randomly_projected(rows: Tensor, size: int, seed: int) -> Tensor:
    """Sums of numbers drawn without replacement, each with a random sign (feature hashing, Weinberger 2009).

    A dense matrix for the 3.2 million numbers of VGG16's first block would be gigabytes.

    Args:
        rows: (B, D).
        size: How many numbers are left of each row.
        seed: Of the draw; the same one draws the same everywhere.

    Returns:
        (B, size), or `rows` where D is not larger. Expected inner products are those of `rows`.
    """
    count = rows.shape[1]
    if count <= size:
        return rows
    order, signs = _draw(count, size, seed)
    signed = rows * signs.to(rows)
    return F.pad(signed, (0, 1))[:, order.to(rows.device)].view(len(rows), -1, size).sum(1)


@lru_cache(maxsize=8)
def _draw(count: int, size: int, seed: int) -> tuple[Tensor, Tensor]:
    """Places of the numbers, in rows of `size` that are summed, `count` being that of a zero; and signs."""
    generator = torch.Generator().manual_seed(seed)
    order = torch.full((-(-count // size) * size,), count)
    order[:count] = torch.randperm(count, generator=generator)
    return order, torch.randint(0, 2, (count,), generator=generator) * 2 - 1
