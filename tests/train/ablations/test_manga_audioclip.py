"""Both tables come out of one command, and what was measured is not run again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.train.manga_audioclip.conftest import content
from train.ablations import manga_audioclip as ablations
from train.ablations.__main__ import main
from train.manga_audioclip.recipe import Recipe
from train.recipe import read_yaml, to_recipe

METRICS = {"music_map", "genre_accuracy", "page_to_music_ndcg", "highest_moods", "gap_raw"}


@pytest.mark.slow
def test_every_table_is_written_and_nothing_is_run_twice(tiny_moods, tmp_path, monkeypatch, capsys):
    recipe = content(tiny_moods, tmp_path / "unused", schedule={"epochs": 1})
    places = {name: recipe.pop(name) for name in ("music", "pages", "output", "cache")}
    asked = {
        **places,
        "system": "manga_audioclip",
        "output": str(tmp_path / "runs"),
        "results": str(tmp_path / "results"),
        "seeds": [0],
        "recipe": recipe,
    }
    path = tmp_path / "ablations.yaml"
    path.write_text(json.dumps(asked))
    assert main([str(path)]) == 0, capsys.readouterr().err
    for name, table in ablations.TABLES.items():
        found = json.loads((tmp_path / "results" / f"manga-audioclip-ablations-{name}.json").read_text())
        assert {key.partition(": ")[0] for key in found["metrics"]} == set(table.rows)
        assert {f"start: {metric}" for metric in METRICS} <= found["metrics"].keys()
        assert [claim["claim"] for claim in found["claims"]] == [claim.text for claim in table.claims]
        assert "music" not in found and found["seeds"] == [0]

    def refuse(*_):
        raise AssertionError("run again")

    monkeypatch.setattr(ablations, "run", refuse)
    assert main([str(path)]) == 0


def test_the_papers_numbers_are_the_papers():
    assert ablations.TABLES["classification"].reported == {
        "start: music_map": 0.368,
        "start: genre_accuracy": 0.069,
        "paper: music_map": 0.408,
        "paper: genre_accuracy": 0.972,
    }
    for table in ablations.TABLES.values():
        assert {row for claim in table.claims for pair in claim.pairs for row in pair} <= set(table.rows)


def test_the_shipped_ablations_are_usable(tmp_path):
    path = Path(__file__).parents[3] / "train" / "manga-audioclip-ablations.yaml"
    asked = read_yaml(path)
    assert asked.pop("system") == "manga_audioclip"
    shipped = to_recipe(ablations.Ablations, asked, path)
    made = {
        name: to_recipe(Recipe, ablations.recipe_of(shipped, name, 1, tmp_path), path)
        for name in ablations.TRAININGS
    }
    assert all(recipe.machine.seed == 1 and recipe.machine.threads == 1 for recipe in made.values())
    paper, last = made["paper"], made["texts first, moods, learnt transform"]
    assert (paper.loss, paper.phrasings, paper.stages[0]) == ("paper", False, "audio_text")
    assert paper.image_text.labels == ("genre",) and paper.audio_text.trained == ("audio",)
    assert last.audio_text.transform and not paper.audio_text.transform
    assert last.image_text.labels == ("genre", "mood") and last.stages[0] == "image_text"
