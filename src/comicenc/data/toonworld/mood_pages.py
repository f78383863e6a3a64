"""Writes the config `genre_pages`: small pages of comics whose genre and mood are known.

Albums are drawn a file at a time, each by one process, and files appear whole or not at all: a run that was
stopped goes on with those that are missing. A page depends on the seed, its album and its number in it, and
nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
from PIL import Image

from ..files import front_matter, write_rows, write_whole
from ..page_rows import stored
from .album import PAGES_A_SCENE, Album
from .pages import draw_page
from .shards import claim, draw_shards
from .vivid import at_height, vivid_album
from .vocabulary import GENRES, MOODS, pick

SPLITS = {"train": 0.8, "test": 0.12, "validation": 0.08}
ALBUM_PAGES = 4  # each of another mood
_CONTENTS = "toonworld-moods.json"
_ALBUMS = 100  # of a file
_FINER, _LEAST_HEIGHT = (
    3,
    560,
)  # pages are drawn larger than they are kept, or lines would be as wide as heads
_TEXTLESS = 0.2  # share of the pages that are art alone
_EVEN = 0.5  # share of the pages whose mood is any of the seven, whatever the genre
_CARD = {
    "pretty_name": "Toonworld moods",
    "license": "cc0-1.0",
    "language": ["en", "ja"],
    "task_categories": ["image-classification"],
    "tags": ["comics", "manga", "synthetic", "mood", "genre"],
}


@dataclass(frozen=True, slots=True)
class MoodContents:
    """What such a dataset holds; it lies beside the data as `toonworld-moods.json`.

    Args:
        seed: Of all that is drawn.
        pages: Of all splits together, four an album.
        side: Height of a page in pixels.
    """

    seed: int = 0
    pages: int = 12_000
    side: int = 160


@dataclass(frozen=True, slots=True)
class _Shard:
    """One file: the pages of some albums, those from `first` to before `end` of all pages."""

    contents: MoodContents
    file: str
    first: int
    end: int


def write_mood_pages(
    out: str | Path,
    seed: int = 0,
    pages: int = 12_000,
    side: int = 160,
    workers: int = 2,
    progress: bool = False,
) -> Path:
    """Draw pages with genre and mood into a folder, or go on where an earlier run stopped.

    Args:
        out: The folder; it is made where there is none.
        seed: Fixes everything that is drawn.
        pages: Of all splits together; the splits share no album.
        side: Height of a page in pixels.
        workers: Processes that draw; 1 draws in this one.
        progress: Whether to show a progress bar on stderr.

    Returns:
        The folder.

    Raises:
        ValueError: If a number is too small, or the folder holds another Toonworld.
    """
    contents = MoodContents(seed, pages, side)
    for name, least in (("seed", 0), ("pages", len(SPLITS) * ALBUM_PAGES), ("side", 32)):
        if getattr(contents, name) < least:
            raise ValueError(f"{name} is {getattr(contents, name)} and must be at least {least}")
    out = Path(out)
    claim(out / _CONTENTS, asdict(contents), ("genre_pages",))
    missing = [shard for shard in _shards(contents) if not (out / shard.file).exists()]
    draw_shards(_draw_shard, out, missing, workers, progress, "drawing pages")
    write_whole(out / "README.md", _readme(contents).encode())
    return out


def _shards(contents: MoodContents) -> Iterator[_Shard]:
    albums = -(-contents.pages // ALBUM_PAGES)
    held = {split: max(round(SPLITS[split] * albums), 1) for split in ("test", "validation")}
    start, step = 0, _ALBUMS * ALBUM_PAGES
    for split in SPLITS:
        size = held.get(split, albums - sum(held.values())) * ALBUM_PAGES
        end = min(start + size, contents.pages)
        count = -(-(end - start) // step)
        for number in range(count):
            first = start + number * step
            name = f"genre_pages/{split}-{number:05d}-of-{count:05d}.parquet"
            yield _Shard(contents, name, first, min(first + step, end))
        start = end


def _draw_shard(out: Path, shard: _Shard) -> None:
    rows, seed = [], shard.contents.seed
    album: Album | None = None
    for page in range(shard.first, shard.end):
        index, number = divmod(page, ALBUM_PAGES)
        if album is None or album.index != index:
            album = at_height(vivid_album(seed, index), max(_FINER * shard.contents.side, _LEAST_HEIGHT))
        rows.append(mood_row(album, number, shard.contents.side))
    write_rows(out / shard.file, "genre_pages", rows)


def mood_row(album: Album, number: int, side: int) -> dict:
    """A row of the config `genre_pages`.

    Args:
        album: The comic, vivid or not.
        number: Which of the album's moods, from 0; each is another until all have been.
        side: Height of the picture in pixels.
    """
    mood = sample_moods(album)[number]
    rng = album.rng(12, number)
    page = number * PAGES_A_SCENE + int(rng.integers(PAGES_A_SCENE))
    drawn = draw_page(album, page, mood=mood, lettered=bool(rng.random() >= _TEXTLESS))
    height, width = drawn.pixels.shape[:2]
    size = (max(round(width * side / height), 1), side)
    pixels = cv2.resize(drawn.pixels, size, interpolation=cv2.INTER_AREA)
    image = stored(Image.fromarray(pixels))
    return {"image": image, "genre": album.genre, "mood": mood[0], "title": album.key}


def sample_moods(album: Album) -> list[tuple[str, str]]:
    """First and second choice of the moods of an album's pages, no first choice twice.

    Half of them follow the habits of the genre, half are any: genre and mood go together as in books, and
    still one cannot be told from the other.
    """
    rng, left = album.rng(11), list(MOODS)
    moods = []
    for _ in range(ALBUM_PAGES):
        even = rng.random() < _EVEN
        weights = [1.0 if even else GENRES[album.genre].moods[MOODS.index(mood)] for mood in left]
        first = pick(rng, left, weights)
        left.remove(first)
        moods.append((first, pick(rng, [mood for mood in MOODS if mood != first])))
    return moods


def _readme(contents: MoodContents) -> str:
    files = {"genre_pages": {split: f"genre_pages/{split}-*.parquet" for split in SPLITS}}
    return f"""{front_matter(_CARD, files)}
# Toonworld moods

{contents.pages} pages of invented comics, {contents.side} pixels high, drawn by a program without any
artist's work in it. Each is of one of Manga109's twelve genres and one of AudioSet's seven moods of music.
Moods are told by light and palette, framing and the cut of the page, line, weather, faces and gestures, and
what is said, where anything is: {_TEXTLESS:.0%} are art alone. Genres are told by where it plays, who and
what is there, dress, line and layout. The splits share no album.

- `image`: the page
- `genre`: {", ".join(GENRES)}
- `mood`: {", ".join(MOODS)}
- `title`: the album

Written by `comicenc dataset toonworld-moods` with seed {contents.seed}; the same seed gives the same labels,
and with the same versions of the libraries the same pixels.
"""
