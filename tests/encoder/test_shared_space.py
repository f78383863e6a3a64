"""Pictures, texts and music through one encoder, one kind at a time."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile
import torch
from PIL import Image

from comicenc.encoder import ComicEncoder
from comicenc.media import UnreadableFile
from tests.models.tiny_audioclip import RATE, model, processor


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> ComicEncoder:
    folder = tmp_path_factory.mktemp("checkpoint")
    ComicEncoder(model(), processor()).save_pretrained(folder)
    return ComicEncoder.from_pretrained(folder)


def track(seconds: float, hertz: float) -> np.ndarray:
    time = np.arange(round(seconds * RATE)) / RATE
    return (0.3 * np.sin(2 * np.pi * hertz * time) * (1 + 0.5 * np.sin(9 * time)) / 1.5).astype(np.float32)


TRACKS = [(track(0.9, 300), RATE), (track(0.1, 2000), RATE), (track(1.3, 500), RATE)]
ITEMS = {
    "images": [
        Image.new("RGB", (30 + 10 * i, 40), color) for i, color in enumerate(("red", "green", "blue"))
    ],
    "texts": ["a happy tune", "sad", "a scary night in the old house by the sea, and rain"],
    "audio": TRACKS,
}


@pytest.mark.parametrize("name", ITEMS)
def test_every_kind_has_vectors_of_the_one_space(encoder, name):
    assert encoder.modalities == tuple(ITEMS)
    vectors = encoder.encode(**{name: ITEMS[name]})
    assert vectors.shape == (3, encoder.info()["dimension"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.abs(vectors[0] - vectors[1]).max() > 1e-3


@pytest.mark.parametrize("name", ITEMS)
def test_batches_and_order_change_nothing(encoder, name):
    vectors = encoder.encode(**{name: ITEMS[name]})
    np.testing.assert_allclose(encoder.encode(**{name: ITEMS[name]}, batch_size=1), vectors, atol=1e-5)
    np.testing.assert_allclose(encoder.encode(**{name: ITEMS[name][::-1]})[::-1], vectors, atol=1e-5)


@pytest.mark.parametrize(
    "names", [("images", "texts"), ("texts", "audio"), ("images", "audio"), tuple(ITEMS)]
)
def test_two_kinds_at_once_are_refused(encoder, names):
    with pytest.raises(ValueError, match=f"one kind of item at a time, not {' with '.join(names)}"):
        encoder.encode(**{name: ITEMS[name] for name in names})


def test_what_is_missing_or_strange_is_named(encoder):
    with pytest.raises(ValueError, match="item 1 has no images"):
        encoder.encode(images=[ITEMS["images"][0], None])
    with pytest.raises(ValueError, match="item 0 has no texts"):
        encoder.encode(texts=["  "])
    with pytest.raises(ValueError, match="takes images and texts and audio, not faces"):
        encoder.encode(faces=ITEMS["images"])


def test_a_track_is_the_same_as_a_path_as_bytes_and_as_samples(encoder, tmp_path):
    file = io.BytesIO()
    soundfile.write(file, TRACKS[0][0], RATE, format="WAV", subtype="FLOAT")
    (tmp_path / "track.wav").write_bytes(file.getvalue())
    vectors = encoder.encode(audio=[tmp_path / "track.wav", file.getvalue(), TRACKS[0]])
    np.testing.assert_allclose(vectors, np.repeat(vectors[:1], 3, axis=0), atol=1e-6)


def test_plain_transformers_hear_a_whole_track_as_the_encoder_does(encoder):
    with torch.inference_mode():
        plain = encoder.model.embed(**encoder.processor(audio=TRACKS))
    np.testing.assert_allclose(encoder.encode(audio=TRACKS), plain.numpy(), atol=1e-5)


def test_all_tracks_that_cannot_be_read_are_named_before_anything_is_computed(encoder, tmp_path):
    (tmp_path / "text.wav").write_text("no music")
    with pytest.raises(UnreadableFile, match=r"audio\[0\].*none\.wav.*audio\[2\].*text\.wav"):
        encoder.encode(audio=[tmp_path / "none.wav", TRACKS[0], tmp_path / "text.wav"])
