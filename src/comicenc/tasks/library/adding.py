"""Files on their way into a library's table: which are new, which are known, and what becomes of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comicenc.media import UnreadableFile
from comicenc.tasks.library.rows import Change, File, chosen_by, content_id, row_of

if TYPE_CHECKING:
    from lancedb.table import Table

    from comicenc.encoder import ComicEncoder

ROWS_A_WRITE = 64  # what dies loses at most so many tracks
Told = Callable[[Path, str], None]


class Adding:
    """One round of adding.

    Args:
        table: The library's.
        labels: Words that the files of this round get.
        refused: Told of each file that cannot be read, and why.
    """

    def __init__(self, table: Table, labels: Sequence[str], refused: Told) -> None:
        self.table = table
        self.labels = tuple(labels)
        self.counts: Counter[str] = Counter()
        self.refused: dict[Path, str] = {}
        self._tell = refused
        known = [
            File(Path(row["path"]), row["size"], row["modified"], row["id"])
            for row in table.search().select(["id", "path", "size", "modified"]).to_list()
        ]
        self._by_path = {file.path: file for file in known}
        self._by_id = {file.id: file for file in known}

    @property
    def change(self) -> Change:
        """What was done so far."""
        return Change(**self.counts, refused=self.refused)

    def hear(self, encoder: ComicEncoder, files: Iterable[Path], batch_size: int) -> None:
        """Encode what is new, and write it a few tracks at a time."""
        asked: list[tuple[File, str]] = []
        rows: list[dict[str, Any]] = []

        def new() -> Iterator[Path]:
            for file, kind in self._new(files):
                asked.append((file, kind))
                yield file.path

        def refuse(number: int, error: UnreadableFile) -> None:
            self._refuse(asked[number][0].path, str(error))

        try:
            for number, track in encoder.tracks(new(), batch_size=batch_size, refused=refuse):
                file, kind = asked[number]
                rows.append(row_of(file, track, self.labels))
                self.counts[kind] += 1
                if len(rows) == ROWS_A_WRITE:
                    self._write(rows)
        finally:  # also where somebody stops it
            self._write(rows)

    def label(self, files: Iterable[Path]) -> None:
        """Add the labels to the tracks of these files that were known before."""
        paths, ids = set(map(str, files)), defaultdict(list)
        for row in self.table.search().select(["id", "path", "labels"]).to_list() if self.labels else ():
            words = tuple(dict.fromkeys([*row["labels"], *self.labels]))
            if row["path"] in paths and words != tuple(row["labels"]):
                ids[words].append(row["id"])
        for words, some in ids.items():
            for where in chosen_by("id", some):
                self.table.update(where=where, values={"labels": list(words)})

    def forget_gone(self, roots: Iterable[Path], files: Iterable[Path]) -> None:
        """Forget tracks below the roots that are none of the files."""
        roots, there = list(roots), set(files)
        gone = [
            file.id
            for path, file in self._by_path.items()
            if path not in there and any(path.is_relative_to(root) for root in roots)
        ]
        for where in chosen_by("id", gone):
            self.table.delete(where)
        self.counts["removed"] += len(gone)

    def _new(self, files: Iterable[Path]) -> Iterator[tuple[File, str]]:
        """Files whose content is not known, "added" or "changed"; the others' rows are set right."""
        for path in files:
            try:
                file, known = File.seen(path), self._by_path.get(path)
                if file.as_before(known):
                    self.counts["unchanged"] += 1
                    continue
                file = replace(file, id=content_id(path))
            except OSError as error:
                self._refuse(path, f"{path} cannot be read: {error.strerror or error}")
                continue
            kind = "added"
            if known is not None and known.id != file.id:
                kind = "changed"
                self._forget(known)
            if file.id in self._by_id:
                self._seen_again(file, self._by_id[file.id])
            else:
                self._know(file)
                yield file, kind

    def _seen_again(self, file: File, known: File) -> None:
        """A file whose content has a row: it was touched, has moved, or is a copy."""
        if file.path == known.path:
            self.counts["unchanged"] += 1
        elif known.still_there():
            self.counts["doubled"] += 1
            return
        else:
            self.counts["moved"] += 1
            del self._by_path[known.path]
        self._know(file)
        values = {"path": str(file.path), "size": file.size, "modified": file.modified}
        self.table.update(where=f"id = '{file.id}'", values=values)

    def _know(self, file: File) -> None:
        self._by_path[file.path] = self._by_id[file.id] = file

    def _forget(self, file: File) -> None:
        self.table.delete(f"id = '{file.id}'")
        del self._by_path[file.path], self._by_id[file.id]

    def _refuse(self, path: Path, why: str) -> None:
        self.refused[path] = why
        self._tell(path, why)

    def _write(self, rows: list[dict[str, Any]]) -> None:
        """Put rows into the table, each content once even where others write too."""
        if rows:
            import pyarrow as pa

            new = pa.Table.from_pylist(rows, schema=self.table.schema)
            self.table.merge_insert("id").when_not_matched_insert_all().execute(new)
            rows.clear()
