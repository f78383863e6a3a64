"""Clustering metrics by their definitions, and what is counted."""

from __future__ import annotations

from itertools import combinations
from math import comb, log

import numpy as np
import pytest

from comicenc.metrics.clustering import clustering_metrics


def adjusted_rand(true, found) -> float:
    """Hubert and Arabie's, by counting pairs."""
    pairs = list(combinations(range(len(true)), 2))
    both = sum(true[i] == true[j] and found[i] == found[j] for i, j in pairs)
    a, b = (sum(labels[i] == labels[j] for i, j in pairs) for labels in (true, found))
    chance = a * b / comb(len(true), 2)
    return (both - chance) / ((a + b) / 2 - chance)


def entropy(labels) -> float:
    shares = np.unique(labels, return_counts=True, axis=0)[1] / len(labels)
    return -sum(p * log(p) for p in shares)


@pytest.mark.parametrize("seed", range(5))
def test_equals_the_definitions(seed):
    rng = np.random.default_rng(seed)
    true, found = rng.integers(0, 4, 25), rng.integers(0, 5, 25)
    joint = entropy(np.stack([true, found], 1))
    shared = entropy(true) + entropy(found) - joint
    metrics = clustering_metrics(true, found)
    assert metrics["ari"] == pytest.approx(adjusted_rand(true, found))
    assert metrics["homogeneity"] == pytest.approx(shared / entropy(true))
    assert metrics["completeness"] == pytest.approx(shared / entropy(found))
    assert metrics["v_measure"] == pytest.approx(2 * shared / (entropy(true) + entropy(found)))


def test_names_do_not_matter_and_singletons_are_kept_and_counted():
    metrics = clustering_metrics(["Pepper", "Pepper", "Carrot", "Mango"], [7, 7, 0, 3])
    assert metrics["ari"] == metrics["ami"] == metrics["v_measure"] == 1
    assert {
        name: metrics[name] for name in metrics if name.split("_")[0] in ("identities", "singletons")
    } == {
        "identities_true": 3,
        "identities_found": 3,
        "singletons_true": 2,
        "singletons_found": 2,
    }


def test_all_in_one_is_chance():
    metrics = clustering_metrics([0, 0, 1, 1, 2], [0] * 5)
    assert metrics["ari"] == pytest.approx(0)
    assert metrics["ami"] == pytest.approx(0)
    assert metrics["identities_found"] == 1


@pytest.mark.parametrize(("true", "found"), [([], []), ([0, 1], [0])])
def test_labels_that_do_not_belong_together_are_refused(true, found):
    with pytest.raises(ValueError, match="cannot be compared"):
        clustering_metrics(true, found)
