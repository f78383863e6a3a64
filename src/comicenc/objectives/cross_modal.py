"""Contrast between two modalities: which text belongs to this picture, and which picture to this text.

The loss of Zero-Shot Music Retrieval For Japanese Manga (§2) is AudioCLIP's: the cross entropies of both
directions, added. Its texts are labels, seven moods or twelve genres, so that a batch holds the same text
many times over; the multi-positive variant takes all that share a label for partners. Where the texts of a
label are all one text, as in the paper, both losses are equal, in value and in gradient: to pick one of equal
partners is to pick each. They differ where a label is said in several ways, and between pictures and music.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from .gather import gather as gather_rows
from .gather import processes
from .nt_xent import cosines


def symmetric_contrastive(
    a: Tensor, b: Tensor, scale: Tensor | float, *, weights: Tensor | None = None, gather: bool = True
) -> Tensor:
    """Each row of either side has to pick its partner among all rows of the other.

    With several processes the rows of all are the candidates, and each holds the part of the loss that its
    own rows have, as `nt_xent` does.

    Args:
        a: (n, D) unit rows of one modality.
        b: (n, D) unit rows of the other; those of one index are partners.
        scale: What cosines are multiplied by, 1 / τ.
        weights: (n,) of the pairs; None where all count the same.
        gather: Whether rows of other processes are candidates too. Every process has to call then.

    Returns:
        Scalar: the mean over the pairs of one direction plus that of the other, not halved.
    """
    return multi_positive_contrastive(a, b, scale, None, weights=weights, gather=gather)


def multi_positive_contrastive(
    a: Tensor,
    b: Tensor,
    scale: Tensor | float,
    labels: Tensor | None,
    *,
    weights: Tensor | None = None,
    gather: bool = True,
) -> Tensor:
    """As `symmetric_contrastive`, but all rows of one label are partners.

    Each row picks each of its partners; the mean over them counts, the loss "out" of Khosla et al. (2020).
    Where no label occurs twice it is `symmetric_contrastive`.

    Args:
        a: (n, D) unit rows of one modality.
        b: (n, D) unit rows of the other.
        scale: What cosines are multiplied by.
        labels: (n,) int, of the pairs; None where each has its own.
        weights: (n,) of the pairs; None where all count the same.
        gather: Whether rows of other processes are candidates too. Every process has to call then.

    Returns:
        Scalar, not halved.

    Raises:
        ValueError: If the sides do not pair up.
    """
    if a.shape != b.shape:
        raise ValueError(f"{len(a)} rows of one modality and {len(b)} of the other are no pairs")
    weights = torch.ones_like(a[:, 0]) if weights is None else weights
    (all_a, first), (all_b, _), (everyone, _) = (
        gather_rows(rows) if gather else (rows, 0) for rows in (a, b, weights)
    )
    if labels is None:
        partners = F.one_hot(first + torch.arange(len(a), device=a.device), len(all_a)).to(a.dtype)
    else:
        every_label = gather_rows(labels)[0] if gather else labels
        partners = (labels[:, None] == every_label[None]).to(a.dtype)
        partners = partners / partners.sum(1, keepdim=True)
    surprise = sum(
        F.cross_entropy(scale * cosines(rows, candidates), partners, reduction="none")
        for rows, candidates in ((a, all_b), (b, all_a))
    )
    share = processes() if gather else 1
    return (weights * surprise).sum() * share / everyone.sum()
