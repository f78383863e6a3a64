"""Configuration of MangaAudioCLIP. The defaults are AudioCLIP's, from which the paper starts."""

# no `from __future__ import annotations` here: `strict` checks nothing where annotations are strings

import math
from typing import ClassVar

from huggingface_hub.dataclasses import strict
from transformers import PreTrainedConfig

_STRIDE = 32  # of the last map of the image network


@strict
class MangaAudioCLIPConfig(PreTrainedConfig):
    """MangaAudioCLIP: Zero-Shot Music Retrieval For Japanese Manga, on AudioCLIP.

    Args:
        projection_dim: Size of the space that pictures, texts and music share.
        image_size: Side of pictures in pixels, a multiple of 32.
        image_width: Channels of the first stage of CLIP's modified ResNet; each stage has twice those of the
            one before, and puts out four times as many.
        image_depths: Blocks of its four stages.
        image_heads: Heads of the attention that pools its last map.
        vocab_size: Tokens of texts; that which ends a text has the largest id.
        text_length: Tokens after which a text is cut.
        text_width: Of the text transformer's tokens.
        text_layers: Its layers.
        text_heads: Its heads.
        sampling_rate: Of the music, samples a second.
        n_fft: Samples of a frame after zeros have been put at both its ends.
        window: Samples of a frame before that, under a Blackman-Harris window.
        hop: Samples from one frame to the next.
        bins: Frequencies of the complex frequency B-spline transform.
        bands: Into how many bands of adjacent frequencies a spectrogram is cut; they are its channels, and
            frequencies that are left over at the top are dropped.
        mels: Not in AudioCLIP: power is summed to so many mel frequencies, of which `bands` are made; None
            for none of that.
        decibel_range: Not in AudioCLIP: how far below the loudest place of an item its decibels reach, of
            which the mean is then taken away and by whose deviation they are divided, so that loudness and
            what codecs leave out say nothing; None for decibels as they are.
        audio_width: Channels of the ResNeXt's stem; stage i puts out 4 · 2^i times as many.
        audio_depths: Blocks of its four stages.
        audio_groups: Groups of its 3 x 3 convolutions.
        audio_group_width: Channels of each group in the first stage, twice as many in each further one.
        image_text_scale: Logarithm that the scale of these cosines starts from, as `audio_image_scale` and
            `audio_text_scale` of theirs. AudioCLIP starts these two at ln 100; scales are held within 1 and
            100, and in float32 that start lies beyond, so that they never move.
        transform_weight: Weight in the loss of what keeps the rows of the transform at length 1.

    Raises:
        ValueError: If a choice contradicts another.
    """

    model_type = "manga_audioclip"

    # the shared space
    projection_dim: int = 1024

    # pictures
    image_size: int = 224
    image_width: int = 64
    image_depths: list[int] | tuple[int, ...] = (3, 4, 6, 3)
    image_heads: int = 32

    # texts
    vocab_size: int = 49_408
    text_length: int = 77
    text_width: int = 512
    text_layers: int = 12
    text_heads: int = 8

    # music to spectrograms
    sampling_rate: int = 44_100
    n_fft: int = 2048
    window: int = 1654
    hop: int = 561
    bins: int = 1025
    bands: int = 3
    mels: int | None = None
    decibel_range: float | int | None = None

    # spectrograms to vectors
    audio_width: int = 64
    audio_depths: list[int] | tuple[int, ...] = (3, 4, 6, 3)
    audio_groups: int = 32
    audio_group_width: int = 4

    # losses
    image_text_scale: float | int = 1.0
    audio_image_scale: float | int = math.log(100)
    audio_text_scale: float | int = math.log(100)
    transform_weight: float | int = 1.0

    modalities: ClassVar = ("images", "texts", "audio")
    shared_space: ClassVar = True  # a vector is of one modality, never of several at once

    def __post_init__(self, **kwargs) -> None:
        super().__post_init__(**kwargs)
        self.image_depths, self.audio_depths = list(self.image_depths), list(self.audio_depths)
        for name, depths in (("image_depths", self.image_depths), ("audio_depths", self.audio_depths)):
            if len(depths) != 4 or min(depths) < 1:
                raise ValueError(f"{name} {depths} must be four numbers of blocks")
        if self.image_size % _STRIDE:
            raise ValueError(f"image_size {self.image_size} is no multiple of {_STRIDE}")
        for width, heads in (("text_width", "text_heads"), ("image_features", "image_heads")):
            if getattr(self, width) % getattr(self, heads):
                raise ValueError(
                    f"{heads} {getattr(self, heads)} do not divide {width} {getattr(self, width)}"
                )
        if self.window > self.n_fft:
            raise ValueError(f"a window of {self.window} does not fit into frames of {self.n_fft}")
        if self.rows < 1:
            raise ValueError(f"{self.mels or self.bins} frequencies do not make {self.bands} bands")

    @property
    def embedding_dim(self) -> int:
        """Size of what `embed` gives."""
        return self.projection_dim

    @property
    def image_features(self) -> int:
        """Channels of the image network's last map."""
        return 32 * self.image_width

    @property
    def audio_features(self) -> int:
        """Channels of the audio network's last map."""
        return 32 * self.audio_width

    @property
    def rows(self) -> int:
        """Frequencies of a band."""
        return (self.mels or self.bins) // self.bands


__all__ = ["MangaAudioCLIPConfig"]
