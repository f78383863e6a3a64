"""A track as a row of the table: what is kept of it, and how it comes back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from comicenc.media import audio_tags
from comicenc.media.audio import TAGS

if TYPE_CHECKING:
    import pyarrow as pa

    from comicenc.encoder.tracks import Track

SHOWN = ("id", "path", *TAGS, "labels", "seconds")  # what an `Entry` says
VALUES_A_QUESTION = 500


@dataclass(frozen=True)
class Entry:
    """A track of a library.

    Args:
        id: SHA-256 of its file.
        path: Where the file lay when it was last seen.
        title: What its file says it is called, else the file's name without suffix.
        artist: As its file says; empty where it does not, as those below.
        album: Likewise.
        genre: Likewise.
        license: Likewise.
        labels: Words that somebody gave it, to choose by.
        seconds: How long it is.
    """

    id: str
    path: Path
    title: str
    artist: str
    album: str
    genre: str
    license: str
    labels: tuple[str, ...]
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {**vars(self), "path": str(self.path), "labels": list(self.labels)}


@dataclass(frozen=True)
class Change:
    """What adding files to a library did; each number counts files.

    Args:
        added: New ones.
        changed: Other content under a known path: the old is forgotten.
        moved: Known content under a new path, where the old path holds it no more.
        doubled: Known content under a second path; the first stands for it.
        unchanged: Nothing was done for them.
        removed: Known ones that were no longer there.
        refused: Why each that cannot be read was left out.
    """

    added: int = 0
    changed: int = 0
    moved: int = 0
    doubled: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: dict[Path, str] = field(default_factory=dict)


@dataclass(frozen=True)
class File:
    """A file as it was seen.

    Args:
        path: Where.
        size: In bytes.
        modified: Nanoseconds since 1970.
        id: `content_id`; empty where nobody has read it yet.
    """

    path: Path
    size: int
    modified: int
    id: str = ""

    @classmethod
    def seen(cls, path: Path) -> File:
        state = path.stat()
        return cls(path, state.st_size, state.st_mtime_ns)

    def as_before(self, known: File | None) -> bool:
        """Whether it need not be read to say that it holds what it held."""
        return known is not None and (self.size, self.modified) == (known.size, known.modified)

    def still_there(self) -> bool:
        """Whether it lies there as it was seen."""
        return self.path.exists() and File.seen(self.path).as_before(self)


def content_id(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def chosen_by(column: str, values: Sequence[str]) -> Iterator[str]:
    """SQL that chooses rows by one column, for so many values at a time as fit into a question."""
    for start in range(0, len(values), VALUES_A_QUESTION):
        quoted = ("'" + value.replace("'", "''") + "'" for value in values[start : start + VALUES_A_QUESTION])
        yield f"{column} IN ({', '.join(quoted)})"


def schema(dimension: int, about: bytes) -> pa.Schema:
    """Columns of the table, and what it says of itself under the key `comicenc`."""
    import pyarrow as pa

    numbers = pa.list_(pa.float32())
    return pa.schema(
        {
            "id": pa.string(),
            "path": pa.string(),
            **dict.fromkeys(TAGS, pa.string()),
            "labels": pa.list_(pa.string()),
            "seconds": pa.float32(),
            "size": pa.int64(),
            "modified": pa.int64(),
            "vector": pa.list_(pa.float32(), dimension),  # of the whole track
            "starts": numbers,
            "ends": numbers,
            "weights": numbers,
            "chunks": numbers,  # vectors of the chunks, one after the other
        },
        metadata={"comicenc": about},
    )


def row_of(file: File, track: Track, labels: tuple[str, ...]) -> dict[str, Any]:
    """A row for a file that was just heard."""
    said = {**dict.fromkeys(TAGS, ""), "title": file.path.stem, **audio_tags(file.path)}
    return {
        "id": file.id,
        "path": str(file.path),
        **said,
        "labels": list(labels),
        "seconds": track.seconds,
        "size": file.size,
        "modified": file.modified,
        "vector": track.vector,
        "starts": track.starts,
        "ends": track.ends,
        "weights": track.weights,
        "chunks": track.vectors.ravel(),
    }


def entry_of(row: dict[str, Any]) -> Entry:
    values = {name: row[name] for name in SHOWN}
    return Entry(**values | {"path": Path(row["path"]), "labels": tuple(row["labels"])})


def track_of(row: dict[str, Any]) -> Track:
    from comicenc.encoder.tracks import Track

    starts, ends, weights, chunks = (
        np.asarray(row[name]) for name in ("starts", "ends", "weights", "chunks")
    )
    return Track(
        starts.astype(float),
        ends.astype(float),
        weights.astype(np.float32),
        chunks.astype(np.float32).reshape(len(starts), -1),
    )
