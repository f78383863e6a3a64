"""A MangaAudioCLIP that runs in milliseconds."""

from __future__ import annotations

import numpy as np
import torch

from comicenc.models.manga_audioclip import (
    MangaAudioCLIPConfig,
    MangaAudioCLIPFeatureExtractor,
    MangaAudioCLIPImageProcessor,
    MangaAudioCLIPModel,
    MangaAudioCLIPProcessor,
    clip_tokenizer,
)

TOKENIZER = clip_tokenizer(pairs=100)
RATE = 8000
CONFIG = {
    "projection_dim": 12,
    "image_size": 32,
    "image_width": 4,
    "image_depths": [1, 1, 2, 1],
    "image_heads": 4,
    "vocab_size": len(TOKENIZER),
    "text_length": 12,
    "text_width": 8,
    "text_layers": 2,
    "text_heads": 2,
    "sampling_rate": RATE,
    "n_fft": 128,
    "window": 100,
    "hop": 40,
    "bins": 65,
    "audio_width": 4,
    "audio_depths": [1, 1, 1, 2],
    "audio_groups": 2,
    "audio_group_width": 2,
}


def model(seed: int = 0, **overrides) -> MangaAudioCLIPModel:
    """In eval mode, with weights larger than new ones, so that what differs shows."""
    torch.manual_seed(seed)
    made = MangaAudioCLIPModel(MangaAudioCLIPConfig(**CONFIG | overrides)).eval()
    with torch.no_grad():
        for name, parameter in made.named_parameters():
            if "fbsp" not in name and "scale" not in name:
                parameter.add_(torch.randn_like(parameter) * 0.1)
    return made


def processor(seconds: float = 0.25) -> MangaAudioCLIPProcessor:
    sound = MangaAudioCLIPFeatureExtractor(RATE, seconds)
    return MangaAudioCLIPProcessor(MangaAudioCLIPImageProcessor(32), sound, TOKENIZER, text_length=12)


def pictures(count: int = 3) -> torch.Tensor:
    return torch.randn(count, 3, 32, 32, generator=torch.Generator().manual_seed(1))


def texts(count: int = 3) -> torch.Tensor:
    said = [f"a {mood} tune" for mood in ("happy", "sad", "scary", "angry")]
    return processor()(texts=said[:count])["input_ids"]


def sounds(count: int = 3, length: int = 2000) -> torch.Tensor:
    """In 16 bits' range, each of another pitch."""
    rng, time = np.random.default_rng(2), np.arange(length) / RATE
    waves = [np.sin(2 * np.pi * 300 * (i + 1) * time) + rng.normal(0, 0.1, length) for i in range(count)]
    return torch.tensor(np.stack(waves) * 9000, dtype=torch.float32)


def pairs(count: int = 3) -> dict[str, torch.Tensor]:
    return {"pixel_values": pictures(count), "input_ids": texts(count), "input_values": sounds(count)}
