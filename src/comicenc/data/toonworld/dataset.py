"""Writes Toonworld as a dataset that plain `datasets.load_dataset(folder, config)` reads, streaming too.

Albums are drawn a shard at a time, each shard by one process, and its files appear whole or not at all: a run
that was stopped goes on with the shards that are missing. What a shard holds depends on the seed and nothing
else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from ..files import front_matter, write_rows, write_whole
from .album import sample_album
from .rows import album_rows
from .shards import claim, draw_shards

CONFIGS = ("pages", "faces", "instances", "sequences")
_CONTENTS = "toonworld.json"
_CARD = {
    "pretty_name": "Toonworld",
    "license": "cc0-1.0",
    "language": ["en", "ja"],
    "task_categories": ["image-feature-extraction", "object-detection"],
    "tags": ["comics", "manga", "synthetic", "character-re-identification"],
}


@dataclass(frozen=True, slots=True)
class Contents:
    """What a Toonworld dataset holds; it lies beside the data as `toonworld.json`.

    Args:
        seed: Of all that is drawn.
        albums: Number of albums in the split "train".
        test_albums: Number of albums in the split "test", none of them in "train".
        pages: Pages an album.
        shard_albums: Albums a file.
        drawings: Drawings of each of the cast besides, in other hands and lights, for `instances` alone.
    """

    seed: int = 0
    albums: int = 100
    test_albums: int = 0
    pages: int = 8
    shard_albums: int = 5
    drawings: int = 0

    @property
    def configs(self) -> tuple[str, ...]:
        """What there is a file of: without pages only instances."""
        return CONFIGS if self.pages else ("instances",)


@dataclass(frozen=True, slots=True)
class _Shard:
    """The files that hold some albums, one a config."""

    contents: Contents
    files: tuple[str, ...]
    first: int
    last: int


def write_toonworld(
    out: str | Path,
    seed: int = 0,
    albums: int = 100,
    test_albums: int = 0,
    pages: int = 8,
    shard_albums: int = 5,
    drawings: int = 0,
    workers: int = 2,
    progress: bool = False,
) -> Path:
    """Draw a Toonworld dataset into a folder, or go on where an earlier run stopped.

    Args:
        out: The folder; it is made where there is none.
        seed: Fixes everything that is drawn.
        albums: Number of albums in the split "train".
        test_albums: Number of albums in the split "test"; 0 leaves the split out.
        pages: Pages an album; with 0 there is the config `instances` alone.
        shard_albums: Albums a Parquet file.
        drawings: Drawings of each of the cast besides, in other hands and lights, for `instances` alone.
        workers: Processes that draw; 1 draws in this one.
        progress: Whether to show a progress bar on stderr.

    Returns:
        The folder.

    Raises:
        ValueError: If a number is too small, or the folder holds another Toonworld.
    """
    contents = Contents(seed, albums, test_albums, pages, shard_albums, drawings)
    for name, least in (
        ("seed", 0),
        ("albums", 1),
        ("test_albums", 0),
        ("pages", 0),
        ("drawings", 0 if pages else 1),
        ("shard_albums", 1),
    ):
        if getattr(contents, name) < least:
            raise ValueError(f"{name} is {getattr(contents, name)} and must be at least {least}")
    out = Path(out)
    claim(out / _CONTENTS, asdict(contents), contents.configs)
    missing = [shard for shard in _shards(contents) if not all((out / file).exists() for file in shard.files)]
    draw_shards(_draw_shard, out, missing, workers, progress, "drawing albums")
    write_whole(out / "README.md", _readme(contents).encode())
    return out


def _shards(contents: Contents) -> Iterator[_Shard]:
    start = 0
    for split, albums in (("train", contents.albums), ("test", contents.test_albums)):
        count = -(-albums // contents.shard_albums)
        for number in range(count):
            first = start + number * contents.shard_albums
            last = min(first + contents.shard_albums, start + albums)
            name = f"{split}-{number:05d}-of-{count:05d}.parquet"
            yield _Shard(contents, tuple(f"{config}/{name}" for config in contents.configs), first, last)
        start += albums


def _draw_shard(out: Path, shard: _Shard) -> None:
    """Draw some albums and write their files, those of the last config last."""
    rows: dict[str, list[dict]] = {config: [] for config in CONFIGS}
    for index in range(shard.first, shard.last):
        for config, found in album_rows(
            sample_album(shard.contents.seed, index), shard.contents.pages, shard.contents.drawings
        ).items():
            rows[config] += found
    for config, file in zip(shard.contents.configs, shard.files, strict=True):
        write_rows(out / file, config, rows[config])


def _readme(contents: Contents) -> str:
    splits = ["train"] + ["test"] * (contents.test_albums > 0)
    files = {
        config: {split: f"{config}/{split}-*.parquet" for split in splits} for config in contents.configs
    }
    sheets = f", with {contents.drawings} drawings of each character besides" if contents.drawings else ""
    tested = f", and {contents.test_albums} for the split `test`" if contents.test_albums else ""
    return f"""{front_matter(_CARD, files)}
# Toonworld

A comic world drawn by a program, without any artist's work in it: {contents.albums} albums of
{contents.pages} pages for the split `train`{tested}{sheets}.
No character of one album is in another. Every label comes from the scene itself, after other figures, props,
balloons and the panel's edge have hidden what they hide: a face is labelled where at least half shows,
and a body's box is what is left of it.

- `pages`: the page, its panels in reading order, who is on it and what is said
- `faces`: one row a face, with all the text of its panel
- `instances`: face and body of each appearance, `identity` being known
- `sequences`: four consecutive panels; sequences that share panels share the `uuid` of their instances

Written by `comicenc dataset toonworld` with seed {contents.seed}; the same seed gives the same labels, and
with the same versions of the libraries the same pixels.
"""
