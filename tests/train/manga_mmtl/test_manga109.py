"""Books in the form of Manga109, all the way: built, trained on for a few steps, measured, and on a card."""

from __future__ import annotations

import json

import yaml

from comicenc.cli import main as comicenc
from tests.manga109_books import write_books
from tests.train.manga_mmtl.conftest import content
from train.manga_mmtl.__main__ import main as train

PROTOCOLS = {
    "character-clustering": {"ari": "ARI", "ami": "AMI", "v_measure": "V-measure"},
    "character-retrieval": {"rank_1": "rank-1, %", "rank_5": "rank-5, %", "map": "mAP, %"},
}


def command(*arguments: object) -> None:
    assert comicenc([str(each) for each in arguments]) == 0, arguments


def test_from_books_to_card(tmp_path, capsys):
    source, data = write_books(tmp_path / "raw", ["Hana", "Kaze", "Yama"]), tmp_path / "data"
    (tmp_path / "train.txt").write_text("Hana\nKaze\n", encoding="utf-8")
    (tmp_path / "test.txt").write_text("Yama\n", encoding="utf-8")
    lists = ["--train-list", tmp_path / "train.txt", "--test-list", tmp_path / "test.txt"]
    command("dataset", "manga109", "--source", source, "--out", data, *lists)

    recipe = content(data, tmp_path / "run", schedule={"epochs": 3, "patience": 2, "metric": "accuracy"})
    (tmp_path / "recipe.yaml").write_text(json.dumps(recipe), encoding="utf-8")
    assert train([str(tmp_path / "recipe.yaml")]) == 0, capsys.readouterr().err
    checkpoint = tmp_path / "run" / "checkpoint"
    config = json.loads((checkpoint / "config.json").read_text("utf-8"))
    assert (config["num_characters"], config["num_albums"]) == (4, 2), "Cy and Other are too rare, or nobody"

    tables = []
    for protocol, metrics in PROTOCOLS.items():
        out = tmp_path / "results" / f"{protocol}.json"
        out.parent.mkdir(exist_ok=True)
        command("evaluate", checkpoint, data, "--protocol", protocol, "--out", out, "--resamples", 20)
        result = json.loads(out.read_text("utf-8"))
        assert set(metrics) <= set(result["metrics"]) and result["paper"], "the paper's M5 stands beside it"
        tables.append({"title": protocol, "task": "x", "metrics": metrics, "results": {protocol: "Books"}})

    facts = dict.fromkeys(("title", "summary", "usage", "training_data", "paper"), "Squares.")
    facts |= {name: ["Squares."] for name in ("differences", "limits", "reproduce", "tags", "datasets")}
    facts |= {"model": result["model"], "tables": tables}
    (tmp_path / "facts.yaml").write_text(yaml.safe_dump(facts), encoding="utf-8")
    card = tmp_path / "README.md"
    command("card", tmp_path / "facts.yaml", "--results", tmp_path / "results", "--out", card)
    assert f"**{100 * result['metrics']['map']:.1f}" in card.read_text("utf-8")
