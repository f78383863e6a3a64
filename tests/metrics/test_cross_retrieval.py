"""Retrieval with several right answers, against a loop and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, ndcg_score

from comicenc.metrics import cross_retrieval, label_retrieval
from comicenc.metrics.cross_retrieval import PLACES, cross_scores


def case(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    gains = rng.choice([0, 0, 0, 0.5, 1], (7, 16))
    gains[2] = 0
    return rng.normal(size=gains.shape), gains


def naive(similarities: np.ndarray, gains: np.ndarray) -> dict[str, float]:
    sums, asked = {}, 0
    for query, row in enumerate(similarities):
        ranking = sorted(range(len(row)), key=lambda reference: -row[reference])
        right = [gains[query][reference] > 0 for reference in ranking]
        if not any(right):
            continue
        asked += 1
        scores = {"mrr": 1 / (right.index(True) + 1)}
        for k in PLACES:
            scores |= {f"recall_at_{k}": sum(right[:k]) / sum(right), f"hit_at_{k}": any(right[:k])}
        sums = {name: sums.get(name, 0) + value for name, value in scores.items()}
    return {name: value / asked for name, value in sums.items()} | {"queries": asked}


@pytest.mark.parametrize("seed", range(6))
def test_equals_a_loop_and_scikit_learn(seed):
    similarities, gains = case(seed)
    found = cross_retrieval(similarities, gains)
    expected = naive(similarities, gains)
    assert {name: found[name] for name in expected} == pytest.approx(expected)
    asked = gains.any(1)
    assert found["ndcg"] == pytest.approx(ndcg_score(gains[asked], similarities[asked]))
    assert found["ndcg_at_10"] == pytest.approx(ndcg_score(gains[asked], similarities[asked], k=10))
    precisions = [
        average_precision_score(gain > 0, row)
        for gain, row in zip(gains, similarities, strict=True)
        if gain.any()
    ]
    assert found["map"] == pytest.approx(np.mean(precisions))


def test_labels_that_are_the_same_are_right():
    similarities = np.array([[0.9, 0.1, 0.5], [0.2, 0.8, 0.1]])
    found = label_retrieval(similarities, ["sad", "angry"], ["sad", "sad", "angry"])
    assert found["recall_at_1"] == pytest.approx(0.25) and found["hit_at_1"] == 0.5
    assert found["mrr"] == pytest.approx((1 + 1 / 3) / 2)


def test_equal_similarities_are_ranked_as_given():
    assert cross_scores(np.zeros((1, 3)), np.array([[0, 1, 0]]))["mrr"] == [0.5]


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="differ"):
        cross_retrieval(np.zeros((2, 3)), np.zeros((3, 2)))
    with pytest.raises(ValueError, match="anything to find"):
        cross_retrieval(np.zeros((2, 3)), np.zeros((2, 3)))
    with pytest.raises(ValueError, match="negative"):
        cross_retrieval(np.zeros((1, 1)), -np.ones((1, 1)))
    with pytest.raises(ValueError, match="not a number"):
        cross_retrieval(np.full((1, 1), np.nan), np.ones((1, 1)))
