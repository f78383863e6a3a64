"""Dialogue in the commands, and two models as one."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from comicenc import Cast, ComicEncoder, read_comic


@pytest.fixture(scope="session")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of faces in the canonical form: two albums of two characters."""
    import yaml
    from datasets import Dataset

    from comicenc.data.schema import FACES
    from tests.evaluation.drawings import swatch

    rows = [
        {
            "image": swatch(colour, number),
            "text": "quack" if colour == "Red" and number % 2 else "",
            "character": f"{album}/{colour}",
            "album": album,
            "page": "1",
        }
        for album in ("one", "two")
        for colour in ("Red", "Blue")
        for number in range(6)
    ]
    folder = tmp_path_factory.mktemp("data") / "faces-set"
    (folder / "faces").mkdir(parents=True)
    Dataset.from_list(rows, features=FACES).to_parquet(folder / "faces" / "test-0.parquet")
    files = [{"split": "test", "path": "faces/test-*.parquet"}]
    head = yaml.safe_dump({"configs": [{"config_name": "faces", "data_files": files}]})
    (folder / "README.md").write_text(f"---\n{head}---\n")
    return folder


def test_a_cast_hears_and_shows_what_that_changed(run, talking: Path, talker: Path, tmp_path: Path) -> None:
    out = tmp_path / "found"
    answer = run("cast", talking, "--out", out, "--model", talker, "--json")
    assert answer.code == 0, answer.err
    assert Cast.load(out / "cast.json").texts == ("quack",) * 3 + ("",) * 3
    assert Cast.load(out / "cast-without-texts.json").texts is None
    assert 'id="dialogue"' in (out / "report.html").read_text(encoding="utf-8")
    rows = list(csv.DictReader((out / "cast.csv").open(encoding="utf-8")))
    assert [row["text"] for row in rows] == ["quack"] * 3 + [""] * 3
    assert {each.name for each in tmp_path.iterdir()} == {"album", "found"}


