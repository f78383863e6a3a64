"""Killed at any point, a run goes on from the last epoch boundary and ends with the very same weights."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.train.manga_audioclip.conftest import content
from train.manga_audioclip.__main__ import main

ROOT = Path(__file__).parents[3]
KILLS = [("audio_text", 0, 1), ("audio_text", 1, 2), ("image_text", 0, 0), ("image_text", 1, 2)]


def run(*arguments: str) -> int:
    command = [sys.executable, "-m", "tests.train.manga_audioclip.killed_run", *map(str, arguments)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False).returncode


MINI = {
    "loss": "multi_positive",
    "phrasings": True,
    "schedule": {"average": 0.9},
    "image_text": {"wear": 1.0, "labels": ["genre", "mood"]},
}
PAPER = {"schedule": {"optimizer": "sgd", "metric": "minus_loss"}}


@pytest.mark.slow
@pytest.mark.parametrize("changes", [MINI, PAPER], ids=["mini", "paper"])
def test_a_run_killed_again_and_again_ends_as_one_that_never_was(tiny_moods, tmp_path, changes):
    weights = []
    for name in ("calm", "killed"):
        recipe = content(tiny_moods, tmp_path / name, **changes)
        (tmp_path / f"{name}.yaml").write_text(json.dumps(recipe))
        for place in KILLS if name == "killed" else ():
            assert run(tmp_path / "killed.yaml", *place) == -signal.SIGKILL
            assert not (tmp_path / "killed" / "checkpoint").exists()
        assert main([str(tmp_path / f"{name}.yaml")]) == 0
        weights.append((tmp_path / name / "checkpoint" / "model.safetensors").read_bytes())
    assert weights[0] == weights[1]
