"""The user's command on a dataset of a second."""

from __future__ import annotations

import json

import pytest

from train.manga_mmtl.__main__ import main

IMAGE = {
    "model_type": "resnet",
    "embedding_size": 8,
    "hidden_sizes": [8, 16],
    "depths": [1, 1],
    "layer_type": "basic",
}
TEXT = {  # without BERT's pooler, which learns nothing from so little
    "model_type": "electra",
    "embedding_size": 16,
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 32,
    "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
}
NETWORKS = {"faces": {"image_config": IMAGE}, "texts": {"text_config": TEXT}}
MODALITIES = {"image": ["faces"], "text_character": ["texts"], "text_album": ["texts"]}


def content(data, folder, variant: str = "multitask", /, **changes) -> dict:
    """A recipe, as a mapping."""
    model = {"variant": variant, "hidden_dim": 12, "face_size": 12, "uncropped_size": 16, "text_length": 32}
    for part in MODALITIES.get(variant, ["faces", "texts"]):
        model |= NETWORKS[part]
    schedule = {"epochs": 2, "learning_rate": 0.05, "patience": 0, **changes.pop("schedule", {})}
    machine = {"threads": 1, "log_every": 1, **changes.pop("machine", {})}
    model = {name: value for name, value in (model | changes.pop("model", {})).items() if value is not None}
    recipe = {"data": str(data), "output": str(folder), "cache": str(data / "pixels")}
    recipe |= {"image": None, "text": None, "vocabulary": 4000, "batch_size": 16, "validation": 0.2}
    return recipe | {"schedule": schedule, "machine": machine, "model": model} | changes


@pytest.fixture
def trained(tiny_faces, tmp_path_factory, capsys):
    """Runs a recipe and gives its folder."""

    def run(variant="multitask", status=0, **changes):
        folder = tmp_path_factory.mktemp(variant)
        (folder / "r.yaml").write_text(json.dumps(content(tiny_faces, folder / "run", variant, **changes)))
        assert main([str(folder / "r.yaml")]) == status, capsys.readouterr().err
        return folder / "run"

    return run


@pytest.fixture
def log():
    """Reads the log of a run."""

    def read(folder):
        return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]

    return read
