"""The user's command on a dataset of a second."""

from __future__ import annotations

import json

import pytest

from tests.train.conftest import RATE
from train.manga_audioclip.__main__ import main

MODEL = {
    "projection_dim": 12,
    "image_size": 32,
    "image_width": 4,
    "image_depths": [1, 1, 1, 1],
    "image_heads": 2,
    "text_length": 12,
    "text_width": 16,
    "text_layers": 1,
    "text_heads": 2,
    "sampling_rate": RATE,
    "n_fft": 128,
    "window": 100,
    "hop": 64,
    "bins": 65,
    "bands": 3,
    "decibel_range": 60,
    "audio_width": 4,
    "audio_depths": [1, 1, 1, 1],
    "audio_groups": 2,
    "audio_group_width": 2,
    **dict.fromkeys(("image_text_scale", "audio_image_scale", "audio_text_scale"), 2.5),
}


def content(data, folder, **changes) -> dict:
    """A recipe, as a mapping."""
    schedule = {"epochs": 2, "learning_rate": 0.005, "optimizer": "adamw", **changes.pop("schedule", {})}
    stages = {
        name: {"batch_size": 8, "schedule": schedule, **changes.pop(name, {})}
        for name in ("audio_text", "image_text")
    }
    recipe = {"music": str(data), "pages": str(data), "output": str(folder), "cache": str(data / "pixels")}
    recipe |= {"pairs": 60, "fit": "pad", "chunk_seconds": 1.0, "model": MODEL | changes.pop("model", {})}
    return recipe | stages | {"machine": {"threads": 1, "log_every": 1}} | changes


@pytest.fixture
def trained(tiny_moods, tmp_path_factory, capsys):
    """Runs a recipe and gives its folder."""

    def run(status=0, **changes):
        folder = tmp_path_factory.mktemp("run")
        (folder / "r.yaml").write_text(json.dumps(content(tiny_moods, folder / "run", **changes)))
        assert main([str(folder / "r.yaml")]) == status, capsys.readouterr().err
        return folder / "run"

    return run


@pytest.fixture
def log():
    """Reads the log of a stage."""

    def read(folder, stage):
        return [json.loads(line) for line in (folder / stage / "log.jsonl").read_text().splitlines()]

    return read
