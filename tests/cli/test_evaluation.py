from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from comicenc.encoder import ComicEncoder


@pytest.fixture(scope="session")
def toonworld(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset in the canonical form, with one album to test on."""
    from comicenc.data.toonworld.dataset import write_toonworld

    sizes = {"albums": 1, "test_albums": 1, "pages": 2, "shard_albums": 1, "workers": 1}
    return write_toonworld(tmp_path_factory.mktemp("data") / "toons", **sizes)


def test_retrieval_on_a_folder_of_faces(run, crops: Path, model: Path, tmp_path: Path) -> None:
    out = tmp_path / "results" / "colors.json"
    answer = run(
        "evaluate", model, crops, "--protocol", "retrieval", "--out", out, "--resamples", 20, "--json"
    )
    assert answer.code == 0, answer.err
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["metrics"] == answer.json["metrics"]
    assert result["metrics"]["precision_at_1"] == 1.0
    assert result["n"] == 9
    assert result["baselines"].keys() == {"random", "colour histogram"}
    assert (result["dataset"], result["protocol"], result["split"]) == ("crops", "retrieval", None)
    assert result["revision"] == ComicEncoder.from_pretrained(model).revision


def test_cast_and_retrieval_on_annotated_comics(run, comic: Path, model: Path, tmp_path: Path) -> None:
    other = shutil.copytree(comic, tmp_path / "other")
    command = [
        "evaluate",
        model,
        comic,
        other,
        "--out",
        tmp_path / "r.json",
        "--resamples",
        0,
        "--name",
        "both",
    ]
    cast = run(*command, "--protocol", "cast", "--json")
    assert cast.code == 0, cast.err
    assert cast.json["metrics"]["ari"] == pytest.approx(1)
    assert (cast.json["n"], cast.json["dataset"]) == (12, "both")
    retrieval = run(*command, "--protocol", "retrieval", "--part", "bodies", "--json")
    assert retrieval.json["metrics"]["queries"] == 12
    shown = run(*command, "--protocol", "cast", "--no-panel-rule")
    assert "colour histogram" in shown.out.splitlines()[0]


def test_clustering_of_folders_comics_and_datasets(
    run, fails, comic: Path, crops: Path, toonworld: Path, model: Path, tmp_path: Path
) -> None:
    command = ["--protocol", "clustering", "--out", tmp_path / "r.json", "--resamples", 0]
    folder = run("evaluate", model, crops, *command, "--fewest", 2, "--json")
    assert folder.code == 0, folder.err
    assert (folder.json["n"], folder.json["metrics"]["classes"]) == (9, 3)
    assert folder.json["metrics"].keys() >= {"ami/crops", "ami_alone", "clusters", "outliers"}
    other = shutil.copytree(comic, tmp_path / "other")
    both = run("evaluate", model, comic, other, *command, "--fewest", 2, "--json")
    assert {"ami/album", "ami/other"} <= both.json["metrics"].keys()
    one = run("evaluate", model, comic, other, *command, "--fewest", 3, "--as-one", "--repeats", 2, "--json")
    assert (one.json["metrics"]["albums"], one.json["metrics"]["classes"]) == (1, 3)
    drawn = run("evaluate", model, toonworld, *command, "--fewest", 2, "--json")
    assert drawn.json["split"] == "test" and drawn.json["n"] > 0
    assert "no layer 'fc1'" in fails(1, "evaluate", model, crops, *command, "--layers", "fc1")
    assert "10 faces or more" in fails(1, "evaluate", model, crops, *command)


@pytest.mark.parametrize("protocol", ["in-batch", "sequence-local", "sequence-global", "cast", "retrieval"])
def test_protocols_on_a_canonical_dataset(
    run, toonworld: Path, model: Path, tmp_path: Path, protocol: str
) -> None:
    out = tmp_path / "r.json"
    command = ["evaluate", model, toonworld, "--protocol", protocol, "--out", out, "--resamples", 0]
    answer = run(*command, "--json")
    assert answer.code == 0, answer.err
    assert answer.json["n"] > 0
    assert (answer.json["dataset"], answer.json["split"]) == ("toons", "test")
    assert "command" in answer.json


def test_what_is_not_installed_is_named(
    fails, toonworld: Path, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "comicenc.nn.augmentation", raising=False)
    monkeypatch.setitem(sys.modules, "kornia.augmentation", None)
    said = fails(1, "evaluate", model, toonworld, "--protocol", "in-batch", "--out", tmp_path / "r.json")
    assert "kornia" in said and "pip install 'comicenc[toonworld,danmul,onnx,train]'" in said


def test_calibration_lies_in_the_checkpoint(
    run, comic: Path, crops: Path, model: Path, tmp_path: Path
) -> None:
    own = shutil.copytree(model, tmp_path / "own")
    for number in range(3, 9):
        shutil.copy(comic / "001.png", comic / f"{number:03d}.png")
        page = json.loads((comic / "001.json").read_text()) | {"page": f"{number:03d}.png"}
        (comic / f"{number:03d}.json").write_text(json.dumps(page))
    answer = run("calibrate", own, comic, "--name", "squares", "--json")
    assert answer.code == 0, answer.err
    kept = ComicEncoder.from_pretrained(own).calibration
    assert kept["cast_distance"] == answer.json["cast_distance"]
    assert kept["cast_distance"]["data"] == "squares" and kept["cast_distance"]["ari"] == pytest.approx(1)
    assert {"threshold", "false_accept", "false_reject"} <= kept["unknown"].keys()
    assert kept["commit"]

    for folder in crops.iterdir():
        for number in range(3, 8):
            shutil.copy(folder / "0.png", folder / f"{number}.png")
    assert run("calibrate", own, crops, "--false-accept", 0.2).code == 0
    again = ComicEncoder.from_pretrained(own).calibration
    assert again["unknown"]["data"] == "crops"
    assert again["cast_distance"] == kept["cast_distance"], "faces say nothing of comics"


def test_strangers_may_be_of_other_data(
    run, fails, toonworld: Path, crops: Path, model: Path, tmp_path: Path
) -> None:
    own = shutil.copytree(model, tmp_path / "own")
    for folder in crops.iterdir():
        for number in range(3, 8):
            shutil.copy(folder / "0.png", folder / f"{number}.png")
    answer = run("calibrate", own, toonworld, "--strangers", crops, "--json")
    assert answer.code == 0, answer.err
    assert answer.json["cast_distance"]["data"] == "toons"
    assert (answer.json["unknown"]["data"], answer.json["unknown"]["identities"]) == ("crops", 3)
    pages = answer.json["cast_distance"]

    shutil.copytree(toonworld / "instances", tmp_path / "alone" / "instances")
    readme = (toonworld / "README.md").read_text().split("---")[1]
    config = yaml.safe_load(readme)["configs"][2]
    (tmp_path / "alone" / "README.md").write_text(f"---\n{yaml.safe_dump({'configs': [config]})}---\n")
    answer = run("calibrate", own, tmp_path / "alone", "--strangers", crops, "--json")
    assert answer.code == 0, answer.err
    assert answer.json["cast_distance"]["instances"] == pages["instances"], "the same, without their panels"
    assert "nowhere" in fails(1, "calibrate", own, toonworld, "--strangers", tmp_path / "nowhere.d")


def test_bad_input_is_one_sentence(
    fails, comic: Path, crops: Path, model: Path, toonworld: Path, tmp_path: Path
) -> None:
    out = ["--out", tmp_path / "r.json"]
    for file in comic.glob("*.json"):
        file.unlink()
    assert "album" in fails(1, "evaluate", model, comic, "--protocol", "cast", *out)
    assert "crops" in fails(1, "evaluate", model, crops, "--protocol", "sequence-local", *out)
    (tmp_path / "empty").mkdir()
    assert "empty" in fails(1, "evaluate", model, tmp_path / "empty", "--protocol", "retrieval", *out)
    assert "dev" in fails(1, "evaluate", model, toonworld, "--protocol", "cast", "--split", "dev", *out)
    assert "nowhere" in fails(1, "calibrate", tmp_path / "nowhere", comic)
    assert not (tmp_path / "r.json").exists()


def test_wrong_use(fails, comic: Path, tmp_path: Path) -> None:
    fails(2, "evaluate", "a-model", comic, "--out", tmp_path / "r.json")
    fails(2, "evaluate", "a-model", comic, "--protocol", "cast")
    fails(2, "evaluate", "a-model", "--protocol", "cast", "--out", tmp_path / "r.json")
    fails(2, "evaluate", "a-model", comic, "--protocol", "guess", "--out", tmp_path / "r.json")
    fails(
        2, "evaluate", "a-model", comic, "--protocol", "cast", "--part", "hats", "--out", tmp_path / "r.json"
    )
