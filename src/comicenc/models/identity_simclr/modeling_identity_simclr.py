"""Identity-Aware SimCLR: one encoder for the faces and the bodies of comic characters.

Paper: Identity-Aware Semi-Supervised Learning for Comic Character Re-Identification. The projection head is
that of SimCLR v2 (Chen et al. 2020b).

Differs from the paper: "separate" trains its two encoders in one run, on the sum of two independent losses.
Not in the paper: faces and bodies share a batch of g's batch norm (and of f's where they are of one size),
since statistics that serve both should come from both.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import AutoModel, PreTrainedModel
from transformers import initialization as init
from transformers.utils import ModelOutput

from comicenc.nn.looking import looks, pooled
from comicenc.objectives.identity_aware import identity_aware_loss

from .configuration_identity_simclr import IdentitySimCLRConfig


@dataclass
class IdentitySimCLROutput(ModelOutput):
    """What the model gives; rows of a part that is missing are zero.

    Args:
        loss: Sum of the terms that the variant trains (Equation 4), where views were given.
        face_loss: NT-Xent of two views of the faces.
        body_loss: NT-Xent of two views of the bodies.
        identity_loss: NT-Xent of the faces with the bodies.
        embeddings: (B, D) unit rows of both parts fused; D is `config.embedding_dim`.
        face_embedding: (B, D) unit rows of the face alone.
        body_embedding: (B, D) unit rows of the body alone.
        face_projection: (B, P) unit rows, g(f(face)).
        body_projection: (B, P) unit rows, g(f(body)).
        face_view_projections: (B, 2, P) unit rows of `face_views`.
        body_view_projections: (B, 2, P) unit rows of `body_views`.
    """

    loss: Tensor | None = None
    face_loss: Tensor | None = None
    body_loss: Tensor | None = None
    identity_loss: Tensor | None = None
    embeddings: Tensor | None = None
    face_embedding: Tensor | None = None
    body_embedding: Tensor | None = None
    face_projection: Tensor | None = None
    body_projection: Tensor | None = None
    face_view_projections: Tensor | None = None
    body_view_projections: Tensor | None = None


class EncodedParts(NamedTuple):
    """Faces (index 0) and bodies (index 1) of B characters after f and g, zero where missing.

    Args:
        features: (2, B, W), h_face and h_body: g up to `head_depth`.
        projections: (2, B, P) unit rows: all of g.
        present: (2, B) bool.
    """

    features: Tensor
    projections: Tensor
    present: Tensor


class ProjectionHead(nn.Module):
    """g: linear, batch norm and ReLU a layer; the last has no ReLU, and a norm where the config says so."""

    def __init__(self, config: IdentitySimCLRConfig) -> None:
        super().__init__()
        hidden = [config.head_width] * (config.projection_layers - 1)
        sizes = [config.encoder_width, *hidden, config.projection_dim]
        layers = [
            nn.Sequential(nn.Linear(inner, outer, bias=False), nn.BatchNorm1d(outer), nn.ReLU())
            for inner, outer in pairwise(sizes)
        ]
        last = layers[-1][:2] if config.projection_norm else nn.Sequential(nn.Linear(*sizes[-2:]))
        self.layers = nn.ModuleList([*layers[:-1], last])
        self.depth = config.head_depth

    def forward(self, pooled: Tensor) -> tuple[Tensor, Tensor]:
        """(n, encoder_width) to features (n, W), given by the layer `head_depth`, and projections (n, P)."""
        features = pooled
        for layer in self.layers[: self.depth]:
            features = layer(features)
        projections = features
        for layer in self.layers[self.depth :]:
            projections = layer(projections)
        return features, projections


class PartEncoder(nn.Module):
    """f and g."""

    def __init__(self, config: IdentitySimCLRConfig) -> None:
        super().__init__()
        self.backbone = AutoModel.from_config(config.image_config)
        self.head = ProjectionHead(config)
        self.looks = looks(config.zooms, config.mirrored)

    def forward(self, batches: list[Tensor]) -> tuple[Tensor, Tensor]:
        """Encode images of one size or of several.

        Args:
            batches: (n_i, 3, H_i, W_i) each, n_i > 0.

        Returns:
            Features (n, W) and projections (n, P), n the sum of all n_i.
        """
        if len({images.shape[1:] for images in batches}) == 1:
            batches = [torch.cat(batches)]
        ways = [(1, 1)] if self.training else self.looks
        return self.head(torch.cat([pooled(self.backbone, images, ways) for images in batches]))


class PartFusion(nn.Module):
    """Two part vectors to one, in the ways of Table 10."""

    def __init__(self, config: IdentitySimCLRConfig) -> None:
        super().__init__()
        self.method = config.fusion
        width = config.feature_width
        self.width = 2 * width if self.method == "cat" else width  # of what comes out
        if config.trainable_padding:
            self.padding = nn.Parameter(torch.zeros(2, 1, width))
        if self.method in ("weighted_sum", "coefficient_sum"):
            self.weights = nn.Parameter(torch.zeros(2, 1, width if self.method == "weighted_sum" else 1))
        elif self.method == "attention":
            self.attention = nn.MultiheadAttention(width, num_heads=1)

    def forward(self, parts: Tensor, present: Tensor) -> Tensor:
        """Fuse face and body.

        Args:
            parts: (2, B, W), face first.
            present: (2, B) bool; what `parts` holds elsewhere is not used.

        Returns:
            (B, self.width)
        """
        parts = parts.masked_fill(~present[..., None], 0)
        if hasattr(self, "padding"):
            parts = parts + self.padding * ~present[..., None]
            present = torch.ones_like(present)
        if self.method == "cat":
            return torch.cat([*parts], dim=-1)
        if self.method == "attention":
            ignored = (~present & present.any(0)).T  # nothing where all is missing: its softmax would be NaN
            fused, _ = self.attention(parts[:1], parts, parts, key_padding_mask=ignored, need_weights=False)
            return fused[0]
        return (parts if self.method == "sum" else parts * self.weights.softmax(0)).sum(0)


class IdentitySimCLRModel(PreTrainedModel):
    """Faces and bodies of characters to identity vectors.

    ```
    face ─┐                      ┌─ the rest of g ─ L2 = projection        stage one: NT-Xent
          ├─ f ─ g to the middle ┤
    body ─┘                      └─ fusion ─ linear ─ L2 = identity vector  stage two: metric learning
    ```
    """

    config_class = IdentitySimCLRConfig
    base_model_prefix = "identity_simclr"
    main_input_name = "pixel_values"
    input_modalities = ("image",)

    def __init__(self, config: IdentitySimCLRConfig) -> None:
        super().__init__(config)
        self.stage = None
        count = 2 if config.variant == "separate" else 1
        self.encoders = nn.ModuleList(PartEncoder(config) for _ in range(count))
        self.supports_gradient_checkpointing = self.encoders[0].backbone.supports_gradient_checkpointing
        self.fusion = PartFusion(config)
        self.identity = nn.Linear(self.fusion.width, config.identity_dim)
        self.post_init()

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        super()._init_weights(module)
        if isinstance(module, PartFusion):
            for parameter in module.parameters(recurse=False):
                init.zeros_(parameter)

    @classmethod
    def from_backbones(
        cls, image: str = "microsoft/resnet-50", *, hub: dict | None = None, **config
    ) -> IdentitySimCLRModel:
        """Start f from published weights; g and the identity layer start afresh.

        Args:
            image: Hub id or folder of a transformers image model.
            hub: `revision`, `token`, `cache_dir`, `local_files_only` for `from_pretrained`.
            config: Fields of `IdentitySimCLRConfig`.

        Raises:
            OSError: If there is no such model.
        """
        backbone = AutoModel.from_pretrained(image, dtype=torch.float32, **hub or {})
        backbone.config.num_labels = 2  # the names of ImageNet's thousand classes are not this model's
        model = cls(IdentitySimCLRConfig(image_config=backbone.config, **config))
        for encoder in model.encoders:
            encoder.backbone.load_state_dict(backbone.state_dict())
        return model

    def set_stage(self, stage: Literal["self_supervised", "identity", "supervised"] | None) -> None:
        """Choose what is trained, such that all that is trained gets a gradient.

        Args:
            stage: `self_supervised`: f and g, the paper's stage one. `identity`: fusion and identity layer
                over a frozen f and g, batch statistics included, its stage two. `supervised`: all but the
                part of g beyond `head_depth`, for a loss of the embeddings alone. None: everything.
        """
        self.stage = stage
        self.encoders.requires_grad_(stage != "identity")
        for module in (self.fusion, self.identity):
            module.requires_grad_(stage != "self_supervised")
        for encoder in self.encoders if stage == "supervised" else ():
            encoder.head.layers[self.config.head_depth :].requires_grad_(False)
        self.train(self.training)

    def train(self, mode: bool = True) -> IdentitySimCLRModel:
        super().train(mode)
        if self.stage == "identity":
            self.encoders.eval()
        return self

    def encode_parts(
        self,
        pixel_values: Tensor | None = None,
        body_pixel_values: Tensor | None = None,
        has_face: Tensor | None = None,
        has_body: Tensor | None = None,
    ) -> EncodedParts:
        """f and g of faces and bodies.

        Images of missing parts go through neither, so they cost nothing and touch no batch statistics.

        Args:
            pixel_values: (B, 3, F, F) faces.
            body_pixel_values: (B, 3, S, S) bodies.
            has_face: (B,) bool; None where no face is missing.
            has_body: (B,) bool, likewise.

        Raises:
            ValueError: If there is nothing to encode, or a part that the variant does not have.
        """
        images = (pixel_values, body_pixel_values)
        for part, given in zip(("faces", "bodies"), images, strict=True):
            if given is not None and part not in self.config.modalities:
                raise ValueError(f"the variant {self.config.variant!r} takes no {part}")
        present = _present(images, (has_face, has_body))
        batches = [[], []] if self.config.variant == "separate" else [[]]
        for part, (given, here) in enumerate(zip(images, present, strict=True)):
            if given is not None and here.any():
                batches[part % len(batches)].append(given[here].to(self.dtype))
        if not any(batches):
            raise ValueError("every face and body is missing")
        encoded = [encoder(batch) for encoder, batch in zip(self.encoders, batches, strict=True) if batch]
        features, projections = (torch.cat(values) for values in zip(*encoded, strict=True))
        return EncodedParts(_placed(features, present), _placed(_unit(projections), present), present)

    def identify(self, features: Tensor, present: Tensor) -> Tensor:
        """Identity vectors of what `encode_parts` gave; in training, `random_masking` hides parts.

        Args:
            features: (2, B, W).
            present: (2, B) bool.

        Returns:
            (B, identity_dim) unit rows, zero where nothing is present.
        """
        if self.training and self.config.random_masking:
            chance = torch.rand(present.shape[1], device=present.device)
            half = self.config.random_masking / 2
            hidden = torch.stack([chance < half, (chance >= half) & (chance < 2 * half)])
            present = present & ~(hidden & present.all(0))
        return _unit(self.identity(self.fusion(features, present))) * present.any(0)[:, None]

    def embed(self, **inputs) -> Tensor:
        """(B, D) unit rows for the inputs of `forward`."""
        return self(**inputs).embeddings

    def forward(
        self,
        pixel_values: Tensor | None = None,
        body_pixel_values: Tensor | None = None,
        has_face: Tensor | None = None,
        has_body: Tensor | None = None,
        face_views: Tensor | None = None,
        body_views: Tensor | None = None,
    ) -> IdentitySimCLROutput:
        """Embeddings of characters, and the loss of stage one where views are given.

        Args:
            pixel_values: (B, 3, F, F) faces; in stage one weakly augmented, for the identity term.
            body_pixel_values: (B, 3, S, S) bodies, likewise.
            has_face: (B,) bool, False where the face is missing; None where none is.
            has_body: (B,) bool, likewise.
            face_views: (B, 2, 3, F, F) two strongly augmented views of each face.
            body_views: (B, 2, 3, S, S) likewise of each body.

        Raises:
            ValueError: If there is nothing to encode, or a part that the variant does not have.
        """
        outputs = {}
        weak, strong = (pixel_values, body_pixel_values), (face_views, body_views)
        if _any_given(weak):
            outputs |= self._embeddings(self.encode_parts(*weak, has_face, has_body))
        if _any_given(strong):
            if self.config.variant == "aligned" and (pixel_values is None or body_pixel_values is None):
                raise ValueError("the identity term needs pixel_values and body_pixel_values too")
            outputs |= self._view_projections(strong, has_face, has_body)
            outputs |= self._losses(outputs, has_face, has_body)
        if not outputs:
            raise ValueError("give pixel_values, body_pixel_values or both")
        return IdentitySimCLROutput(**outputs)

    def _embeddings(self, parts: EncodedParts) -> dict[str, Tensor]:
        features, projections, present = parts
        alone = torch.eye(2, dtype=torch.bool, device=present.device)[..., None]  # (2, 2, 1): only this part
        shown = (present, present & alone[0], present & alone[1])
        if self.config.embedding == "identity":
            vectors = [self.identify(features, these) for these in shown]
        else:
            vectors = [_unit((projections * these[..., None]).sum(0)) for these in shown]
        names = ("embeddings", "face_embedding", "body_embedding")
        return dict(zip(names, vectors, strict=True)) | {
            "face_projection": projections[0],
            "body_projection": projections[1],
        }

    def _view_projections(self, views, has_face, has_body) -> dict[str, Tensor | None]:
        rows = [None if part is None else part.flatten(0, 1) for part in views]
        present = [None if has is None else has.repeat_interleave(2) for has in (has_face, has_body)]
        projections = self.encode_parts(*rows, *present).projections.unflatten(1, (-1, 2))  # (2, B, 2, P)
        names = ("face_view_projections", "body_view_projections")
        return {
            name: None if part is None else projected
            for name, part, projected in zip(names, views, projections, strict=True)
        }

    def _losses(self, outputs: dict[str, Tensor | None], has_face, has_body) -> dict[str, Tensor | None]:
        faces, bodies = outputs["face_view_projections"], outputs["body_view_projections"]
        aligned = self.config.variant == "aligned"
        terms = identity_aware_loss(
            faces=None if faces is None else faces.unbind(1),
            bodies=None if bodies is None else bodies.unbind(1),
            pairs=(outputs["face_projection"], outputs["body_projection"]) if aligned else None,
            has_face=has_face,
            has_body=has_body,
            temperature=self.config.temperature,
        )
        losses = (terms.loss, terms.face, terms.body, terms.identity)
        return dict(zip(("loss", "face_loss", "body_loss", "identity_loss"), losses, strict=True))


def _any_given(images: tuple[Tensor | None, ...]) -> bool:
    return any(part is not None for part in images)


def _present(images: tuple[Tensor | None, ...], flags: tuple[Tensor | None, ...]) -> Tensor:
    """(2, B) bool: which parts there are."""
    some = next(part for part in images if part is not None)
    absent = torch.zeros(len(some), dtype=torch.bool, device=some.device)
    return torch.stack(
        [
            absent if part is None else ~absent if flag is None else flag.to(absent)
            for part, flag in zip(images, flags, strict=True)
        ]
    )


def _placed(rows: Tensor, present: Tensor) -> Tensor:
    """Rows of the parts there are, (n, W), in their places, (2, B, W), among zeros."""
    places = rows.new_zeros(*present.shape, rows.shape[-1])
    places[present] = rows
    return places


def _unit(rows: Tensor) -> Tensor:
    """L2 norm, in float32 since half precision cannot hold the bound under the division."""
    return F.normalize(rows.float(), dim=-1)


__all__ = ["IdentitySimCLRModel", "IdentitySimCLROutput"]
