"""Faces grouped album by album and layer by layer."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from datasets import load_dataset

from comicenc.data.manga109 import write_manga109
from comicenc.encoder import ComicEncoder
from comicenc.evaluation.baselines import ColourHistogram, RandomVectors
from comicenc.evaluation.clustering import LAYERS, TABLE_1, as_one_album, clustering, layer_features
from comicenc.evaluation.faces import encode_faces, faces_of, grouped
from comicenc.metrics import outlier_clustering, rare_as_other
from comicenc.models.manga_deepcluster import (
    MangaDeepClusterConfig,
    MangaDeepClusterImageProcessor,
    MangaDeepClusterModel,
    MangaDeepClusterProcessor,
)
from tests.manga109_books import write_books

from .hearing import faces

AGREEMENT = ("ari", "ami", "v_measure")
TWO = {"one": "Red:A Green:B Blue:C", "two": "Red:A Grey:B"}


@pytest.fixture(scope="module")
def deep() -> ComicEncoder:
    """A network with two convolutional blocks, of random weights."""
    torch.manual_seed(0)
    config = MangaDeepClusterConfig(
        hidden_sizes=[4, 8],
        depths=[1, 1],
        fc_size=16,
        pooled_size=2,
        image_size=12,
        projection_dim=24,
        num_labels=3,
    )
    processor = MangaDeepClusterProcessor(MangaDeepClusterImageProcessor(size=12))
    return ComicEncoder(MangaDeepClusterModel(config), processor)


def test_what_can_be_told_apart_is_and_the_rare_are_one_class():
    """Red and Green have six faces each; Blue and Grey one each, who are "other"."""
    dataset = faces({"one": "Red:A Green:B " * 6 + "Blue:C Grey:D"})
    found = clustering(faces_of(dataset), ColourHistogram(), fewest=5, resamples=0)
    assert found.metrics["classes"] == 3
    assert found.metrics["clusters"] == 2, "two are no cluster of five"
    assert found.metrics["outliers"] == pytest.approx(2 / 14)
    assert [found.metrics[name] for name in AGREEMENT] == pytest.approx([1, 1, 1])
    assert found.metrics["ari_alone"] < 1
    with pytest.raises(ValueError, match="no album has two characters"):
        clustering(faces_of(dataset), ColourHistogram(), fewest=7)


def test_numbers_are_those_of_the_metric_averaged_over_albums():
    rows = faces_of(faces(TWO, copies=8))
    found = clustering(rows, RandomVectors(8), fewest=3, resamples=50, baselines={"same": RandomVectors(8)})
    groups = grouped(encode_faces(rows, RandomVectors(8)), rows.albums, min_cluster_size=3)
    each = {
        album: outlier_clustering(rows.characters[rows.albums == album], groups[rows.albums == album])
        for album in TWO
    }
    for name, value in each["one"].items():
        assert found.metrics[f"{name}/one"] == pytest.approx(value)
        assert found.metrics[name] == pytest.approx(np.mean([value, each["two"][name]]))
    assert (found.n, found.metrics["instances"], found.metrics["albums"]) == (40, 40, 2)
    low, high = found.intervals["ami"]
    assert (low, high) == pytest.approx(tuple(sorted(each[album]["ami"] for album in TWO)))
    assert found.intervals.keys() == each["one"].keys()
    assert found.baselines["same"] == found.metrics
    assert found.paper == {}


def test_one_album_has_intervals_over_halves_of_its_faces():
    rows = faces_of(faces({"one": TWO["one"]}, copies=8))
    found = clustering(rows, RandomVectors(8), fewest=3, resamples=60)
    assert "clusters" not in found.intervals, "half of the faces do not say how many there are"
    low, high = found.intervals["v_measure"]
    assert low < high


@pytest.mark.slow
def test_runs_by_several_seeds_are_averaged():
    rows = faces_of(faces({"one": "Red:A Green:B Blue:C Grey:D"}, copies=10))
    options = {"fewest": 3, "resamples": 0}
    one, other = (clustering(rows, RandomVectors(), seed=seed, **options).metrics for seed in (4, 5))
    both = clustering(rows, RandomVectors(), seed=4, repeats=2, **options).metrics
    assert one["ami"] != other["ami"]
    assert both["ami"] == pytest.approx((one["ami"] + other["ami"]) / 2)
    assert both["clusters"] == pytest.approx((one["clusters"] + other["clusters"]) / 2)


def test_an_album_of_one_class_is_left_out():
    """Were it not, four outliers of one class would be a perfect result."""
    rows = faces_of(faces({**TWO, "three": "Red:A Green:B"}, copies=4))
    rows = rows._replace(characters=rows.characters.copy())
    rows.characters[rows.albums == "three"] = "three/A"
    found = clustering(rows, ColourHistogram(), fewest=2, resamples=0)
    assert found.metrics["albums"] == 2 and "ami/three" not in found.metrics
    with pytest.raises(ValueError, match=r"no album has two characters to tell apart .* 10 faces"):
        clustering(rows, ColourHistogram())


def test_all_albums_as_one():
    rows = as_one_album(faces_of(faces(TWO)))
    assert rows.characters.tolist() == ["A", "B", "C", "A", "B"]
    assert set(rows.albums) == {"all"}


def test_each_layer_is_measured_beside_the_models_own_vectors(deep):
    rows = faces_of(faces(TWO, copies=5))
    found = clustering(rows, deep, fewest=3, resamples=10, baselines={"random": RandomVectors(8)})
    layers = ("conv1", "conv2", "fc1", "fc2")
    assert {key.split("/")[0] for key in found.metrics if key.endswith("/ami/one")} == set(layers)
    for name in (*AGREEMENT, "clusters", "outliers"):
        assert found.metrics[f"fc1/{name}"] == found.metrics[name], "fc1 is what this model gives"
        assert f"fc1/{name}/two" in found.metrics
    assert "conv1/ari_alone" in found.intervals
    assert "fc1/ami" not in found.baselines["random"]
    own = layer_features(rows, deep, ["conv2"])["conv2"]
    assert own.shape == (25, 24)
    groups = grouped(own, rows.albums, min_cluster_size=3)
    true = rare_as_other(rows.characters, rows.albums, 3)
    expected = outlier_clustering(true[rows.albums == "two"], groups[rows.albums == "two"])
    assert found.metrics["conv2/ami/two"] == pytest.approx(expected["ami"])
    some = clustering(rows, deep, layers=["fc2"], fewest=3, resamples=0)
    assert some.metrics["fc2/ami"] == found.metrics["fc2/ami"] and "conv1/ami" not in some.metrics


def test_manga109_as_deepcluster_has_it_from_the_copy_to_the_numbers(tmp_path):
    """Ada and Bo have twelve faces; Cy's four and twelve of nobody are "other" in the dataset."""
    source = write_books(tmp_path / "raw", ["Hana", "Yoru", "Kaze"])
    lists = {"train": ["Hana", "Yoru"], "test": ["Kaze"], "labelled": ["Yoru"], "clustering": ["Kaze"]}
    write_manga109(source, tmp_path / "built", lists, "deepcluster")
    built = load_dataset(str(tmp_path / "built"), "faces", cache_dir=str(tmp_path / "cache"))
    assert set(built["labelled"]["album"]) < set(built["train"]["album"]) == {"Hana", "Yoru"}
    assert "Hana/other" not in built["train"]["character"]
    found = clustering(faces_of(built["clustering"]), RandomVectors(8), resamples=0).metrics
    assert (found["classes"], found["instances"]) == (3, 40)


