"""The rules of Dan:mul on real tag lists, beside loops over the same lists."""

from __future__ import annotations

import csv
import math
from collections import Counter
from pathlib import Path

import pytest
from datasets import load_dataset

from comicenc.data.danmul import Choice, write_danmul
from tests.danbooru_copy import Post, by_the_rules

pytestmark = pytest.mark.real


def read(folder: Path) -> list[Post]:
    with (folder / "categories.csv").open(newline="", encoding="utf-8") as file:
        kinds = {row["name"]: int(row["category"]) for row in csv.DictReader(file)}
    with (folder / "posts.csv").open(newline="", encoding="utf-8") as file:
        rows = [(int(row["id"]), row["tags"].split()) for row in csv.DictReader(file)]
    return [
        Post(post, *(tuple(tag for tag in tags if kinds.get(tag) == kind) for kind in (4, 0)))
        for post, tags in rows
    ]


def test_they_are_built_as_loops_would_build_them(real_data: Path, tmp_path: Path) -> None:
    expected, out = by_the_rules(read(real_data / "tags")), tmp_path / "out"
    summary = write_danmul(real_data / "tags", out, Choice(pictures=False))
    assert [each.removed for each in summary.removals] == expected.removed
    rows = load_dataset(str(out), "tagged", cache_dir=str(tmp_path / "cache"))
    built = Counter((row["character"], frozenset(row["tags"])) for part in rows.values() for row in part)
    assert built == Counter((who, frozenset(tags)) for who, tags in expected.posts.values())
    with (out / "tags.csv").open(newline="", encoding="utf-8") as file:
        found = {row["name"]: float(row["tf_idf"]) for row in csv.DictReader(file)}
    assert found == pytest.approx(expected.tf_idf)
    assert (summary.table_2()[1][1], summary.classes, summary.tags) == (716, 46, 1296)
    print(*map(str, summary.removed()), *map(str, summary.table_1()), *summary.table_2(), sep="\n")


def test_the_rules_take_what_says_nothing(real_data: Path, tmp_path: Path) -> None:
    """On lists of which nearly all say `solo`, it goes; with base 10 instead of e `1girl` would go too."""
    summary = write_danmul(real_data / "tags", tmp_path / "out", Choice(pictures=False))
    examples = {each.rule: each.examples for each in summary.removals}
    assert examples["emoticons"][:3] == [":d", ":o", ":3"] and examples["TF-IDF below 0.2"] == ["solo"]
    with (tmp_path / "out" / "tags.csv").open(newline="", encoding="utf-8") as file:
        (girl,) = (float(row["tf_idf"]) for row in csv.DictReader(file) if row["name"] == "1girl")
    assert girl > 0.2 > girl / math.log(10)
