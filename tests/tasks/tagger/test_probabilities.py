from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.special import expit, logit, softmax

from comicenc.metrics.tagging import expected_calibration_error
from comicenc.tasks.tagger import Calibration, Line, fit_calibration, fit_temperature
from comicenc.tasks.tagger.probabilities import at_temperature, fit_known, log_odds

CATEGORIES = (0, 0, 4)


def told(lines: list[tuple[float, float]], count: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities that are wrong by a line a tag, and what is true by the right ones."""
    rng = np.random.default_rng(0)
    right = rng.beta(0.6, 1.2, (count, len(lines)))
    true = rng.random(right.shape) < right
    slope, offset = np.array(lines).T
    return expit((logit(right) - offset) / slope), true


def test_a_line_on_the_log_odds_is_found_again() -> None:
    wrong, true = told([(2.0, -1.0), (2.0, -1.0), (0.5, 0.7)])
    found = fit_calibration(wrong, true, CATEGORIES)
    assert found.lines[0].slope == pytest.approx(2, abs=0.1)
    assert found.lines[0].offset == pytest.approx(-1, abs=0.1)
    assert found.lines[4].slope == pytest.approx(0.5, abs=0.05)
    assert found.lines[4].offset == pytest.approx(0.7, abs=0.1)
    assert expected_calibration_error(wrong, true) > 0.1
    assert expected_calibration_error(found(wrong, CATEGORIES), true) < 0.01


def test_calibrating_keeps_the_order_and_what_is_impossible() -> None:
    probabilities = np.array([[0.0, 1e-9, 0.2, 0.7, 1.0]])
    put_right = Calibration({0: Line(1.5, -2.0)})(probabilities, [0] * 5)[0]
    assert put_right[0] == 0 and (np.diff(put_right) > 0).all() and put_right.dtype == np.float32
    assert put_right[3] == pytest.approx(expit(1.5 * logit(0.7) - 2))
    assert np.array_equal(Calibration()(probabilities, [0] * 5), probabilities.astype(np.float32))
    assert np.isfinite(log_odds(np.array([0.0, 1.0]))).all()


def test_tags_that_are_known_shift_the_others() -> None:
    rng = np.random.default_rng(2)
    alone = Calibration({0: Line(2.0, -1.0), 4: Line(0.5, 0.7)})
    right, known = rng.beta(0.6, 1.2, (9000, 3)), rng.integers(0, 9, 9000)
    counted, shift = rng.random(right.shape) < 0.8, np.array([-0.2, -0.2, 0.1]) * known[:, None]
    true = (rng.random(right.shape) < right) & counted
    slope, offset, _ = alone.of(CATEGORIES)
    wrong = expit((logit(right) - shift - offset) / slope)
    found = fit_known(alone, wrong, true, CATEGORIES, known, counted)
    assert [found.lines[each].known for each in (0, 4)] == pytest.approx([-0.2, 0.1], abs=0.02)
    assert (found.lines[0].slope, found.lines[0].offset) == (2.0, -1.0)
    assert np.array_equal(found(wrong, CATEGORIES), alone(wrong, CATEGORIES))
    error = [
        expected_calibration_error(each(wrong, CATEGORIES, known)[counted], true[counted])
        for each in (alone, found)
    ]
    assert error[1] < 0.01 < 0.05 < error[0]


def test_few_tags_of_a_category_have_the_line_of_all() -> None:
    wrong, true = told([(2.0, -1.0), (2.0, -1.0), (0.5, 0.7)])
    true[:, 2] = False
    true[:3, 2] = True
    found = fit_calibration(wrong, true, CATEGORIES)
    together = fit_calibration(wrong, true, (0, 0, 0))
    assert found.lines[4] == together.lines[0] != found.lines[0]


@pytest.mark.parametrize("true", [np.zeros((4, 3), bool), np.ones((4, 3), bool)])
def test_calibrating_needs_both(true: np.ndarray) -> None:
    with pytest.raises(ValueError, match="tags that pictures have and tags that they have not"):
        fit_calibration(np.full((4, 3), 0.5), true, CATEGORIES)


def test_lines_are_kept_as_json() -> None:
    kept = Calibration({0: Line(1.25, -0.5, 0.125), 4: Line()})
    assert Calibration.from_dict(json.loads(json.dumps(kept.to_dict()))) == kept


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_is_found_again(temperature: float) -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 2, (6000, 6))
    true = np.array([rng.choice(6, p=row) for row in softmax(logits, axis=1)])
    wrong = softmax(logits * temperature, axis=1)
    assert fit_temperature(wrong, true) == pytest.approx(temperature, rel=0.06)
    right = at_temperature(wrong, temperature)
    assert np.allclose(right, softmax(logits, axis=1), atol=1e-5)
    assert np.allclose(right.sum(1), 1, atol=1e-6)


def test_no_temperature_moves_a_certain_answer() -> None:
    assert np.allclose(at_temperature(np.array([[1.0, 0.0]]), 2.0), [[1, 0]], atol=1e-12)
    assert at_temperature(np.zeros((0, 3)), 2.0).shape == (0, 3)
