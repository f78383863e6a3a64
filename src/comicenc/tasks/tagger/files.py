"""The files in which taggers keep their tags and thresholds, so that other programs read ours as their own.

`selected_tags.csv` has a tag a line in the order of the model's output (`tag_id,name,category,count`, then
`best_threshold`), `thresholds.csv` a category a line (`category,name,threshold`), `categories.json` the names
of the categories. Programs that know WD taggers read the first, imgutils all three.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from comicenc.tasks import storage
from comicenc.tasks.tagger.thresholds import CATEGORIES, Thresholds

SELECTED_TAGS, THRESHOLDS, CATEGORY_NAMES = "selected_tags.csv", "thresholds.csv", "categories.json"
TAG_COLUMNS = ("tag_id", "name", "category", "count", "best_threshold")
CATEGORY_COLUMNS = ("category", "name", "threshold")


def write_thresholds(
    folder: str | Path,
    thresholds: Thresholds,
    tags: Sequence[str],
    categories: Sequence[int],
    counts: Mapping[str, int],
) -> list[Path]:
    """Write tags and thresholds, each file whole or not at all.

    A tag without a threshold of its own is given its category's in the file, a category the one for all.

    Args:
        folder: Where; a checkpoint's, or one of its own.
        thresholds: At any levels.
        tags: (K,) names in the order of the model's output.
        categories: (K,) the number of each one's category.
        counts: How often each tag occurred in training.

    Returns:
        The files.
    """
    folder = Path(folder)
    each = thresholds.of(tags, categories)
    numbers = sorted({int(category) for category in categories})
    of_category = thresholds.of(["" for _ in numbers], numbers, "category")
    rows = zip(tags, categories, each, strict=True)
    content = {
        SELECTED_TAGS: _table(
            TAG_COLUMNS,
            (
                [row, tag, int(of), counts.get(tag, 0), f"{own:.6f}"]
                for row, (tag, of, own) in enumerate(rows)
            ),
        ),
        THRESHOLDS: _table(
            CATEGORY_COLUMNS,
            ([of, category_name(of), f"{own:.6f}"] for of, own in zip(numbers, of_category, strict=True)),
        ),
        CATEGORY_NAMES: json.dumps([{"category": of, "name": category_name(of)} for of in numbers], indent=1),
    }
    for name, text in content.items():
        storage.put(folder / name, text.encode())
    return [folder / name for name in content]


def read_thresholds(path: str | Path, one: float = 0.5) -> Thresholds:
    """Read thresholds that we or others wrote.

    Args:
        path: A folder with either file or both, or one of the files, whatever it is called: one that names
            tags has `best_threshold`, one of categories `threshold`.
        one: For tags of which the files say nothing.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If a file is broken; it is named, with the line.
    """
    path = Path(path)
    files = [path / name for name in (THRESHOLDS, SELECTED_TAGS)] if path.is_dir() else [path]
    found = Thresholds(one)
    there = [file for file in files if file.exists()]
    if not there:
        raise FileNotFoundError(f"{path}: no thresholds there ({SELECTED_TAGS} or {THRESHOLDS})")
    for file in there:
        found = _read(file, found)
    return found


def category_name(number: int) -> str:
    """What a category is called, in Danbooru's words."""
    return CATEGORIES.get(number, f"category_{number}")


def category_number(name: str | int) -> int:
    """The number of a category, by its name or the number itself.

    Raises:
        ValueError: If there is none of that name.
    """
    by_name = {each: number for number, each in CATEGORIES.items()} | {str(each): each for each in CATEGORIES}
    if str(name) not in by_name:
        raise ValueError(f"{name!r} is no category of tags, which are {', '.join(CATEGORIES.values())}")
    return by_name[str(name)]


def _read(file: Path, found: Thresholds) -> Thresholds:
    """What was found before, with what a file says."""
    try:
        rows = csv.reader(io.StringIO(file.read_text("utf-8"), newline=""), strict=True)
        header = next(rows, [])
        by_tag = "best_threshold" in header
        key, value = ("name", "best_threshold") if by_tag else ("category", "threshold")
        if missing := [column for column in (key, value) if column not in header]:
            raise ValueError(f"has no column {' and no column '.join(missing)}")
        pairs = dict(_pairs(rows, header.index(key), header.index(value), by_tag))
    except (ValueError, csv.Error) as error:
        raise ValueError(f"{file}: {error}") from None
    return replace(found, **{"tags" if by_tag else "categories": pairs})


def _pairs(
    rows: Iterator[list[str]], key: int, value: int, by_tag: bool
) -> Iterator[tuple[str | int, float]]:
    seen = set()
    for row in rows:
        line = f"line {rows.line_num}"
        if not row:
            continue
        if len(row) <= max(key, value):
            raise ValueError(f"{line} ends before its threshold")
        threshold = _number(row[value], line)
        if not by_tag and not row[key].isdecimal():
            raise ValueError(f"{line}: {row[key]!r} is no number of a category")
        name = row[key] if by_tag else int(row[key])
        if name in seen:
            raise ValueError(f"{line} has a second threshold for {name!r}")
        seen.add(name)
        yield name, threshold


def _number(text: str, line: str) -> float:
    try:
        threshold = float(text)
    except ValueError:
        raise ValueError(f"{line}: the threshold {text!r} is no number") from None
    if not 0 <= threshold <= 1:
        raise ValueError(f"{line}: the threshold {text} is not between 0 and 1")
    return threshold


def _table(header: Sequence[str], rows: Iterator[Sequence]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
