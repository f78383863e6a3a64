"""A small untrained encoder of pictures, texts and music, and pieces for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from comicenc.encoder import ComicEncoder
from tests.models import tiny_audioclip

RATE = tiny_audioclip.RATE
CHUNK = 0.5  # seconds


def tiny_listener(seed: int = 0) -> ComicEncoder:
    """Random weights, but the same for the same seed."""
    return ComicEncoder(tiny_audioclip.model(seed), tiny_audioclip.processor(CHUNK), id="tiny/listener")


def piece(seconds: float, pitch: float, rate: int = RATE) -> np.ndarray:
    """(n,) float32: a tone with overtones that swells and fades."""
    time = np.arange(round(seconds * rate)) / rate
    tones = sum(np.sin(2 * np.pi * pitch * k * time) / k for k in (1, 2, 3))
    return (0.3 * tones * (0.6 + 0.4 * np.sin(3 * time))).astype(np.float32)


def write_piece(path: Path, seconds: float = 1.2, pitch: float = 220.0, rate: int = RATE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, piece(seconds, pitch, rate), rate)
    return path
