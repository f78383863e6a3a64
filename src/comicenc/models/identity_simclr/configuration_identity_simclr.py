"""Configuration of Identity-Aware SimCLR. The defaults are the paper's model."""

# no `from __future__ import annotations` here: `strict` checks nothing where annotations are strings

from typing import ClassVar, Literal

from huggingface_hub.dataclasses import strict
from transformers import AutoConfig, PreTrainedConfig
from transformers.configuration_utils import SubConfigSpec


@strict
class IdentitySimCLRConfig(PreTrainedConfig):
    """Identity-Aware Semi-Supervised Learning for Comic Character Re-Identification.

    Args:
        image_config: The encoder f: any transformers model that pools an image to one vector. Faces and
            bodies go through the same one, so with an encoder of fixed input size `face_size` must equal
            `body_size`.
        variant: What is trained on what ("Experimental Setup"): `face` or `body` only; `unaligned`, both
            without the identity-awareness loss; `aligned`, the paper's method; `separate`, an encoder and
            a head for each part.
        projection_layers: Layers of the head g, each linear, batch norm and ReLU, the last without ReLU.
        projection_width: Width inside g; None is the encoder's, as in SimCLR v2.
        projection_norm: Batch norm after the last layer of g too, as SimCLR v2 has it. It keeps projections
            apart from the first step, which long trainings with large batches like and short ones do not.
        projection_dim: Size of what g gives and NT-Xent compares (Appendix E.2).
        head_depth: How many layers of g are kept under the identity layer. The paper keeps g "until the
            middle layer" and gives no number; SimCLR v2, which it follows, continues from the first of
            three (Chen et al. 2020b, section 2), hence 1.
        identity_dim: Size of the identity vector (Table 9).
        fusion: How h_face and h_body become one vector (Table 10): `sum`; `cat`; `weighted_sum`, a trained
            weight for each part and dimension, softmax over the two parts; `coefficient_sum`, a trained
            weight for each part, the two summing to 1; `attention`, the face asking face and body.
        trainable_padding: A trained vector stands for a missing part instead of zeros (Table 8).
        random_masking: In training, share of characters with both parts that lose one, half of them the
            face, half the body. Table 8 tries 0.4.
        embedding: What `embed` gives: the `identity` vector, or `projection`, the sum of the heads' outputs,
            which is the paper's self-supervised baseline.
        face_size: Side of the face image in pixels.
        body_size: Side of the body image in pixels.
        zooms: In evaluation, how near each image is looked at; features are means over the looks. Above 1 is
            nearer. The paper looks once.
        mirrored: In evaluation, whether each look is repeated on the mirrored image.
        temperature: τ of NT-Xent (Appendix E.2).

    Raises:
        ValueError: If a choice contradicts another.
    """

    model_type = "identity_simclr"
    sub_configs_defaults: ClassVar = {"image_config": SubConfigSpec(AutoConfig, model_type="resnet")}

    # encoder
    image_config: dict | PreTrainedConfig | None = None
    variant: Literal["face", "body", "unaligned", "aligned", "separate"] = "aligned"

    # projection head
    projection_layers: int = 3
    projection_width: int | None = None
    projection_norm: bool = True
    projection_dim: int = 128

    # identity
    head_depth: int = 1
    identity_dim: int = 256
    fusion: Literal["sum", "cat", "weighted_sum", "coefficient_sum", "attention"] = "sum"
    trainable_padding: bool = False
    random_masking: float | int = 0.0
    embedding: Literal["identity", "projection"] = "identity"

    # images
    face_size: int = 96
    body_size: int = 128
    zooms: list[float | int] | tuple[float | int, ...] = (1.0,)
    mirrored: bool = False

    # loss
    temperature: float | int = 0.07

    def __post_init__(self, **kwargs) -> None:
        super().__post_init__(**kwargs)
        self.zooms = list(self.zooms)
        if not 0 <= self.head_depth < self.projection_layers:
            raise ValueError(
                f"head_depth {self.head_depth} does not lie between 0 and the last of "
                f"{self.projection_layers} projection layers"
            )
        if not 0 <= self.random_masking <= 1:
            raise ValueError(f"random_masking {self.random_masking} does not lie between 0 and 1")
        if not self.zooms or min(self.zooms) <= 0:
            raise ValueError(f"zooms {self.zooms} must be one or more numbers above 0")
        if len(self.modalities) == 1 and self.fusion != "sum":
            raise ValueError(f"the variant {self.variant!r} has one part, nothing for {self.fusion!r}")

    @property
    def modalities(self) -> tuple[str, ...]:
        """What the model takes, in the processor's words."""
        return {"face": ("faces",), "body": ("bodies",)}.get(self.variant, ("faces", "bodies"))

    @property
    def embedding_dim(self) -> int:
        """Size of what `embed` gives."""
        return self.identity_dim if self.embedding == "identity" else self.projection_dim

    @property
    def encoder_width(self) -> int:
        """Size of f's pooled output."""
        stages = getattr(self.image_config, "hidden_sizes", None)
        return stages[-1] if stages else self.image_config.hidden_size

    @property
    def head_width(self) -> int:
        """Size inside g."""
        return self.projection_width or self.encoder_width

    @property
    def feature_width(self) -> int:
        """Size of h_face and of h_body, which the identity layer sees."""
        return self.head_width if self.head_depth else self.encoder_width


__all__ = ["IdentitySimCLRConfig"]
