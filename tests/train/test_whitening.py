"""The identity layer that is solved instead of trained."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from comicenc.models.identity_simclr import IdentitySimCLRConfig, IdentitySimCLRModel
from comicenc.nn.augmentation import plain
from train.identity_simclr.crops import Crops
from train.identity_simclr.whitening import discriminant, fit_identity


def classes(count: int, each: int, width: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    means = torch.randn(count, width, generator=generator, dtype=torch.float64) * 2
    spread = torch.randn(width, width, generator=generator, dtype=torch.float64)
    rows = means.repeat_interleave(each, 0)
    rows = rows + torch.randn(len(rows), width, generator=generator, dtype=torch.float64) @ spread
    return rows - rows.mean(0), torch.arange(count).repeat_interleave(each)


def test_discriminant_whitens_within_and_orders_between():
    rows, labels = classes(12, 30, 6)
    projected = rows @ discriminant(rows, labels, 6, shrinkage=0.0).T
    means = torch.stack([projected[labels == label].mean(0) for label in range(12)])
    within = projected - means[labels]
    assert torch.allclose(within.T @ within / len(within), torch.eye(6, dtype=torch.float64), atol=1e-9)
    between = means.var(0)
    assert (between[:-1] >= between[1:] - 1e-9).all()


def test_discriminant_spans_what_scikit_learn_finds():
    rows, labels = classes(4, 50, 5)
    ours = rows @ discriminant(rows, labels, 3, shrinkage=0.0).T
    theirs = LinearDiscriminantAnalysis(solver="eigen").fit_transform(rows.numpy(), labels.numpy())
    for a, b in zip(ours.T.numpy(), theirs.T, strict=False):
        assert abs(np.corrcoef(a, b)[0, 1]) == pytest.approx(1.0, abs=1e-6)


def tiny_model(**fields) -> IdentitySimCLRModel:
    image = {"model_type": "resnet", "embedding_size": 8, "hidden_sizes": [8, 12], "depths": [1, 1]}
    torch.manual_seed(0)
    return IdentitySimCLRModel(
        IdentitySimCLRConfig(
            image_config=image | {"layer_type": "basic"},
            head_depth=0,
            identity_dim=8,
            face_size=16,
            body_size=16,
            **fields,
        )
    ).eval()


def random_crops(count: int) -> Crops:
    pixels = np.random.default_rng(0).integers(0, 256, (2, count, 16, 16, 3), dtype=np.uint8)
    there = np.ones(count, bool)
    names = np.array([str(row // 4) for row in range(count)])
    return Crops(pixels[0], pixels[1], there, there, names, names)


def fitted(face_share: float) -> tuple[IdentitySimCLRModel, Crops]:
    model = tiny_model(fusion="coefficient_sum", trainable_padding=True)
    crops, rows = random_crops(48), np.arange(48)
    fit_identity(model, crops, rows, rows // 4, plain([0.5] * 3, [0.5] * 3), "cpu", 1.0, face_share)
    return model, crops


def test_a_missing_part_is_the_average_one():
    model, _ = fitted(0.67)
    parts = model.fusion.padding[:, None, 0].detach().expand(2, 1, -1)
    nobody = model.identity(model.fusion(parts, torch.ones(2, 1, dtype=torch.bool)))
    assert torch.allclose(nobody, torch.zeros_like(nobody), atol=1e-4)


def test_face_share_weighs_the_parts():
    model, _ = fitted(0.67)
    assert model.fusion.weights.softmax(0).flatten().tolist() == pytest.approx([0.67, 0.33])


def test_other_fusions_are_refused():
    with pytest.raises(ValueError, match="trainable_padding"):
        fit_identity(tiny_model(), random_crops(8), np.arange(8), np.arange(8) // 4, None, "cpu", 1.0)
