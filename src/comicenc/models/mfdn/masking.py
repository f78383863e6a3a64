"""Which tags are hidden while MFDN trains, and how many at which step (Sections IV.B.5 and IV.B.6)."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from .configuration_mfdn import MASK, PAD

IGNORED = -100  # the label that cross entropy leaves out


def mask_ratio(step: int, steps: int) -> float:
    """Share of the tags that are hidden (Equation 7): from 0 to 1 along a cosine, held at 1 after half.

    Args:
        step: s_cur, from 0.
        steps: s_all.
    """
    if 2 * step >= steps:
        return 1.0
    return 1 - max(0.0, (1 + math.cos(2 * step / steps * math.pi)) / 2)


def mask_tags(
    input_ids: Tensor, ratio: float | Tensor, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    """Hide a share of each row's tags, chosen at random; special tokens are never hidden.

    Of k tags ratio · k are hidden; the fraction decides by chance between the numbers above and below.

    Args:
        input_ids: (B, L).
        ratio: From 0 to 1; or (B, 1), one for each row.
        generator: Of the random numbers, on the device of the ids.

    Returns:
        (B, L) bool, True for tokens that are still seen, which is the model's `attention_mask`; and (B, L)
        the ids of hidden tags, -100 elsewhere, its `masked_labels`.
    """
    tags = input_ids > MASK
    draw = torch.rand(input_ids.shape, generator=generator, device=input_ids.device)
    chance = torch.rand((len(input_ids), 1), generator=generator, device=input_ids.device)
    count = (ratio * tags.sum(1, keepdim=True) + chance).floor()
    rank = draw.masked_fill(~tags, 2).argsort(1).argsort(1)
    hidden = tags & (rank < count)
    seen = (input_ids != PAD) & (input_ids != MASK) & ~hidden
    return seen, input_ids.masked_fill(~hidden, IGNORED)


__all__ = ["mask_ratio", "mask_tags"]
