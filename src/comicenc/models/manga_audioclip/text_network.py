"""CLIP's text transformer (Radford et al. 2021, §2.4), with the published names of its weights."""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers.modeling_layers import GradientCheckpointingLayer

from .configuration_manga_audioclip import MangaAudioCLIPConfig


class LayerNorm(nn.LayerNorm):
    """In float32 at least, as published."""

    def forward(self, tokens: Tensor) -> Tensor:
        """(…, W) to the same."""
        kind = torch.promote_types(tokens.dtype, torch.float32)
        own = (self.weight.to(kind), self.bias.to(kind))
        return F.layer_norm(tokens.to(kind), self.normalized_shape, *own, self.eps).to(tokens.dtype)


class CausalAttention(nn.Module):
    """Attention of each token to itself and those before it."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.in_proj_weight = nn.Parameter(torch.zeros(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)
        self.heads = heads

    def forward(self, tokens: Tensor) -> Tensor:
        """(B, L, W) to the same."""
        projected = F.linear(tokens, self.in_proj_weight, self.in_proj_bias)
        query, key, value = projected.unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(
            query, key, value, is_causal=True
        )  # (B, heads, L, W / heads)
        return self.out_proj(attended.transpose(1, 2).flatten(2))


class QuickGELU(nn.Module):
    """CLIP's approximation of the GELU."""

    def forward(self, values: Tensor) -> Tensor:
        """Of any shape."""
        return values * torch.sigmoid(1.702 * values)


class TextBlock(GradientCheckpointingLayer):
    """Attention, then an MLP, each on what is normalised and added to what was."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.attn = CausalAttention(width, heads)
        self.ln_1 = LayerNorm(width)
        layers = [
            ("c_fc", nn.Linear(width, 4 * width)),
            ("gelu", QuickGELU()),
            ("c_proj", nn.Linear(4 * width, width)),
        ]
        self.mlp = nn.Sequential(OrderedDict(layers))
        self.ln_2 = LayerNorm(width)

    def forward(self, tokens: Tensor) -> Tensor:
        """(B, L, W) to the same."""
        tokens = tokens + self.attn(self.ln_1(tokens))
        return tokens + self.mlp(self.ln_2(tokens))


class TextTransformer(nn.Module):
    """Blocks, one after the other."""

    def __init__(self, config: MangaAudioCLIPConfig) -> None:
        super().__init__()
        blocks = (TextBlock(config.text_width, config.text_heads) for _ in range(config.text_layers))
        self.resblocks = nn.Sequential(*blocks)

    def forward(self, tokens: Tensor) -> Tensor:
        """(B, L, W) to the same."""
        return self.resblocks(tokens)


__all__ = ["CausalAttention", "LayerNorm", "TextBlock", "TextTransformer"]
