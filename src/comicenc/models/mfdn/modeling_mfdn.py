"""MFDN: who is in a picture and what is in it, from the picture and as many of its tags as are known.

Paper: Anime Character Identification and Tag Prediction by Multimodality Modeling: Dataset and Model. Section
IV.B and Figure 3 are the model, Equations 4 to 6 its losses.

Differs from the paper: the tag encoder has no position embeddings, since tags have no order; and one head
predicts the tag of every open slot, where the paper speaks of l_t heads. Not in the paper: nothing normalises
between the vision and the multimodal encoder, so that the halves of a ViT are that ViT when there are no
tags; the decoder normalises before each sub-layer, as ViT does, and has no dropout; the slots that padding
fills are open for the decoder as well, in training as in use, where nobody knows how many tags there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import AutoModel, PreTrainedModel
from transformers import initialization as init
from transformers.modeling_outputs import ImageClassifierOutput
from transformers.models.vit.modeling_vit import ViTPreTrainedModel
from transformers.utils import ModelOutput

from .configuration_mfdn import CLS, MASK, PAD, SEP, SPECIAL_TOKENS, MFDNConfig
from .masking import IGNORED
from .networks import MultimodalEncoder, TagDecoder, TagEncoder, VisionEncoder


@dataclass
class MFDNOutput(ModelOutput):
    """What the model gives.

    Args:
        loss: Equation 6, of the losses whose labels are given.
        class_loss: Cross entropy of the characters (Equation 4).
        mask_loss: Of the masked tags (Equation 5), the mean over the pictures that have some.
        embeddings: (B, D) unit rows.
        logits: (B, N), of the characters.
        tag_logits: (B, K), of an open slot; all open slots of a picture are alike. Tag k is the token
            k + 5, after the special ones.
        tag_probabilities: (B, K), that a tag stands in one of the open slots; None with `masked_labels`.
    """

    loss: Tensor | None = None
    class_loss: Tensor | None = None
    mask_loss: Tensor | None = None
    embeddings: Tensor | None = None
    logits: Tensor | None = None
    tag_logits: Tensor | None = None
    tag_probabilities: Tensor | None = None


class MFDNModel(PreTrainedModel):
    """Pictures, and the tags that are known of them, to vectors, characters and the other tags.

    ```
    picture ─ vision encoder ─┐                      ┌─ [CLS] ─ head ─ characters; L2 = embedding
                              ├─ multimodal encoder ─┼─ vision tokens ── keys, values ─┐
    tags seen ─ tag encoder ──┘                      └─ tags seen, [MASK] ─ queries ─ decoder ─ head ─ tags
    ```

    A variant has the parts that its row of Table V needs.
    """

    config_class = MFDNConfig
    base_model_prefix = "mfdn"
    main_input_name = "pixel_values"
    input_modalities = ("image", "text")
    supports_gradient_checkpointing = True
    _supports_sdpa = True

    def __init__(self, config: MFDNConfig) -> None:
        super().__init__(config)
        self.vision_encoder = VisionEncoder(config)
        if "tags" in config.modalities:
            self.tag_encoder = TagEncoder(config)
        self.multimodal_encoder = MultimodalEncoder(config.multimodal_config)
        self.character_head = nn.Linear(config.hidden_size, config.num_labels)
        if config.variant == "masked":
            self.decoder = TagDecoder(config)
            self.tag_head = nn.Linear(config.hidden_size, config.num_tags)
        self.post_init()

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        super()._init_weights(module)
        if isinstance(module, TagDecoder):
            init.normal_(module.mask, std=self.config.initializer_range)
        if isinstance(module, VisionEncoder) and hasattr(module, "class_token"):
            init.normal_(module.class_token, std=self.config.initializer_range)

    @classmethod
    def from_backbones(
        cls,
        image: str | Path | None = "google/vit-large-patch16-224-in21k",
        *,
        image_size: int = 128,
        hub: dict | None = None,
        **config,
    ) -> MFDNModel:
        """Start the vision and the multimodal encoder from the halves of a ViT; all else starts afresh.

        Args:
            image: Hub id or folder of a ViT, of 24 layers in the paper; its position embeddings are
                interpolated. None for a model that starts afresh altogether.
            image_size: Side in pixels of the pictures that the ViT then takes.
            hub: `revision`, `token`, `cache_dir`, `local_files_only` for `from_pretrained`.
            config: Fields of `MFDNConfig`. `multimodal_layers` of the ViT's last layers, half of them where
                it is not given, go to the multimodal encoder, the others to the vision encoder.

        Raises:
            OSError: If there is no such model.
            ValueError: If it is no ViT, or has no more layers than the multimodal encoder.
        """
        if image is None:
            return cls(MFDNConfig(**config))
        source = AutoModel.from_pretrained(image, dtype=torch.float32, **hub or {})
        if not isinstance(source, ViTPreTrainedModel):
            raise ValueError(f"{image} is of the type {source.config.model_type}, where a ViT is needed")
        depth = len(source.layers)
        upper = config.setdefault("multimodal_layers", depth - depth // 2)
        if upper >= depth:
            raise ValueError(f"{image} has {depth} layers, of which {upper} leave the vision encoder none")
        source.config.num_labels = 2  # the names of its own classes are not this model's
        lower = {"num_hidden_layers": depth - upper, "image_size": image_size}
        model = cls(MFDNConfig(image_config=source.config.to_dict() | lower, **config))
        model._start_from(source)
        return model

    @torch.no_grad()
    def _start_from(self, source: ViTPreTrainedModel) -> None:
        own, its = self.vision_encoder.backbone, source.embeddings
        side, places = own.config.image_size, own.embeddings.position_embeddings
        its.position_embeddings = nn.Parameter(its.interpolate_pos_encoding(places, side, side))
        own.embeddings.load_state_dict(its.state_dict())
        for layer, given in zip([*own.layers, *self.multimodal_encoder.layers], source.layers, strict=True):
            layer.load_state_dict(given.state_dict())
        self.multimodal_encoder.layernorm.load_state_dict(source.layernorm.state_dict())

    @property
    def parts(self) -> dict[str, nn.Module]:
        """What the model is made of."""
        return dict(self.named_children())

    def embed(self, **inputs) -> Tensor:
        """(B, D) unit rows for the inputs of `forward`."""
        return self(**inputs).embeddings

    def forward(
        self,
        pixel_values: Tensor | None = None,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        masked_labels: Tensor | None = None,
        labels: Tensor | None = None,
    ) -> MFDNOutput:
        """Embeddings, characters and tags, and the losses of the labels that are given.

        Args:
            pixel_values: (B, 3, S, S).
            input_ids: (B, L) tags between [CLS] and [SEP], those alone where none is known; None where none
                is known of any picture.
            attention_mask: (B, L), 0 where a row is padded or a tag hidden; None where neither is.
            masked_labels: (B, L) ids of tags that are hidden and to be found, whatever `attention_mask`
                says of them, and -100 elsewhere.
            labels: (B,) class of each character, -100 where it is not known; or (B, N) float, where several
                classes may hold at once.

        Raises:
            ValueError: If there is no picture, there are too many tags, or the variant has no such part.
        """
        if pixel_values is None:
            raise ValueError("give pixel_values: MFDN needs a picture")
        if masked_labels is not None and self.config.variant != "masked":
            raise ValueError(f"the variant {self.config.variant!r} has no decoder for masked tags")
        if input_ids is not None and "tags" not in self.config.modalities:
            raise ValueError(f"the variant {self.config.variant!r} takes no tags")
        vision, tags, seen = self.vision_encoder(pixel_values.to(self.dtype)), None, None
        if "tags" in self.config.modalities:
            input_ids, seen = self._seen(vision.shape[0], input_ids, attention_mask, masked_labels)
            tags = self.tag_encoder(input_ids, seen)
        vision, tags = self.multimodal_encoder(vision, tags, seen)
        logits, tag_logits, tag_probabilities = self.character_head(vision[:, 0]), None, None
        if self.config.variant == "masked":
            known = (seen & (input_ids != CLS) & (input_ids != SEP)).sum(1)
            open_slots = self.config.max_tags - 2 - known
            tag_logits = self.tag_head(self.decoder(tags, seen, open_slots, vision))
            tag_probabilities = _any_of(tag_logits, open_slots) if masked_labels is None else None
        return MFDNOutput(
            **self._losses(logits, labels, tag_logits, masked_labels),
            embeddings=F.normalize(vision[:, 0].float(), dim=-1),
            logits=logits,
            tag_logits=tag_logits,
            tag_probabilities=tag_probabilities,
        )

    def _seen(self, count, input_ids, attention_mask, masked_labels) -> tuple[Tensor, Tensor]:
        """(B, L') tokens, and (B, L') bool which of them are looked at, L' the most of any row."""
        if input_ids is None:
            ends = torch.tensor([[CLS, SEP]], device=self.device)
            return ends.expand(count, -1), torch.ones_like(ends, dtype=torch.bool).expand(count, -1)
        if input_ids.shape[1] > self.config.max_tags:
            longest = self.config.max_tags
            raise ValueError(f"{input_ids.shape[1] - 2} tags are more than the {longest - 2} that fit")
        seen = (input_ids != PAD) & (input_ids != MASK)
        if attention_mask is not None:
            seen &= attention_mask.bool()
        if masked_labels is not None:
            seen &= masked_labels == IGNORED
        if torch.jit.is_tracing() or torch.compiler.is_compiling():
            return input_ids, seen
        # Order does not count, so what is seen can move to the front and the rest be left out.
        order = seen.int().argsort(dim=1, descending=True, stable=True)[:, : int(seen.sum(1).max())]
        return input_ids.gather(1, order), seen.gather(1, order)

    def _losses(self, logits, labels, tag_logits, masked_labels) -> dict[str, Tensor]:
        losses = {}
        if labels is not None:
            losses["class"] = _class_loss(logits.float(), labels)
        if masked_labels is not None:
            losses["mask"] = _mask_loss(tag_logits.float(), masked_labels)
        if not losses:
            return {}
        total = sum(getattr(self.config, f"{name}_weight") * loss for name, loss in losses.items())
        return {"loss": total} | {f"{name}_loss": loss for name, loss in losses.items()}


