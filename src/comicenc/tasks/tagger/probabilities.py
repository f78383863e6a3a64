"""Probabilities that mean what they say: of the tags given 0.8, four of five are there.

What a model calls a probability is put right by Platt's method: a line on the log-odds, fitted on pictures
whose tags are known, one line for the tags of a category.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from typing import Any

import numpy as np

NEAREST = 1e-6  # a probability comes no nearer to 0 and 1, where log-odds have no value in float32


@dataclass(frozen=True)
class Line:
    """Log-odds to log-odds.

    Args:
        slope: What they are multiplied by.
        offset: What is added.
        known: What is added for each tag that is known: the model does not say how many are left to find.
    """

    slope: float = 1.0
    offset: float = 0.0
    known: float = 0.0


@dataclass(frozen=True)
class Calibration:
    """A line for each category.

    Args:
        lines: By number of a category; one that is not there is left as it is.
    """

    lines: Mapping[int, Line] = field(default_factory=dict)

    def of(self, categories: Sequence[int]) -> np.ndarray:
        """(3, K) float32 slope, offset, and what is added a known tag, by (K,) numbers of categories."""
        lines = [self.lines.get(int(each), Line()) for each in categories]
        return (
            np.array([[line.slope, line.offset, line.known] for line in lines], np.float32).reshape(-1, 3).T
        )

    def __call__(
        self, probabilities: np.ndarray, categories: Sequence[int], known: Sequence[int] | None = None
    ) -> np.ndarray:
        """(N, K) of the model to (N, K) float32 that are put right; impossible ones stay impossible.

        Args:
            probabilities: From 0 to 1.
            categories: (K,) the number of each tag's category.
            known: (N,) how many tags of each picture the model was told; None where it was told none.
        """
        if not self.lines:
            return np.asarray(probabilities, np.float32)
        slope, offset, each = self.of(categories)
        odds = slope * log_odds(probabilities) + offset
        if known is not None:
            odds += each * np.asarray(known, np.float32)[:, None]
        return np.where(np.asarray(probabilities) > 0, 1 / (1 + np.exp(-odds)), 0).astype(np.float32)

    def to_dict(self) -> dict[str, Any]:
        """As calibration.json keeps it."""
        return {str(each): list(astuple(line)) for each, line in self.lines.items()}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Calibration:
        """What `to_dict` gave."""
        return cls({int(each): Line(*map(float, line)) for each, line in kept.items()})


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
    """Fit the lines for pictures of which no tag is known.

    Args:
        probabilities: (N, K) of the model.
        true: (N, K) bool, whether the picture has the tag.
        categories: (K,) the number of each tag's category.
        least: Tags in all pictures, and tags that are not, that a category needs for a line of its own; else
            it gets the one of all tags together.

    Raises:
        ValueError: If no picture has a tag, or every picture every tag.
    """
    from sklearn.linear_model import LogisticRegression

    odds, true, categories = log_odds(probabilities), np.asarray(true, bool), np.asarray(categories)
    if true.all() or not true.any():
        raise ValueError("calibrating needs tags that pictures have and tags that they have not")
    lines = {}
    for each in np.unique(categories):
        own = categories == each
        enough = min(true[:, own].sum(), (~true[:, own]).sum()) >= least
        columns = own if enough else np.ones_like(own)
        fitted = LogisticRegression().fit(odds[:, columns].reshape(-1, 1), true[:, columns].ravel())
        lines[int(each)] = Line(float(fitted.coef_[0, 0]), float(fitted.intercept_[0]))
    return Calibration(lines)


def fit_known(
    calibration: Calibration,
    probabilities: np.ndarray,
    true: np.ndarray,
    categories: Sequence[int],
    known: Sequence[int],
    counted: np.ndarray,
) -> Calibration:
    """Add to the lines what they need for pictures of which some tags are known.

    Args:
        calibration: Of pictures of which none is known, which stays as it is for those.
        probabilities: (N, K) of the model when it was told some tags.
        true: (N, K) bool, whether the picture has the tag.
        categories: (K,) the number of each tag's category.
        known: (N,) how many it was told.
        counted: (N, K) bool, without the tags that it was told.
    """
    from scipy.optimize import minimize_scalar

    slope, offset, _ = calibration.of(categories)
    odds, known = slope * log_odds(probabilities) + offset, np.asarray(known, np.float32)[:, None]
    lines = dict(calibration.lines)
    for each, line in calibration.lines.items():
        rows, columns = np.nonzero(counted & (np.asarray(categories) == each))
        own, told, signs = odds[rows, columns], known[rows, 0], np.where(true[rows, columns], -1, 1)

        def surprise(added: float, own=own, told=told, signs=signs) -> float:
            return float(np.logaddexp(0, signs * (own + added * told)).sum())

        if len(rows):
            lines[each] = replace(line, known=float(minimize_scalar(surprise, bounds=(-1, 1)).x))
    return Calibration(lines)
