"""What every encoder has to beat (Identity-Aware SimCLR, Appendix F.4): chance, colours, ImageNet.

A character's vector is the sum of the unit vectors of its parts, as the paper fuses them, and of length one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from zlib import crc32

import numpy as np
from PIL.Image import Image

from comicenc.media import read_image


class _EveryPartAlone:
    """Encodes pictures one by one, whatever they show; subclasses have `id` and `vectors`."""

    modalities = ("faces", "bodies")
    calibration: ClassVar[dict] = {}  # no distance is known for a baseline

    def info(self) -> dict:
        return {"id": self.id, "revision": None}

    def encode(
        self,
        *,
        faces: Sequence | None = None,
        bodies: Sequence | None = None,
        batch_size: int = 32,
        progress: bool = False,
    ) -> np.ndarray:
        """(N, D) float32 unit rows of N characters; None where a part is missing."""
        given = [part for part in (faces, bodies) if part is not None]
        parts = [(row, item) for part in given for row, item in enumerate(part) if item is not None]
        chunks = [parts[start : start + batch_size] for start in range(0, len(parts), batch_size)]
        vectors = [_unit(self.vectors([read_image(item) for _, item in chunk])) for chunk in chunks]
        if not vectors:
            raise ValueError(f"{self.id} was given no picture")
        summed = np.zeros((len(given[0]), vectors[0].shape[1]))
        np.add.at(summed, [row for row, _ in parts], np.concatenate(vectors))
        return _unit(summed).astype(np.float32)


class RandomVectors(_EveryPartAlone):
    """A vector from a normal distribution of each picture, by seed and pixels, so it stays the same."""

    id = "random"

    def __init__(self, dimension: int = 256, seed: int = 0) -> None:
        self.dimension, self.seed = dimension, seed

    def vectors(self, images: list[Image]) -> np.ndarray:
        seeds = ([self.seed, *image.size, crc32(image.tobytes())] for image in images)
        return np.stack([np.random.default_rng(seed).normal(size=self.dimension) for seed in seeds])


class ColourHistogram(_EveryPartAlone):
    """Histograms of the three channels, one after the other: 3 × 32 shares of the pixels."""

    id = "colour histogram"

    def __init__(self, bins: int = 32) -> None:
        self.bins = bins

    def vectors(self, images: list[Image]) -> np.ndarray:
        return np.stack([self._histogram(np.asarray(image)) for image in images])

    def _histogram(self, pixels: np.ndarray) -> np.ndarray:
        """(H, W, 3) uint8 to (3 × bins,)."""
        bins = pixels.reshape(-1, 3).astype(int) * self.bins // 256 + np.arange(3) * self.bins
        return np.bincount(bins.ravel(), minlength=3 * self.bins) / len(bins)


class PretrainedImages(_EveryPartAlone):
    """Pooled features of an image model of the Hub, ResNet-50 trained on ImageNet-1k by default.

    Differs from the paper: no linear layer is trained over them; `IdentitySimCLRModel.from_backbones` with
    the recipe's second stage does that.

    Args:
        id: Hub id or folder.
        hub: `revision`, `token`, `cache_dir`, `local_files_only` for `from_pretrained`.

    Raises:
        OSError: If there is no such model.
    """

    def __init__(self, id: str = "microsoft/resnet-50", **hub) -> None:
        from transformers import AutoImageProcessor, AutoModel

        self.id = str(id)
        self.processor = AutoImageProcessor.from_pretrained(id, **hub)
        self.model = AutoModel.from_pretrained(id, **hub).eval()

    def vectors(self, images: list[Image]) -> np.ndarray:
        import torch

        with torch.inference_mode():
            output = self.model(**self.processor(images=images, return_tensors="pt"))
        pooled = output.get("pooler_output")
        return (output.last_hidden_state.mean(1) if pooled is None else pooled.flatten(1)).float().numpy()


def default_baselines(seed: int = 0) -> dict[str, _EveryPartAlone]:
    """Those that need no download, by name."""
    return {"random": RandomVectors(seed=seed), "colour histogram": ColourHistogram()}


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
