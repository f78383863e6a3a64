"""The config `genre_pages` from the user's own copy of Manga109 and a table of its books' genres.

The music paper (Sharma and Tsuruoka 2023) learns pages of Manga109 with the genre of their book as text. The
table has the columns `title` and `genre` and names whatever genres its owner goes by: the paper's are the
twelve of Manga109's own site, while other tables have the four readerships (shonen, shojo, seinen, josei).
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image

from comicenc.data.files import claim, front_matter, write_rows, write_whole
from comicenc.data.held_out import held_out as chosen
from comicenc.data.page_rows import stored
from comicenc.media import read_pages

SPLITS = ("train", "validation")
HELD_OUT = ("pages", "albums")
VALIDATION = 0.2  # share of each book's pages, or of each genre's books (Table 1: "80-20")
CONTENTS = "genre-pages.json"


@dataclass(frozen=True, slots=True)
class GenreContents:
    """What the dataset holds; it lies beside the data as `genre-pages.json`.

    Args:
        held_out: One of `HELD_OUT`.
        side: The longer side of a picture in pixels.
        genres: Title to genre, of the books that are there.
        missing: Titles of the table that the copy lacks.
        unlisted: Titles of the copy that the table lacks.
    """

    held_out: str
    side: int
    genres: dict[str, str]
    missing: list[str]
    unlisted: list[str]


def read_genres(file: str | Path) -> dict[str, str]:
    """The genre of each title, from a CSV with the columns `title` and `genre`.

    Raises:
        ValueError: If a column is missing, a title stands there twice or has no genre, or there is none.
    """
    with open(file, encoding="utf-8-sig", newline="") as lines:
        table = csv.DictReader(lines)
        if not {"title", "genre"} <= set(table.fieldnames or ()):
            raise ValueError(f"{file} has no columns title and genre")
        rows = [((row["title"] or "").strip(), (row["genre"] or "").strip()) for row in table]
    if not rows:
        raise ValueError(f"{file} names no title")
    for title, genre in rows:
        if not title or not genre:
            raise ValueError(
                f"{file} has a title without a genre, or a genre without a title: {title}{genre}"
            )
    title, count = Counter(title for title, _ in rows).most_common(1)[0]
    if count > 1:
        raise ValueError(f"{file} names {title} twice")
    return dict(rows)


def write_genre_pages(
    source: str | Path,
    genres: str | Path,
    out: str | Path,
    *,
    held_out: str = "pages",
    side: int = 512,
    allow_missing: bool = False,
    progress: bool = False,
) -> dict[str, dict[str, int]]:
    """Build the config `genre_pages`, or go on where an earlier run stopped.

    Pages are kept as Manga109 has them, two facing ones a picture, scaled down to `side`.

    Differs from the paper: it says that a fifth is for validation, but not a fifth of what. By default it is
    a fifth of each book's pages, which alone explains an accuracy of 97 %: the net may know the book. With
    "albums" it is a fifth of each genre's books, so that a book is either learnt from or tried.

    Args:
        source: The folder of Manga109.
        genres: The table, as `read_genres` takes it.
        out: The dataset's folder; it is made where there is none.
        held_out: "pages" or "albums".
        side: The longer side of a picture in pixels; smaller ones stay as they are.
        allow_missing: Whether to build without the books that the copy lacks.
        progress: Whether to show a progress bar on stderr.

    Returns:
        Split to its number of pages by genre.

    Raises:
        ValueError: If an argument or the table makes no sense, or `out` holds another dataset.
        FileNotFoundError: Naming what of a book is missing.
        UnreadableFile: Naming the pages that cannot be read.
    """
    from rich.console import Console
    from rich.progress import track

    source, out = Path(source), Path(out)
    if held_out not in HELD_OUT:
        raise ValueError(f"held_out {held_out!r} is none of {', '.join(HELD_OUT)}")
    if side < 32:
        raise ValueError(f"side is {side} and must be at least 32")
    contents = _contents(source, read_genres(genres), held_out, side, allow_missing)
    splits = _splits_of(contents)
    claim(out / CONTENTS, asdict(contents), [f"genre_pages/{split}" for split in SPLITS], "set of pages")
    files = {title: [_file(out, split, title) for split in splits[title]] for title in contents.genres}
    missing = [title for title, places in files.items() if not all(place.exists() for place in places)]
    shown = {"disable": not progress, "transient": True, "console": Console(stderr=True)}
    for title in track(missing, "reading pages", **shown):
        _write_book(source, out, title, contents, splits[title])
    pages = _pages_of(out, splits)
    counts = {split: _by_genre(contents, pages[split]) for split in SPLITS}
    write_whole(out / "README.md", _readme(contents, pages, counts).encode())
    return counts


def _contents(
    source: Path, listed: Mapping[str, str], held_out: str, side: int, allow_missing: bool
) -> GenreContents:
    """The table as this copy can fill it."""
    images = source / "images"
    if not images.is_dir():
        raise FileNotFoundError(f"{images} is no folder: it holds the pages of Manga109, a folder a book")
    there = sorted(folder.name for folder in images.iterdir() if folder.is_dir())
    missing = [title for title in listed if title not in there]
    if missing and (len(missing) == len(listed) or not allow_missing):
        raise FileNotFoundError(
            f"{images / missing[0]} does not exist: of the {len(listed)} books of the table, "
            f"{len(missing)} lack pages"
        )
    return GenreContents(
        held_out=held_out,
        side=side,
        genres={title: genre for title, genre in listed.items() if title not in missing},
        missing=missing,
        unlisted=[title for title in there if title not in listed],
    )


def _splits_of(contents: GenreContents) -> dict[str, tuple[str, ...]]:
    """The splits that pages of each title are in."""
    if contents.held_out == "pages":
        return dict.fromkeys(contents.genres, SPLITS)
    books = defaultdict(list)
    for title, genre in contents.genres.items():
        books[genre].append(title)
    tried = {title for titles in books.values() for title in chosen(titles, VALIDATION, "albums")}
    return {title: ("validation",) if title in tried else ("train",) for title in contents.genres}


def _file(out: Path, split: str, title: str) -> Path:
    return out / "genre_pages" / split / f"{title}.parquet"


def _write_book(
    source: Path, out: Path, title: str, contents: GenreContents, splits: tuple[str, ...]
) -> None:
    pages = read_pages(source / "images" / title)
    tried = set(chosen([page.name for page in pages], VALIDATION, title)) if len(splits) > 1 else set()
    rows: dict[str, list[dict]] = {split: [] for split in splits}
    for page in pages:
        image = page.image()
        image.thumbnail((contents.side, contents.side), Image.Resampling.LANCZOS)
        split = splits[page.name in tried]
        row = {"image": stored(image), "genre": contents.genres[title], "mood": None, "title": title}
        rows[split].append(row)
    for split, found in rows.items():
        write_rows(_file(out, split, title), "genre_pages", found)


def _pages_of(out: Path, splits: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, int]]:
    """Split to title to how many pages; a title that has none there is left out."""
    import pyarrow.parquet as pq

    pages: dict[str, dict[str, int]] = {split: {} for split in SPLITS}
    for title, parts in splits.items():
        for split in parts:
            if rows := pq.read_metadata(_file(out, split, title)).num_rows:
                pages[split][title] = rows
    return pages


def _by_genre(contents: GenreContents, pages: Mapping[str, int]) -> dict[str, int]:
    count: Counter[str] = Counter()
    for title, number in pages.items():
        count[contents.genres[title]] += number
    return dict(sorted(count.items()))


def _readme(
    contents: GenreContents,
    pages: Mapping[str, Mapping[str, int]],
    counts: Mapping[str, Mapping[str, int]],
) -> str:
    known = {
        "pretty_name": "Manga109 pages with genre, built for comicenc",
        "license": "other",
        "language": ["ja"],
        "tags": ["comics", "manga", "genre"],
    }
    files = {
        split: [f"genre_pages/{split}/{title}.parquet" for title in titles]
        for split, titles in pages.items()
        if titles
    }
    genres = sorted(set(contents.genres.values()))
    rows = "\n".join(
        f"| {genre} | {' | '.join(str(counts[split].get(genre, 0)) for split in SPLITS)} |"
        for genre in genres
    )
    what = "of each book's pages" if contents.held_out == "pages" else "of each genre's books"
    lacking = f"\nIn the table, but not in the copy: {', '.join(contents.missing)}.\n"
    passed = f"\nIn the copy, but not in the table: {', '.join(contents.unlisted)}.\n"
    differences = lacking * bool(contents.missing) + passed * bool(contents.unlisted)
    return f"""{front_matter(known, {"genre_pages": files})}
# Pages of Manga109 with the genre of their book

Built by `comicenc dataset genre-pages` from a copy of Manga109. The pictures are their authors': the terms
under which Manga109 was given to you hold for this dataset, and it may not be passed on.

| genre | {" | ".join(SPLITS)} |
|---|{"---|" * len(SPLITS)}
{rows}
{differences}
`validation` is a fifth {what}. Two facing pages are one picture, {contents.side} pixels at its longer side.

- `image`: the picture
- `genre`: of the book, by the table
- `mood`: null; nobody has said
- `title`: the book
"""
