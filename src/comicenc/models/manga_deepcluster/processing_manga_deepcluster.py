"""Faces to tensors for MangaDeepCluster."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image
from transformers import BatchFeature, ProcessorMixin
from transformers.image_utils import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD

from comicenc.media import read_image
from comicenc.nn.squares import SquareImageProcessor


class MangaDeepClusterImageProcessor(SquareImageProcessor):
    """Faces to normalised tensors, resized to a square.

    Pillow's bicubic filter widens with the scale, so nothing aliases.

    Args:
        size: Side of the square in pixels.
        image_mean: Subtracted from each channel, of values 0 to 1.
        image_std: What each channel is divided by.
    """

    def __init__(
        self,
        size: int = 224,
        image_mean: Sequence[float] = IMAGENET_DEFAULT_MEAN,
        image_std: Sequence[float] = IMAGENET_DEFAULT_STD,
        **kwargs,
    ) -> None:
        super().__init__(image_mean, image_std, **kwargs)
        self.size = size

    def squared(self, image) -> np.ndarray:
        """One image as (S, S, 3) uint8, as training augments it."""
        square = (self.size, self.size)
        return np.asarray(read_image(image).resize(square, Image.Resampling.BICUBIC, reducing_gap=3))


class MangaDeepClusterProcessor(ProcessorMixin):
    """Faces to the model's inputs."""

    def __init__(self, image_processor: MangaDeepClusterImageProcessor) -> None:
        super().__init__(image_processor)

    def __call__(self, faces: Sequence | None = None, return_tensors: str | None = "pt") -> BatchFeature:
        """Prepare N faces.

        Args:
            faces: N images, PIL or arrays.
            return_tensors: As elsewhere in transformers.

        Returns:
            `pixel_values` (N, 3, S, S).

        Raises:
            ValueError: If nothing is given, or a face is missing.
        """
        if not faces:
            raise ValueError("give faces")
        for index, face in enumerate(faces):
            if face is None:
                raise ValueError(f"character {index} has no face, which MangaDeepCluster needs")
        return self.image_processor.preprocess(list(faces), return_tensors=return_tensors)

    @property
    def model_input_names(self) -> list[str]:
        return ["pixel_values"]


__all__ = ["MangaDeepClusterImageProcessor", "MangaDeepClusterProcessor"]
