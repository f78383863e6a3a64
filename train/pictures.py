"""Rows of canonical datasets, and their pictures, decoded once into files that epochs map into memory."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import datasets
import numpy as np
from PIL import Image

from train.recipe import RecipeError


def load_rows(data: str, config: str, columns: set[str], split: str = "train") -> datasets.Dataset:
    """One config of a canonical dataset: a folder or a Hub id.

    Raises:
        RecipeError: If there is no such dataset, config, split or column.
    """
    try:
        rows = datasets.load_dataset(data, config, split=split)
    except (OSError, ValueError) as error:
        raise RecipeError(f"{data}: no {config} to train on ({str(error).splitlines()[0]})") from None
    missing = columns - set(rows.column_names)
    if missing:
        raise RecipeError(f"{data}: {config} lack the column {', '.join(sorted(missing))}")
    return rows


def kept(folder: Path, source: datasets.Dataset, sizes: tuple, write: Callable[[Path], None]) -> Path:
    """What `write` makes of a dataset, made on the first call; it is there whole or not at all.

    Args:
        folder: Where the files of all datasets are kept.
        source: The dataset.
        sizes: All else that the files depend on.
        write: Puts files into the folder that it is given.

    Returns:
        The folder of the files.
    """
    files = [(file["filename"], os.path.getsize(file["filename"])) for file in source.cache_files]
    key = hashlib.sha256(repr((files, source._fingerprint, sizes)).encode()).hexdigest()[:16]
    place = folder / key
    if not place.exists():
        partial = folder / f"{key}.{os.getpid()}.partial"
        partial.mkdir(parents=True)
        try:
            write(partial)
            os.rename(partial, place)
        except OSError:  # another process was faster, with the same content
            if not place.exists():
                raise
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return place


def decode(
    rows: datasets.Dataset, column: str, side: int, prepare: Callable[[Image.Image], np.ndarray], file: Path
) -> np.ndarray:
    """Write a column of N pictures to a file of (N, side, side, 3) uint8, white where there is none.

    Args:
        rows: The dataset.
        column: Of encoded pictures or null.
        side: Of what `prepare` gives.
        prepare: Makes (side, side, 3) uint8 of a picture.
        file: Where to, as .npy.

    Returns:
        (N,) bool, whether there is a picture.

    Raises:
        RecipeError: If a picture cannot be decoded; its row is named.
    """
    shape = (len(rows), side, side, 3)
    pixels = np.lib.format.open_memmap(file, mode="w+", dtype=np.uint8, shape=shape)
    there = np.zeros(len(rows), dtype=bool)
    encoded = rows.select_columns([column]).cast_column(column, datasets.Image(decode=False))
    with ThreadPoolExecutor(2) as threads:
        for index, image in _in_order(threads, encoded, column, prepare):
            there[index] = image is not None
            pixels[index] = 255 if image is None else image
    pixels.flush()
    return there


def _in_order(
    threads: ThreadPoolExecutor,
    rows: datasets.Dataset,
    column: str,
    prepare: Callable[[Image.Image], np.ndarray],
) -> Iterator[tuple[int, np.ndarray | None]]:
    def decoded(item: tuple[int, dict[str, Any] | None]) -> tuple[int, np.ndarray | None]:
        index, cell = item
        if cell is None:
            return index, None
        try:
            source = io.BytesIO(cell["bytes"]) if cell["bytes"] is not None else cell["path"]
            with Image.open(source) as image:
                return index, prepare(image)
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            raise RecipeError(f"row {index}: the {column} cannot be decoded ({error})") from None

    for start in range(0, len(rows), 1024):
        cells = rows[start : start + 1024][column]
        yield from threads.map(decoded, enumerate(cells, start))
