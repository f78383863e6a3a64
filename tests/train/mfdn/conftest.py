"""The user's command on a dataset of a second."""

from __future__ import annotations

import json

import pytest

from train.mfdn.__main__ import main

IMAGE = {
    "model_type": "vit",
    "image_size": 16,
    "patch_size": 8,
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
}
TEXT = {
    "model_type": "bert",
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 1,
    "type_vocab_size": 1,
    "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
}
MODEL = {"image_config": IMAGE, "multimodal_layers": 1, "decoder_layers": 1, "max_tags": 8}


def content(data, folder, variant: str = "masked", /, **changes) -> dict:
    """A recipe, as a mapping."""
    model = {**MODEL, "variant": variant} | ({} if variant == "picture" else {"text_config": TEXT})
    schedule = {"epochs": 2, "learning_rate": 0.05, "warmup": 0.1, **changes.pop("schedule", {})}
    machine = {"threads": 1, "log_every": 1, **changes.pop("machine", {})}
    recipe = {"data": str(data), "output": str(folder), "cache": str(data / "pixels")}
    recipe |= {"batch_size": 16, "schedule": schedule, "machine": machine}
    if changes.get("stage") != "fine_tune":
        recipe |= {"image": None, "model": model | changes.pop("model", {})}
    return recipe | changes


@pytest.fixture
def trained(tiny_tagged, tmp_path_factory, capsys):
    """Runs a recipe and gives its folder."""

    def run(variant="masked", status=0, **changes):
        folder = tmp_path_factory.mktemp(variant)
        (folder / "r.yaml").write_text(json.dumps(content(tiny_tagged, folder / "run", variant, **changes)))
        assert main([str(folder / "r.yaml")]) == status, capsys.readouterr().err
        return folder / "run"

    return run


@pytest.fixture
def log():
    """Reads the log of a run."""

    def read(folder):
        return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]

    return read
