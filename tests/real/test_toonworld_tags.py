"""Toonworld's tags are Danbooru's: all names it can give are in the real list, with category and count."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from comicenc.data.toonworld.tags import vocabulary

pytestmark = pytest.mark.real


def test_every_name_exists_with_its_category_and_count(real_data: Path) -> None:
    with (real_data / "tags" / "categories.csv").open(encoding="utf-8", newline="") as file:
        known = {row["name"]: (int(row["category"]), int(row["count"])) for row in csv.DictReader(file)}
    given = vocabulary()
    assert len(given) > 400
    assert {name: known.get(name) for name in given} == given
