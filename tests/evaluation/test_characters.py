"""Faces grouped album by album and found again, by what is seen, what is said, or both."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from datasets import Dataset

from comicenc.data.schema import FACES
from comicenc.evaluation.baselines import ColourHistogram, RandomVectors
from comicenc.evaluation.characters import (
    CLUSTERING,
    RETRIEVAL,
    character_clustering,
    character_retrieval,
    drawn_queries,
    encode_faces,
    faces_of,
)
from comicenc.media import read_image
from comicenc.metrics import query_retrieval

from .drawings import swatch

WORDS = ("quack", "meow", "woof")


def faces(albums: dict[str, str], copies: int = 1) -> Dataset:
    """`one="Red:A:quack Red:B Grey:?"`: a colour, a character ("?" is not known) and what is said."""
    rows = []
    for album, written in albums.items():
        for number, each in enumerate(written.split() * copies):
            colour, character, *said = each.split(":")
            rows.append(
                {
                    "image": swatch(colour, len(rows)),
                    "text": " ".join(said),
                    "character": None if character == "?" else f"{album}/{character}",
                    "album": album,
                    "page": f"{number:03d}",
                }
            )
    return Dataset.from_list(rows, features=FACES)


class Hearing:
    """Mean colours and words; `model` says what of the paper it is."""

    def __init__(self, *modalities: str, variant: str | None = None) -> None:
        self.modalities, self.given = modalities, {}
        if variant:
            config = SimpleNamespace(model_type="manga_mmtl", variant=variant)
            self.model = SimpleNamespace(config=config)

    def encode(self, **items: list) -> np.ndarray:
        self.given = items
        parts = []
        if "faces" in items:
            seen = (
                np.array([np.asarray(read_image(face)).mean((0, 1)) for face in items["faces"]]) / 255 - 0.3
            )
            parts.append(seen / np.linalg.norm(seen, axis=1, keepdims=True))
        if "texts" in items:
            parts.append(
                np.array([[word in (text or "") for word in WORDS] for text in items["texts"]], float)
            )
        vectors = np.concatenate(parts, axis=1) + 1e-3
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


ALBUMS = {"one": "Red:A:quack Red:B:meow Green:C", "two": "Blue:A:woof Blue:B:quack Grey:?"}


def test_faces_without_a_character_are_left_out():
    rows = faces_of(faces(ALBUMS))
    assert rows.characters.tolist() == ["one/A", "one/B", "one/C", "two/A", "two/B"]
    assert rows.albums.tolist() == ["one"] * 3 + ["two"] * 2
    assert rows.texts == ["quack", "meow", "", "woof", "quack"]
    assert read_image(rows.faces[0]).size == (12, 12)


def test_some_albums_and_those_seen_often_enough():
    dataset = faces({"one": "Red:A Red:A Green:B", "two": "Blue:A Blue:A"})
    assert faces_of(dataset, fewest=2).characters.tolist() == ["one/A"] * 2 + ["two/A"] * 2
    assert faces_of(dataset, albums=["two"]).characters.tolist() == ["two/A"] * 2
    with pytest.raises(ValueError, match="no album 'three' among the 2 of these faces"):
        faces_of(dataset, albums=["one", "three"])
    with pytest.raises(ValueError, match="no face is left"):
        faces_of(dataset, fewest=3)


def test_an_encoder_gets_what_it_takes():
    rows = faces_of(faces(ALBUMS))
    encoder = Hearing("faces", "texts")
    encode_faces(rows, encoder)
    assert encoder.given["texts"] == ["quack", "meow", None, "woof", "quack"]
    encode_faces(rows, encoder, texts=False)
    assert set(encoder.given) == {"faces"}
    words = Hearing("texts")
    vectors = encode_faces(rows, words)
    assert words.given == {"texts": ["quack", "meow", "woof", "quack"]}
    assert not vectors[2].any() and vectors[[0, 1, 3, 4]].any(axis=1).all()
    with pytest.raises(ValueError, match="nothing is said around any of these faces"):
        encode_faces(faces_of(faces({"one": "Red:A Green:B"})), words)
    encode_faces(rows, ColourHistogram())
    with pytest.raises(ValueError, match="takes texts, and needs to take faces, as texts are left out"):
        encode_faces(rows, words, texts=False)
    with pytest.raises(ValueError, match="takes bodies, and needs to take faces or texts"):
        encode_faces(rows, Hearing("bodies"))


def test_dialogue_tells_apart_what_looks_alike():
    """Who is Red quacks in one half of the faces and meows in the other."""
    dataset = faces({"one": "Red:A:quack Red:B:meow Green:C:woof", "two": "Blue:A:woof Blue:B:meow"}, 16)
    heard = character_retrieval(dataset, Hearing("faces", "texts"), resamples=20)
    seen = character_retrieval(dataset, Hearing("faces", "texts"), texts=False, resamples=0)
    assert heard.metrics["map"] == heard.metrics["rank_1"] == 1
    assert seen.metrics["map"] < 0.9
    assert heard.n == heard.metrics["queries"] == 20, "a quarter of 80"
    assert heard.metrics["gallery"] == 60
    assert set(heard.intervals) == {"rank_1", "rank_5", "map"}


def test_numbers_are_those_of_the_metric():
    dataset = faces({"one": "Red:A Green:B", "two": "Blue:A Grey:B"}, 10)
    encoder = RandomVectors()
    found = character_retrieval(dataset, encoder, queries=7, resamples=30, seed=3)
    rows = faces_of(dataset)
    expected = query_retrieval(encode_faces(rows, encoder), rows.characters, drawn_queries(40, 7, seed=3))
    assert found.metrics == pytest.approx(expected)
    low, high = found.intervals["map"]
    assert low <= found.metrics["map"] <= high


def test_one_album_has_intervals_over_queries():
    dataset = faces({"one": "Red:A Green:B Blue:C Grey:D"}, 10)
    low, high = character_retrieval(dataset, RandomVectors(), resamples=50).intervals["rank_1"]
    assert low < high


def test_queries_are_drawn_by_the_seed():
    assert drawn_queries(10_000).sum() == 2000
    assert drawn_queries(100).sum() == 25
    assert drawn_queries(2).sum() == 1
    assert (drawn_queries(100, seed=1) == drawn_queries(100, seed=1)).all()
    assert (drawn_queries(100, seed=1) != drawn_queries(100, seed=2)).any()


def test_albums_are_grouped_one_by_one():
    """Below twenty faces nothing is reduced; those of "two" are all alike, so all are outliers and alone."""
    dataset = faces({"one": "Red:A:quack Red:B:meow", "two": "Blue:A:woof Blue:B:woof"}, 6)
    encoder = Hearing("texts")
    found = character_clustering(dataset, encoder, baselines={"same": encoder}, resamples=40)
    assert found.n == found.metrics["albums"] == 2
    assert found.metrics["instances"] == 24
    assert found.metrics["ari/one"] == pytest.approx(1)
    assert found.metrics["ari/two"] == pytest.approx(0)
    assert found.metrics["v_measure/two"] == pytest.approx(2 / (1 + np.log2(12)))
    assert found.metrics["ari"] == pytest.approx((found.metrics["ari/one"] + found.metrics["ari/two"]) / 2)
    assert found.intervals["ari"] == pytest.approx((found.metrics["ari/two"], found.metrics["ari/one"]))
    assert set(found.intervals) == {"ari", "ami", "v_measure"}
    assert found.baselines["same"] == found.metrics
    alone = character_clustering(dataset, encoder, albums=["one"], resamples=0)
    assert alone.metrics["ari"] == found.metrics["ari/one"]


def test_the_papers_values_stand_beside_its_models():
    dataset = faces({"one": "Red:A Green:B"}, 6)
    both = SimpleNamespace(
        encoders=(Hearing("texts", variant="text_album"), Hearing("faces", "texts", variant="multitask")),
        modalities=("texts", "faces"),
        encode=Hearing("faces", "texts").encode,
    )
    found = character_retrieval(dataset, both, resamples=0)
    assert found.paper == {"rank_1": 0.9005, "rank_5": 0.9685, "map": 0.4933}
    assert character_clustering(dataset, both, resamples=0).paper["ari"] == 0.5853
    image = Hearing("faces", variant="image")
    assert character_retrieval(dataset, image, texts=False, resamples=0).paper["map"] == 0.3915
    deaf = Hearing("faces", "texts", variant="multitask")
    assert character_retrieval(dataset, deaf, texts=False, resamples=0).paper == {}
    assert character_retrieval(dataset, ColourHistogram(), resamples=0).paper == {}
    assert CLUSTERING.keys() == RETRIEVAL.keys()
    assert all(tuple(sorted(variants)) == variants for variants in RETRIEVAL)
