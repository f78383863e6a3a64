"""Links hold whatever was found, and change no more than they must."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from comicenc.tasks.clustering import cluster, group, linked
from comicenc.tasks.clustering.linked import honoured
from tests.tasks.clustering.rows import rows_of


def parts(labels: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist()) - {-1}}


def test_a_must_link_unites_groups_and_takes_in_outliers() -> None:
    vectors, _ = rows_of([2, 2, 2, 1, 1])
    labels = np.array([0, 0, 1, 1, 2, 2, -1, -1])
    assert parts(honoured(labels, vectors, [(0, 2)], [])) == {frozenset({0, 1, 2, 3}), frozenset({4, 5})}
    assert parts(honoured(labels, vectors, [(6, 7)], [])) >= {frozenset({6, 7})}
    chained = honoured(labels, vectors, [(6, 7), (7, 4)], [])
    assert parts(chained) == {frozenset({0, 1}), frozenset({2, 3}), frozenset({4, 5, 6, 7})}
    assert labels.tolist() == [0, 0, 1, 1, 2, 2, -1, -1]


def test_a_cannot_link_parts_a_group_by_looks() -> None:
    vectors, truth = rows_of([5, 4], noise=0.3)
    found = honoured(np.zeros(9, int), vectors, [], [(0, 8)])
    assert parts(found) == {frozenset(range(5)), frozenset(range(5, 9))}
    two = rows_of([5, 4, 1], noise=0.3)[0]
    alone = honoured(np.zeros(10, int), two, [], [(0, 9), (5, 9)])
    assert alone[9] == -1 and parts(alone) == {frozenset(range(9))}
    assert truth[0] != truth[8]


def test_a_must_link_may_hold_together_what_looks_different() -> None:
    vectors, _ = rows_of([4, 4], noise=0.2)
    found = honoured(np.zeros(8, int), vectors, [(0, 7)], [(0, 1)])
    assert found[0] == found[7] and found[0] != found[1]


@pytest.mark.parametrize("method", ["hdbscan", "agglomerative"])
@pytest.mark.parametrize("seed", range(6))
def test_any_links_hold_by_either_method(method: str, seed: int) -> None:
    vectors, _ = rows_of([4, 5, 3, 1, 1], noise=0.6, seed=seed)
    rng = np.random.default_rng(seed)
    who = rng.integers(4, size=len(vectors))  # what somebody believes, against all looks
    pairs = [pair for pair in combinations(range(len(vectors)), 2) if rng.random() < 0.2]
    must = [pair for pair in pairs if who[pair[0]] == who[pair[1]]]
    cannot = [pair for pair in pairs if who[pair[0]] != who[pair[1]]]
    labels, chances = group(vectors, method=method, threshold=0.8, must_link=must, cannot_link=cannot)
    assert all(labels[one] == labels[other] >= 0 for one, other in must)
    assert all(labels[one] != labels[other] or labels[one] < 0 for one, other in cannot)
    assert (chances[np.array(must).ravel()] == 1).all() and (chances[labels < 0] == 0).all()
    sizes = np.bincount(labels[labels >= 0])
    assert (np.diff(sizes) <= 0).all() and sizes.min() >= 2


def test_a_large_group_is_parted_as_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, truth = rows_of([60, 50], noise=0.4)
    links = [(3, 7), (100, 101)], [(7, 101)]
    whole = honoured(np.zeros(110, int), vectors, *links)
    monkeypatch.setattr(linked, "MOST_AT_ONCE", 12)
    some = honoured(np.zeros(110, int), vectors, *links)
    assert (
        parts(some) == parts(whole) == {frozenset(np.flatnonzero(truth == each).tolist()) for each in (0, 1)}
    )


@pytest.mark.parametrize(
    ("must", "cannot", "message"),
    [
        (
            [(0, 1), (1, 2)],
            [(2, 0)],
            "cannot_link keeps c.png and a.png apart, but must_link joins c.png with",
        ),
        ([], [(1, 1)], "cannot_link keeps b.png apart from itself"),
        ([(0, 3)], [], "a link names row 3, and there are 3 drawings"),
        ([], [(-1, 0)], "a link names row -1"),
    ],
)
@pytest.mark.parametrize("method", ["hdbscan", "agglomerative"])
def test_links_that_cannot_hold(must: list, cannot: list, message: str, method: str) -> None:
    names = ["a.png", "b.png", "c.png"]
    links = {"must_link": must, "cannot_link": cannot, "names": names}
    with pytest.raises(ValueError, match=message):
        cluster(np.eye(3), method=method, threshold=0.5, **links)
