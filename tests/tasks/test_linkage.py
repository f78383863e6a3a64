"""Average linkage equals scikit-learn's and scipy's where nothing is linked, and obeys links where it is."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist, squareform
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score

from comicenc.tasks.linkage import average_linkage, pairs_with_first


def unit_rows(count: int, groups: int, seed: int, noise: float = 0.5) -> np.ndarray:
    rng = np.random.default_rng(seed)
    centers = rng.normal(size=(groups, 16))
    rows = centers[rng.integers(groups, size=count)] + noise * rng.normal(size=(count, 16))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("count", [2, 3, 10, 60, 150])
@pytest.mark.parametrize("threshold", [0.3, 0.7, 0.82, 1.0, 1.3])
def test_equals_scikit_learn_without_links(count: int, threshold: float, seed: int) -> None:
    rows = unit_rows(count, 6, seed)
    theirs = AgglomerativeClustering(
        n_clusters=None, distance_threshold=threshold, linkage="average", metric="euclidean"
    ).fit_predict(rows)
    ours = average_linkage(squareform(pdist(rows))).labels(threshold)
    assert adjusted_rand_score(theirs, ours) == 1
    assert len(set(theirs.tolist())) == len(set(ours.tolist()))


@pytest.mark.parametrize("seed", range(3))
def test_every_join_is_at_scipys_height(seed: int) -> None:
    condensed = pdist(unit_rows(80, 5, seed))
    theirs = linkage(condensed, "average")
    tree = average_linkage(squareform(condensed))
    np.testing.assert_allclose(tree.heights, theirs[:, 2], rtol=1e-9)
    for height in theirs[::7, 2]:
        cut = height + 1e-9
        expected = fcluster(theirs, cut, criterion="distance")
        assert adjusted_rand_score(expected, tree.labels(cut)) == 1


def naive(distances: np.ndarray, together: list, apart: np.ndarray, threshold: float) -> set[frozenset[int]]:
    """The definition: of all pairs of groups that may be joined, join the nearest."""
    groups = [{item} for item in range(len(distances))]
    for first, second in together:
        one, other = (next(group for group in groups if item in group) for item in (first, second))
        if one is not other:
            groups.remove(other)
            one |= other
    forbidden = apart.copy()
    for group in groups:
        for a, b in combinations(group, 2):
            forbidden[a, b] = forbidden[b, a] = False
    while True:
        best = None
        for one, other in combinations(groups, 2):
            square = np.ix_(sorted(one), sorted(other))
            if not forbidden[square].any() and (best is None or distances[square].mean() < best[0]):
                best = distances[square].mean(), one, other
        if best is None or best[0] >= threshold:
            return {frozenset(group) for group in groups}
        groups.remove(best[2])
        best[1].update(best[2])


@pytest.mark.parametrize("seed", range(12))
def test_equals_the_definition_with_links(seed: int) -> None:
    rng = np.random.default_rng(seed)
    distances = squareform(pdist(unit_rows(24, 4, seed)))
    together = [tuple(rng.choice(24, 2, replace=False).tolist()) for _ in range(seed % 4)]
    apart = np.triu(rng.random((24, 24)) < 0.1, 1)
    apart |= apart.T
    for threshold in (0.6, 0.9, 3.0):
        labels = average_linkage(distances, together=together, apart=apart).labels(threshold)
        ours = {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())}
        assert ours == naive(distances, together, apart, threshold)


def test_pairs_apart_never_meet_and_pairs_together_always_do() -> None:
    distances = np.ones((4, 4)) - np.eye(4)
    distances[0, 1] = distances[1, 0] = 0.1
    apart = np.zeros((4, 4), bool)
    apart[0, 1] = apart[1, 0] = True
    labels = average_linkage(distances, together=[(2, 3), (3, 2), (2, 2)], apart=apart).labels(2.0)
    assert labels[0] != labels[1]
    assert labels[2] == labels[3]
    assert (average_linkage(distances, together=[(2, 3)]).labels(0.0) == [0, 1, 2, 2]).all()


def test_a_threshold_is_where_joining_stops_not_the_last_join() -> None:
    distances = np.array([[0.0, 0.5], [0.5, 0.0]])
    tree = average_linkage(distances)
    assert tree.labels(0.5).tolist() == [0, 1]
    assert tree.labels(0.5001).tolist() == [0, 0]


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_join(count: int) -> None:
    assert average_linkage(np.zeros((count, count))).labels(1.0).tolist() == [0] * count


def test_equal_items_are_joined_first() -> None:
    rows = np.repeat(unit_rows(5, 5, 0), 3, axis=0)
    labels = average_linkage(squareform(pdist(rows))).labels(1e-6)
    assert labels.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]


def test_input_is_left_as_it_was() -> None:
    distances = squareform(pdist(unit_rows(10, 2, 0)))
    apart = np.zeros((10, 10), bool)
    before = distances.copy()
    average_linkage(distances, together=[(0, 1)], apart=apart)
    assert (distances == before).all()
    assert not apart.any()


def test_groups_as_pairs() -> None:
    assert pairs_with_first(np.array([5, 2, 5, 2, 7, 5])) == [(0, 2), (1, 3), (0, 5)]
