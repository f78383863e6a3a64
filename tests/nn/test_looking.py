"""Looks at a picture."""

from __future__ import annotations

import torch
from torch.nn import functional as F
from transformers import ResNetConfig, ResNetModel, ViTConfig, ViTModel

from comicenc.nn.looking import look, looks, pooled


def test_a_nearer_look_is_a_centre_crop():
    pictures = torch.rand(1, 3, 32, 32)
    expected = F.interpolate(pictures[..., 8:24, 8:24], size=32, mode="bilinear")
    inner = (..., slice(2, -2), slice(2, -2))  # beyond the crop's own border only the whole picture knows on
    assert torch.allclose(look(pictures, 2.0, 1)[inner], expected[inner], atol=1e-5)
    assert torch.allclose(look(pictures, 2.0, -1), look(pictures, 2.0, 1).flip(-1), atol=1e-5)


def test_a_picture_is_the_mean_of_how_it_looks():
    config = ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic")
    backbone, pictures = ResNetModel(config).eval(), torch.rand(2, 3, 32, 32)
    ways = looks((1.0, 1.25), mirrored=True)
    assert ways == [(1.0, 1), (1.0, -1), (1.25, 1), (1.25, -1)]
    alone = [backbone(look(pictures, *way)).pooler_output.flatten(1) for way in ways]
    torch.testing.assert_close(pooled(backbone, pictures, ways), torch.stack(alone).mean(0))
    torch.testing.assert_close(pooled(backbone, pictures), alone[0])


def test_a_backbone_that_pools_nothing_gives_the_mean_of_its_tokens():
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
    backbone = ViTModel(ViTConfig(**sizes, image_size=16, patch_size=8), add_pooling_layer=False).eval()
    pictures = torch.rand(2, 3, 16, 16)
    expected = backbone(pictures).last_hidden_state.mean(1)
    torch.testing.assert_close(pooled(backbone, pictures), expected)
