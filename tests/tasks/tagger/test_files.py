from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from comicenc.tasks.tagger import Thresholds, read_thresholds, write_thresholds
from comicenc.tasks.tagger.files import category_name, category_number

TAGS, CATEGORIES = ("1girl", 'hat,_"tall"', "miku"), (0, 0, 4)
COUNTS = {"1girl": 90, "miku": 3}


def test_what_was_written_is_read(tmp_path: Path) -> None:
    thresholds = Thresholds(0.41, {0: 0.3, 4: 0.625}, {'hat,_"tall"': 0.123456})
    written = write_thresholds(tmp_path, thresholds, TAGS, CATEGORIES, COUNTS)
    assert sorted(tmp_path.iterdir()) == sorted(written)
    found = read_thresholds(tmp_path, 0.41)
    for level in ("one", "category", "tag"):
        assert found.of(TAGS, CATEGORIES, level).tolist() == thresholds.of(TAGS, CATEGORIES, level).tolist()


def test_the_files_have_the_columns_that_taggers_share(tmp_path: Path) -> None:
    write_thresholds(tmp_path, Thresholds(0.41, {4: 0.625}), TAGS, CATEGORIES, COUNTS)
    rows = list(csv.DictReader((tmp_path / "selected_tags.csv").open(encoding="utf-8")))
    assert rows[1] == {
        "tag_id": "1", "name": 'hat,_"tall"', "category": "0", "count": "0", "best_threshold": "0.410000"
    }  # fmt: skip
    assert [row["name"] for row in rows] == list(TAGS)
    assert (tmp_path / "thresholds.csv").read_text().splitlines() == [
        "category,name,threshold", "0,general,0.410000", "4,character,0.625000"
    ]  # fmt: skip
    names = json.loads((tmp_path / "categories.json").read_text())
    assert names == [{"category": 0, "name": "general"}, {"category": 4, "name": "character"}]


def test_files_of_others_are_read_alone(tmp_path: Path) -> None:
    by_tag, by_category = tmp_path / "mine.csv", tmp_path / "theirs.csv"
    by_tag.write_text("name,best_threshold\n1girl,0.7\n\n")
    by_category.write_text("category,name,alpha,threshold,micro_f1\n0,general,1,0.39,0.676\n")
    assert read_thresholds(by_tag).tags == {"1girl": 0.7}
    assert read_thresholds(by_category, 0.2) == Thresholds(0.2, {0: 0.39})


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "has no column category and no column threshold"),
        ("name,count\n1girl,4\n", "has no column category and no column threshold"),
        ("best_threshold\n0.4\n", "has no column name"),
        ("name,best_threshold\n1girl,high\n", "line 2: the threshold 'high' is no number"),
        ("name,best_threshold\n1girl,\n", "line 2: the threshold '' is no number"),
        ("name,best_threshold\n1girl,nan\n", "line 2: the threshold nan is not between 0 and 1"),
        ("name,best_threshold\n1girl,0.4\nsolo,35\n", "line 3: the threshold 35 is not between 0 and 1"),
        ("name,best_threshold\n1girl,0.4\n1girl,0.5\n", "line 3 has a second threshold for '1girl'"),
        ("name,best_threshold\n1girl\n", "line 2 ends before its threshold"),
        ("category,threshold\ngeneral,0.4\n", "line 2: 'general' is no number of a category"),
        ('name,best_threshold\n"1girl,0.4\n', "unexpected end of data"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str, wrong: str) -> None:
    file = tmp_path / "broken.csv"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"broken\.csv: ") as error:
        read_thresholds(file)
    assert wrong in str(error.value) and "\n" not in str(error.value)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "broken.csv"
    file.write_bytes(b"name,best_threshold\n\xff\xfe,0.4\n")
    with pytest.raises(ValueError, match=r"broken\.csv: "):
        read_thresholds(file)


def test_nothing_there(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "gone.csv"):
        with pytest.raises(FileNotFoundError, match="no thresholds there"):
            read_thresholds(place)


def test_categories_by_name_and_number() -> None:
    assert [category_name(number) for number in (0, 4, 7)] == ["general", "character", "category_7"]
    assert [category_number(name) for name in ("meta", "5", 5)] == [5, 5, 5]
    with pytest.raises(ValueError, match="'hats' is no category of tags, which are general, artist"):
        category_number("hats")
