"""A verdict says no more than the numbers do."""

from __future__ import annotations

import pytest

from train.ablations.claims import Table, above, judged, order, summary


def runs(**means):
    """Three seeds round each mean, with a deviation of 0.1."""
    return {row: [{"m": mean + shift} for shift in (-0.1, 0.0, 0.1)] for row, mean in means.items()}


@pytest.mark.parametrize(
    ("better", "worse", "verdict"),
    [(0.8, 0.5, "held"), (0.5, 0.8, "did not hold"), (0.55, 0.5, "undecided"), (0.5, 0.55, "undecided")],
)
def test_a_difference_has_to_be_above_one_deviation(better, worse, verdict):
    found = judged(above("a above b", "Table 1", "m", "a", "b"), runs(a=better, b=worse))
    assert found["verdict"] == verdict
    assert found["pairs"][0]["deviation"] == pytest.approx(0.1)


def test_one_pair_the_other_way_round_is_enough_against_a_claim():
    claim = above("a is best", "Table 1", "m", "a", "b", "c", "d")
    assert judged(claim, runs(a=0.7, b=0.2, c=0.2, d=0.2))["verdict"] == "held"
    assert judged(claim, runs(a=0.7, b=0.2, c=0.68, d=0.2))["verdict"] == "undecided"
    assert judged(claim, runs(a=0.7, b=0.9, c=0.68, d=0.2))["verdict"] == "did not hold"


def test_an_order_is_that_of_the_papers_numbers():
    claim = order("order", "Table 1", "m", {"low": 0.1, "high": 0.9, "middle": 0.5})
    assert claim.pairs == (("high", "middle"), ("middle", "low"))
    assert judged(claim, runs(high=3, middle=2, low=1))["verdict"] == "held"
    assert list(judged(claim, runs(high=3, middle=2, low=1))["ours"]) == ["high", "middle", "low"]


def test_far_above_takes_a_factor():
    claim = above("a far above b", "Table 1", "m", "a", "b", factor=2.0)
    assert judged(claim, runs(a=3.0, b=1.0))["verdict"] == "held"
    assert judged(claim, runs(a=1.5, b=1.0))["verdict"] == "did not hold"


def test_one_seed_decides_nothing():
    alone = {"a": [{"m": 0.9}], "b": [{"m": 0.1}]}
    assert judged(above("a above b", "Table 1", "m", "a", "b"), alone)["verdict"] == "undecided"
    assert summary(alone) == ({"a: m": 0.9, "b: m": 0.1}, {})


def test_what_was_not_measured_is_named():
    with pytest.raises(ValueError, match="m of c"):
        judged(above("a above c", "Table 1", "m", "a", "c"), runs(a=1))


def test_a_claim_has_the_papers_numbers_of_its_table():
    table = Table("Table 1", ("a", "b"), (above("a above b", "Table 1", "m", "a", "b"),), {"a": {"m": 0.9}})
    found = judged(table.claims[0], runs(a=0.8, b=0.5), table.reported)
    assert found["paper"] == {"a": 0.9}
