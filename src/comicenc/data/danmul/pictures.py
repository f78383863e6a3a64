"""The 512 px folder: `512px/0123/4560123.jpg` is the picture of post 4560123."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from comicenc.data.danmul.posts import Watch
from comicenc.media import UnreadableFile
from comicenc.media.images import image_size, read_bytes

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = "512px"
_BUCKETS = 1000  # folders, by the last three digits
_AT_ONCE = 4096
_ID = re.compile(r"[0-9]{1,18}")


def picture_file(source: Path, post: int) -> Path:
    """Where a post's picture lies."""
    return source / FOLDER / f"{post % _BUCKETS:04d}" / f"{post}.jpg"


def list_pictures(db: DuckDBPyConnection, source: Path, watch: Watch) -> None:
    """Fill the table `pictures` (id) with the posts whose picture is there.

    Raises:
        FileNotFoundError: If there is no folder of pictures, or nothing in it.
    """
    import pyarrow as pa

    folder = source / FOLDER
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is no folder: the pictures of the posts are looked for there")
    db.execute("CREATE OR REPLACE TABLE pictures (id BIGINT)")
    db.begin()  # waiting for the disk a thousand times would take most of the time
    found = 0
    for bucket in watch(range(_BUCKETS), "listing pictures"):
        ids = list(_ids(folder / f"{bucket:04d}", bucket))
        found += len(ids)
        if ids:
            db.register("listed", pa.table({"id": pa.array(ids, pa.int64())}))
            db.execute("INSERT INTO pictures SELECT id FROM listed")
            db.unregister("listed")
    db.commit()
    if not found:
        raise FileNotFoundError(f"{folder} holds no picture such as {picture_file(Path(), 4560123)}")


def _ids(folder: Path, bucket: int) -> Iterator[int]:
    if not folder.is_dir():
        return
    for entry in os.scandir(folder):
        stem, suffix = os.path.splitext(entry.name)
        if suffix == ".jpg" and _ID.fullmatch(stem) and int(stem) % _BUCKETS == bucket:
            yield int(stem)


def broken_pictures(db: DuckDBPyConnection, source: Path, pool: Executor, watch: Watch) -> dict[int, str]:
    """Posts whose picture is empty, cut short or none at all, each with what is wrong, in one sentence.

    Headers and ends are looked at and nothing is decoded; the order is that of the folders.
    """
    (count,) = db.execute("SELECT count(*) FROM posts").fetchone()
    posts = db.cursor().execute(f"SELECT id FROM posts ORDER BY id % {_BUCKETS}, id")
    broken = {}
    for _ in watch(range(0, count, _AT_ONCE), "looking at pictures"):
        ids = [post for (post,) in posts.fetchmany(_AT_ONCE)]
        faults = pool.map(_fault, (picture_file(source, post) for post in ids))
        broken.update((post, fault) for post, fault in zip(ids, faults, strict=True) if fault)
    return broken


def _fault(file: Path) -> str | None:
    try:
        image_size(read_bytes(file), str(file))
    except UnreadableFile as error:
        return str(error)
    return None
