"""What a stage shows: music that is stretched, turned round and noisy, pages, and texts that are true."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from comicenc.models.manga_audioclip import clip_tokenizer
from tests.train.conftest import RATE
from tests.train.manga_audioclip.conftest import content
from train import loop
from train.manga_audioclip.__main__ import make_stage
from train.manga_audioclip.beginning import beginning
from train.manga_audioclip.music import read_music
from train.manga_audioclip.phrasings import FRAMES, phrasings, texts_of
from train.manga_audioclip.recipe import Recipe
from train.manga_audioclip.sound import draws, noisy, placed, stretched
from train.recipe import to_recipe


@pytest.fixture
def made(tiny_moods, tmp_path):
    def make(name, **changes):
        recipe = to_recipe(Recipe, content(tiny_moods, tmp_path / "run", **changes), "r")
        accelerator = loop.start(recipe.machine)
        return make_stage(name, recipe, *beginning(recipe), accelerator)

    return make


def test_faster_music_is_higher():
    hum = np.sin(np.arange(4000) * 0.2).astype(np.float32)
    slow = stretched(hum, 1.5)
    assert len(slow) == 6000 and stretched(hum, 1) is hum
    peaks = [np.abs(np.fft.rfft(each)).argmax() / len(each) for each in (hum, slow)]
    assert peaks[1] == pytest.approx(peaks[0] / 1.5, rel=0.01)


def test_parts_lie_within_the_piece_and_short_pieces_within_silence():
    piece = np.arange(1, 11, dtype=np.float32)
    assert placed(piece, 4, 0.0).tolist() == [1, 2, 3, 4]
    assert placed(piece, 4, 0.999).tolist() == [7, 8, 9, 10]
    for place in (0.0, 0.5, 0.999):
        found = placed(piece, 14, place)
        assert len(found) == 14 and found[found > 0].tolist() == piece.tolist()
    assert placed(piece, 10, 0.7).tolist() == piece.tolist()


def test_noise_is_as_loud_as_is_asked():
    hum = 1000 * np.sin(np.arange(20_000) * 0.1).astype(np.float32)
    found = noisy(hum, 20.0, (1, 2, 3))
    ratio = 10 * np.log10(np.mean(hum**2) / np.mean((found - hum) ** 2))
    assert ratio == pytest.approx(20, abs=0.2) and found.dtype == np.float32
    assert (noisy(hum, 20.0, (1, 2, 3)) == found).all() and (noisy(hum, 20.0, (1, 2, 4)) != found).any()


def test_draws_depend_on_seed_and_epoch():
    assert (draws(5, 1, 2).place == draws(5, 1, 2).place).all()
    assert (draws(5, 1, 2).place != draws(5, 1, 3).place).all()


def test_decoded_music_is_the_music(tiny_moods):
    music = read_music(str(tiny_moods), "train", RATE, tiny_moods / "pixels")
    assert len(music) == 24 and music.bounds[-1] == len(music.samples)
    assert set(music.moods) == {"sad", "angry"}
    whole = music.piece(3)
    assert whole.dtype == np.float32 and 8000 < np.abs(whole).max() < 10_000, "0.3 of full scale"
    part = music.piece(3, 0.5, 100)
    assert len(part) == 100 and any((whole[at : at + 100] == part).all() for at in range(len(whole) - 99))
    assert len(music.piece(3, 0.999, 10**6)) == len(whole)


def test_labels_are_said_by_their_names_or_in_several_ways():
    assert phrasings("genre", "love_romance")[0] == "love romance"
    assert len(set(phrasings("mood", "sad"))) == len(phrasings("mood", "sad")) > 10
    assert "悲しい" in phrasings("mood", "sad") and "悲しい music" not in phrasings("mood", "sad")
    assert phrasings("mood", "of one's own") == [frame.format("of one's own") for frame in FRAMES["mood"]]


def test_texts_that_are_drawn_are_of_their_label():
    tokenizer = clip_tokenizer(pairs=100)
    texts = texts_of({"mood": ("angry", "sad"), "genre": ("horror",)}, tokenizer, 16, several=True)
    said = texts["mood"].drawn(np.array([0, 1, 1]), np.array([0.0, 0.0, 0.9999]))
    decoded = [tokenizer.decode(row, skip_special_tokens=True).strip() for row in said]
    assert decoded[:2] == ["angry", "sad"] and decoded[2] == phrasings("mood", "sad")[-1]
    assert torch.equal(texts["mood"].names, said[:2])
    assert tokenizer.decode(texts["genre"].names[0], skip_special_tokens=True).strip() == "horror"
    assert texts["genre"].tokens.shape[1] == texts["mood"].tokens.shape[1]
    bare = texts_of({"mood": ("angry", "sad")}, tokenizer, 16, several=False)["mood"]
    assert len(bare.tokens) == 2


def test_a_stage_shows_each_item_once_with_a_true_text(made):
    stage = made("audio_text", loss="multi_positive", phrasings=True)
    batches = list(stage.batches(0))
    assert len(batches) == 3 and batches[0]["input_values"].shape == (8, RATE)
    assert sorted(torch.cat([batch["labels"][0] for batch in batches]).tolist()) == [0] * 12 + [1] * 12
    texts = stage.texts["mood"]
    for batch in batches:
        for label, tokens in zip(batch["labels"][0].tolist(), batch["input_ids"][0], strict=True):
            start = texts.starts[label]
            own = texts.tokens[start : start + texts.counts[label]]
            assert (own == tokens).all(1).any()
    again = list(stage.batches(0))
    for one, other in zip(batches, again, strict=True):
        assert all(torch.equal(one[name], other[name]) for name in one)
    assert not torch.equal(next(iter(stage.batches(1)))["input_values"], batches[0]["input_values"])


def test_pages_have_a_text_of_each_kind(made):
    stage = made("image_text", loss="multi_positive", image_text={"labels": ["genre", "mood"]})
    batch = next(iter(stage.batches(0)))
    assert batch["labels"].shape == (2, 8) and batch["input_ids"].shape[:2] == (2, 8)
    for texts, labels, said in zip(stage.texts.values(), batch["labels"], batch["input_ids"], strict=True):
        assert torch.equal(said, texts.names[labels])
    order = np.random.default_rng((0, 0)).permutation(stage.rows)[:8]
    colours = batch["pixel_values"].mean((2, 3))
    sad = torch.from_numpy(stage.labels["mood"][order]) == stage.texts["mood"].labels.index("sad")
    assert torch.equal(batch["labels"][1] == stage.texts["mood"].labels.index("sad"), sad)
    assert (colours[sad, 2] > colours[sad, 0]).all() and (colours[~sad, 0] > colours[~sad, 2]).all()


def test_the_loss_is_the_models_own(made):
    """Of one kind; of two it is their mean."""
    stage = made("audio_text", loss="multi_positive", audio_text={"noisy": 0.0})
    batch = next(iter(stage.batches(0)))
    stage.network.eval()
    found = stage.network(**batch)
    inputs = {"input_ids": batch["input_ids"][0], "input_values": batch["input_values"]}
    own = stage.network.model(**inputs, labels=batch["labels"][0], return_loss=True)
    assert torch.allclose(found["loss"], own.loss) and found.keys() == {
        "loss",
        "audio_text_loss",
        "transform_loss",
    }
    pages = made("image_text", loss="multi_positive", image_text={"labels": ["genre", "mood"]})
    batch = next(iter(pages.batches(0)))
    pages.network.eval()
    each = [
        pages.network.model(batch["pixel_values"], ids, labels=labels, return_loss=True).loss
        for ids, labels in zip(batch["input_ids"], batch["labels"], strict=True)
    ]
    assert torch.allclose(pages.network(**batch)["loss"], torch.stack(each).mean())


def test_the_papers_loss_knows_no_labels(made):
    stage = made("image_text")
    assert "labels" not in next(iter(stage.batches(0)))
    assert made("image_text", loss="multi_positive").network(**next(iter(stage.batches(0))))["loss"] > 0


def test_augmentation_is_what_is_asked(made):
    plain = {"stretched": 1.0, "reversed": 0.0, "noisy": 0.0}
    calm = next(iter(made("audio_text", audio_text=plain).batches(0)))["input_values"]
    turned = next(iter(made("audio_text", audio_text=plain | {"reversed": 1.0}).batches(0)))["input_values"]
    assert torch.equal(calm.flip(1), turned)
    louder = next(iter(made("audio_text", audio_text=plain | {"noisy": 1.0}).batches(0)))["input_values"]
    assert not torch.equal(calm, louder) and torch.corrcoef(torch.stack([calm[0], louder[0]]))[0, 1] > 0.5
