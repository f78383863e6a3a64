"""The recipe of MangaDeepCluster; its defaults are the paper's, the model's are in its config."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from train.recipe import Machine, Schedule

FINE_TUNING, CLUSTERING = "ft", "dc"  # stages, and folders of the output


def _paper() -> Schedule:
    """200 epochs at 1e-4 (Section 4); the optimiser is Caron et al.'s, of which the paper says nothing."""
    return Schedule(
        epochs=200,
        learning_rate=1e-4,
        weight_decay=1e-5,
        optimizer="sgd",
        momentum=0.9,
        shape="constant",
        gradient_clip=0.0,
    )


@dataclass(frozen=True)
class Recipe:
    """Classification of some faces by their characters, of all by pseudo-labels, or one after the other.

    Args:
        data: Folder or Hub id with the config `faces` or `instances`.
        output: Folder of the run; the trained model comes to lie in its `checkpoint`.
        method: `dc`, `ft`, or `ft+dc`, both in this order.
        config: Which config of the data; of `instances` the faces.
        cache: Folder for decoded pixels.
        model: Fields of `MangaDeepClusterConfig`; the number of classes is not among them.
        image: File or folder with torchvision's weights of the VGG that it starts from; None for one that
            starts afresh. What the paper's started from it does not say.
        start: Checkpoint of another run to start from instead, such as one of `ft` for `dc`.
        labelled: Which albums have labels for `ft`: those of another split of the data, or a share of them.
            In the paper 20 of 83.
        fewest: Characters with fewer faces are left out. Faces of nobody who is known have no label.
        validation: Share of the albums that is held out. The paper divides the faces of the same characters;
            here those of other albums tell what clustering needs.
        batch_size: Faces of each process. Not in the paper.
        augmentation: `crop`, resized crops and mirroring as Caron et al.; `drawn`, what lies between a clean
            drawing and a page.
        margin: Of the cosine of the right class, which then is what classes are told apart by; 0 for the
            paper's cross entropy of a linear layer.
        scale: Of these cosines.
        pseudo_classes: k of k-means (Section 4).
        feature: Layer that is grouped: "the output of the layer before the last" (Section 3.1).
        whitened: How many principal components of it, as Caron et al.
        rounds: Of k-means.
        per_group: Faces that k-means finds its centres from, for each of them.
        early_side: Side of the pictures in the first epochs of `ft`, when less than the whole shows enough; 0
            for the model's throughout.
        early_epochs: How many those are.
        classes: Whether what is exported knows the last classes; the last layer is no part of the features.
        ft: Schedule of `ft`.
        dc: Schedule of `dc`.
    """

    data: str
    output: str
    method: Literal["dc", "ft", "ft+dc"] = "ft+dc"
    config: Literal["faces", "instances"] = "faces"
    cache: str = "runs/pixels"
    model: dict[str, Any] = field(default_factory=dict)
    image: str | None = None
    start: str | None = None
    labelled: str | float = "labelled"
    fewest: int = 10
    validation: float = 0.08
    batch_size: int = 256
    augmentation: Literal["crop", "drawn"] = "crop"
    margin: float = 0.0
    scale: float = 20.0
    pseudo_classes: int = 3000
    feature: str = "fc2"
    whitened: int = 256
    rounds: int = 20
    per_group: int = 64
    early_side: int = 0
    early_epochs: int = 0
    classes: bool = True
    ft: Schedule = field(default_factory=_paper)
    dc: Schedule = field(default_factory=_paper)
    machine: Machine = field(default_factory=Machine)

    def __post_init__(self) -> None:
        if self.batch_size < 1 or self.fewest < 1 or not 0 <= self.validation < 1:
            raise ValueError("needs batch_size >= 1, fewest >= 1 and validation of at least 0 and below 1")
        if not isinstance(self.labelled, str) and not 0 < self.labelled <= 1:
            raise ValueError(f"has labels for {self.labelled} of the albums, which is no share of them")
        if min(self.pseudo_classes, self.rounds, self.per_group) < 1 or self.whitened < 2:
            raise ValueError("needs pseudo_classes, rounds and per_group of at least 1, whitened of 2")
        if self.image and self.start:
            raise ValueError("starts from image and from start, where one is possible")
        given = {"num_labels", "id2label", "label2id"} & set(self.model)
        if given:
            raise ValueError(f"sets model.{min(given)}, which the data and pseudo_classes decide")

    @property
    def stages(self) -> list[str]:
        """`ft`, `dc`, or one after the other."""
        return self.method.split("+")
