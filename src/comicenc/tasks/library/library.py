"""A library: music as rows of a LanceDB table in a folder, each track known by its content."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from comicenc.media import UnreadableFile, audio_files
from comicenc.tasks.encoders import as_encoder, encoder_key, encoder_of, refuse_other
from comicenc.tasks.library.adding import Adding
from comicenc.tasks.library.rows import SHOWN, Change, Entry, chosen_by, entry_of, schema, track_of

if TYPE_CHECKING:
    import pyarrow as pa
    from lancedb.table import Table

    from comicenc.encoder import ComicEncoder
    from comicenc.encoder.tracks import Track

KIND = "comicenc library 1"
TABLE = "tracks"


class Library:
    """Tracks that an encoder heard once.

    A file is known by its content, so that moving it costs nothing and a copy is no second track. Rows are
    written a few at a time and each time whole, so that an interrupted `add` goes on where it stopped, and
    others may read meanwhile.

    `where` chooses tracks by an SQL expression over the columns title, artist, album, genre, license, labels,
    seconds and path, such as `artist = 'Bach' AND seconds > 60` or `array_has(labels, 'calm')`.

    Args:
        path: Folder of the table; made by the first `add`.
        encoder: One of music, or its id; by default the one that made the library, loaded when it is needed.

    Raises:
        ValueError: If there is something else at `path`, or the encoder is another than the library's.
    """

    def __init__(self, path: str | Path, encoder: ComicEncoder | str | None = None) -> None:
        self.path = Path(path)
        self._encoder = None if encoder is None else as_encoder(encoder)
        self._table = self._opened()
        self._heard: tuple[list[Entry], np.ndarray] | None = None  # of the table as it is
        self.made_by: dict[str, Any] | None = self._table and _about(self._table, self.path)
        if self._encoder is not None and self.made_by is not None:
            refuse_other(self.made_by, encoder_key(self._encoder), "the library")

    @property
    def encoder(self) -> ComicEncoder:
        """The encoder; loaded now if the library only knows its id.

        Raises:
            ValueError: If there is none yet, or what is loaded has other weights now.
        """
        if self._encoder is None:
            if self.made_by is None:
                raise ValueError(f"{self.path} is a new library, which needs an encoder")
            self._encoder = encoder_of(self.made_by, "the library")
        return self._encoder

    def __len__(self) -> int:
        return self._table.count_rows() if self._table else 0

    def __repr__(self) -> str:
        return f"Library({str(self.path)!r}, {len(self)} tracks)"

    def add(
        self,
        sources: str | Path | Sequence[str | Path],
        *,
        labels: Sequence[str] = (),
        mirror: bool = False,
        batch_size: int = 32,
        progress: bool = False,
        refused: Callable[[Path, str], None] = lambda path, why: None,
    ) -> Change:
        """Hear tracks that are not in the library yet; those that are cost next to nothing.

        Args:
            sources: Files, and folders of them at any depth.
            labels: Words to choose the files given by; they are added to those that a track has.
            mirror: Whether to forget tracks of these folders whose files are gone.
            batch_size: Chunks that are computed at once.
            progress: Whether to show a bar on standard error.
            refused: Told of each file that cannot be read, and why.

        Returns:
            What was done.

        Raises:
            UnreadableFile: If a source does not exist; a file that cannot be read is told and left out.
            ValueError: If the encoder hears no music, or a new library has none.
        """
        several = [sources] if isinstance(sources, str | Path) else sources
        roots = [Path(each).resolve() for each in several]
        files = list(dict.fromkeys(file for root in roots for file in _files(root)))
        if self._table is None:
            if not files:
                return Change()
            self._table = self._created()
        self._heard = None
        adding = Adding(self._table, labels, refused)
        if files:
            adding.hear(self.encoder, _watched(files) if progress else files, batch_size)
        adding.label(files)
        if mirror:
            adding.forget_gone(roots, files)
        self._table.optimize(cleanup_older_than=timedelta(hours=1))
        return adding.change

    def remove(self, *places: str | Path) -> int:
        """Forget tracks; their files stay.

        Args:
            places: Files, folders of them, or the first letters of ids, at least six.

        Returns:
            How many were forgotten.

        Raises:
            ValueError: If one names no track.
        """
        entries = self.entries()
        chosen = set()
        for place in places:
            path = Path(place).resolve()
            found = {each.id for each in entries if each.path.is_relative_to(path)}
            if not found and len(str(place)) >= 6:
                found = {each.id for each in entries if each.id.startswith(str(place))}
            if not found:
                raise ValueError(f"{self.path} holds no track of {place}")
            chosen |= found
        for where in chosen_by("id", sorted(chosen)):
            self._table.delete(where)
        self._heard = None
        return len(chosen)

    def entries(self, where: str | None = None) -> list[Entry]:
        """The tracks, sorted by path.

        Raises:
            ValueError: If `where` is not understood.
        """
        rows = self._rows(where, SHOWN)
        return [entry_of(row) for row in sorted(rows, key=lambda row: row["path"])]

    def vectors(self, where: str | None = None) -> tuple[list[Entry], np.ndarray]:
        """The tracks, sorted by path, with their vectors (N, D) float32, unit rows.

        Raises:
            ValueError: If `where` is not understood, or the library is empty.
        """
        if self._heard is None:
            self._heard = self._all()
        entries, vectors = self._heard
        if where:
            ids = {row["id"] for row in self._rows(where, ["id"])}
            rows = [row for row, entry in enumerate(entries) if entry.id in ids]
            entries, vectors = [entries[row] for row in rows], vectors[rows]
        if not entries:
            raise ValueError(f"{self.path} holds no track{f' where {where}' if where else ''}")
        return entries, vectors

    def centre(self) -> np.ndarray:
        """(D,) mean of all vectors.

        Raises:
            ValueError: If the library is empty.
        """
        return self.vectors()[1].mean(axis=0)

    def tracks(self, ids: Sequence[str]) -> dict[str, Track]:
        """Chunks of tracks, with their times and vectors, by id.

        Raises:
            ValueError: If one is not in the library.
        """
        chunked = ("id", "starts", "ends", "weights", "chunks")
        rows = [row for some in chosen_by("id", ids) for row in self._rows(some, chunked)]
        found = {row["id"]: track_of(row) for row in rows}
        if missing := [id for id in ids if id not in found]:
            raise ValueError(f"{self.path} holds no track {missing[0]}")
        return found

    def _all(self) -> tuple[list[Entry], np.ndarray]:
        found = self._asked(None, (*SHOWN, "vector"))
        if not found:
            return [], np.zeros((0, 0), np.float32)
        found = found.sort_by("path")
        vectors = found["vector"].combine_chunks().flatten().to_numpy().reshape(len(found), -1)
        return [entry_of(row) for row in found.select(SHOWN).to_pylist()], vectors

    def _rows(self, where: str | None, columns: Sequence[str]) -> list[dict[str, Any]]:
        found = self._asked(where, columns)
        return found.to_pylist() if found else []

    def _asked(self, where: str | None, columns: Sequence[str]) -> pa.Table | None:
        """Rows that were asked for; None where there is no table."""
        if self._table is None:
            return None
        question = self._table.search().select(list(columns))
        try:
            return (question.where(where) if where else question).to_arrow()
        except ValueError as error:
            raise ValueError(f"{where!r} chooses no tracks: {str(error).splitlines()[0]}") from None

    def _opened(self) -> Table | None:
        import lancedb

        if not self.path.exists():
            return None
        if not is_library(self.path):
            if self.path.is_dir() and not any(self.path.iterdir()):
                return None
            raise ValueError(f"{self.path} is no library: it holds something else")
        return lancedb.connect(self.path).open_table(TABLE)

    def _created(self) -> Table:
        import lancedb

        info = self.encoder.info()
        if "audio" not in info["modalities"]:
            raise ValueError(f"{info['id']} hears no music: it takes {' and '.join(info['modalities'])}")
        self.made_by = encoder_key(self.encoder)
        about = json.dumps({"kind": KIND, "encoder": self.made_by}).encode()
        return lancedb.connect(self.path).create_table(TABLE, schema=schema(info["dimension"], about))


def is_library(place: str | Path) -> bool:
    """Whether a folder holds a library's table."""
    return (Path(place) / f"{TABLE}.lance").is_dir()


def _about(table: Table, path: Path) -> dict[str, Any]:
    """`encoder_key` of what made a table."""
    try:
        about = json.loads((table.schema.metadata or {})[b"comicenc"])
        if about["kind"] != KIND:
            raise ValueError(f"{path} holds {about['kind']}, and {KIND} was expected")
        return {key: about["encoder"][key] for key in ("id", "revision", "commit")}
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} is no library of comicenc: it holds something else") from error


def _files(place: Path) -> list[Path]:
    if place.is_dir():
        return audio_files(place)
    if not place.exists():
        raise UnreadableFile(f"{place} does not exist")
    return [place]


def _watched(files: Sequence[Path]) -> Iterable[Path]:
    from rich.console import Console
    from rich.progress import track

    return track(files, "Listening", console=Console(stderr=True))
