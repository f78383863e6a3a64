"""Faces grouped album by album and found again, by what is seen, what is said, or both."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from comicenc.evaluation.baselines import ColourHistogram, RandomVectors
from comicenc.evaluation.characters import (
    CLUSTERING,
    RETRIEVAL,
    character_clustering,
    character_retrieval,
    drawn_queries,
)
from comicenc.evaluation.faces import encode_faces, faces_of
from comicenc.metrics import query_retrieval

from .hearing import Hearing, faces


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
