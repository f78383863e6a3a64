"""Faces with the text of their frames: pixels decoded once, texts as tokens, and the classes of both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import datasets
import numpy as np
import torch
from torch import Tensor

from comicenc.models.manga_mmtl import MangaMMTLProcessor
from train.pictures import decode, kept
from train.recipe import RecipeError

COLUMNS = {"image", "text", "character", "album", "page"}


@dataclass(frozen=True)
class Faces:
    """N faces; a face or a text can be missing.

    Args:
        pixels: (N, U, U, 3) uint8, uncropped; white where there is no face.
        has_face: (N,) bool.
        tokens: N arrays of token ids, empty where there is no text.
        characters: (N,) index of who it is, over all albums; -1 for those that are not learnt.
        albums: (N,) index of the album.
        pages: (N,) index of the page, over all albums.
        pad: Token that fills texts up.
    """

    pixels: np.ndarray
    has_face: np.ndarray
    tokens: list[np.ndarray]
    characters: np.ndarray
    albums: np.ndarray
    pages: np.ndarray
    pad: int

    def __len__(self) -> int:
        return len(self.pixels)

    @property
    def has_text(self) -> np.ndarray:
        """(N,) bool."""
        return np.array([len(row) > 0 for row in self.tokens], dtype=bool)

    def faces(self, rows: np.ndarray, device: torch.device | str = "cpu") -> Tensor:
        """(n, 3, U, U) uint8."""
        return torch.from_numpy(self.pixels[rows]).to(device).permute(0, 3, 1, 2)

    def texts(self, rows: np.ndarray, device: torch.device | str = "cpu") -> dict[str, Tensor]:
        """`input_ids` and `attention_mask` (n, L), L the longest of these."""
        chosen = [self.tokens[row] for row in rows]
        length = max(max(map(len, chosen), default=0), 1)
        ids = np.full((len(chosen), length), self.pad, dtype=np.int64)
        mask = np.zeros((len(chosen), length), dtype=np.int64)
        for index, row in enumerate(chosen):
            ids[index, : len(row)] = row
            mask[index, : len(row)] = 1
        return {
            "input_ids": torch.from_numpy(ids).to(device),
            "attention_mask": torch.from_numpy(mask).to(device),
        }


def read_faces(rows: datasets.Dataset, processor: MangaMMTLProcessor, folder: Path, fewest: int) -> Faces:
    """The config `faces`, its pixels decoded on the first call and mapped from `folder` afterwards.

    Args:
        rows: N faces.
        processor: Brings a face to its uncropped size and cuts texts into tokens, as at inference.
        folder: Where the pixels of all datasets are kept: 3 N U² bytes for this one.
        fewest: Characters with fewer faces are not learnt.

    Raises:
        RecipeError: If a picture cannot be decoded; its row is named.
    """
    image = processor.image_processor

    def write(empty: Path) -> None:
        there = decode(rows, "image", image.uncropped_size, image.resized, empty / "faces.npy")
        np.save(empty / "has_face.npy", there)

    place = kept(folder, rows, ("manga_mmtl", image.uncropped_size), write)
    album = np.unique(_names(rows, "album"), return_inverse=True)[1]
    pages = [f"{number}/{page}" for number, page in zip(album, rows["page"], strict=True)]
    return Faces(
        pixels=np.load(place / "faces.npy", mmap_mode="r"),
        has_face=np.load(place / "has_face.npy"),
        tokens=_tokens(rows["text"], processor),
        characters=_classes(_names(rows, "character"), fewest),
        albums=album,
        pages=np.unique(pages, return_inverse=True)[1],
        pad=processor.tokenizer.pad_token_id or 0,
    )


def split_by_page(faces: Faces, rows: np.ndarray, share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows to train on and rows to validate on; of each album `share` of the pages are held out.

    An album of one page is trained on whole, of others one page at least is held out.
    """
    rng = np.random.default_rng(seed)
    held_out = []
    for album in np.unique(faces.albums[rows]):
        pages = rng.permutation(np.unique(faces.pages[rows][faces.albums[rows] == album]))
        count = min(max(round(share * len(pages)), 1), len(pages) - 1)
        held_out.append(pages[:count])
    hidden = np.isin(faces.pages[rows], np.concatenate(held_out))
    return rows[~hidden], rows[hidden]


def _names(rows: datasets.Dataset, column: str) -> np.ndarray:
    return np.array([name or "" for name in rows[column]], dtype=str)


def _classes(names: np.ndarray, fewest: int) -> np.ndarray:
    """(N,) index among the names that occur often enough; -1 for others and for nobody's."""
    known, inverse, counts = np.unique(names, return_inverse=True, return_counts=True)
    learnt = (counts >= fewest) & (known != "")
    if not learnt.any():
        raise RecipeError(f"no character has {fewest} faces")
    return np.where(learnt, np.cumsum(learnt) - 1, -1)[inverse]


def _tokens(texts: list[str | None], processor: MangaMMTLProcessor) -> list[np.ndarray]:
    there = [index for index, text in enumerate(texts) if text and text.strip()]
    tokens = [np.empty(0, dtype=np.int32)] * len(texts)
    if there:
        cut = {"truncation": True, "max_length": processor.text_length}
        found = processor.tokenizer([texts[index] for index in there], **cut)["input_ids"]
        for index, ids in zip(there, found, strict=True):
            tokens[index] = np.array(ids, dtype=np.int32)
    return tokens
