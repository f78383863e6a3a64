"""Faces and the texts around them to tensors for Manga-MMTL."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image
from transformers import BatchFeature, PreTrainedTokenizerBase, ProcessorMixin
from transformers.image_utils import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD

from comicenc.media import read_image
from comicenc.nn.squares import SquareImageProcessor


class MangaMMTLImageProcessor(SquareImageProcessor):
    """Faces to normalised tensors: resized to a square, of which the middle is kept.

    Section 3.5 resizes to 224 and, in training, crops 192 at random; it does not say what evaluation sees.
    Here that is the middle, on the same scale. Pillow's bicubic filter widens with the scale, so nothing
    aliases.

    Args:
        face_size: Side of what is kept in pixels.
        uncropped_size: Side that a face is resized to.
        image_mean: Subtracted from each channel, of values 0 to 1.
        image_std: What each channel is divided by.
    """

    def __init__(
        self,
        face_size: int = 192,
        uncropped_size: int = 224,
        image_mean: Sequence[float] = IMAGENET_DEFAULT_MEAN,
        image_std: Sequence[float] = IMAGENET_DEFAULT_STD,
        **kwargs,
    ) -> None:
        super().__init__(image_mean, image_std, **kwargs)
        self.face_size = face_size
        self.uncropped_size = uncropped_size

    def squared(self, image) -> np.ndarray:
        """The middle of one image, (S, S, 3) uint8, S the `face_size`."""
        return self.cropped(self.resized(image))

    def resized(self, image) -> np.ndarray:
        """One image as (U, U, 3) uint8, U the `uncropped_size`, as training augments it."""
        square = (self.uncropped_size, self.uncropped_size)
        return np.asarray(read_image(image).resize(square, Image.Resampling.BICUBIC, reducing_gap=3))

    def cropped(self, pixels: np.ndarray) -> np.ndarray:
        """The middle of (U, U, 3), (S, S, 3)."""
        start = (self.uncropped_size - self.face_size) // 2
        return pixels[start : start + self.face_size, start : start + self.face_size]


class MangaMMTLProcessor(ProcessorMixin):
    """Faces and texts of the same characters to the model's inputs.

    Args:
        image_processor: For the faces.
        tokenizer: For the texts, of any kind.
        text_length: Tokens after which a text is cut.
    """

    def __init__(
        self,
        image_processor: MangaMMTLImageProcessor,
        tokenizer: PreTrainedTokenizerBase,
        text_length: int = 128,
    ) -> None:
        super().__init__(image_processor, tokenizer)
        self.text_length = text_length

    def __call__(
        self,
        faces: Sequence | None = None,
        texts: Sequence[str | None] | None = None,
        return_tensors: str | None = "pt",
    ) -> BatchFeature:
        """Prepare N characters.

        Args:
            faces: N images, PIL or (H, W, 3) uint8, None where the face is missing; None for no faces at all.
            texts: N texts, all that is said and written in the frame of the face (Section 3.1); None or blank
                where there is none; None for no texts at all.

        Returns:
            `pixel_values` (N, 3, S, S) and `has_face` (N,) where faces are given; `input_ids` and
            `attention_mask` (N, L) and `has_text` (N,) where texts are. Missing faces are zeros, missing
            texts padding.

        Raises:
            ValueError: If nothing is given, lengths differ, or a character has neither part.
        """
        given = {name: part for name, part in (("faces", faces), ("texts", texts)) if part is not None}
        if not given:
            raise ValueError("give faces, texts or both")
        if len({len(part) for part in given.values()}) > 1:
            raise ValueError(f"{len(faces)} faces and {len(texts)} texts cannot be the same characters")
        if texts is not None:
            given["texts"] = [text if text and text.strip() else None for text in texts]
        for index, parts in enumerate(zip(*given.values(), strict=True)):
            if all(part is None for part in parts):
                raise ValueError(f"character {index} has neither face nor text")
        data = {}
        if faces is not None:
            data |= self._faces(given["faces"])
        if texts is not None:
            data |= self._texts(given["texts"])
        return BatchFeature(data, tensor_type=return_tensors)

    @property
    def model_input_names(self) -> list[str]:
        return ["pixel_values", "input_ids", "attention_mask", "has_face", "has_text"]

    def _faces(self, images: Sequence) -> dict[str, np.ndarray]:
        has = np.array([image is not None for image in images], dtype=bool)
        side = self.image_processor.face_size
        pixels = np.zeros((len(images), 3, side, side), dtype=np.float32)
        if has.any():
            there = [image for image in images if image is not None]
            pixels[has] = self.image_processor.preprocess(there)["pixel_values"]
        return {"pixel_values": pixels, "has_face": has}

    def _texts(self, texts: Sequence[str | None]) -> dict[str, np.ndarray]:
        has = np.array([text is not None for text in texts], dtype=bool)
        there = [text for text in texts if text is not None]
        cut = {"truncation": True, "max_length": self.text_length}
        ids = self.tokenizer(there, **cut)["input_ids"] if there else []
        length = max([len(row) for row in ids], default=1)
        data = {
            "input_ids": np.full((len(texts), length), self.tokenizer.pad_token_id or 0, dtype=np.int64),
            "attention_mask": np.zeros((len(texts), length), dtype=np.int64),
        }
        for index, row in zip(np.flatnonzero(has), ids, strict=True):
            data["input_ids"][index, : len(row)] = row
            data["attention_mask"][index, : len(row)] = 1
        return data | {"has_text": has}


__all__ = ["MangaMMTLImageProcessor", "MangaMMTLProcessor"]
