"""A small untrained encoder of pictures, texts and music, and pieces for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
import torch

from comicenc.encoder import ComicEncoder
from comicenc.models.manga_audioclip import (
    MangaAudioCLIPConfig,
    MangaAudioCLIPFeatureExtractor,
    MangaAudioCLIPImageProcessor,
    MangaAudioCLIPModel,
    MangaAudioCLIPProcessor,
    clip_tokenizer,
)

RATE = 8000
CHUNK = 0.5  # seconds


def tiny_listener(seed: int = 0) -> ComicEncoder:
    """Random weights, but the same for the same seed."""
    tokenizer = clip_tokenizer(pairs=100)
    config = MangaAudioCLIPConfig(
        projection_dim=24,
        image_size=32,
        image_width=8,
        image_depths=[1, 1, 1, 1],
        image_heads=4,
        vocab_size=len(tokenizer),
        text_length=16,
        text_width=16,
        text_layers=1,
        text_heads=2,
        sampling_rate=RATE,
        n_fft=256,
        window=200,
        hop=64,
        bins=129,
        audio_width=4,
        audio_depths=[1, 1, 1, 1],
        audio_groups=2,
        audio_group_width=2,
    )
    torch.manual_seed(seed)
    processor = MangaAudioCLIPProcessor(
        MangaAudioCLIPImageProcessor(32),
        MangaAudioCLIPFeatureExtractor(RATE, chunk_seconds=CHUNK),
        tokenizer,
        text_length=16,
    )
    return ComicEncoder(MangaAudioCLIPModel(config), processor, id="tiny/listener")


def piece(seconds: float, pitch: float, rate: int = RATE) -> np.ndarray:
    """(n,) float32: a tone with overtones that swells and fades."""
    time = np.arange(round(seconds * rate)) / rate
    tones = sum(np.sin(2 * np.pi * pitch * k * time) / k for k in (1, 2, 3))
    return (0.3 * tones * (0.6 + 0.4 * np.sin(3 * time))).astype(np.float32)


def write_piece(path: Path, seconds: float = 1.2, pitch: float = 220.0, rate: int = RATE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, piece(seconds, pitch, rate), rate)
    return path
