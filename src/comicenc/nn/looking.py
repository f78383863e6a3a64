"""One picture looked at in several ways, for vectors that depend less on how it was cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def look(images: Tensor, zoom: float, side: int) -> Tensor:
    """(n, 3, H, W) seen `zoom` times as near, mirrored where `side` is -1; the border goes on outside."""
    if zoom == 1:
        return images if side == 1 else images.flip(-1)
    frame = images.new_tensor([[side / zoom, 0, 0], [0, 1 / zoom, 0]]).expand(len(images), 2, 3)
    grid = F.affine_grid(frame, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, padding_mode="border", align_corners=False)


def looks(zooms: Sequence[float], mirrored: bool) -> list[tuple[float, int]]:
    """The ways to look at a picture, for `pooled`: each zoom, and each mirrored too where asked."""
    return [(zoom, side) for zoom in zooms for side in (1, -1)[: 1 + mirrored]]


def pooled(backbone: nn.Module, images: Tensor, ways: Iterable[tuple[float, int]] = ((1, 1),)) -> Tensor:
    """Vectors of pictures, each a mean over the ways of looking at it.

    Args:
        backbone: A transformers image model.
        images: (n, 3, H, W).
        ways: Zoom and side of each look.

    Returns:
        (n, W): what the backbone pools, or the mean over its tokens where it pools nothing.
    """
    return torch.stack([_pooled_once(backbone, look(images, *way)) for way in ways]).mean(0)


def _pooled_once(backbone: nn.Module, images: Tensor) -> Tensor:
    output = backbone(pixel_values=images)
    if output.get("pooler_output") is not None:
        return output.pooler_output.flatten(1)  # (n, E, 1, 1) of a ResNet, (n, E) of a ViT
    return output.last_hidden_state.mean(1)
