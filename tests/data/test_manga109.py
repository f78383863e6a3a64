"""Manga109 from a user's copy: a set in its form goes through the builder, and what is wrong is named."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from datasets import Dataset, load_dataset

from comicenc.data.manga109 import CONFIGS, PARTS, SHIPPED, SUBSETS, read_list, read_lists, write_manga109
from comicenc.data.schema import CONFIGS as SCHEMAS
from comicenc.media import UnreadableFile
from tests.manga109_books import COLORS, write_books

LISTS = {"train": ["Hana", "Yoru"], "test": ["Kaze"], "labelled": ["Yoru"], "clustering": ["Kaze"]}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_books(tmp_path_factory.mktemp("manga109") / "raw", ["Hana", "Yoru", "Kaze", "Unlisted"])


@pytest.fixture(scope="module")
def built(source: Path) -> Path:
    out = source.parent / "built"
    counts = write_manga109(source, out, LISTS)
    assert counts["train"] == {"albums": 2, "faces": 48, "characters": 4}
    assert counts["test"] == counts["clustering"] == {"albums": 1, "faces": 24, "characters": 2}
    return out


def load(folder: Path, config: str, split: str, tmp_path: Path) -> Dataset:
    return load_dataset(str(folder), config, split=split, cache_dir=str(tmp_path))


@pytest.mark.parametrize("config", CONFIGS)
def test_every_config_loads_with_the_canonical_columns(built: Path, config: str, tmp_path: Path) -> None:
    loaded = load_dataset(str(built), config, cache_dir=str(tmp_path))
    assert set(loaded) == {"train", "test", "clustering"}, "labels are no matter of this preset"
    found = dict(loaded["train"].features)
    if config == "instances":
        assert found.pop("identity").dtype == "string"
    assert found == dict(SCHEMAS[config])


def test_who_appears_fewer_than_ten_times_and_who_is_nobody_is_left_out(built: Path, tmp_path: Path) -> None:
    faces = load(built, "faces", "train", tmp_path)
    assert Counter(faces["character"]) == {
        f"{album}/{name}": 12 for album in ("Hana", "Yoru") for name in ("Ada", "Bo")
    }
    everybody = load(built, "instances", "train", tmp_path)
    assert (
        Counter(everybody["identity"])["Hana/Cy"] == 4 and Counter(everybody["identity"])["Yoru/Other"] == 12
    )
    pages = load(built, "pages", "train", tmp_path)
    assert {one["name"] for page in pages["characters"] for one in page} == {"Ada", "Bo", "Cy", "Other"}


def test_a_face_comes_with_the_text_of_its_frame(built: Path, tmp_path: Path) -> None:
    for row in load(built, "faces", "test", tmp_path):
        said = int(row["page"].split(".")[0]) % 2 == 0
        assert row["text"] == ("Kazeの話 え？" if said else ""), "read from the right"
        assert row["album"] == "Kaze"
        middle = np.asarray(row["image"])[12, 12].astype(int)
        assert abs(middle - COLORS[row["character"].split("/")[1]]).max() < 30


def test_deepcluster_pools_the_rare_where_it_evaluates(source: Path, tmp_path: Path) -> None:
    counts = write_manga109(source, tmp_path / "dc", LISTS, "deepcluster")
    assert counts["train"]["characters"] == 4 and counts["labelled"] == {
        "albums": 1,
        "faces": 24,
        "characters": 2,
    }
    faces = load(tmp_path / "dc", "faces", "test", tmp_path / "cache")
    assert Counter(faces["character"]) == {"Kaze/Ada": 12, "Kaze/Bo": 12, "Kaze/other": 16}
    labelled = load(tmp_path / "dc", "faces", "labelled", tmp_path / "cache")
    assert set(labelled["album"]) == {"Yoru"}


def test_a_stopped_run_goes_on_where_it_stopped(built: Path, source: Path) -> None:
    before = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in built.rglob("*.parquet")}
    lost = built / "faces" / "Hana.parquet"
    lost.unlink()
    write_manga109(source, built, LISTS)
    assert lost.read_bytes() == before[lost][1]
    assert all(f.stat().st_mtime_ns == mtime for f, (mtime, _) in before.items() if f.stem != "Hana")
    with pytest.raises(ValueError, match="another preset or other lists"):
        write_manga109(source, built, LISTS, "deepcluster")


def test_what_the_copy_lacks_is_named_or_left_out(source: Path, tmp_path: Path) -> None:
    lists = {"train": ["Hana", "Gone"], "test": ["Kaze"]}
    with pytest.raises(FileNotFoundError, match=r"Gone.* of the 3 albums of the lists, 1 lack"):
        write_manga109(source, tmp_path / "out", lists)
    assert not (tmp_path / "out").exists()
    counts = write_manga109(source, tmp_path / "out", lists, allow_missing=True)
    assert counts["train"]["albums"] == 1
    assert json.loads((tmp_path / "out" / "manga109.json").read_text())["missing"] == ["Gone"]
    assert "Not in the copy: Gone." in (tmp_path / "out" / "README.md").read_text()
    with pytest.raises(FileNotFoundError):
        write_manga109(source, tmp_path / "none", {"train": ["Gone"]}, allow_missing=True)


def test_a_broken_picture_is_named(tmp_path: Path) -> None:
    source = write_books(tmp_path / "raw", ["Hana"])
    (source / "images" / "Hana" / "003.jpg").write_bytes(b"\xff\xd8\xff torn")
    with pytest.raises(UnreadableFile, match=r"003\.jpg"):
        write_manga109(source, tmp_path / "out", {"train": ["Hana"]})


@pytest.mark.parametrize(
    ("lists", "sentence"),
    [
        ({"train": ["Hana"], "test": ["Hana"]}, "Hana is in the lists of train and test"),
        (
            {"train": ["Hana"], "labelled": ["Kaze"]},
            "Kaze is in the list of labelled, but not in that of train",
        ),
        ({"train": ["Hana"], "exam": ["Kaze"]}, "there is no list 'exam'"),
    ],
)
def test_lists_that_contradict(source: Path, tmp_path: Path, lists: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        write_manga109(source, tmp_path / "out", lists)


def test_an_unknown_preset(source: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="preset 'mine' is none of manga-mmtl, deepcluster"):
        write_manga109(source, tmp_path / "out", LISTS, "mine")


def test_lists_are_files_that_can_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "train.txt").write_text("# ours\nHana  # a comment\n\nYoru\n", encoding="utf-8")
    assert read_lists(tmp_path) == {"train": ["Hana", "Yoru"]}
    (tmp_path / "train.txt").write_text("Hana\nHana\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"train\.txt names Hana twice"):
        read_lists(tmp_path)
    (tmp_path / "train.txt").write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"train\.txt names no album"):
        read_list(tmp_path / "train.txt")
    with pytest.raises(FileNotFoundError, match="none of title-disjoint, tsubota-2018"):
        read_lists(tmp_path / "nowhere")


@pytest.mark.parametrize("name", SHIPPED)
def test_the_lists_that_ship_are_consistent(name: str) -> None:
    lists = read_lists(name)
    titles = [title for part in PARTS for title in lists.get(part, ())]
    assert len(titles) == len(set(titles))
    for subset, part in SUBSETS.items():
        assert set(lists.get(subset, ())) <= set(lists[part])
    sizes = {split: len(titles) for split, titles in lists.items()}
    expected = {
        "title-disjoint": {"train": 83, "test": 26, "labelled": 20, "clustering": 11},
        "tsubota-2018": {"train": 83, "validation": 10, "test": 11},
    }
    assert sizes == expected[name]


def test_our_lists_follow_the_rule_that_stands_in_them() -> None:
    ours, published = read_lists("title-disjoint"), read_lists("tsubota-2018")
    volumes: dict[str, list[str]] = {}
    for title in sorted(ours["train"] + ours["test"]):
        volumes.setdefault(re.sub(r"_vol\d+$", "", title), []).append(title)
    assert sum(map(len, volumes.values())) == 109
    assert set().union(*published.values()) <= {title for each in volumes.values() for title in each}

    def taken(chosen: list[str], size: int) -> list[str]:
        for series in sorted(pool, key=lambda each: hashlib.sha256(each.encode()).hexdigest()):
            if not set(volumes[series]) & set(chosen) and len(chosen) + len(volumes[series]) <= size:
                chosen = chosen + volumes[series]
        return sorted(chosen)

    pool = list(volumes)
    start = [title for own in volumes.values() if set(own) & set(published["test"]) for title in own]
    assert taken(start, 26) == ours["test"]
    assert sorted(published["test"]) == ours["clustering"]
    pool = [series for series, own in volumes.items() if not set(own) & set(ours["test"])]
    assert taken([], 20) == ours["labelled"]
