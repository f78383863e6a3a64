"""Augmentations of batches of crops, on the device where the batch lies.

Appendix E.1 of Identity-Aware SimCLR names the steps of its Algorithms 1 and 2 in a sentence each; the
numbers here are SimCLR's for the strong one and albumentations' defaults for the weak one.

Differs from the paper: the jitter of colours is one affine map of RGB a picture, in a fixed order, and
turns hues by rotating the plane of chroma; through HSV, as usual, it costs more than a small network on a
CPU. The resizing and padding that Algorithm 2 begins with is the processor's. Its "various blur techniques"
are Gaussian and motion blur; box and median filters alone would take as long as all else.
"""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import kornia.augmentation as kornia
import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F

if TYPE_CHECKING:
    from transformers import ProcessorMixin

LUMA = torch.tensor([0.299, 0.587, 0.114])
PIXELS = 320 * 32**2  # at a time, so that what is between the steps stays in the cache of a CPU


class Scaled(nn.Sequential):
    """uint8 in, the model's normalised floats out, with steps on [0, 1] between."""

    def __init__(self, mean: list[float], std: list[float], *steps: nn.Module) -> None:
        super().__init__(*steps)
        self.register_buffer("mean", torch.tensor(mean)[:, None, None])
        self.register_buffer("std", torch.tensor(std)[:, None, None])

    @torch.no_grad()
    def forward(self, images: Tensor) -> Tensor:
        """(B, 3, H, W) uint8 to floats of the same shape."""
        result = torch.empty(images.shape, device=images.device, memory_format=torch.channels_last)
        count = max(PIXELS // (images.shape[-2] * images.shape[-1]), 1)
        for start in range(0, len(images), count):
            chunk = super().forward(images[start : start + count].float().contiguous() / 255)
            result[start : start + count] = (chunk - self.mean) / self.std
        return result


def plain(mean: list[float], std: list[float]) -> Scaled:
    """No augmentation: what the processor gives."""
    return Scaled(mean, std)


def strong(size: int, mean: list[float], std: list[float]) -> Scaled:
    """Algorithm 1: flip, resized crop, colours, grey, blur, normalisation."""
    return Scaled(
        mean,
        std,
        kornia.RandomHorizontalFlip(p=0.5),
        kornia.RandomResizedCrop((size, size), scale=(0.2, 1.0)),
        ColourJitter(0.8, brightness=0.8, contrast=0.8, saturation=0.8, hue=0.2),
        kornia.RandomGrayscale(p=0.2),
        kornia.RandomGaussianBlur(_odd(size / 10), (0.1, 2.0), p=0.5),
    )


def weak(size: int, mean: list[float], std: list[float]) -> Scaled:
    """Algorithm 2: seldom a resized crop; flip, shift, scale, rotation, blurs, grey, normalisation."""
    return Scaled(
        mean,
        std,
        kornia.RandomResizedCrop((size, size), scale=(0.5, 1.0), p=0.3),
        kornia.RandomHorizontalFlip(p=0.5),
        kornia.RandomAffine(15.0, (0.0625, 0.0625), (0.9, 1.1), p=0.5),
        kornia.RandomGaussianBlur(_odd(size / 20), (0.1, 1.0), p=0.1),
        kornia.RandomMotionBlur(3, 45.0, 0.5, p=0.1),
        kornia.RandomGrayscale(p=0.1),
    )


def drawn(mean: list[float], std: list[float], strength: float = 1.0) -> Scaled:
    """What lies between a clean drawing and a crop of a scanned or compressed page, `strength` times."""
    if not strength:
        return plain(mean, std)
    share = min(strength, 1.0)
    return Scaled(
        mean,
        std,
        Wear(0.35 * share),
        Warp(crop=0.45 * share, turn=12.0 * strength, shift=0.06 * strength),
        ColourJitter(0.8 * share, brightness=0.3, contrast=0.3, saturation=0.4, hue=0.025, tint=0.1),
        kornia.RandomGrayscale(p=0.08 * share),
        kornia.RandomGaussianBlur((5, 5), (0.3, 1.3), p=0.15 * share),
        Erasing(0.3 * share),
    )


class Views:
    """Strong and weak augmentations of faces and bodies, at the processor's sizes.

    Args:
        processor: Whose sizes, mean and deviation are used.
        device: Where pictures lie.
    """

    def __init__(self, processor: ProcessorMixin, device: torch.device) -> None:
        image = processor.image_processor
        self.device = device
        self._strong, self._weak = (
            {
                part: make(size, image.image_mean, image.image_std).to(device)
                for part, size in (("face", image.face_size), ("body", image.body_size))
            }
            for make in (strong, weak)
        )

    def strong(self, part: str, images: Tensor) -> Tensor:
        """(n, 3, S, S) uint8 to normalised floats."""
        return self._strong[part](images)

    def weak(self, part: str, images: Tensor) -> Tensor:
        """(n, 3, S, S) uint8 to normalised floats."""
        return self._weak[part](images)


def _odd(side: float) -> tuple[int, int]:
    return (2 * (int(side) // 2) + 1,) * 2


class Warp(nn.Module):
    """Mirror, crop, stretch, turn and shift by one resampling; outside is white, as paper is.

    Args:
        crop: Up to which share of each side is cut away, independently.
        turn: Largest angle in degrees.
        shift: Largest shift as a share of the side.
    """

    def __init__(self, crop: float, turn: float, shift: float) -> None:
        super().__init__()
        self.crop, self.turn, self.shift = crop, math.radians(turn), shift

    def forward(self, images: Tensor) -> Tensor:
        count, device = len(images), images.device
        # squared, so that whole pictures stay the rule; a bit beyond the border as well
        kept = 1.08 - self.crop * torch.rand(count, 2, device=device).square()
        angle = _symmetric(count, self.turn, device)
        mirror = torch.randint(0, 2, (count,), device=device) * 2.0 - 1
        room = (1 - kept).clamp(min=0)
        centre = _symmetric((count, 2), 1.0, device) * room + _symmetric((count, 2), self.shift, device)
        turned = torch.stack([angle.cos(), -angle.sin(), angle.sin(), angle.cos()], 1).view(count, 2, 2)
        linear = turned * kept[:, None, :] * torch.stack([mirror, torch.ones_like(mirror)], 1)[:, None, :]
        grid = F.affine_grid(
            torch.cat([linear, centre[..., None]], 2), list(images.shape), align_corners=False
        )
        return 1 + F.grid_sample(images - 1, grid, align_corners=False)


class ColourJitter(nn.Module):
    """Brightness, contrast, saturation, hue and tint as one affine map of RGB, clipped to [0, 1].

    Args:
        share: Of the pictures that are changed.
        brightness: Largest change of the factor on everything.
        contrast: … on the distance from the picture's mean luminance.
        saturation: … on the distance from the pixel's luminance.
        hue: Largest turn, as a share of the circle.
        tint: Largest change of the factor on each channel.
    """

    def __init__(
        self,
        share: float,
        brightness: float,
        contrast: float,
        saturation: float,
        hue: float,
        tint: float = 0.0,
    ) -> None:
        super().__init__()
        self.share, self.hue, self.tint = share, hue, tint
        self.ranges = (brightness, contrast, saturation)
        self.register_buffer("luma", LUMA)
        # an orthonormal basis whose first axis is grey: hue turns the other two
        basis = torch.tensor([[1.0, 1.0, 1.0], [2.0, -1.0, -1.0], [0.0, 1.0, -1.0]])
        self.register_buffer("basis", F.normalize(basis, dim=1))

    def forward(self, images: Tensor) -> Tensor:
        count, device = len(images), images.device
        brightness, contrast, saturation = (
            (1 + _symmetric(count, size, device))[:, None, None] for size in self.ranges
        )
        eye = torch.eye(3, device=device)
        grey = self.luma.expand(3, 3)
        matrix = self._turned(_symmetric(count, 2 * math.pi * self.hue, device))
        matrix = (saturation * eye + (1 - saturation) * grey) @ matrix
        matrix = matrix * (brightness * contrast) * (1 + _symmetric((count, 3, 1), self.tint, device))
        mean = images.mean((2, 3), keepdim=True).flatten(2)  # (B, 3, 1)
        offset = brightness * (1 - contrast) * (self.luma @ mean)[:, None, :]
        changed = (torch.rand(count, device=device) < self.share)[:, None, None]
        matrix = torch.where(changed, matrix, eye)
        offset = torch.where(changed, offset, 0.0).expand(-1, 3, 1)
        return torch.baddbmm(offset, matrix, images.flatten(2)).view_as(images).clamp(0, 1)

    def _turned(self, angle: Tensor) -> Tensor:
        cosine, sine, zero = angle.cos(), angle.sin(), torch.zeros_like(angle)
        rows = [zero + 1, zero, zero, zero, cosine, -sine, zero, sine, cosine]
        return self.basis.T @ torch.stack(rows, 1).view(-1, 3, 3) @ self.basis


class Wear(nn.Module):
    """A third of `share` was small once and enlarged, a third went through JPEG, a third is noisy."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, images: Tensor) -> Tensor:
        draw = torch.rand(len(images), device=images.device) * 3 / max(self.share, 1e-9)
        small, pressed, noisy = ((draw >= kind) & (draw < kind + 1) for kind in range(3))
        images = images.clone()
        if small.any():
            side = images.shape[-1]
            once = int(side / (1.3 + 1.7 * torch.rand(()).item()))
            tiny = F.interpolate(images[small], size=once, mode="area")
            images[small] = F.interpolate(tiny, size=side, mode="bilinear")
        if pressed.any():
            images[pressed] = through_jpeg(images[pressed])
        if noisy.any():
            chosen = images[noisy]
            images[noisy] = (chosen + 0.05 * torch.rand(()).item() * torch.randn_like(chosen)).clamp(0, 1)
        return images


class Erasing(nn.Module):
    """A box of one colour over `share` of the pictures, up to 0.45 of each side."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, images: Tensor) -> Tensor:
        count, device = len(images), images.device
        sides = (0.1 + 0.35 * torch.rand(2, count, 1, device=device)) * (
            torch.rand(count, 1, device=device) < self.share
        )
        starts = torch.rand(2, count, 1, device=device) * (1 - sides)
        across, down = (
            (place >= start) & (place < start + side)
            for start, side, length in zip(starts, sides, images.shape[:1:-1], strict=True)
            for place in [torch.arange(length, device=device) / length]
        )
        box = (down[:, :, None] & across[:, None, :])[:, None]  # (B, 1, H, W)
        return torch.where(box, torch.rand(count, 3, 1, 1, device=device), images)


def through_jpeg(images: Tensor) -> Tensor:
    """(B, 3, H, W) in [0, 1] as they come out of JPEG at qualities of 25 to 85."""
    qualities = torch.randint(25, 86, (len(images),)).tolist()
    pixels = (images * 255).round().byte().permute(0, 2, 3, 1).cpu().numpy()
    worn = np.empty_like(pixels)
    for index, quality in enumerate(qualities):
        file = io.BytesIO()
        Image.fromarray(pixels[index]).save(file, "JPEG", quality=quality)
        worn[index] = np.asarray(Image.open(file))
    return torch.from_numpy(worn).to(images.device).permute(0, 3, 1, 2) / 255


def _symmetric(shape: int | tuple[int, ...], size: float, device: torch.device) -> Tensor:
    shape = (shape,) if isinstance(shape, int) else shape
    return (2 * torch.rand(shape, device=device) - 1) * size
