"""Writes the config `tagged`: illustrations of characters with tags, as image boards have them.

Pictures are drawn a file at a time, each by one process, and files appear whole or not at all: a run that was
stopped goes on with those that are missing. A picture depends on the seed, its character and its number among
that character's pictures, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from ..files import front_matter, write_rows, write_whole
from ..page_rows import stored
from .characters import character_of, share_out
from .illustration import draw_illustration
from .shards import claim, draw_shards
from .tags import read_tags

SPLITS = {"train": 0.7, "test": 0.25, "validation": 0.05}
_CONTENTS = "toonworld-tagged.json"
_ROWS = 1000  # of a file
_CARD = {
    "pretty_name": "Toonworld tagged",
    "license": "cc0-1.0",
    "task_categories": ["image-classification"],
    "tags": ["anime", "danbooru", "synthetic", "tagging"],
}


@dataclass(frozen=True, slots=True)
class TaggedContents:
    """What a tagged Toonworld holds; it lies beside the data as `toonworld-tagged.json`.

    Args:
        seed: Of all that is drawn.
        characters: How many are drawn; few of them often, many of them seldom.
        pictures: Of all of them.
        side: Of a picture in pixels.
        untagged: Share of the pictures to train on that nobody has tagged.
        forgotten: Share of the tags of the others that whoever tagged them forgot.
    """

    seed: int = 0
    characters: int = 2000
    pictures: int = 60_000
    side: int = 144
    untagged: float = 0.05
    forgotten: float = 0.1


@dataclass(frozen=True, slots=True)
class _Shard:
    """One file: a piece of the shuffled pictures of a split."""

    contents: TaggedContents
    split: str
    number: int
    count: int

    @property
    def file(self) -> str:
        return f"tagged/{self.split}-{self.number:05d}-of-{self.count:05d}.parquet"


def write_tagged(
    out: str | Path,
    seed: int = 0,
    characters: int = 2000,
    pictures: int = 60_000,
    side: int = 144,
    untagged: float = 0.05,
    forgotten: float = 0.1,
    workers: int = 2,
    progress: bool = False,
) -> Path:
    """Draw illustrations with tags into a folder, or go on where an earlier run stopped.

    Args:
        out: The folder; it is made where there is none.
        seed: Fixes everything that is drawn.
        characters: How many are drawn; popularity is long-tailed, from 200 pictures down to 10.
        pictures: Of all of them.
        side: Of a picture in pixels.
        untagged: Share of the pictures to train on that have no tags; the other splits have all.
        forgotten: Share of the tags of the others to train on that are left out by chance.
        workers: Processes that draw; 1 draws in this one.
        progress: Whether to show a progress bar on stderr.

    Returns:
        The folder.

    Raises:
        ValueError: If a number makes no sense, or the folder holds another Toonworld.
    """
    contents = TaggedContents(seed, characters, pictures, side, untagged, forgotten)
    for name, least in (("seed", 0), ("characters", 1), ("side", 32)):
        if getattr(contents, name) < least:
            raise ValueError(f"{name} is {getattr(contents, name)} and must be at least {least}")
    for name in ("untagged", "forgotten"):
        if not 0 <= getattr(contents, name) < 1:
            raise ValueError(f"{name} is {getattr(contents, name)} and must be from 0 to below 1")
    shards = list(_shards(contents))
    out = Path(out)
    claim(out / _CONTENTS, asdict(contents), ("tagged",))
    missing = [shard for shard in shards if not (out / shard.file).exists()]
    draw_shards(_draw_shard, out, missing, workers, progress, "drawing illustrations")
    write_whole(out / "README.md", _readme(contents).encode())
    return out


def deal(contents: TaggedContents) -> dict[str, np.ndarray]:
    """Which pictures each split holds, shuffled: rows (n, 2) of a character and a number among theirs.

    Every character is in every split, with at least one picture in each.
    """
    counts = share_out(contents.pictures, contents.characters)
    owners = np.repeat(np.arange(len(counts)), counts)
    numbers = np.concatenate([np.arange(count) for count in counts])
    test = np.maximum(np.round(SPLITS["test"] * counts), 1)[owners]
    validation = np.maximum(np.round(SPLITS["validation"] * counts), 1)[owners]
    places = {
        "validation": numbers < validation,
        "test": (numbers >= validation) & (numbers < validation + test),
        "train": numbers >= validation + test,
    }
    rng = np.random.default_rng([contents.seed, 13])
    pictures = np.stack([owners, numbers], axis=1)
    return {split: rng.permutation(pictures[places[split]]) for split in SPLITS}


def _shards(contents: TaggedContents) -> Iterator[_Shard]:
    for split, pictures in deal(contents).items():
        count = -(-len(pictures) // _ROWS)
        for number in range(count):
            yield _Shard(contents, split, number, count)


def _draw_shard(out: Path, shard: _Shard) -> None:
    pictures = deal(shard.contents)[shard.split][shard.number * _ROWS : (shard.number + 1) * _ROWS]
    rows = [
        tagged_row(shard.contents, int(character), int(number), annotated=shard.split == "train")
        for character, number in pictures
    ]
    write_rows(out / shard.file, "tagged", rows)


def tagged_row(contents: TaggedContents, character: int, number: int, annotated: bool) -> dict:
    """One picture with its tags.

    Args:
        contents: The dataset.
        character: Index of the character.
        number: Of the picture among the character's.
        annotated: Whether tags are left out as annotators do.
    """
    who = character_of(contents.seed, character)
    rng = np.random.default_rng([contents.seed, 11, character, number])
    drawn = draw_illustration(rng, who, contents.side, contents.seed)
    tags = read_tags(drawn)
    if annotated:
        kept = rng.random(len(tags)) >= contents.forgotten
        tagged = rng.random() >= contents.untagged
        tags = [tag for tag, keep in zip(tags, kept, strict=True) if keep and tagged]
    return {"image": stored(Image.fromarray(drawn.pixels)), "tags": tags, "character": who.name}


def _readme(contents: TaggedContents) -> str:
    files = {"tagged": {split: f"tagged/{split}-*.parquet" for split in SPLITS}}
    return f"""{front_matter(_CARD, files)}
# Toonworld tagged

{contents.pictures} illustrations of {contents.characters} invented characters, {contents.side} pixels square,
drawn by a program without any artist's work in it, each with its main character and with tags in Danbooru's
vocabulary. Tags are read off the drawing when everything has hidden what it hides: what cannot be seen is not
tagged, and drawings without colour have no tags of colours. How often characters are drawn is long-tailed,
from 200 pictures down to 10, and every character is in all three splits.

- `image`: the picture
- `tags`: in alphabetical order; `train` has no tags at {contents.untagged:.0%} of its pictures and lacks
  {contents.forgotten:.0%} of the others' tags, as what people tag does; `test` and `validation` have all
- `character`: the main character

Written by `comicenc dataset toonworld-tagged` with seed {contents.seed}; the same seed gives the same labels,
and with the same versions of the libraries the same pixels.
"""
