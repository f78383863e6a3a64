"""NT-Xent, the loss of SimCLR (Chen et al. 2020) that Identity-Aware SimCLR uses three times, and its form
for more than two views of a kind."""

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
    logits = (cosines(views, candidates) / temperature).masked_fill(itself, -torch.inf)
    partner = first + rows.roll(len(a))
    share = processes() if gather else 1
    return F.cross_entropy(logits, partner, reduction="sum") * share / max(len(candidates), 1)


def multi_positive_nt_xent(
    vectors: Tensor, labels: Tensor, temperature: float = 0.07, *, gather: bool = True
) -> Tensor:
    """NT-Xent where all vectors of one label are partners (Khosla et al. 2020, their loss "out").

    Each vector picks each of its partners among all others; the mean over its partners counts. A vector
    without a partner is a candidate only. With one partner each it equals `nt_xent`; several processes as
    there.

    Args:
        vectors: (n, D) of any length: they are normalised here.
        labels: (n,) int.
        temperature: τ.
        gather: Whether vectors of other processes are candidates too. Every process has to call then.

    Returns:
        Scalar; 0 where there is no pair.
    """
    views = F.normalize(vectors, dim=1)
    candidates, first = gather_rows(views) if gather else (views, 0)  # (N, D)
    everyone = gather_rows(labels)[0] if gather else labels  # (N,)
    rows = torch.arange(len(views), device=views.device)
    partners = labels[:, None] == everyone[None]
    partners[rows, first + rows] = False
    logits = cosines(views, candidates) / temperature  # (n, N)
    logits[rows, first + rows] = -torch.inf
    chosen = logits.log_softmax(1).masked_fill(~partners, 0).sum(1) / partners.sum(1).clamp(min=1)
    counts = everyone.unique(return_inverse=True, return_counts=True)
    paired = int((counts[2][counts[1]] > 1).sum())  # vectors with a partner, over all processes
    share = processes() if gather else 1
    return -chosen.sum() * share / max(paired, 1)


def cosines(a: Tensor, b: Tensor) -> Tensor:
    """(n, N) products of unit rows in full precision, since bfloat16 errs by 2⁻⁸ / τ in the logits."""
    with torch.autocast(a.device.type, enabled=False):
        return a.float() @ b.float().T if a.dtype in (torch.float16, torch.bfloat16) else a @ b.T
