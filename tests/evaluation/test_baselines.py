"""The baselines: what they give, by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from comicenc.evaluation.baselines import ColourHistogram, PretrainedImages, RandomVectors, default_baselines


def picture(seed: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (9, 7, 3), dtype=np.uint8))


FACES = [picture(0), None, picture(2), picture(3)]
BODIES = [picture(4), picture(5), None, picture(7)]


@pytest.fixture(scope="module")
def pretrained(tmp_path_factory) -> PretrainedImages:
    from transformers import ConvNextImageProcessorPil, ResNetConfig, ResNetModel

    folder = tmp_path_factory.mktemp("resnet")
    torch.manual_seed(0)
    ResNetModel(ResNetConfig(embedding_size=8, hidden_sizes=[8, 12], depths=[1, 1])).save_pretrained(folder)
    ConvNextImageProcessorPil(size={"shortest_edge": 32}).save_pretrained(folder)
    return PretrainedImages(folder)


@pytest.fixture(params=["random", "histogram", "pretrained"])
def baseline(request, pretrained):
    return {"random": RandomVectors(), "histogram": ColourHistogram(), "pretrained": pretrained}[
        request.param
    ]


def test_rows_are_of_length_one_and_do_not_depend_on_the_batch(baseline):
    vectors = baseline.encode(faces=FACES, bodies=BODIES)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    alone = [baseline.encode(faces=[f], bodies=[b])[0] for f, b in zip(FACES, BODIES, strict=True)]
    np.testing.assert_allclose(np.stack(alone), vectors, atol=1e-5)
    np.testing.assert_allclose(baseline.encode(faces=FACES, bodies=BODIES, batch_size=2), vectors, atol=1e-5)


def test_a_character_is_the_sum_of_its_parts(baseline):
    both = baseline.encode(faces=FACES[:1], bodies=BODIES[:1])[0]
    parts = baseline.encode(faces=FACES[:1])[0] + baseline.encode(bodies=BODIES[:1])[0]
    np.testing.assert_allclose(both, parts / np.linalg.norm(parts), atol=1e-5)
    np.testing.assert_allclose(
        baseline.encode(faces=[None], bodies=[picture(5)]), baseline.encode(bodies=[picture(5)]), atol=1e-6
    )


def test_histogram_counts_each_channel_in_32_bins():
    half = np.zeros((2, 4, 3), dtype=np.uint8)
    half[:, 2:] = (255, 128, 8)
    (vector,) = ColourHistogram().encode(faces=[Image.fromarray(half)])
    expected = np.zeros(96)
    expected[[0, 31, 32, 48, 64, 65]] = 1
    np.testing.assert_allclose(vector, expected / np.sqrt(6), atol=1e-6)


def test_random_vectors_have_256_dimensions_and_stay_with_their_picture():
    encode = RandomVectors(seed=1).encode
    first = encode(faces=[picture(0), picture(1)])
    assert first.shape == (2, 256)
    np.testing.assert_array_equal(encode(faces=[picture(1)])[0], first[1])
    assert abs(first[0] @ first[1]) < 0.3
    assert not np.allclose(RandomVectors(seed=2).encode(faces=[picture(0)]), first[:1])


def test_pretrained_features_are_those_of_the_model(pretrained):
    inputs = pretrained.processor(images=[picture(0)], return_tensors="pt")
    with torch.inference_mode():
        pooled = pretrained.model(**inputs).pooler_output.flatten().numpy()
    np.testing.assert_allclose(
        pretrained.encode(faces=[picture(0)])[0], pooled / np.linalg.norm(pooled), atol=1e-5
    )


def test_a_model_that_is_not_there_is_an_error():
    with pytest.raises(OSError, match="nowhere"):
        PretrainedImages("nowhere/at-all", local_files_only=True)


def test_no_picture_at_all_is_an_error():
    with pytest.raises(ValueError, match="was given no picture"):
        RandomVectors().encode(faces=[None])


def test_those_without_download_are_the_default():
    assert list(default_baselines()) == ["random", "colour histogram"]
