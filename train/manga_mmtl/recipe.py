"""The recipe of Manga-MMTL; its defaults are the paper's, the model's are in its config."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from train.recipe import Machine, Schedule


@dataclass(frozen=True)
class Recipe:
    """Classification of characters and albums (Section 3.5); `model.variant` says which of the five models.

    Args:
        data: Folder or Hub id with the config `faces`.
        output: Folder of the run; the trained model comes to lie in its `checkpoint`.
        cache: Folder for decoded pixels.
        model: Fields of `MangaMMTLConfig`; the numbers of characters and albums are the data's.
        image: Folder or Hub id that the image network starts from, any transformers image model or a
            checkpoint of Identity-Aware SimCLR, whose encoder is taken; None for one that starts afresh.
        image_stages: Stages that are kept of the latter's ResNet, for a smaller one; None for all.
        text: Folder or Hub id that the text network starts from, with its tokenizer; None likewise.
        vocabulary: Tokens of a tokenizer that is trained on the texts of `data`; 0 takes that of `text`.
        image_model: Checkpoint of M1 that a model of both parts starts from, instead of `image`.
        text_model: Checkpoint of M2 or M3, likewise, with its tokenizer. Which of the two the paper does not
            say; the task that it shares with the whole decides: M2 for M4, M3 for M5.
        batch_size: Faces of each process. Not in the paper.
        fewest: Characters with fewer faces are left out (Section 4.1).
        validation: Share of the pages of each album that is held out. The paper divides faces; those of one
            frame have the same text, so here whole pages are on one side.
        rotation: Largest angle in degrees. Not in the paper.
        wear: Strength of the augmentation for clean drawings, before cropping; not in the paper.
        hidden_faces: Share of those with face and text whose face is hidden in training; not in the paper.
        hidden_texts: Share of them whose text is.
        frozen_statistics: Whether batch norm keeps the statistics that it came with, for small batches.
        classes: Whether what is exported knows the training's characters and albums by class; the last
            layers are no part of the features.
    """

    data: str
    output: str
    cache: str = "runs/pixels"
    model: dict[str, Any] = field(default_factory=dict)
    image: str | None = "microsoft/resnet-50"
    image_stages: int | None = None
    text: str | None = "tohoku-nlp/bert-base-japanese-whole-word-masking"
    vocabulary: int = 0
    image_model: str | None = None
    text_model: str | None = None
    batch_size: int = 64
    fewest: int = 10
    validation: float = 0.1
    rotation: float = 10.0
    wear: float = 0.0
    hidden_faces: float = 0.0
    hidden_texts: float = 0.0
    frozen_statistics: bool = False
    classes: bool = True
    schedule: Schedule = field(
        default_factory=lambda: Schedule(
            epochs=100,
            learning_rate=1e-4,
            weight_decay=0.0,
            optimizer="sgd",
            momentum=0.9,
            shape="constant",
            gradient_clip=0.0,
            patience=20,
            metric="accuracy",
        )
    )
    machine: Machine = field(default_factory=Machine)

    def __post_init__(self) -> None:
        if self.batch_size < 1 or self.fewest < 1 or not 0 < self.validation < 1:
            raise ValueError("needs batch_size >= 1, fewest >= 1 and validation between 0 and 1")
        if min(self.hidden_faces, self.hidden_texts) < 0 or self.hidden_faces + self.hidden_texts > 1:
            raise ValueError("needs hidden_faces and hidden_texts of at least 0 and at most 1 together")
        given = {"num_characters", "num_albums"} & set(self.model)
        if given:
            raise ValueError(f"sets model.{min(given)}, which the data decides")
