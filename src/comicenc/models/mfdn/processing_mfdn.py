"""Pictures and their tags to tensors for MFDN."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from PIL import Image
from transformers import BatchFeature, ProcessorMixin
from transformers.image_utils import IMAGENET_STANDARD_MEAN, IMAGENET_STANDARD_STD

from comicenc.media import read_image
from comicenc.nn.squares import SquareImageProcessor

from .configuration_mfdn import CLS, PAD, SEP
from .tokenization_mfdn import TagTokenizer

_NAMED = 10  # unknown tags in a message


class MFDNImageProcessor(SquareImageProcessor):
    """Pictures to normalised tensors: as large as fits into a square, in its middle, white around.

    The paper resizes to 128 × 128 and does not say what becomes of other shapes; so nothing is cut away or
    stretched. Pillow's bicubic filter widens with the scale, so nothing aliases.

    Args:
        size: Side of the square in pixels.
        image_mean: Subtracted from each channel, of values 0 to 1. As for the published ViT, 0.5.
        image_std: What each channel is divided by.
    """

    def __init__(
        self,
        size: int = 128,
        image_mean: Sequence[float] = IMAGENET_STANDARD_MEAN,
        image_std: Sequence[float] = IMAGENET_STANDARD_STD,
        **kwargs,
    ) -> None:
        super().__init__(image_mean, image_std, **kwargs)
        self.size = size

    def squared(self, image) -> np.ndarray:
        """One image as (S, S, 3) uint8, as training augments it."""
        image = read_image(image)
        scale = self.size / max(image.size)
        width, height = (max(round(side * scale), 1) for side in image.size)
        square = Image.new("RGB", (self.size, self.size), "white")
        smaller = image.resize((width, height), Image.Resampling.BICUBIC)
        square.paste(smaller, ((self.size - width) // 2, (self.size - height) // 2))
        return np.asarray(square)


class MFDNProcessor(ProcessorMixin):
    """Pictures and their tags to the model's inputs.

    Args:
        image_processor: For the pictures.
        tokenizer: For the tags.
        max_tags: Longest sequence of tags, with [CLS] and [SEP].
    """

    def __init__(
        self, image_processor: MFDNImageProcessor, tokenizer: TagTokenizer, max_tags: int = 32
    ) -> None:
        super().__init__(image_processor, tokenizer)
        self.max_tags = max_tags

    def __call__(
        self,
        images: Sequence | None = None,
        tags: Sequence[Sequence[str] | None] | None = None,
        return_tensors: str | None = "pt",
        *,
        unknown: Literal["raise", "ignore"] = "raise",
        generator: np.random.Generator | None = None,
    ) -> BatchFeature:
        """Prepare N pictures, or the tags of N pictures.

        Args:
            images: N images, PIL or arrays; None for tags alone.
            tags: N lists of tags, None or empty where none is known; None for no tags at all. The order of
                tags does not count; of more than fit, the rarest are kept, which tell most.
            unknown: What to do with tags that are not in the vocabulary.
            generator: For training: of more tags than fit, random ones are kept (Section IV.B.2).

        Returns:
            `pixel_values` (N, 3, S, S) where images are given; `input_ids` and `attention_mask` (N, L) where
            tags are, L what the longest row needs.

        Raises:
            ValueError: If nothing is given, lengths differ, an image is missing, or tags are unknown.
        """
        if images is None and tags is None:
            raise ValueError("give images, tags or both")
        if images is not None and tags is not None and len(images) != len(tags):
            raise ValueError(
                f"{len(images)} images and {len(tags)} lists of tags cannot be of the same pictures"
            )
        data = {}
        if images is not None:
            for index, image in enumerate(images):
                if image is None:
                    raise ValueError(f"character {index} has no image, which MFDN needs")
            data |= self.image_processor.preprocess(list(images))
        if tags is not None:
            data |= self._tags(tags, unknown, generator)
        return BatchFeature(data, tensor_type=return_tensors)

    @property
    def model_input_names(self) -> list[str]:
        return ["pixel_values", "input_ids", "attention_mask"]

    def _tags(self, rows, unknown: str, generator: np.random.Generator | None) -> dict[str, np.ndarray]:
        rows = [_checked(index, row) for index, row in enumerate(rows)]
        strange = self.tokenizer.unknown(tag for row in rows for tag in row)
        if strange and unknown == "raise":
            more = f" and {len(strange) - _NAMED} more" if len(strange) > _NAMED else ""
            raise ValueError(f"the vocabulary has no tag {', '.join(map(repr, strange[:_NAMED]))}{more}")
        tokens = [[CLS, *self._kept(row, set(strange), generator), SEP] for row in rows]
        length = max(map(len, tokens), default=2)
        ids = np.full((len(rows), length), PAD, dtype=np.int64)
        for row, own in zip(ids, tokens, strict=True):
            row[: len(own)] = own
        return {"input_ids": ids, "attention_mask": (ids != PAD).astype(np.int64)}

    def _kept(self, names, strange: set[str], generator: np.random.Generator | None) -> list[int]:
        """Ids of the tags of a row, each once and at most as many as fit."""
        tags = list(dict.fromkeys(self.tokenizer.resolved(name) for name in names if name not in strange))
        room = self.max_tags - 2
        if len(tags) > room and generator is not None:
            tags = [tags[index] for index in generator.permutation(len(tags))[:room]]
        elif len(tags) > room:
            tags = sorted(tags, key=lambda tag: (self.tokenizer.counts[tag], tag))[:room]
        return self.tokenizer.convert_tokens_to_ids(tags)


def _checked(index: int, row: Sequence[str] | None) -> Sequence[str]:
    if isinstance(row, str) or not all(isinstance(tag, str) for tag in row or ()):
        raise ValueError(f"tags[{index}] is no list of tags")
    return [tag for tag in row or () if tag.strip()]


__all__ = ["MFDNImageProcessor", "MFDNProcessor"]
