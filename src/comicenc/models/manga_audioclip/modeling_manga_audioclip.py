"""MangaAudioCLIP: pages of comics, texts and music in one space, so that music is found for a page.

Paper: Zero-Shot Music Retrieval For Japanese Manga. The model is AudioCLIP (Guzhov et al. 2022): CLIP's
modified ResNet-50 and text transformer, and ESResNeXt-fbsp for audio. Names and shapes of its weights are
those of AudioCLIP's files, and with the same weights so are its numbers.

Differs from AudioCLIP: a batch of one trains, and texts that are too long are cut; there, both raise.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import PreTrainedModel
from transformers import initialization as init
from transformers.utils import ModelOutput

from comicenc.objectives.cross_modal import multi_positive_contrastive
from comicenc.objectives.nt_xent import cosines

from .audio_network import AudioNetwork
from .configuration_manga_audioclip import MangaAudioCLIPConfig
from .image_network import AttentionPool, ImageBlock, ImageNetwork
from .published import load_published
from .spectrogram import FrequencyBSpline, blackman_harris, mel_bands, unevenness
from .text_network import CausalAttention, LayerNorm, TextBlock, TextTransformer

_LARGEST_SCALE = 100.0
_PAIRS = {  # of modalities, in AudioCLIP's order, with the names of their scales
    "audio_image": ("audio", "image", "logit_scale_ai"),
    "audio_text": ("audio", "text", "logit_scale_at"),
    "image_text": ("image", "text", "logit_scale"),
}
_STAGES = {"audio_text": ("audio",), "image_text": ("image", "text")}  # what the paper trains in them (§2)


@dataclass
class MangaAudioCLIPOutput(ModelOutput):
    """What the model gives; of what was not given, None.

    Args:
        loss: With `return_loss`: AudioCLIP's, the sum over the pairs of modalities, divided by the factorial
            of how many they are, and where there is audio, `transform_loss` by its weight.
        embeddings: (B, D), the unit rows of the only modality, where there is one only.
        image_embeds: (B, D) unit rows.
        text_embeds: (T, D) unit rows.
        audio_embeds: (A, D) unit rows.
        audio_image_logits: (A, B), cosines by the scale of this pair of modalities.
        audio_text_logits: (A, T), likewise.
        image_text_logits: (B, T), likewise.
        audio_image_loss: Symmetric contrastive loss of this pair.
        audio_text_loss: Likewise.
        image_text_loss: Likewise.
        transform_loss: How far the rows of the audio's transform are from length 1.
    """

    loss: Tensor | None = None
    embeddings: Tensor | None = None
    image_embeds: Tensor | None = None
    text_embeds: Tensor | None = None
    audio_embeds: Tensor | None = None
    audio_image_logits: Tensor | None = None
    audio_text_logits: Tensor | None = None
    image_text_logits: Tensor | None = None
    audio_image_loss: Tensor | None = None
    audio_text_loss: Tensor | None = None
    image_text_loss: Tensor | None = None
    transform_loss: Tensor | None = None


class MangaAudioCLIPModel(PreTrainedModel):
    """Pictures, texts and music to vectors of one space.

    ```
    picture ─ modified ResNet ─ attention pool ──────────┐
    text ─ tokens ─ causal transformer ─ its end ────────┼─ L2 = vector; cosines · a scale a pair = logits
    music ─ frames ─ fbsp ─ dB ─ gated ResNeXt ─ linear ─┘
    ```

    With gradient checkpointing, batch statistics move twice a step.
    """

    config_class = MangaAudioCLIPConfig
    base_model_prefix = "manga_audioclip"
    main_input_name = "pixel_values"
    input_modalities = ("image", "text", "audio")
    supports_gradient_checkpointing = True
    _keep_in_fp32_modules_strict = ("fbsp", "window", "mels")  # frequencies above 256 are not in bfloat16

    def __init__(self, config: MangaAudioCLIPConfig) -> None:
        super().__init__(config)
        self.stage = None
        self.positional_embedding = nn.Parameter(torch.zeros(config.text_length, config.text_width))
        self.text_projection = nn.Parameter(torch.zeros(config.text_width, config.projection_dim))
        self.logit_scale = nn.Parameter(torch.tensor(float(config.image_text_scale)))
        self.logit_scale_ai = nn.Parameter(torch.tensor(float(config.audio_image_scale)))
        self.logit_scale_at = nn.Parameter(torch.tensor(float(config.audio_text_scale)))
        self.visual = ImageNetwork(config)
        self.transformer = TextTransformer(config)
        self.token_embedding = nn.Embedding(config.vocab_size, config.text_width)
        self.ln_final = LayerNorm(config.text_width)
        self.audio = AudioNetwork(config)
        self.post_init()

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        super()._init_weights(module)
        width, depth = self.config.text_width, self.config.text_layers
        if isinstance(module, nn.Conv2d):
            init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(module, ImageBlock):
            init.zeros_(module.bn3.weight)
        elif isinstance(module, AttentionPool):
            init.normal_(module.positional_embedding, std=module.c_proj.in_features**-0.5)
            for projection in (module.q_proj, module.k_proj, module.v_proj, module.c_proj):
                init.normal_(projection.weight, std=module.c_proj.in_features**-0.5)
        elif isinstance(module, CausalAttention):
            init.normal_(module.in_proj_weight, std=width**-0.5)
            init.zeros_(module.in_proj_bias)
        elif isinstance(module, TextBlock):
            init.normal_(module.attn.out_proj.weight, std=(2 * depth * width) ** -0.5)
            init.normal_(module.mlp.c_fc.weight, std=(2 * width) ** -0.5)
            init.normal_(module.mlp.c_proj.weight, std=(2 * depth * width) ** -0.5)
        elif isinstance(module, FrequencyBSpline):
            init.zeros_(module.m)
            init.ones_(module.fb)
            init.copy_(module.fc, torch.arange(len(module.fc), dtype=torch.float32))
        elif isinstance(module, AudioNetwork):
            self._init_audio(module)
        elif module is self:
            init.normal_(self.positional_embedding, std=0.01)
            init.normal_(self.text_projection, std=width**-0.5)
            init.constant_(self.logit_scale, self.config.image_text_scale)
            init.constant_(self.logit_scale_ai, self.config.audio_image_scale)
            init.constant_(self.logit_scale_at, self.config.audio_text_scale)

    def _init_audio(self, network: AudioNetwork) -> None:
        config = self.config
        init.copy_(network.window, blackman_harris(config.window))
        if config.mels:
            init.copy_(network.mels, mel_bands(config.bins, config.mels, config.n_fft, config.sampling_rate))
        init.normal_(network.fc.weight, std=network.fc.in_features**-0.5)

    @classmethod
    def from_audioclip(cls, path: str | Path, **config) -> MangaAudioCLIPModel:
        """Load weights that AudioCLIP published, or those of one of its parts.

        Args:
            path: A `.pt` or `.pth` of tensors by name, or a safetensors file: all of AudioCLIP's, CLIP's
                without audio, or the audio network's alone, with or without `audio.` before its names. Parts
                that it lacks start afresh.
            config: Fields of `MangaAudioCLIPConfig`, where the weights are not of AudioCLIP's size.

        Returns:
            The model, in eval mode.

        Raises:
            OSError: If there is no such file.
            ValueError: If it holds other weights, or part of a part.
        """
        model = cls(MangaAudioCLIPConfig(**config))
        load_published(model, Path(path))
        return model.eval()

    @property
    def parts(self) -> dict[str, list[nn.Module | nn.Parameter]]:
        """What encodes each modality."""
        words = [self.positional_embedding, self.text_projection]
        return {
            "image": [self.visual],
            "text": [*words, self.transformer, self.token_embedding, self.ln_final],
            "audio": [self.audio],
        }

    def set_stage(
        self,
        stage: Literal["audio_text", "image_text", "audio_image"] | None,
        trained: Collection[Literal["image", "text", "audio"]] | None = None,
    ) -> None:
        """Choose which pairs train, and which of their parts.

        What is not trained is frozen, batch statistics included. The scale of the stage's pair is trained.

        Args:
            stage: The pair. In the paper's first stage `audio_text`, the audio network is trained; in its
                second `image_text`, the image network and the text transformer (§2). None: all pairs.
            trained: Other parts than those; all of the pair's where the paper has no such stage.

        Raises:
            ValueError: If a part is none of the pair's.
        """
        first, second, scale = _PAIRS[stage] if stage else (None, None, None)
        pair = set(self.parts) if stage is None else {first, second}
        chosen = set(_STAGES.get(stage, pair) if trained is None else trained)
        if chosen - pair:
            raise ValueError(f"the stage {stage!r} has no {' and no '.join(sorted(chosen - pair))} to train")
        self.stage = (stage, tuple(sorted(chosen)))
        for name, modules in self.parts.items():
            for module in modules:
                module.requires_grad_(name in chosen)
        for _, _, name in _PAIRS.values():
            getattr(self, name).requires_grad_(scale in (None, name))
        self.audio.fbsp.bias.requires_grad_(False)
        self.train(self.training)

    def train(self, mode: bool = True) -> MangaAudioCLIPModel:
        super().train(mode)
        for name, modules in self.parts.items() if self.stage else ():
            for module in modules:
                if isinstance(module, nn.Module) and name not in self.stage[1]:
                    module.eval()
        return self

    def get_image_features(self, pixel_values: Tensor) -> Tensor:
        """(B, 3, S, S) to (B, D), of any length."""
        return self.visual(pixel_values.to(self.dtype))

    def get_text_features(self, input_ids: Tensor, attention_mask: Tensor | None = None) -> Tensor:
        """Texts to vectors of any length.

        Args:
            input_ids: (B, L), L at most `text_length`. A text ends at the first of its largest ids, and what
                follows is not looked at.
            attention_mask: Not needed for that reason, and not used.

        Raises:
            ValueError: If texts are too long.
        """
        if input_ids.shape[1] > self.config.text_length:
            raise ValueError(
                f"{input_ids.shape[1]} tokens are more than the {self.config.text_length} that fit"
            )
        tokens = self.token_embedding(input_ids) + self.positional_embedding[: input_ids.shape[1]]
        tokens = self.ln_final(self.transformer(tokens))
        ends = tokens[torch.arange(len(tokens), device=tokens.device), input_ids.argmax(1)]
        return ends @ self.text_projection

    def get_audio_features(self, input_values: Tensor, rows: Tensor | None = None) -> Tensor:
        """(B, N) or (B, C, N) in 16 bits' range to (B, D), of any length; see `AudioNetwork.forward`."""
        return self.audio(input_values, rows)

    def embed(self, **inputs) -> Tensor:
        """(B, D) unit rows for the inputs of `forward`, of one modality.

        Raises:
            ValueError: If several modalities are given, or none.
        """
        embeddings = self(**inputs).embeddings
        if embeddings is None:
            raise ValueError("a vector is of a picture, a text or music: give inputs of one of them")
        return embeddings

    def forward(
        self,
        pixel_values: Tensor | None = None,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        input_values: Tensor | None = None,
        chunk_weights: Tensor | None = None,
        labels: Tensor | None = None,
        sample_weights: Tensor | None = None,
        return_loss: bool = False,
    ) -> MangaAudioCLIPOutput:
        """Embeddings of what is given, the logits of every pair of modalities, and the loss if it is wanted.

        Args:
            pixel_values: (B, 3, S, S) pictures.
            input_ids: (T, L) texts, L at most `text_length`.
            attention_mask: Not needed: what follows the end of a text is not looked at.
            input_values: (A, N) music at `sampling_rate`, in the range of 16 bits, −32768 to 32767; or
                (A, C, N), whose channels are summed as AudioCLIP does.
            chunk_weights: (A, n) where `input_values` holds n chunks of A pieces: how much each counts in
                each piece. None where every row is a piece.
            labels: (B,) class of each pair, for the loss: all of one class are partners, the multi-positive
                variant. None for the paper's loss, where each has one partner.
            sample_weights: (B,) of the pairs in the loss.
            return_loss: Whether rows of the modalities given are pairs whose loss is wanted.

        Raises:
            ValueError: If nothing is given, texts are too long, or for the loss there are not as many of
                each of two modalities or more.
        """
        embeds, rows = {}, None
        if pixel_values is not None:
            embeds["image"] = _unit(self.get_image_features(pixel_values))
        if input_ids is not None:
            embeds["text"] = _unit(self.get_text_features(input_ids, attention_mask))
        if input_values is not None:
            rows = self.audio.rows()
            audio = _unit(self.get_audio_features(input_values, rows))
            embeds["audio"] = audio if chunk_weights is None else pooled(audio, chunk_weights)
        if not embeds:
            raise ValueError("give pixel_values, input_ids or input_values")
        return MangaAudioCLIPOutput(
            **self._losses(embeds, rows, labels, sample_weights) if return_loss else {},
            embeddings=next(iter(embeds.values())) if len(embeds) == 1 else None,
            **{f"{name}_embeds": rows for name, rows in embeds.items()},
            **{
                f"{pair}_logits": self.scale(pair) * cosines(embeds[a], embeds[b])
                for pair, (a, b, _) in _PAIRS.items()
                if a in embeds and b in embeds
            },
        )

    def scale(self, pair: Literal["audio_image", "audio_text", "image_text"]) -> Tensor:
        """Scalar: what the cosines of a pair of modalities are multiplied by, from 1 to 100."""
        return getattr(self, _PAIRS[pair][2]).float().exp().clamp(1, _LARGEST_SCALE)

    def _losses(self, embeds, rows, labels, sample_weights) -> dict[str, Tensor]:
        losses = {
            f"{pair}_loss": multi_positive_contrastive(
                embeds[a], embeds[b], self.scale(pair), labels, weights=sample_weights
            )
            for pair, (a, b, _) in _PAIRS.items()
            if a in embeds and b in embeds
        }
        if not losses:
            raise ValueError("the loss needs pairs: give two modalities or all three")
        total = sum(losses.values()) / math.factorial(len(losses))
        if rows is not None:
            losses["transform_loss"] = unevenness(rows)
            total = total + self.config.transform_weight * losses["transform_loss"]
        return {"loss": total} | losses


def pooled(vectors: Tensor, weights: Tensor) -> Tensor:
    """Weighted means of vectors, as unit rows.

    Args:
        vectors: (n, D) unit rows of chunks.
        weights: (A, n), how much each counts in each piece.

    Returns:
        (A, D).
    """
    return _unit(weights.to(vectors.dtype) @ vectors)


def _unit(rows: Tensor) -> Tensor:
    return F.normalize(rows.float() if rows.dtype != torch.float64 else rows, dim=-1)


__all__ = ["MangaAudioCLIPModel", "MangaAudioCLIPOutput", "pooled"]
