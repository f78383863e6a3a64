"""Accuracy and mean average precision against scikit-learn and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, average_precision_score, balanced_accuracy_score

from comicenc.metrics import classification_metrics


@pytest.mark.filterwarnings("ignore:y_pred contains classes")
@pytest.mark.parametrize("seed", range(8))
def test_is_scikit_learns(seed):
    rng = np.random.default_rng(seed)
    true = rng.integers(0, 4, 25)  # the fifth class is not there
    confidences = rng.dirichlet(np.ones(5), 25).round(1 if seed % 2 else 9)  # with ties, and without
    found = classification_metrics(confidences, true)
    assert found["accuracy"] == pytest.approx(accuracy_score(true, confidences.argmax(1)))
    precisions = [average_precision_score(true == each, confidences[:, each]) for each in np.unique(true)]
    assert found["map"] == pytest.approx(np.mean(precisions))
    balanced = balanced_accuracy_score(true, confidences.argmax(1))
    assert found["balanced_accuracy"] == pytest.approx(balanced)


def test_the_commonest_class_has_its_share_and_no_ranking():
    found = classification_metrics(np.tile([1.0, 0.0], (4, 1)), [0, 0, 0, 1])
    assert found == {"accuracy": 0.75, "balanced_accuracy": 0.5, "map": 0.5}


@pytest.mark.parametrize(("confidences", "true"), [([[1.0]], []), ([[0.5, 0.5]], [2]), ([0.5], [0])])
def test_what_does_not_fit_is_refused(confidences, true):
    with pytest.raises(ValueError, match=r"are not those|is none of"):
        classification_metrics(np.array(confidences), true)
