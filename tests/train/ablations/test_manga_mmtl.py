"""Tables 3 to 5 of Manga-MMTL come out of one command, and what was measured is not run again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from comicenc.models.manga_mmtl import MangaMMTLConfig
from tests.train.manga_mmtl.conftest import IMAGE, TEXT
from train.ablations import manga_mmtl as ablations
from train.ablations.__main__ import main
from train.manga_mmtl.recipe import Recipe
from train.recipe import read_yaml, to_recipe

MODEL = {"hidden_dim": 12, "face_size": 12, "uncropped_size": 16, "text_length": 32}


@pytest.fixture
def recipe(tiny_faces, tmp_path):
    short = {"schedule": {"epochs": 1}, "machine": {"threads": 1}, "batch_size": 16, "validation": 0.2}
    networks = {"image_config": IMAGE, "text_config": TEXT}
    content = {
        "system": "manga_mmtl",
        "data": str(tiny_faces),
        "output": str(tmp_path / "runs"),
        "results": str(tmp_path / "results"),
        "cache": str(tmp_path / "pixels"),
        "seeds": [0],
        "first": {"image": None, "text": None, "vocabulary": 4000, "model": MODEL | networks, **short},
        "second": short,
    }
    path = tmp_path / "ablations.yaml"
    path.write_text(json.dumps(content))
    return path


@pytest.mark.slow
def test_every_table_is_written_and_nothing_is_run_twice(recipe, tmp_path, monkeypatch, capsys):
    assert main([str(recipe)]) == 0, capsys.readouterr().err
    found = {
        name: json.loads((tmp_path / "results" / f"manga-mmtl-ablations-{name}.json").read_text())
        for name in ablations.TABLES
    }
    for name, table in ablations.TABLES.items():
        assert {key.partition(": ")[0] for key in found[name]["metrics"]} == set(table.rows)
        assert [claim["claim"] for claim in found[name]["claims"]] == [claim.text for claim in table.claims]
        assert "train.ablations" in found[name]["command"] and found[name]["seeds"] == [0]
        assert found[name]["model"].startswith("manga-mmtl")
    assert set(found["concatenations"]["paper"]) == set(found["concatenations"]["metrics"])

    def refuse(*_):
        raise AssertionError("run again")

    monkeypatch.setattr(ablations, "run", refuse)
    monkeypatch.setattr(ablations, "_scores", refuse)
    assert main([str(recipe)]) == 0


def test_the_papers_numbers_are_the_papers():
    paper = ablations.TABLES["concatenations"].reported
    assert len(paper) == 12 * 6
    assert paper["M5: ari"] == 0.5443 and paper["M3 + M5: map"] == 0.4933
    assert paper["M1 + M3 + M5: rank_1"] == 0.8590 and paper["M3 + M4: v_measure"] == 0.6098
    assert ablations.TABLES["retrieval"].reported["M2: rank_5"] == 0.0205
    for table in ablations.TABLES.values():
        for claim in table.claims:
            for better, worse in claim.pairs:
                assert (
                    table.reported[f"{better}: {claim.metric}"] > table.reported[f"{worse}: {claim.metric}"]
                )


def test_the_shipped_ablations_are_usable(tmp_path):
    path = Path(__file__).parents[3] / "train" / "manga-mmtl-ablations.yaml"
    content = read_yaml(path)
    assert content.pop("system") == "manga_mmtl"
    shipped = to_recipe(ablations.Ablations, content, path)
    for model, (variant, starts) in ablations.MODELS.items():
        recipe = to_recipe(Recipe, ablations.recipe_of(shipped, model, 1, tmp_path), path)
        config = MangaMMTLConfig(**recipe.model)
        assert config.variant == variant and recipe.machine.seed == 1
        assert bool(starts) == bool(recipe.image_model and recipe.text_model)
        assert recipe.schedule.optimizer == "adamw" and recipe.fewest == 10
    assert recipe.image_model == "runs/manga-mmtl-ablations/M1-1/checkpoint"


def test_known_vectors_are_those_of_their_faces_alone():
    parts = np.eye(2, 4), np.eye(2, 3)
    known = ablations.Known(*parts)
    vectors = known.encode(faces=[None] * 2, texts=[""] * 2)
    assert np.allclose((vectors**2).sum(1), 1) and vectors.shape == (2, 7)
    with pytest.raises(ValueError, match="3 faces"):
        known.encode(faces=[None] * 3, texts=[""] * 3)


def test_another_system_is_one_sentence(tmp_path, capsys):
    (tmp_path / "r.yaml").write_text("system: other\ndata: x\n")
    assert main([str(tmp_path / "r.yaml")]) == 1
    assert "other" in capsys.readouterr().err