class MFDNForImageClassification(MFDNModel):
    """The same network with the same weights, as a classifier of characters for transformers' pipelines."""

    def embed(self, **inputs) -> Tensor:
        """(B, D) unit rows for the inputs of `MFDNModel.forward`."""
        return super().forward(**inputs).embeddings

    def forward(
        self,
        pixel_values: Tensor | None = None,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        labels: Tensor | None = None,
    ) -> ImageClassifierOutput:
        """Logits (B, N) of the characters: see `MFDNModel.forward`."""
        output = super().forward(pixel_values, input_ids, attention_mask, labels=labels)
        return ImageClassifierOutput(loss=output.loss, logits=output.logits)


def _class_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Equation 4, the mean over the rows whose label is known; binary where several classes may hold."""
    if labels.is_floating_point():
        return F.binary_cross_entropy_with_logits(logits, labels)
    total = F.cross_entropy(logits, labels, ignore_index=IGNORED, reduction="sum")
    return total / (labels != IGNORED).sum().clamp(min=1)


def _mask_loss(tag_logits: Tensor, masked_labels: Tensor) -> Tensor:
    """Equation 5 of each row that has masked tags, and the mean over these rows; zero where there is none."""
    masked = masked_labels != IGNORED
    tags = (masked_labels - len(SPECIAL_TOKENS)).masked_fill(~masked, 0)
    surprise = -tag_logits.log_softmax(dim=1).gather(1, tags).masked_fill(~masked, 0)
    each = surprise.sum(1) / masked.sum(1).clamp(min=1)
    return each.sum() / masked.any(1).sum().clamp(min=1)


def _any_of(tag_logits: Tensor, open_slots: Tensor) -> Tensor:
    """(B, K) probability that a tag stands in at least one of the open slots, 1 − Π (1 − softmax)."""
    absent = torch.log1p(-tag_logits.float().softmax(dim=1).clamp(max=1 - 1e-7))
    return -torch.expm1(absent * open_slots[:, None])


__all__ = ["MFDNForImageClassification", "MFDNModel", "MFDNOutput"]
