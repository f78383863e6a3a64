"""Pages as pixels, decoded once, with their genre and mood."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from comicenc.models.manga_audioclip import MangaAudioCLIPImageProcessor
from train.pictures import decode, kept, load_rows
from train.recipe import RecipeError


@dataclass(frozen=True)
class Pages:
    """N pages.

    Args:
        pixels: (N, S, S, 3) uint8.
        labels: By kind, (N,) names; empty where one is not known.
    """

    pixels: np.ndarray
    labels: dict[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.pixels)

    def images(self, rows: np.ndarray, device: torch.device | str = "cpu") -> Tensor:
        """(n, 3, S, S) uint8."""
        return torch.from_numpy(self.pixels[rows]).to(device).permute(0, 3, 1, 2)


def read_pages(
    data: str, split: str, labels: tuple[str, ...], processor: MangaAudioCLIPImageProcessor, folder: Path
) -> Pages:
    """A split of the config `genre_pages`, its pixels decoded on the first call, then mapped from `folder`.

    Args:
        data: Folder or Hub id.
        split: Its name.
        labels: Columns that are looked at.
        processor: Brings pages to their size as at inference.
        folder: Where the pixels of all datasets are kept: 3 N S² bytes for this one.

    Raises:
        RecipeError: If there is no such split or column, nobody knows a label of it, or a page cannot be
            decoded; its row is named.
    """
    rows = load_rows(data, "genre_pages", {"image", *labels}, split)

    def write(empty: Path) -> None:
        decode(rows, "image", processor.size, processor.squared, empty / "pages.npy")

    place = kept(folder, rows, ("manga_audioclip", processor.size, processor.fit), write)
    known = {name: np.array([value or "" for value in rows[name]], dtype=str) for name in labels}
    for name, values in known.items():
        if not (values != "").any():
            raise RecipeError(f"{data}: no page of its split {split} has a {name}")
    return Pages(np.load(place / "pages.npy", mmap_mode="r"), known)
