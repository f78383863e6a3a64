"""Output that is there whole or not at all: it is written beside its place and moved there when done."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give the path of a hidden file to write, and put it at `path` when all went well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path, holds: set[str]) -> Iterator[Path]:
    """Give an empty hidden folder to fill, and put it at `path` when all went well.

    Args:
        path: Where the folder goes. One that is there is replaced if it holds nothing but what `holds` names.
        holds: Names of the files and folders that are going to be written; `*` stands for anything.

    Raises:
        FileExistsError: If there is something else at `path`, which replacing the folder would lose.
    """
    path = path.resolve()
    _refuse_to_lose(path, holds)
    part, old = (path.with_name(f".{path.name}.{os.getpid()}.{end}") for end in ("part", "old"))
    part.mkdir(parents=True)
    try:
        yield part
        if path.exists():
            path.replace(old)
        part.replace(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def file_name(text: str) -> str:
    """A name that is safe as a file's on any system."""
    return re.sub(r"[^\w -]", "_", text).strip()[:80]


def _refuse_to_lose(path: Path, holds: set[str]) -> None:
    if path.exists() and not path.is_dir():
        raise FileExistsError(f"{path} is a file, and a folder is to be written there")
    there = sorted(entry.name for entry in path.iterdir()) if path.is_dir() else []
    strangers = [name for name in there if not any(fnmatch(name, pattern) for pattern in holds)]
    if strangers:
        raise FileExistsError(f"{path} holds {strangers[0]!r}, which would be lost: name another --out")
