"""Music as samples, decoded once into one file that epochs map into memory."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import datasets
import numpy as np

from comicenc.media import UnreadableFile
from comicenc.media.audio import mono_blocks
from train.pictures import kept, load_rows
from train.recipe import RecipeError

COLUMNS = {"audio", "mood"}
AT_ONCE = 64


@dataclass(frozen=True)
class Music:
    """N pieces.

    Args:
        samples: (S,) int16, all pieces one after the other.
        bounds: (N + 1,) where each begins, and the end.
        moods: (N,) names; empty where one is not known.
    """

    samples: np.ndarray
    bounds: np.ndarray
    moods: np.ndarray

    def __len__(self) -> int:
        return len(self.moods)

    def piece(self, row: int, place: float = 0.0, most: int | None = None) -> np.ndarray:
        """(n,) float32 in the range of 16 bits: a piece, or that part of it.

        Args:
            row: Which.
            place: From 0 to 1, of the part.
            most: Samples of the part; all by default.
        """
        start, end = self.bounds[row : row + 2]
        if most is not None and end - start > most:
            start += int(place * (end - start - most + 1))
            end = start + most
        return self.samples[start:end].astype(np.float32)


def read_music(data: str, split: str, rate: int, folder: Path) -> Music:
    """A split of the config `music`, decoded on the first call and then mapped from `folder`.

    Args:
        data: Folder or Hub id.
        split: Its name.
        rate: Samples a second.
        folder: Where the samples of all datasets are kept: two bytes each.

    Raises:
        RecipeError: If there is no such split or no piece in it, or one cannot be read; its row is named.
    """
    rows = load_rows(data, "music", COLUMNS, split)
    if not len(rows):
        raise RecipeError(f"{data}: its split {split} holds no music")

    def write(empty: Path) -> None:
        bounds = [0]
        with (empty / "samples.int16").open("wb") as file:
            for samples in _decoded(rows, rate):
                file.write(samples.tobytes())
                bounds.append(bounds[-1] + len(samples))
        np.save(empty / "bounds.npy", np.array(bounds))

    place = kept(folder, rows, ("manga_audioclip", rate), write)
    samples = np.memmap(place / "samples.int16", dtype=np.int16, mode="r")
    moods = np.array([mood or "" for mood in rows["mood"]], dtype=str)
    return Music(samples, np.load(place / "bounds.npy"), moods)


def _decoded(rows: datasets.Dataset, rate: int) -> Iterator[np.ndarray]:
    """(n,) int16 of each row."""

    def decoded(item: tuple[int, dict]) -> np.ndarray:
        index, cell = item
        try:
            source = cell["path"] if cell["bytes"] is None else cell["bytes"]
            mono = np.concatenate(list(mono_blocks(source, rate)))
        except UnreadableFile as error:
            raise RecipeError(f"row {index}: the audio cannot be decoded ({error})") from None
        return (mono.clip(-1, 32767 / 32768) * 32768).round().astype(np.int16)

    encoded = rows.select_columns(["audio"])
    with ThreadPoolExecutor(2) as threads:
        for start in range(0, len(rows), AT_ONCE):
            cells = encoded[start : start + AT_ONCE]["audio"]
            yield from threads.map(decoded, enumerate(cells, start))
