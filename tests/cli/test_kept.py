from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from comicenc.cli.kept import KeptVectors, kept_beside


class MeanColour:
    """An encoder that can be read at a glance, counts its work, and can be made to die in the middle."""

    modalities = ("faces", "bodies")

    def __init__(self, weight: float = 1.0, dies_after: int | None = None) -> None:
        self.weight, self.dies_after, self.computed = weight, dies_after, 0

    def info(self) -> dict:
        return {"id": "mean", "revision": self.weight}

    def encode(self, *, batch_size: int = 32, progress: bool = False, **items: list) -> np.ndarray:
        rows = list(zip(*items.values(), strict=True))
        if self.dies_after is not None and self.computed + len(rows) > self.dies_after:
            raise KeyboardInterrupt
        self.computed += len(rows)
        means = [
            sum(np.asarray(image, dtype=np.float32).mean((0, 1)) for image in row if image) for row in rows
        ]
        return self.weight * np.array(means, dtype=np.float32).reshape(-1, 3)


def pictures(count: int) -> list[Image.Image]:
    return [Image.new("RGB", (4, 4), (i, 2 * i, 3 * i)) for i in range(count)]


def test_an_interrupted_job_continues_where_it_stopped(tmp_path: Path) -> None:
    faces = pictures(10)
    with pytest.raises(KeyboardInterrupt):
        KeptVectors(MeanColour(dies_after=7), tmp_path).encode(faces=faces, batch_size=3)
    again = MeanColour()
    vectors = KeptVectors(again, tmp_path).encode(faces=faces, batch_size=3)
    assert again.computed == 10 - 6, "two batches of three were done"
    assert np.array_equal(vectors, MeanColour().encode(faces=faces))


def test_other_weights_are_another_model(tmp_path: Path) -> None:
    KeptVectors(MeanColour(), tmp_path).encode(faces=pictures(2))
    other = MeanColour(weight=2.0)
    assert np.array_equal(
        KeptVectors(other, tmp_path).encode(faces=pictures(2)), MeanColour(2.0).encode(faces=pictures(2))
    )
    assert other.computed == 2


def test_a_face_is_not_a_body(tmp_path: Path) -> None:
    one = pictures(3)
    encoder = MeanColour()
    kept = KeptVectors(encoder, tmp_path)
    kept.encode(faces=one, bodies=[None] * 3)
    kept.encode(faces=[None] * 3, bodies=one)
    assert encoder.computed == 6


def test_what_is_seen_twice_is_computed_once(tmp_path: Path) -> None:
    one, two = pictures(2)
    encoder = MeanColour()
    vectors = KeptVectors(encoder, tmp_path).encode(faces=[one, two, one], batch_size=2)
    assert encoder.computed == 2
    assert np.array_equal(vectors[0], vectors[2])


def test_words_are_known_again_too(tmp_path: Path) -> None:
    class Hearing(MeanColour):
        def encode(self, *, texts: list, **items) -> np.ndarray:
            return super().encode(**items) + np.array([[len(text or "")] for text in texts], np.float32)

    one, encoder = pictures(3), Hearing()
    kept = KeptVectors(encoder, tmp_path)
    vectors = kept.encode(faces=one, texts=["a", "bc", None])
    assert np.array_equal(kept.encode(faces=one, texts=["a", "bc", None]), vectors)
    assert encoder.computed == 3
    kept.encode(faces=one, texts=["a", "x", "y"])
    assert encoder.computed == 5


def test_the_folder_goes_when_the_output_is_there_and_stays_when_not(tmp_path: Path) -> None:
    folder = tmp_path / ".out.npz.kept"
    with pytest.raises(KeyboardInterrupt), kept_beside(tmp_path / "out.npz", MeanColour()) as kept:
        kept.encode(faces=pictures(2))
        raise KeyboardInterrupt
    assert folder.is_dir()
    with kept_beside(tmp_path / "out.npz", MeanColour()) as kept:
        kept.encode(faces=pictures(2))
    assert not folder.exists()


def test_what_a_run_saved_serves_the_next(tmp_path: Path) -> None:
    faces, saved = pictures(4), tmp_path / "out" / "vectors"
    with kept_beside(tmp_path / "out", MeanColour(), saved) as kept:
        vectors = kept.encode(faces=faces)
        kept.save(saved)
    again = MeanColour()
    with kept_beside(tmp_path / "out", again, saved) as kept:
        assert np.array_equal(kept.encode(faces=faces[1:] + pictures(5)[4:])[:3], vectors[1:])
        kept.save(tmp_path / "fewer")
    assert again.computed == 1
    assert len(KeptVectors(again, tmp_path, tmp_path / "fewer")._known) == 4
