"""A step is the same however its rows are dealt out: in batches one after the other, or among processes."""

from __future__ import annotations

import json

import pytest
import torch
from safetensors.torch import load_file

from comicenc.models.manga_mmtl import MangaMMTLConfig, MangaMMTLModel
from tests.train.manga_mmtl.conftest import IMAGE, TEXT, content
from tests.train.test_two_processes import launched
from train.manga_mmtl import __main__ as command
from train.manga_mmtl.stage import TaskLosses, present

# hidden parts, crops and rotation stay: what a face gets depends on the face alone
EXACT = {"model": {"dropout": 0.0}, "frozen_statistics": True, "hidden_faces": 0.2, "hidden_texts": 0.3}


def final(folder):
    return torch.load(folder / "checkpoints" / "epoch-00002" / "optimizer.bin", weights_only=True), load_file(
        folder / "checkpoints" / "epoch-00002" / "model.safetensors"
    )


def assert_equal_runs(one, other):
    """Weights and momenta after two epochs."""
    (momenta, weights), (momenta_, weights_) = final(one), final(other)
    assert weights.keys() == weights_.keys()
    for name, value in weights.items():
        apart = (weights_[name].float() - value.float()).abs().max().item()
        assert apart <= 1e-5 * max(value.abs().max().item(), 1.0), name
    for key, state in momenta["state"].items():
        value, value_ = state["momentum_buffer"], momenta_["state"][key]["momentum_buffer"]
        assert (value - value_).abs().max().item() <= 1e-5 * max(value.abs().max().item(), 1.0), key


@pytest.mark.parametrize("variant", ["multitask", "text_album"])
def test_eight_at_once_is_one_after_the_other(trained, variant):
    whole, single = (
        trained(variant, batch_size=size, schedule={"accumulation": times}, **EXACT)
        for size, times in ((8, 1), (1, 8))
    )
    assert_equal_runs(whole, single)
    steps = [
        [line["loss"] for line in map(json.loads, (folder / "log.jsonl").open()) if "loss" in line]
        for folder in (whole, single)
    ]
    assert len(steps[0]) == len(steps[1]) > 10
    assert steps[0] == pytest.approx(steps[1], abs=2e-4)


@pytest.mark.slow
def test_two_processes_are_one_of_twice_the_batch(trained, tiny_faces, tmp_path):
    one = trained(batch_size=8, **EXACT)
    recipe = content(tiny_faces, tmp_path / "two", batch_size=2, schedule={"accumulation": 2}, **EXACT)
    (tmp_path / "r.yaml").write_text(json.dumps(recipe))
    launched("train.manga_mmtl", str(tmp_path / "r.yaml"))
    assert json.loads((tmp_path / "two" / "recipe.json").read_text())["processes"] == 2
    assert_equal_runs(one, tmp_path / "two")
    assert (tmp_path / "two" / "checkpoint" / "model.safetensors").exists()


def inputs():
    rng = torch.Generator().manual_seed(0)
    return {
        "pixel_values": torch.randn(6, 3, 12, 12, generator=rng),
        "input_ids": torch.randint(0, 50, (6, 5), generator=rng),
        "attention_mask": torch.ones(6, 5, dtype=torch.long),
        "has_face": torch.tensor([True, True, False, True, True, False]),
        "has_text": torch.tensor([True, False, True, False, False, True]),
        "character_labels": torch.arange(6) % 3,
        "album_labels": torch.arange(6) % 2,
    }


def network():
    torch.manual_seed(0)
    fields = {"face_size": 12, "uncropped_size": 12, "text_length": 32, "hidden_dim": 8, "dropout": 0.0}
    fields |= {"character_weight": 1.5, "visual_weight": 0.5, "album_weight": 2.0}
    fields |= {"image_config": IMAGE, "text_config": {**TEXT, "vocab_size": 50}}
    config = MangaMMTLConfig(num_characters=3, num_albums=2, **fields)
    return TaskLosses(MangaMMTLModel(config), frozen_statistics=True).train()


def test_shares_of_a_step_have_its_loss_and_gradients_as_their_mean():
    rows, alone = inputs(), network()
    alone.model(**rows).loss.backward()
    dealt = network()
    counts = present(dealt.model.config, rows)
    parts = [slice(0, 2), slice(2, 3), slice(3, 5), slice(5, 6)]  # the third has no text, the others no face
    expected = torch.tensor([counts[task].sum() for task in dealt.model.config.tasks]) / len(parts)
    losses = [dealt(expected, **{name: value[part] for name, value in rows.items()}) for part in parts]
    sum(loss["loss"] for loss in losses).div(len(parts)).backward()
    mean = sum(loss["loss"].item() for loss in losses) / len(parts)
    assert mean == pytest.approx(alone.model(**rows).loss.item(), abs=1e-5)
    for (name, own), (_, other) in zip(alone.named_parameters(), dealt.named_parameters(), strict=True):
        assert torch.allclose(own.grad, other.grad, atol=1e-6), name


def test_a_batch_that_lacks_a_part_gives_every_weight_a_gradient():
    rows = {name: value[3:5] for name, value in inputs().items()}
    lacking = network()
    lacking(torch.ones(3), **rows)["loss"].backward()
    gradients = {name: parameter.grad for name, parameter in lacking.named_parameters()}
    assert not [name for name, gradient in gradients.items() if gradient is None]
    assert all(
        (value == 0).all() for name, value in gradients.items() if name.startswith("model.text_network.back")
    )


class Stopped(BaseException):
    pass


@pytest.mark.parametrize("variant", ["multitask", "image"])
def test_a_stopped_run_ends_the_same(trained, tiny_faces, tmp_path, monkeypatch, variant):
    rules = {"schedule": {"epochs": 3, "average": 0.9, "accumulation": 2}, "batch_size": 8, "wear": 1.0}
    calm = (trained(variant, **rules) / "checkpoint" / "model.safetensors").read_bytes()
    (tmp_path / "r.yaml").write_text(json.dumps(content(tiny_faces, tmp_path / "run", variant, **rules)))
    make = command.make_stage

    def stopping(*arguments):
        stage, processor = make(*arguments)
        plain = stage.batches

        def batches(epoch):
            for index, batch in enumerate(plain(epoch)):
                if (epoch, index) == (2, stage.steps_per_epoch):  # half of the epoch's batches
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
