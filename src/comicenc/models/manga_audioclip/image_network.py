"""CLIP's modified ResNet (Radford et al. 2021, §2.4), with the published names of its weights.

It differs from the ResNet that transformers has: a stem of three convolutions; average pools where that has
strides, before the last convolution of a block and before the shortcut's; attention that pools the last map.
"""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers.modeling_layers import GradientCheckpointingLayer

from .batch_norm import BatchNorm
from .configuration_manga_audioclip import MangaAudioCLIPConfig

_EXPANSION = 4


class ImageBlock(GradientCheckpointingLayer):
    """A bottleneck."""

    def __init__(self, inner: int, width: int, stride: int) -> None:
        super().__init__()
        outer = width * _EXPANSION
        self.conv1 = nn.Conv2d(inner, width, 1, bias=False)
        self.bn1 = BatchNorm(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = BatchNorm(width)
        self.avgpool = nn.AvgPool2d(stride) if stride > 1 else nn.Identity()
        self.conv3 = nn.Conv2d(width, outer, 1, bias=False)
        self.bn3 = BatchNorm(outer)
        self.downsample = None
        if stride > 1 or inner != outer:
            shortcut = [
                ("-1", nn.AvgPool2d(stride)),
                ("0", nn.Conv2d(inner, outer, 1, bias=False)),
                ("1", BatchNorm(outer)),
            ]
            self.downsample = nn.Sequential(OrderedDict(shortcut))

    def forward(self, maps: Tensor) -> Tensor:
        """(B, inner, H, W) to (B, outer, H / stride, W / stride)."""
        out = F.relu(self.bn1(self.conv1(maps)))
        out = F.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(self.avgpool(out)))
        return F.relu(out + (maps if self.downsample is None else self.downsample(maps)))


class AttentionPool(nn.Module):
    """A map to one vector: what its mean attends to among the mean and all places."""

    def __init__(self, config: MangaAudioCLIPConfig) -> None:
        super().__init__()
        width, places = config.image_features, (config.image_size // 32) ** 2
        self.positional_embedding = nn.Parameter(torch.zeros(places + 1, width))
        self.k_proj = nn.Linear(width, width)
        self.q_proj = nn.Linear(width, width)
        self.v_proj = nn.Linear(width, width)
        self.c_proj = nn.Linear(width, config.projection_dim)
        self.heads = config.image_heads

    def forward(self, maps: Tensor) -> Tensor:
        """(B, C, H, W) to (B, D)."""
        places = maps.flatten(2).transpose(1, 2)  # (B, HW, C)
        tokens = torch.cat([places.mean(1, keepdim=True), places], dim=1) + self.positional_embedding
        query, key, value = (
            projection(part).unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, heads, tokens, C / heads)
            for projection, part in (
                (self.q_proj, tokens[:, :1]),
                (self.k_proj, tokens),
                (self.v_proj, tokens),
            )
        )
        pooled = F.scaled_dot_product_attention(query, key, value)
        return self.c_proj(pooled.transpose(1, 2).flatten(1))


class ImageNetwork(nn.Module):
    """Pictures to vectors."""

    def __init__(self, config: MangaAudioCLIPConfig) -> None:
        super().__init__()
        width = config.image_width
        self.conv1 = nn.Conv2d(3, width // 2, 3, stride=2, padding=1, bias=False)
        self.bn1 = BatchNorm(width // 2)
        self.conv2 = nn.Conv2d(width // 2, width // 2, 3, padding=1, bias=False)
        self.bn2 = BatchNorm(width // 2)
        self.conv3 = nn.Conv2d(width // 2, width, 3, padding=1, bias=False)
        self.bn3 = BatchNorm(width)
        self.avgpool = nn.AvgPool2d(2)
        inner = width
        for stage, depth in enumerate(config.image_depths):
            own = width * 2**stage
            blocks = [ImageBlock(inner, own, 1 if stage == 0 else 2)]
            blocks += [ImageBlock(own * _EXPANSION, own, 1) for _ in range(depth - 1)]
            self.add_module(f"layer{stage + 1}", nn.Sequential(*blocks))
            inner = own * _EXPANSION
        self.attnpool = AttentionPool(config)

    def forward(self, pixel_values: Tensor) -> Tensor:
        """(B, 3, S, S) to (B, D)."""
        maps = F.relu(self.bn1(self.conv1(pixel_values)))
        maps = F.relu(self.bn2(self.conv2(maps)))
        maps = self.avgpool(F.relu(self.bn3(self.conv3(maps))))
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            maps = stage(maps)
        return self.attnpool(maps)


__all__ = ["AttentionPool", "ImageBlock", "ImageNetwork"]
