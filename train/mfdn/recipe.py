"""The recipes of MFDN; the defaults of the first are the paper's, the model's are in its config."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from train.recipe import Machine, RecipeError, Schedule, to_recipe

DECIDED = {"vocab_size", "num_characters", "num_labels", "id2label", "label2id"}  # by the data


@dataclass(frozen=True)
class Training:
    """End to end, with tags masked by the curriculum (Sections IV.B and V.A).

    `model.variant` says which row of Table V: `picture`, the ViT; `tags`, fusion without masking; `masked`.

    Args:
        data: Folder or Hub id with the config `tagged`.
        output: Folder of the run; the trained model comes to lie in its `checkpoint`.
        cache: Folder for decoded pixels.
        model: Fields of `MFDNConfig`; tags and characters are the data's.
        image: Folder or Hub id of a ViT whose first layers the vision encoder starts from and whose others
            the multimodal one; None for a model that starts afresh. Which weights the paper's ViT-L had, it
            does not say.
        side: Of the pictures in pixels, for a vision encoder that takes any; None where it says it.
        validation: Split that is measured after each epoch; empty for none.
        batch_size: Pictures of each process.
        augmentation: Strength of shifts, turns, light and wear, which leave all tags true; 0 for none. The
            paper names cropping, flipping and "attribute changes".
        kept: Share of the pictures that keep a random part of their tags when the curriculum hides more, so
            that what is learnt from tags in the first half is not forgotten in the second; not in the paper.
    """

    data: str
    output: str
    stage: Literal["train"] = "train"
    cache: str = "runs/pixels"
    model: dict[str, Any] = field(default_factory=dict)
    image: str | None = "google/vit-large-patch16-224-in21k"
    side: int | None = None
    validation: str = "validation"
    batch_size: int = 64
    augmentation: float = 1.0
    kept: float = 0.0
    schedule: Schedule = field(
        default_factory=lambda: Schedule(
            epochs=50,
            learning_rate=1e-3,
            weight_decay=0.0,
            optimizer="sgd",
            momentum=0.9,  # neither this nor the length of the warm-up is in the paper
            shape="two_cosines",
            warmup=0.02,
            knee=0.6,
            knee_at=0.6,
            lowest=1e-9,
            gradient_clip=0.0,
        )
    )
    machine: Machine = field(default_factory=Machine)

    def __post_init__(self) -> None:
        _check(self)
        given = DECIDED & set(self.model)
        if given:
            raise ValueError(f"sets model.{min(given)}, which the data decides")


@dataclass(frozen=True)
class MultiLabel(Training):
    """What Table VI compares with: the network for pictures with one sigmoid logit a tag, not a character.

    Differs from the paper: its competitor, Label2Label, is a transformer with a token for each tag.

    Args:
        tags: How many of the commonest tags are told apart.
    """

    stage: Literal["multi_label"] = "multi_label"
    tags: int = 200


@dataclass(frozen=True)
class FineTune:
    """New tags and characters for a trained model, whose logits of the old ones stay as they are.

    All weights are frozen but the new rows of the tag embeddings and of the two classifiers. New is what the
    data has and the checkpoint does not know.

    Args:
        data: Folder or Hub id with the config `tagged`; old tags and characters in it are learnt against.
        output: Folder of the run; the trained model comes to lie in its `checkpoint`.
        checkpoint: Folder or Hub id of the model.
        cache: Folder for decoded pixels.
        validation: Split that is measured after each epoch; empty for none.
        batch_size: Pictures of each process.
        augmentation: As above.
        kept: Share of the pictures of which a random part of the tags is shown.
    """

    data: str
    output: str
    checkpoint: str
    stage: Literal["fine_tune"] = "fine_tune"
    cache: str = "runs/pixels"
    validation: str = ""
    batch_size: int = 64
    augmentation: float = 1.0
    kept: float = 0.5
    schedule: Schedule = field(
        default_factory=lambda: Schedule(
            epochs=15,
            learning_rate=1e-2,
            weight_decay=0.0,
            shape="one_cycle",
            lowest=0.01,
            gradient_clip=1.0,
        )
    )
    machine: Machine = field(default_factory=Machine)

    def __post_init__(self) -> None:
        _check(self)


def _check(recipe: Training | FineTune) -> None:
    if recipe.batch_size < 1 or recipe.augmentation < 0 or not 0 <= recipe.kept <= 1:
        raise ValueError("needs batch_size >= 1, augmentation >= 0 and kept from 0 to 1")


Recipe = Training | MultiLabel | FineTune
STAGES = {kind.stage: kind for kind in (Training, MultiLabel, FineTune)}


def recipe_of(content: dict[str, Any], source: str) -> Recipe:
    """The recipe of the stage that a mapping names, `train` where it names none.

    Raises:
        RecipeError: If there is no such stage, a key is unknown, or a value has the wrong type.
    """
    stage = content.get("stage", "train")
    if stage not in STAGES:
        raise RecipeError(f"{source}: stage is {stage!r}, but must be one of {', '.join(STAGES)}")
    return to_recipe(STAGES[stage], content, source)
