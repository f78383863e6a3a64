"""Texts beside pictures, and several encoders as one."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from comicenc.encoder import ComicEncoder, ConcatenatedEncoder
from comicenc.media import UnreadableFile

LETTERS = "abcdefghijklmnopqrstuvwxyz "


class Inputs(dict):
    def to(self, device: torch.device) -> Inputs:
        return self


class TinyModel(torch.nn.Module):
    """The mean colour of a face, then the share of each letter of a text."""

    def __init__(self, modalities: tuple[str, ...]) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(1))
        width = 3 * ("faces" in modalities) + len(LETTERS) * ("texts" in modalities)
        self.config = SimpleNamespace(modalities=modalities, embedding_dim=width)
        self.device, self.dtype = torch.device("cpu"), torch.float32

    def embed(self, faces: list | None = None, texts: list | None = None) -> torch.Tensor:
        rows = []
        for face, text in zip(faces or [None] * len(texts), texts or [None] * len(faces), strict=True):
            seen = np.zeros(3) if face is None else np.asarray(face).mean((0, 1)) / 255 + 0.1
            said = np.array([(text or "zz").count(letter) for letter in LETTERS], float)
            parts = {
                "faces": seen,
                "texts": said if text or "faces" not in self.config.modalities else 0 * said,
            }
            rows.append(np.concatenate([parts[name] for name in self.config.modalities]))
        return torch.nn.functional.normalize(self.weight * torch.tensor(np.array(rows)).float(), dim=1)


def tiny(
    *modalities: str, id: str, revision: str | None = "a" * 12, commit: str | None = None
) -> ComicEncoder:
    def processor(*, return_tensors: str, **parts) -> Inputs:
        assert return_tensors == "pt"
        return Inputs(parts)

    return ComicEncoder(TinyModel(modalities), processor, id=id, revision=revision, commit=commit)


@pytest.fixture
def both() -> ComicEncoder:
    return tiny("faces", "texts", id="both")


@pytest.fixture
def words() -> ComicEncoder:
    return tiny("texts", id="words", revision="b" * 12)


@pytest.fixture
def looks() -> ComicEncoder:
    return tiny("faces", id="looks")


def face(color: str) -> Image.Image:
    return Image.new("RGB", (4, 4), color)


def test_a_text_is_a_part_like_a_face(both):
    vectors = both.encode(faces=[face("red"), None, face("red")], texts=["abc", "abc", None], batch_size=2)
    assert vectors.shape == (3, 30)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert vectors[1, :3].tolist() == [0, 0, 0]
    assert not vectors[2, 3:].any()


@pytest.mark.parametrize("blank", [None, "", " \n"])
def test_a_blank_text_is_none(words, both, blank):
    with pytest.raises(ValueError, match="item 1 has no texts"):
        words.encode(texts=["abc", blank])
    vectors = both.encode(faces=[face("red")] * 2, texts=[blank, None])
    np.testing.assert_array_equal(vectors[0], vectors[1])


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ({"texts": "abc"}, "texts is one str, where a list is needed"),
        ({"texts": ["abc", 3]}, r"texts\[1\] is int, where a str or None is needed"),
        ({"texts": ["abc"], "bodies": [None]}, "both takes faces and texts, not bodies"),
        ({"texts": ["abc"], "faces": []}, "1 texts, 0 faces"),
    ],
)
def test_wrong_texts_are_one_clear_sentence(both, items, message):
    with pytest.raises(ValueError, match=message):
        both.encode(**items)


def test_the_cosine_of_a_sum_is_the_mean_of_the_cosines(both, words, looks):
    items = {"faces": [face("red"), face("navy"), face("teal")], "texts": ["abc", "ab d", "xyz"]}
    joined = words + looks + both
    assert isinstance(joined, ConcatenatedEncoder)
    assert joined.modalities == ("texts", "faces")
    vectors = joined.encode(**items, batch_size=2)
    assert vectors.dtype == np.float32
    alone = [
        words.encode(texts=items["texts"]),
        looks.encode(faces=items["faces"]),
        both.encode(**items),
    ]
    mean = np.mean([each @ each.T for each in alone], axis=0)
    np.testing.assert_allclose(joined.similarity(vectors, vectors), mean, atol=1e-6)
    assert np.abs(joined.encode(**items, batch_size=1) - vectors).max() < 1e-6
    np.testing.assert_array_equal((words + (looks + both)).encode(**items), vectors)


def test_who_says_nothing_is_known_by_the_face_alone(words, looks):
    joined = looks + words
    faces, texts = [face("red"), face("teal"), face("red")], [None, " ", "abc"]
    vectors = joined.encode(faces=faces, texts=texts)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    seen = looks.encode(faces=faces)
    np.testing.assert_allclose(vectors[:2], np.c_[seen[:2], np.zeros((2, 27))], atol=1e-6)
    np.testing.assert_allclose(vectors[2, :3], seen[2] / np.sqrt(2), atol=1e-6)
    np.testing.assert_allclose(joined.encode(faces=faces), np.c_[seen, np.zeros((3, 27))], atol=1e-6)


def test_a_sum_tells_what_runs(words, looks):
    joined = looks + words
    assert joined.info()["id"] == joined.id == "looks+words"
    assert joined.info()["revision"] == f"{'a' * 12}+{'b' * 12}"
    assert joined.info()["commit"] is None
    assert joined.info()["dimension"] == 30
    assert joined.calibration == {}
    assert [each["id"] for each in joined.info()["encoders"]] == ["looks", "words"]
    assert json.dumps(joined.info())
    assert (looks + tiny("texts", id="new", revision=None)).revision is None
    assert (looks + tiny("texts", id="hub", commit="0123")).commit == "+0123"


def test_a_sum_names_what_is_wrong(words, looks, tmp_path):
    joined = looks + words
    with pytest.raises(ValueError, match=r"looks\+words takes faces and texts, not bodies"):
        joined.encode(bodies=[face("red")])
    with pytest.raises(UnreadableFile, match=r"faces\[1\]: .*nowhere.png"):
        joined.encode(faces=[face("red"), tmp_path / "nowhere.png"])
    with pytest.raises(ValueError, match="item 0 has no faces and no texts"):
        joined.encode(faces=[None], texts=[" "])
    with pytest.raises(TypeError):
        looks + "words"


def test_ids_that_a_plus_joins_are_loaded_together(monkeypatch, tmp_path):
    asked = []

    def located(id, revision, hub):
        asked.append((id, revision))
        raise OSError(f"no {id}")

    monkeypatch.setattr("comicenc.encoder.encoder.located", located)
    with pytest.raises(OSError, match="no one"):
        ComicEncoder.from_pretrained("one+two", revision="+v2")
    assert asked == [("one", None)]
    with pytest.raises(ValueError, match=r"one\+two: 2 models need as many revisions, joined by \+, not v1"):
        ComicEncoder.from_pretrained("one+two", revision="v1")
    (tmp_path / "a+b").mkdir()
    with pytest.raises(OSError, match=r"no .*a\+b"):
        ComicEncoder.from_pretrained(tmp_path / "a+b")