def test_a_layer_that_is_not_there_is_refused(deep):
    rows = faces_of(faces(TWO, copies=4))
    with pytest.raises(ValueError, match="no layer 'conv9': there are conv1, conv2, fc1, fc2"):
        clustering(rows, deep, layers=["fc1", "conv9"], fewest=2)
    with pytest.raises(ValueError, match="no layer 'fc1': there are none that its model names"):
        clustering(rows, ColourHistogram(), layers=["fc1"], fewest=2)


def test_table_1_stands_beside_a_model_whose_recipe_says_how_it_was_trained(tmp_path):
    rows = faces_of(faces(TWO, copies=4))
    config = SimpleNamespace(model_type="manga_deepcluster", layers=(), feature="fc1")

    class Trained(ColourHistogram):
        model = SimpleNamespace(config=config)
        folder = tmp_path

    assert clustering(rows, Trained(), fewest=2, resamples=0).paper == {}
    (tmp_path / "recipe.json").write_text(json.dumps({"recipe": {"method": "ft+dc"}}))
    assert clustering(rows, Trained(), fewest=2, resamples=0).paper == {"ami": 0.427}
    (tmp_path / "recipe.json").write_text(json.dumps({"recipe": {"method": "dc", "start": None}}))
    assert clustering(rows, Trained(), fewest=2, resamples=0).paper == {"ami": 0.418}
    (tmp_path / "recipe.json").write_text(json.dumps({"recipe": {"method": "dc", "start": "runs/ft"}}))
    assert clustering(rows, Trained(), fewest=2, resamples=0).paper == {"ami": 0.427}, "one after the other"
    best = {method: LAYERS[int(np.argmax(row))] for method, row in TABLE_1.items()}
    assert best == {"dc": "fc1", "ft": "fc1", "ft+dc": "fc1"}, "as the paper says of it"
