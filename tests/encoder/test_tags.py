"""Pictures with tags, through a model that takes both."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import ViTConfig

from comicenc.encoder import ComicEncoder
from comicenc.media import UnreadableFile
from comicenc.models.mfdn import MFDNConfig, MFDNImageProcessor, MFDNModel, MFDNProcessor, TagTokenizer


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("mfdn")
    layer = {"hidden_size": 16, "num_attention_heads": 2, "intermediate_size": 32, "num_hidden_layers": 1}
    tokenizer = TagTokenizer.from_counts({"solo": 5, "blue_hair": 3, "smile": 1})
    torch.manual_seed(0)
    config = MFDNConfig(
        image_config=ViTConfig(image_size=16, patch_size=8, **layer),
        vocab_size=len(tokenizer),
        multimodal_layers=1,
        decoder_layers=1,
        num_characters=2,
    )
    MFDNModel(config).save_pretrained(folder)
    MFDNProcessor(MFDNImageProcessor(size=16), tokenizer).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def encoder(folder) -> ComicEncoder:
    return ComicEncoder.from_pretrained(folder)


def picture(color: str = "teal") -> Image.Image:
    return Image.new("RGB", (30, 20), color)


def test_tags_are_a_part_that_may_be_missing(encoder):
    assert encoder.modalities == ("images", "tags")
    images = [picture(), picture(), picture(), picture("red")]
    vectors = encoder.encode(images=images, tags=[["Blue hair"], None, [], ["smile", "solo"]], batch_size=3)
    assert vectors.shape == (4, 16)
    alone = encoder.encode(images=images)
    assert np.abs(vectors[1:3] - alone[1:3]).max() < 1e-5
    assert np.abs(vectors[0] - alone[0]).max() > 1e-3
    reversed_tags = encoder.encode(images=images[3:], tags=[["solo", "smile"]])
    assert np.abs(vectors[3] - reversed_tags[0]).max() < 1e-5


def test_a_changed_vocabulary_is_another_revision(encoder, folder, tmp_path):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    tags = tmp_path / "tags.json"
    assert ComicEncoder.from_pretrained(tmp_path).revision == encoder.revision
    tags.write_text(tags.read_text("utf-8").replace('"aliases": {}', '"aliases": {"alone": "solo"}'), "utf-8")
    changed = ComicEncoder.from_pretrained(tmp_path)
    assert changed.revision != encoder.revision
    assert changed.encode(images=[picture()], tags=[["alone"]]).shape == (1, 16)


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ({"images": [picture()], "tags": [["solo", "moon"]]}, "the vocabulary has no tag 'moon'"),
        ({"images": [picture()] * 3, "tags": [None, None, ["moon"]]}, "the vocabulary has no tag 'moon'"),
        ({"images": [picture(), None], "tags": [None, ["solo"]]}, "item 1 has no images, which .* needs"),
        ({"tags": [["solo"]]}, "item 0 has no images, which .* needs"),
        ({"images": [picture()], "tags": "solo"}, "tags is one str, where a list is needed"),
        (
            {"images": [picture()], "tags": ["solo"]},
            r"tags\[0\] is str, where a list of str or None is needed",
        ),
        ({"images": [picture()], "tags": [[3]]}, r"tags\[0\] is list, where a list of str or None is needed"),
        ({"images": [None], "tags": [[" "]]}, "item 0 has no images and no tags"),
        ({"images": [picture()], "tags": []}, "1 images, 0 tags"),
        ({"faces": [picture()]}, "takes images and tags, not faces"),
    ],
)
def test_what_is_wrong_is_one_clear_sentence(encoder, items, message):
    with pytest.raises(ValueError, match=message):
        encoder.encode(**items, batch_size=2)


def test_an_empty_picture_is_named(encoder):
    with pytest.raises(UnreadableFile, match=r"^images\[1\]: "):
        encoder.encode(images=[picture(), Image.new("RGB", (0, 3))])
