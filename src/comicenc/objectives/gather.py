"""Rows of all processes as one batch, with gradients.

torch's own differentiable `all_gather` is deprecated since 2.13 and its successor private, so the two
collectives it is made of are used here.
"""

from __future__ import annotations

import torch
import torch.distributed as distributed
from torch import Tensor


def processes() -> int:
    """How many processes train together; 1 where torch.distributed is not initialised."""
    return distributed.get_world_size() if distributed.is_available() and distributed.is_initialized() else 1


def gather(rows: Tensor) -> tuple[Tensor, int]:
    """Rows of every process in the order of their ranks, and the index at which this process's begin.

    Processes may hold different numbers of rows, none included. Going back, each process receives the sum
    over all processes of the gradients of its rows. So where every process computes the same loss of all
    rows, or its share of it times the number of processes, DistributedDataParallel's mean over processes is
    the gradient of that loss.

    Args:
        rows: (n, …); n may differ between processes, the rest may not.

    Returns:
        (N, …) with N the sum of all n, and the start of this process's rows; `rows` and 0 for one process.
    """
    if processes() == 1:
        return rows, 0
    counts = [torch.zeros(1, dtype=torch.long, device=rows.device) for _ in range(processes())]
    distributed.all_gather(counts, torch.tensor([len(rows)], device=rows.device))
    lengths = [int(count) for count in counts]
    padding = rows.new_zeros(max(lengths) - len(rows), *rows.shape[1:])
    padded = _AllGather.apply(torch.cat([rows, padding]))  # (processes, max n, …)
    everyone = torch.cat([part[:length] for part, length in zip(padded, lengths, strict=True)])
    return everyone, sum(lengths[: distributed.get_rank()])


class _AllGather(torch.autograd.Function):
    @staticmethod
    def forward(context, rows: Tensor) -> Tensor:
        parts = [torch.empty_like(rows) for _ in range(processes())]
        distributed.all_gather(parts, rows.contiguous())
        return torch.stack(parts)

    @staticmethod
    def backward(context, gradient: Tensor) -> Tensor:
        gradient = gradient.clone(memory_format=torch.contiguous_format)
        distributed.all_reduce(gradient)
        return gradient[distributed.get_rank()]
