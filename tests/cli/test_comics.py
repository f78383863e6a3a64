from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from comicenc import Cast
from comicenc.encoder import ComicEncoder


def test_a_cast_is_written_whole(run, comic: Path, model: Path, tmp_path: Path) -> None:
    out = tmp_path / "found"
    answer = run("cast", comic, "--out", out, "--model", model, "--json")
    assert answer.code == 0, answer.err
    found = answer.json
    assert [len(identity["instances"]) for identity in found["identities"]] == [2, 2, 2]
    assert found["scores"]["ari"] == pytest.approx(1)
    assert sorted(each.name.partition("-")[0] for each in out.iterdir()) == [
        "cast",
        "cast.csv",
        "cast.json",
        "characters",
        "report.html",
    ]
    rows = list(csv.DictReader((out / "cast.csv").open(encoding="utf-8")))
    assert [row["page"] for row in rows] == ["001.png"] * 3 + ["002.png"] * 3
    folders = sorted((out / "characters").iterdir())
    assert [len(list(folder.iterdir())) for folder in folders] == [2, 2, 2]
    assert {each.name for each in tmp_path.iterdir()} == {"album", "found"}, "nothing is left beside"


def test_a_cast_is_corrected_without_the_model(run, comic: Path, model: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert run("cast", comic, "--out", first, "--model", model).code == 0
    link = "001.png#0=002.png#1"
    answer = run(
        "cast", comic, "--out", second, "--correct", first / "cast.json", "--model", "not/there",
        "--must-link", link, "--name", "0=Rosso/Verde",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    cast = Cast.load(second / "cast.json")
    assert {identity.label for identity in cast.identities} >= {"Rosso/Verde"}
    assert cast.labels[0] == cast.labels[4]
    assert "Rosso_Verde" in " ".join(each.name for each in (second / "characters").iterdir())


def test_a_report_is_replaced_and_a_stranger_is_not(
    run, fails, comic: Path, model: Path, tmp_path: Path
) -> None:
    out = tmp_path / "found"
    for _ in range(2):
        assert run("cast", comic, "--out", out, "--model", model).code == 0
    (out / "thesis.txt").write_text("years of work")
    assert "thesis.txt" in fails(1, "cast", comic, "--out", out, "--model", model)
    assert (out / "thesis.txt").exists() and (out / "report.html").exists()


def test_an_interrupted_cast_continues(
    run, comic: Path, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[int] = []
    encode = ComicEncoder.encode

    def dies_in_the_second_batch(self, **items):
        if computed:
            raise KeyboardInterrupt
        computed.append(len(items["faces"]))
        return encode(self, **items)

    command = ["cast", comic, "--out", tmp_path / "found", "--model", model, "--batch-size", 2]
    with monkeypatch.context() as patch:
        patch.setattr(ComicEncoder, "encode", dies_in_the_second_batch)
        assert run(*command).code == 130
    assert not (tmp_path / "found").exists()

    def counts(self, **items):
        computed.append(len(items["faces"]))
        return encode(self, **items)

    monkeypatch.setattr(ComicEncoder, "encode", counts)
    assert run(*command).code == 0
    assert sum(computed) == 3, "three colours are drawn twice, and none was computed twice"


def test_the_demo_takes_a_comic(run, comic: Path, model: Path, tmp_path: Path) -> None:
    answer = run("demo", comic, "--out", tmp_path / "demo", "--model", model)
    assert answer.code == 0, answer.err
    assert str(tmp_path / "demo" / "report.html") in answer.out
    assert re.search(r"^ari +1\.000$", answer.out, re.MULTILINE)


def test_the_demo_has_a_comic_of_its_own(run, model: Path, tmp_path: Path) -> None:
    answer = run("demo", "--out", tmp_path / "demo", "--model", model, "--json")
    assert answer.code == 0, answer.err
    assert answer.json["title"] == "A Lost Crown for Lizel"
    assert answer.json["scores"]["identities_true"] == 5


def test_a_page_without_annotations_is_one_sentence(fails, model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bare"
    folder.mkdir()
    Image.new("RGB", (20, 20)).save(folder / "001.png")
    assert "bare" in fails(1, "cast", folder, "--out", tmp_path / "out", "--model", model)
    assert not (tmp_path / "out").exists()


def test_an_empty_folder_is_one_sentence(fails, model: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "empty" in fails(1, "cast", tmp_path / "empty", "--out", tmp_path / "out", "--model", model)


def test_a_truncated_page_is_named_and_loses_nothing(
    run, fails, comic: Path, model: Path, tmp_path: Path
) -> None:
    out = tmp_path / "found"
    assert run("cast", comic, "--out", out, "--model", model).code == 0
    before = (out / "report.html").read_bytes()
    page = comic / "002.png"
    page.write_bytes(page.read_bytes()[:60])
    assert "002.png" in fails(1, "cast", comic, "--out", out, "--model", model)
    assert (out / "report.html").read_bytes() == before


def test_a_broken_annotation_is_named(fails, comic: Path, model: Path, tmp_path: Path) -> None:
    (comic / "002.json").write_text("{")
    assert "002.json" in fails(1, "cast", comic, "--out", tmp_path / "out", "--model", model)


def test_a_name_with_a_script_stays_a_name(run, comic: Path, model: Path, tmp_path: Path) -> None:
    name = "<script>alert(1)</script>"
    answer = run("cast", comic, "--out", tmp_path / "out", "--model", model, "--name", f"0={name}")
    assert answer.code == 0, answer.err
    assert name not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "out" / "cast.json").read_text())["names"]["0"] == name


@pytest.mark.parametrize(
    "wrong",
    [
        ["--must-link", "001.png"],
        ["--name", "Rosso"],
        ["--threshold", "far"],
        ["--threshold", "-1"],
        ["--batch-size", "0"],
        ["--nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_told_before_any_work(fails, comic: Path, tmp_path: Path, wrong: list[str]) -> None:
    fails(2, "cast", comic, "--out", tmp_path / "out", "--model", "not/there", *wrong)


def test_no_out_is_wrong_use(fails, comic: Path) -> None:
    assert "--out" in fails(2, "cast", comic)


def test_a_comic_in_an_archive(run, comic: Path, model: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "book"), "zip", comic)
    answer = run("cast", archive, "--out", tmp_path / "out", "--model", model, "--json")
    assert answer.code == 0, answer.err
    assert len(answer.json["identities"]) == 3
