from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image

from comicenc.cli import tags as cli_tags
from comicenc.data.files import front_matter, write_rows
from comicenc.tasks.tagger import Tagger, Thresholds
from tests.tasks.tiny_tagger import noise, save_tiny_tagger


@pytest.fixture(scope="session")
def tagging(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint whose threshold lies between its probabilities."""
    folder = save_tiny_tagger(tmp_path_factory.mktemp("models") / "tagger")
    tagger = Tagger(folder)
    middle = np.median(tagger.look(noise(6))[0], axis=0)
    tagger.thresholds = Thresholds(0.5, {}, dict(zip(tagger.tags, middle.tolist(), strict=True)))
    tagger.write_thresholds(folder)
    return folder


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Six pictures, one of them in a folder, and a file that is none."""
    folder = tmp_path / "pictures"
    (folder / "more").mkdir(parents=True)
    for number, pixels in enumerate(noise(6)):
        name = f"{number}.png" if number < 5 else "more/5.png"
        Image.fromarray(pixels).save(folder / name)
    (folder / "bad.png").write_bytes(b"")
    return folder


def test_a_folder_becomes_a_table_json_and_csv(run, tagging: Path, pictures: Path, tmp_path: Path) -> None:
    files = [pictures / f"{number}.png" for number in range(5)] + [pictures / "more/5.png"]
    tagger = Tagger(tagging)
    expected = tagger.tag(files)
    table = tmp_path / "tags.csv"
    answer = run("tag", pictures, "--model", tagging, "--csv", table, "--who", 2, "--json")
    assert answer.code == 0, answer.err
    assert answer.err == f"comicenc: left out: {pictures}/bad.png is empty\n"
    assert answer.json["skipped"] == [f"{pictures}/bad.png"]
    said = answer.json["pictures"]
    assert [one["picture"] for one in said] == [str(file) for file in files]
    for one, tags, guesses in zip(said, expected, tagger.identify(files, k=2), strict=True):
        found = {name: p for own in one["tags"].values() for name, p in own.items()}
        assert found == pytest.approx(dict(tags.found), abs=1e-5)
        assert one["who"] == pytest.approx({each.name: each.probability for each in guesses}, abs=1e-5)
    rows = list(csv.DictReader(table.open(encoding="utf-8")))
    assert len(rows) == sum(len(tags.found) for tags in expected) + 2 * 6
    first = next(iter(expected[0].found.items()))
    assert (rows[0]["picture"], rows[0]["tag"]) == (str(files[0]), first[0])
    assert float(rows[0]["probability"]) == pytest.approx(first[1], abs=1e-4)
    assert not list(tmp_path.glob(".*kept")), "what was kept for an interruption is gone"

    lines = run("tag", files[0], "--model", tagging).out.splitlines()
    assert lines[0].split() == ["picture", "tags"]
    assert lines[1].split("  ")[-1] == ", ".join(f"{name} {p:.2f}" for name, p in expected[0].found.items())


def test_captions_lie_beside_and_words_that_are_there_stay(run, tagging: Path, pictures: Path) -> None:
    own = pictures / "1.txt"
    own.write_text("written by hand")
    answer = run("tag", pictures, "--model", tagging, "--txt", "--known", "solo", "--threshold", 0, "--json")
    assert answer.code == 0 and "1 of 7 have a .txt and are left alone" in answer.err
    assert own.read_text() == "written by hand"
    assert len(answer.json["pictures"]) == 5
    caption = (pictures / "more/5.txt").read_text()
    assert caption.startswith("solo, ") and "blue hair" in caption and "_hair" not in caption
    assert not (pictures / "bad.txt").exists()

    run("tag", pictures / "1.png", "--model", tagging, "--txt", "--csv", pictures / "all.csv")
    assert own.read_text() == "written by hand" and "1.png" in (pictures / "all.csv").read_text()
    assert run("tag", pictures / "1.png", "--model", tagging, "--txt", "--overwrite").code == 0
    assert own.read_text() != "written by hand"


def test_pages_of_comics(run, fails, tagging: Path, comic: Path, tmp_path: Path) -> None:
    archive = tmp_path / "album.cbz"
    with ZipFile(archive, "w") as file:
        for page in sorted(comic.glob("*.png")):
            file.write(page, page.name)
    one = run("tag", archive, comic, "--model", tagging, "--json")
    assert one.code == 0, one.err
    said = one.json["pictures"]
    assert [each["picture"] for each in said] == [
        f"{archive}/001.png",
        f"{archive}/002.png",
        f"{comic}/001.png",
        f"{comic}/002.png",
    ]
    assert said[0]["tags"] == said[2]["tags"]
    assert "beside which no .txt can lie" in fails(1, "tag", archive, "--txt", "--model", tagging)
    archive.write_bytes(b"no zip")
    answer = run("tag", archive, comic, "--model", tagging, "--json")
    assert answer.code == 0 and answer.json["skipped"] == [str(archive)] and "album.cbz" in answer.err


def test_what_is_computed_is_kept(
    run, tagging: Path, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, looked = Tagger.look, []

    def counted(self: Tagger, images: list, *arguments: object, **options: object) -> tuple:
        looked.append(len(images))
        if sum(looked) > 4:
            raise KeyboardInterrupt
        return look(self, images, *arguments, **options)

    out = tmp_path / "tags.csv"
    command = ["tag", pictures, "--model", tagging, "--csv", out, "--batch-size", 2]
    monkeypatch.setattr(Tagger, "look", counted)
    assert run(*command).code == 130
    assert not out.exists() and sum(looked) == 6
    looked.clear()
    assert run(*command).code == 0
    assert sum(looked) == 2, "four of the six were kept"
    monkeypatch.setattr(Tagger, "look", look)
    assert run(*command[:-1], 6).code == 0
    assert len(list(csv.DictReader(out.open()))) == sum(
        len(tags.found)
        for tags in Tagger(tagging).tag([*sorted(pictures.glob("[0-4].png")), pictures / "more/5.png"])
    )


def test_choices_reach_the_tagger(run, tagging: Path, pictures: Path, tmp_path: Path) -> None:
    def found(*options: object) -> dict:
        answer = run("tag", pictures / "0.png", "--model", tagging, "--json", *options)
        assert answer.code == 0, answer.err
        return answer.json["pictures"][0]["tags"]

    assert set(found("--threshold", 0)) == {"general", "meta", "character"}
    assert set(found("--threshold", 0, "--category", "character", "--category", "meta")) == {
        "meta",
        "character",
    }
    assert sum(map(len, found("--threshold", 0, "--max-tags", 2).values())) == 2
    assert set(found("--mcut")) == {"general", "meta", "character"}
    mine = tmp_path / "mine.csv"
    mine.write_text("category,threshold\n0,1\n4,0\n5,1\n")
    assert found("--thresholds", mine) == {"character": {"hatsune_miku": pytest.approx(0.5, abs=0.5)}}
    assert found("--thresholds", mine, "--level", "one") != found("--thresholds", mine)


def test_wrong_use_and_bad_input(fails, tagging: Path, pictures: Path, model: Path, tmp_path: Path) -> None:
    good = pictures / "0.png"
    own = ("--model", tagging)
    assert "gone.png: no such file" in fails(1, "tag", tmp_path / "gone.png", *own)
    assert "--model" in fails(2, "tag", good, "--modle", tagging)
    assert "--threshold" in fails(2, "tag", good, "--threshold", 2, *own)
    assert "no category of tags" in fails(1, "tag", good, "--category", "hats", *own)
    assert "knows no tag 'cake'" in fails(1, "tag", good, "--known", "cake", *own)
    assert "not both" in fails(1, "tag", good, "--mcut", "--threshold", 0.5, *own)
    assert "tags no pictures" in fails(1, "tag", good, "--model", model)
    assert "no device cuda:99" in fails(1, "tag", good, "--device", "cuda:99", *own)
    shutil.copy(good, pictures / "0.jpg")
    assert "would share 0.txt" in fails(1, "tag", good, pictures / "0.jpg", "--txt", *own)
    broken = tmp_path / "broken.csv"
    broken.write_text("name,best_threshold\nhat,0.x\n")
    assert "broken.csv: line 2" in fails(1, "tag", good, "--thresholds", broken, *own)


def test_nothing_that_can_be_read(run, tagging: Path, pictures: Path, tmp_path: Path) -> None:
    out = tmp_path / "tags.csv"
    answer = run("tag", pictures / "bad.png", "--model", tagging, "--csv", out)
    assert answer.code == 1 and not out.exists()
    assert answer.err.splitlines()[-1].endswith("bad.png: no picture that can be read")


def test_a_report_shows_the_pictures(run, tagging: Path, pictures: Path, tmp_path: Path) -> None:
    report = tmp_path / "sheet.html"
    assert run("tag", pictures, "--model", tagging, "--report", report, "--max-tags", 3).code == 0
    page = report.read_text()
    assert page.count("<article") == page.count('<img src="data:image/webp;base64,') == 6
    assert ">more/5.png<" in page and str(tmp_path) not in page and "<dt>max tags</dt><dd>3</dd>" in page


@pytest.fixture
def dataset(tmp_path: Path, tagging: Path) -> Path:
    """Pictures tagged as the model would with a threshold of its own."""
    folder = tmp_path / "tagged"
    (folder / "tagged").mkdir(parents=True)
    pixels = noise(60)
    tagger = Tagger(tagging)
    rows = []
    for picture, tags, [who] in zip(pixels, tagger.tag(pixels), tagger.identify(pixels, k=1), strict=True):
        file = tmp_path / "one.png"
        Image.fromarray(picture).save(file)
        image = {"bytes": file.read_bytes(), "path": None}
        rows.append({"image": image, "tags": list(tags.found), "character": who.name})
    write_rows(folder / "tagged" / "validation.parquet", "tagged", rows)
    readme = front_matter({}, {"tagged": {"validation": "tagged/validation.parquet"}})
    (folder / "README.md").write_text(readme)
    return folder


def test_a_tagger_is_calibrated(run, tagging: Path, dataset: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(tagging, tmp_path / "own")
    answer = run("calibrate", folder, dataset, "--split", "validation", "--json")
    assert answer.code == 0, answer.err
    kept = json.loads((folder / "calibration.json").read_text())
    assert kept["tags"]["data"] == "tagged" and kept["tags"]["f1"]["tag"] > 0.8
    assert kept["tags"]["ece"] < kept["tags"]["ece_before"]
    assert kept["characters"]["top1"] == 1
    assert answer.json["tags"] == kept["tags"]
    assert Tagger(folder).thresholds != Tagger(tagging).thresholds


@pytest.mark.slow
def test_export(run, tagging: Path, tmp_path: Path) -> None:
    answer = run("export", tagging, "--out", tmp_path / "out", "--json")
    assert answer.code == 0, answer.err
    assert sorted(answer.json["files"]) == sorted(str(file) for file in (tmp_path / "out").iterdir())
    assert (tmp_path / "out" / "model.onnx").exists()
    assert cli_tags.MINI.startswith("comicenc/")
