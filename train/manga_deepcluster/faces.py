"""Faces as pixels, decoded once, and who they are, of which training may know a part."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from comicenc.models.manga_deepcluster import MangaDeepClusterImageProcessor
from train.identity_simclr.splits import split_by_series
from train.manga_deepcluster.recipe import Recipe
from train.pictures import decode, kept, load_rows
from train.recipe import RecipeError

COLUMNS = {  # picture, who it is, and where
    "faces": ("image", "character", "album"),
    "instances": ("face", "identity", "series_id"),
}


@dataclass(frozen=True)
class Faces:
    """N rows, some without a face.

    Args:
        pixels: (N, S, S, 3) uint8.
        characters: (N,) names, unique over all albums; empty where nobody is known.
        training: Rows that are trained on.
        held_out: Rows with a name, of other albums.
        labels: (N,) class of the rows of training that have a label; -1 for all others.
    """

    pixels: np.ndarray
    characters: np.ndarray
    training: np.ndarray
    held_out: np.ndarray
    labels: np.ndarray

    def images(self, rows: np.ndarray, device: torch.device | str = "cpu") -> Tensor:
        """(n, 3, S, S) uint8."""
        return torch.from_numpy(self.pixels[rows]).to(device).permute(0, 3, 1, 2)


def read_faces(recipe: Recipe, processor: MangaDeepClusterImageProcessor) -> Faces:
    """The faces of a recipe, their pixels decoded on the first call and mapped from its cache afterwards.

    Raises:
        RecipeError: If there is no such data, no face to train on, or a picture that cannot be decoded.
    """
    picture, who, where = COLUMNS[recipe.config]
    rows = load_rows(recipe.data, recipe.config, {picture, who, where})

    def write(empty: Path) -> None:
        there = decode(rows, picture, processor.size, processor.squared, empty / "faces.npy")
        np.save(empty / "has_face.npy", there)

    place = kept(Path(recipe.cache), rows, ("manga_deepcluster", picture, processor.size), write)
    albums, characters = (np.array([name or "" for name in rows[column]]) for column in (where, who))
    usable = np.load(place / "has_face.npy") & _often(characters, recipe.fewest)
    training, held_out = split_by_series(albums, (recipe.validation,), recipe.machine.seed)
    training = training[usable[training]]
    if not len(training):
        raise RecipeError(f"{recipe.data}: no face is left to train on")
    known = np.isin(albums, _labelled(recipe, albums[training])) & (characters != "")
    return Faces(
        pixels=np.load(place / "faces.npy", mmap_mode="r"),
        characters=characters,
        training=training,
        held_out=held_out[usable[held_out] & (characters[held_out] != "")],
        labels=_classes(characters, training[known[training]]),
    )


def _often(characters: np.ndarray, fewest: int) -> np.ndarray:
    """(N,) bool, whether a row is of nobody who is known, or of somebody who is there often enough."""
    _, inverse, counts = np.unique(characters, return_inverse=True, return_counts=True)
    return (characters == "") | (counts >= fewest)[inverse]


def _labelled(recipe: Recipe, albums: np.ndarray) -> np.ndarray:
    """Names of the albums whose faces have labels."""
    if isinstance(recipe.labelled, str):
        if "ft" not in recipe.stages:
            return np.array([], dtype=str)
        where = COLUMNS[recipe.config][2]
        return np.unique(load_rows(recipe.data, recipe.config, {where}, split=recipe.labelled)[where])
    names = np.unique(albums)
    count = max(round(recipe.labelled * len(names)), 1)
    return np.random.default_rng((recipe.machine.seed, 1)).permutation(names)[:count]


def _classes(characters: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """(N,) index of the character of these rows, -1 elsewhere."""
    labels = np.full(len(characters), -1)
    labels[rows] = np.unique(characters[rows], return_inverse=True)[1]
    return labels
