"""The three recipes through the user's command, on a dataset of a second."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModel, AutoProcessor

from train.identity_simclr.__main__ import main

MODEL = {
    "image_config": {
        "model_type": "resnet",
        "embedding_size": 8,
        "hidden_sizes": [8, 16],
        "depths": [1, 1],
        "layer_type": "basic",
    },
    "face_size": 16,
    "body_size": 24,
    "projection_dim": 8,
    "identity_dim": 8,
}
RECIPES = {
    "self_supervised": {"model": MODEL, "batch_size": 32, "validation": 0.2, "test": 0.1},
    "supervised": {"model": MODEL | {"trainable_padding": True}, "batch_size": 32, "validation": 0.2},
    "fine_tune": {"batch_series": 3, "held_out": 8},
}


@pytest.fixture
def trained(tiny_data, tmp_path_factory, capsys):
    """Runs a stage of two epochs and gives its folder."""

    def run(stage, status=0, **changes):
        folder = tmp_path_factory.mktemp(stage)
        recipe = {"stage": stage, "data": str(tiny_data), "output": str(folder), "cache": str(folder / "px")}
        schedule = {"epochs": 2, "learning_rate": 0.01, **changes.pop("schedule", {})}
        machine = {"threads": 1, "log_every": 1}
        content = recipe | RECIPES[stage] | {"schedule": schedule, "machine": machine} | changes
        (folder / "r.yaml").write_text(json.dumps(content))
        assert main([str(folder / "r.yaml")]) == status, capsys.readouterr().err
        return folder

    return run


def log(folder):
    return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]


def validations(folder):
    return [line["validation"] for line in log(folder) if "validation" in line]


@pytest.mark.parametrize(
    ("variant", "terms"),
    [
        ("aligned", {"face", "body", "identity"}),
        ("unaligned", {"face", "body"}),
        ("separate", {"face", "body"}),
        ("face", {"face"}),
        ("body", {"body"}),
    ],
)
def test_stage_one_trains_the_terms_of_its_variant(trained, variant, terms):
    folder = trained("self_supervised", model=MODEL | {"variant": variant})
    lines = log(folder)
    known = {"epoch", "learning_rate", "step", "seconds_per_step", "loss"}
    assert set(lines[0]) - known == terms
    measured = {name.rpartition("_")[0] for name in validations(folder)[-1] if name.endswith("top1")}
    assert measured == ({variant} if variant in terms else {"face", "body", "identity"})


def test_what_is_exported_loads_by_auto_classes_and_gives_unit_rows(trained):
    checkpoint = trained("supervised") / "checkpoint"
    model, processor = AutoModel.from_pretrained(checkpoint), AutoProcessor.from_pretrained(checkpoint)
    stored = load_file(checkpoint / "model.safetensors")
    assert {value.dtype for value in stored.values()} <= {torch.float16, torch.int64}
    faces = [np.full((9, 9, 3), 40 * index, np.uint8) for index in range(3)]
    vectors = model.float().eval().embed(**processor(faces=faces))
    assert vectors.shape == (3, 8) and torch.allclose(vectors.norm(dim=1), torch.ones(3))
    facts = json.loads((checkpoint / "recipe.json").read_text())
    assert facts["data"]["identities"] == 18 and facts["data"]["instances"] == 108
    assert facts["recipe"]["batch_size"] == 32 and len(facts["commit"]) >= 40


def test_the_supervised_stage_learns_to_find_held_out_identities(trained):
    folder = trained("supervised", schedule={"epochs": 8}, augmentation=0.3)
    losses = [line["mean"]["loss"] for line in log(folder) if "mean" in line]
    assert losses[-1] < 0.8 * losses[0] and validations(folder)[-1]["rank_1"] > 0.9


def test_a_probe_is_measured(trained, tmp_path):
    from PIL import Image

    for name, shade in (("a", 0), ("a", 9), ("b", 200), ("b", 210)):
        (tmp_path / name).mkdir(exist_ok=True)
        Image.new("RGB", (12, 12), (shade, 50, 50)).save(tmp_path / name / f"{shade}.png")
    measured = validations(trained("supervised", probe=str(tmp_path)))[0]
    assert {"probe_rank_1", "probe_map"} <= set(measured)


@pytest.fixture
def stage_one(trained):
    return str(trained("self_supervised") / "checkpoint")


@pytest.mark.parametrize(
    "choice",
    [
        {"loss": "contrastive"},
        {"loss": "triplet"},
        {"loss": "triplet", "mix_series": True},
        {"loss": "multi_similarity", "model": {"fusion": "cat", "identity_dim": 6}},
        {"loss": "tuplet_intra_pair", "model": {"trainable_padding": True}},
        {"loss": "contrastive", "single_identities": True, "model": {"random_masking": 0.4}},
        {"loss": "contrastive", "miner": "all_pairs", "model": {"fusion": "coefficient_sum"}},
    ],
    ids=str,
)
def test_stage_two_trains_the_identity_layer_alone(trained, stage_one, choice):
    folder = trained("fine_tune", checkpoint=stage_one, **choice)
    before, after = (load_file(f"{path}/model.safetensors") for path in (stage_one, folder / "checkpoint"))
    frozen = [name for name in before if name.startswith("encoders.")]
    assert all(torch.equal(before[name], after[name]) for name in frozen)
    assert after["identity.weight"].shape[0] == choice.get("model", {}).get("identity_dim", 8)
    assert {"map_at_r", "global_map_at_r"} <= set(validations(folder)[-1])
    assert len({line["loss"] for line in log(folder) if "loss" in line}) > 1


def test_stage_two_can_learn_from_sequences(trained, stage_one):
    schedule = {"epochs": 12, "patience": 0, "learning_rate": 0.05}
    folder = trained("fine_tune", checkpoint=stage_one, schedule=schedule)
    losses = [line["mean"]["loss"] for line in log(folder) if "mean" in line]
    assert losses[-1] < 0.9 * losses[0] and len(losses) == 12


def test_stage_two_stops_early(trained, stage_one):
    rules = {"epochs": 40, "patience": 2, "learning_rate": 1e-9}  # nothing changes, so nothing gets better
    assert len(validations(trained("fine_tune", checkpoint=stage_one, schedule=rules))) == 3


@pytest.mark.parametrize(
    ("stage", "changes", "words"),
    [
        ("supervised", {"batch_size": 999}, ["do not fill", "999"]),
        ("supervised", {"data": "/nowhere"}, ["/nowhere"]),
        ("supervised", {"probe": "/nowhere"}, ["/nowhere"]),
        ("self_supervised", {"model": {"varient": "face"}}, ["varient"]),
        ("self_supervised", {"model": {"fusion": "product"}}, ["fusion", "product"]),
        ("supervised", {"model": {"head_depth": 9}}, ["head_depth 9"]),
        ("fine_tune", {"checkpoint": "/nowhere"}, ["/nowhere"]),
        ("fine_tune", {"checkpoint": "x", "mix_series": True}, ["mix_series"]),
    ],
)
def test_what_cannot_be_trained_is_one_sentence(trained, capsys, stage, changes, words):
    trained(stage, status=1, **changes)
    message = capsys.readouterr().err.strip().splitlines()[-1]
    assert message.startswith("error: ") and all(word in message for word in words), message


def test_wrong_use_is_told_apart(capsys):
    assert main([]) == 2 and "usage" in capsys.readouterr().err


def test_the_first_epochs_look_at_smaller_pictures(trained):
    """Halves of flat pictures are the same pictures, so that only the size is at work."""
    from train.identity_simclr.supervised import _smaller

    pictures = torch.randint(0, 256, (2, 3, 4, 4), dtype=torch.uint8)
    doubled = pictures.repeat_interleave(2, 2).repeat_interleave(2, 3)
    assert torch.equal(_smaller(doubled, 4), pictures)

    def weights(**early):
        return load_file(trained("supervised", **early) / "checkpoint/model.safetensors")

    plain, never, once = weights(), weights(early_side=12), weights(early_side=12, early_epochs=1)
    assert all(torch.equal(plain[name], never[name]) for name in plain)
    assert any(not torch.equal(plain[name], once[name]) for name in plain)
