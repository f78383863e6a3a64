"""Where moods change, against trying every way to cut a few pages."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from comicenc.tasks.soundtrack import scenes


def best_by_trying(confidences: np.ndarray, steadiness: float) -> float:
    pages, moods = confidences.shape
    return max(worth(confidences, path, steadiness) for path in product(range(moods), repeat=pages))


def worth(confidences: np.ndarray, path: tuple[int, ...], steadiness: float) -> float:
    changes = sum(a != b for a, b in pairwise(path))
    return float(np.log(confidences[range(len(path)), path]).sum() - steadiness * changes)


@pytest.mark.parametrize("steadiness", [0.0, 0.3, 1.5, 4.0, 50.0])
@pytest.mark.parametrize("seed", range(5))
def test_no_other_way_to_cut_is_worth_more(seed: int, steadiness: float) -> None:
    confidences = np.random.default_rng(seed).dirichlet([0.5] * 3, size=6)
    found = scenes(confidences, steadiness)
    path = tuple(mood for start, end, mood in found for _ in range(start, end))
    assert len(path) == 6
    assert worth(confidences, path, steadiness) == pytest.approx(best_by_trying(confidences, steadiness))


def test_scenes_follow_each_other_and_differ() -> None:
    found = scenes(np.random.default_rng(0).dirichlet([0.3] * 7, size=200), 1.0)
    assert found[0][0] == 0 and found[-1][1] == 200
    for (_, end, mood), (start, _, other) in pairwise(found):
        assert end == start and mood != other


def test_one_page_of_another_mood_is_passed_over_unless_it_is_sure() -> None:
    unsure, sure = np.array([[0.9, 0.1]] * 7), np.array([[0.9, 0.1]] * 7)
    unsure[3], sure[3] = (0.3, 0.7), (0.001, 0.999)
    assert scenes(unsure, 1.5) == [(0, 7, 0)]
    assert scenes(unsure, 0) == [(0, 3, 0), (3, 4, 1), (4, 7, 0)]
    assert scenes(sure, 1.5) == [(0, 3, 0), (3, 4, 1), (4, 7, 0)]


def test_a_lasting_change_is_followed_where_it_happens() -> None:
    confidences = np.array([[0.6, 0.4]] * 4 + [[0.3, 0.7]] * 4)
    assert scenes(confidences, 1.5) == [(0, 4, 0), (4, 8, 1)]


def test_confidences_of_zero_are_no_bar() -> None:
    assert scenes(np.array([[1.0, 0.0], [0.0, 1.0]]), 100.0)[0][:2] == (0, 2)


def test_wrong_use_is_said() -> None:
    with pytest.raises(ValueError, match="without pages"):
        scenes(np.zeros((0, 7)), 1)
    for wrong in (-1, float("nan")):
        with pytest.raises(ValueError, match="negative"):
            scenes(np.full((2, 7), 1 / 7), wrong)
