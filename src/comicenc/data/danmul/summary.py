"""What was built, as the paper's Tables I and II tell it, and what each rule removed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from comicenc.data.danmul.rules import Removal
from comicenc.data.files import front_matter, write_whole

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PAPER_1 = {  # Table I
    "train": (1_125_100, 7, 29_807, 78.06, 0, 327, 24.067),
    "test": (398_412, 2, 10_645, 27.64, 0, 265, 24.074),
    "validation": (92_726, 1, 2_130, 6.43, 0, 194, 23.904),
}
PAPER_2 = (1_616_238, 1_125_100, 398_412, 92_726, 14_413, 25_404)  # Table II
_TABLE_1 = """WITH
    rows AS (SELECT character, len(tags) AS tags FROM read_parquet(?)),
    classes AS (SELECT count(*) AS images FROM rows GROUP BY character)
    SELECT (SELECT count(*) FROM rows) AS images,
        min(images) AS least_a_class, max(images) AS most_a_class, avg(images) AS mean_a_class,
        (SELECT min(tags) FROM rows) AS least_tags, (SELECT max(tags) FROM rows) AS most_tags,
        (SELECT avg(tags) FROM rows) AS mean_tags
    FROM classes"""
_STATISTICS = {  # as the table's rows are called there
    "images": "No. Image",
    "least_a_class": "Min No. Image / Class",
    "most_a_class": "Max No. Image / Class",
    "mean_a_class": "Avg No. Image / Class",
    "least_tags": "Min No. Tags / Image",
    "most_tags": "Max No. Tags / Image",
    "mean_tags": "Avg No. Tags / Image",
}
REMOVED = ("rule", "of", "removed", "left", "such as")
TOTALS = ("Total", "Train", "Test", "Val", "Class", "Tags")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a dataset holds, counted in its files.

    Args:
        removals: What each rule took away.
        splits: Split to the numbers of Table I: `images`, `least_a_class`, `most_a_class`, `mean_a_class`,
            `least_tags`, `most_tags` and `mean_tags` of an image.
        classes: Number of characters.
        tags: Number of tags that any image has.
    """

    removals: list[Removal]
    splits: dict[str, dict[str, float]]
    classes: int
    tags: int

    def removed(self) -> list[tuple]:
        """A row for each rule: what it removed, of what, how many, how many are left, and examples."""
        return [
            (each.rule, each.of, each.removed, each.left, " ".join(each.examples)) for each in self.removals
        ]

    def table_1(self) -> list[tuple]:
        """Rows of Table I: what is counted, and its number in each split."""
        return [
            (title, *(counts[name] for counts in self.splits.values())) for name, title in _STATISTICS.items()
        ]

    def table_2(self) -> list[tuple]:
        """Rows of Table II: whose, images in all and in each split, classes, tags."""
        images = [self.splits.get(split, {"images": 0})["images"] for split in PAPER_1]
        return [
            ("Dan:mul (paper)", *PAPER_2),
            ("built", sum(images), *images, self.classes, self.tags),
        ]


def summarise(db: DuckDBPyConnection, out: Path, removals: Sequence[Mapping]) -> Summary:
    """Count what lies in the folder; only tags and characters are read."""
    splits = {}
    for split in PAPER_1:
        files = sorted(map(str, (out / "tagged").glob(f"{split}-*.parquet")))
        if files:
            (counts,) = db.execute(_TABLE_1, [files]).fetchall()
            splits[split] = dict(zip(_STATISTICS, counts, strict=True))
    every = [str(out / "tagged" / "*.parquet")]
    (classes,) = db.execute("SELECT count(DISTINCT character) FROM read_parquet(?)", every).fetchone()
    (tags,) = db.execute(
        "SELECT count(DISTINCT tag) FROM (SELECT unnest(tags) AS tag FROM read_parquet(?))", every
    ).fetchone()
    return Summary([Removal(**each) for each in removals], splits, classes, tags)


def write_tags(db: DuckDBPyConnection, file: Path) -> None:
    """Write the tags that stay, the commonest first, in the columns that lists of tags have."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(("name", "category", "count", "tf_idf"))
    writer.writerows(
        db.execute("SELECT name, 0, posts, tf_idf FROM tags ORDER BY posts DESC, name").fetchall()
    )
    write_whole(file, lines.getvalue().encode())


def readme(summary: Summary, choice: Mapping) -> str:
    """The dataset's card."""
    known = {
        "pretty_name": "Dan:mul by its paper's rules, built for comicenc",
        "license": "other",
        "task_categories": ["image-classification"],
        "tags": ["anime", "danbooru", "tagging"],
    }
    files = {"tagged": {split: f"tagged/{split}-*.parquet" for split in summary.splits}}
    papers = zip(*(PAPER_1[split] for split in summary.splits), strict=True)
    compared = [
        (title, *(number for pair in zip(ours, paper, strict=True) for number in pair))
        for (title, *ours), paper in zip(summary.table_1(), papers, strict=True)
    ]
    heads = [head for split in summary.splits for head in (split, "paper")]
    image = "as the 512 px folder has it" if choice["pictures"] else "null, for it was built without"
    return f"""{front_matter(known, files)}
# Dan:mul

Built by `comicenc dataset danmul` from a copy of Danbooru2021 by the rules of Yi et al., *Anime Character
Identification and Tag Prediction by Multimodality Modeling*. The pictures are their artists': the terms under
which the copy was had hold for this dataset too. Seed {choice["seed"]}, at least {choice["least"]} pictures a
character, TF-IDF of at least {choice["threshold"]}.

- `image`: {image}
- `tags`: what is seen in it, by Danbooru's general tags; some pictures have none
- `character`: the one whom the post names

`tags.csv` lists the tags with their number of pictures and their TF-IDF.

## What each rule removed

{_markdown(REMOVED, summary.removed())}

## Table I

{_markdown(("", *heads), compared)}

## Table II

{_markdown(("", *TOTALS), summary.table_2())}
"""


def _markdown(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(value: object) -> str:
    match value:
        case float():
            return f"{value:,.2f}"
        case int():
            return f"{value:,}"
        case _:
            return str(value)
