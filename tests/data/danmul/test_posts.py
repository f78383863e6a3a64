"""Every release's metadata gives the same posts, and what is wrong in it is named."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from comicenc.data.danmul.posts import read_posts
from tests.danbooru_copy import Post, some_posts, write_copy

POSTS = some_posts(count=40)
FORMS = ("tag_string_general", "tags", "tag_string")


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def read(db: duckdb.DuckDBPyConnection, source: Path) -> list[tuple]:
    read_posts(db, source, lambda items, what: items)
    return db.execute(
        "SELECT id, people, character, list_sort(tags) FROM posts ORDER BY id NULLS LAST"
    ).fetchall()


def expected(posts: list[Post]) -> list[tuple]:
    return [
        (post.id, len(post.characters), *((post.characters[0], sorted(post.tags)) if one else (None, None)))
        for post in posts
        for one in [len(post.characters) == 1]
    ]


@pytest.mark.parametrize("form", FORMS)
def test_each_form_says_the_same(db, form: str, tmp_path: Path) -> None:
    assert read(db, write_copy(tmp_path / "raw", POSTS, form, pictures=False)) == expected(POSTS)


def test_packed_files_are_read(db, tmp_path: Path) -> None:
    source = write_copy(tmp_path / "raw", POSTS, pictures=False)
    for file in source.glob("metadata/*.json"):
        file.with_suffix(".json.gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    assert read(db, source) == expected(POSTS)


def test_a_table_with_a_list_of_categories(db, tmp_path: Path) -> None:
    rows = ["id,rating,score,tags", "7,s,1,1girl miku solo unheard_of", "8,s,2,", '9,s,3,"miku rin"']
    (tmp_path / "posts.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "categories.csv").write_text(
        "name,category,count\n1girl,0,9\nsolo,0,8\nmiku,4,7\nrin,4,6\n", encoding="utf-8"
    )
    one = (7, 1, "miku", ["1girl", "solo"])
    assert read(db, tmp_path) == [one, (8, 0, None, None), (9, 2, None, None)]


def test_a_tag_told_twice_counts_once_and_blank_lines_nothing(db, tmp_path: Path) -> None:
    (tmp_path / "metadata").mkdir()
    twice = '{"id": 5, "tag_string_general": "b  a b ", "tag_string_character": "rin rin"}'
    nobody = '{"id": null, "tag_string_general": "a"}'
    file = tmp_path / "metadata" / "posts0.json"
    file.write_text(f"{twice}\n\n{nobody}\n", encoding="utf-8")
    assert read(db, tmp_path) == [(5, 1, "rin", ["a", "b"]), (None, 0, None, None)]


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        (b'{"id": 2, "tag_string_general": "a\n', 3),
        (b'{"id": 2, "tag_string_general": "\xff\xfe"}\n', 3),
        (b"<html>\n", 3),
    ],
)
def test_a_line_that_is_no_json_is_named(db, broken: bytes, line: int, tmp_path: Path) -> None:
    (tmp_path / "metadata").mkdir()
    file = tmp_path / "metadata" / "posts0.json"
    whole = b'{"id": 1, "tag_string_general": "a"}\n'
    file.write_bytes(whole * 2 + broken + whole)
    with pytest.raises(ValueError, match=rf"posts0\.json cannot be read: line {line} is no JSON$"):
        read(db, tmp_path)


@pytest.mark.parametrize("wrong", [b"[1, 2]\n", b'{"id": "abc", "tag_string_general": "a"}\n'])
def test_a_line_that_is_no_post_is_named(db, wrong: bytes, tmp_path: Path) -> None:
    (tmp_path / "metadata").mkdir()
    (tmp_path / "metadata" / "posts0.json").write_bytes(b'{"id": 1, "tag_string_general": "a"}\n' + wrong)
    with pytest.raises(ValueError, match=r"posts0\.json.*line 2"):
        read(db, tmp_path)


def test_what_holds_no_posts_is_named(db, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere is no folder"):
        read(db, tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError, match=r"neither metadata/posts\*\.json\* nor posts\.csv"):
        read(db, tmp_path)
    (tmp_path / "metadata").mkdir()
    file = tmp_path / "metadata" / "posts0.json"
    for content, sentence in (
        (b"", "its first line has none of tag_string_general, tags, tag_string"),
        (b'{"id": 1}\n', "its first line has none of tag_string_general, tags, tag_string"),
        (b"PK\x03\x04", r"line 1 of .*posts0\.json is no JSON"),
    ):
        file.write_bytes(content)
        with pytest.raises(ValueError, match=sentence):
            read(db, tmp_path)
    file.unlink()
    file.with_suffix(".json.gz").write_bytes(b"no gzip")
    with pytest.raises(ValueError, match=r"posts0\.json\.gz cannot be read"):
        read(db, tmp_path)


def test_without_categories_nobody_is_known(db, tmp_path: Path) -> None:
    source = write_copy(tmp_path / "raw", POSTS, "tag_string", pictures=False)
    (source / "metadata" / "tags000000000000.json").unlink()
    with pytest.raises(FileNotFoundError, match="which tell the tags that are characters"):
        read(db, source)


def test_a_table_without_tags_is_named(db, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("id,score\n1,2\n", encoding="utf-8")
    (tmp_path / "categories.csv").write_text("name,category\n1girl,0\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"posts\.csv cannot be read: .*tags"):
        read(db, tmp_path)
