"""Results side by side: which numbers stand where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from comicenc.card import InvalidCard, Scored, compare, read_scores

ONE = Scored(
    "one",
    "crops",
    {"ari": 0.25, "ami": 0.5, "v_measure": 0.6, "clusters": 4.4, "classes": 8, "outliers": 0.123},
    intervals={"ami": (0.4, 0.61)},
    baselines={"chance": {"ari": 0.0, "ami": -0.01, "v_measure": 0.1, "clusters": 9, "outliers": 0.5}},
)
TWO = Scored(
    "two",
    "crops",
    {"ari": 0.3, "ami": 0.45, "v_measure": 0.6, "clusters": 12.0, "classes": 8, "outliers": 0.0},
    baselines=ONE.baselines,
)
LAYERS = Scored(
    "ft",
    "Toon|world",
    {"ami": 0.3, "conv1/ami": 0.2, "fc1/ami": 0.3, "fc1/ami/b": 0.1, "fc1/ami/a": 0.5, "ami/a": 0.7},
    deviations={"fc1/ami": 0.0123},
    paper={"ami": 0.362, "conv1/ami": 0.251},
)


def test_models_with_their_metrics_baselines_once_and_the_best_bold() -> None:
    elsewhere = Scored("one", "comics", {"ari": 0.1})
    assert compare([ONE, TWO, elsewhere]).splitlines() == [
        "| data | model | ARI | AMI | V | clusters | in truth | outliers, % |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        "| crops | one | 0.250 | **0.500 [0.400, 0.610]** | **0.600** | 4.4 | 8 | 12.3 |",
        "| crops | two | **0.300** | 0.450 | **0.600** | 12 | 8 | 0.0 |",
        "| crops | chance | 0.000 | -0.010 | 0.100 | 9 | – | 50.0 |",
        "| comics | one | **0.100** | – | – | – | – | – |",
    ]


def test_layers_in_columns_with_what_the_paper_has() -> None:
    other = Scored("dc", "Toon|world", {"conv1/ami": 0.4, "fc1/ami": 0.35})
    assert compare([LAYERS, other], by="layer", metrics={"ami": "AMI, %"}).splitlines() == [
        "| data | AMI, % | conv1 | fc1 |",
        "| --- | --- | --- | --- |",
        "| Toon\\|world | ft | 20.0 | **30.0 ± 1.2** |",
        "| the paper's | ft | 25.1 | – |",
        "| Toon\\|world | dc | **40.0** | 35.0 |",
    ]
    elsewhere = Scored("simclr", "Toon|world", {"ami": 0.6})
    found = compare([LAYERS, elsewhere], by="layer", metrics={"ami": "AMI"}).splitlines()
    assert found[0] == "| data | AMI | conv1 | fc1 | own |"
    assert found[2] == "| Toon\\|world | ft | 0.200 | **0.300 ± 0.012** | **0.300** |"
    assert found[-1] == "| Toon\\|world | simclr | – | – | **0.600** |"


def test_albums_in_rows() -> None:
    other = Scored("dc", "Toon|world", {"fc1/ami/a": 0.6})
    assert compare([LAYERS, other], by="album", metrics={"ami": "AMI"}, layer="fc1").splitlines() == [
        "| AMI by album | ft | dc |",
        "| --- | --- | --- |",
        "| b | **0.100** | – |",
        "| a | 0.500 | **0.600** |",
    ]
    own = compare([LAYERS], by="album", metrics={"ami": "AMI"}).splitlines()
    assert own[2:] == ["| a | **0.700** |"]


def test_one_metric_of_a_layer_by_model() -> None:
    assert "| ft | **0.300 ± 0.012** |" in compare([LAYERS], metrics={"ami": "AMI"}, layer="fc1")


def test_what_no_result_has_is_named() -> None:
    with pytest.raises(InvalidCard, match="none of the 1 results has the metric map"):
        compare([ONE], metrics={"map": "mAP"})
    with pytest.raises(InvalidCard, match="none of the 1 results has ami by layer"):
        compare([ONE], by="layer", metrics={"ami": "AMI"})
    with pytest.raises(InvalidCard, match="none of the 1 results has fc2/ami by album"):
        compare([LAYERS], by="album", metrics={"ami": "AMI"}, layer="fc2")


RESULT = {
    "model": "comicenc/test-mini",
    "dataset": "crops",
    "protocol": "clustering",
    "n": 9,
    "metrics": {"ami": 0.5},
    "intervals": {"ami": [0.4, 0.6]},
    "baselines": {"chance": {"ami": 0.0}},
    "paper": {"ami": 0.4},
    "commit": "c",
    "date": "2026-01-02",
    "command": "comicenc evaluate",
}


def write(folder: Path, **changed: object) -> Path:
    file = folder / "result.json"
    file.write_text(json.dumps({**RESULT, **changed}))
    return file


def test_a_result_is_read_under_its_own_name_or_another(tmp_path: Path) -> None:
    (found,) = read_scores(write(tmp_path))
    assert (found.name, found.data, found.metrics) == ("comicenc/test-mini", "crops", {"ami": 0.5})
    assert (found.paper, found.baselines) == ({"ami": 0.4}, {"chance": {"ami": 0.0}})
    assert read_scores(write(tmp_path), "mine")[0].name == "mine"


def test_each_row_of_ablations_is_a_model(tmp_path: Path) -> None:
    metrics = {"dc: fc1/ami": 0.5, "dc: ami": 0.5, "ft+dc: fc1/ami": 0.6}
    file = write(tmp_path, metrics=metrics, deviations={"dc: fc1/ami": 0.01}, paper={"ft+dc: fc1/ami": 0.427})
    first, second = read_scores(file)
    assert (first.name, first.metrics, first.deviations) == (
        "dc",
        {"fc1/ami": 0.5, "ami": 0.5},
        {"fc1/ami": 0.01},
    )
    assert (second.name, second.paper) == ("ft+dc", {"fc1/ami": 0.427})


def test_rows_of_layers_are_layers_of_a_model(tmp_path: Path) -> None:
    metrics = {"dc, conv1: ami": 0.2, "dc, fc1: ami": 0.4, "ft, fc1: ami": 0.3, "mixed, strong: ami": 0.1}
    paper = {"dc, fc1: ami": 0.418}
    file = write(tmp_path, metrics=metrics, deviations={"dc, fc1: ami": 0.01}, paper=paper)
    first, second, third = read_scores(file)
    assert (first.name, first.metrics) == ("dc", {"conv1/ami": 0.2, "fc1/ami": 0.4})
    assert (first.deviations, first.paper) == ({"fc1/ami": 0.01}, {"fc1/ami": 0.418})
    assert (second.metrics, third.name) == ({"fc1/ami": 0.3}, "mixed, strong")


def test_no_result_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InvalidCard, match=r"nowhere\.json is missing"):
        read_scores(tmp_path / "nowhere.json")
    (tmp_path / "torn.json").write_text("{")
    with pytest.raises(InvalidCard, match=r"torn\.json is no JSON"):
        read_scores(tmp_path / "torn.json")
    (tmp_path / "other.json").write_text('{"metrics": {}}')
    with pytest.raises(InvalidCard, match=r"other\.json lacks model, dataset"):
        read_scores(tmp_path / "other.json")
