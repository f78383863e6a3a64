"""Configuration of Manga-MMTL. The defaults are the paper's model M5."""

# no `from __future__ import annotations` here: `strict` checks nothing where annotations are strings

from typing import ClassVar, Literal

from huggingface_hub.dataclasses import strict
from transformers import AutoConfig, PreTrainedConfig
from transformers.configuration_utils import SubConfigSpec

_PARTS = {"image": ("faces",), "text_character": ("texts",), "text_album": ("texts",)}
_TASKS = {"text_album": ("album",), "multitask": ("album", "character", "visual")}


@strict
class MangaMMTLConfig(PreTrainedConfig):
    """Manga-MMTL: Multimodal Multitask Transfer Learning for Manga Character Analysis.

    Args:
        image_config: The image network: any transformers model that pools an image to one vector; None where
            the variant has no faces.
        text_config: The text network, any transformers encoder: BERT-base with the vocabulary of Tohoku
            University's Japanese weights; None where the variant has no texts.
        variant: The model of Table 2: M1 `image`, characters from faces; M2 `text_character` and M3
            `text_album`, characters and albums from texts; M4 `multimodal`, characters from both;
            M5 `multitask`, Figure 3 whole.
        num_characters: Characters that are told apart in training (Table 1).
        num_albums: Albums that are (Table 1).
        hidden_dim: Width of the second-last layer of each classifier, which is the feature (Section 3.5). The
            paper gives neither widths nor depths; two layers of 512 are ours.
        fusion: How the two networks' outputs become one vector (Equation 2): `cat`; `add` and `max`, for
            which each is first projected to `hidden_dim`.
        trainable_padding: A trained vector stands for the output of a network whose part is missing, instead
            of zeros. The paper has faces without text and does not say what it feeds for them.
        missing: What a missing text does to the album's half of the embedding, and a missing part to the
            only half of a variant with one: `padding`, the half is that of the padding, the same for all that
            lack the part; `zero`, it is zero, and the other half carries the whole row.
        face_size: Side in pixels of what the network sees of a face.
        uncropped_size: Side that faces are resized to, from which `face_size` is cut: anywhere in training,
            in the middle in evaluation, of which the paper does not speak.
        zooms: In evaluation, how near each face is looked at; features are means over the looks. Above 1 is
            nearer. The paper looks once.
        mirrored: In evaluation, whether each look is repeated on the mirrored face.
        text_length: Tokens after which a text is cut. Not in the paper.
        text_trust: In evaluation, how far a text beside a face moves what is fused away from no text at all;
            1 in the paper. Texts that were trained on are remembered and so trusted more than new ones earn.
        album_trust: In evaluation, length of the album's half of the embedding where the character's, with a
            face, has 1; 1 in the paper. All in one frame have the same text, and so the same half.
        dropout: On the outputs of both networks (Section 3.5).
        character_weight: Weight of the main loss. The paper gives no weights.
        visual_weight: Weight of the auxiliary loss on characters by their faces alone.
        album_weight: Weight of the loss on albums by their texts.

    Raises:
        ValueError: If a choice contradicts another.
    """

    model_type = "manga_mmtl"
    sub_configs_defaults: ClassVar = {
        "image_config": SubConfigSpec(AutoConfig, model_type="resnet", optional=True),
        "text_config": SubConfigSpec(AutoConfig, model_type="bert", optional=True),
    }

    # networks
    image_config: dict | PreTrainedConfig | None = None
    text_config: dict | PreTrainedConfig | None = None
    variant: Literal["image", "text_character", "text_album", "multimodal", "multitask"] = "multitask"

    # classifiers
    num_characters: int = 1114
    num_albums: int = 83
    hidden_dim: int = 512
    fusion: Literal["cat", "add", "max"] = "cat"

    # missing parts
    trainable_padding: bool = True
    missing: Literal["padding", "zero"] = "padding"

    # inputs
    face_size: int = 192
    uncropped_size: int = 224
    zooms: list[float | int] | tuple[float | int, ...] = (1.0,)
    mirrored: bool = False
    text_length: int = 128
    text_trust: float | int = 1.0
    album_trust: float | int = 1.0

    # losses
    dropout: float | int = 0.2
    character_weight: float | int = 1.0
    visual_weight: float | int = 1.0
    album_weight: float | int = 1.0

    def __post_init__(self, **kwargs) -> None:
        if self.image_config is None and "faces" in self.modalities:
            self.image_config = {"model_type": "resnet"}
        if self.text_config is None and "texts" in self.modalities:
            self.text_config = {"model_type": "bert", "vocab_size": 32000}
        super().__post_init__(**kwargs)
        self.zooms = list(self.zooms)
        self._refuse_contradictions()

    def _refuse_contradictions(self) -> None:
        for part, config in (("faces", self.image_config), ("texts", self.text_config)):
            if config is not None and part not in self.modalities:
                raise ValueError(f"the variant {self.variant!r} takes no {part}, so no network for them")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout {self.dropout} does not lie between 0 and 1")
        if not self.zooms or min(self.zooms) <= 0:
            raise ValueError(f"zooms {self.zooms} must be one or more numbers above 0")
        if not (0 <= self.text_trust <= 1 and 0 <= self.album_trust <= 1):
            raise ValueError(
                f"text_trust {self.text_trust} and album_trust {self.album_trust} go from 0 to 1"
            )
        if self.face_size > self.uncropped_size:
            raise ValueError(f"face_size {self.face_size} is cut from {self.uncropped_size} pixels")
        longest = getattr(self.text_config, "max_position_embeddings", None)
        if longest is not None and self.text_length > longest:
            raise ValueError(f"text_length {self.text_length} is beyond the text network's {longest}")
        if len(self.modalities) == 1 and self.fusion != "cat":
            raise ValueError(f"the variant {self.variant!r} has one part, nothing for {self.fusion!r}")

    @property
    def modalities(self) -> tuple[str, ...]:
        """What the model takes, in the processor's words."""
        return _PARTS.get(self.variant, ("faces", "texts"))

    @property
    def tasks(self) -> tuple[str, ...]:
        """The variant's classifiers: of the `album`, the `character`, and the character by face, `visual`."""
        return _TASKS.get(self.variant, ("character",))

    @property
    def embedding_dim(self) -> int:
        """Size of what `embed` gives: the features of album and character, where there are both."""
        return self.hidden_dim * (2 if self.variant == "multitask" else 1)

    @property
    def image_width(self) -> int:
        """Size of the image network's pooled output."""
        stages = getattr(self.image_config, "hidden_sizes", None)
        return stages[-1] if stages else self.image_config.hidden_size

    @property
    def text_width(self) -> int:
        """Size of the text network's output."""
        return self.text_config.hidden_size

    @property
    def fused_width(self) -> int:
        """Size of what the character classifier sees."""
        if self.variant == "image":
            return self.image_width
        if self.variant == "text_character":
            return self.text_width
        return self.image_width + self.text_width if self.fusion == "cat" else self.hidden_dim

    def classifier_size(self, task: Literal["album", "character", "visual"]) -> tuple[int, int]:
        """Size of what a task's classifier sees, and its number of classes."""
        if task == "album":
            return self.text_width, self.num_albums
        return self.image_width if task == "visual" else self.fused_width, self.num_characters


__all__ = ["MangaMMTLConfig"]
