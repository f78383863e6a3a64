"""What MFDN is made of (Figure 3): three encoders and a decoder."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import AutoModel, ViTConfig
from transformers.masking_utils import create_bidirectional_mask
from transformers.models.vit.modeling_vit import ViTLayer, ViTPreTrainedModel

from .configuration_mfdn import MFDNConfig


class VisionEncoder(nn.Module):
    """Pictures to tokens, the class token first, as they are before a last normalisation.

    A network that makes feature maps is given a class token, and each place of the map its position.
    """

    def __init__(self, config: MFDNConfig) -> None:
        super().__init__()
        self.backbone = AutoModel.from_config(config.image_config)
        if config.image_maps:
            self.class_token = nn.Parameter(torch.zeros(config.hidden_size))
        else:
            self.backbone.pooler = None
            self.backbone.layernorm = nn.Identity()

    def forward(self, pixel_values: Tensor) -> Tensor:
        """(B, 3, S, S) to (B, l_v, D)."""
        tokens = self.backbone(pixel_values=pixel_values).last_hidden_state
        if not hasattr(self, "class_token"):
            return tokens
        places = (tokens + positions(tokens)).flatten(2).transpose(1, 2)  # (B, H W, D)
        return torch.cat([self.class_token.expand(places.shape[0], 1, -1).to(places), places], dim=1)


class TagEncoder(nn.Module):
    """Tags to tokens; their order does not count."""

    def __init__(self, config: MFDNConfig) -> None:
        super().__init__()
        self.backbone = AutoModel.from_config(config.text_config)
        self.backbone.pooler = None

    def forward(self, input_ids: Tensor, seen: Tensor) -> Tensor:
        """(B, L) and (B, L) bool, which of them are looked at, to (B, L, D)."""
        nowhere = torch.zeros_like(input_ids)
        return self.backbone(input_ids=input_ids, attention_mask=seen, position_ids=nowhere).last_hidden_state


class MultimodalEncoder(ViTPreTrainedModel):
    """One stream of the tokens of both modalities (Equations 2 and 3)."""

    def __init__(self, config: ViTConfig) -> None:
        super().__init__(config)
        self.layers = nn.ModuleList(ViTLayer(config) for _ in range(config.num_hidden_layers))
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.post_init()

    def forward(
        self, vision: Tensor, tags: Tensor | None = None, seen: Tensor | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """Fuse the modalities and part them again.

        Args:
            vision: (B, l_v, D).
            tags: (B, L, D), None where there are none.
            seen: (B, L) bool, which of the tags are looked at.

        Returns:
            Both in the same shapes.
        """
        tokens, mask, length = vision, None, vision.shape[1]
        if tags is not None:
            tokens = torch.cat([vision, tags], dim=1)
            both = torch.cat([torch.ones_like(vision[..., 0], dtype=torch.bool), seen], dim=1)
            mask = create_bidirectional_mask(config=self.config, inputs_embeds=tokens, attention_mask=both)
        for layer in self.layers:
            tokens = layer(tokens, mask)
        tokens = self.layernorm(tokens)
        return tokens[:, :length], None if tags is None else tokens[:, length:]


class TagDecoder(nn.Module):
    """What an open slot holds, from the picture and the tags that are seen.

    Open slots hold one vector and have no positions, so they come out alike: one is computed and counts as
    many times as there are open slots in the attention of the slots to each other.
    """

    def __init__(self, config: MFDNConfig) -> None:
        super().__init__()
        shape = config.multimodal_config
        layer = nn.TransformerDecoderLayer(
            shape.hidden_size,
            shape.num_attention_heads,
            shape.intermediate_size,
            dropout=0.0,
            activation="gelu",
            layer_norm_eps=shape.layer_norm_eps,
            batch_first=True,
            norm_first=True,
        )
        norm = nn.LayerNorm(shape.hidden_size, eps=shape.layer_norm_eps)
        self.layers = nn.TransformerDecoder(layer, config.decoder_layers, norm)
        self.mask = nn.Parameter(torch.zeros(shape.hidden_size))

    def forward(self, tags: Tensor, seen: Tensor, open_slots: Tensor, vision: Tensor) -> Tensor:
        """Decode the open slots.

        Args:
            tags: (B, L, D) tokens of the tags, with [CLS] and [SEP].
            seen: (B, L) bool.
            open_slots: (B,) how many are open.
            vision: (B, l_v, D) tokens of the picture.

        Returns:
            (B, D), of an open slot.
        """
        slots = torch.cat([tags, self.mask.expand(tags.shape[0], 1, -1).to(tags)], dim=1)
        nothing = torch.zeros_like(seen, dtype=slots.dtype).masked_fill(~seen, float("-inf"))
        weight = torch.cat([nothing, open_slots.to(slots).log()[:, None]], dim=1)
        return self.layers(slots, vision, tgt_key_padding_mask=weight)[:, -1]


def positions(maps: Tensor) -> Tensor:
    """(D, H, W): sines and cosines of each place's row, then of its column, from short waves to long ones."""
    width, *sides = maps.shape[1:]
    count = -(-width // 4)
    waves = max(sides) ** (torch.arange(count, device=maps.device) / count)
    across = []
    for side, shape in zip(sides, ((-1, 1), (1, -1)), strict=True):
        angles = torch.arange(side, device=maps.device) / waves[:, None]
        for values in (angles.sin(), angles.cos()):
            across.append(values.view(len(waves), *shape).expand(-1, *sides))
    return torch.cat(across)[:width].to(maps)


__all__ = ["MultimodalEncoder", "TagDecoder", "TagEncoder", "VisionEncoder", "positions"]
