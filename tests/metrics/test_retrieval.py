"""Retrieval metrics against scikit-learn, pytorch-metric-learning and loops."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from comicenc.metrics.retrieval import leave_one_out, nearest_scores, query_scores, retrieval_metrics


def random_case(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    queries, references = rng.normal(size=(12, 4)), rng.normal(size=(30, 4))
    return queries, rng.integers(0, 6, 12), references, rng.integers(0, 6, 30)


def naive(distances: np.ndarray, query_labels, reference_labels, skip_self: bool = False) -> dict[str, float]:
    sums, asked = dict.fromkeys(["map", "map_at_r", "mrr", "precision_at_1", "r_precision", "rank_5"], 0.0), 0
    for q in range(len(distances)):
        candidates = [r for r in range(len(reference_labels)) if not (skip_self and r == q)]
        candidates.sort(key=lambda r: distances[q][r])
        right = [reference_labels[r] == query_labels[q] for r in candidates]
        found = [k for k, hit in enumerate(right, 1) if hit]
        if not found:
            continue
        asked += 1
        precisions = {k: sum(right[:k]) / k for k in found}
        sums["map"] += sum(precisions.values()) / len(found)
        sums["map_at_r"] += sum(p for k, p in precisions.items() if k <= len(found)) / len(found)
        sums["mrr"] += 1 / found[0]
        sums["precision_at_1"] += right[0]
        sums["r_precision"] += sum(right[: len(found)]) / len(found)
        sums["rank_5"] += any(right[:5])
    return {**{name: value / asked for name, value in sums.items()}, "queries": asked}


def euclidean(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.linalg.norm(a[:, None] - b[None], axis=2)


@pytest.mark.parametrize("seed", range(10))
def test_equals_a_naive_loop(seed):
    queries, wanted, references, labels = random_case(seed)
    distances = euclidean(queries, references)
    assert retrieval_metrics(distances, wanted, labels) == pytest.approx(naive(distances, wanted, labels))
    among = euclidean(references, references)
    metrics = retrieval_metrics(among, labels, labels, ignore_self=True)
    assert metrics == pytest.approx(naive(among, labels, labels, skip_self=True))


@pytest.mark.parametrize("seed", range(5))
def test_average_precision_is_scikit_learns(seed):
    queries, wanted, references, labels = random_case(seed)
    distances = euclidean(queries, references)
    scores = query_scores(distances, wanted, labels)
    theirs = [average_precision_score(labels == wanted[q], -distances[q]) for q in scores["query"]]
    assert scores["map"] == pytest.approx(theirs)


@pytest.mark.parametrize("seed", range(5))
def test_equals_pytorch_metric_learnings_calculator(seed):
    calculator = pytest.importorskip("pytorch_metric_learning.utils.accuracy_calculator")
    import torch

    queries, wanted, references, labels = random_case(seed)
    names = {
        "mean_average_precision": "map",
        "mean_average_precision_at_r": "map_at_r",
        "mean_reciprocal_rank": "mrr",
        "precision_at_1": "precision_at_1",
        "r_precision": "r_precision",
    }
    theirs = calculator.AccuracyCalculator(include=tuple(names), k=len(references)).get_accuracy(
        torch.tensor(queries, dtype=torch.float32),
        torch.tensor(wanted),
        torch.tensor(references, dtype=torch.float32),
        torch.tensor(labels),
    )
    ours = retrieval_metrics(euclidean(queries, references), wanted, labels)
    assert {name: ours[name] for name in names.values()} == pytest.approx(
        {name: theirs[their] for their, name in names.items()}
    )


def test_leave_one_out_leaves_singletons_out_as_queries_only():
    vectors = np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.9], [-1.0, 0.0]])
    metrics = leave_one_out(vectors, ["a", "a", "b", "b", "alone"])
    assert metrics["queries"] == 4
    assert metrics["precision_at_1"] == metrics["map"] == 1
    between = leave_one_out(np.array([[1.0, 0.0], [0.8, 0.2], [0.7, 0.3]]), ["a", "alone", "a"])
    assert between == pytest.approx(
        {
            "map": 0.5,
            "map_at_r": 0,
            "mrr": 0.5,
            "precision_at_1": 0,
            "r_precision": 0,
            "rank_5": 1,
            "queries": 2,
        }
    )


def test_length_of_vectors_does_not_matter_and_zero_vectors_are_allowed():
    rng = np.random.default_rng(1)
    vectors, labels = rng.normal(size=(20, 3)), rng.integers(0, 4, 20)
    assert leave_one_out(vectors * rng.uniform(1, 9, (20, 1)), labels) == leave_one_out(vectors, labels)
    vectors[3] = 0
    assert leave_one_out(vectors, labels)["queries"] == 20


@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_chunks_change_nothing(chunk):
    queries, wanted, references, labels = random_case(3)
    for arguments in ((references, labels), (queries, wanted, references, labels)):
        whole = nearest_scores(*arguments, chunk=10**6)
        for name, column in nearest_scores(*arguments, chunk=chunk).items():
            np.testing.assert_allclose(column, whole[name], err_msg=name)


def test_chunks_bound_what_is_held(monkeypatch):
    seen = []

    def watched(distances, *arguments, **options):
        seen.append(distances.shape)
        return query_scores(distances, *arguments, **options)

    monkeypatch.setattr("comicenc.metrics.retrieval.query_scores", watched)
    leave_one_out(np.eye(10), [0, 1] * 5, chunk=4)
    assert seen == [(4, 10), (4, 10), (2, 10)]


def test_nothing_to_find_and_nonsense_are_errors():
    with pytest.raises(ValueError, match="no query has another instance"):
        leave_one_out(np.eye(3), ["a", "b", "c"])
    with pytest.raises(ValueError, match="not a number"):
        retrieval_metrics(np.full((2, 2), np.nan), [0, 1], [0, 1])


def test_distances_that_were_given_are_left_as_they_are():
    distances = np.zeros((3, 3))
    retrieval_metrics(distances, [0, 0, 0], [0, 0, 0], ignore_self=True)
    assert (distances == 0).all()
