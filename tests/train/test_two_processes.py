"""Two processes of batch b give loss and gradients of one process of 2b, through `accelerate launch`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.torch import load_file

from tests.train.two_processes import BACKBONE, SIZES, step
from train import loop
from train.recipe import Machine

ROOT = Path(__file__).parents[2]
LAUNCH = ["-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes=2", "--main_process_port=0"]


def launched(*arguments: str) -> None:
    """Run a module in two processes on the CPU."""
    quiet = {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": "", "ACCELERATE_USE_CPU": "true"}
    command = [sys.executable, *LAUNCH, "-m", *arguments]
    environment = os.environ | quiet
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.slow
def test_two_processes_step_as_one_of_twice_the_batch(tmp_path):
    launched("tests.train.two_processes", str(tmp_path / "two"))
    one, two = step(loop.start(Machine(threads=1))), load_file(tmp_path / "two")
    assert (one.pop("processes"), two.pop("processes")) == (1, 2)
    assert one.keys() == two.keys()
    assert {name.split(".")[0] for name in one} == {"self_supervised", "supervised", "fine_tune"}
    for name, value in one.items():
        apart = (two[name] - value).abs().max().item()
        assert apart <= 1e-5 * max(value.abs().max().item(), 1e-3), name


@pytest.mark.slow
def test_a_recipe_runs_in_two_processes(tiny_data, tmp_path):
    recipe = {
        "stage": "self_supervised",
        "data": str(tiny_data),
        "output": str(tmp_path / "run"),
        "cache": str(tmp_path / "pixels"),
        "model": {"image_config": {**BACKBONE, "layer_type": "basic"}, **SIZES},
        "batch_size": 16,
        "validation": 0.2,
        "schedule": {"epochs": 2},
        "machine": {"threads": 1},
    }
    (tmp_path / "r.yaml").write_text(json.dumps(recipe))
    launched("train.identity_simclr", str(tmp_path / "r.yaml"))
    checkpoint = tmp_path / "run" / "checkpoints" / "epoch-00002"
    assert {"random_states_0.pkl", "random_states_1.pkl"} <= {path.name for path in checkpoint.iterdir()}
    lines = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [0, 1] and lines[0]["steps"] == 2
    assert json.loads((tmp_path / "run" / "recipe.json").read_text())["processes"] == 2
    assert (tmp_path / "run" / "checkpoint" / "model.safetensors").exists()
