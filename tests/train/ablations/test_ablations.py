"""All rows of all tables come out of one command, and what was measured is not run again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from comicenc.models.identity_simclr import IdentitySimCLRConfig
from tests.train.identity_simclr.test_stages import MODEL
from train.ablations import identity_simclr as ablations
from train.ablations.__main__ import main
from train.identity_simclr.recipe import recipe_of
from train.recipe import read_yaml, to_recipe


@pytest.fixture
def recipe(tiny_data, tmp_path):
    short = {"schedule": {"epochs": 1}, "machine": {"threads": 1}}
    content = {
        "data": str(tiny_data),
        "output": str(tmp_path / "runs"),
        "results": str(tmp_path / "results"),
        "cache": str(tmp_path / "pixels"),
        "seeds": [0],
        "first": {"model": MODEL, "batch_size": 32, "validation": 0.2, "test": 0.0, **short},
        "second": {"batch_series": 3, "held_out": 4, **short},
    }
    path = tmp_path / "ablations.yaml"
    path.write_text(json.dumps(content))
    return path


@pytest.mark.slow
def test_every_table_is_written_and_nothing_is_run_twice(recipe, tmp_path, monkeypatch, capsys):
    assert main([str(recipe)]) == 0, capsys.readouterr().err
    found = {
        name: json.loads((tmp_path / "results" / f"identity-simclr-ablations-{name}.json").read_text())
        for name in ablations.TABLES
    }
    for name, table in ablations.TABLES.items():
        rows = {key.partition(": ")[0] for key in found[name]["metrics"]}
        assert rows == set(table.rows)
        assert [claim["claim"] for claim in found[name]["claims"]] == [claim.text for claim in table.claims]
        assert found[name]["n"] == 1 and "train.ablations" in found[name]["command"]
    assert found["losses"]["paper"]["triplet: precision_at_1"] == 0.681

    def refuse(recipe):
        raise AssertionError(f"{recipe.output} was run again")

    monkeypatch.setattr(ablations, "run", refuse)
    assert main([str(recipe)]) == 0


def test_the_shipped_ablations_are_usable(tmp_path):
    path = Path(__file__).parents[3] / "train" / "identity-simclr-ablations.yaml"
    shipped = to_recipe(ablations.Ablations, read_yaml(path), path)
    for variant in ablations.VARIANTS:
        first = recipe_of(ablations.first_recipe(shipped, variant, 1, tmp_path), path)
        assert first.model["variant"] == variant and first.machine.seed == 1
        assert IdentitySimCLRConfig(**first.model).variant == variant
    for row, (variant, _) in ablations.TUNED.items():
        second = recipe_of(ablations.second_recipe(shipped, row, 2, tmp_path), path)
        assert second.checkpoint == f"runs/ablations/{variant}-one-2/checkpoint"
        assert second.schedule.epochs == 20 and second.machine.threads == 1


def test_a_dataset_without_a_test_split_is_one_sentence(recipe, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(ablations, "run", lambda recipe: None)
    assert main([str(recipe), f"--data={tmp_path}"]) == 1
    assert str(tmp_path) in capsys.readouterr().err.splitlines()[-1]
