"""Killed at any point, a run continues from the last epoch boundary and ends the same, bit by bit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from accelerate import Accelerator
from torch import nn
from torch.optim.optimizer import register_optimizer_step_pre_hook

from train import loop
from train.recipe import Machine, RecipeError, Schedule

ROOT = Path(__file__).parents[2]
KILLS = ["step:0:3", "step:1:2", "write:2", "prune:2", "step:3:4"]


def tiny_run(folder: Path, *endings: str) -> str:
    command = [sys.executable, "-m", "tests.train.tiny_run", str(folder), *endings]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr


def entries(folder: Path) -> list[dict]:
    timeless = ("seconds", "seconds_per_step")
    lines = (json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines())
    return [{key: value for key, value in line.items() if key not in timeless} for line in lines]


@pytest.mark.slow
def test_a_run_killed_again_and_again_ends_as_one_that_never_was(tmp_path):
    assert tiny_run(tmp_path / "calm", "end") == "[0]"
    assert tiny_run(tmp_path / "killed", *KILLS) == str([-signal.SIGKILL.value] * len(KILLS))
    with (tmp_path / "killed" / "log.jsonl").open("a") as log:
        log.write('{"epoch": 3, "ste')  # what a kill while writing leaves
    assert tiny_run(tmp_path / "killed", "end") == "[0]"

    calm, killed = ((tmp_path / name / "final.safetensors").read_bytes() for name in ("calm", "killed"))
    assert calm == killed
    assert entries(tmp_path / "calm") == entries(tmp_path / "killed")
    assert [path.name for path in (tmp_path / "killed" / "checkpoints").iterdir()] == ["epoch-00004"]


class Scores(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(()))

    def forward(self, target):
        return {"loss": (self.weight - target).square()}


class Watched:
    """Its validation gives the scores it is told; an epoch moves its weight by one learning rate."""

    steps_per_epoch = 1

    def __init__(self, scores, *targets):
        self.network = Scores()
        self.scores = scores
        self.targets = targets or (100.0,)

    def batches(self, epoch):
        for target in self.targets:
            yield {"target": torch.tensor(target)}

    def evaluate(self, network):
        return {"map_at_r": self.scores.pop(0)}


def fit(stage, folder, **numbers):
    schedule = Schedule(**{"learning_rate": 1.0, "weight_decay": 0.0, "shape": "constant"} | numbers)
    return loop.fit(Accelerator(cpu=True), stage, schedule, Machine(threads=1), folder, {"numbers": numbers})


def test_early_stopping_keeps_the_best_weights(tmp_path):
    stage = Watched([0.1, 0.5, 0.4, 0.3, 0.9])
    network = fit(stage, tmp_path, epochs=5, patience=2, metric="map_at_r")
    assert stage.scores == [0.9]  # the fifth epoch was not trained
    assert network.weight.item() == pytest.approx(2.0, abs=0.01)  # what two steps of Adam give


def test_a_stopped_run_stays_stopped(tmp_path):
    numbers = {"epochs": 5, "patience": 2, "metric": "map_at_r"}
    fit(Watched([0.1, 0.5, 0.4, 0.3]), tmp_path, **numbers)
    network = fit(Watched([]), tmp_path, **numbers)
    assert network.weight.item() == pytest.approx(2.0, abs=0.01)


def test_without_a_metric_the_last_weights_count(tmp_path):
    assert fit(Watched([0.9, 0.1, 0.1]), tmp_path, epochs=3).weight.item() == pytest.approx(3.0, abs=0.01)


def test_a_metric_that_is_not_measured_is_named(tmp_path):
    with pytest.raises(RecipeError, match=r"recall.*map_at_r"):
        fit(Watched([0.1]), tmp_path, epochs=1, patience=1, metric="recall")


def test_a_folder_of_another_recipe_is_refused(tmp_path):
    fit(Watched([0.1]), tmp_path, epochs=1)
    with pytest.raises(RecipeError, match="another numbers"):
        fit(Watched([0.1]), tmp_path, epochs=2)


def test_a_loss_that_is_not_finite_leaves_no_checkpoint(tmp_path):
    with pytest.raises(FloatingPointError):
        fit(Watched([0.1], float("nan")), tmp_path, epochs=1)
    assert loop.newest_checkpoint(tmp_path / "checkpoints") is None


@pytest.mark.parametrize(("limit", "length"), [(0.5, 0.5), (0.0, 200.0)])
def test_gradients_are_clipped(tmp_path, limit, length):
    seen = []
    stage = Watched([0.0])
    hook = register_optimizer_step_pre_hook(lambda *_: seen.append(stage.network.weight.grad.item()))
    fit(stage, tmp_path, epochs=1, gradient_clip=limit)
    hook.remove()
    assert seen == [pytest.approx(-length, rel=1e-4)]


def test_a_step_is_one_for_the_mean_of_its_batches(tmp_path):
    stage = Watched([0.1, 0.1], 1.0, 2.0, 6.0)
    rules = {"epochs": 2, "optimizer": "sgd", "accumulation": 3, "learning_rate": 0.1, "gradient_clip": 0.0}
    network = fit(stage, tmp_path, momentum=0.5, **rules)
    first = 0.1 * 2 * 3.0  # the mean of the targets is 3
    assert network.weight.item() == pytest.approx(first + 0.1 * 2 * (3.0 - first) + 0.5 * first)
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert lines[0]["steps"] == 1 and lines[0]["mean"]["loss"] == pytest.approx((1 + 4 + 36) / 3, abs=1e-4)


def test_the_average_follows_the_weights(tmp_path):
    network = fit(Watched([0.0] * 30), tmp_path, epochs=30, average=0.5)
    assert 27 < network.weight.item() < 30


def test_runs_of_one_process_have_a_precision_each():
    chosen = [loop.start(Machine(mixed_precision=kind, threads=1)).mixed_precision for kind in ("bf16", "no")]
    assert chosen == ["bf16", "no"]
