from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from comicenc.encoder import ComicEncoder

SORT = ("cluster", "--method", "agglomerative", "--model")


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.open(encoding="utf-8")))


def folders(out: Path) -> dict[str, list[str]]:
    return {
        folder.name: sorted(file.name for file in folder.iterdir())
        for folder in sorted((out / "crops").iterdir())
    }


@pytest.mark.parametrize("method", ["agglomerative", "hdbscan"])
def test_crops_are_sorted_by_colour(run, crops: Path, model: Path, tmp_path: Path, method: str) -> None:
    out = tmp_path / "sorted"
    answer = run("cluster", crops, "--out", out, "--method", method, "--model", model, "--json")
    assert answer.code == 0, answer.err
    by_color: dict[str, set[int]] = {}
    for crop, label in answer.json["clusters"].items():
        by_color.setdefault(crop.partition("/")[0], set()).add(label)
    assert sorted(by_color.values(), key=min) == [{0}, {1}, {2}]
    assert answer.json["names"] == ["cluster 01", "cluster 02", "cluster 03"]
    kinds = {frozenset(name.partition("__")[0] for name in files) for files in folders(out).values()}
    assert kinds == {frozenset({"Rosso"}), frozenset({"Verde"}), frozenset({"Bleu"})}
    rows = table(out / "clusters.csv")
    assert [*rows[0]] == ["file", "cluster", "probability", "outlier", "suggestions"]
    assert len(rows) == 9 and {row["outlier"] for row in rows} == {"no"}
    page = (out / "map.html").read_text("utf-8")
    assert "cluster 03" in page and page.count("data:image/webp") == 9


def test_an_outlier_lies_apart(run, crops: Path, model: Path, tmp_path: Path) -> None:
    Image.new("RGB", (30, 30), (250, 250, 40)).save(crops / "odd.png")
    out = tmp_path / "sorted"
    assert run(*SORT, model, crops, "--out", out).code == 0
    assert folders(out)["outliers"] == ["odd.png"]
    (odd,) = (row for row in table(out / "clusters.csv") if row["file"] == "odd.png")
    assert (odd["cluster"], odd["outlier"], odd["probability"]) == ("outliers", "yes", "0.000")


def test_links_hold_and_a_second_run_keeps_them(
    run, crops: Path, model: Path, tmp_path: Path, monkeypatch
) -> None:
    out, links = tmp_path / "sorted", tmp_path / "mine.csv"
    links.write_text(
        "first;second;link;why\nBleu/0.png;Rosso/0.png;Same;a wig\n\nVerde/0.png;Verde__2.png;different;\n"
    )
    assert run(*SORT, model, crops, "--out", out, "--links", links).code == 0
    first = folders(out)
    assert [len(files) for files in first.values()] == [6, 2, 1]
    links.unlink()

    monkeypatch.setattr(ComicEncoder, "encode", lambda *_, **__: pytest.fail("encoded again"))
    answer = run(*SORT, model, crops, "--out", out)
    assert answer.code == 0, answer.err
    assert folders(out) == first
    assert table(out / "links.csv") == [
        {"first": "Bleu/0.png", "second": "Rosso/0.png", "link": "same"},
        {"first": "Verde/0.png", "second": "Verde__2.png", "link": "different"},
    ]


def test_suggestions_are_links_that_a_next_run_takes(run, crops: Path, model: Path, tmp_path: Path) -> None:
    (crops / "Scarlet").mkdir()
    for number in range(3):
        Image.new("RGB", (30 + number, 30), (214, 24, 22)).save(crops / "Scarlet" / f"{number}.png")
    out, taken = tmp_path / "sorted", tmp_path / "taken.csv"
    sort = (*SORT, model, crops, "--threshold", "0.0005", "--out", out)
    assert run(*sort).code == 0
    assert len(folders(out)) == 4
    (suggested,) = table(out / "suggestions.csv")
    assert [suggested[name].partition("/")[0] for name in ("first", "second")] == ["Rosso", "Scarlet"]
    assert suggested["link"] == "same" and 0.5 < float(suggested["confidence"]) < 1
    said = {row["file"]: row["suggestions"] for row in table(out / "clusters.csv")}
    assert said["Bleu/0.png"] == "" and re.fullmatch(r"one with cluster 0\d\? 0\.\d\d", said["Rosso/0.png"])
    shutil.copy(out / "suggestions.csv", taken)
    assert run(*sort, "--links", taken).code == 0
    assert sorted(map(len, folders(out).values())) == [3, 3, 6]


def test_contradictory_links_are_one_sentence(fails, crops: Path, model: Path, tmp_path: Path) -> None:
    links = tmp_path / "links.csv"
    links.write_text("first,second,link\na.png,b.png,same\nb.png,c.png,same\nc.png,a.png,different\n")
    said = fails(1, *SORT, model, crops, "--links", links)
    assert said == (
        f"comicenc: {links}: 'different' keeps c.png and a.png apart, but 'same' joins c.png with b.png,"
        " b.png with a.png\n"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must name first, second, link"),
        ("first,second\na,b\n", "has no link"),
        ("first,second,link\nBleu/0.png,Bleu/1.png,perhaps\n", "line 2 needs two names and 'same'"),
        ("first,second,link\nBleu/0.png\n", "line 2 needs two names"),
        ("first,second,link\nBleu/0.png,Bleu/9.png,same\n", "'Bleu/9.png' is none of the 9 drawings"),
    ],
)
def test_bad_links_are_one_sentence(
    fails, crops: Path, model: Path, tmp_path: Path, text: str, message: str
) -> None:
    links = tmp_path / "links.csv"
    links.write_text(text)
    said = fails(1, *SORT, model, crops, "--out", tmp_path / "out", "--links", links)
    assert str(links) in said and message in said
    assert not (tmp_path / "out").exists()


def test_a_gallery_gives_names(run, crops: Path, model: Path, tmp_path: Path) -> None:
    known, out = tmp_path / "known", tmp_path / "sorted"
    assert run("gallery", "add", known, "Carmine / the Red", crops / "Rosso", "--model", model).code == 0
    answer = run(*SORT, model, crops, "--out", out, "--gallery", known, "--json")
    assert "Carmine / the Red" in answer.json["names"]
    assert folders(out)["Carmine _ the Red"] == ["Rosso__0.png", "Rosso__1.png", "Rosso__2.png"]


def test_a_comic_is_known_by_its_annotations(run, comic: Path, model: Path, tmp_path: Path) -> None:
    out = tmp_path / "sorted"
    answer = run(*SORT, model, comic, "--out", out, "--json")
    assert answer.code == 0, answer.err
    labels = answer.json["clusters"]
    assert [labels[f"001.png#{index}"] == labels[f"002.png#{index}"] for index in range(3)] == [True] * 3
    assert [len(files) for files in folders(out).values()] == [2, 2, 2]
    assert (out / "map.html").read_text("utf-8").count("data:image/webp") == 6


def test_clusters_are_shown_without_writing(run, crops: Path, model: Path) -> None:
    before = sorted(crops.parent.iterdir())
    answer = run(*SORT, model, crops)
    found = re.findall(r"cluster 0\d +\d", answer.out)
    assert [each.split() for each in found] == [["cluster", f"0{number}", "3"] for number in (1, 2, 3)]
    assert sorted(crops.parent.iterdir()) == before


def test_wrong_use(fails, crops: Path, model: Path) -> None:
    assert "kmeans" in fails(2, "cluster", crops, "--method", "kmeans")
    assert "lies inside" in fails(2, "cluster", crops, "--out", crops / "sorted")
    assert "hats" in fails(2, *SORT, model, crops, "--as", "hats")
