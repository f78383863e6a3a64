"""Looks at a picture."""

from __future__ import annotations

import torch
from torch.nn import functional as F

from comicenc.nn.looking import look


def test_a_nearer_look_is_a_centre_crop():
    pictures = torch.rand(1, 3, 32, 32)
    expected = F.interpolate(pictures[..., 8:24, 8:24], size=32, mode="bilinear")
    inner = (..., slice(2, -2), slice(2, -2))  # beyond the crop's own border only the whole picture knows on
    assert torch.allclose(look(pictures, 2.0, 1)[inner], expected[inner], atol=1e-5)
    assert torch.allclose(look(pictures, 2.0, -1), look(pictures, 2.0, 1).flip(-1), atol=1e-5)
