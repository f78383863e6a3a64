"""Sound to spectrograms by complex frequency B-spline wavelets (ESResNe(X)t-fbsp, Guzhov et al. 2021).

ψ(t) = √fb · sinc(fb·t / m)^m · exp(−i·fc·t) for t from −π to π: m is the order of the spline, fb the width of
the band and fc its middle, in periods a frame, and all three are learnt. It starts as AudioCLIP does, m 0, fb
1 and fc 0, 1, 2, …, which is a Fourier transform but for its grid: t holds both ends, so that row k is the
frequency k / (T − 1), not k / T.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_EPSILON = 1e-8  # AudioCLIP's, of t, of m and of the gradients
_TINY = 1e-30  # keeps powers of sinc's zeros differentiable
_SILENCE = 1e-18  # power of what has none
_BLACKMAN_HARRIS = (0.35875, 0.48829, 0.14128, 0.01168)


class FrequencyBSpline(nn.Module):
    """The learnt transform.

    The gradients of m, fb and fc are divided by their largest entry, as AudioCLIP's hooks do.

    Args:
        bins: Frequencies.
    """

    def __init__(self, bins: int) -> None:
        super().__init__()
        self.m = nn.Parameter(torch.zeros(bins))
        self.fb = nn.Parameter(torch.ones(bins))
        self.fc = nn.Parameter(torch.arange(bins, dtype=torch.float32))
        self.bias = nn.Parameter(torch.empty(0), requires_grad=False)  # AudioCLIP saves one that it lacks

    def forward(self, length: int) -> Tensor:
        """(bins, length, 2), the real and imaginary part of ψ for frames of that length, over its root."""
        m, fb, fc = (
            _EvenGradient.apply(part.to(torch.promote_types(part.dtype, torch.float32)))[:, None]
            for part in (self.m, self.fb, self.fc)
        )
        t = math.pi * torch.linspace(-1, 1, length, dtype=m.dtype, device=m.device) + _EPSILON
        sinc = _sinc(fb * t / (m + _EPSILON))
        size = sinc.abs().clamp(min=_TINY) ** m
        angle = (sinc < 0) * (math.pi * m)  # of a power of what is negative
        real, imaginary = size * angle.cos(), size * angle.sin()
        wave, against = (fc * t).cos(), -(fc * t).sin()
        parts = [real * wave - imaginary * against, real * against + imaginary * wave]
        return torch.stack([fb.sqrt() * part for part in parts], dim=-1) * length**-0.5


def transformed(frames: Tensor, rows: Tensor) -> Tensor:
    """Frames, in the middle of zeros where they are shorter than the rows, times the rows of a transform.

    Args:
        frames: (n, T', W).
        rows: (bins, T, 2), T at least W.

    Returns:
        (n, bins, T', 2), real and imaginary.
    """
    left = (rows.shape[1] - frames.shape[-1]) // 2
    rows = rows[:, left : left + frames.shape[-1]]
    spectra = frames @ rows.transpose(1, 2).flatten(0, 1).T  # (n, T', bins · 2)
    return spectra.unflatten(-1, (-1, 2)).transpose(1, 2)


def unevenness(rows: Tensor) -> Tensor:
    """Scalar: mean square of how far the lengths of the rows of a transform, (bins, T, 2), are from 1."""
    return (rows.flatten(1).norm(dim=1) - 1).square().mean()


def unit_range(samples: Tensor) -> Tensor:
    """Samples of 16 bits' range to −1 to 1: AudioCLIP's map, of which 0 is not quite 0."""
    return (samples + 32768.0) * 2.0 / 65535.0 - 1.0


def framed(samples: Tensor, length: int, hop: int) -> Tensor:
    """Frames that hold every sample; zeros that the last one lacks are put half before and half after all.

    Args:
        samples: (n, N).
        length: Of a frame, in samples.
        hop: From one to the next.

    Returns:
        (n, T', length).
    """
    count = 1 + max(0, -(-(samples.shape[-1] - length) // hop))
    missing = length + (count - 1) * hop - samples.shape[-1]
    return F.pad(samples, (missing // 2, missing - missing // 2)).unfold(-1, length, hop)


def decibels(power: Tensor) -> Tensor:
    """Of any shape; what has no power is as of 1e-18, which is no floor: less is less."""
    return 10.0 * torch.where(power > 0, power, _SILENCE).log10()


def levelled(levels: Tensor, reach: float) -> Tensor:
    """(n, …) decibels, of each item cut `reach` below its loudest, with mean 0 and deviation 1."""
    flat = levels.flatten(1)
    flat = flat.maximum(flat.amax(1, keepdim=True) - reach)
    flat = flat - flat.mean(1, keepdim=True)
    return (flat / flat.std(1, correction=0, keepdim=True).clamp(min=1e-3)).view_as(levels)


def blackman_harris(length: int) -> Tensor:
    """(length,) float32, the periodic window of four terms."""
    angles = 2 * math.pi * torch.arange(length, dtype=torch.float64) / length
    terms = ((-1) ** order * weight * (order * angles).cos() for order, weight in enumerate(_BLACKMAN_HARRIS))
    return sum(terms).float()


def mel_bands(bins: int, mels: int, n_fft: int, sampling_rate: int) -> Tensor:
    """(bins, mels): triangles, of height 1, on the mel scale of HTK from the lowest to the highest bin.

    Bands narrower than two bins are as wide as those.
    """
    bin_hertz = sampling_rate / (n_fft - 1)
    top = 2595 * math.log10(1 + (bins - 1) * bin_hertz / 700)
    edges = torch.linspace(0, top, mels + 2, dtype=torch.float64)
    middles = 700 * (10 ** (edges / 2595) - 1) / bin_hertz
    below, above = middles.diff()[:-1].clamp(min=1), middles.diff()[1:].clamp(min=1)
    offset = torch.arange(bins, dtype=torch.float64)[:, None] - middles[1:-1]
    return (1 - torch.where(offset < 0, -offset / below, offset / above)).clamp(min=0).float()


def _sinc(x: Tensor) -> Tensor:
    nowhere = x == 0
    return torch.where(nowhere, 1.0, x.sin() / x.masked_fill(nowhere, 1.0))


class _EvenGradient(torch.autograd.Function):
    @staticmethod
    def forward(context, values: Tensor) -> Tensor:
        return values.view_as(values)

    @staticmethod
    def backward(context, gradient: Tensor) -> Tensor:
        return gradient / (gradient.abs().max() + _EPSILON)


__all__ = [
    "FrequencyBSpline",
    "blackman_harris",
    "decibels",
    "framed",
    "levelled",
    "mel_bands",
    "transformed",
    "unevenness",
    "unit_range",
]
