"""Two processes of batch b give loss and gradients of one process of 2b, through `accelerate launch`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.torch import load_file

from tests.train.two_processes import step
from train import loop
from train.recipe import Machine

LAUNCH = ["-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes=2", "--main_process_port=0"]


@pytest.mark.slow
def test_two_processes_step_as_one_of_twice_the_batch(tmp_path):
    quiet = {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": "", "ACCELERATE_USE_CPU": "true"}
    command = [sys.executable, *LAUNCH, "-m", "tests.train.two_processes", str(tmp_path / "two")]
    done = subprocess.run(
        command,
        cwd=Path(__file__).parents[2],
        env=os.environ | quiet,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    one, two = step(loop.start(Machine(threads=1))), load_file(tmp_path / "two")
    assert (one.pop("processes"), two.pop("processes")) == (1, 2)
    assert one.keys() == two.keys()
    assert {name.split(".")[0] for name in one} == {"self_supervised", "supervised", "fine_tune"}
    for name, value in one.items():
        apart = (two[name] - value).abs().max().item()
        assert apart <= 1e-5 * max(value.abs().max().item(), 1e-3), name
