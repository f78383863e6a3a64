"""From which probability on a tag is said: one number for all tags, one a category, one a tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

Level = Literal["one", "category", "tag"]
LEVELS: tuple[Level, ...] = get_args(Level)
CATEGORIES = {0: "general", 1: "artist", 3: "copyright", 4: "character", 5: "meta", 9: "rating"}
DIGITS = 6  # what the files keep of a threshold


@dataclass(frozen=True)
class Thresholds:
    """Thresholds at three levels.

    Args:
        one: For every tag.
        categories: By number of a category (`CATEGORIES`).
        tags: By name of a tag.
        level: How fine they are where nobody asks for another level.
    """

    one: float = 0.5
    categories: Mapping[int, float] = field(default_factory=dict)
    tags: Mapping[str, float] = field(default_factory=dict)
    level: Level = "tag"

    def of(self, tags: Sequence[str], categories: Sequence[int], level: Level | None = None) -> np.ndarray:
        """(K,) the threshold of each tag: the finest there is, no finer than `level`.

        Args:
            tags: (K,) names.
            categories: (K,) the number of each one's category.
            level: `one`, `category`, or `tag`; by default their own.

        Raises:
            ValueError: If there is no such level.
        """
        level = self.level if level is None else level
        if level not in LEVELS:
            raise ValueError(f"{level!r} is no level of thresholds, which are {', '.join(LEVELS)}")
        by_category = {} if level == "one" else self.categories
        by_tag = self.tags if level == "tag" else {}
        pairs = zip(tags, categories, strict=True)
        return np.array([by_tag.get(tag, by_category.get(int(of), self.one)) for tag, of in pairs])


def find_thresholds(
    probabilities: np.ndarray,
    true: np.ndarray,
    tags: Sequence[str],
    categories: Sequence[int],
    *,
    least: int = 10,
) -> Thresholds:
    """The thresholds with the best F1: of all decisions, of those of each category, of each tag's own.

    Args:
        probabilities: (N, K), calibrated as they are going to be when the thresholds are used.
        true: (N, K) bool, whether the picture has the tag.
        tags: (K,) names.
        categories: (K,) the number of each one's category.
        least: Pictures a tag, or a category, must have for a threshold of its own: from fewer it would be
            chance. The next coarser one holds for it.

    Raises:
        ValueError: If no picture has a tag.
    """
    probabilities, true, categories = (
        np.asarray(probabilities),
        np.asarray(true, bool),
        np.asarray(categories),
    )
    if not true.any():
        raise ValueError("thresholds need pictures with tags, and none of these has one")
    own = {int(each): categories == each for each in np.unique(categories)}
    counts = true.sum(axis=0)
    return Thresholds(
        one=best_threshold(probabilities, true),
        categories={
            each: best_threshold(probabilities[:, columns], true[:, columns])
            for each, columns in own.items()
            if counts[columns].sum() >= least
        },
        tags={
            tags[column]: best_threshold(probabilities[:, column], true[:, column])
            for column in np.flatnonzero(counts >= least)
        },
    )


def best_threshold(probabilities: np.ndarray, true: np.ndarray) -> float:
    """The threshold with the best F1, midway between what it lets in and what it keeps out.

    Args:
        probabilities: Of any shape, from 0 to 1.
        true: Bool, of the same shape, with one that is true.
    """
    falling = np.argsort(-np.ravel(probabilities), kind="stable")
    values, right = np.ravel(probabilities)[falling], np.cumsum(np.ravel(true)[falling])
    last = np.append(np.diff(values) < 0, True)  # equal probabilities are let in together
    said = np.flatnonzero(last) + 1
    f1 = 2 * right[last] / (said + right[-1])
    best = int(np.argmax(f1))
    inside = values[last][best]
    outside = values[last][best + 1] if best + 1 < len(said) else 0.0
    return round(float(inside + outside) / 2, DIGITS)


def mcut(probabilities: np.ndarray) -> float:
    """The middle of the widest gap between probabilities of one picture, so that no threshold is needed.

    Largeron, Moulin and Géry, "MCut: A Thresholding Strategy for Multi-label Classification" (IDA 2012).

    Args:
        probabilities: (K,); a single one is let in.
    """
    falling = np.sort(probabilities)[::-1]
    if len(falling) < 2:
        return float(falling[0]) if len(falling) else 0.0
    widest = int(np.argmax(falling[:-1] - falling[1:]))
    return float(falling[widest] + falling[widest + 1]) / 2
