"""What Manga-MMTL's processor makes of faces and texts."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from comicenc.models.manga_mmtl import MangaMMTLImageProcessor, MangaMMTLProcessor, wordpiece_tokenizer


@pytest.fixture(scope="module")
def processor() -> MangaMMTLProcessor:
    tokenizer = wordpiece_tokenizer(["hello there"] * 9, 3000)
    return MangaMMTLProcessor(MangaMMTLImageProcessor(), tokenizer, text_length=8)


def test_a_face_is_resized_whole_and_its_middle_kept():
    face = Image.new("RGB", (448, 448), "white")
    face.paste((0, 0, 0), (32, 32, 416, 416))  # becomes the middle 192 of 224
    image_processor = MangaMMTLImageProcessor()
    assert image_processor.resized(face).shape == (224, 224, 3)
    middle = image_processor.cropped(image_processor.resized(face))
    assert middle.shape == (192, 192, 3)
    assert (middle[2:-2, 2:-2] == 0).all()
    assert (image_processor.resized(face)[:14] == 255).all()
    assert image_processor.resized(Image.new("L", (3, 500))).shape == (224, 224, 3)


def test_pixels_are_normalised():
    image_processor = MangaMMTLImageProcessor(image_mean=[0.5] * 3, image_std=[0.25] * 3)
    pixels = image_processor.preprocess(Image.new("RGB", (9, 9), "white"))["pixel_values"]
    assert pixels.shape == (1, 3, 192, 192) and pixels.dtype == np.float32
    assert (pixels == 2).all()


def test_texts_are_padded_and_cut_and_blank_ones_are_missing(processor):
    batch = processor(
        faces=[Image.new("RGB", (9, 9))] * 4, texts=["hello", None, " \n　", "hello there " * 9]
    )
    assert batch["has_face"].tolist() == [True] * 4
    assert batch["has_text"].tolist() == [True, False, False, True]
    assert batch["input_ids"].shape == (4, 8)
    assert batch["attention_mask"].sum(1).tolist() == [3, 0, 0, 8]
    words = processor.tokenizer.convert_ids_to_tokens(batch["input_ids"][0].tolist())
    assert words == ["[CLS]", "hello", "[SEP]", *["[PAD]"] * 5]
    assert processor.tokenizer.convert_ids_to_tokens(int(batch["input_ids"][3, -1])) == "[SEP]"
    assert (batch["input_ids"][1] == processor.tokenizer.pad_token_id).all()


def test_missing_faces_are_zeros(processor):
    batch = processor(faces=[None, Image.new("RGB", (9, 9), "white")], texts=["hello", "there"])
    assert batch["has_face"].tolist() == [False, True]
    assert (batch["pixel_values"][0] == 0).all()
    assert (batch["pixel_values"][1] > 1).all()
    assert "pixel_values" not in processor(texts=["hello"])


def test_a_character_without_any_part_is_named(processor):
    with pytest.raises(ValueError, match="character 1 has neither face nor text"):
        processor(faces=[Image.new("RGB", (9, 9)), None], texts=["hello", "　"])
    with pytest.raises(ValueError, match="1 faces and 2 texts"):
        processor(faces=[Image.new("RGB", (9, 9))], texts=["hello", None])


def test_a_tokenizer_without_padding_serves(processor):
    tokenizer = wordpiece_tokenizer(["hello there"], 3000)
    tokenizer.pad_token = None
    batch = MangaMMTLProcessor(MangaMMTLImageProcessor(), tokenizer)(texts=["hello", "hello there"])
    assert torch.equal(batch["attention_mask"].sum(1), torch.tensor([3, 4]))
