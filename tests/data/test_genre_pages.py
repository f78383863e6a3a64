"""Pages with the genre of their book, from a copy in Manga109's form and a table."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from datasets import DatasetDict, load_dataset

from comicenc.data.genre_pages import read_genres, write_genre_pages
from comicenc.data.schema import CONFIGS
from tests.manga109_books import PAGES, write_books

GENRES = {"Hana": "sports", "Yoru": "horror", "Kaze": "sports", "Umi": "sports", "Tsuki": "horror"}


def write_table(file: Path, genres: dict[str, str]) -> Path:
    lines = [f"{title},{genre}\n" for title, genre in genres.items()]
    file.write_text("title,genre\n" + "".join(lines), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_books(tmp_path_factory.mktemp("manga109") / "raw", [*GENRES, "Unlisted"])


@pytest.fixture(scope="module")
def table(source: Path) -> Path:
    return write_table(source / "genre.csv", GENRES)


def load(folder: Path, tmp_path: Path) -> DatasetDict:
    return load_dataset(str(folder), "genre_pages", cache_dir=str(tmp_path / "cache"))


def test_a_fifth_of_each_books_pages_is_for_validation(source: Path, table: Path, tmp_path: Path) -> None:
    counts = write_genre_pages(source, table, tmp_path / "out", side=64)
    assert counts == {"train": {"horror": 10, "sports": 15}, "validation": {"horror": 2, "sports": 3}}
    loaded = load(tmp_path / "out", tmp_path)
    assert loaded["train"].features == CONFIGS["genre_pages"]
    for rows in loaded.values():
        assert dict(zip(rows["title"], rows["genre"], strict=True)) == GENRES
        assert set(rows["mood"]) == {None} and rows[0]["image"].size == (64, 32)
    assert Counter(loaded["validation"]["title"]) == dict.fromkeys(GENRES, 1)
    pictures = Counter(str(row["image"].tobytes()) for rows in loaded.values() for row in rows)
    assert sum(pictures.values()) == PAGES * len(GENRES)
    contents = json.loads((tmp_path / "out" / "genre-pages.json").read_text())
    assert contents["unlisted"] == ["Unlisted"] and contents["missing"] == []
    assert "In the copy, but not in the table: Unlisted." in (tmp_path / "out" / "README.md").read_text()


def test_whole_books_can_be_held_out(source: Path, table: Path, tmp_path: Path) -> None:
    write_genre_pages(source, table, tmp_path / "out", held_out="albums", side=64)
    splits = defaultdict(set)
    for split, rows in load(tmp_path / "out", tmp_path).items():
        for title in rows["title"]:
            splits[title].add(split)
    tried = [title for title, where in splits.items() if where == {"validation"}]
    assert sorted(GENRES[title] for title in tried) == ["horror", "sports"]
    assert all(len(where) == 1 for where in splits.values())


def test_a_stopped_run_goes_on_where_it_stopped(
    source: Path, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comicenc.data import genre_pages

    out, write, begun = tmp_path / "out", genre_pages._write_book, []

    def dies_at_the_third(*given) -> None:
        if len(begun) == 2:
            raise KeyboardInterrupt
        begun.append(given[2])
        write(*given)

    with monkeypatch.context() as patch:
        patch.setattr(genre_pages, "_write_book", dies_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            write_genre_pages(source, table, out, side=64)
    whole = write_genre_pages(source, table, tmp_path / "whole", side=64)
    before = {file: file.stat().st_mtime_ns for file in out.rglob("*.parquet")}
    assert len(before) == 4
    assert write_genre_pages(source, table, out, side=64) == whole
    assert all(file.stat().st_mtime_ns == time for file, time in before.items())
    for file in (tmp_path / "whole").rglob("*.parquet"):
        assert (out / file.relative_to(tmp_path / "whole")).read_bytes() == file.read_bytes()
    with pytest.raises(ValueError, match="another set of pages"):
        write_genre_pages(source, table, out, side=65)


def test_books_that_the_copy_lacks(source: Path, tmp_path: Path) -> None:
    table = write_table(tmp_path / "genre.csv", {"Hana": "sports", "Gone": "sports"})
    with pytest.raises(FileNotFoundError, match=r"Gone does not exist: of the 2 books .* 1 lack"):
        write_genre_pages(source, table, tmp_path / "out")
    counts = write_genre_pages(source, table, tmp_path / "out", allow_missing=True)
    assert counts == {"train": {"sports": 5}, "validation": {"sports": 1}}
    assert "not in the copy: Gone" in (tmp_path / "out" / "README.md").read_text()
    with pytest.raises(FileNotFoundError, match="1 books of the table, 1 lack"):
        lost = write_table(tmp_path / "lost.csv", {"Gone": "sports"})
        write_genre_pages(source, lost, tmp_path / "other", allow_missing=True)
    with pytest.raises(FileNotFoundError, match="images is no folder"):
        write_genre_pages(tmp_path, table, tmp_path / "other")
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("book,genre\nHana,sports\n", "no columns title and genre"),
        ("", "no columns title and genre"),
        ("title,genre\n", "names no title"),
        ("title,genre\nHana,sports\nHana,horror\n", "names Hana twice"),
        ("title,genre\nHana,\n", "without a genre.*Hana"),
    ],
)
def test_tables_that_make_no_sense(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "genre.csv").write_text(text)
    with pytest.raises(ValueError, match=said):
        read_genres(tmp_path / "genre.csv")


@pytest.mark.parametrize("wrong", [{"held_out": "chapters"}, {"side": 3}])
def test_arguments_that_make_no_sense(source: Path, table: Path, tmp_path: Path, wrong: dict) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        write_genre_pages(source, table, tmp_path / "out", **wrong)


def test_the_only_page_of_a_book_is_learnt_from(source: Path, tmp_path: Path) -> None:
    raw = write_books(tmp_path / "raw", ["Short", "Long"])
    for page in sorted((raw / "images" / "Short").iterdir())[1:]:
        page.unlink()
    table = write_table(tmp_path / "genre.csv", {"Short": "horror", "Long": "sports"})
    counts = write_genre_pages(raw, table, tmp_path / "out", side=64)
    assert counts == {"train": {"horror": 1, "sports": 5}, "validation": {"sports": 1}}
    assert {split: len(rows) for split, rows in load(tmp_path / "out", tmp_path).items()} == {
        "train": 6,
        "validation": 1,
    }
