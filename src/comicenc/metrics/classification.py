"""How well classes are told: accuracy and mean average precision (Zero-Shot Music Retrieval, Table 1)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .tagging import average_precision


def classification_metrics(confidences: np.ndarray, true: Sequence[int]) -> dict[str, float]:
    """One class an item, told by the highest confidence and ranked by each class's.

    Args:
        confidences: (N, K) of each item in each class.
        true: (N,) which class it is of.

    Returns:
        `accuracy`, of equal confidences the first counts; `balanced_accuracy`, the mean of the accuracies of
        the classes that are there; `map`, the mean of their average precisions. Items of the same confidence
        are one step of a class's ranking.

    Raises:
        ValueError: If there is no item, or not as many of both, or a class is none of the K.
    """
    confidences, true = np.asarray(confidences, float), np.asarray(true)
    if confidences.ndim != 2 or len(confidences) != len(true) or not len(true):
        raise ValueError(f"confidences of shape {confidences.shape} are not those of {len(true)} items")
    if true.min() < 0 or true.max() >= confidences.shape[1]:
        raise ValueError(f"a class is none of the {confidences.shape[1]} that have confidences")
    right = confidences.argmax(axis=1) == true
    there = np.unique(true)
    precisions = average_precision(confidences[:, there], true[:, None] == there[None])
    return {
        "accuracy": float(right.mean()),
        "balanced_accuracy": float(np.mean([right[true == each].mean() for each in there])),
        "map": float(precisions.mean()),
    }
