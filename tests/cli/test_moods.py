"""Moods, genres and confidences measured by command, and a checkpoint calibrated for its soundtrack."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from comicenc.data.files import front_matter, write_rows
from comicenc.encoder import ComicEncoder
from tests.tasks.listening import tiny_listener, write_piece

MOODS = ("happy", "sad", "scary")


@pytest.fixture(scope="module")
def listener(tmp_path_factory) -> Path:
    """A checkpoint's folder."""
    folder = tmp_path_factory.mktemp("models") / "listener"
    tiny_listener().save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """A dataset with both configs, of a split "test" and of one "train"."""
    folder = tmp_path_factory.mktemp("moods")
    files: dict[str, dict[str, str]] = {"genre_pages": {}, "music": {}}
    for config in files:
        (folder / config).mkdir()
        for split in ("test", "train"):
            rows = [page(n) if config == "genre_pages" else piece(folder, n) for n in range(6)]
            files[config][split] = f"{config}/{split}-0.parquet"
            write_rows(folder / files[config][split], config, rows)
    (folder / "README.md").write_text(front_matter({}, files))
    return folder


def page(number: int) -> dict:
    """One colour all over."""
    buffer = io.BytesIO()
    Image.new("RGB", (30, 40), (40 * number, 90, 200 - 30 * number)).save(buffer, "PNG")
    image = {"bytes": buffer.getvalue(), "path": None}
    genre = ("horror", "humor")[number % 2]
    return {"image": image, "genre": genre, "mood": MOODS[number % 3], "title": f"t{number}"}


def piece(folder: Path, number: int) -> dict:
    write_piece(folder / "piece.wav", 1.2, 150.0 * (number + 1))
    data = (folder / "piece.wav").read_bytes()
    return {"audio": {"bytes": data, "path": f"{number}.wav"}, "mood": MOODS[number % 3]}


@pytest.fixture
def measured(run, listener: Path, tmp_path: Path):
    """Runs a protocol and gives the result."""

    def measure(protocol: str, data: Path, *more: object) -> dict:
        out = ("--out", tmp_path / "r.json", "--resamples", 5, "--json")
        answer = run("evaluate", listener, data, "--protocol", protocol, *more, *out)
        assert answer.code == 0, answer.err
        assert json.loads((tmp_path / "r.json").read_text())["metrics"] == answer.json["metrics"]
        return answer.json

    return measure


def test_music_of_a_dataset_and_of_a_folder(measured, data: Path, tmp_path: Path) -> None:
    found = measured("music-mood", data, "--learnt-from", data)
    assert (found["n"], found["split"]) == (6, "test")
    assert found["baselines"].keys() == {"chance", "commonest", "hand-made features"}
    assert {"accuracy", "map"} <= found["intervals"].keys() and found["paper"] == {"map": 0.408}
    write_piece(tmp_path / "own" / "a.wav", 1.0, 300)
    (tmp_path / "own" / "moods.csv").write_text("file,mood\na.wav,sad\n")
    alone = measured("music-mood", tmp_path / "own")
    assert (alone["n"], alone["dataset"], alone["split"]) == (1, "own", None)
    assert "hand-made features" not in alone["baselines"]


def test_pages_of_a_dataset_and_of_comics(measured, data: Path, comic: Path, tmp_path: Path) -> None:
    assert measured("page-mood", data)["n"] == measured("page-genre", data)["n"] == 6
    some = shutil.copytree(comic, tmp_path / "felt")
    for side in some.glob("*.json"):
        content = json.loads(side.read_text())
        side.write_text(json.dumps(content | {"mood": "sad", "mood_second": "tender"}))
    found = measured("page-mood", some)
    assert found["metrics"].keys() >= {"accuracy", "either", "n/sad"}


def test_pages_to_music_and_confidences(measured, fails, data: Path, listener: Path, tmp_path: Path) -> None:
    found = measured("page-music", data, "--music", data)
    assert found["dataset"] == f"{data.name}+{data.name}"
    assert found["metrics"]["page_to_music/queries"] == found["metrics"]["music_to_page/queries"] == 6
    sure = measured("confidence", data, "--music", data, "--samples", 4)
    assert sure["n"] == 8
    assert sum(v for k, v in sure["metrics"].items() if k.startswith("moods/horror/")) == pytest.approx(1)
    command = ("evaluate", listener, data, "--out", tmp_path / "x.json", "--protocol", "page-music")
    assert "--music" in fails(2, *command)


def test_a_checkpoint_is_calibrated_for_its_soundtrack(
    run, fails, data: Path, listener: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(listener, tmp_path / "own")
    answer = run("calibrate", folder, data, "--music", data)
    assert answer.code == 0 and "scales" in answer.out and "centres" not in answer.out, answer.err
    kept = ComicEncoder.from_pretrained(folder).calibration["soundtrack"]
    assert kept.keys() == {"data", "centres", "scales", "gap"}
    assert kept["gap"]["centred"] < kept["gap"]["raw"]
    assert "--music" in fails(2, "calibrate", folder, data)


def test_an_encoder_of_faces_tells_no_moods(fails, model: Path, data: Path, tmp_path: Path) -> None:
    command = ("evaluate", model, data, "--out", tmp_path / "x.json", "--protocol", "page-mood")
    assert "takes no audio" in fails(1, *command)
