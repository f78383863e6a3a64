"""The data that a model is measured or calibrated on, as the commands name it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datasets import Dataset

    from comicenc.comic import Comic

Data = Annotated[
    list[str],
    typer.Argument(
        metavar="DATASET...",
        help="A dataset in the canonical form, annotated comics, or a folder with a folder a character.",
    ),
]
Music = Annotated[
    str | None,
    typer.Option("--music", metavar="DATASET", help="Music with moods, where pages are compared to it."),
]
Split = Annotated[str, typer.Option("--split", help="Of a dataset in the canonical form.")]
Name = Annotated[
    str | None, typer.Option("--name", help="What to call the data; by default their folders' names.")
]


def name_of(data: list[str]) -> str:
    return "+".join(Path(each).resolve().name for each in data)


def is_canonical(place: str) -> bool:
    """Whether it is a dataset in the canonical form, here or on the Hub, and no comic or folder of faces."""
    path = Path(place)
    return any(path.glob("*/*.parquet")) if path.exists() else not path.suffix


def canonical(data: list[str], config: str, split: str) -> Dataset:
    """One config of the dataset.

    Raises:
        ValueError: If it is no dataset, or has no such config or split.
    """
    from datasets import load_dataset

    if len(data) > 1 or not is_canonical(data[0]):
        raise ValueError(f"{' '.join(data)}: one dataset in the canonical form is needed, with {config!r}")
    return load_dataset(data[0], config, split=split)


def comics_of(data: list[str], split: str) -> list[Comic]:
    """The annotated comics that were named, or none where it is a folder of faces."""
    from comicenc.data.comics import comics_in
    from comicenc.media import sidecars
    from comicenc.reading import read_comic

    if any(map(is_canonical, data)):
        return comics_in(canonical(data, "pages", split))
    return [read_comic(place) for place in data] if any(map(sidecars, data)) else []


def one_folder(data: list[str]) -> str:
    if len(data) > 1:
        raise ValueError(f"{' '.join(data)}: name one folder of faces, or annotated comics")
    return data[0]
