"""What lies in a folder: which files, and in which order."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from comicenc.media.audio import AUDIO_SUFFIXES
from comicenc.media.images import IMAGE_SUFFIXES, UnreadableFile


def picture_files(folder: str | Path) -> list[Path]:
    """The pictures at any depth of a folder, sorted as pages are; errors are those of `files_under`."""
    return _sorted_files(folder, IMAGE_SUFFIXES)


def audio_files(folder: str | Path) -> list[Path]:
    """The audio files at any depth of a folder, sorted likewise; errors are those of `files_under`."""
    return _sorted_files(folder, AUDIO_SUFFIXES)


def _sorted_files(folder: str | Path, suffixes: Iterable[str]) -> list[Path]:
    files = files_under(Path(folder), suffixes)
    return [files[name] for name in sorted(files, key=natural_key)]


def natural_key(name: str) -> tuple:
    """Sorts names as people do: page 2 before page 10, whatever the case."""
    parts = [
        [_piece_key(piece) for piece in re.split(r"([0-9]+)", part)] for part in name.casefold().split("/")
    ]
    return parts, name


def _piece_key(piece: str) -> tuple[int, int, str]:
    digits = piece.lstrip("0") if piece.isdecimal() and piece.isascii() else None
    return (1, 0, piece) if digits is None else (0, len(digits), digits)


def chosen(names: Iterable[str], suffixes: Iterable[str]) -> list[str]:
    """The names with one of these suffixes, without what systems leave behind in hidden places."""
    kept = []
    for name in names:
        path = PurePosixPath(name)
        hidden = any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
        if not hidden and path.suffix.lower() in suffixes:
            kept.append(name)
    return kept


def files_under(root: Path, suffixes: Iterable[str]) -> dict[str, Path]:
    """Files at any depth of a folder by their path in it; hidden ones are passed over.

    Raises:
        UnreadableFile: If a link leads out of the folder, or a folder cannot be opened.
    """
    names = []
    for folder, folders, files in os.walk(root, onerror=_refused):
        names += [Path(folder, name).relative_to(root).as_posix() for name in files]
        for name in folders:
            _stays_inside(Path(folder, name), root)
    files = {name: root / name for name in chosen(names, suffixes)}
    for file in files.values():
        _stays_inside(file, root)
    return files


def _stays_inside(file: Path, root: Path) -> None:
    if file.is_symlink() and not file.resolve().is_relative_to(root.resolve()):
        raise UnreadableFile(f"{file} is a link that leads out of {root}")


def _refused(error: OSError) -> None:
    raise UnreadableFile(f"{error.filename} cannot be opened: {error.strerror}") from error
