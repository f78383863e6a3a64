"""AudioCLIP's augmentations of music, as its published training has them, drawn beforehand.

What a piece gets in an epoch depends on the seed, the epoch and the piece alone: neither on the batch it is
in, nor on the process, nor on whether the run was stopped.

Differs from AudioCLIP: of pieces that are longer than needed, it takes another part where that which was
drawn is much softer than the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

SIGNAL_TO_NOISE = (10.0, 120.0)  # dB


@dataclass(frozen=True)
class Draws:
    """What is drawn for N pieces in an epoch, each number between 0 and 1.

    Args:
        place: (N,) of what is heard, or of a piece that is shorter, within silence.
        speed: (N,) below a half slower.
        reversed: (N,) backwards where it is below the share.
        noisy: (N,) with noise where it is below the share.
        noise: (N,) how loud the noise is.
        text: (N,) which text goes with it.
    """

    place: np.ndarray
    speed: np.ndarray
    reversed: np.ndarray
    noisy: np.ndarray
    noise: np.ndarray
    text: np.ndarray


def draws(count: int, seed: int, epoch: int) -> Draws:
    """Draw for an epoch."""
    return Draws(*np.random.default_rng((seed, epoch, 1)).random((6, count)))


def stretched(samples: np.ndarray, factor: float) -> np.ndarray:
    """(n,) samples to (n · factor,), by straight lines between them: slower and lower above 1."""
    if factor == 1:
        return samples
    rows = torch.from_numpy(samples)[None, None]
    size = max(round(len(samples) * factor), 1)
    return F.interpolate(rows, size=size, mode="linear", align_corners=False)[0, 0].numpy()


def placed(samples: np.ndarray, length: int, place: float) -> np.ndarray:
    """A part of (n,) samples, or all of them within silence, where they are fewer.

    Args:
        samples: Of a piece.
        length: Samples that are needed.
        place: From 0 to 1.
    """
    start = int(place * (abs(len(samples) - length) + 1))
    if len(samples) >= length:
        return samples[start : start + length]
    return np.pad(samples, (start, length - len(samples) - start))


def noisy(samples: np.ndarray, decibels: float, seed: tuple[int, ...]) -> np.ndarray:
    """(n,) samples with white noise.

    Args:
        samples: Of a piece.
        decibels: By which the noise has less power than they have.
        seed: Of the noise.
    """
    power = np.mean(np.square(samples, dtype=np.float64)) * 10 ** (-decibels / 10)
    noise = np.random.default_rng(seed).standard_normal(len(samples), dtype=np.float32)
    return samples + np.float32(np.sqrt(power)) * noise
