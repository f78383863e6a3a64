"""Faces and bodies of a dataset, decoded once into files that every epoch maps into memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import pyarrow as pa
import torch
from torch import Tensor

from comicenc.models.identity_simclr import IdentitySimCLRImageProcessor
from train.pictures import decode, kept


@dataclass(frozen=True)
class Crops:
    """N instances as pixels; a missing part is white and marked as missing.

    Args:
        faces: (N, F, F, 3) uint8.
        bodies: (N, B, B, 3) uint8, letterboxed on white.
        has_face: (N,) bool.
        has_body: (N,) bool.
        series: (N,) names of the series.
        identity: (N,) names of who it is, unique over all series; empty where the data does not say.
    """

    faces: np.ndarray
    bodies: np.ndarray
    has_face: np.ndarray
    has_body: np.ndarray
    series: np.ndarray
    identity: np.ndarray

    def __len__(self) -> int:
        return len(self.has_face)

    def batch(
        self, rows: np.ndarray, device: torch.device | str = "cpu"
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Faces (n, 3, F, F) and bodies (n, 3, B, B) as uint8, has_face and has_body (n,) as bool."""
        pixels = (
            torch.from_numpy(part[rows]).to(device).permute(0, 3, 1, 2) for part in (self.faces, self.bodies)
        )
        present = (torch.from_numpy(part[rows]).to(device) for part in (self.has_face, self.has_body))
        return *pixels, *present


def instance_crops(rows: datasets.Dataset, processor: IdentitySimCLRImageProcessor, folder: Path) -> Crops:
    """The crops of the config `instances`, decoded on the first call and mapped from `folder` afterwards.

    Args:
        rows: N instances.
        processor: Brings a picture to its size, as at inference.
        folder: Where the pixels of all datasets are kept: N × 3 (F² + B²) bytes for this one.

    Raises:
        RecipeError: If a picture cannot be decoded; its row is named.
    """
    there = "identity" in rows.column_names
    identity = [name or "" for name in rows["identity"]] if there else [""] * len(rows)
    return _mapped(rows, lambda: rows, rows["series_id"], identity, processor, folder)


def figure_crops(rows: datasets.Dataset, processor: IdentitySimCLRImageProcessor, folder: Path) -> Crops:
    """The crops of the config `sequences`, each figure once, its UUID in place of the identity.

    Args:
        rows: Sequences; figures that two of them share are taken from the first.
        processor: As in `instance_crops`.
        folder: As in `instance_crops`.
    """
    series, first, uuids = [], {}, []
    position = 0
    for name, figures in zip(rows["series_id"], rows.with_format("arrow")["instances"][:], strict=True):
        for uuid in figures.values.field("uuid").to_pylist():
            if uuid not in first:
                first[uuid] = position
                uuids.append(uuid)
                series.append(name)
            position += 1

    def flat() -> datasets.Dataset:
        feature = rows.features["instances"].feature
        figures = rows.with_format("arrow")["instances"][:].combine_chunks().flatten()
        table = pa.table({part: figures.field(part) for part in ("face", "body")}).take(list(first.values()))
        features = datasets.Features({part: feature[part] for part in ("face", "body")})
        return datasets.Dataset(table).cast(features)

    return _mapped(rows, flat, series, uuids, processor, folder)


def _mapped(
    source: datasets.Dataset,
    flat: Callable[[], datasets.Dataset],
    series: list[str],
    identity: list[str],
    processor: IdentitySimCLRImageProcessor,
    folder: Path,
) -> Crops:
    sizes = (processor.face_size, processor.body_size)
    sizes += (processor.body_aspect,) if processor.body_aspect else ()
    place = kept(folder, source, sizes, lambda empty: _decode(flat(), processor, empty))
    return Crops(
        faces=np.load(place / "faces.npy", mmap_mode="r"),
        bodies=np.load(place / "bodies.npy", mmap_mode="r"),
        has_face=np.load(place / "has_face.npy"),
        has_body=np.load(place / "has_body.npy"),
        series=np.array(series, dtype=str),
        identity=np.array(identity, dtype=str),
    )


def described(source: str, crops: Crops, rows: np.ndarray) -> dict[str, Any]:
    """What a training saw, for `recipe.json`."""
    return {
        "source": source,
        "instances": len(rows),
        "faces": int(crops.has_face[rows].sum()),
        "bodies": int(crops.has_body[rows].sum()),
        "series": len(np.unique(crops.series[rows])),
    }


def _decode(rows: datasets.Dataset, processor: IdentitySimCLRImageProcessor, folder: Path) -> None:
    for part, name, size in (("face", "faces", processor.face_size), ("body", "bodies", processor.body_size)):
        prepare = partial(processor.squared, part=part)
        there = decode(rows, part, size, prepare, folder / f"{name}.npy")
        np.save(folder / f"has_{part}.npy", there)
