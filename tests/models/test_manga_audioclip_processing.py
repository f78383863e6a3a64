"""What MangaAudioCLIP is given of pictures, texts and music."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile
import torch
from PIL import Image

from comicenc.media import UnreadableFile
from comicenc.models.manga_audioclip import (
    MangaAudioCLIPFeatureExtractor,
    MangaAudioCLIPImageProcessor,
    pooled,
)
from tests.models.tiny_audioclip import RATE, model, processor


def tone(seconds: float, hertz: float = 440, rate: int = RATE) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def wav(samples: np.ndarray, rate: int = RATE) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format="WAV", subtype="FLOAT")
    return file.getvalue()


# music


def test_samples_are_scaled_to_16_bits_and_repeated_until_they_fill_a_chunk():
    sound = MangaAudioCLIPFeatureExtractor(10, chunk_seconds=0.7)
    given = np.array([0.5, -1, 0.25], np.float32)
    values = sound([given, np.zeros(7, np.float32)])["input_values"]
    assert values.dtype == np.float32
    assert values[0].tolist() == [16384, -32768, 8192] * 2 + [16384]
    assert values[1].tolist() == [0] * 7
    assert sound.chunk_samples == 7
    assert "chunk_weights" not in sound([given])


@pytest.mark.parametrize("samples", [np.zeros((2, 4)), np.zeros(0), np.zeros(8)])
def test_samples_that_are_no_chunk_are_refused(samples):
    sound = MangaAudioCLIPFeatureExtractor(10, chunk_seconds=0.7)
    with pytest.raises(ValueError, match=r"audio\[1\] is an array of shape .* up to 7 samples"):
        sound([np.zeros(7), samples])


def test_whole_tracks_are_chunks_with_the_seconds_of_each_that_sound(tmp_path):
    track = np.concatenate([tone(0.25), np.zeros(RATE // 4, np.float32), tone(0.1, 300)])
    (tmp_path / "track.wav").write_bytes(wav(track))
    for item in (tmp_path / "track.wav", wav(track), (track, RATE)):
        inputs = processor()(audio=[item, tone(0.25, 200)])
        assert inputs["input_values"].shape == (4, RATE // 4)
        expected = torch.tensor([[0.25 / 0.35, 0, 0.1 / 0.35, 0], [0, 0, 0, 1]])
        torch.testing.assert_close(inputs["chunk_weights"], expected)
        last = inputs["input_values"][2] / 32768
        torch.testing.assert_close(last, torch.tensor(track[-RATE // 4 :]))


@torch.inference_mode()
def test_a_track_is_the_weighted_mean_of_its_chunks_and_silence_counts_where_nothing_else_is():
    made, track = model(), np.concatenate([tone(0.25), tone(0.25, 900)])
    chunks = made.embed(**processor()(audio=[track[:2000], track[2000:]]))
    whole = made.embed(**processor()(audio=[(track, RATE)]))
    torch.testing.assert_close(whole, pooled(chunks, torch.tensor([[0.5, 0.5]])))
    silent = processor()(audio=[(np.zeros(4000), RATE)])
    torch.testing.assert_close(silent["chunk_weights"], torch.tensor([[0.5, 0.5]]))
    assert made.embed(**silent).norm() == pytest.approx(1, abs=1e-5)


@torch.inference_mode()
def test_the_same_track_gives_the_same_vector_whatever_lies_beside_it():
    made, track = model(), (tone(0.9), RATE)
    alone = made.embed(**processor()(audio=[track]))
    beside = made.embed(**processor()(audio=[(tone(0.3, 200), RATE), track, tone(0.2)]))
    assert torch.equal(alone, made.embed(**processor()(audio=[track])))
    assert (beside[1] - alone[0]).abs().max() < 1e-5


def test_a_file_that_is_no_music_is_named():
    with pytest.raises(UnreadableFile, match=r"nowhere\.wav does not exist"):
        processor()(audio=["nowhere.wav"])


# pictures


def striped(width: int, height: int) -> Image.Image:
    """Red above and left, blue below and right, green between."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[..., 1] = 255
    edge = max(width, height) // 8
    if width < height:
        pixels[:edge], pixels[-edge:] = (255, 0, 0), (0, 0, 255)
    else:
        pixels[:, :edge], pixels[:, -edge:] = (255, 0, 0), (0, 0, 255)
    return Image.fromarray(pixels)


@pytest.mark.parametrize("size", [(40, 80), (80, 40)])
def test_clips_crop_keeps_the_middle_and_padding_keeps_all(size):
    cropped = MangaAudioCLIPImageProcessor(32).squared(striped(*size))
    assert cropped.shape == (32, 32, 3)
    assert (cropped == (0, 255, 0)).all()
    padded = MangaAudioCLIPImageProcessor(32, fit="pad").squared(striped(*size))
    padded = padded if size[0] < size[1] else padded.transpose(1, 0, 2)
    assert (padded[:, :8] == 255).all()
    assert (padded[:, -8:] == 255).all()
    assert (padded[0, 8:24] == (255, 0, 0)).all()
    assert (padded[-1, 8:24] == (0, 0, 255)).all()


def test_pixels_are_normalised_as_clip_does():
    values = MangaAudioCLIPImageProcessor(2)(Image.new("RGB", (9, 9), (255, 0, 127)), return_tensors="pt")
    expected = [(1 - 0.48145466) / 0.26862954, -0.4578275 / 0.26130258, (127 / 255 - 0.40821073) / 0.27577711]
    torch.testing.assert_close(
        values["pixel_values"], torch.tensor(expected).view(1, 3, 1, 1).expand(1, 3, 2, 2)
    )


def test_another_fit_is_refused():
    with pytest.raises(ValueError, match="fit 'stretch' is neither"):
        MangaAudioCLIPImageProcessor(32, fit="stretch")


# all of them


def test_each_modality_may_have_items_of_its_own_number():
    inputs = processor()(images=[striped(9, 9)] * 2, texts=["sad"] * 3, audio=[tone(0.1)])
    assert {name: len(values) for name, values in inputs.items()} == {
        "pixel_values": 2,
        "input_ids": 3,
        "attention_mask": 3,
        "input_values": 1,
    }


@pytest.mark.parametrize("name", ["images", "texts", "audio"])
def test_an_item_that_is_missing_is_named(name):
    given = {"images": striped(9, 9), "texts": "sad", "audio": tone(0.1)}
    with pytest.raises(ValueError, match=rf"{name}\[1\] is missing"):
        processor()(**{name: [given[name], None]})
