"""Which of a picture's tags are said, by their probabilities."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from comicenc.tasks.tagger.files import category_number
from comicenc.tasks.tagger.thresholds import CATEGORIES, Level, Thresholds, mcut


@dataclass(frozen=True, eq=False)
class Rule:
    """How tags are chosen.

    Args:
        thresholds: (K,) from which probability on each tag is said; None for the widest gap of each category.
        categories: (K,) the number of each tag's category.
        wanted: (K,) bool, which tags are looked for.
        most: How many at most; None for any number.
    """

    thresholds: np.ndarray | None
    categories: np.ndarray
    wanted: np.ndarray
    most: int | None

    def __call__(self, probabilities: np.ndarray, known: Collection[int] = ()) -> np.ndarray:
        """Columns of the tags that are said of one picture, the likeliest first.

        Args:
            probabilities: (K,).
            known: Columns of the tags that are known, which are not said again.
        """
        asked = self.wanted.copy()
        asked[list(known)] = False
        said = asked & (probabilities >= self._lowest(probabilities, asked)) & (probabilities > 0)
        columns = np.flatnonzero(said)
        return columns[np.argsort(-probabilities[columns], kind="stable")][: self.most]

    def _lowest(self, probabilities: np.ndarray, asked: np.ndarray) -> np.ndarray:
        if self.thresholds is not None:
            return self.thresholds
        lowest = np.ones(len(probabilities))
        for category in np.unique(self.categories[asked]):
            own = asked & (self.categories == category)
            lowest[own] = mcut(probabilities[own])
        return lowest


def make_rule(
    tags: Sequence[str],
    categories: np.ndarray,
    kept: Thresholds,
    *,
    threshold: float | Mapping[str, float] | None = None,
    level: Level | None = None,
    mcut: bool = False,
    max_tags: int | None = None,
    wanted: Iterable[str | int] | None = None,
) -> Rule:
    """The rule that somebody asks for.

    Args:
        tags: (K,) names.
        categories: (K,) the number of each one's category.
        kept: Thresholds of the model.
        threshold: One instead, or by name of a tag or a category.
        level: How fine the kept thresholds are; by default as they are kept.
        mcut: Whether the widest gap decides instead.
        max_tags: How many at most.
        wanted: Names or numbers of categories; None for all.

    Raises:
        ValueError: If a threshold is no probability, of no tag and no category, or given with `mcut`; if a
            category or level is unknown; or if `max_tags` is not positive.
    """
    if mcut and threshold is not None:
        raise ValueError("either a threshold decides or the widest gap (mcut), not both")
    if max_tags is not None and max_tags < 1:
        raise ValueError(f"max_tags is {max_tags}, where at least 1 is needed")
    lowest = kept.of(tags, categories, level)
    if isinstance(threshold, Mapping):
        for name, value in threshold.items():
            lowest[_meant(name, tags, categories)] = probability(value)
    elif threshold is not None:
        lowest = np.full(len(tags), probability(threshold))
    numbers = None if wanted is None else [category_number(each) for each in wanted]
    looked_for = np.ones(len(tags), bool) if numbers is None else np.isin(categories, numbers)
    return Rule(None if mcut else lowest, np.asarray(categories), looked_for, max_tags)


def _meant(name: str, tags: Sequence[str], categories: np.ndarray) -> np.ndarray:
    """(K,) bool, the tag of this name, or the tags of the category."""
    if name in CATEGORIES.values():
        return np.asarray(categories) == category_number(name)
    if name not in tags:
        raise ValueError(f"the threshold for {name!r} is for none of the tags and categories")
    return np.array(tags) == name


def probability(threshold: float) -> float:
    """The threshold, if it is one.

    Raises:
        ValueError: If it is not between 0 and 1.
    """
    if not 0 <= threshold <= 1:
        raise ValueError(f"the threshold {threshold} is not between 0 and 1")
    return float(threshold)
