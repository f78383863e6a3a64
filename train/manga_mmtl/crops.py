"""Random crops and rotations of faces (Section 3.5), drawn beforehand.

What a face gets in an epoch depends on the seed, the epoch and the face alone: neither on the batch it is in,
nor on the process, nor on whether the run was stopped.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F


@dataclass(frozen=True)
class Draws:
    """What is drawn for N faces in an epoch, each number between 0 and 1.

    Args:
        place: (N, 2) of the crop, from left and from above.
        turn: (N,) of the rotation, to the left below a half.
        part: (N,) which part is hidden, if any.
    """

    place: np.ndarray
    turn: np.ndarray
    part: np.ndarray


def draws(count: int, seed: int, epoch: int) -> Draws:
    """Draw for an epoch."""
    numbers = np.random.default_rng((seed, epoch, 1)).random((count, 4), dtype=np.float32)
    return Draws(numbers[:, :2], numbers[:, 2], numbers[:, 3])


def cropped(images: Tensor, side: int, place: np.ndarray, turn: np.ndarray, rotation: float) -> Tensor:
    """Cut a square from each image, and turn it, by one resampling; beyond the border its pixels go on.

    Args:
        images: (n, 3, U, U) float.
        side: Of the crop, in pixels of the image.
        place: (n, 2) as in `Draws`.
        turn: (n,) as in `Draws`.
        rotation: Largest angle in degrees.

    Returns:
        (n, 3, side, side)
    """
    share = side / images.shape[-1]
    if share == 1 and not rotation:
        return images
    angle = torch.from_numpy(turn).to(images.device) * 2 - 1
    angle = angle * math.radians(rotation)
    centre = (torch.from_numpy(place).to(images.device) * 2 - 1) * (1 - share)
    turned = torch.stack([angle.cos(), -angle.sin(), angle.sin(), angle.cos()], 1).view(-1, 2, 2)
    frame = torch.cat([turned * share, centre[..., None]], 2)
    grid = F.affine_grid(frame, [len(images), 3, side, side], align_corners=False)
    return F.grid_sample(images, grid, padding_mode="border", align_corners=False)


def middle(images: Tensor, side: int) -> Tensor:
    """(n, 3, U, U) to the (n, 3, side, side) that the processor keeps."""
    start = (images.shape[-1] - side) // 2
    return images[..., start : start + side, start : start + side]
