"""Configuration of MangaDeepCluster. The defaults are the paper's model."""

# no `from __future__ import annotations` here: `strict` checks nothing where annotations are strings

from typing import Literal

from huggingface_hub.dataclasses import strict
from transformers import PreTrainedConfig

_PSEUDO_CLASSES = 3000  # Section 4


@strict
class MangaDeepClusterConfig(PreTrainedConfig):
    """Improvement of Feature Representation in Clustering of Manga Character Faces.

    Args:
        hidden_sizes: Channels of each convolutional block; the defaults of this and the next four make VGG16.
        depths: Convolutions of each block.
        fc_size: Width of the two fully connected layers below the classifier.
        pooled_size: Side of the map that they see.
        batch_norm: Batch norm after each convolution, as in torchvision's vgg16_bn. A small network that
            starts from nothing needs it.
        dropout: After each of the fully connected layers.
        feature: Which layer `embed` gives (Table 1).
        projection_dim: Size that features of convolutional blocks are randomly projected to where they are
            larger; conv1 has 3.2 million numbers a face. The paper reduces them by UMAP alone.
        projection_seed: Of that projection.
        image_size: Side of the face in pixels.
        zooms: In evaluation, how near each face is looked at; features are means over the looks. Above 1 is
            nearer. The paper looks once.
        mirrored: In evaluation, whether each look is repeated on the mirrored face.
        num_labels: Classes of the classifier: the paper's 3,000 pseudo-classes, or characters.

    Raises:
        ValueError: If a choice contradicts another.
    """

    model_type = "manga_deepcluster"

    # network
    hidden_sizes: list[int] | tuple[int, ...] = (64, 128, 256, 512, 512)
    depths: list[int] | tuple[int, ...] = (2, 2, 3, 3, 3)
    fc_size: int = 4096
    pooled_size: int = 7
    batch_norm: bool = False
    dropout: float | int = 0.5

    # features
    feature: Literal["conv1", "conv2", "conv3", "conv4", "conv5", "fc1", "fc2"] = "fc1"
    projection_dim: int = 4096
    projection_seed: int = 0

    # faces
    image_size: int = 224
    zooms: list[float | int] | tuple[float | int, ...] = (1.0,)
    mirrored: bool = False

    def __post_init__(self, **kwargs) -> None:
        if self.id2label is None:
            kwargs.setdefault("num_labels", _PSEUDO_CLASSES)
        super().__post_init__(**kwargs)
        for name in ("hidden_sizes", "depths", "zooms"):
            setattr(self, name, list(getattr(self, name)))
        self._refuse_contradictions()

    def _refuse_contradictions(self) -> None:
        blocks = len(self.hidden_sizes)
        if not 1 <= blocks == len(self.depths) <= 5:
            raise ValueError(f"{blocks} hidden_sizes and {len(self.depths)} depths are not 1 to 5 blocks")
        if self.feature not in self.layers:
            raise ValueError(f"feature {self.feature!r} is none of {', '.join(self.layers)}")
        if self.image_size < 2**blocks:
            raise ValueError(f"image_size {self.image_size} cannot be halved {blocks} times")
        if min(*self.hidden_sizes, *self.depths, self.fc_size, self.pooled_size, self.projection_dim) < 1:
            raise ValueError("hidden_sizes, depths, fc_size, pooled_size and projection_dim start at 1")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout {self.dropout} does not lie between 0 and 1")
        if not self.zooms or min(self.zooms) <= 0:
            raise ValueError(f"zooms {self.zooms} must be one or more numbers above 0")

    def to_diff_dict(self) -> dict:
        """As elsewhere, but pseudo-classes have no names that are worth a line each."""
        fields = super().to_diff_dict()
        if self.id2label == {index: f"LABEL_{index}" for index in range(self.num_labels)}:
            fields = {name: value for name, value in fields.items() if name not in ("id2label", "label2id")}
            fields["num_labels"] = self.num_labels
        return fields

    @property
    def modalities(self) -> tuple[str, ...]:
        """What the model takes, in the processor's words."""
        return ("faces",)

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that features can be taken from, from below."""
        return (*(f"conv{number}" for number in range(1, len(self.hidden_sizes) + 1)), "fc1", "fc2")

    @property
    def embedding_dim(self) -> int:
        """Size of what `embed` gives."""
        return self.feature_dim(self.feature)

    def feature_dim(self, layer: str) -> int:
        """Size of what `features_of` gives of a layer, of faces of `image_size`."""
        if layer.startswith("fc"):
            return self.fc_size
        block = self.layers.index(layer)
        return min(self.hidden_sizes[block] * (self.image_size // 2**block) ** 2, self.projection_dim)


__all__ = ["MangaDeepClusterConfig"]
