"""Killed at any point, a run goes on from the last epoch boundary and ends with the very same weights."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.train.manga_deepcluster.conftest import content
from train.manga_deepcluster.__main__ import main

ROOT = Path(__file__).parents[3]
KILLS = [("ft", 1, 1), ("dc", 0, -1), ("dc", 0, 2), ("dc", 1, -1), ("dc", 1, 0), ("dc", 2, 3)]


def run(*arguments: str) -> int:
    command = [sys.executable, "-m", "tests.train.manga_deepcluster.killed_run", *map(str, arguments)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False).returncode


@pytest.mark.slow
@pytest.mark.parametrize("changes", [{"margin": 0.1, "augmentation": "drawn"}, {}], ids=["mini", "paper"])
def test_a_run_killed_again_and_again_ends_as_one_that_never_was(tiny_faces, tmp_path, changes):
    schedule = {"epochs": 3, "average": 0.9} if changes else {"epochs": 3, "optimizer": "sgd"}
    weights, labels = [], []
    for name in ("calm", "killed"):
        recipe = content(tiny_faces, tmp_path / name, schedule=schedule, **changes)
        (tmp_path / f"{name}.yaml").write_text(json.dumps(recipe))
        for place in KILLS if name == "killed" else ():
            assert run(tmp_path / "killed.yaml", *place) == -signal.SIGKILL
            assert not (tmp_path / "killed" / "checkpoint").exists()
        assert main([str(tmp_path / f"{name}.yaml")]) == 0
        weights.append((tmp_path / name / "checkpoint" / "model.safetensors").read_bytes())
        labels.append((tmp_path / name / "dc" / "pseudo-labels" / "labels.npy").read_bytes())
    assert weights[0] == weights[1] and labels[0] == labels[1]
