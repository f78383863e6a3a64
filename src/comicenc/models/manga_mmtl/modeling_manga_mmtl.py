"""Manga-MMTL: faces of comic characters with what is said around them.

Paper: Manga-MMTL: Multimodal Multitask Transfer Learning for Manga Character Analysis. Section 3.4 and
Figure 3 are the model, Section 3.5 its features, Table 2 its variants.

Not in the paper: the classifiers' depth and width, the losses' weights and what stands for a missing part are
settings of the configuration. The text network's output is its pooler's, as BERT classifies sequences, or the
mean over the tokens where it has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import AutoModel, PreTrainedConfig, PreTrainedModel
from transformers import initialization as init
from transformers.utils import ModelOutput

from comicenc.nn.looking import looks, pooled

from .configuration_manga_mmtl import MangaMMTLConfig

_IGNORED = -100  # the label that cross entropy leaves out


@dataclass
class MangaMMTLOutput(ModelOutput):
    """What the model gives.

    Args:
        loss: Weighted sum of the losses that the variant trains, where their labels were given.
        character_loss: Cross entropy of the characters (Equation 2; Equation 1 where there is one part).
        visual_loss: Of the characters by their faces alone, over those with a face.
        album_loss: Of the albums, over those with a text.
        embeddings: (B, D) unit rows; D is `config.embedding_dim`.
        character_logits: (B, num_characters).
        visual_logits: (B, num_characters).
        album_logits: (B, num_albums).
    """

    loss: Tensor | None = None
    character_loss: Tensor | None = None
    visual_loss: Tensor | None = None
    album_loss: Tensor | None = None
    embeddings: Tensor | None = None
    character_logits: Tensor | None = None
    visual_logits: Tensor | None = None
    album_logits: Tensor | None = None


class PartNetwork(nn.Module):
    """A network for one part, dropout on its output, and the vector that stands where the part is missing."""

    def __init__(self, config: MangaMMTLConfig, backbone: PreTrainedConfig, width: int) -> None:
        super().__init__()
        self.backbone = AutoModel.from_config(backbone)
        self.dropout = nn.Dropout(config.dropout)
        self.width = width
        if config.trainable_padding:
            self.padding = nn.Parameter(torch.zeros(width))

    @property
    def nothing(self) -> Tensor:
        """(width,) what stands for a part that is missing."""
        return getattr(self, "padding", next(self.parameters()).new_zeros(self.width))

    def forward(self, present: Tensor, *inputs: Tensor | None) -> Tensor:
        """Encode the parts that are there; the others cost nothing and touch no batch statistics.

        Args:
            present: (B,) bool.
            inputs: (B, …) each, or None; what they hold where the part is missing is not used.

        Returns:
            (B, width) float32 or the weights' type.
        """
        rows = self.nothing.expand(len(present), -1)
        if not present.any():
            return rows
        there = [None if values is None else values[present] for values in inputs]
        encoded = self.dropout(self.encode(*there))
        return rows.to(encoded.dtype).index_put((present,), encoded)


class ImageNetwork(PartNetwork):
    """Faces (n, 3, S, S) to (n, width), in evaluation as a mean over the looks that the config asks for."""

    def __init__(self, config: MangaMMTLConfig) -> None:
        super().__init__(config, config.image_config, config.image_width)
        self.looks = looks(config.zooms, config.mirrored)

    def encode(self, pixel_values: Tensor) -> Tensor:
        return pooled(self.backbone, pixel_values, [(1, 1)] if self.training else self.looks)


class TextNetwork(PartNetwork):
    """Texts (n, L) to (n, width)."""

    def __init__(self, config: MangaMMTLConfig) -> None:
        super().__init__(config, config.text_config, config.text_width)

    def encode(self, input_ids: Tensor, attention_mask: Tensor | None) -> Tensor:
        if attention_mask is None:
            attention_mask = torch.ones_like(input_ids)
        output = self.backbone(input_ids=input_ids, attention_mask=attention_mask)
        if output.get("pooler_output") is not None:
            return output.pooler_output
        shares = attention_mask / attention_mask.sum(1, keepdim=True)
        return (output.last_hidden_state * shares[..., None].to(output.last_hidden_state.dtype)).sum(1)


class Fusion(nn.Module):
    """⊕ of Equation 2: what the two networks give, as one vector."""

    def __init__(self, config: MangaMMTLConfig) -> None:
        super().__init__()
        self.method = config.fusion
        if self.method != "cat":
            self.image_projection = nn.Linear(config.image_width, config.hidden_dim)
            self.text_projection = nn.Linear(config.text_width, config.hidden_dim)

    def forward(self, faces: Tensor, texts: Tensor) -> Tensor:
        """(B, image_width) and (B, text_width) to (B, fused_width)."""
        if self.method == "cat":
            return torch.cat([faces, texts], dim=-1)
        faces, texts = self.image_projection(faces), self.text_projection(texts)
        return faces + texts if self.method == "add" else torch.maximum(faces, texts)


class Classifier(nn.Module):
    """Two linear layers with a ReLU between; the first one's output is the feature of Section 3.5."""

    def __init__(self, width: int, classes: int, hidden_dim: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(width, hidden_dim)
        self.output = nn.Linear(hidden_dim, classes)

    def forward(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """(B, width) to features (B, hidden_dim) and logits (B, classes)."""
        features = F.relu(self.hidden(rows))
        return features, self.output(features)


class MangaMMTLModel(PreTrainedModel):
    """Faces and the texts around them to vectors of who it is and which album it is.

    ```
    face ─ image network ─┬──────────── visual classifier ──── characters   auxiliary
                          ├─ fusion ─── character classifier ─ characters   main
    text ─ text network ──┴──────────── album classifier ───── albums       auxiliary
    ```

    The embedding is the second-last layers of the album and the character classifier, each of length 1, side
    by side. A variant has the networks and the classifiers that Table 2 gives it.
    """

    config_class = MangaMMTLConfig
    base_model_prefix = "manga_mmtl"
    main_input_name = "pixel_values"
    input_modalities = ("image", "text")

    def __init__(self, config: MangaMMTLConfig) -> None:
        super().__init__(config)
        if "faces" in config.modalities:
            self.image_network = ImageNetwork(config)
        if "texts" in config.modalities:
            self.text_network = TextNetwork(config)
        if len(config.modalities) == 2:
            self.fusion = Fusion(config)
        self.classifiers = nn.ModuleDict(
            {task: Classifier(*config.classifier_size(task), config.hidden_dim) for task in config.tasks}
        )
        networks = [module for module in self.children() if isinstance(module, PartNetwork)]
        self.supports_gradient_checkpointing = all(
            network.backbone.supports_gradient_checkpointing for network in networks
        )
        self.post_init()

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        super()._init_weights(module)
        if isinstance(module, PartNetwork) and hasattr(module, "padding"):
            init.zeros_(module.padding)

    @classmethod
    def from_backbones(
        cls,
        image: str | Path | None = "microsoft/resnet-50",
        text: str | Path | None = "tohoku-nlp/bert-base-japanese-whole-word-masking",
        *,
        hub: dict | None = None,
        **config,
    ) -> MangaMMTLModel:
        """Start the networks from published weights; all else starts afresh.

        Args:
            image: Hub id or folder of a transformers image model, looked at where the variant has faces; None
                for a network that starts afresh.
            text: Likewise of a text model.
            hub: `revision`, `token`, `cache_dir`, `local_files_only` for `from_pretrained`.
            config: Fields of `MangaMMTLConfig`.

        Raises:
            OSError: If there is no such model.
        """
        modalities = MangaMMTLConfig(variant=config.get("variant", MangaMMTLConfig.variant)).modalities
        backbones = {}
        for part, kind, source in (("faces", "image", image), ("texts", "text", text)):
            if part in modalities and source is not None:
                backbones[kind] = AutoModel.from_pretrained(source, dtype=torch.float32, **hub or {})
                backbones[kind].config.num_labels = 2  # the names of its own classes are not this model's
        configs = {f"{kind}_config": backbone.config for kind, backbone in backbones.items()}
        model = cls(MangaMMTLConfig(**configs | config))
        for kind, backbone in backbones.items():
            getattr(model, f"{kind}_network").backbone.load_state_dict(backbone.state_dict())
        return model

    @property
    def parts(self) -> dict[str, nn.Module]:
        """What the model is made of: networks, fusion where it has weights, and classifiers."""
        named = dict(self.named_children())
        classifiers = named.pop("classifiers")
        named |= {f"classifiers.{task}": classifier for task, classifier in classifiers.items()}
        return {name: part for name, part in named.items() if any(True for _ in part.parameters())}

    def start_from(
        self, image_model: MangaMMTLModel | None = None, text_model: MangaMMTLModel | None = None
    ) -> list[str]:
        """Take over the weights of trained uni-modal models (Section 3.5).

        Their networks come over, and the classifiers of the same task where the shapes agree: M1's character
        classifier becomes the visual one, M3's album classifier the album's.

        Args:
            image_model: M1.
            text_model: M2 or M3.

        Returns:
            The parts that nothing was found for, which stay as they are.

        Raises:
            ValueError: If a model is not uni-modal, or its network is of other shapes.
        """
        given = {"faces": image_model, "texts": text_model}
        found = set()
        for modality, part, own in (
            ("faces", "image_network", "image_network"),
            ("faces", "classifiers.character", "classifiers.visual"),
            ("texts", "text_network", "text_network"),
            ("texts", "classifiers.album", "classifiers.album"),
        ):
            source = given[modality]
            if source is None:
                continue
            if source.config.modalities != (modality,):
                raise ValueError(f"the variant {source.config.variant!r} is no model of {modality} alone")
            if _taken_over(source.parts.get(part), self.parts.get(own)):
                found.add(own)
            elif part.endswith("network"):
                raise ValueError(f"the {part} of the variant {source.config.variant!r} does not fit here")
        return [part for part in self.parts if part not in found]

    def embed(self, **inputs) -> Tensor:
        """(B, D) unit rows for the inputs of `forward`."""
        return self(**inputs).embeddings

    def forward(
        self,
        pixel_values: Tensor | None = None,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        has_face: Tensor | None = None,
        has_text: Tensor | None = None,
        character_labels: Tensor | None = None,
        album_labels: Tensor | None = None,
    ) -> MangaMMTLOutput:
        """Embeddings and logits, and the losses of the labels that are given.

        Args:
            pixel_values: (B, 3, S, S) faces.
            input_ids: (B, L) texts.
            attention_mask: (B, L), 0 where a text is padded; None where none is.
            has_face: (B,) bool, False where the face is missing; None where none is.
            has_text: (B,) bool, likewise.
            character_labels: (B,) class of each character, -100 where it is not known.
            album_labels: (B,) likewise of the album.

        Raises:
            ValueError: If there is nothing to encode, or a part that the variant does not have.
        """
        given = {"faces": pixel_values, "texts": input_ids}
        for part, values in given.items():
            if values is not None and part not in self.config.modalities:
                raise ValueError(f"the variant {self.config.variant!r} takes no {part}")
        if all(values is None for values in given.values()):
            raise ValueError("give pixel_values, input_ids or both")
        faces, texts = _present((pixel_values, input_ids), (has_face, has_text))
        present = {"album": texts, "character": faces | texts, "visual": faces}
        encoded = self._encoded(pixel_values, input_ids, attention_mask, faces, texts)
        features, logits = {}, {}
        for task, classifier in self.classifiers.items():
            features[task], logits[task] = classifier(encoded[task])
        labels = {"album": album_labels, "character": character_labels, "visual": character_labels}
        return MangaMMTLOutput(
            **self._losses(logits, labels, present),
            embeddings=self._embedding(features, present, faces),
            **{f"{task}_logits": values for task, values in logits.items()},
        )

    def _encoded(self, pixel_values, input_ids, attention_mask, has_face, has_text) -> dict[str, Tensor]:
        """What the classifier of each task sees."""
        encoded = {}
        if "faces" in self.config.modalities:
            pixels = None if pixel_values is None else pixel_values.to(self.dtype)
            encoded["visual"] = encoded["character"] = self.image_network(has_face, pixels)
        if "texts" in self.config.modalities:
            encoded["album"] = encoded["character"] = self.text_network(has_text, input_ids, attention_mask)
        if len(self.config.modalities) == 2:
            texts = self._trusted(encoded["album"], has_face)
            encoded["character"] = self.fusion(encoded["visual"], texts)
        return encoded

    def _trusted(self, texts: Tensor, has_face: Tensor) -> Tensor:
        """Texts (B, width) as far as `text_trust` lets them speak beside a face."""
        if self.training or self.config.text_trust == 1:
            return texts
        nothing = self.text_network.nothing.to(texts.dtype)
        return torch.where(has_face[:, None], nothing.lerp(texts, self.config.text_trust), texts)

    def _losses(self, logits, labels, present) -> dict[str, Tensor]:
        losses = {
            task: _cross_entropy(logits[task], labels[task], present[task])
            for task in self.config.tasks
            if labels[task] is not None
        }
        if not losses:
            return {}
        total = sum(getattr(self.config, f"{task}_weight") * loss for task, loss in losses.items())
        return {"loss": total} | {f"{task}_loss": loss for task, loss in losses.items()}

    def _embedding(self, features: dict[str, Tensor], present: dict[str, Tensor], has_face: Tensor) -> Tensor:
        halves = {task: _unit(features[task]) for task in ("album", "character") if task in features}
        if len(halves) == 2 and not self.training:
            halves["album"] = halves["album"] * torch.where(has_face, self.config.album_trust, 1.0)[:, None]
        if self.config.missing == "zero":
            halves = {task: half * present[task][:, None] for task, half in halves.items()}
        return _unit(torch.cat([*halves.values()], dim=-1))


def _present(inputs: tuple[Tensor | None, ...], flags: tuple[Tensor | None, ...]) -> list[Tensor]:
    """(B,) bool for each part: where it is there."""
    some = next(values for values in inputs if values is not None)
    absent = torch.zeros(len(some), dtype=torch.bool, device=some.device)
    return [
        absent if values is None else ~absent if flag is None else flag.to(absent)
        for values, flag in zip(inputs, flags, strict=True)
    ]


def _taken_over(source: nn.Module | None, target: nn.Module | None) -> bool:
    """Copy all weights but the padding, which is no part of a network, if the shapes agree."""
    if source is None or target is None:
        return False
    given, own = (
        {name: tensor for name, tensor in module.state_dict().items() if name != "padding"}
        for module in (source, target)
    )
    if {n: t.shape for n, t in given.items()} != {n: t.shape for n, t in own.items()}:
        return False
    target.load_state_dict(given, strict=False)
    return True


def _cross_entropy(logits: Tensor, labels: Tensor, present: Tensor) -> Tensor:
    """Mean over the rows whose part is there and whose label is known; zero where there is none."""
    labels = labels.masked_fill(~present, _IGNORED)
    total = F.cross_entropy(logits.float(), labels, ignore_index=_IGNORED, reduction="sum")
    return total / (labels != _IGNORED).sum().clamp(min=1)


def _unit(rows: Tensor) -> Tensor:
    """L2 norm, in float32 since half precision cannot hold the bound under the division."""
    return F.normalize(rows.float(), dim=-1)


__all__ = ["MangaMMTLModel", "MangaMMTLOutput"]
