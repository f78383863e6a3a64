"""The example books that are public, built as far as they go: they come without pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from datasets import load_dataset
from PIL import Image

from comicenc.data.faces import frame_text
from comicenc.data.manga109 import read_lists, write_manga109
from comicenc.reading import read_comic

pytestmark = pytest.mark.real

PAGES = {"TitleA": 5, "TitleB": 3, "TitleC_with_custom_tag": 3}


def test_without_pictures_their_place_is_named(real_data: Path, tmp_path: Path) -> None:
    lists = {"test": list(PAGES)}
    source = real_data / "manga109" / "format"
    with pytest.raises(FileNotFoundError, match=r"images/TitleA does not exist.* 3 lack pictures"):
        write_manga109(source, tmp_path / "out", lists, allow_missing=True)
    assert not (tmp_path / "out").exists()


def test_with_blank_pictures_they_are_built(real_data: Path, tmp_path: Path) -> None:
    for title, count in PAGES.items():
        (tmp_path / "images" / title).mkdir(parents=True)
        for index in range(count):
            Image.new("L", (1654, 1170)).save(tmp_path / "images" / title / f"{index:03d}.jpg")
    annotations = real_data / "manga109" / "format" / "annotations"
    lists = {"train": ["TitleB", "TitleC_with_custom_tag"], "test": ["TitleA"]}
    out = tmp_path / "out"
    counts = write_manga109(tmp_path, out, lists, "deepcluster", annotations=annotations)
    assert counts["train"] == {"albums": 2, "faces": 0, "characters": 0}, "they show bodies alone"
    assert counts["test"] == {"albums": 1, "faces": 3, "characters": 1}
    faces = load_dataset(str(out), "faces", split="test", cache_dir=str(tmp_path / "cache"))
    assert set(faces["character"]) == {"TitleA/other"}
    instances = load_dataset(str(out), "instances", split="train", cache_dir=str(tmp_path / "cache"))
    assert set(instances["identity"]) == {"TitleB/山田太郎", "TitleC_with_custom_tag/山田太郎"}
    pages = load_dataset(str(out), "pages", split="test", cache_dir=str(tmp_path / "cache"))
    assert pages["page"] == [f"{index:03d}.jpg" for index in range(5)]
    assert sum(map(len, pages["texts"])) == 7


def test_the_published_lists_are_as_published(real_data: Path) -> None:
    files = {"train": "train", "validation": "val", "test": "test"}
    published = {
        split: (real_data / "manga109" / f"{name}_titles.txt").read_text(encoding="utf-8").split()
        for split, name in files.items()
    }
    assert read_lists("tsubota-2018") == published
    table = (real_data / "manga109" / "genre.csv").read_text(encoding="utf-8").splitlines()[1:]
    ours = read_lists("title-disjoint")
    assert sorted(ours["train"] + ours["test"]) == sorted(line.split(",")[0] for line in table)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_text_of_a_real_face_is_that_of_its_frame(real_data: Path, language: str) -> None:
    spoken = 0
    for episode in sorted((real_data / "peppercarrot").glob("ep*")):
        for page, who in read_comic(episode).instances():
            said = [text.translations[language] for text in page.texts if text.panel == who.panel]
            assert frame_text(page, who, language) == " ".join(said)
            spoken += who.face is not None and bool(said)
    assert spoken > 100
