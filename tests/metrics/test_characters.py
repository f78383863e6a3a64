"""Agreement album by album, and queries among those that do not ask."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from comicenc.metrics.characters import (
    album_agreement,
    album_clustering,
    query_retrieval,
    query_scores_among,
)

RNG = np.random.default_rng(0)


def test_each_album_counts_the_same_whatever_its_size():
    true = ["a", "a", "b", "b", "c", "c", "c", "d", "d", "d", "d", "d"]
    found = [0, 0, 1, 1, 0, 0, 1, 1, 1, 2, 2, 0]
    albums = ["one"] * 4 + ["two"] * 8
    numbers = album_clustering(true, found, albums)
    assert numbers["ari/one"] == numbers["ami/one"] == pytest.approx(1)
    assert numbers["ari/two"] == pytest.approx(metrics.adjusted_rand_score(true[4:], found[4:]))
    assert numbers["v_measure"] == pytest.approx((1 + metrics.v_measure_score(true[4:], found[4:])) / 2)
    assert (numbers["albums"], numbers["instances"]) == (2, 12)
    assert list(album_agreement(true, found, albums)) == ["one", "two"]


def test_a_group_ends_with_its_album():
    """Group 0 holds two characters, but of two albums."""
    numbers = album_clustering(["a", "a", "b", "c", "c", "d"], [0, 0, 1, 0, 0, 1], [1, 1, 1, 2, 2, 2])
    assert numbers["ari"] == pytest.approx(1)


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(ValueError, match="2 identities, 2 groups and 1 albums cannot be compared"):
        album_clustering([1, 2], [1, 2], [1])
    with pytest.raises(ValueError, match="cannot be compared"):
        album_clustering([], [], [])


def by_hand(vectors, labels, queries):
    """Rank-1, rank-5 and mean average precision, one query after the other."""
    rows = []
    for query in np.flatnonzero(queries):
        others = np.flatnonzero(~queries)
        near = [
            vectors[query] @ vectors[other] / np.linalg.norm(vectors[query]) / np.linalg.norm(vectors[other])
            for other in others
        ]
        right = [
            labels[other] == labels[query] for other in others[np.argsort(-np.array(near), kind="stable")]
        ]
        if not any(right):
            continue
        precisions = [sum(right[: rank + 1]) / (rank + 1) for rank, is_right in enumerate(right) if is_right]
        rows.append((right[0], any(right[:5]), np.mean(precisions)))
    return np.mean(rows, axis=0), len(rows)


@pytest.mark.parametrize("seed", range(3))
def test_numbers_are_those_found_one_by_one(seed):
    rng = np.random.default_rng(seed)
    vectors, labels = rng.normal(size=(60, 3)), rng.integers(0, 12, 60)
    queries = rng.random(60) < 0.3
    expected, asked = by_hand(vectors, labels, queries)
    found = query_retrieval(vectors, labels, queries)
    assert [found[name] for name in ("rank_1", "rank_5", "map")] == pytest.approx(expected)
    assert (found["queries"], found["gallery"]) == (asked, (~queries).sum())


def test_who_asks_is_not_found_and_who_has_nobody_does_not_ask():
    vectors = np.eye(4)[[0, 0, 1, 2, 3]]
    labels = ["a", "a", "a", "b", "c"]
    scores = query_scores_among(vectors, labels, [True, True, False, True, False])
    assert scores["query"].tolist() == [0, 1], "b has nobody to find"
    assert scores["rank_1"].tolist() == [1, 1], "at the same distance, in the order given"


@pytest.mark.parametrize("queries", [[True] * 3, [False] * 3])
def test_some_ask_and_others_are_found(queries):
    with pytest.raises(ValueError, match="some have to ask"):
        query_retrieval(RNG.normal(size=(3, 2)), [1, 1, 1], queries)


def test_no_query_with_anything_to_find_is_an_error():
    with pytest.raises(ValueError, match="no query has another instance"):
        query_retrieval(np.eye(2), [1, 2], [True, False])
