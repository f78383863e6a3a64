from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import f1_score

from comicenc.tasks.tagger import Thresholds, find_thresholds, mcut
from comicenc.tasks.tagger.thresholds import best_threshold

NAMES, CATEGORIES = ("hat", "solo", "miku"), (0, 0, 4)


@pytest.mark.parametrize(
    ("level", "values"),
    [("one", [0.5, 0.5, 0.5]), ("category", [0.3, 0.3, 0.5]), ("tag", [0.3, 0.1, 0.5])],
)
def test_the_finest_that_there_is_holds(level: str, values: list[float]) -> None:
    thresholds = Thresholds(0.5, {0: 0.3, 9: 0.9}, {"solo": 0.1, "gone": 0.9})
    assert thresholds.of(NAMES, CATEGORIES, level).tolist() == values
    assert replace(thresholds, level=level).of(NAMES, CATEGORIES).tolist() == values


def test_there_are_three_levels() -> None:
    with pytest.raises(ValueError, match="'two' is no level of thresholds, which are one, category, tag"):
        Thresholds().of(NAMES, CATEGORIES, "two")


@pytest.mark.parametrize("seed", range(8))
def test_no_other_threshold_has_a_better_f1(seed: int) -> None:
    rng = np.random.default_rng(seed)
    true = rng.random(60) < 0.3
    probabilities = np.round(0.4 * true + 0.6 * rng.random(60), 1)  # with ties
    found = best_threshold(probabilities, true)
    assert found not in probabilities
    tried = [f1_score(true, probabilities >= value) for value in np.linspace(0, 1, 401)]
    assert f1_score(true, probabilities >= found) == pytest.approx(max(tried))


def test_a_threshold_lies_midway() -> None:
    assert best_threshold(np.array([0.9, 0.7, 0.2]), np.array([True, True, False])) == 0.45
    assert best_threshold(np.array([0.6, 0.6]), np.array([True, True])) == 0.3
    assert best_threshold(np.array([0.6, 0.6]), np.array([True, False])) == 0.3


def test_rare_tags_have_the_threshold_of_their_category() -> None:
    rng = np.random.default_rng(0)
    true = rng.random((400, 3)) < [0.4, 0.01, 0.2]
    probabilities = np.clip(0.5 * true + [0.4, 0.1, 0.05] * rng.random((400, 3)), 0, 1)
    found = find_thresholds(probabilities, true, NAMES, CATEGORIES)
    assert set(found.tags) == {"hat", "miku"} and set(found.categories) == {0, 4}
    assert found.of(NAMES, CATEGORIES)[1] == found.categories[0]
    assert found.tags["miku"] == found.categories[4] == best_threshold(probabilities[:, 2], true[:, 2])
    assert found.one == best_threshold(probabilities, true)
    few = find_thresholds(probabilities, true, NAMES, CATEGORIES, least=1000)
    assert (few.categories, few.tags) == ({}, {})


def test_thresholds_need_tags() -> None:
    with pytest.raises(ValueError, match="none of these has one"):
        find_thresholds(np.zeros((2, 3)), np.zeros((2, 3)), NAMES, CATEGORIES)


@pytest.mark.parametrize(
    ("probabilities", "value"),
    [([0.9, 0.1, 0.8, 0.2], 0.5), ([0.9, 0.3, 0.2], 0.6), ([0.7, 0.7], 0.7), ([0.4], 0.4), ([], 0.0)],
)
def test_mcut_cuts_at_the_widest_gap(probabilities: list[float], value: float) -> None:
    assert mcut(np.array(probabilities)) == pytest.approx(value)
