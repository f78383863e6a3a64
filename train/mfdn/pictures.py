"""Pictures with tags and who is on them: pixels decoded once, tags as tokens, characters as classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from comicenc.models.mfdn import SPECIAL_TOKENS, MFDNProcessor, TagTokenizer
from train.pictures import decode, kept, load_rows

COLUMNS = {"image", "tags", "character"}


@dataclass(frozen=True)
class Pictures:
    """N pictures.

    Args:
        pixels: (N, S, S, 3) uint8.
        tags: N arrays of token ids without special tokens, empty where there are no tags.
        characters: (N,) index of who it is; -1 where that is nobody the model knows.
    """

    pixels: np.ndarray
    tags: list[np.ndarray]
    characters: np.ndarray

    def __len__(self) -> int:
        return len(self.pixels)

    def images(self, rows: np.ndarray, device: torch.device | str = "cpu") -> Tensor:
        """(n, 3, S, S) uint8."""
        return torch.from_numpy(self.pixels[rows]).to(device).permute(0, 3, 1, 2)

    def truth(self, count: int, rows: np.ndarray | None = None) -> np.ndarray:
        """(n, K) bool, which of the first K tags each of some pictures has; of all by default."""
        tags = self.tags if rows is None else [self.tags[row] for row in rows]
        found = np.zeros((len(tags), count + len(SPECIAL_TOKENS)), dtype=bool)
        for row, tokens in zip(found, tags, strict=True):
            row[tokens[tokens < len(row)]] = True
        return found[:, len(SPECIAL_TOKENS) :]

    def classes(self, rows: np.ndarray, device: torch.device | str = "cpu") -> Tensor:
        """(n,) index of who it is, -100 where that is not known."""
        found = torch.from_numpy(self.characters[rows]).to(device)
        return found.masked_fill(found < 0, -100)


def read_pictures(
    data: str, split: str, processor: MFDNProcessor, characters: Sequence[str], folder: Path
) -> Pictures:
    """A split of the config `tagged`, its pixels decoded on the first call and then mapped from `folder`.

    Args:
        data: Folder or Hub id.
        split: Its name.
        processor: Brings pictures to their size as at inference; tags that its tokenizer does not know are
            left out.
        characters: Names of the classes.
        folder: Where the pixels of all datasets are kept: 3 N S² bytes for this one.

    Raises:
        RecipeError: If there is no such split, or a picture cannot be decoded; its row is named.
    """
    rows = load_rows(data, "tagged", COLUMNS, split)
    image = processor.image_processor

    def write(empty: Path) -> None:
        decode(rows, "image", image.size, image.squared, empty / "pictures.npy")

    place = kept(folder, rows, ("mfdn", image.size), write)
    index = {name: number for number, name in enumerate(characters)}
    return Pictures(
        pixels=np.load(place / "pictures.npy", mmap_mode="r"),
        tags=[_tokens(tags or (), processor.tokenizer) for tags in rows["tags"]],
        characters=np.array([index.get(name, -1) for name in rows["character"]], dtype=np.int64),
    )


def sequences(rows: Sequence[np.ndarray], tokenizer: TagTokenizer) -> Tensor:
    """(n, L) [CLS], the tags, [SEP] and padding; L as the longest needs."""
    ids = np.full((len(rows), max(map(len, rows)) + 2), tokenizer.pad_token_id, dtype=np.int64)
    ids[:, 0] = tokenizer.cls_token_id
    for index, row in enumerate(rows):
        ids[index, 1 : len(row) + 1] = row
        ids[index, len(row) + 1] = tokenizer.sep_token_id
    return torch.from_numpy(ids)


def _tokens(tags: Sequence[str], tokenizer: TagTokenizer) -> np.ndarray:
    names = dict.fromkeys(tokenizer.resolved(tag) for tag in tags)
    return np.array([tokenizer.ids[name] for name in names if name in tokenizer.ids], dtype=np.int64)
