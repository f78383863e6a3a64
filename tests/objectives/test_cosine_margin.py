"""The cosine margin against a library and a naive loop."""

from __future__ import annotations

import math

import pytest
import torch

from comicenc.objectives.cosine_margin import cosine_margin


@pytest.mark.parametrize(("margin", "scale"), [(0.0, 1.0), (0.15, 20.0), (0.35, 64.0)])
def test_equals_a_naive_loop_and_a_library(margin, scale):
    from pytorch_metric_learning.losses import CosFaceLoss

    generator = torch.Generator().manual_seed(0)
    rows = torch.randn(6, 5, generator=generator, requires_grad=True)
    weights, labels = torch.randn(4, 5, generator=generator), torch.tensor([0, 3, 1, 1, 2, 0])
    total = 0.0
    for row, label in zip(rows.detach(), labels.tolist(), strict=True):
        cosines = [float(row @ weight / row.norm() / weight.norm()) for weight in weights]
        logits = [scale * (cosine - margin * (index == label)) for index, cosine in enumerate(cosines)]
        total += math.log(sum(math.exp(logit - logits[label]) for logit in logits))
    found = cosine_margin(rows, weights, labels, margin=margin, scale=scale)
    assert found.item() == pytest.approx(total / 6, rel=1e-4)

    library = CosFaceLoss(num_classes=4, embedding_size=5, margin=margin, scale=scale)
    library.W.data = weights.T.clone()
    assert library(rows, labels).item() == pytest.approx(found.item(), rel=1e-4)
    (own,) = torch.autograd.grad(found, rows)
    (its,) = torch.autograd.grad(library(rows, labels), rows)
    torch.testing.assert_close(own, its, atol=1e-5, rtol=1e-3)
