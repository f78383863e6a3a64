"""What MFDN's processor makes of pictures and tags."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from comicenc.media import UnreadableFile
from comicenc.models.mfdn import MFDNImageProcessor, MFDNProcessor, TagTokenizer

PAD, UNK, CLS, SEP, MASK = range(5)


@pytest.fixture(scope="module")
def processor() -> MFDNProcessor:
    counts = {f"tag_{index}": 1000 - index for index in range(600)}  # the higher, the rarer
    tokenizer = TagTokenizer.from_counts(counts, aliases={"first": "tag_0"})
    return MFDNProcessor(MFDNImageProcessor(size=16), tokenizer)


def test_a_picture_is_made_square_with_white_and_nothing_is_cut():
    wide = Image.new("RGB", (200, 100), "black")
    wide.paste((255, 0, 0), (0, 0, 25, 100))
    wide.paste((255, 0, 0), (175, 0, 200, 100))
    square = MFDNImageProcessor(size=16).squared(wide)
    assert square.shape == (16, 16, 3) and square.dtype == np.uint8
    assert (square[:4] == 255).all() and (square[12:] == 255).all()
    middle = square[4:12]
    assert (middle[:, [0, 15]] == [255, 0, 0]).all(), "both ends are there"
    assert (middle[:, 4:12] == 0).all()
    assert (MFDNImageProcessor(size=16).squared(Image.new("RGB", (1, 3000)))[:, :7] == 255).all()


def test_pixels_are_normalised_as_for_the_published_vit():
    pixels = MFDNImageProcessor().preprocess([Image.new("RGB", (9, 9), "white"), Image.new("L", (9, 9))])
    assert pixels["pixel_values"].shape == (2, 3, 128, 128)
    assert (pixels["pixel_values"][0] == 1).all() and (pixels["pixel_values"][1] == -1).all()


def test_what_is_transparent_is_white():
    clear = Image.new("RGBA", (9, 9), (0, 0, 0, 0))
    assert (MFDNImageProcessor(size=16).squared(clear) == 255).all()


@pytest.mark.parametrize(
    "picture", [Image.new("RGB", (0, 5)), np.zeros((4, 0, 3), np.uint8)], ids=["PIL", "array"]
)
def test_an_empty_picture_is_refused_in_a_sentence(processor, picture):
    with pytest.raises(UnreadableFile) as error:
        processor(images=[picture])
    assert "\n" not in str(error.value)


def test_tags_stand_between_cls_and_sep(processor):
    batch = processor(tags=[["tag 1", "FIRST", "tag_0"], None, [], ["tag_7"]])
    assert batch["input_ids"].tolist() == [
        [CLS, 6, 5, SEP],
        [CLS, SEP, PAD, PAD],
        [CLS, SEP, PAD, PAD],
        [CLS, 12, SEP, PAD],
    ]
    assert torch.equal(batch["attention_mask"], (batch["input_ids"] != PAD).long())
    assert "pixel_values" not in batch
    assert "input_ids" not in processor(images=[Image.new("RGB", (9, 9))])


def test_of_500_tags_the_rarest_are_kept(processor):
    many = [f"tag_{index}" for index in range(500)]
    ids = processor(tags=[many])["input_ids"][0]
    assert ids.shape == (32,)
    assert set(ids.tolist()) == {CLS, SEP, *range(5 + 470, 5 + 500)}
    assert torch.equal(ids, processor(tags=[many[::-1]])["input_ids"][0])


def test_in_training_random_ones_are_kept(processor):
    many = [f"tag_{index}" for index in range(500)]
    one, same, other = (
        processor(tags=[many], generator=np.random.default_rng(seed))["input_ids"] for seed in (0, 0, 1)
    )
    assert torch.equal(one, same) and not torch.equal(one, other)
    assert one.shape == (1, 32) and len(set(one[0].tolist())) == 32


def test_unknown_tags_are_named_or_left_out(processor):
    rows = [["tag_3", "broom"], ["hat", "broom"]]
    with pytest.raises(ValueError, match=r"^the vocabulary has no tag 'broom', 'hat'$"):
        processor(tags=rows)
    with pytest.raises(ValueError, match=r"'none_9' and 490 more$"):
        processor(tags=[[f"none_{index}" for index in range(500)]])
    assert processor(tags=rows, unknown="ignore")["input_ids"].tolist() == [[CLS, 8, SEP], [CLS, SEP, PAD]]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "give images, tags or both"),
        ({"tags": ["tag_1"]}, r"tags\[0\] is no list of tags"),
        ({"tags": [None, [3]]}, r"tags\[1\] is no list of tags"),
        ({"images": [None], "tags": [["tag_1"]]}, "character 0 has no image, which MFDN needs"),
        ({"images": [], "tags": [None]}, "0 images and 1 lists of tags"),
    ],
)
def test_wrong_input_is_one_sentence(processor, given, message):
    with pytest.raises(ValueError, match=message):
        processor(**given)
