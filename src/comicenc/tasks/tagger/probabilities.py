"""Probabilities that mean what they say: of the tags given 0.8, four of five are there.

What a model calls a probability is put right by Platt's method: a line on the log-odds, fitted on pictures
whose tags are known, one line for the tags of a category.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

NEAREST = 1e-6  # a probability comes no nearer to 0 and 1, where log-odds have no value in float32


@dataclass(frozen=True)
class Line:
    """Log-odds to log-odds."""

    slope: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True)
class Calibration:
    """A line for each category.

    Args:
        lines: By number of a category; one that is not there is left as it is.
    """

    lines: Mapping[int, Line] = field(default_factory=dict)

    def of(self, categories: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """Slope and offset of each tag, (K,) float32 each, by the (K,) numbers of their categories."""
        lines = [self.lines.get(int(each), Line()) for each in categories]
        columns = [[line.slope for line in lines], [line.offset for line in lines]]
        return tuple(np.array(column, np.float32) for column in columns)

    def __call__(self, probabilities: np.ndarray, categories: Sequence[int]) -> np.ndarray:
        """(N, K) of the model to (N, K) float32 that are put right; impossible ones stay impossible.

        Args:
            probabilities: From 0 to 1.
            categories: (K,) the number of each tag's category.
        """
        if not self.lines:
            return np.asarray(probabilities, np.float32)
        slope, offset = self.of(categories)
        put_right = 1 / (1 + np.exp(-(slope * log_odds(probabilities) + offset)))
        return np.where(np.asarray(probabilities) > 0, put_right, 0).astype(np.float32)

    def to_dict(self) -> dict[str, Any]:
        """As calibration.json keeps it."""
        return {str(each): [line.slope, line.offset] for each, line in self.lines.items()}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Calibration:
        """What `to_dict` gave."""
        return cls({int(each): Line(float(slope), float(offset)) for each, (slope, offset) in kept.items()})


def at_temperature(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """(N, C) of a softmax as they would be at a temperature: above 1 less sure, below 1 surer.

    Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks" (ICML 2017).
    """
    if temperature == 1 or not len(probabilities):
        return np.asarray(probabilities, np.float32)
    heated = np.log(np.maximum(probabilities, np.finfo(np.float32).tiny)) / temperature
    heated = np.exp(heated - heated.max(axis=1, keepdims=True))
    return (heated / heated.sum(axis=1, keepdims=True)).astype(np.float32)


def fit_temperature(probabilities: np.ndarray, true: np.ndarray) -> float:
    """The temperature at which the true classes are likeliest.

    Args:
        probabilities: (N, C) of a softmax.
        true: (N,) column of the true class.
    """
    from scipy.optimize import minimize_scalar

    logits = np.log(np.maximum(probabilities, np.finfo(np.float32).tiny))

    def surprise(exponent: float) -> float:
        scaled = logits / np.exp(exponent)
        peak = scaled.max(axis=1)
        total = np.log(np.exp(scaled - peak[:, None]).sum(axis=1)) + peak
        return float((total - scaled[np.arange(len(true)), true]).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-3, 3), method="bounded").x))


def log_odds(probabilities: np.ndarray) -> np.ndarray:
    """Log-odds in float32, of probabilities at least a millionth from 0 and 1."""
    near = np.clip(np.asarray(probabilities, np.float32), NEAREST, 1 - NEAREST)
    return np.log(near) - np.log1p(-near)


def fit_calibration(
    probabilities: np.ndarray, true: np.ndarray, categories: Sequence[int], *, least: int = 10
) -> Calibration:
    """Fit the lines.

    Args:
        probabilities: (N, K) of the model.
        true: (N, K) bool, whether the picture has the tag.
        categories: (K,) the number of each tag's category.
        least: Tags in all pictures, and tags that are not, that a category needs for a line of its own; else
            it gets the one of all tags together.

    Raises:
        ValueError: If no picture has a tag, or every picture every tag.
    """
    odds, true, categories = log_odds(probabilities), np.asarray(true, bool), np.asarray(categories)
    if true.all() or not true.any():
        raise ValueError("calibrating needs tags that pictures have and tags that they have not")
    together = _fit(odds, true)
    lines = {}
    for each in np.unique(categories):
        own = true[:, categories == each]
        enough = min(own.sum(), own.size - own.sum()) >= least
        lines[int(each)] = _fit(odds[:, categories == each], own) if enough else together
    return Calibration(lines)


def _fit(odds: np.ndarray, true: np.ndarray) -> Line:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression().fit(odds.reshape(-1, 1), true.ravel())
    return Line(float(fitted.coef_[0, 0]), float(fitted.intercept_[0]))
