"""The bootstrap covers a mean as often as it says, and draws groups whole."""

from __future__ import annotations

import numpy as np
import pytest

from comicenc.metrics.bootstrap import bootstrap_intervals
from comicenc.metrics.clustering import clustering_metrics


@pytest.mark.parametrize("halves", [False, True])
def test_covers_the_mean_about_as_often_as_it_says(halves):
    rng = np.random.default_rng(0)
    covered = 0
    for trial in range(100):
        values = rng.normal(size=40)
        ends = bootstrap_intervals(
            lambda rows, values=values: {"mean": values[rows].mean()},
            40,
            halves=halves,
            resamples=100,
            confidence=0.9,
            seed=trial,
        )
        covered += ends["mean"][0] <= 0 <= ends["mean"][1]
    assert 82 <= covered <= 97


def test_halves_do_not_let_instances_agree_with_themselves():
    """True and found groups of 30 instances have nothing to do with each other: the truth is 0."""
    rng = np.random.default_rng(0)
    true, found = rng.integers(0, 8, 30), rng.integers(0, 8, 30)
    whole, halves = (
        bootstrap_intervals(
            lambda rows: {"ami": clustering_metrics(true[rows], found[rows])["ami"]},
            30,
            halves=halves,
            resamples=60,
        )["ami"]
        for halves in (False, True)
    )
    assert halves[0] < 0 < halves[1]
    assert whole[0] > 0, "else halves would not be needed"


def test_groups_are_drawn_whole():
    pages = ["p1", "p2", "p2", "p3", "p3", "p3"]
    seen = []

    def statistic(rows: np.ndarray) -> dict[str, float]:
        seen.append(tuple(np.bincount(rows, minlength=6)))
        return {"size": len(rows)}

    ends = bootstrap_intervals(statistic, pages, resamples=100)
    assert all(b == c and d == e == f and a + b + d == 3 for a, b, c, d, e, f in seen)
    assert ends["size"][0] < 6 < ends["size"][1], "drawings differ in size when pages do"


def test_a_seed_fixes_the_drawings():
    values = np.arange(20.0)
    first, again, other = (
        bootstrap_intervals(lambda rows: {"mean": values[rows].mean()}, 20, resamples=50, seed=seed)
        for seed in (1, 1, 2)
    )
    assert first == again != other


def test_drawings_without_a_value_are_left_out():
    def statistic(rows: np.ndarray) -> dict[str, float]:
        if 0 not in rows:
            raise ValueError("nothing to find")
        return {"has": 1.0}

    assert bootstrap_intervals(statistic, 3, resamples=50) == {"has": (1.0, 1.0)}
    with pytest.raises(ValueError, match="no drawing"):
        bootstrap_intervals(lambda rows: statistic(rows + 1), 3, resamples=5)


def test_strata_keep_how_many_of_each_class_are_drawn():
    classes = np.repeat(["few", "many"], [3, 30])
    drawn = []
    bootstrap_intervals(
        lambda rows: {"few": drawn.append(rows) or float((classes[rows] == "few").sum())},
        33,
        strata=classes,
        resamples=20,
    )
    assert all((classes[rows] == "few").sum() == 3 and len(rows) == 33 for rows in drawn)
    assert len({tuple(sorted(rows)) for rows in drawn}) == 20


def test_strata_of_groups_draw_them_whole():
    groups, classes = np.repeat(np.arange(6), 2), np.repeat(["a", "b", "b"], 4)
    rows = []
    bootstrap_intervals(
        lambda drawn: rows.append(drawn) or {"n": 0.0}, groups, strata=classes, halves=True, resamples=9
    )
    for drawn in rows:
        assert sorted(classes[drawn]) == ["a"] * 2 + ["b"] * 4
        assert all(count == 2 for count in np.bincount(groups[drawn])[np.unique(groups[drawn])])
