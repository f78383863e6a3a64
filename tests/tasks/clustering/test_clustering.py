"""Groups are found again, outliers stay apart, and a seed settles everything."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from comicenc.tasks.clustering import cluster, layout
from tests.tasks.clustering.rows import rows_of


def test_agglomerative_finds_groups_and_leaves_singles_alone() -> None:
    vectors, truth = rows_of([3, 12, 7, 1])
    found = cluster(vectors, method="agglomerative", threshold=0.7)
    assert found.labels.tolist() == [2] * 3 + [0] * 12 + [1] * 7 + [-1]
    assert found.count == 3
    assert found.probabilities[-1] == 0
    assert ((found.probabilities[:-1] > 0) & (found.probabilities[:-1] <= 1)).all()
    assert found.map.shape == (len(truth), 2)


def test_an_odd_one_belongs_least() -> None:
    vectors, _ = rows_of([8])
    vectors[3] += 0.08 * np.random.default_rng(1).normal(size=64).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert cluster(vectors, method="agglomerative", threshold=1.0).probabilities.argmin() == 3


@pytest.mark.parametrize("count", [1, 2, 3, 5, 19])
@pytest.mark.parametrize("method", ["hdbscan", "agglomerative"])
def test_few_drawings(count: int, method: str) -> None:
    vectors, _ = rows_of([1] * count)
    found = cluster(vectors, method=method, threshold=0.5)
    assert found.labels.shape == found.probabilities.shape == (count,)
    assert found.map.shape == (count, 2)
    assert np.isfinite(found.map).all()
    if method == "agglomerative" or count == 1:
        assert found.labels.tolist() == [-1] * count


def test_two_small_groups_by_density() -> None:
    vectors, truth = rows_of([7, 8])
    found = cluster(vectors)
    assert adjusted_rand_score(truth, found.labels) == 1


@pytest.mark.slow
def test_density_finds_groups_again_with_the_same_seed() -> None:
    vectors, truth = rows_of([30, 25, 40, 20, 35], noise=0.5)
    first, second = cluster(vectors, seed=3), cluster(vectors, seed=3)
    assert adjusted_rand_score(truth, first.labels) > 0.95
    assert (first.labels == second.labels).all()
    assert (first.map == second.map).all()
    assert (first.probabilities == second.probabilities).all()
    sizes = np.bincount(first.labels[first.labels >= 0])
    assert (np.diff(sizes) <= 0).all()
    assert not (layout(vectors, seed=4) == first.map).all()


@pytest.mark.slow
@pytest.mark.parametrize("count", [20, 33, 34, 50])
def test_sets_about_the_size_of_the_dimensions(count: int) -> None:
    vectors, truth = rows_of([count // 2, count - count // 2])
    assert adjusted_rand_score(truth, cluster(vectors).labels) > 0.8


@pytest.mark.slow
def test_equal_drawings() -> None:
    vectors, _ = rows_of([1])
    found = cluster(np.repeat(vectors, 40, axis=0))
    assert found.labels.shape == (40,)
    assert np.isfinite(found.map).all()


@pytest.mark.parametrize(
    ("vectors", "options", "message"),
    [
        (np.zeros((0, 4)), {}, "nothing to cluster"),
        (np.zeros(4), {}, "nothing to cluster"),
        (np.array([[1.0, 0], [np.nan, 0]]), {}, "vector 1 is not finite"),
        (np.eye(4), {"method": "kmeans"}, "unknown clustering method 'kmeans'"),
        (np.eye(4), {"method": "agglomerative"}, "needs a threshold"),
        (np.zeros((10_001, 1)), {"method": "agglomerative", "threshold": 1}, "take hdbscan"),
    ],
)
def test_wrong_input(vectors: np.ndarray, options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cluster(vectors, **options)
