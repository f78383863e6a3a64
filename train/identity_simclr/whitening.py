"""The identity layer in closed form: linear discriminant analysis of frozen features.

Directions in which drawings of one identity differ count less, those in which identities differ more. A
missing part is taken for the average one, so that vectors of a face, of a body and of both are comparable.

Differs from the paper: its identity layer is trained by metric learning (Appendix F.6).
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from comicenc.models.identity_simclr import IdentitySimCLRModel
from train.identity_simclr.crops import Crops

AT_ONCE = 256


@torch.no_grad()
def fit_identity(
    model: IdentitySimCLRModel,
    crops: Crops,
    rows: np.ndarray,
    labels: np.ndarray,
    prepare: nn.Module,
    device: torch.device,
    shrinkage: float,
    face_share: float = 0.5,
) -> None:
    """Set the identity layer and the padding of missing parts from features of known identities.

    Args:
        model: In evaluation mode, with fusion "sum" or "coefficient_sum", and trainable padding.
        crops: Pixels.
        rows: (N,) instances to fit on.
        labels: (N,) who they are.
        prepare: Brings pixels to what the model takes.
        device: Where the model lies.
        shrinkage: Added to the scatter within identities, as a share of its mean.
        face_share: Weight of the face, the body having the rest, where the fusion has weights.

    Raises:
        ValueError: If the model's fusion leaves no room for it.
    """
    if model.config.fusion not in ("sum", "coefficient_sum") or not model.config.trainable_padding:
        raise ValueError("the identity layer can be fitted for a sum of parts with trainable_padding only")
    features, present = _features(model, crops, rows, prepare, device)
    means = torch.stack([part[there].mean(0) for part, there in zip(features, present, strict=True)])
    centred = torch.cat(
        [part[there] - mean for part, there, mean in zip(features, present, means, strict=True)]
    )
    who = torch.from_numpy(np.concatenate([labels[there.numpy()] for there in present]))
    directions = discriminant(centred, who, model.config.identity_dim, shrinkage)  # (identity_dim, W)
    model.fusion.padding.copy_(means[:, None])
    model.identity.weight.copy_(directions)
    weights = torch.ones(2, 1, dtype=means.dtype)
    if model.config.fusion == "coefficient_sum":
        weights = torch.tensor([[face_share], [1 - face_share]], dtype=means.dtype)
        model.fusion.weights.copy_(weights.log()[:, None])
    model.identity.bias.copy_(-directions @ (weights * means).sum(0))


def discriminant(centred: Tensor, labels: Tensor, size: int, shrinkage: float) -> Tensor:
    """Directions that whiten the scatter within classes, those of most scatter between classes first.

    Args:
        centred: (N, W) float64.
        labels: (N,) int.
        size: How many directions, at most W.
        shrinkage: Added to the within-class scatter, as a share of the mean of its eigenvalues.

    Returns:
        (size, W) float64
    """
    _, index, counts = labels.unique(return_inverse=True, return_counts=True)
    means = centred.new_zeros(len(counts), centred.shape[1]).index_add_(0, index, centred) / counts[:, None]
    within = centred - means[index]
    values, vectors = torch.linalg.eigh(within.T @ within / len(within))
    white = vectors * (values.clamp(min=0) + shrinkage * values.mean()).rsqrt()  # (W, W)
    between = means @ white
    order = torch.linalg.eigh(between.T @ between / len(between))[1].flip(1)[:, :size]
    return (white @ order).T


def _features(
    model: IdentitySimCLRModel, crops: Crops, rows: np.ndarray, prepare: nn.Module, device: torch.device
) -> tuple[Tensor, Tensor]:
    """(2, N, W) float64 and (2, N) bool, on the CPU."""
    features, present = [], []
    for start in range(0, len(rows), AT_ONCE):
        faces, bodies, has_face, has_body = crops.batch(rows[start : start + AT_ONCE], device)
        parts = model.encode_parts(prepare(faces), prepare(bodies), has_face, has_body)
        features.append(parts.features.double().cpu())
        present.append(parts.present.cpu())
    return torch.cat(features, 1), torch.cat(present, 1)
