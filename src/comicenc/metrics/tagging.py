"""Whether the right name is among the first, and the right tags among those said (MFDN, Tables V and VI)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

PLACES = {"top1": 1, "top5": 5}
BINS = 15


def identification_hits(ranked: Sequence[Sequence], true: Sequence) -> dict[str, np.ndarray]:
    """Whether each true name is among the first one, and the first five, of a ranking.

    Args:
        ranked: (N,) names, the likeliest first; five of each, or fewer where there are not as many.
        true: (N,) who it is.

    Returns:
        `top1` and `top5`, (N,) bool.

    Raises:
        ValueError: If there is no row, or not as many in both.
    """
    if len(ranked) != len(true) or not len(true):
        raise ValueError(f"{len(ranked)} rankings and {len(true)} names cannot be compared")
    pairs = list(zip(ranked, true, strict=True))
    return {key: np.array([name in list(row)[:k] for row, name in pairs]) for key, k in PLACES.items()}


def identification_metrics(ranked: Sequence[Sequence], true: Sequence) -> dict[str, float]:
    """Shares of `identification_hits`: `top1` and `top5` from 0 to 1.

    `top1_of_characters` is the mean of `top1` over characters, each counting the same, which those with many
    pictures do not decide; `characters` and `pictures` is how many there are.
    """
    hits = identification_hits(ranked, true)
    names = np.unique(np.asarray(true), return_inverse=True)[1]
    own = np.bincount(names, hits["top1"]) / np.bincount(names)
    return {
        **{key: float(hit.mean()) for key, hit in hits.items()},
        "top1_of_characters": float(own.mean()),
        "characters": len(own),
        "pictures": len(names),
    }


def decision_counts(
    said: np.ndarray, true: np.ndarray, counted: np.ndarray | None = None, weights: np.ndarray | None = None
) -> np.ndarray:
    """How often each tag was said rightly, said wrongly, left out wrongly and left out rightly.

    Args:
        said: (N, K) bool, which tags were said of which picture.
        true: (N, K) bool, which tags it has.
        counted: (N, K) bool, which decisions count; None for all.
        weights: (N,) how often each picture counts; None for once.

    Returns:
        (4, K) true positives, false positives, false negatives, true negatives.
    """
    weights = np.ones(len(true)) if weights is None else np.asarray(weights, float)
    return weights @ decision_kinds(said, true, counted)


def decision_kinds(said: np.ndarray, true: np.ndarray, counted: np.ndarray | None = None) -> np.ndarray:
    """(4, N, K) bool, which decisions are of which of the four kinds: see `decision_counts`."""
    said, true = np.asarray(said, bool), np.asarray(true, bool)
    counted = np.ones_like(true) if counted is None else np.asarray(counted, bool)
    return np.stack([said & true, said & ~true, ~said & true, ~said & ~true]) & counted


def tag_agreement(counts: np.ndarray) -> dict[str, np.ndarray]:
    """Precision, recall and F1 of each tag.

    Args:
        counts: (4, K) of `decision_counts`.

    Returns:
        `precision`, `recall`, `f1`, (K,) each; not a number where nothing was said, nothing is true, or
        neither.
    """
    right, wrong, missed, _ = np.asarray(counts, float)
    return {
        "precision": _shares(right, right + wrong),
        "recall": _shares(right, right + missed),
        "f1": _shares(2 * right, 2 * right + wrong + missed),
    }


def decision_metrics(counts: np.ndarray) -> dict[str, float]:
    """All binary decisions as one, and the mean over tags.

    Args:
        counts: (4, K) of `decision_counts`.

    Returns:
        `error`, the share of wrong decisions (Table VI); `micro_precision`, `micro_recall`, `micro_f1` of
        all decisions, 0 where there is nothing to divide by; `macro_f1`, the mean over tags that some
        picture has.

    Raises:
        ValueError: If no picture has a tag.
    """
    counts = np.asarray(counts, float)
    right, wrong, missed, _ = counts
    there = right + missed > 0
    if not there.any():
        raise ValueError("no picture has any of these tags")
    pooled = {name: value[0] for name, value in tag_agreement(counts.sum(1, keepdims=True)).items()}
    return {
        "error": float((wrong + missed).sum() / counts.sum()),
        **{f"micro_{name}": float(np.nan_to_num(value)) for name, value in pooled.items()},
        "macro_f1": float(tag_agreement(counts)["f1"][there].mean()),
    }


def average_precision(
    probabilities: np.ndarray, true: np.ndarray, counted: np.ndarray | None = None
) -> np.ndarray:
    """(K,) the average precision of each tag's ranking of pictures, not a number where no picture has it.

    Pictures with the same probability are one step of the ranking, so their order does not matter.

    Args:
        probabilities: (N, K).
        true: (N, K) bool.
        counted: (N, K) bool; None for all.
    """
    return Rankings(probabilities, true, counted).average_precision(np.ones(len(true)))


class Rankings:
    """The pictures in order of each tag's probability, sorted once for any number of weightings.

    Args:
        probabilities: (N, K).
        true: (N, K) bool.
        counted: (N, K) bool, which pictures are in a tag's ranking; None for all.
    """

    def __init__(
        self, probabilities: np.ndarray, true: np.ndarray, counted: np.ndarray | None = None
    ) -> None:
        falling = -np.asarray(probabilities).T
        true = np.asarray(true, bool)
        self.order = np.argsort(falling, axis=1, kind="stable")  # (K, N) rows
        self.counted = None if counted is None else np.take_along_axis(counted.T, self.order, axis=1)
        ranked = np.take_along_axis(true.T, self.order, axis=1)
        if counted is not None:
            ranked &= self.counted
        steps = np.diff(np.take_along_axis(falling, self.order, axis=1), axis=1) > 0
        last = np.where(
            np.pad(steps, ((0, 0), (0, 1)), constant_values=True), np.arange(len(true)), len(true)
        )
        ends = np.minimum.accumulate(last[:, ::-1], axis=1)[:, ::-1]  # of each row's ties
        self.tags, places = np.nonzero(ranked)  # (P,) each, of the pictures that have a tag
        self.rows = self.order[self.tags, places]
        self.ends = self.tags * len(true) + ends[self.tags, places]
        keys = self.tags * len(true) + places
        self.first = np.searchsorted(keys, self.tags * len(true))  # of the tag
        self.found = np.searchsorted(keys, self.ends, side="right")  # one after the last of its ties

    def average_precision(self, weights: np.ndarray) -> np.ndarray:
        """(K,) with each picture counting (N,) weights times."""
        weights = np.asarray(weights, float)
        ranked = weights[self.order]
        if self.counted is not None:
            ranked *= self.counted
        seen = ranked.cumsum(1).ravel()[self.ends]
        right = weights[self.rows]
        sums = np.append(0, right.cumsum())
        precision = np.divide(
            sums[self.found] - sums[self.first], seen, out=np.zeros_like(seen), where=seen > 0
        )
        total, weighted = (np.bincount(self.tags, own, len(ranked)) for own in (right, right * precision))
        return _shares(weighted, total)


def calibration_bins(probabilities: np.ndarray, true: np.ndarray, bins: int = BINS) -> np.ndarray:
    """(3, bins): how many probabilities fall from i / bins to (i + 1) / bins, their sum, how many are true.

    Args:
        probabilities: Of any shape, from 0 to 1.
        true: Bool, of the same shape.

    Raises:
        ValueError: If a probability is none.
    """
    probabilities, true = np.ravel(probabilities).astype(float), np.ravel(true)
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise ValueError("a probability is not between 0 and 1")
    bin = np.minimum((probabilities * bins).astype(int), bins - 1)
    return np.stack(
        [np.bincount(bin, minlength=bins), *(np.bincount(bin, each, bins) for each in (probabilities, true))]
    )


def expected_calibration_error(probabilities: np.ndarray, true: np.ndarray, *, bins: int = BINS) -> float:
    """How far probabilities are from shares of what is true, over bins of equal width.

    Args:
        probabilities: Of any shape, from 0 to 1.
        true: Bool, of the same shape.
        bins: How many.

    Returns:
        The mean over all of them of |mean probability − share of true| in their bin, from 0 to 1.

    Raises:
        ValueError: If there is none, or one is no probability.
    """
    return calibration_error(calibration_bins(probabilities, true, bins))


def calibration_error(of_bins: np.ndarray) -> float:
    """The error by (3, bins) of `calibration_bins`, or sums of several.

    Raises:
        ValueError: If nothing is in them.
    """
    count, sum_of_probabilities, sum_of_true = of_bins
    if not count.sum():
        raise ValueError("no probability was given")
    return float(np.abs(sum_of_probabilities - sum_of_true).sum() / count.sum())


def tagging_metrics(
    probabilities: np.ndarray,
    true: np.ndarray,
    thresholds: float | np.ndarray = 0.5,
    *,
    counted: np.ndarray | None = None,
) -> dict[str, float]:
    """`Tagging` with each picture counting once."""
    return Tagging(probabilities, true, thresholds, counted=counted).metrics()


class Tagging:
    """What was said of pictures, prepared once for any number of weightings.

    Args:
        probabilities: (N, K) that a picture has a tag, from 0 to 1.
        true: (N, K) bool, whether it has.
        thresholds: From which probability on a tag is said: one, or (K,).
        counted: (N, K) bool, which decisions count; None for all.

    Raises:
        ValueError: If the shapes are not the same.
    """

    def __init__(
        self,
        probabilities: np.ndarray,
        true: np.ndarray,
        thresholds: float | np.ndarray = 0.5,
        *,
        counted: np.ndarray | None = None,
    ) -> None:
        probabilities, true = np.asarray(probabilities, float), np.asarray(true, bool)
        if probabilities.shape != true.shape or not probabilities.size:
            shapes = f"probabilities of shape {probabilities.shape} and tags of shape {true.shape}"
            raise ValueError(f"{shapes} cannot be compared")
        counted = None if counted is None else np.asarray(counted, bool)
        self.rankings = Rankings(probabilities, true, counted)
        every = np.ones_like(true) if counted is None else counted
        said = probabilities >= np.asarray(thresholds)
        self.kinds = decision_kinds(said, true, every).astype(np.float32)
        rows = zip(probabilities, true, every, strict=True)
        self.bins = np.stack([calibration_bins(row[own], is_true[own]) for row, is_true, own in rows])

    def metrics(self, weights: np.ndarray | None = None) -> dict[str, float]:
        """The numbers with each picture counting (N,) weights times; once by default.

        Returns:
            `error`, `micro_precision`, `micro_recall`, `micro_f1`, `macro_f1` as in `decision_metrics`;
            `map`, the average precision, mean over tags that some picture has; `ece`, the expected
            calibration error of all probabilities.

        Raises:
            ValueError: If no picture has a tag.
        """
        weights = np.ones(len(self.bins)) if weights is None else np.asarray(weights, float)
        return {
            **decision_metrics(weights.astype(np.float32) @ self.kinds),
            "map": float(np.nanmean(self.rankings.average_precision(weights))),
            "ece": calibration_error(np.tensordot(weights, self.bins, axes=1)),
        }


def _shares(part: np.ndarray, of: np.ndarray) -> np.ndarray:
    return np.divide(part, of, out=np.full_like(part, np.nan), where=of > 0)
