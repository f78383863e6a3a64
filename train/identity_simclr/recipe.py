"""The three recipes of Identity-Aware SimCLR; the defaults of the first two are the paper's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from train.recipe import Machine, RecipeError, Schedule, to_recipe


@dataclass(frozen=True)
class SelfSupervised:
    """Stage one: Equation 4 on pairs of faces and bodies (Appendix E.2).

    Args:
        data: Folder or Hub id with the config `instances`.
        output: Folder of the run; the trained model comes to lie in its `checkpoint`.
        cache: Folder for decoded pixels.
        model: Fields of `IdentitySimCLRConfig`; `variant` says which terms there are.
        batch_size: Instances of each process. The paper has 320 on each of two GPUs.
        validation: Share of the series held out for validation; that it is series, the paper does not say.
        test: Share of the series that stage one never sees.
    """

    data: str
    output: str
    stage: Literal["self_supervised"] = "self_supervised"
    cache: str = "runs/pixels"
    model: dict[str, Any] = field(default_factory=dict)
    batch_size: int = 320
    validation: float = 0.04
    test: float = 0.04
    schedule: Schedule = field(default_factory=Schedule)
    machine: Machine = field(default_factory=Machine)


@dataclass(frozen=True)
class Supervised:
    """The recipe of the checkpoint that ships: identities known, nothing frozen; not in the paper.

    A softmax over all identities with a margin on the cosine (CosFace, Wang et al. 2018), on the vectors of
    the face, of the body and of both from one pass of the encoder, if wished with Equation 4's identity term.

    Args:
        data: Folder or Hub id with the config `instances` and its column `identity`.
        output: Folder of the run; the trained model comes to lie in its `checkpoint`.
        cache: Folder for decoded pixels.
        model: Fields of `IdentitySimCLRConfig`.
        batch_size: Instances of each process.
        margin: Taken from the cosine with the true identity.
        scale: What cosines are multiplied with before the softmax.
        part_weight: Weight of the face's and of the body's term beside the 1 of both together.
        alignment_weight: Weight of NT-Xent between the projections of face and body; 0 leaves it out.
        augmentation: Strength, 1 as chosen, 0 none.
        validation: Share of the series that is held out.
        probe: Folder with one folder of face pictures an identity, measured after each epoch; empty for none.
    """

    data: str
    output: str
    stage: Literal["supervised"] = "supervised"
    cache: str = "runs/pixels"
    model: dict[str, Any] = field(default_factory=dict)
    batch_size: int = 512
    margin: float = 0.15
    scale: float = 20.0
    part_weight: float = 0.5
    alignment_weight: float = 0.0
    augmentation: float = 1.0
    validation: float = 0.04
    probe: str = ""
    schedule: Schedule = field(
        default_factory=lambda: Schedule(epochs=20, shape="one_cycle", learning_rate=2e-3)
    )
    machine: Machine = field(default_factory=Machine)


Recipe = SelfSupervised | Supervised
STAGES = {kind.stage: kind for kind in (SelfSupervised, Supervised)}


def recipe_of(content: dict[str, Any], source: str) -> Recipe:
    """The recipe of the stage that a mapping names.

    Raises:
        RecipeError: If there is no such stage, a key is unknown, or a value has the wrong type.
    """
    stage = content.get("stage")
    if stage not in STAGES:
        raise RecipeError(f"{source}: stage is {stage!r}, but must be one of {', '.join(STAGES)}")
    return to_recipe(STAGES[stage], content, source)
