from __future__ import annotations

import json
from pathlib import Path

import pytest

METRICS = {"ami": 0.5, "fc1/ami": 0.5, "fc1/ami/a": 0.25, "fc1/ami/b": 0.75, "outliers": 0.1}


@pytest.fixture
def results(tmp_path: Path) -> list[Path]:
    files = []
    for name in ("dc", "ft"):
        told = {"model": name, "dataset": "toons", "protocol": "clustering", "n": 9, "metrics": METRICS}
        told |= {"commit": "c", "date": "2026-01-02", "command": "comicenc evaluate", "intervals": {}}
        files.append(tmp_path / f"{name}.json")
        files[-1].write_text(json.dumps(told))
    return files


def test_a_table_is_printed_or_written(run, results: list[Path], tmp_path: Path) -> None:
    answer = run(
        "compare", results[0], f"tuned={results[1]}", "--metric", "ami=AMI, %", "--metric", "outliers"
    )
    assert answer.code == 0, answer.err
    assert answer.out.splitlines() == [
        "| data | model | AMI, % | outliers, % |",
        "| --- | --- | --- | --- |",
        "| toons | dc | **50.0** | 10.0 |",
        "| toons | tuned | **50.0** | 10.0 |",
    ]
    out = tmp_path / "tables" / "layers.md"
    assert run("compare", *results, "--by", "layer", "--out", out).code == 0
    assert out.read_text().splitlines()[0] == "| data | AMI | fc1 |"


def test_albums_are_drawn(run, results: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "albums.svg"
    answer = run("compare", *results, "--by", "album", "--layer", "fc1", "--out", out)
    assert answer.code == 0, answer.err
    assert out.read_text().startswith("<svg") and "a, ft: 0.250" in out.read_text()


def test_bad_input_is_one_sentence(fails, results: list[Path], tmp_path: Path) -> None:
    assert "nowhere.json is missing" in fails(1, "compare", tmp_path / "nowhere.json")
    assert "nowhere.json is missing" in fails(1, "compare", f"x={tmp_path / 'nowhere.json'}")
    assert "metric map" in fails(1, "compare", *results, "--metric", "map")
    assert "svg of --by album" in fails(2, "compare", *results, "--out", tmp_path / "r.svg")
    fails(2, "compare", *results, "--out", tmp_path / "r.pdf")
    fails(2, "compare")
