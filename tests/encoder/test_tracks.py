"""Music, chunk by chunk and as whole tracks."""

from __future__ import annotations

import numpy as np
import pytest

from comicenc.encoder.tracks import Track, encode_tracks
from comicenc.media import UnreadableFile

RATE, LENGTH = 8000, 4000


class Ears:
    """Hears the share of low, middle and high in a chunk, and notes how many chunks it is given at once."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def __call__(self, samples: list[np.ndarray]) -> np.ndarray:
        self.batches.append(len(samples))
        power = np.abs(np.fft.rfft(np.stack(samples), axis=1)) ** 2 + 1e-6
        bands = np.stack([band.sum(axis=1) for band in np.array_split(power, 3, axis=1)], axis=1)
        return (bands / np.linalg.norm(bands, axis=1, keepdims=True)).astype(np.float32)


def tone(seconds: float, pitch: float) -> tuple[np.ndarray, int]:
    return np.sin(2 * np.pi * pitch * np.arange(round(seconds * RATE)) / RATE), RATE


def encoded(items: list, batch_size: int = 4, ears: Ears | None = None, **options) -> dict[int, Track]:
    return dict(
        encode_tracks(items, ears or Ears(), rate=RATE, length=LENGTH, batch_size=batch_size, **options)
    )


def test_batches_are_of_chunks_and_change_nothing() -> None:
    items = [tone(1.7, 200), tone(0.2, 3500), tone(0.5, 2000), tone(2.5, 200)]
    ears = Ears()
    found = encoded(items, 3, ears)
    assert ears.batches == [3, 3, 3, 2]  # 4, 1, 1 and 5 chunks
    assert [len(track.vectors) for track in found.values()] == [4, 1, 1, 5]
    for number, item in enumerate(items):
        np.testing.assert_allclose(found[number].vectors, encoded([item], 1)[0].vectors, atol=1e-6)


def test_a_track_is_the_weighted_mean_of_its_chunks() -> None:
    low, high = tone(0.5, 200)[0], tone(0.25, 3500)[0]
    (track,) = encoded([(np.concatenate([low, high]), RATE)]).values()
    assert track.starts.tolist() == [0, 0.25] and track.ends.tolist() == [0.5, 0.75]
    assert track.seconds == 0.75
    assert track.weights.tolist() == pytest.approx([0.5, 0.25])
    mean = (2 * track.vectors[0] + track.vectors[1]) / 3
    np.testing.assert_allclose(track.vector, mean / np.linalg.norm(mean), atol=1e-6)
    assert np.linalg.norm(track.vector) == pytest.approx(1)


def test_silence_before_and_after_moves_nothing() -> None:
    music, quiet = tone(1, 300)[0], np.zeros(LENGTH * 3)
    alone, framed = encoded([(music, RATE), (np.concatenate([quiet, music, quiet]), RATE)]).values()
    np.testing.assert_allclose(framed.vector, alone.vector, atol=1e-6)


def test_nothing_but_silence_has_a_vector() -> None:
    (track,) = encoded([(np.zeros(LENGTH * 2 + 5), RATE)]).values()
    assert track.weights.tolist() == [0, 0, 0]
    assert np.linalg.norm(track.vector) == pytest.approx(1)


def test_an_unreadable_track_is_an_error_or_left_out_and_told(tmp_path) -> None:
    (tmp_path / "words.wav").write_text("la la la")
    loud = np.concatenate([tone(9 * 30, 300)[0], [1e6]])  # its first blocks are fine
    items = [tone(0.6, 200), tmp_path / "words.wav", (loud, RATE), tone(0.5, 3500)]
    with pytest.raises(UnreadableFile, match=r"words\.wav"):
        encoded(items)
    told = {}
    found = encoded(items, refused=told.__setitem__)
    assert sorted(found) == [0, 3]
    assert sorted(told) == [1, 2] and "words.wav" in str(told[1]) and "between" in str(told[2])
    np.testing.assert_allclose(found[3].vectors, encoded([items[3]])[0].vectors, atol=1e-6)


def test_nothing_gives_nothing() -> None:
    assert encoded([]) == {}
