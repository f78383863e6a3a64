"""One picture looked at in several ways, for vectors that depend less on how it was cut."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F


def look(images: Tensor, zoom: float, side: int) -> Tensor:
    """(n, 3, H, W) seen `zoom` times as near, mirrored where `side` is -1; the border goes on outside."""
    if zoom == 1:
        return images if side == 1 else images.flip(-1)
    frame = images.new_tensor([[side / zoom, 0, 0], [0, 1 / zoom, 0]]).expand(len(images), 2, 3)
    grid = F.affine_grid(frame, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, padding_mode="border", align_corners=False)
