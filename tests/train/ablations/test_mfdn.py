"""Tables V and VI of MFDN come out of one command, and what was measured is not run again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from comicenc.models.mfdn import MFDNConfig
from tests.train.mfdn.conftest import MODEL, TEXT
from train.ablations import mfdn as ablations
from train.ablations import mfdn_growth
from train.ablations.__main__ import main
from train.mfdn.recipe import MultiLabel, recipe_of
from train.recipe import read_yaml, to_recipe


@pytest.fixture
def recipe(tiny_tagged, tmp_path):
    content = {
        "system": "mfdn",
        "data": str(tiny_tagged),
        "output": str(tmp_path / "runs"),
        "results": str(tmp_path / "results"),
        "cache": str(tmp_path / "pixels"),
        "seeds": [0],
        "recipe": {
            "image": None,
            "model": MODEL | {"text_config": TEXT},
            "batch_size": 16,
            "schedule": {"epochs": 1},
            "machine": {"threads": 1},
        },
    }
    path = tmp_path / "ablations.yaml"
    path.write_text(json.dumps(content))
    return path


@pytest.mark.slow
def test_both_tables_are_written_and_nothing_is_run_twice(recipe, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(mfdn_growth, "SIZES", (25, 200))
    assert main([str(recipe)]) == 0, capsys.readouterr().err
    found = {
        name: json.loads((tmp_path / "results" / f"mfdn-ablations-{name}.json").read_text())
        for name in ablations.TABLES
    }
    for name, table in ablations.TABLES.items():
        assert {key.partition(": ")[0] for key in found[name]["metrics"]} == set(table.rows)
        assert [claim["claim"] for claim in found[name]["claims"]] == [claim.text for claim in table.claims]
        assert "train.ablations" in found[name]["command"] and found[name]["seeds"] == [0]
    named = found["identification"]["metrics"]
    assert {f"whole, {shown}: top5" for shown in ablations.SHOWN} < set(named)
    assert all(0 <= value <= 1 for value in named.values())
    said = found["tagging"]["metrics"]
    assert all(said[f"{row}: seconds/200"] > 0 for row in ablations.TABLES["tagging"].rows)

    def refuse(*_):
        raise AssertionError("run again")

    monkeypatch.setattr(ablations, "run", refuse)
    monkeypatch.setattr(ablations, "growth", refuse)
    assert main([str(recipe)]) == 0


def test_the_papers_numbers_are_the_papers():
    paper = ablations.TABLES["identification"].reported
    assert (
        len(paper) == 10 and paper["whole, picture: top1"] == 0.7833 and paper["ViT, picture: top5"] == 0.8692
    )
    assert ablations.TABLES["tagging"].reported["classifier: error/25"] == 0.2464
    for table in ablations.TABLES.values():
        for claim in table.claims:
            for better, worse in claim.pairs:
                high, low = (table.reported[f"{row}: {claim.metric}"] for row in (better, worse))
                assert high > low, claim.text


def test_the_shipped_ablations_are_usable(tmp_path):
    path = Path(__file__).parents[3] / "train" / "mfdn-ablations.yaml"
    content = read_yaml(path)
    assert content.pop("system") == "mfdn"
    shipped = to_recipe(ablations.Ablations, content, path)
    for name, own in ablations.TRAININGS.items():
        recipe = recipe_of(ablations.recipe_for(shipped, name, 1, tmp_path), path)
        fields = {**recipe.model, "vocab_size": 605}
        if fields.get("text_config"):
            fields["text_config"] = fields["text_config"] | {"vocab_size": 605}
        assert MFDNConfig(**fields).variant == own["variant"] and recipe.machine.seed == 1
        assert isinstance(recipe, MultiLabel) == ("tags" in own) and recipe.machine.threads == 1
        assert recipe.kept == (0.25 if name == "some kept" else 0)
