from __future__ import annotations

from pathlib import Path

import pytest

from comicenc import Gallery


@pytest.fixture
def gallery(run, crops: Path, model: Path, tmp_path: Path) -> Path:
    """Knows two of the three colours."""
    place = tmp_path / "gallery"
    for name in ("Rosso", "Verde"):
        answer = run("gallery", "add", place, name, crops / name, "--model", model)
        assert answer.code == 0, answer.err
    return place


def test_the_known_are_known_and_a_stranger_is_not(run, gallery: Path, crops: Path) -> None:
    answer = run("gallery", "identify", gallery, crops, "--json")
    assert answer.code == 0, answer.err
    who = {(Path(each["crop"]).parent.name, each["name"]) for each in answer.json["identified"]}
    assert who == {("Rosso", "Rosso"), ("Verde", "Verde"), ("Bleu", None)}
    shown = run("gallery", "identify", gallery, crops / "Bleu" / "0.png")
    assert "unknown" in shown.out


def test_list_and_remove(run, fails, gallery: Path) -> None:
    assert run("gallery", "list", gallery, "--json").json["names"].keys() == {"Rosso", "Verde"}
    assert run("gallery", "remove", gallery, "Rosso").code == 0
    assert run("gallery", "list", gallery).out.split()[:3] == ["name", "crops", "Verde"]
    assert "Rosso" in fails(1, "gallery", "remove", gallery, "Rosso")
    assert "the last one" in fails(1, "gallery", "remove", gallery, "Verde")
    assert Gallery.load(gallery).names == ["Verde"]


def test_a_bad_crop_is_named_and_nothing_is_added(fails, gallery: Path, crops: Path, model: Path) -> None:
    (crops / "Bleu" / "1.png").write_text("no picture")
    assert "1.png" in fails(1, "gallery", "add", gallery, "Bleu", crops / "Bleu")
    assert "Bleu" not in Gallery.load(gallery)


def test_a_cast_with_names_is_added(run, gallery: Path, comic: Path, model: Path, tmp_path: Path) -> None:
    out = tmp_path / "found"
    assert run("cast", comic, "--out", out, "--model", model, "--name", "2=Bleu").code == 0
    answer = run("gallery", "add", gallery, "--cast", out / "cast.json", "--json")
    assert answer.code == 0, answer.err
    assert "Bleu" in answer.json["names"]


def test_another_encoder_is_refused(fails, gallery: Path, crops: Path, model: Path, tmp_path: Path) -> None:
    import torch

    from comicenc.encoder import ComicEncoder

    other = ComicEncoder.from_pretrained(model)
    with torch.no_grad():
        for parameter in other.model.parameters():
            parameter.mul_(0.5)
    other.save_pretrained(tmp_path / "other")
    said = fails(1, "gallery", "identify", gallery, crops, "--model", tmp_path / "other")
    assert "cannot be compared" in said


def test_wrong_use(fails, gallery: Path, tmp_path: Path) -> None:
    assert "--cast" in fails(2, "gallery", "add", gallery)
    assert "--cast" in fails(2, "gallery", "add", gallery, "Bleu")
    fails(2, "gallery", "identify", gallery)
    assert "nowhere" in fails(1, "gallery", "list", tmp_path / "nowhere")
    (tmp_path / "other.json").write_text("{}")
    assert "other.json" in fails(1, "gallery", "list", tmp_path / "other.json")


def test_an_empty_folder_adds_nobody(fails, gallery: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "empty: no picture" in fails(1, "gallery", "add", gallery, "Nobody", tmp_path / "empty")
