"""Clustering metrics by their definitions, and what is counted."""

from __future__ import annotations

from itertools import combinations
from math import comb, log

import numpy as np
import pytest

from comicenc.metrics.clustering import (
    clustering_metrics,
    outlier_clustering,
    outliers_alone,
    rare_as_other,
)


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


def test_outliers_are_one_group_and_a_group_each():
    """Of a and b all are found; the three c are outliers, which is right as one group and wrong as three."""
    true, groups = list("aabbccc"), [4, 4, 0, 0, -1, -1, -2]
    found = outlier_clustering(true, groups)
    assert (found["ari"], found["ami"], found["v_measure"]) == pytest.approx((1, 1, 1))
    alone = clustering_metrics(true, [0, 0, 1, 1, 2, 3, 4])
    assert {name: found[f"{name}_alone"] for name in ("ari", "ami", "v_measure")} == pytest.approx(
        {name: alone[name] for name in ("ari", "ami", "v_measure")}
    )
    assert found["ari_alone"] < 1
    assert (found["clusters"], found["classes"]) == (2, 3)
    assert found["outliers"] == pytest.approx(3 / 7)


def test_outliers_alone_share_no_label():
    assert outliers_alone([-1, 0, -1, 3]).tolist() == [4, 0, 5, 3]
    assert outliers_alone([-1, -1]).tolist() == [0, 1]
    kept = np.array([0, 1])
    outliers_alone(kept)[0] = 9
    assert kept.tolist() == [0, 1], "what was given is not changed"


def test_who_is_rare_in_an_album_is_other_there():
    names = ["Ann", "Ann", "Bo", "Cy", "Ann", "Bo", "Bo"]
    albums = ["one"] * 4 + ["two"] * 3
    assert rare_as_other(names, albums, 2).tolist() == ["Ann", "Ann", "other", "other", "other", "Bo", "Bo"]
    assert rare_as_other(names, albums, 1).tolist() == names
    assert set(rare_as_other(names, albums)) == {"other"}, "ten, as in the paper"
    assert (
        rare_as_other(["Ann", "a very long name"], ["x", "x"], 2, other="somebody else").tolist()
        == ["somebody else"] * 2
    )
    with pytest.raises(ValueError, match="2 identities and 1 albums"):
        rare_as_other(["a", "b"], ["x"])
