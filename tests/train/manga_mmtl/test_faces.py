"""What is trained on is what the processor shows at inference; a page is on one side of the split."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from comicenc.models.manga_mmtl import MangaMMTLImageProcessor, MangaMMTLProcessor, wordpiece_tokenizer
from comicenc.nn import augmentation
from train.manga_mmtl.crops import cropped, draws, middle
from train.manga_mmtl.faces import COLUMNS, read_faces, split_by_page
from train.pictures import load_rows
from train.recipe import RecipeError


@pytest.fixture(scope="module")
def rows(tiny_faces):
    return load_rows(str(tiny_faces), "faces", COLUMNS)


@pytest.fixture(scope="module")
def processor(rows):
    return MangaMMTLProcessor(
        MangaMMTLImageProcessor(12, 16), wordpiece_tokenizer(rows["text"], 4000), text_length=8
    )


@pytest.fixture(scope="module")
def faces(rows, processor, tmp_path_factory):
    return read_faces(rows, processor, tmp_path_factory.mktemp("px"), fewest=10)


def test_pixels_and_tokens_are_the_processors(rows, processor, faces):
    image = processor.image_processor
    plain = augmentation.plain(image.image_mean, image.image_std)
    chosen = np.arange(0, len(rows), 7)
    wanted = processor(faces=rows[chosen]["image"], texts=rows[chosen]["text"])
    assert torch.allclose(
        plain(middle(faces.faces(chosen), 12)), torch.as_tensor(wanted["pixel_values"]), atol=1e-6
    )
    texts = faces.texts(chosen)
    assert {name: values.tolist() for name, values in texts.items()} == {
        name: wanted[name].tolist() for name in texts
    }
    assert faces.has_text[chosen].tolist() == wanted["has_text"].tolist()
    assert 0 < faces.has_text.sum() < len(faces) and texts["input_ids"].shape[1] <= 8


def test_characters_are_told_apart_by_album_and_the_rare_are_left_out(rows, processor, tmp_path):
    seldom = rows.select([*range(len(rows) - 7)])  # two of the last album's cast have 8 faces, one 7
    faces = read_faces(seldom, processor, tmp_path, fewest=8)
    assert faces.characters.max() == 10 and (faces.characters == -1).sum() == 7
    pairs = {*zip(np.array(seldom["character"])[faces.characters >= 0], faces.characters, strict=False)}
    with pytest.raises(RecipeError, match="99 faces"):
        read_faces(rows, processor, tmp_path, fewest=99)
    assert len(pairs) >= 11 and faces.albums.max() == 3


def test_pages_of_each_album_are_held_out_whole(faces):
    train, held_out = split_by_page(faces, np.arange(len(faces)), 0.2, seed=0)
    assert sorted([*train, *held_out]) == [*range(len(faces))]
    assert not set(faces.pages[train]) & set(faces.pages[held_out])
    for album in range(4):
        assert len(np.unique(faces.pages[held_out][faces.albums[held_out] == album])) == 1
    assert (split_by_page(faces, np.arange(len(faces)), 0.2, seed=0)[1] == held_out).all()


def test_an_album_of_one_page_is_trained_on(faces):
    rows = np.flatnonzero(faces.pages == faces.pages[0])
    assert len(split_by_page(faces, rows, 0.2, seed=0)[0]) == len(rows)


def ramp():
    """(2, 3, 16, 16): how far right, how far down, and both."""
    across = torch.arange(16.0).expand(16, 16)
    return torch.stack([across, across.T, across + across.T]).expand(2, 3, 16, 16)


def test_a_crop_is_cut_where_it_was_drawn():
    place = np.array([[0, 0], [1, 0.5]], dtype=np.float32)
    cut = cropped(ramp(), 12, place, np.full(2, 0.5, np.float32), rotation=0.0)
    assert torch.allclose(cut[0], ramp()[0, :, :12, :12], atol=1e-4)
    assert torch.allclose(cut[1], ramp()[1, :, 2:14, 4:], atol=1e-4)


def test_a_quarter_turn_is_a_quarter_turn():
    place, turn = np.full((2, 2), 0.5, np.float32), np.array([0, 1], dtype=np.float32)
    turned = cropped(ramp(), 16, place, turn, rotation=90.0)
    wanted = [ramp()[0].rot90(k, (1, 2)) for k in (-1, 1)]
    found = [any(torch.allclose(one, each, atol=1e-3) for each in wanted) for one in turned]
    assert found == [True, True] and not torch.allclose(turned[0], turned[1])


def test_what_is_drawn_depends_on_seed_and_epoch_alone():
    assert (draws(9, 1, 2).place == draws(9, 1, 2).place).all()
    assert all((draws(9, *other).turn != draws(9, 1, 2).turn).any() for other in ((1, 3), (2, 2)))
