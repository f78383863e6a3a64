"""Pictures as normalised squares, which every model here sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from transformers import BatchFeature
from transformers.image_processing_utils import BaseImageProcessor


class SquareImageProcessor(BaseImageProcessor):
    """Pictures to normalised tensors; what of a picture its square shows, `squared` of each model says.

    Args:
        image_mean: Subtracted from each channel, of values 0 to 1.
        image_std: What each channel is divided by.
    """

    model_input_names: ClassVar = ["pixel_values"]

    def __init__(self, image_mean: Sequence[float], image_std: Sequence[float], **kwargs) -> None:
        super().__init__(**kwargs)
        self.image_mean = list(image_mean)
        self.image_std = list(image_std)

    def squared(self, image, **how) -> np.ndarray:
        """One image as (S, S, 3) uint8, as training augments it."""
        raise NotImplementedError

    def preprocess(self, images, return_tensors: str | None = None, **how) -> BatchFeature:
        """Prepare an image or a list of images, PIL or array.

        Args:
            images: What `squared` takes, one or several.
            return_tensors: As elsewhere in transformers.
            **how: Passed on to `squared`.

        Returns:
            `pixel_values` (B, 3, S, S) float32.

        Raises:
            UnreadableFile: If one is empty or too large.
        """
        if not isinstance(images, list | tuple):
            images = [images]
        pixels = np.stack([self.squared(image, **how) for image in images])
        return BatchFeature({"pixel_values": self.normalized(pixels)}, tensor_type=return_tensors)

    def normalized(self, pixels: np.ndarray) -> np.ndarray:
        """(B, S, S, 3) uint8 to (B, 3, S, S) float32."""
        scaled = (pixels / np.float32(255) - np.float32(self.image_mean)) / np.float32(self.image_std)
        return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))
