"""The protocols on real art: who is asked, and that the baselines score as they were known to."""

from __future__ import annotations

import pytest

from comicenc.evaluation.baselines import ColourHistogram, RandomVectors
from comicenc.evaluation.cast import measure_cast, pooled
from comicenc.evaluation.clustering import as_one_album, clustering
from comicenc.evaluation.faces import faces_of_comics
from comicenc.evaluation.retrieval import faces_in, retrieve_characters, retrieve_faces
from comicenc.reading import read_comic

pytestmark = pytest.mark.real

EPISODES = ("ep05", "ep08", "ep10", "ep12", "ep16", "ep21")


@pytest.fixture(scope="module")
def episodes(real_data):
    return [read_comic(real_data / "peppercarrot" / name) for name in EPISODES]


@pytest.mark.parametrize(
    ("folder", "queries", "rank_1", "mean_precision"),
    [("newgame", 272, 0.643, 0.421), ("mixed_series", 974, 0.582, 0.243)],
)
def test_colours_score_on_faces_as_an_independent_trial_found(
    real_data, folder, queries, rank_1, mean_precision
):
    found = retrieve_faces(*faces_in(real_data / "faces" / folder), ColourHistogram(), resamples=0)
    assert found.n == queries
    assert found.metrics["precision_at_1"] == pytest.approx(rank_1, abs=0.03)
    assert found.metrics["map"] == pytest.approx(mean_precision, abs=0.01)


@pytest.mark.parametrize(("parts", "queries"), [("faces", 219), ("bodies", 265), ("both", 267)])
def test_queries_of_the_pooled_episodes(episodes, parts, queries):
    assert retrieve_characters(episodes, ColourHistogram(), parts=parts, resamples=0).n == queries


def test_cast_of_all_episodes_counts_everybody(episodes):
    found = measure_cast(pooled(episodes), ColourHistogram(), threshold=0.4, resamples=0)
    assert found.n == 271
    assert found.metrics["identities_true"] == 25
    assert found.metrics["singletons_true"] == 4


def test_clusters_of_episodes_and_of_all_as_one_album(episodes):
    rows = faces_of_comics(episodes)
    chance = RandomVectors(8)
    each = clustering(rows, chance, fewest=3, resamples=0)
    assert (each.n, each.metrics["albums"]) == (224, 6)
    assert [each.metrics[f"classes/{name}"] for name in EPISODES] == [2, 3, 3, 3, 6, 7]
    assert abs(each.metrics["ami"]) < 0.1
    one = clustering(as_one_album(rows), chance, resamples=0)
    assert one.metrics["classes"] == 5, "Pepper, Carrot, Cayenne, Saffron and the others"
