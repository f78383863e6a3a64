"""In-batch places against a loop, and against an encoder that says nothing."""

from __future__ import annotations

import numpy as np
import pytest

from comicenc.metrics.in_batch import in_batch_metrics, partner_positions


def naive_positions(a: np.ndarray, b: np.ndarray) -> list[int]:
    views = [view / np.linalg.norm(view) for view in [*a, *b]]
    positions = []
    for i, view in enumerate(views):
        partner = (i + len(a)) % len(views)
        others = [j for j in range(len(views)) if j != i]
        others.sort(key=lambda j: -(view @ views[j]))
        positions.append(others.index(partner) + 1)
    return positions


@pytest.mark.parametrize("noise", [0.1, 1.0, 5.0])
def test_equals_a_naive_loop(noise):
    rng = np.random.default_rng(0)
    a = rng.normal(size=(15, 6))
    b = a + noise * rng.normal(size=a.shape)
    expected = np.array(naive_positions(a, b))
    assert partner_positions(a, b).tolist() == expected.tolist()
    assert in_batch_metrics(a, b) == pytest.approx(
        {"top1": (expected == 1).mean(), "top5": (expected <= 5).mean(), "mean_position": expected.mean()}
    )


def test_views_that_are_equal_in_pairs_are_found_at_once():
    assert in_batch_metrics(np.eye(8), 3 * np.eye(8)) == {"top1": 1, "top5": 1, "mean_position": 1}


def test_an_encoder_that_gives_one_vector_for_all_is_worst():
    same = np.ones((8, 4))
    assert in_batch_metrics(same, same) == {"top1": 0, "top5": 0, "mean_position": 15}


def test_views_have_to_be_pairs():
    with pytest.raises(ValueError, match="not pairs"):
        in_batch_metrics(np.eye(2), np.eye(3))
