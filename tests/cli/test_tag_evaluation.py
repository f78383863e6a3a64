"""`evaluate` on tagged pictures and on tags that were checked by eye."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from datasets import Dataset
from PIL import Image

from comicenc.data.schema import TAGGED
from tests.evaluation.readers import small_tagger

COLOURS = {"Ann": (220, 20, 20), "Bob": (20, 200, 40)}


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "small"
    small_tagger(["solo", "smile", "red_hair", "green_hair"], ["Ann", "Bob"]).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "tagged-pictures"
    rows = [
        {
            "image": Image.new("RGB", (20, 20), colour),
            "tags": ["solo", "smile"][: 1 + row % 2],
            "character": who,
        }
        for who, colour in COLOURS.items()
        for row in range(4)
    ]
    (folder / "tagged").mkdir(parents=True)
    Dataset.from_list(rows, features=TAGGED).to_parquet(folder / "tagged" / "test-00000.parquet")
    files = [{"split": "test", "path": "tagged/test-*.parquet"}]
    front = yaml.safe_dump({"configs": [{"config_name": "tagged", "data_files": files}]})
    (folder / "README.md").write_text(f"---\n{front}---\n")
    return folder


@pytest.fixture(scope="module")
def art(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("art") / "squares"
    for who, colour in COLOURS.items():
        (folder / who).mkdir(parents=True)
        for number in range(2):
            Image.new("RGB", (20, 20), colour).save(folder / who / f"{number}.png")
    rows = ["set,character,group,tag,also,crops,known_by", "squares,Ann,hair_colour,red_hair,,,seen"]
    (folder.parent / "checked.csv").write_text("\n".join(rows) + "\n")
    return folder


@pytest.mark.parametrize("known", [0, 1])
@pytest.mark.parametrize(("protocol", "metric"), [("identification", "top5"), ("tagging", "error/25")])
def test_tagged_pictures(run, dataset, tagger, tmp_path, protocol, metric, known):
    out = tmp_path / "r.json"
    command = ["evaluate", tagger, dataset, "--protocol", protocol, "--known", known, "--out", out]
    answer = run(*command, "--resamples", 5, "--json")
    if (protocol, known) == ("tagging", 1):
        assert answer.code == 1 and "no tag is left to be found" in answer.err
        return
    assert answer.code == 0, answer.err
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["metrics"] == answer.json["metrics"]
    assert 0 <= result["metrics"][metric] <= 1 and metric in result["intervals"] and metric in result["paper"]
    assert result["baselines"].keys() == {"commonest"}
    assert (result["dataset"], result["split"], result["n"]) == ("tagged-pictures", "test", 8)


def test_checked_tags(run, art, tagger, tmp_path):
    out = tmp_path / "r.json"
    command = ["evaluate", tagger, art, "--protocol", "checked-tags", "--resamples", 5, "--out", out]
    answer = run(*command, "--checked", art.parent / "checked.csv")
    assert answer.code == 0, answer.err
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["baselines"].keys() == {"commonest", "colours"}
    assert result["baselines"]["colours"]["best/hair_colour"] == 1
    assert result["metrics"]["crops/red_hair"] == 2 and (result["n"], result["split"]) == (4, None)
    assert answer.out.splitlines()[0].split()[:3] == ["metric", "value", "95"]


def test_bad_input_is_one_sentence(fails, run, art, dataset, tagger, model, tmp_path):
    out = ["--out", tmp_path / "r.json"]
    checked = ["evaluate", tagger, art, "--protocol", "checked-tags", *out]
    assert "table of what was checked" in run(*checked).err
    assert "nowhere.csv" in fails(1, *checked, "--checked", tmp_path / "nowhere.csv")
    assert "squares" in fails(1, *checked, "--checked", _other_set(tmp_path))
    assert "tags no pictures" in fails(1, "evaluate", model, dataset, "--protocol", "tagging", *out)
    assert run("evaluate", tagger, dataset, "--protocol", "tagging", "--known", 2, *out).code == 2
    assert not (tmp_path / "r.json").exists()


def _other_set(folder: Path) -> Path:
    path = folder / "other.csv"
    path.write_text("set,character,group,tag,also,crops,known_by\nother,Ann,hair_colour,red_hair,,,\n")
    return path
