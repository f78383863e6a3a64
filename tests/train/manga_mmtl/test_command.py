"""The five models through the user's command."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModel, AutoProcessor

from train.manga_mmtl.__main__ import main

TASKS = {
    "image": {"character"},
    "text_character": {"character"},
    "text_album": {"album"},
    "multimodal": {"character"},
    "multitask": {"album", "character", "visual"},
}


@pytest.mark.parametrize("variant", TASKS)
def test_each_model_trains_the_tasks_that_it_has(trained, log, variant):
    lines = log(trained(variant, hidden_faces=0.2, hidden_texts=0.2, wear=0.5))
    assert set(lines[0]) - {"epoch", "learning_rate", "step", "seconds_per_step", "loss"} == TASKS[variant]
    measured = lines[-1]["validation"]
    assert set(measured) == {"accuracy", *(f"{task}_accuracy" for task in TASKS[variant])}
    main_task = "album" if variant == "text_album" else "character"
    assert measured["accuracy"] == measured[f"{main_task}_accuracy"]


def test_what_is_exported_loads_by_auto_classes_and_gives_unit_rows(trained):
    checkpoint = trained() / "checkpoint"
    model, processor = AutoModel.from_pretrained(checkpoint), AutoProcessor.from_pretrained(checkpoint)
    stored = load_file(checkpoint / "model.safetensors")
    assert {value.dtype for value in stored.values()} <= {torch.float16, torch.int64}
    faces = [np.full((9, 9, 3), 40 * index, np.uint8) for index in range(3)]
    inputs = processor(faces=faces, texts=["the crown", None, "海だ"])
    vectors = model.float().eval().embed(**inputs)
    assert vectors.shape == (3, 24) and torch.allclose(vectors.norm(dim=1), torch.ones(3))
    assert inputs["pixel_values"].shape[-1] == model.config.face_size == 12
    facts = json.loads((checkpoint / "recipe.json").read_text())
    assert facts["data"]["albums"] == 4 and facts["data"]["characters"] == 12
    assert facts["data"]["texts"] < facts["data"]["faces"] == 96
    assert (model.config.num_characters, model.config.num_albums) == (12, 4)


def test_the_classes_need_not_be_exported(trained, log):
    whole, plain = (trained(classes=kept) / "checkpoint" for kept in (True, False))
    before, after = (load_file(path / "model.safetensors") for path in (whole, plain))
    last = {name for name in before if name.startswith("classifiers.") and ".output." in name}
    assert set(before) == set(after) and len(last) == 6
    for name in before:
        assert len(after[name]) == 1 if name in last else torch.equal(before[name], after[name])
    model, processor = AutoModel.from_pretrained(plain), AutoProcessor.from_pretrained(plain)
    given = AutoModel.from_pretrained(whole)
    inputs = processor(texts=["the crown", "moon"])
    assert torch.equal(*(one.float().eval().embed(**inputs) for one in (model, given)))


def test_it_learns(trained, log):
    schedule = {"epochs": 12, "optimizer": "adamw", "learning_rate": 0.01}
    lines = [line for line in log(trained(schedule=schedule)) if "mean" in line]
    assert lines[-1]["mean"]["loss"] < 0.5 * lines[0]["mean"]["loss"]
    assert lines[-1]["validation"]["album_accuracy"] > 0.9
    assert lines[-1]["validation"]["accuracy"] > 0.5  # one of twelve by chance


def test_it_stops_early(trained, log):
    rules = {"epochs": 40, "patience": 2, "learning_rate": 1e-9}  # nothing changes, so nothing gets better
    lines = log(trained("text_album", schedule=rules))
    assert [line["epoch"] for line in lines if "validation" in line] == [0, 1, 2]


def test_whole_models_start_from_uni_modal_ones(trained):
    image, text = (trained(variant) / "checkpoint" for variant in ("image", "text_album"))
    still = {"learning_rate": 1e-12, "epochs": 1}
    start = {"image_model": str(image), "text_model": str(text), "frozen_statistics": True}
    folder = trained(schedule=still, model={"image_config": None, "text_config": None}, **start)
    begun = load_file(folder / "checkpoint" / "model.safetensors")
    for source, task, own in ((image, "character", "visual"), (text, "album", "album")):
        for name, value in load_file(source / "model.safetensors").items():
            if "padding" not in name:
                name = name.replace(f"classifiers.{task}.", f"classifiers.{own}.")
                assert torch.equal(begun[name], value), name


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"batch_size": 999}, ["do not fill", "999"]),
        ({"data": "/nowhere"}, ["/nowhere"]),
        ({"fewest": 999}, ["999 faces"]),
        ({"vocabulary": 0}, ["vocabulary"]),
        ({"vocabulary": 10}, ["vocab_size 10"]),
        ({"model": {"varient": "image"}}, ["varient"]),
        ({"model": {"fusion": "product"}}, ["fusion", "product"]),
        ({"model": {"num_albums": 3}}, ["num_albums"]),
        ({"model": {"face_size": 99}}, ["face_size 99"]),
        ({"image_model": "/nowhere"}, ["/nowhere"]),
        ({"hidden_faces": 0.7, "hidden_texts": 0.7}, ["hidden_faces"]),
        ({"schedule": {"accumulation": 0}}, ["accumulation"]),
        ({"schedule": {"optimizer": "adam"}}, ["optimizer", "adam"]),
    ],
)
def test_what_cannot_be_trained_is_one_sentence(trained, capsys, changes, words):
    trained(status=1, **changes)
    message = capsys.readouterr().err.strip().splitlines()[-1]
    assert message.startswith("error: ") and all(word in message for word in words), message


def test_wrong_use_is_told_apart(capsys):
    assert main([]) == 2 and "usage" in capsys.readouterr().err
