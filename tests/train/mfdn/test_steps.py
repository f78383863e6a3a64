"""A step is the same however its pictures are dealt out: one batch after the other, or among processes."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from accelerate import Accelerator
from safetensors.torch import load_file

from comicenc.models.mfdn import SPECIAL_TOKENS
from tests.train.mfdn.conftest import content
from tests.train.test_two_processes import launched
from train.mfdn import __main__ as command
from train.mfdn.recipe import recipe_of
from train.mfdn.stage import present

# without augmentation, which each process draws for itself; tags are hidden and kept by chance all the same
EXACT = {"augmentation": 0, "kept": 0.4, "schedule": {"epochs": 4, "learning_rate": 0.02}}


def weights(folder):
    return load_file(folder / "checkpoints" / "epoch-00004" / "model.safetensors")


def assert_equal_runs(one, other):
    for name, value in weights(one).items():
        apart = (weights(other)[name].float() - value.float()).abs().max().item()
        assert apart <= 1e-5 * max(value.abs().max().item(), 1.0), name


@pytest.mark.parametrize("variant", ["masked", "tags"])
def test_eight_at_once_are_two_after_two(trained, log, variant):
    whole, dealt = (
        trained(variant, batch_size=size, **EXACT | {"schedule": EXACT["schedule"] | {"accumulation": times}})
        for size, times in ((8, 1), (2, 4))
    )
    assert_equal_runs(whole, dealt)
    losses = [[line["loss"] for line in log(folder) if "loss" in line] for folder in (whole, dealt)]
    assert len(losses[0]) == 48 and losses[0] == pytest.approx(losses[1], abs=2e-4)


@pytest.mark.slow
def test_two_processes_are_one_of_twice_the_batch(trained, tiny_tagged, tmp_path):
    one = trained(batch_size=8, **EXACT)
    (tmp_path / "r.yaml").write_text(
        json.dumps(content(tiny_tagged, tmp_path / "two", batch_size=4, **EXACT))
    )
    launched("train.mfdn", str(tmp_path / "r.yaml"))
    assert json.loads((tmp_path / "two" / "recipe.json").read_text())["processes"] == 2
    assert_equal_runs(one, tmp_path / "two")
    assert (tmp_path / "two" / "checkpoint" / "model.safetensors").exists()


class Stopped(BaseException):
    pass


@pytest.mark.parametrize("variant", ["masked", "picture"])
def test_a_stopped_run_ends_the_same(trained, tiny_tagged, tmp_path, monkeypatch, variant):
    rules = {"schedule": {"epochs": 3, "average": 0.9, "shape": "two_cosines"}, "batch_size": 8, "kept": 0.3}
    calm = (trained(variant, **rules) / "checkpoint" / "model.safetensors").read_bytes()
    (tmp_path / "r.yaml").write_text(json.dumps(content(tiny_tagged, tmp_path / "run", variant, **rules)))
    make = command.make_stage

    def stopping(*arguments):
        stage, processor = make(*arguments)
        plain = stage.batches

        def batches(epoch):
            for index, batch in enumerate(plain(epoch)):
                if (epoch, index) == (2, 5):
                    raise Stopped
                yield batch

        stage.batches = batches
        return stage, processor

    with monkeypatch.context() as patch:
        patch.setattr(command, "make_stage", stopping)
        with pytest.raises(Stopped):
            command.main([str(tmp_path / "r.yaml")])
    assert not (tmp_path / "run" / "checkpoint").exists()
    assert command.main([str(tmp_path / "r.yaml")]) == 0
    assert (tmp_path / "run" / "checkpoint" / "model.safetensors").read_bytes() == calm


@pytest.fixture
def stage(tiny_tagged, tmp_path):
    def make(**changes):
        recipe = recipe_of(content(tiny_tagged, tmp_path / "run", **changes), "r.yaml")
        return command.make_stage(recipe, Accelerator(cpu=True))[0]

    return make


def test_what_is_hidden_follows_the_curriculum_and_is_never_a_special_token(stage):
    whole = stage(schedule={"epochs": 20})
    sizes = {len(tags) for tags in whole.pictures.tags}
    assert 0 in sizes and max(sizes) == 4
    shares = []
    for epoch in (0, 5, 10, 19):
        hidden = shown = 0
        for batch in whole.batches(epoch):
            there, masked = batch["input_ids"] >= len(SPECIAL_TOKENS), batch["masked_labels"] >= 0
            assert (batch["masked_labels"][masked] == batch["input_ids"][masked]).all()
            assert not (masked & ~there).any() and not (masked & batch["attention_mask"].bool()).any()
            seen = batch["attention_mask"].bool()
            assert (seen == ((batch["input_ids"] != 0) & ~masked)).all()
            hidden, shown = hidden + masked.sum(), shown + there.sum()
        shares.append(float(hidden / shown))
    assert shares[0] < 0.05 and 0.4 < shares[1] < 0.65 and shares[2:] == [1, 1]


def test_some_pictures_may_keep_some_tags(stage):
    batches = [*stage(kept=0.5, schedule={"epochs": 2}).batches(1)]
    labels = torch.cat([batch["masked_labels"] for batch in batches])
    ids = torch.cat([batch["input_ids"] for batch in batches])
    there, hidden = (ids >= len(SPECIAL_TOKENS)).sum(1), (labels >= 0).sum(1)
    whole = (hidden == there)[there > 0].float().mean().item()
    assert 0.45 < whole < 0.85 and 0 < hidden.sum() < there.sum()


def test_of_too_many_tags_others_are_shown_in_another_epoch(stage):
    short = stage(model={"max_tags": 4})
    many = [row for row, tags in enumerate(short.pictures.tags) if len(tags) == 4]
    shown = []
    for epoch in range(6):
        for batch in short.batches(epoch):
            assert batch["input_ids"].shape[1] == 4
    for seed in range(6):
        chosen = short._chosen(short.pictures.tags[many[0]], np.random.default_rng(seed))
        assert len(chosen) == 2 and set(chosen) <= set(short.pictures.tags[many[0]])
        shown.append(tuple(sorted(chosen)))
    assert len(set(shown)) > 1


def test_who_is_known_and_what_is_hidden_is_counted():
    batch = {
        "labels": torch.tensor([2, -100, 0]),
        "masked_labels": torch.tensor([[5, -100], [7, 8], [-100, -100]]),
    }
    assert present(batch).tolist() == [2, 2] and present({"labels": batch["labels"]}).tolist() == [2, 0]
    assert present({"labels": torch.zeros(3, 4)}).tolist() == [3, 0]
