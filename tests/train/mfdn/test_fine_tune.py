"""New tags and characters come in by one command; what the model said of the old ones it still says."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from datasets import Dataset
from PIL import Image
from safetensors.torch import load_file
from transformers import AutoProcessor

from comicenc.data.schema import TAGGED
from comicenc.models.mfdn import MFDNModel
from tests.train.conftest import tagged_picture
from tests.train.mfdn.conftest import content
from tests.train.mfdn.test_command import ADAM
from train.mfdn.__main__ import main

SCHEDULE = {"epochs": 15, "learning_rate": 0.03, "warmup": 0.1}


@pytest.fixture
def newcomers(tmp_path):
    """A dataset of the old six and two more, one of them with a tag that nobody had."""
    rng = np.random.default_rng(5)
    rows = [tagged_picture(rng, who) for _ in range(4) for who in range(6)]
    for who, colour, tags in (("new", (250, 240, 0), ["Yellow Hair"]), ("newer", (250, 0, 250), [])):
        image = Image.new("RGB", (16, 16), colour)
        rows += [{"image": image, "tags": [*tags, "solo"], "character": who}] * 16
    folder = tmp_path / "newcomers"
    folder.mkdir()
    Dataset.from_list(rows, features=TAGGED).to_parquet(folder / "train.parquet")
    lines = ["configs:", "- config_name: tagged", "  data_files: [{split: train, path: train.parquet}]"]
    (folder / "README.md").write_text("\n".join(["---", *lines, "---\n"]))
    return folder


def tuned(data, folder, checkpoint, status=0, **changes):
    recipe = content(data, folder, stage="fine_tune", checkpoint=str(checkpoint), **changes)
    path = folder.with_suffix(".yaml")
    path.write_text(json.dumps(recipe))
    assert main([str(path)]) == status
    return folder / "checkpoint"


def inputs(checkpoint):
    rng = np.random.default_rng(0)
    pictures = [rng.integers(0, 256, (16, 16, 3)).astype(np.uint8) for _ in range(5)]
    processor = AutoProcessor.from_pretrained(checkpoint)
    return processor(images=pictures, tags=[["solo"], None, ["smile", "red_hair"], [], ["blue_hair"]])


@torch.no_grad()
def said(checkpoint, **given):
    return MFDNModel.from_pretrained(checkpoint, dtype=torch.float32).eval()(**given)


@pytest.mark.parametrize("variant", ["masked", "picture"])
def test_old_logits_stay_and_new_rows_learn(trained, newcomers, tmp_path, variant):
    before = trained(variant, schedule=ADAM) / "checkpoint"
    after = tuned(newcomers, tmp_path / "run", before, schedule=SCHEDULE, augmentation=0)
    given = inputs(before)
    if variant == "picture":
        given = {"pixel_values": given["pixel_values"]}
    old, new = (said(checkpoint, **given) for checkpoint in (before, after))
    assert torch.allclose(new.logits[:, :6], old.logits, atol=1e-5) and new.logits.shape[1] == 8
    assert torch.allclose(new.embeddings, old.embeddings, atol=1e-6)
    weights = load_file(before / "model.safetensors")
    for name, value in load_file(after / "model.safetensors").items():
        assert torch.equal(value[: len(weights[name])], weights[name]), name
    processor = AutoProcessor.from_pretrained(after)
    shown = processor(images=[Image.new("RGB", (16, 16), (250, 240, 0))])
    told = said(after, **shown)
    assert told.logits.argmax().item() == 6
    names = MFDNModel.from_pretrained(after).config.id2label
    assert [names[index] for index in (0, 6, 7)] == ["w0", "new", "newer"]
    if variant == "masked":
        assert torch.allclose(new.tag_logits[:, :7], old.tag_logits, atol=1e-5)
        assert processor.tokenizer.tags[7:] == ["yellow_hair"] and new.tag_logits.shape[1] == 8
        assert told.tag_probabilities[0, 7] > 0.8


def test_what_is_begun_again_ends_the_same(trained, newcomers, tmp_path):
    before = trained() / "checkpoint"
    short = {"schedule": SCHEDULE | {"epochs": 2}}
    files = [
        tuned(newcomers, tmp_path / name, before, **short) / "model.safetensors" for name in ("one", "two")
    ]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert tuned(newcomers, tmp_path / "one", before, **short)  # all epochs are done, and exported again
    assert files[0].read_bytes() == files[1].read_bytes()


def test_nothing_new_and_other_models_are_one_sentence(trained, tiny_tagged, tmp_path, capsys):
    checkpoint = trained() / "checkpoint"
    tuned(tiny_tagged, tmp_path / "run", checkpoint, status=1)
    assert "no tag or character is new" in capsys.readouterr().err
    tuned(tiny_tagged, tmp_path / "other", "comicenc/identity-simclr-mini", status=1)
    assert "identity_simclr, not mfdn" in capsys.readouterr().err.splitlines()[-1]
