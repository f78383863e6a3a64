"""Names among the first, tags said and left out, rankings and calibration: against counting by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from comicenc.metrics.tagging import (
    Tagging,
    average_precision,
    calibration_bins,
    calibration_error,
    decision_counts,
    decision_metrics,
    expected_calibration_error,
    identification_hits,
    identification_metrics,
    tag_agreement,
    tagging_metrics,
)

GRID = [(seed, pictures, tags) for seed in range(2) for pictures, tags in [(1, 1), (7, 3), (60, 11)]]


def drawn(seed: int, pictures: int, tags: int, *, ties: bool = False):
    """Probabilities, truths and which decisions count; at least one tag is there."""
    rng = np.random.default_rng(seed)
    true = rng.random((pictures, tags)) < 0.3
    true[0, 0] = True
    probabilities = np.clip(rng.normal(0.3 + 0.3 * true, 0.25), 0, 1)
    counted = rng.random(true.shape) < 0.8
    counted[0, 0] = True
    return np.round(probabilities, 1) if ties else probabilities, true, counted


@pytest.mark.parametrize("seed", range(3))
def test_top_k_is_that_of_sklearn(seed):
    rng = np.random.default_rng(seed)
    scores, true = rng.normal(size=(40, 9)), rng.integers(0, 9, 40)
    ranked = np.argsort(-scores, axis=1)[:, :5]
    found = identification_metrics(ranked.tolist(), true.tolist())
    for key, k in {"top1": 1, "top5": 5}.items():
        expected = metrics.top_k_accuracy_score(true, scores, k=k, labels=range(9))
        assert found[key] == pytest.approx(expected)
    assert found["top1_of_characters"] == pytest.approx(
        np.mean([(ranked[true == name, 0] == name).mean() for name in np.unique(true)])
    )
    assert (found["characters"], found["pictures"]) == (len(np.unique(true)), 40)


def test_fewer_names_than_five_and_none():
    hits = identification_hits([["a", "b"], ["b"], []], ["b", "b", "a"])
    assert hits["top1"].tolist() == [False, True, False]
    assert hits["top5"].tolist() == [True, True, False]
    with pytest.raises(ValueError, match="1 rankings and 2 names cannot be compared"):
        identification_metrics([["a"]], ["a", "b"])
    with pytest.raises(ValueError, match="cannot be compared"):
        identification_metrics([], [])


@pytest.mark.parametrize(("seed", "pictures", "tags"), GRID)
def test_decisions_are_those_of_sklearn(seed, pictures, tags):
    probabilities, true, _ = drawn(seed, pictures, tags)
    said = probabilities >= 0.5
    found = decision_metrics(decision_counts(said, true))
    assert found["error"] == pytest.approx(metrics.hamming_loss(true, said))
    for name, function in {"precision": metrics.precision_score, "recall": metrics.recall_score}.items():
        assert found[f"micro_{name}"] == pytest.approx(function(true, said, average="micro", zero_division=0))
    assert found["micro_f1"] == pytest.approx(metrics.f1_score(true, said, average="micro", zero_division=0))
    of_tags = metrics.f1_score(true, said, average=None, zero_division=0)
    assert found["macro_f1"] == pytest.approx(of_tags[true.any(0)].mean())


def test_only_decisions_that_count_are_counted():
    probabilities, true, counted = drawn(0, 40, 6)
    said = probabilities >= 0.5
    counts = decision_counts(said, true, counted)
    for tag in range(6):
        rows = counted[:, tag]
        expected = metrics.confusion_matrix(true[rows, tag], said[rows, tag], labels=[False, True])
        assert counts[:, tag].tolist() == [expected[1, 1], expected[0, 1], expected[1, 0], expected[0, 0]]


def test_what_cannot_be_divided_is_not_a_number():
    counts = np.array([[2, 0, 0], [1, 3, 0], [0, 0, 0], [4, 4, 7]])
    found = tag_agreement(counts)
    assert found["precision"] == pytest.approx([2 / 3, 0, np.nan], nan_ok=True)
    assert found["recall"] == pytest.approx([1, np.nan, np.nan], nan_ok=True)
    assert found["f1"] == pytest.approx([0.8, 0, np.nan], nan_ok=True)
    assert decision_metrics(counts)["macro_f1"] == pytest.approx(0.8), "two tags nobody has"
    with pytest.raises(ValueError, match="no picture has any of these tags"):
        decision_metrics(counts[:, 1:])


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize(("seed", "pictures", "tags"), GRID)
def test_average_precision_is_that_of_sklearn(seed, pictures, tags, ties):
    probabilities, true, counted = drawn(seed, pictures, tags, ties=ties)
    found = average_precision(probabilities, true, counted)
    for tag, value in enumerate(found):
        rows = counted[:, tag]
        if not (true[rows, tag]).any():
            assert np.isnan(value)
        else:
            expected = metrics.average_precision_score(true[rows, tag], probabilities[rows, tag])
            assert value == pytest.approx(expected)


def calibration_by_hand(probabilities, true, bins):
    total = 0.0
    for bin in range(bins):
        inside = [
            (p, t)
            for p, t in zip(probabilities.ravel(), true.ravel(), strict=True)
            if bin / bins <= p < (bin + 1) / bins or (p == 1 and bin == bins - 1)
        ]
        if inside:
            own, truth = zip(*inside, strict=True)
            total += len(inside) / probabilities.size * abs(np.mean(own) - np.mean(truth))
    return total


@pytest.mark.parametrize("bins", [1, 4, 16])
@pytest.mark.parametrize(("seed", "pictures", "tags"), GRID)
def test_calibration_error_is_the_one_by_hand(seed, pictures, tags, bins):
    probabilities, true, _ = drawn(seed, pictures, tags)
    found = expected_calibration_error(probabilities, true, bins=bins)
    assert found == pytest.approx(calibration_by_hand(probabilities, true, bins))


def test_calibration_errors_at_the_ends():
    assert expected_calibration_error([0, 1, 1], [False, True, True]) == 0
    assert expected_calibration_error([1.0, 1.0], [False, False]) == 1
    assert expected_calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0)
    with pytest.raises(ValueError, match="no probability was given"):
        expected_calibration_error([], [])
    for wrong in (1.1, -0.1, np.nan):
        with pytest.raises(ValueError, match="not between 0 and 1"):
            expected_calibration_error([wrong], [True])


def test_bins_of_parts_add_up():
    probabilities, true, _ = drawn(1, 60, 11)
    parts = [calibration_bins(probabilities[rows], true[rows]) for rows in np.split(np.arange(60), [7, 31])]
    assert calibration_error(sum(parts)) == pytest.approx(expected_calibration_error(probabilities, true))


@pytest.mark.parametrize("seed", range(3))
def test_weights_are_repetitions(seed):
    probabilities, true, counted = drawn(seed, 50, 8, ties=True)
    thresholds = np.linspace(0.3, 0.6, 8)
    rows = np.random.default_rng(seed).integers(0, 50, 50)
    weighted = Tagging(probabilities, true, thresholds, counted=counted).metrics(
        np.bincount(rows, minlength=50)
    )
    assert weighted == pytest.approx(
        tagging_metrics(probabilities[rows], true[rows], thresholds, counted=counted[rows])
    )


def test_all_numbers_together():
    probabilities, true, _ = drawn(0, 60, 5)
    found = tagging_metrics(probabilities, true, 0.4)
    assert found["map"] == pytest.approx(
        metrics.average_precision_score(true, probabilities, average="macro")
    )
    assert found["ece"] == pytest.approx(calibration_by_hand(probabilities, true, 15))
    assert found["error"] == pytest.approx(metrics.hamming_loss(true, probabilities >= 0.4))
    with pytest.raises(ValueError, match=r"shape \(60, 5\) and tags of shape \(60, 4\) cannot be compared"):
        tagging_metrics(probabilities, true[:, :4])
