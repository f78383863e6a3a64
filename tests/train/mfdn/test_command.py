"""A recipe trains each row of Table V and what Table VI compares with, and leaves a checkpoint that loads."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModel, AutoProcessor

from comicenc.models.mfdn import mask_ratio
from train.mfdn.__main__ import main

ADAM = {"epochs": 16, "optimizer": "adamw", "learning_rate": 0.01, "shape": "one_cycle", "gradient_clip": 1.0}
TERMS = {"picture": {"class"}, "tags": {"class"}, "masked": {"class", "mask", "mask_ratio"}}
MEASURED = {"picture": {"accuracy"}, "tags": {"accuracy", "accuracy_with_tags"}}
MEASURED["masked"] = MEASURED["tags"] | {"map"}


@pytest.mark.parametrize("variant", TERMS)
def test_each_row_of_table_five_trains_what_it_has(trained, log, variant):
    lines = log(trained(variant))
    assert set(lines[0]) - {"epoch", "learning_rate", "step", "seconds_per_step", "loss"} == TERMS[variant]
    assert set(lines[-1]["validation"]) == MEASURED[variant]


def test_the_ratio_follows_the_steps(trained, log):
    lines = [line for line in log(trained()) if "mask_ratio" in line]
    found = [line["mask_ratio"] for line in lines]
    assert found == pytest.approx([mask_ratio(step, 12) for step in range(12)], abs=1e-5)
    assert found[0] == 0 and 0 < found[2] < 1 and set(found[6:]) == {1}
    assert lines[0]["mask"] == 0 and lines[-1]["mask"] > 0


def test_what_is_exported_loads_by_auto_classes(trained):
    checkpoint = trained() / "checkpoint"
    model, processor = AutoModel.from_pretrained(checkpoint), AutoProcessor.from_pretrained(checkpoint)
    stored = load_file(checkpoint / "model.safetensors")
    assert {value.dtype for value in stored.values()} <= {torch.float16, torch.int64}
    assert list(model.config.id2label.values()) == [f"w{who}" for who in range(6)]
    pictures = [np.full((9, 12, 3), 40 * index, np.uint8) for index in range(3)]
    inputs = processor(images=pictures, tags=[["solo", "red hair"], None, ["smile"]])
    vectors = model.float().eval().embed(**inputs)
    assert vectors.shape == (3, 16) and torch.allclose(vectors.norm(dim=1), torch.ones(3))
    facts = json.loads((checkpoint / "recipe.json").read_text())
    counted = {"pictures": 96, "tags": 7, "characters": 6}
    assert counted.items() <= facts["data"].items() and facts["data"]["tagged"] < 96
    assert processor.tokenizer.tags[0] == "solo" and processor.tokenizer.counts["solo"] < 96


def test_it_learns_who_it_is_and_what_the_tags_are(trained, log):
    lines = [line for line in log(trained(schedule=ADAM)) if "mean" in line]
    assert lines[-1]["mean"]["loss"] < 0.7 * lines[0]["mean"]["loss"]
    measured = lines[-1]["validation"]
    assert measured["accuracy"] > 0.9 and measured["map"] > 0.7  # smiles are not to be seen


def test_tags_alone_in_training_are_what_is_looked_at(trained, log):
    measured = log(trained("tags", schedule=ADAM))[-1]["validation"]
    assert measured["accuracy_with_tags"] > 0.7


def test_the_vision_encoder_can_be_a_resnet_of_pictures_of_any_side(trained, log):
    stages = {"model_type": "resnet", "embedding_size": 8, "hidden_sizes": [8, 16], "depths": [1, 1]}
    network = {"image_config": {**stages, "layer_type": "basic"}}
    folder = trained(
        model=network, side=24, schedule=ADAM | {"epochs": 8}, machine={"mixed_precision": "bf16"}
    )
    checkpoint = folder / "checkpoint"
    assert AutoProcessor.from_pretrained(checkpoint).image_processor.size == 24
    assert AutoModel.from_pretrained(checkpoint).config.image_maps
    lines = [line for line in log(folder) if "mean" in line]
    assert lines[-1]["mean"]["loss"] < 0.9 * lines[0]["mean"]["loss"]


@pytest.mark.parametrize("tags", [3, 200])
def test_the_plain_classifier_has_a_logit_for_each_common_tag(trained, log, tags):
    folder = trained("picture", stage="multi_label", tags=tags, schedule=ADAM)
    model = AutoModel.from_pretrained(folder / "checkpoint")
    names = list(model.config.id2label.values())
    assert names[0] == "solo" and len(names) == min(tags, 7)
    measured = log(folder)[-1]["validation"]
    assert set(measured) == {"map"} and measured["map"] > 0.7


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"batch_size": 999}, ["do not fill", "999"]),
        ({"data": "/nowhere"}, ["/nowhere"]),
        ({"validation": "dev"}, ["dev"]),
        ({"kept": 2}, ["kept"]),
        ({"stage": "pretrain"}, ["stage", "pretrain", "multi_label"]),
        ({"image": "/nowhere"}, ["/nowhere"]),
        ({"model": {"varient": "tags"}}, ["varient"]),
        ({"model": {"max_tags": 2}}, ["max_tags"]),
        ({"model": {"vocab_size": 9}}, ["vocab_size"]),
        ({"schedule": {"shape": "linear"}}, ["shape", "linear"]),
    ],
)
def test_what_cannot_be_trained_is_one_sentence(trained, capsys, changes, words):
    trained(status=1, **changes)
    message = capsys.readouterr().err.strip().splitlines()[-1]
    assert message.startswith("error: ") and all(word in message for word in words), message


def test_wrong_use_is_told_apart(capsys):
    assert main([]) == 2 and "usage" in capsys.readouterr().err
