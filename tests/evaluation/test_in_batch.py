"""Table 3 on a tiny model whose views are made by hand."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
import torch
from datasets import Dataset
from PIL import Image
from transformers import ResNetConfig

from comicenc.data.schema import INSTANCES
from comicenc.encoder import ComicEncoder
from comicenc.evaluation.in_batch import Batch, in_batch, in_batch_scores, whole_batches
from comicenc.metrics import in_batch_metrics
from comicenc.models.identity_simclr import (
    IdentitySimCLRConfig,
    IdentitySimCLRImageProcessor,
    IdentitySimCLRModel,
    IdentitySimCLRProcessor,
)
from comicenc.objectives.nt_xent import nt_xent


def made(variant: str = "aligned") -> ComicEncoder:
    torch.manual_seed(0)
    backbone = ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic")
    model = IdentitySimCLRModel(IdentitySimCLRConfig(image_config=backbone, variant=variant))
    processor = IdentitySimCLRProcessor(IdentitySimCLRImageProcessor(face_size=16, body_size=24))
    return ComicEncoder(model, processor)


def picture(seed: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (20, 20, 3), dtype=np.uint8))


def instances(count: int, faceless: set[int] = frozenset()) -> Dataset:
    rows = [
        {
            "face": None if number in faceless else picture(number),
            "body": picture(100 + number),
            "face_score": None,
            "body_score": None,
            "series_id": "s",
            "page_id": "p",
            "char_index": number,
        }
        for number in range(count)
    ]
    return Dataset.from_list(rows, features=INSTANCES)


def unchanged(part: str, images: torch.Tensor) -> torch.Tensor:
    assert images.dtype == torch.uint8 and images.shape[-1] == {"face": 16, "body": 24}[part]
    return images / 255.0


def noisy(part: str, images: torch.Tensor) -> torch.Tensor:
    return images / 255.0 + torch.rand(images.shape)


def test_equal_views_are_found_at_once_and_identity_is_of_face_and_body():
    encoder = made()
    found = in_batch(instances(6), encoder, unchanged, unchanged, resamples=0)
    for part in ("face", "body"):
        assert found.metrics[f"{part}_top1"] == found.metrics[f"{part}_mean_position"] == 1
    crops = [torch.tensor(np.stack([part(n) for n in range(6)])) for part in (face_pixels, body_pixels)]
    with torch.inference_mode():
        a = encoder.model.encode_parts(pixel_values=crops[0]).projections[0]
        b = encoder.model.encode_parts(body_pixel_values=crops[1]).projections[1]
    expected = in_batch_metrics(a.numpy(), b.numpy()) | {"nt_xent": nt_xent(a, b, 0.07).item()}
    for name, value in expected.items():
        assert found.metrics[f"identity_{name}"] == pytest.approx(value, rel=1e-5)


def face_pixels(number: int) -> np.ndarray:
    return pixels(picture(number), "face")


def body_pixels(number: int) -> np.ndarray:
    return pixels(picture(100 + number), "body")


def pixels(image: Image.Image, part: str) -> np.ndarray:
    resized = IdentitySimCLRImageProcessor(face_size=16, body_size=24).squared(image, part)
    return resized.transpose(2, 0, 1).astype(np.float32) / 255


def test_a_missing_face_takes_part_in_the_body_pairing_alone():
    seen: dict[str, list[int]] = {"strong": [], "weak": []}

    def watching(kind: str):
        def augment(part: str, images: torch.Tensor) -> torch.Tensor:
            seen[kind].append((part, len(images)))
            return images / 255.0

        return augment

    found = in_batch(
        instances(5, faceless={1, 3}), made(), watching("strong"), watching("weak"), resamples=10
    )
    assert seen["strong"] == [("face", 3)] * 2 + [("body", 5)] * 2
    assert seen["weak"] == [("face", 3), ("body", 3)]
    assert found.n == 5
    assert set(found.intervals) == {name for name in found.metrics if "nt_xent" not in name}


def test_partners_are_looked_for_in_whole_batches_only():
    few = in_batch(instances(7), made(), noisy, noisy, batch_size=3, resamples=0)
    assert few.n == 6
    assert few.metrics["identity_mean_position"] <= 5, "2 × 3 views have five places"


def test_the_seed_draws_who_shares_a_batch():
    def of_batches(seed: int) -> list[list[int]]:
        seen = []

        def watched(part: str, images: torch.Tensor) -> torch.Tensor:
            seen.append(sorted(images.sum((1, 2, 3)).tolist()))
            return images / 255.0

        in_batch(instances(12), made("face"), watched, watched, batch_size=4, resamples=0, seed=seed)
        return seen[::2]

    first, again, other = (of_batches(seed) for seed in (0, 0, 1))
    assert first == again != other
    everybody = (sorted(chain.from_iterable(batches)) for batches in (first, other))
    assert next(everybody) == next(everybody), "each is in one of the batches"


def test_pictures_at_hand_are_scored_alike():
    encoder, rows = made(), np.arange(6)
    faces, bodies = (torch.tensor(np.stack([part(n) for n in rows])) for part in (face_pixels, body_pixels))
    pictures = {"face": (faces * 255).round().byte(), "body": (bodies * 255).round().byte()}
    batch = Batch(rows, pictures, {"face": np.ones(6, bool), "body": np.ones(6, bool)})
    scores = in_batch_scores(encoder.model, [batch], unchanged, unchanged)
    found = in_batch(instances(6), encoder, unchanged, unchanged, resamples=0).metrics
    assert scores.metrics == pytest.approx(found, rel=1e-5)
    assert [len(each) for each in whole_batches(np.arange(11), 4)] == [4, 4]
    assert [len(each) for each in whole_batches(np.arange(3), 4)] == [3]


def test_a_model_of_faces_has_no_other_pairing():
    found = in_batch(instances(4), made("face"), unchanged, unchanged, resamples=0)
    assert set(found.metrics) == {"face_nt_xent", "face_top1", "face_top5", "face_mean_position"}


def test_a_seed_fixes_the_views():
    encoder = made()
    first, again, other = (
        in_batch(instances(6), encoder, noisy, noisy, resamples=0, seed=seed).metrics for seed in (0, 0, 1)
    )
    assert first == again != other


def test_nothing_to_pair_is_an_error():
    with pytest.raises(ValueError, match="no batch has two faces"):
        in_batch(instances(1), made(), unchanged, unchanged, resamples=0)
