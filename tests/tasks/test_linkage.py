"""Average linkage equals scikit-learn's and scipy's where nothing is linked, and obeys links where it is."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist, squareform
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score

from comicenc.tasks.linkage import average_linkage, grouped, pairs_with_first


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


def naive(distances: np.ndarray, allies: list, apart: np.ndarray, threshold: float) -> set[frozenset[int]]:
    """The definition: of all pairs of looks whose groups may be one, join the nearest."""
    looks = [frozenset([item]) for item in range(len(distances))]
    bonds = list(allies)

    def group(look: frozenset[int]) -> list[int]:
        label = grouped(len(distances), bonds)
        return np.flatnonzero(label == label[min(look)]).tolist()

    forbidden = apart & (grouped(len(distances), allies)[:, None] != grouped(len(distances), allies))
    while True:
        best = None
        for one, other in combinations(looks, 2):
            mean = distances[np.ix_(sorted(one), sorted(other))].mean()
            allowed = not forbidden[np.ix_(group(one), group(other))].any()
            if allowed and (best is None or mean < best[0]):
                best = mean, one, other
        if best is None or best[0] >= threshold:
            return {frozenset(group(look)) for look in looks}
        looks = [look for look in looks if look not in best[1:]] + [best[1] | best[2]]
        bonds.append((min(best[1]), min(best[2])))


@pytest.mark.parametrize("seed", range(12))
def test_equals_the_definition_with_links(seed: int) -> None:
    rng = np.random.default_rng(seed)
    distances = squareform(pdist(unit_rows(16, 4, seed)))
    allies = [tuple(rng.choice(16, 2, replace=False).tolist()) for _ in range(seed % 4)]
    apart = np.triu(rng.random((16, 16)) < 0.1, 1)
    apart |= apart.T
    for threshold in (0.6, 0.9, 3.0):
        labels = average_linkage(distances, allies=allies, apart=apart).labels(threshold)
        ours = {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())}
        assert ours == naive(distances, allies, apart, threshold)


def test_pairs_apart_never_meet_and_allies_always_do() -> None:
    distances = np.ones((4, 4)) - np.eye(4)
    distances[0, 1] = distances[1, 0] = 0.1
    apart = np.zeros((4, 4), bool)
    apart[0, 1] = apart[1, 0] = True
    labels = average_linkage(distances, allies=[(2, 3), (3, 2), (2, 2)], apart=apart).labels(2.0)
    assert labels[0] != labels[1]
    assert labels[2] == labels[3]
    assert (average_linkage(distances, allies=[(2, 3)]).labels(0.0) == [0, 1, 2, 2]).all()
    assert (average_linkage(distances, allies=[(2, 3)]).looks(0.0) == [0, 1, 2, 3]).all()


def test_allies_each_draw_in_what_is_near_them_and_averages_do_not() -> None:
    distances = squareform(pdist(np.array([[0.0], [0.4], [0.5], [9.0], [9.4], [9.5]])))
    assert average_linkage(distances, allies=[(0, 3)]).labels(1.0).tolist() == [0] * 6
    assert average_linkage(distances, allies=[(0, 3)]).looks(1.0).tolist() == [0, 0, 0, 1, 1, 1]
    assert average_linkage(distances, joined=[(0, 3)]).labels(1.0).tolist() == [0, 1, 1, 0, 2, 2]


def test_what_one_ally_avoids_all_avoid() -> None:
    distances = squareform(pdist(np.array([[0.0], [9.0], [9.1], [0.1]])))
    apart = np.zeros((4, 4), bool)
    apart[2, 3] = apart[3, 2] = True
    labels = average_linkage(distances, allies=[(0, 1)], apart=apart).labels(1.0)
    assert labels.tolist() in ([0, 0, 0, 1], [0, 0, 1, 0])


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
    average_linkage(distances, allies=[(0, 1)], joined=[(2, 3)], apart=apart)
    assert (distances == before).all()
    assert not apart.any()


def test_groups_as_pairs() -> None:
    assert pairs_with_first(np.array([5, 2, 5, 2, 7, 5])) == [(0, 2), (1, 3), (0, 5)]
