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
class FineTune:
    """Stage two: fusion and identity layer over a frozen stage one, by metric learning (Appendices D, F, G).

    Pictures are brought to size and normalised only ("transformations with an image dimension", F.6), so the
    frozen part sees each of them once.

    Args:
        data: Folder or Hub id with the config `sequences`.
        output: Folder of the run; the trained model comes to lie in its `checkpoint`.
        checkpoint: Folder or Hub id of what stage one left.
        cache: Folder for decoded pixels.
        model: Fields of `IdentitySimCLRConfig` to change: `fusion`, `identity_dim`, `trainable_padding`,
            `random_masking`.
        loss: Of Table 5; `contrastive` is what the paper's further experiments stand on.
        miner: `multi_similarity` or `all_pairs` inside each clique of identities known to differ, or `none`:
            all pairs of the batch. Empty: as the paper has it, the first for triplet and multi-similarity,
            the last for the others.
        mix_series: Whether instances of other series are offered to the miner as dissimilar.
        single_identities: Whether identities that are not known to differ from any take part.
        batch_series: Series a batch and process draws a clique from each of.
        held_out: How many sequences are kept for validation and test at least (Appendix C.1).
    """

    data: str
    output: str
    checkpoint: str
    stage: Literal["fine_tune"] = "fine_tune"
    cache: str = "runs/pixels"
    model: dict[str, Any] = field(default_factory=dict)
    loss: Literal["contrastive", "triplet", "multi_similarity", "tuplet_intra_pair"] = "contrastive"
    miner: Literal["", "none", "all_pairs", "multi_similarity"] = ""
    mix_series: bool = False
    single_identities: bool = False
    batch_series: int = 16
    held_out: int = 800
    schedule: Schedule = field(
        default_factory=lambda: Schedule(
            epochs=20,
            learning_rate=7.5e-4,
            weight_decay=0.05,
            shape="exponential",
            gamma=0.95,
            patience=5,  # that there was early stopping is all that the paper says
            metric="map_at_r",
        )
    )
    machine: Machine = field(default_factory=Machine)

    def __post_init__(self) -> None:
        if self.mix_series and self.which_miner == "none":
            raise ValueError("mix_series needs a miner to offer the other series to")

    @property
    def which_miner(self) -> str:
        """The miner, the paper's where none is named."""
        mined = self.loss in ("triplet", "multi_similarity")
        return self.miner or ("multi_similarity" if mined else "none")


@dataclass(frozen=True)
class Supervised:
    """The recipe of the checkpoint that ships: identities known, nothing frozen; not in the paper.

    NT-Xent on the projections with all faces and bodies of an identity as partners (Khosla et al. 2020), then
    the identity layer by linear discriminant analysis of the features below the head.

    Args:
        data: Folder or Hub id with the config `instances` and its column `identity`.
        output: Folder of the run; the trained model comes to lie in its `checkpoint`.
        cache: Folder for decoded pixels.
        model: Fields of `IdentitySimCLRConfig`.
        batch_size: Instances of each process.
        per_identity: How many instances of one identity a batch holds together.
        augmentation: Strength, 1 as chosen, 0 none.
        early_side: Side of the pictures in the first epochs, when less than the whole shows enough; 0 for the
            processor's throughout.
        early_epochs: How many those are.
        whitening_identities: How many identities the identity layer is fitted on.
        shrinkage: Of the scatter within identities, as a share of its mean.
        face_share: Weight of the face beside the body, for fusion coefficient_sum.
        body_aspect: Of the processor that is exported, see there; training looks at whole bodies. 0 for none.
        validation: Share of the series that is held out.
        probe: Folder with one folder of face pictures an identity, measured after each epoch; empty for none.
    """

    data: str
    output: str
    stage: Literal["supervised"] = "supervised"
    cache: str = "runs/pixels"
    model: dict[str, Any] = field(default_factory=lambda: {"trainable_padding": True})
    batch_size: int = 384
    per_identity: int = 4
    augmentation: float = 1.0
    early_side: int = 0
    early_epochs: int = 0
    whitening_identities: int = 1500
    shrinkage: float = 1.0
    face_share: float = 0.5
    body_aspect: float = 0.0
    validation: float = 0.02
    probe: str = ""
    schedule: Schedule = field(
        default_factory=lambda: Schedule(epochs=20, shape="one_cycle", learning_rate=2e-3)
    )
    machine: Machine = field(default_factory=Machine)


Recipe = SelfSupervised | FineTune | Supervised
STAGES = {kind.stage: kind for kind in (SelfSupervised, FineTune, Supervised)}


def recipe_of(content: dict[str, Any], source: str) -> Recipe:
    """The recipe of the stage that a mapping names.

    Raises:
        RecipeError: If there is no such stage, a key is unknown, or a value has the wrong type.
    """
    stage = content.get("stage")
    if stage not in STAGES:
        raise RecipeError(f"{source}: stage is {stage!r}, but must be one of {', '.join(STAGES)}")
    return to_recipe(STAGES[stage], content, source)
