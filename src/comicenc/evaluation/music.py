"""Music whose mood is known, out of a dataset or a folder."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from comicenc.data.moods import MOODS
from comicenc.media.audio import AudioSource

if TYPE_CHECKING:
    from datasets import Dataset

TABLE = "moods.csv"


class Music(NamedTuple):
    """N pieces.

    Args:
        tracks: Files, or what they hold.
        moods: Of each, one of `MOODS`.
    """

    tracks: list[AudioSource]
    moods: list[str]


def music_of(dataset: Dataset) -> Music:
    """The pieces of a dataset whose mood is known.

    Args:
        dataset: Of the config `music`.

    Raises:
        ValueError: If there is none, or a mood is none of `MOODS`.
    """
    rows = [row for row in dataset if row["mood"]]
    found = [row["audio"]["path"] if row["audio"]["bytes"] is None else row["audio"]["bytes"] for row in rows]
    return _checked(found, [row["mood"] for row in rows], "these pieces")


def music_in(folder: str | Path) -> Music:
    """The pieces that the table `moods.csv` of a folder names.

    Args:
        folder: Holds the table, with the columns `file` and `mood`, and the files, or these in `audio`.

    Raises:
        OSError: If there is no table or no such file.
        ValueError: If the table lacks a column or names no piece, or a mood is none of `MOODS`.
    """
    table = Path(folder) / TABLE
    if not table.is_file():
        raise FileNotFoundError(f"{table}: no such file, which would say what mood each piece is of")
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if rows and not {"file", "mood"} <= rows[0].keys():
        raise ValueError(f"{table} lacks the columns file and mood")
    rows = [row for row in rows if row["mood"]]
    places = Path(folder) / "audio", Path(folder)
    place = places[0] if places[0].is_dir() else places[1]
    files = [place / row["file"] for row in rows]
    if missing := [file for file in files if not file.is_file()]:
        raise FileNotFoundError(f"{missing[0]}, which {table} names, does not exist")
    return _checked(files, [row["mood"] for row in rows], str(table))


def _checked(tracks: list[AudioSource], moods: list[str], where: str) -> Music:
    if not tracks:
        raise ValueError(f"{where} have no mood")
    if strange := sorted(set(moods) - set(MOODS)):
        raise ValueError(f"the mood {strange[0]!r} in {where} is none of {', '.join(MOODS)}")
    return Music(tracks, moods)
