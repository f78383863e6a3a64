"""Table 1 and Fig. 2 of MangaDeepCluster come out of one command, and what was measured is not run again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from comicenc.models.manga_deepcluster import MangaDeepClusterConfig
from train.ablations import manga_deepcluster as ablations
from train.ablations.__main__ import main
from train.manga_deepcluster.recipe import Recipe
from train.recipe import read_yaml, to_recipe

MODEL = {"hidden_sizes": [4] * 5, "depths": [1] * 5, "fc_size": 8, "pooled_size": 1, "image_size": 32}


@pytest.fixture
def recipe(tiny_faces, tmp_path):
    short = {"labelled": 0.5, "validation": 0.0, "batch_size": 16, "pseudo_classes": 8, "whitened": 4}
    schedule = {"epochs": 1, "learning_rate": 1e-3, "optimizer": "adamw"}
    content = {
        "system": "manga_deepcluster",
        "data": str(tiny_faces),
        "output": str(tmp_path / "runs"),
        "results": str(tmp_path / "results"),
        "cache": str(tmp_path / "pixels"),
        "seeds": [0, 1],
        "recipe": {**short, "model": MODEL, "ft": schedule, "dc": schedule, "machine": {"threads": 1}},
    }
    path = tmp_path / "ablations.yaml"
    path.write_text(json.dumps(content))
    return path


@pytest.mark.slow
def test_both_tables_are_written_and_nothing_is_run_twice(recipe, tmp_path, monkeypatch, capsys):
    assert main([str(recipe)]) == 0, capsys.readouterr().err
    for name, table in ablations.TABLES.items():
        found = json.loads((tmp_path / "results" / f"manga-deepcluster-ablations-{name}.json").read_text())
        assert {key.partition(": ")[0] for key in found["metrics"]} == set(table.rows)
        assert set(found["deviations"]) == set(found["metrics"]) and found["seeds"] == [0, 1]
        assert [claim["claim"] for claim in found["claims"]] == [claim.text for claim in table.claims]
    started = json.loads((tmp_path / "runs" / "ft+dc-1" / "checkpoint" / "recipe.json").read_text())
    assert started["recipe"]["start"].endswith("ft-1/checkpoint")

    def refuse(*_):
        raise AssertionError("run again")

    monkeypatch.setattr(ablations, "run", refuse)
    monkeypatch.setattr(ablations, "clustering", refuse)
    assert main([str(recipe)]) == 0


def test_the_papers_numbers_are_the_papers_and_its_claims_true_of_them():
    table = ablations.TABLES["layers"]
    assert len(table.rows) == 21 and table.reported["ft+dc, fc1: ami"] == 0.427
    assert table.reported["dc, conv1: ami"] == 0.168 and table.reported["ft, fc2: ami"] == 0.351
    for claim in table.claims:
        for better, worse in claim.pairs:
            assert table.reported[f"{better}: ami"] > table.reported[f"{worse}: ami"]


def test_steadiness_is_counted_album_by_album():
    amis = {
        "dc": {"a": 0.9, "b": 0.1, "c": 0.5},
        "ft": {"a": 0.1, "b": 0.9, "c": 0.4},
        "ft+dc": {"a": 0.5, "b": 0.5, "c": 0.4},
    }
    found = ablations.over_albums(amis)
    shares = {method: metrics["first_or_second"] for method, metrics in found.items()}
    assert shares == pytest.approx({"dc": 2 / 3, "ft": 2 / 3, "ft+dc": 1})
    assert [found[method]["worst album"] for method in amis] == [0.1, 0.1, 0.4]
    assert found["ft+dc"]["deviation"] == pytest.approx(0.057735, abs=1e-5)


def test_the_shipped_ablations_are_usable():
    path = Path(__file__).parents[3] / "train" / "manga-deepcluster-ablations.yaml"
    content = read_yaml(path)
    assert content.pop("system") == "manga_deepcluster"
    shipped = to_recipe(ablations.Ablations, content, path)
    for method in ablations.METHODS:
        recipe = to_recipe(Recipe, ablations.recipe_of(shipped, method, 1), path)
        config = MangaDeepClusterConfig(**recipe.model)
        assert config.layers == ablations.LAYERS and recipe.machine.seed == 1
        assert recipe.machine.threads == 1 and recipe.ft == recipe.dc
    assert recipe.start == "runs/manga-deepcluster-ablations/ft-1/checkpoint" and recipe.method == "dc"
