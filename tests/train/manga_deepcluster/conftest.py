"""The user's command on a dataset of a second."""

from __future__ import annotations

import json

import pytest

from train.manga_deepcluster.__main__ import main

MODEL = {"hidden_sizes": [6, 8], "depths": [1, 1], "fc_size": 12, "pooled_size": 2, "image_size": 12}


def content(data, folder, method: str = "ft+dc", **changes) -> dict:
    """A recipe, as a mapping."""
    schedule = {"epochs": 2, "learning_rate": 0.01, "optimizer": "adamw", **changes.pop("schedule", {})}
    model = MODEL | {"batch_norm": True} | changes.pop("model", {})
    machine = {"threads": 1, "log_every": 1, **changes.pop("machine", {})}
    recipe = {"data": str(data), "output": str(folder), "cache": str(data / "pixels"), "method": method}
    recipe |= {"labelled": 0.5, "validation": 0.25, "batch_size": 16, "fewest": 5}
    recipe |= {"pseudo_classes": 8, "whitened": 6, "rounds": 5, "model": model, "machine": machine}
    return recipe | dict.fromkeys(("ft", "dc"), schedule) | changes


@pytest.fixture
def trained(tiny_faces, tmp_path_factory, capsys):
    """Runs a recipe and gives its folder."""

    def run(method="ft+dc", status=0, **changes):
        folder = tmp_path_factory.mktemp("run")
        recipe = content(changes.pop("data", tiny_faces), folder / "run", method, **changes)
        (folder / "r.yaml").write_text(json.dumps(recipe))
        assert main([str(folder / "r.yaml")]) == status, capsys.readouterr().err
        return folder / "run"

    return run


@pytest.fixture
def log():
    """Reads the log of a stage."""

    def read(folder, stage):
        return [json.loads(line) for line in (folder / stage / "log.jsonl").read_text().splitlines()]

    return read
