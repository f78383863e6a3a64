"""Configuration of MFDN. The defaults are the paper's model on Dan:mul."""

# no `from __future__ import annotations` here: `strict` checks nothing where annotations are strings

from typing import ClassVar, Literal

from huggingface_hub.dataclasses import strict
from transformers import AutoConfig, PreTrainedConfig, ViTConfig
from transformers.configuration_utils import SubConfigSpec

SPECIAL_TOKENS = (
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
)  # the first of every vocabulary, in this order
PAD, UNK, CLS, SEP, MASK = range(len(SPECIAL_TOKENS))

_CHARACTERS = 14_413  # classes of Dan:mul (Table II)
_LAYER = (  # what the multimodal encoder's layers share with those of the vision encoder
    "num_attention_heads",
    "intermediate_size",
    "hidden_act",
    "hidden_dropout_prob",
    "attention_probs_dropout_prob",
    "layer_norm_eps",
    "qkv_bias",
)


@strict
class MFDNConfig(PreTrainedConfig):
    """MFDN: Anime Character Identification and Tag Prediction by Multimodality Modeling.

    Args:
        image_config: The vision encoder: any transformers model that makes tokens of an image, the class
            token first, or a feature map. By default the first half of ViT-L at 128 pixels.
        text_config: The tag encoder: any transformers encoder that takes `position_ids`, of the width of the
            vision encoder and of `vocab_size` words; None where the variant has no tags. By default shaped
            like BERT-base, with the vision encoder's width, heads and MLP: the paper's BERT-base has 12
            heads, which do not divide its width of 1024.
        variant: Which parts there are (Table V): `picture`, the vision and multimodal encoders on a picture
            alone, which is a plain ViT-L; `tags`, fusion with the tags; `masked`, with the decoder and masked
            tags, which is all of Figure 3.
        multimodal_layers: Layers of the multimodal encoder, like those of the vision encoder.
        decoder_layers: Layers of the decoder.
        vocab_size: Tags and five special tokens, the first of the vocabulary. Dan:mul has 25,404 tags.
        max_tags: Longest sequence of tags, l_t, with [CLS] and [SEP].
        class_weight: Weight of the loss on characters (Equation 6).
        mask_weight: Weight of the loss on masked tags.
        num_characters: Characters that are told apart, another name of `num_labels`; `id2label` names them.

    Raises:
        ValueError: If a choice contradicts another.
    """

    model_type = "mfdn"
    attribute_map: ClassVar = {"num_characters": "num_labels"}
    sub_configs_defaults: ClassVar = {
        "image_config": SubConfigSpec(AutoConfig, model_type="vit"),
        "text_config": SubConfigSpec(AutoConfig, model_type="bert", optional=True),
    }

    # encoders
    image_config: dict | PreTrainedConfig | None = None
    text_config: dict | PreTrainedConfig | None = None
    variant: Literal["picture", "tags", "masked"] = "masked"
    multimodal_layers: int = 12
    decoder_layers: int = 4

    # tags
    vocab_size: int = 25_404 + len(SPECIAL_TOKENS)
    max_tags: int = 32

    # losses
    class_weight: float | int = 1.0
    mask_weight: float | int = 1.0

    # as elsewhere in transformers
    initializer_range: float = 0.02

    def __post_init__(self, **kwargs) -> None:
        named, counted = self.id2label, kwargs.pop("num_characters", None)
        if named is None:
            kwargs.setdefault("num_labels", counted or _CHARACTERS)
        elif counted is not None and counted != len(named):
            raise ValueError(f"num_characters is {counted}, but id2label names {len(named)}")
        if self.image_config is None:
            self.image_config = {
                "model_type": "vit",
                "image_size": 128,
                "hidden_size": 1024,
                "num_attention_heads": 16,
                "intermediate_size": 4096,
            }
        super().__post_init__(**kwargs)
        self.label2id = {name: index for index, name in self.id2label.items()}
        if self.text_config is None and "tags" in self.modalities:
            self.text_config = self._bert()
        self._refuse_contradictions()

    def _bert(self) -> PreTrainedConfig:
        layer = self.multimodal_config
        return AutoConfig.for_model(
            "bert",
            vocab_size=self.vocab_size,
            hidden_size=self.hidden_size,
            num_attention_heads=layer.num_attention_heads,
            intermediate_size=layer.intermediate_size,
            max_position_embeddings=1,  # tags have no order
            type_vocab_size=1,
        )

    def _refuse_contradictions(self) -> None:
        if len(self.label2id) < self.num_labels:
            raise ValueError("id2label gives two characters the same name")
        if self.vocab_size <= len(SPECIAL_TOKENS):
            raise ValueError(
                f"vocab_size {self.vocab_size} holds no tag beside {len(SPECIAL_TOKENS)} special"
            )
        if self.max_tags < 3:
            raise ValueError(f"max_tags {self.max_tags} has no room for a tag between [CLS] and [SEP]")
        if self.text_config is None:
            return
        if "tags" not in self.modalities:
            raise ValueError(f"the variant {self.variant!r} takes no tags, so no encoder for them")
        for name, own in (("hidden_size", self.hidden_size), ("vocab_size", self.vocab_size)):
            its = getattr(self.text_config, name)
            if its != own:
                raise ValueError(f"the tag encoder's {name} is {its}, where {own} is needed")

    def to_diff_dict(self) -> dict:
        """As elsewhere, but names of characters are kept even where they are transformers' own default."""
        return super().to_diff_dict() | {"id2label": self.id2label}

    @property
    def modalities(self) -> tuple[str, ...]:
        """What the model takes, in the processor's words."""
        return ("images",) if self.variant == "picture" else ("images", "tags")

    @property
    def hidden_size(self) -> int:
        """Width of all tokens."""
        return self.image_config.hidden_sizes[-1] if self.image_maps else self.image_config.hidden_size

    @property
    def required(self) -> tuple[str, ...]:
        """Which of the modalities may not be missing."""
        return ("images",)

    @property
    def image_maps(self) -> bool:
        """Whether the vision encoder makes feature maps, as a ResNet does, instead of tokens."""
        return hasattr(self.image_config, "hidden_sizes")

    @property
    def embedding_dim(self) -> int:
        """Size of what `embed` gives."""
        return self.hidden_size

    @property
    def num_tags(self) -> int:
        """K, the tags that are predicted."""
        return self.vocab_size - len(SPECIAL_TOKENS)

    @property
    def multimodal_config(self) -> ViTConfig:
        """Layers of the multimodal encoder: like the vision encoder's, or ViT's where that makes maps."""
        width = self.hidden_size
        shape = {"num_attention_heads": max(width // 64, 1), "intermediate_size": 4 * width}
        if not self.image_maps:
            own = {name: getattr(self.image_config, name, None) for name in _LAYER}
            shape |= {name: value for name, value in own.items() if value is not None}
        return ViTConfig(hidden_size=width, num_hidden_layers=self.multimodal_layers, **shape)


__all__ = ["MFDNConfig"]