def test_a_correction_is_shown_beside_the_cast_without_words(
    run, talking: Path, talker: Path, tmp_path: Path
) -> None:
    out, again = tmp_path / "found", tmp_path / "again"
    assert run("cast", talking, "--out", out, "--model", talker).code == 0
    command = ["cast", talking, "--correct", out / "cast.json", "--must-link", "001.png#0=002.png#1"]
    assert run(*command, "--out", again).code == 0
    for name in ("cast.json", "cast-without-texts.json"):
        labels = Cast.load(again / name).labels
        assert labels[0] == labels[4]
    assert 'id="dialogue"' in (again / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("silent", ["--no-texts", "a comic without dialogue"])
def test_without_dialogue_there_is_nothing_to_compare(
    run, talking: Path, talker: Path, tmp_path: Path, silent: str
) -> None:
    out, options = tmp_path / "found", []
    if silent == "--no-texts":
        options = [silent]
    else:
        (talking / "001.json").write_text((talking / "001.json").read_text().replace("text_", "note_"))
    assert run("cast", talking, "--out", out, "--model", talker, *options).code == 0
    assert not (out / "cast-without-texts.json").exists()
    assert 'id="dialogue"' not in (out / "report.html").read_text(encoding="utf-8")
    assert "text" not in (out / "cast.csv").read_text().splitlines()[0]


def vectors_in(path: Path) -> np.ndarray:
    with np.load(path) as file:
        return file["vectors"]


def test_characters_are_encoded_with_what_is_said(run, talking: Path, talker: Path, tmp_path: Path) -> None:
    encoder = ComicEncoder.from_pretrained(talker)
    out, command = tmp_path / "v.npz", ["encode", talking, "--as", "pages", "--model", talker]
    page = read_comic(talking).pages[0]
    crops = [each.crops(page.image())[0] for each in page.characters]
    for options, text in [([], "quack"), (["--language", "ja"], "meow"), (["--no-texts"], None)]:
        assert run(*command, "--out", out, *options).code == 0
        expected = encoder.encode(faces=crops, texts=[text] * 3)
        np.testing.assert_allclose(vectors_in(out)[:3], expected, atol=1e-5)


def test_a_comic_is_clustered_with_what_is_said(run, talking: Path, talker: Path, tmp_path: Path) -> None:
    out = tmp_path / "sorted"
    command = ["cluster", talking, "--as", "pages", "--method", "agglomerative", "--model", talker, "--json"]
    heard = run(*command, "--out", out)
    assert heard.code == 0, heard.err
    assert set(heard.json["clusters"]) == {f"00{page}.png#{index}" for page in (1, 2) for index in range(3)}
    assert len(list((out / "crops").rglob("*.png"))) == 6
    seen = run(*command, "--no-texts")
    pairs = [(f"001.png#{index}", f"002.png#{index}") for index in range(3)]
    assert all(seen.json["clusters"][one] == seen.json["clusters"][other] for one, other in pairs)


def test_two_models_are_one(run, talking: Path, talker: Path, model: Path, tmp_path: Path) -> None:
    both, out = f"{talker}+{model}", tmp_path / "v.npz"
    assert run("encode", talking, "--as", "pages", "--model", both, "--out", out).code == 0
    assert vectors_in(out).shape == (6, 32 + 16)
    answer = run("cast", talking, "--model", both, "--out", tmp_path / "found", "--threshold", 0.5)
    assert answer.code == 0, answer.err
    assert json.loads((tmp_path / "found" / "cast.json").read_text())["encoder"]["id"] == both


@pytest.mark.parametrize("protocol", ["character-clustering", "character-retrieval"])
def test_protocols_of_faces_with_texts(
    run, faces: Path, talker: Path, model: Path, tmp_path: Path, protocol: str
) -> None:
    out = tmp_path / "r.json"
    command = ["evaluate", talker, faces, "--protocol", protocol, "--out", out, "--resamples", 5]
    heard = run(*command, "--json")
    assert heard.code == 0, heard.err
    assert heard.json["n"] == (2 if protocol == "character-clustering" else 6)
    assert heard.json["baselines"].keys() == {"random", "colour histogram"}
    assert (heard.json["dataset"], heard.json["split"]) == ("faces-set", "test")
    assert heard.json["paper"]["map" if protocol == "character-retrieval" else "ari"]
    seen = run(*command, "--no-text", "--json")
    assert seen.json["paper"] == {}
    both = run("evaluate", f"{talker}+{model}", *command[2:], "--json")
    assert both.json["model"] == f"{talker}+{model}"


def test_albums_are_named_in_a_file(run, fails, faces: Path, talker: Path, tmp_path: Path) -> None:
    (tmp_path / "albums.txt").write_text("two\n\n")
    command = ["evaluate", talker, faces, "--protocol", "character-clustering", "--out", tmp_path / "r.json"]
    answer = run(*command, "--albums", tmp_path / "albums.txt", "--resamples", 0, "--json")
    assert answer.json["n"] == 1 and "ari/two" in answer.json["metrics"]
    (tmp_path / "albums.txt").write_text("three")
    assert "three" in fails(1, *command, "--albums", tmp_path / "albums.txt")


def test_cast_and_retrieval_are_measured_with_dialogue_and_without(
    run, talking: Path, talker: Path, tmp_path: Path
) -> None:
    command = ["evaluate", talker, talking, "--out", tmp_path / "r.json", "--resamples", 0, "--json"]
    for protocol in ("cast", "retrieval"):
        heard, seen = (run(*command, "--protocol", protocol, option) for option in ("--text", "--no-text"))
        assert heard.code == seen.code == 0, heard.err + seen.err
        assert heard.json["n"] == seen.json["n"] == 6
    assert seen.json["metrics"]["map"] > heard.json["metrics"]["map"], "half of them quack"


def test_calibration_has_a_distance_for_comics_without_dialogue(
    run, talking: Path, talker: Path, tmp_path: Path
) -> None:
    own = shutil.copytree(talker, tmp_path / "own")
    for number in range(3, 9):
        shutil.copy(talking / "001.png", talking / f"{number:03d}.png")
        page = json.loads((talking / "001.json").read_text()) | {"page": f"{number:03d}.png"}
        (talking / f"{number:03d}.json").write_text(json.dumps(page))
    answer = run("calibrate", own, talking, "--json")
    assert answer.code == 0, answer.err
    kept = ComicEncoder.from_pretrained(own).calibration
    assert kept["cast_distance"]["value"] != kept["cast_distance_without_texts"]["value"]
    assert kept["cast_distance_without_texts"]["data"] == kept["cast_distance"]["data"]
    assert kept["unknown"]["threshold"] != kept["unknown_without_texts"]["threshold"]


def test_texts_are_no_pictures(fails, crops: Path, talker: Path, tmp_path: Path) -> None:
    command = ["encode", crops, "--out", tmp_path / "v.npz", "--model", talker]
    assert "'texts' is none of faces" in fails(2, *command, "--as", "texts")
