"""dc, ft and ft+dc through the user's command."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModel, AutoProcessor

from train.manga_deepcluster.__main__ import main


@pytest.mark.parametrize(("method", "classes"), [("ft", 6), ("dc", 8), ("ft+dc", 8)])
def test_each_method_runs_its_stages_and_exports_the_last_classes(trained, log, method, classes):
    folder = trained(method)
    checkpoint = folder / "checkpoint"
    assert {path.name for path in folder.iterdir()} == {"checkpoint", *method.split("+")}
    model, processor = AutoModel.from_pretrained(checkpoint), AutoProcessor.from_pretrained(checkpoint)
    assert model.config.num_labels == classes
    vectors = model.float().eval().embed(**processor(faces=[np.full((9, 9, 3), 90, np.uint8)] * 2))
    assert vectors.shape == (2, 12) and torch.allclose(vectors.norm(dim=1), torch.ones(2))
    facts = json.loads((checkpoint / "recipe.json").read_text())["data"]
    assert facts["labelled characters"] == 6 and facts["labelled faces"] == facts["faces"] * 2 / 3
    for stage in method.split("+"):
        lines = log(folder, stage)
        measured = [line["validation"] for line in lines if "validation" in line]
        assert len(measured) == 2 and {"rank_1", "map"} <= set(measured[0])
        assert all("repaired" in found for found in measured) == (stage == "dc")


def test_it_learns_whom_it_has_labels_for(trained, log):
    rules = {"epochs": 30, "learning_rate": 0.02}
    lines = log(trained("ft", schedule=rules, model={"dropout": 0.0}, batch_size=8), "ft")
    means = [line["mean"]["loss"] for line in lines if "mean" in line]
    assert means[-1] < 0.7 * means[0]


def test_it_learns_pseudo_labels(trained, log):
    """Within an epoch, as the classifier knows nothing at its start."""
    lines = log(
        trained("dc", batch_size=4, model={"dropout": 0.0}, schedule={"epochs": 1, "learning_rate": 0.02}),
        "dc",
    )
    losses = [line["loss"] for line in lines if "loss" in line]
    assert len(losses) > 15 and np.mean(losses[-5:]) < 0.9 * np.mean(losses[:5])


def test_a_margin_trains_and_need_not_export_classes(trained):
    checkpoint = trained(margin=0.2, classes=False, augmentation="drawn") / "checkpoint"
    assert load_file(checkpoint / "model.safetensors")["classifier.6.weight"].shape == (1, 12)


def test_one_method_goes_on_from_another(trained):
    first = trained("ft") / "checkpoint"
    second = trained(
        "dc", start=str(first), schedule={"epochs": 1, "learning_rate": 1e-12}, model={"mirrored": True}
    )
    begun = load_file(second / "checkpoint" / "model.safetensors")
    for name, value in load_file(first / "model.safetensors").items():
        if "classifier.6" not in name and "running" not in name and "batches" not in name:
            assert torch.equal(begun[name], value), name
    assert AutoModel.from_pretrained(second / "checkpoint").config.mirrored


def test_faces_of_instances_will_do(tiny_data, trained):
    facts = json.loads(
        (trained(data=tiny_data, config="instances") / "checkpoint" / "recipe.json").read_text()
    )
    assert 0 < facts["data"]["labelled faces"] < facts["data"]["faces"] < 144


def test_pictures_may_be_small_at_first(trained, log):
    lines = log(trained("ft", early_side=6, early_epochs=1), "ft")
    assert [line["epoch"] for line in lines if "validation" in line] == [0, 1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"batch_size": 999}, ["do not fill", "999"]),
        ({"data": "/nowhere"}, ["/nowhere"]),
        ({"fewest": 999}, ["no face is left"]),
        ({"pseudo_classes": 500}, ["500 groups"]),
        ({"labelled": "absent"}, ["absent"]),
        ({"labelled": 2.0}, ["labels for 2.0"]),
        ({"feature": "conv9"}, ["conv9"]),
        ({"method": "dc+ft"}, ["method"]),
        ({"model": {"dephts": [1]}}, ["dephts"]),
        ({"model": {"num_labels": 3}}, ["num_labels"]),
        ({"model": {"depths": [1]}}, ["1 depths"]),
        ({"image": "/nowhere.pth"}, ["/nowhere.pth"]),
        ({"image": "a", "start": "b"}, ["start"]),
        ({"start": "comicenc/identity-simclr-mini", "model": {}}, ["identity_simclr"]),
    ],
)
def test_what_cannot_be_trained_is_one_sentence(trained, tiny_faces, capsys, changes, words):
    changes = {"data": tiny_faces} | changes
    if isinstance(changes["data"], str):
        changes |= {"data": tiny_faces / "no-such-folder"}
        words = ["no-such-folder"]
    method = "dc" if "pseudo_classes" in changes else changes.pop("method", "ft+dc")
    trained(method, status=1, **changes)
    message = capsys.readouterr().err.strip().splitlines()[-1]
    assert message.startswith("error: ") and all(word in message for word in words), message


def test_wrong_use_is_told_apart(capsys):
    assert main([]) == 2 and "usage" in capsys.readouterr().err
