"""Dan:mul (Yi et al., §III) in the canonical config `tagged`, from the user's own copy of Danbooru2021.

The authors hand out no data, but tell the rules by which they chose; `rules.py` says how these are read here.
The copy is a folder as the release has it, with `metadata/posts*.json` and `512px/0123/4560123.jpg`. All that
grows with the number of posts lies in a DuckDB database on disk until the dataset is written, so that memory
stays within what the user allows.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from comicenc.data.danmul.pictures import broken_pictures, list_pictures, picture_file
from comicenc.data.danmul.posts import Watch, metadata_files, read_posts
from comicenc.data.danmul.rules import (
    LEAST,
    THRESHOLD,
    divide,
    drop_broken,
    drop_rare,
    select_posts,
    select_tags,
)
from comicenc.data.danmul.summary import Summary, readme, summarise, write_tags
from comicenc.data.files import write_rows, write_whole
from comicenc.media import UnreadableFile
from comicenc.media.images import read_bytes

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CONTENTS = "danmul.json"
_WORK = ".danmul"  # folder of the database and what it spills, until all is written
_MEMORY = re.compile(r"\d+(\.\d+)?\s*[KMGT]i?B", re.IGNORECASE)
_NAMED = 3  # broken pictures that an error names


@dataclass(frozen=True, slots=True)
class Choice:
    """What decides which pictures and tags the dataset holds, and in which files.

    Args:
        seed: Decides which picture goes to which split.
        pictures: Whether a post needs its picture in the 512 px folder; if not, `image` is null.
        least: Pictures that a character needs.
        threshold: The summed TF-IDF that a tag needs.
        skip_broken: Whether pictures that cannot be read are left out, before characters are counted.
        shard_rows: Rows of a file.
    """

    seed: int = 0
    pictures: bool = True
    least: int = LEAST
    threshold: float = THRESHOLD
    skip_broken: bool = False
    shard_rows: int = 1000


@dataclass(frozen=True, slots=True)
class _Shard:
    """A file of the dataset, and the places of the plan that it holds, the last one excluded."""

    file: Path
    first: int
    end: int


def write_danmul(
    source: str | Path,
    out: str | Path,
    choice: Choice | None = None,
    *,
    memory: str = "2GB",
    workers: int = 2,
    progress: bool = False,
) -> Summary:
    """Build the config `tagged`, or go on where an earlier run stopped.

    Beside it lie `tags.csv` (name, category, count, tf_idf), of which a tokenizer can be made, and
    `danmul.json` with what was chosen and what each rule removed. Pictures are stored as their files are,
    nothing is scaled; the file's name stays with them and tells the post.

    Args:
        source: A folder with `metadata/posts*.json` and `512px`, or with `posts.csv` and `categories.csv`.
        out: The dataset's folder; it is made where there is none.
        choice: What it shall hold; by default what the paper says.
        memory: What the database may take, such as "2GB"; Python and the files in work come on top.
        workers: Threads.
        progress: Whether to show a progress bar on stderr.

    Returns:
        Tables I and II of what was built, and what each rule removed.

    Raises:
        FileNotFoundError: Naming what the copy lacks.
        ValueError: If a file is broken, nothing is left, `memory` is no amount or too little, or `out` holds
            another dataset.
        UnreadableFile: If pictures cannot be read and `skip_broken` is not set, before anything is written.
    """
    source, out, choice = Path(source), Path(out), choice or Choice()
    if not _MEMORY.fullmatch(memory):
        raise ValueError(f"memory {memory!r} is no amount such as 2GB or 500MB")
    asked = {
        "metadata": {file.name: file.stat().st_size for file in metadata_files(source)},
        "choice": asdict(choice),
    }
    contents, watch = _claimed(out, asked), partial(_watched, progress)
    if contents is None or not all(shard.file.exists() for shard in _shards(out, contents)):
        with _database(out, memory, workers) as db, ThreadPoolExecutor(workers) as pool:
            if contents is None or not _is_planned(db):
                contents = asked | _plan(db, source, choice, pool, watch)
                write_tags(db, out / "tags.csv")
                write_whole(out / CONTENTS, (json.dumps(contents, indent=1) + "\n").encode())
            _write_shards(db, source, list(_shards(out, contents)), choice.pictures, pool, watch)
    with _database(out, memory, workers) as db:
        summary = summarise(db, out, contents["removals"])
    write_whole(out / "README.md", readme(summary, asdict(choice)).encode())
    shutil.rmtree(out / _WORK, ignore_errors=True)
    return summary


def _claimed(out: Path, asked: dict) -> dict | None:
    """What `danmul.json` says, None where nothing is there yet.

    Raises:
        ValueError: If something else was asked for when it was begun.
    """
    if not (out / CONTENTS).exists():
        return None
    contents = json.loads((out / CONTENTS).read_text(encoding="utf-8"))
    if any(contents[key] != value for key, value in asked.items()):
        raise ValueError(f"{out} holds Dan:mul of other metadata or by other choices; choose a new folder")
    return contents


@contextmanager
def _database(out: Path, memory: str, workers: int) -> Iterator[DuckDBPyConnection]:
    """The database beside the dataset; where no plan came of it, nothing is left behind."""
    import duckdb

    made = not out.exists()
    work = out / _WORK
    work.mkdir(parents=True, exist_ok=True)
    config = {"memory_limit": memory, "threads": workers, "temp_directory": str(work / "spill")}
    try:
        with duckdb.connect(str(work / "danmul.duckdb"), config=config) as db:
            db.execute("SET autoinstall_known_extensions = false")
            yield db
    except duckdb.OutOfMemoryException as error:
        raise ValueError(f"{memory} of memory are too few for the database: give it more") from error
    except duckdb.IOException as error:
        raise OSError(str(error).splitlines()[0]) from error
    finally:
        if not (out / CONTENTS).exists():
            shutil.rmtree(work, ignore_errors=True)
            with suppress(OSError):
                if made:
                    out.rmdir()


def _is_planned(db: DuckDBPyConnection) -> bool:
    tables = db.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    return ("tagged",) in tables


def _plan(db: DuckDBPyConnection, source: Path, choice: Choice, pool: Executor, watch: Watch) -> dict:
    """Apply the rules; the database then says what is written where.

    Returns:
        `removals` in the order of the rules, `broken` posts, and `splits` with their numbers of pictures.
    """
    if choice.pictures:
        list_pictures(db, source, watch)
    read_posts(db, source, watch)
    removals = select_posts(db, with_pictures=choice.pictures)
    removals.append(drop_rare(db, choice.least))
    broken = _broken(db, source, choice.skip_broken, pool, watch) if choice.pictures else []
    if broken:
        removals += [drop_broken(db, broken), drop_rare(db, choice.least)]
    if not removals[-1].left:
        raise ValueError(f"{source} has no character with {choice.least} pictures: nothing is left")
    removals += select_tags(db, choice.threshold)
    splits = divide(db, choice.seed)
    return {"removals": [asdict(each) for each in removals], "broken": broken, "splits": splits}


def _broken(db: DuckDBPyConnection, source: Path, skip: bool, pool: Executor, watch: Watch) -> list[int]:
    """Posts whose pictures cannot be read.

    Raises:
        UnreadableFile: If there are any and they are not to be skipped.
    """
    faults = broken_pictures(db, source, pool, watch)
    if faults and not skip:
        first = "; ".join(list(faults.values())[:_NAMED])
        raise UnreadableFile(
            f"{len(faults)} pictures cannot be read, which skip_broken would leave out: {first}"
        )
    return list(faults)


def _shards(out: Path, contents: dict) -> Iterator[_Shard]:
    rows, place = contents["choice"]["shard_rows"], 0
    for split, size in contents["splits"].items():
        for number, first in enumerate(range(0, size, rows)):
            file = out / "tagged" / f"{split}-{number:05d}.parquet"
            yield _Shard(file, place + first, place + min(first + rows, size))
        place += size


def _write_shards(
    db: DuckDBPyConnection,
    source: Path,
    shards: Sequence[_Shard],
    pictures: bool,
    pool: Executor,
    watch: Watch,
) -> None:
    shards[0].file.parent.mkdir(exist_ok=True)
    for shard in watch([shard for shard in shards if not shard.file.exists()], "writing pictures"):
        posts = db.execute(
            """WITH names AS (SELECT place, list(name ORDER BY name) AS tags
                    FROM tagged JOIN tags ON tag = number
                    WHERE place >= $first AND place < $end GROUP BY place)
                SELECT id, character, coalesce(tags, []) FROM plan LEFT JOIN names USING (place)
                WHERE place >= $first AND place < $end ORDER BY place""",
            {"first": shard.first, "end": shard.end},
        ).fetchall()
        images: Iterable[dict | None] = [None] * len(posts)
        if pictures:
            images = pool.map(_stored, [picture_file(source, post) for post, _, _ in posts])
        write_rows(
            shard.file,
            "tagged",
            [
                {"image": image, "tags": tags, "character": character}
                for image, (_, character, tags) in zip(images, posts, strict=True)
            ],
        )


def _stored(file: Path) -> dict:
    return {"bytes": read_bytes(file), "path": file.name}


def _watched(progress: bool, items: Sequence, what: str) -> Iterable:
    from rich.console import Console
    from rich.progress import track

    return track(items, what, disable=not progress, transient=True, console=Console(stderr=True))
