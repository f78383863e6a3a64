"""Both stages through the user's command."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModel, AutoProcessor

from comicenc import ComicEncoder
from tests.train.conftest import RATE
from train.manga_audioclip.__main__ import main

TEXT = ("positional_embedding", "text_projection", "transformer.", "token_embedding.", "ln_final.")


def part_of(name: str) -> str:
    starts = {"visual.": "image", "audio.": "audio", **dict.fromkeys(TEXT, "text")}
    return next((part for start, part in starts.items() if name.startswith(start)), name)


def moved(before, after) -> set[str]:
    """Parts of which some weight or statistic differs between two checkpoints."""
    one, other = (load_file(folder / "model.safetensors") for folder in (before, after))
    return {part_of(name) for name, value in one.items() if not torch.equal(value, other[name])}


def test_both_stages_run_and_export_an_encoder_and_its_start(trained, log):
    folder = trained()
    assert {path.name for path in folder.iterdir()} == {"start", "audio_text", "image_text", "checkpoint"}
    encoder = ComicEncoder.from_pretrained(folder / "checkpoint")
    pictures = encoder.encode(images=[np.full((9, 9, 3), 90, np.uint8)] * 2)
    music = encoder.encode(audio=[(np.sin(np.arange(3 * RATE)), RATE)])
    assert pictures.shape == (2, 12) and music.shape == (1, 12)
    assert encoder.encode(texts=["sad", "a sad scene"]).shape == (2, 12)
    facts = json.loads((folder / "checkpoint" / "recipe.json").read_text())["data"]
    assert facts["audio_text"] == {"items": 24, "labels": {"mood": 2}}
    assert facts["image_text"] == {"items": 24, "labels": {"genre": 2}}
    for stage, kind in (("audio_text", "mood"), ("image_text", "genre")):
        found = [line["validation"] for line in log(folder, stage) if "validation" in line]
        assert len(found) == 2 and {"minus_loss", f"{kind}_accuracy", f"{kind}_map"} == set(found[0])


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"stages": ["audio_text"]}, {"audio", "logit_scale_at"}),
        ({"stages": ["image_text"]}, {"image", "text", "logit_scale"}),
        ({"stages": ["image_text"], "image_text": {"trained": ["image"]}}, {"image", "logit_scale"}),
    ],
)
def test_a_stage_moves_what_it_trains_and_nothing_else(trained, changes, parts):
    folder = trained(**changes)
    assert moved(folder / "start", folder / "checkpoint") == parts


def test_the_transform_may_stay(trained):
    folder = trained(stages=["audio_text"], audio_text={"transform": False})
    one, other = (load_file(folder / name / "model.safetensors") for name in ("start", "checkpoint"))
    assert all(
        torch.equal(one[f"audio.fbsp.{part}"], other[f"audio.fbsp.{part}"]) for part in ("m", "fb", "fc")
    )
    assert not torch.equal(one["audio.fc.weight"], other["audio.fc.weight"])


def test_music_and_pages_are_learnt_and_found_by_each_others_names(trained, log):
    """Texts with pages first, then music alone, as the mini does."""
    folder = trained(
        stages=["image_text", "audio_text"],
        loss="multi_positive",
        phrasings=True,
        schedule={"epochs": 16, "learning_rate": 0.003, "metric": "minus_loss"},
        image_text={"labels": ["mood"]},
        audio_text={"transform": False, "reversed": 0.0},
    )
    for stage in ("image_text", "audio_text"):
        best = max(
            (line["validation"] for line in log(folder, stage) if "validation" in line),
            key=lambda found: found["minus_loss"],
        )
        assert best["mood_accuracy"] >= 0.9, stage
    encoder = ComicEncoder.from_pretrained(folder / "checkpoint")
    hiss = (np.random.default_rng(9).uniform(-0.3, 0.3, RATE), RATE)
    hum = (0.3 * np.sin(np.arange(RATE) * 0.2), RATE)
    red, blue = (np.full((24, 18, 3), colour, np.uint8) for colour in ((220, 40, 40), (40, 40, 220)))
    music, pages = encoder.encode(audio=[hiss, hum]), encoder.encode(images=[red, blue])
    assert ((pages @ music.T).argmax(1) == [0, 1]).all()


def test_it_goes_on_from_a_checkpoint_and_from_published_weights(trained, tmp_path):
    first = trained(stages=["audio_text"]) / "checkpoint"
    frozen = {"epochs": 1, "learning_rate": 1e-12}
    second = trained(stages=["image_text"], start=str(first), schedule=frozen)
    assert not moved(first, second / "start")
    weights = tmp_path / "AudioCLIP.pt"
    torch.save(AutoModel.from_pretrained(first, dtype=torch.float32).state_dict(), weights)
    third = trained(stages=["image_text"], start=str(weights), schedule=frozen)
    assert not moved(first, third / "start")
    assert AutoProcessor.from_pretrained(third / "checkpoint").chunk_samples == RATE


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"audio_text": {"batch_size": 999}}, ["do not fill", "999"]),
        ({"music": "/nowhere"}, ["/nowhere"]),
        ({"audio_text": {"trained": ["image"]}}, ["audio_text", "image"]),
        ({"model": {"vocab_size": 9}}, ["vocab_size", "tokenizer"]),
        ({"model": {"colours": 9}}, ["model has no field colours"]),
        ({"model": {"image_size": 33}}, ["33"]),
        ({"stages": []}, ["stages"]),
        ({"pairs": 10**6}, ["byte pairs"]),
        ({"start": "missing.pt"}, ["missing.pt"]),
    ],
)
def test_wrong_recipes_are_one_sentence(trained, capsys, changes, words):
    trained(status=1, **changes)
    error = capsys.readouterr().err
    assert error.startswith("error: ") and error.count("\n") == 1
    assert all(word in error for word in words), error


def test_wrong_use_is_told():
    assert main([]) == 2
