"""ESResNeXt-fbsp (Guzhov et al. 2021): a ResNeXt with gates on spectrograms, with AudioCLIP's names."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers.modeling_layers import GradientCheckpointingLayer

from .batch_norm import BatchNorm
from .configuration_manga_audioclip import MangaAudioCLIPConfig
from .spectrogram import FrequencyBSpline, decibels, framed, levelled, transformed, unit_range

_EXPANSION = 4
_KERNELS = ((3, 1), (1, 5), (3, 1), (1, 5), (3, 5))  # of the gates


class AudioBlock(GradientCheckpointingLayer):
    """A bottleneck with grouped convolutions."""

    def __init__(self, inner: int, width: int, outer: int, stride: int, groups: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inner, width, 1, bias=False)
        self.bn1 = BatchNorm(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride=stride, padding=1, groups=groups, bias=False)
        self.bn2 = BatchNorm(width)
        self.conv3 = nn.Conv2d(width, outer, 1, bias=False)
        self.bn3 = BatchNorm(outer)
        self.downsample = None
        if stride > 1 or inner != outer:
            self.downsample = nn.Sequential(
                nn.Conv2d(inner, outer, 1, stride=stride, bias=False), BatchNorm(outer)
            )

    def forward(self, maps: Tensor) -> Tensor:
        """(B, inner, H, W) to (B, outer, H / stride, W / stride)."""
        out = F.relu(self.bn1(self.conv1(maps)))
        out = F.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        return F.relu(out + (maps if self.downsample is None else self.downsample(maps)))


class Gate(nn.Module):
    """How much of each place passes, from what went into the stage before it."""

    def __init__(self, inner: int, outer: int, kernel: tuple[int, int]) -> None:
        super().__init__()
        around = (kernel[0] // 2, kernel[1] // 2)
        self.conv_depth = nn.Conv2d(inner, inner, kernel, padding=around, groups=inner)
        self.conv_point = nn.Conv2d(inner, outer, 1)
        self.bn = BatchNorm(outer)

    def forward(self, maps: Tensor, size: torch.Size) -> Tensor:
        """(B, inner, H, W) to (B, outer, *size), from 0 to 1."""
        return self.bn(self.conv_point(self.conv_depth(F.adaptive_max_pool2d(maps, size)))).sigmoid()


class AudioNetwork(nn.Module):
    """Sound to vectors."""

    def __init__(self, config: MangaAudioCLIPConfig) -> None:
        super().__init__()
        self.config = config
        self.register_buffer("window", torch.zeros(config.window))
        if config.mels:
            self.register_buffer("mels", torch.zeros(config.bins, config.mels))
        self.conv1 = nn.Conv2d(config.bands, config.audio_width, 7, stride=2, padding=3, bias=False)
        self.bn1 = BatchNorm(config.audio_width)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        inner = config.audio_width
        for stage, depth in enumerate(config.audio_depths):
            width = config.audio_groups * config.audio_group_width * 2**stage
            outer = config.audio_width * _EXPANSION * 2**stage
            blocks = [AudioBlock(inner, width, outer, 1 if stage == 0 else 2, config.audio_groups)]
            blocks += [AudioBlock(outer, width, outer, 1, config.audio_groups) for _ in range(depth - 1)]
            self.add_module(f"layer{stage + 1}", nn.Sequential(*blocks))
            self.add_module(f"att{stage + 1}", Gate(inner, outer, _KERNELS[stage]))
            inner = outer
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.att5 = Gate(inner, inner, _KERNELS[-1])
        self.fc = nn.Linear(inner, config.projection_dim)
        self.fbsp = FrequencyBSpline(config.bins)

    def forward(self, input_values: Tensor, rows: Tensor | None = None) -> Tensor:
        """Encode items of one length, of one channel or more.

        Args:
            input_values: (B, N) or (B, C, N), in 16 bits' range. Channels go through the network each for
                itself and are summed before the last layer, as published, so that a piece in two equal
                channels is not the same as in one.
            rows: (bins, n_fft, 2) of the transform, where they are at hand.

        Returns:
            (B, D).
        """
        channels = 1 if input_values.ndim == 2 else input_values.shape[1]
        levels = self.decibels(input_values.reshape(-1, input_values.shape[-1]), rows)
        maps = F.relu(self.bn1(self.conv1(levels.to(self.conv1.weight.dtype))))
        maps = self.maxpool(maps)
        stages = (self.layer1, self.layer2, self.layer3, self.layer4, self.avgpool)
        gates = (self.att1, self.att2, self.att3, self.att4, self.att5)
        for stage, gate in zip(stages, gates, strict=True):
            out = stage(maps)
            maps = out * gate(maps, out.shape[-2:])
        return self.fc(maps.flatten(1).unflatten(0, (-1, channels)).sum(1))

    def rows(self) -> Tensor:
        """(bins, n_fft, 2) of the transform, in float32 at least."""
        with _in_full(self.fbsp.m):
            return self.fbsp(self.config.n_fft)

    def spectrogram(self, samples: Tensor, rows: Tensor | None = None) -> Tensor:
        """(n, N), in 16 bits' range, to (n, bins, T', 2), real and imaginary, in float32 at least."""
        rows = self.rows() if rows is None else rows
        with _in_full(samples):
            frames = framed(unit_range(samples.to(rows.dtype)), self.config.window, self.config.hop)
            return transformed(frames * self.window.to(rows.dtype), rows)

    def decibels(self, samples: Tensor, rows: Tensor | None = None) -> Tensor:
        """(n, N), in 16 bits' range, to (n, bands, F, T'), in float32 at least."""
        power = self.spectrogram(samples, rows).square().sum(-1)  # (n, bins, T')
        with _in_full(samples):
            if self.config.mels:
                power = self.mels.to(power.dtype).T @ power
            levels = decibels(power[:, : self.config.bands * self.config.rows])
            if self.config.decibel_range is not None:
                levels = levelled(levels, self.config.decibel_range)
        return levels.unflatten(1, (self.config.bands, -1))


def _in_full(tensor: Tensor) -> torch.autocast:
    """Without autocast: phases are lost in half precision."""
    return torch.autocast(tensor.device.type, enabled=False)


__all__ = ["AudioBlock", "AudioNetwork", "Gate"]
