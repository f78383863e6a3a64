"""Faces and bodies to tensors for Identity-Aware SimCLR."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from PIL import Image
from transformers import BatchFeature, ProcessorMixin
from transformers.image_utils import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD

from comicenc.media import read_image
from comicenc.nn.squares import SquareImageProcessor


class IdentitySimCLRImageProcessor(SquareImageProcessor):
    """Images of one part to normalised tensors.

    A face is resized to a square. A body keeps its shape and stands centred on white, as on paper. Pillow's
    bicubic filter widens with the scale, so nothing aliases.

    Args:
        face_size: Side of a face in pixels.
        body_size: Side of a body in pixels.
        body_aspect: A body taller than this many times its width is cut below, so that a standing figure does
            not shrink to a thin strip; None keeps bodies whole, as the paper does.
        image_mean: Subtracted from each channel, of values 0 to 1.
        image_std: What each channel is divided by.
    """

    def __init__(
        self,
        face_size: int = 96,
        body_size: int = 128,
        body_aspect: float | None = None,
        image_mean: Sequence[float] = IMAGENET_DEFAULT_MEAN,
        image_std: Sequence[float] = IMAGENET_DEFAULT_STD,
        **kwargs,
    ) -> None:
        super().__init__(image_mean, image_std, **kwargs)
        self.face_size = face_size
        self.body_size = body_size
        self.body_aspect = body_aspect

    def squared(self, image, part: Literal["face", "body"] = "face") -> np.ndarray:
        """One image as (S, S, 3) uint8, S the size of its part."""
        side = self.face_size if part == "face" else self.body_size
        image = read_image(image)
        inner = (side, side)
        if part == "body":
            if self.body_aspect and image.height > self.body_aspect * image.width:
                image = image.crop((0, 0, image.width, max(round(self.body_aspect * image.width), 1)))
            inner = tuple(max(round(side * length / max(image.size)), 1) for length in image.size)
        image = image.resize(inner, Image.Resampling.BICUBIC, reducing_gap=3)
        paper = Image.new("RGB", (side, side), "white")
        paper.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
        return np.asarray(paper)


class IdentitySimCLRProcessor(ProcessorMixin):
    """Faces and bodies of the same characters to the model's inputs."""

    def __init__(self, image_processor: IdentitySimCLRImageProcessor) -> None:
        super().__init__(image_processor)

    def __call__(
        self, faces: Sequence | None = None, bodies: Sequence | None = None, return_tensors: str | None = "pt"
    ) -> BatchFeature:
        """Prepare N characters.

        Args:
            faces: N images, PIL or (H, W, 3) uint8, None where the face is missing; None for no faces at all.
            bodies: Likewise.

        Returns:
            `pixel_values` (N, 3, F, F) and `has_face` (N,) where faces are given; `body_pixel_values`
            (N, 3, S, S) and `has_body` (N,) where bodies are. Images of missing parts are zeros.

        Raises:
            ValueError: If nothing is given, lengths differ, or a character has neither part.
        """
        given = {name: part for name, part in (("faces", faces), ("bodies", bodies)) if part is not None}
        if not given:
            raise ValueError("give faces, bodies or both")
        if len({len(part) for part in given.values()}) > 1:
            raise ValueError(f"{len(faces)} faces and {len(bodies)} bodies cannot be the same characters")
        for index, parts in enumerate(zip(*given.values(), strict=True)):
            if all(part is None for part in parts):
                raise ValueError(f"character {index} has neither face nor body")
        data = {}
        if faces is not None:
            data["pixel_values"], data["has_face"] = self._prepared(faces, "face")
        if bodies is not None:
            data["body_pixel_values"], data["has_body"] = self._prepared(bodies, "body")
        return BatchFeature(data, tensor_type=return_tensors)

    @property
    def model_input_names(self) -> list[str]:
        return ["pixel_values", "body_pixel_values", "has_face", "has_body"]

    def _prepared(self, images: Sequence, part: Literal["face", "body"]) -> tuple[np.ndarray, np.ndarray]:
        processor = self.image_processor
        side = processor.face_size if part == "face" else processor.body_size
        has = np.array([image is not None for image in images])
        pixels = np.zeros((len(images), 3, side, side), dtype=np.float32)
        if has.any():
            there = [image for image in images if image is not None]
            pixels[has] = processor.preprocess(there, part=part)["pixel_values"]
        return pixels, has


__all__ = ["IdentitySimCLRImageProcessor", "IdentitySimCLRProcessor"]
