"""Pictures, texts and music to tensors for MangaAudioCLIP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

import numpy as np
from PIL import Image
from transformers import BatchFeature, FeatureExtractionMixin, PreTrainedTokenizerBase, ProcessorMixin
from transformers.image_utils import OPENAI_CLIP_MEAN, OPENAI_CLIP_STD

from comicenc.media import audio_chunks, read_image
from comicenc.nn.squares import SquareImageProcessor

_FULL_SCALE = 32768  # what AudioCLIP's training multiplies samples of −1 to 1 by


class MangaAudioCLIPImageProcessor(SquareImageProcessor):
    """Pictures to normalised squares, by CLIP's mean and deviation.

    Args:
        size: Side of the square in pixels.
        fit: `crop`, as CLIP does: the shorter side is resized to the square's and the middle is kept; `pad`:
            the longer side is, in the middle of white, so that all of a page is seen.
        image_mean: Subtracted from each channel, of values 0 to 1.
        image_std: What each channel is divided by.
    """

    def __init__(
        self,
        size: int = 224,
        fit: Literal["crop", "pad"] = "crop",
        image_mean: Sequence[float] = OPENAI_CLIP_MEAN,
        image_std: Sequence[float] = OPENAI_CLIP_STD,
        **kwargs,
    ) -> None:
        super().__init__(image_mean, image_std, **kwargs)
        if fit not in ("crop", "pad"):
            raise ValueError(f"fit {fit!r} is neither 'crop' nor 'pad'")
        self.size = size
        self.fit = fit

    def squared(self, image) -> np.ndarray:
        """One image as (S, S, 3) uint8, as training augments it."""
        image = read_image(image)
        scale = self.size / (min if self.fit == "crop" else max)(image.size)
        size = tuple(max(round(side * scale), 1) for side in image.size)
        resized = image.resize(size, Image.Resampling.BICUBIC)
        square = Image.new("RGB", (self.size, self.size), "white")
        square.paste(resized, tuple(round((self.size - side) / 2) for side in size))
        return np.asarray(square)


class MangaAudioCLIPFeatureExtractor(FeatureExtractionMixin):
    """Music to chunks of samples in the range of 16 bits, as AudioCLIP was trained on.

    Args:
        sampling_rate: Samples a second.
        chunk_seconds: Length of a chunk; AudioSet's clips are of ten seconds.
    """

    model_input_names: ClassVar = ["input_values"]

    def __init__(self, sampling_rate: int = 44_100, chunk_seconds: float = 10.0, **kwargs) -> None:
        super().__init__(**kwargs)
        self.sampling_rate = sampling_rate
        self.chunk_seconds = chunk_seconds

    @property
    def chunk_samples(self) -> int:
        """Samples of a chunk."""
        return round(self.sampling_rate * self.chunk_seconds)

    def __call__(self, audio: Sequence, return_tensors: str | None = None) -> BatchFeature:
        """Prepare N pieces.

        Args:
            audio: For each (n,) floats, one channel at `sampling_rate` of −1 to 1, which fit into a chunk and
                are repeated until they fill it; or a path, bytes or `(samples, rate)` of any length, rate and
                number of channels, which is cut into chunks.

        Returns:
            `input_values` (n, `chunk_samples`) float32. Where a piece was cut, also `chunk_weights` (N, n):
            how much each chunk counts in each piece, its seconds that sound.

        Raises:
            ValueError: If samples are not of one channel, none, or more than a chunk.
            UnreadableFile: If a file cannot be read.
        """
        rows, counts = [], []
        for index, item in enumerate(audio):
            parts = self._parts(index, item)
            heard = np.array([weight for _, weight in parts], np.float32)
            rows += [samples for samples, _ in parts]
            counts.append(heard / heard.sum() if heard.any() else np.full(len(heard), 1 / len(heard)))
        data = {"input_values": np.stack(rows) * np.float32(_FULL_SCALE)}
        if not all(isinstance(item, np.ndarray) for item in audio):
            weights = np.zeros((len(counts), len(rows)), np.float32)
            last = np.cumsum([len(own) for own in counts])
            for row, own, end in zip(weights, counts, last, strict=True):
                row[end - len(own) : end] = own
            data["chunk_weights"] = weights
        return BatchFeature(data, tensor_type=return_tensors)

    def _parts(self, index: int, item: Any) -> list[tuple[np.ndarray, float]]:
        """Chunks of samples, each with its weight."""
        length = self.chunk_samples
        if not isinstance(item, np.ndarray):
            chunks = audio_chunks(item, self.sampling_rate, length)
            return [(chunk.samples, chunk.weight) for chunk in chunks]
        if item.ndim != 1 or not 0 < len(item) <= length:
            shape = f"an array of shape {item.shape}"
            raise ValueError(f"audio[{index}] is {shape}, where up to {length} samples are needed")
        return [(np.resize(item.astype(np.float32), length), 1.0)]


class MangaAudioCLIPProcessor(ProcessorMixin):
    """Pictures, texts or music to the model's inputs; for training, pairs of two of them, or all three.

    Args:
        image_processor: For the pictures.
        feature_extractor: For the music.
        tokenizer: For the texts.
        text_length: Tokens after which a text is cut.
    """

    def __init__(
        self,
        image_processor: MangaAudioCLIPImageProcessor,
        feature_extractor: MangaAudioCLIPFeatureExtractor,
        tokenizer: PreTrainedTokenizerBase,
        text_length: int = 77,
    ) -> None:
        super().__init__(image_processor, feature_extractor, tokenizer)
        self.text_length = text_length

    def __call__(
        self,
        images: Sequence | None = None,
        texts: Sequence[str] | None = None,
        audio: Sequence | None = None,
        return_tensors: str | None = "pt",
    ) -> BatchFeature:
        """Prepare items of each modality that is given; how many of one says nothing of another.

        Args:
            images: Images, PIL or arrays.
            texts: Texts; those that are too long are cut.
            audio: Pieces of music, as `MangaAudioCLIPFeatureExtractor` takes them.

        Returns:
            `pixel_values` (N, 3, S, S) where images are given; `input_ids` and `attention_mask` (N, L) where
            texts are; `input_values` (n, `chunk_samples`) where music is, and perhaps `chunk_weights` (N, n).

        Raises:
            ValueError: If nothing is given, or an item is missing.
            UnreadableFile: If a file cannot be read.
        """
        given = {"images": images, "texts": texts, "audio": audio}
        given = {name: list(items) for name, items in given.items() if items is not None}
        if not given:
            raise ValueError("give images, texts or audio")
        for name, items in given.items():
            for index, item in enumerate(items):
                if item is None:
                    raise ValueError(f"{name}[{index}] is missing, and nothing else can stand for it")
        data = {}
        if images is not None:
            data |= self.image_processor.preprocess(given["images"])
        if texts is not None:
            options = {"padding": True, "truncation": True, "max_length": self.text_length}
            data |= self.tokenizer(given["texts"], return_tensors="np", **options)
        if audio is not None:
            data |= self.feature_extractor(given["audio"])
        return BatchFeature(data, tensor_type=return_tensors)

    @property
    def sampling_rate(self) -> int:
        """Of the music, samples a second."""
        return self.feature_extractor.sampling_rate

    @property
    def chunk_samples(self) -> int:
        """Samples of a chunk of music."""
        return self.feature_extractor.chunk_samples

    @property
    def model_input_names(self) -> list[str]:
        return ["pixel_values", "input_ids", "attention_mask", "input_values", "chunk_weights"]


__all__ = ["MangaAudioCLIPFeatureExtractor", "MangaAudioCLIPImageProcessor", "MangaAudioCLIPProcessor"]
