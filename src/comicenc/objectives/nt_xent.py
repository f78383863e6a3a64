"""NT-Xent, the loss of SimCLR (Chen et al. 2020) that Identity-Aware SimCLR uses three times."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from .gather import gather as gather_rows
from .gather import processes


def nt_xent(a: Tensor, b: Tensor, temperature: float = 0.07, *, gather: bool = True) -> Tensor:
    """Normalised-temperature cross entropy: each of 2N views must pick its partner among the 2N - 1 others.

    With several processes the views of all are the candidates, and each process holds the part of the loss
    that its own views have, times the number of processes: the mean over processes of the values is the loss
    of one process that holds all views, and so is DistributedDataParallel's mean of the gradients. Only a
    process's own rows of the similarity matrix are held, (2n, 2N).

    Args:
        a: (n, D) projections of one view of each instance, of any length: they are normalised here.
        b: (n, D) projections of the other view.
        temperature: τ; the paper's is 0.07 (Appendix E.2).
        gather: Whether views of other processes are candidates too. Every process has to call then.

    Returns:
        Scalar; 0 where there is no view at all.
    """
    if a.shape != b.shape:
        raise ValueError(f"two views of the same instances differ in shape: {list(a.shape)}, {list(b.shape)}")
    views = F.normalize(torch.cat([a, b]), dim=1)  # (2n, D)
    candidates, first = gather_rows(views) if gather else (views, 0)  # (2N, D)
    rows = torch.arange(len(views), device=views.device)
    itself = torch.zeros(len(views), len(candidates), dtype=torch.bool, device=views.device)
    itself[rows, first + rows] = True
    logits = (views @ candidates.T / temperature).masked_fill(itself, -torch.inf)
    partner = first + rows.roll(len(a))
    share = processes() if gather else 1
    return F.cross_entropy(logits, partner, reduction="sum") * share / max(len(candidates), 1)
