"""Named characters are known again, strangers are unknown, and a gallery is whole on disk or not there."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from comicenc.tasks.gallery import Gallery, name_scores
from tests.tasks.stand_ins import COLORS, ColorEncoder
from tests.tasks.talking import TalkingEncoder


def crop(color: str, *, darker: int = 0) -> list:
    return [[tuple(max(value - darker, 0) for value in COLORS[color])]]


@pytest.fixture
def gallery() -> Gallery:
    gallery = Gallery(ColorEncoder())
    gallery.add("Rita", faces=[crop("red"), crop("red", darker=20)])
    gallery.add("Greta", bodies=[crop("green")])
    return gallery


def test_friends_get_their_name_and_strangers_none(gallery: Gallery) -> None:
    red, blue = gallery.identify(faces=[crop("red", darker=5), crop("blue")])
    assert red.name == "Rita"
    assert [candidate.name for candidate in red.candidates] == ["Rita", "Greta"]
    assert red.score == red.candidates[0].score > red.candidates[1].score
    assert blue.name is None
    assert len(blue.candidates) == 2
    assert blue.score < gallery.threshold


def test_faces_bodies_or_both(gallery: Gallery) -> None:
    both = gallery.identify(faces=[crop("green"), None], bodies=[None, crop("red")])
    assert [each.name for each in both] == ["Greta", "Rita"]


def test_what_is_said_is_heard() -> None:
    heard = Gallery(TalkingEncoder(), texts=True)
    assert heard.threshold == 0.9
    assert Gallery(TalkingEncoder()).threshold == 0.8, "crops without words have a threshold of their own"
    heard.add("Quacker", faces=[crop("red")], texts=["quack!"])
    heard.add("Cat", faces=[crop("red")], texts=["meow"])
    quack, silent = heard.identify(faces=[crop("red")] * 2, texts=["quack quack", None])
    assert quack.name == "Quacker"
    assert silent.name is None, "half as alike as either"
    with pytest.raises(TypeError, match="voices"):
        heard.identify(faces=[crop("red")], voices=["quack"])


def test_adding_is_incremental_and_repeating_it_changes_nothing(gallery: Gallery) -> None:
    assert gallery.counts == {"Rita": 2, "Greta": 1}
    assert gallery.add("Rita", faces=[crop("red"), crop("red"), crop("red", darker=60)]) == 1
    assert gallery.add("Greta", faces=[crop("red")]) == 1, "the same crop may be of two"
    assert gallery.counts == {"Rita": 3, "Greta": 2}
    assert len(gallery) == 2
    assert "Rita" in gallery


def test_the_forgotten_are_unknown(gallery: Gallery) -> None:
    gallery.remove("Rita")
    assert gallery.names == ["Greta"]
    assert gallery.identify(faces=[crop("red")])[0].name is None
    with pytest.raises(ValueError, match="nobody in the gallery is named 'Rita'; there are Greta"):
        gallery.remove("Rita")
    gallery.remove("Greta")
    with pytest.raises(ValueError, match="the gallery is empty"):
        gallery.identify(faces=[crop("red")])
    assert gallery.add("Rita", faces=[crop("red")]) == 1


def test_scores_are_means_of_the_nearest() -> None:
    similarity = np.array([[0.9, 0.1, 0.5, 0.6]])
    labels = np.array(["a", "a", "b", "b"])
    assert name_scores(similarity, labels, 1)[1].tolist() == [[0.9, 0.6]]
    np.testing.assert_allclose(name_scores(similarity, labels, 2)[1], [[0.5, 0.55]])
    np.testing.assert_allclose(name_scores(similarity, labels, 9)[1], [[0.5, 0.55]])


def test_wrong_use(gallery: Gallery) -> None:
    with pytest.raises(ValueError, match="cannot be empty"):
        gallery.add(" ", faces=[crop("red")])
    with pytest.raises(ValueError, match="vectors are 7 wide, and those of the gallery 3"):
        gallery.add_vectors("Rita", np.ones((1, 7)))
    with pytest.raises(ValueError, match="vectors are 7 wide"):
        gallery.identify_vectors(np.ones((1, 7)))
    with pytest.raises(ValueError, match="has no unknown in its calibration"):
        Gallery(ColorEncoder(calibration={}))
    with pytest.raises(ValueError, match="calibrated for top=1: give one for top=3"):
        Gallery(ColorEncoder(), top=3)
    assert Gallery(ColorEncoder(), top=3, threshold=0.5).top == 3


def test_a_saved_gallery_knows_the_same(gallery: Gallery, tmp_path) -> None:
    gallery.add("<b>Ré", faces=[crop("rose")])
    file = gallery.save(tmp_path / "friends")
    assert file == tmp_path / "friends" / "gallery.json"
    for place in (file, file.parent):
        loaded = Gallery.load(place, ColorEncoder())
        assert loaded.counts == gallery.counts
        asked = {"faces": [crop("rose"), crop("blue"), crop("green")]}
        assert loaded.identify(**asked) == gallery.identify(**asked)
    loaded.remove("Rita")
    loaded.save(tmp_path / "friends")
    assert sorted(path.suffix for path in file.parent.iterdir()) == [".json", ".safetensors"]
    assert Gallery.load(file).names == ["Greta", "<b>Ré"]
    assert gallery.save(tmp_path / "other.json").name == "other.json"


def test_another_encoder_is_refused(gallery: Gallery, tmp_path) -> None:
    gallery.save(tmp_path)
    message = r"made by stand-in/colors at revision a+, and its vectors cannot be compared with those of"
    with pytest.raises(ValueError, match=message):
        Gallery.load(tmp_path, ColorEncoder(revision="b" * 12))
    with pytest.raises(ValueError, match="those of other: load that encoder"):
        Gallery.load(tmp_path, ColorEncoder(id="other", revision=None))
    moved = Gallery.load(tmp_path, ColorEncoder(id="/another/folder"))
    assert moved.identify(faces=[crop("red")])[0].name == "Rita", "the same weights elsewhere are the same"


def test_without_an_encoder_it_is_loaded_when_needed(gallery: Gallery, tmp_path, monkeypatch) -> None:
    gallery.save(tmp_path)
    asked = []

    def from_pretrained(id, revision):
        asked.append((id, revision))
        return ColorEncoder(id=id)

    encoders = SimpleNamespace(ComicEncoder=SimpleNamespace(from_pretrained=from_pretrained))
    monkeypatch.setitem(sys.modules, "comicenc.encoder", encoders)
    loaded = Gallery.load(tmp_path)
    assert loaded.names == ["Rita", "Greta"]
    assert not asked
    assert loaded.identify(faces=[crop("red")])[0].name == "Rita"
    assert asked == [("stand-in/colors", None)]


def test_files_that_are_no_gallery(gallery: Gallery, tmp_path) -> None:
    file = gallery.save(tmp_path)
    good = json.loads(file.read_text())
    with pytest.raises(FileNotFoundError):
        Gallery.load(tmp_path / "nowhere")
    for wrong, message in [
        ({"kind": "comicenc cast 1"}, "holds comicenc cast 1, and comicenc gallery 1 was expected"),
        ({"labels": ["Rita"]}, "not equally many"),
        ({"threshold": None}, "a damaged gallery"),
        ({"encoder": {}}, "a damaged gallery"),
    ]:
        file.write_text(json.dumps(good | wrong))
        with pytest.raises(ValueError, match=message) as raised:
            Gallery.load(file)
        assert "gallery.json" in str(raised.value)
