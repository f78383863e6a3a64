"""A tiny tagger, made afresh for each test, since some change its thresholds."""

from __future__ import annotations

from pathlib import Path

import pytest

from comicenc.encoder import ComicEncoder
from comicenc.tasks.tagger import Tagger
from tests.tasks.tiny_tagger import save_tiny_tagger


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_tagger(tmp_path_factory.mktemp("models") / "tagger")


@pytest.fixture(scope="session")
def encoder(checkpoint: Path) -> ComicEncoder:
    return ComicEncoder.from_pretrained(checkpoint, device="cpu")


@pytest.fixture
def tagger(encoder: ComicEncoder) -> Tagger:
    return Tagger(encoder)
