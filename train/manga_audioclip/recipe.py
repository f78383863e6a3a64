"""The recipe of MangaAudioCLIP; its defaults are the paper's, the model's are in its config."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from train.recipe import Machine, Schedule

AUDIO_TEXT, IMAGE_TEXT = "audio_text", "image_text"  # stages, and folders of the output
VALIDATION = "minus_loss"  # "We only saved the model with the best validation loss"
Label = Literal["genre", "mood"]
Part = Literal["image", "text", "audio"]


def _paper(epochs: int) -> Schedule:
    """SGD at 5e-5 with momentum 0.9 (§2); the paper names neither weight decay nor another shape."""
    return Schedule(
        epochs=epochs,
        learning_rate=5e-5,
        weight_decay=0.0,
        optimizer="sgd",
        momentum=0.9,
        shape="constant",
        gradient_clip=0.0,
        metric=VALIDATION,
    )


@dataclass(frozen=True)
class AudioText:
    """Music with the name of its mood; the augmentations are AudioCLIP's, as its published training has them.

    Args:
        schedule: How long and how fast.
        batch_size: Pieces of each process.
        trained: What is trained of the model, beside the scale of this pair.
        transform: Whether the transform of the audio network, its m, fb and fc, is.
        stretched: Up to which factor a piece is played faster or slower, higher or lower with it.
        reversed: Share of the pieces that are played backwards.
        noisy: Share with white noise, of a signal-to-noise ratio from 10 to 120 dB.
    """

    schedule: Schedule = field(default_factory=lambda: _paper(30))
    batch_size: int = 32
    trained: tuple[Part, ...] = ("audio",)
    transform: bool = True
    stretched: float = 1.5
    reversed: float = 0.5
    noisy: float = 0.25

    def __post_init__(self) -> None:
        if self.batch_size < 1 or self.stretched < 1 or not 0 <= min(self.reversed, self.noisy):
            raise ValueError("needs batch_size and stretched of at least 1, shares of at least 0")


@dataclass(frozen=True)
class ImageText:
    """Pages with the name of their genre.

    Args:
        schedule: How long and how fast.
        batch_size: Pages of each process.
        trained: What is trained of the model, beside the scale of this pair.
        labels: What texts say of a page; of several, each has a text, and the mean of the losses counts.
        wear: How much of what lies between a clean drawing and a scanned page; 0 for the paper's
            normalisation alone.
    """

    schedule: Schedule = field(default_factory=lambda: _paper(50))
    batch_size: int = 64
    trained: tuple[Part, ...] = ("image", "text")
    labels: tuple[Label, ...] = ("genre",)
    wear: float = 0.0

    def __post_init__(self) -> None:
        if self.batch_size < 1 or not self.labels or self.wear < 0:
            raise ValueError("needs batch_size of at least 1, a label at least and wear of at least 0")


@dataclass(frozen=True)
class Recipe:
    """Two stages of contrastive learning with texts in between.

    Args:
        music: Folder or Hub id with the config `music`, and its splits `train` and `validation`.
        pages: Folder or Hub id with the config `genre_pages`, likewise.
        output: Folder of the run; the trained model comes to lie in its `checkpoint`, and the one that it
            starts from in its `start`, for the measures before training.
        cache: Folder for decoded pixels and samples.
        model: Fields of `MangaAudioCLIPConfig`; the size of the vocabulary is not among them.
        start: AudioCLIP's published weights, a `.pt`, or a checkpoint, whose own processor is then used; None
            for a model that starts afresh.
        merges: CLIP's list of byte pairs; None for those that ship.
        pairs: How many of them; by default as CLIP does, or all that ship.
        fit: How pages become squares: `crop`, as CLIP does, or `pad`, so that all of a page is seen.
        chunk_seconds: Length of what is heard at once.
        stages: Their order, or one of them. Where nothing is pretrained it helps to learn texts with pages
            first, and to train the audio alone afterwards, so that texts do not move away from it.
        loss: `paper`, where of all rows of a batch each has one partner, or `multi_positive`, where all of
            the same label are.
        phrasings: Whether a label is said in several ways; else by its name, and then both losses are equal.
        audio_text: The stage of music.
        image_text: The stage of pages.
    """

    music: str
    pages: str
    output: str
    cache: str = "runs/pixels"
    model: dict[str, Any] = field(default_factory=dict)
    start: str | None = None
    merges: str | None = None
    pairs: int | None = None
    fit: Literal["crop", "pad"] = "crop"
    chunk_seconds: float = 10.0
    stages: tuple[Literal["audio_text", "image_text"], ...] = (AUDIO_TEXT, IMAGE_TEXT)
    loss: Literal["paper", "multi_positive"] = "paper"
    phrasings: bool = False
    audio_text: AudioText = field(default_factory=AudioText)
    image_text: ImageText = field(default_factory=ImageText)
    machine: Machine = field(default_factory=Machine)

    def __post_init__(self) -> None:
        if not self.stages or len(set(self.stages)) < len(self.stages):
            raise ValueError("needs stages, each once")
        if self.chunk_seconds <= 0:
            raise ValueError("needs chunk_seconds above 0")
        if "vocab_size" in self.model:
            raise ValueError("sets model.vocab_size, which the tokenizer decides")
