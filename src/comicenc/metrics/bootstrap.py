"""How far a number may be trusted: resampling of instances or of whole groups of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np


def bootstrap_intervals(
    statistic: Callable[[np.ndarray], dict[str, float]],
    units: int | Sequence,
    *,
    halves: bool = False,
    strata: Sequence | None = None,
    resamples: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """Draw units again and again, and see between what the numbers lie.

    As many units are drawn as there are, with replacement; or half of them without, which spreads a number
    just as far. Numbers that compare units with each other (ARI, AMI) need halves: a unit drawn twice agrees
    with itself, which lifted the whole interval of 30 instances by a tenth in a trial, above the truth.

    Args:
        statistic: Takes row indices, some repeated, and returns numbers by name. A drawing for which it
            raises ValueError, as one without any query, is left out.
        units: How many rows there are; or the group of each (page, sequence, …), which is then drawn whole.
        halves: Whether half of the units are drawn, each once.
        strata: Class of each row, all rows of a unit of one. Units are drawn class by class, so that every
            drawing has as many of each; None where all are drawn together.
        resamples: How many drawings.
        confidence: Share of the drawings between the two ends.
        seed: Of the drawings.

    Returns:
        Lower and upper end by name.

    Raises:
        ValueError: If no drawing has a value.
    """
    groups = np.arange(units) if isinstance(units, int) else np.unique(units, return_inverse=True)[1]
    order = np.argsort(groups, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(groups))[:-1])
    pools = [np.arange(len(members))]
    if strata is not None:
        classes = np.asarray(strata)[[own[0] for own in members]]
        pools = [np.flatnonzero(classes == each) for each in np.unique(classes)]
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(resamples):
        sizes = (max(len(pool) // 2, 1) if halves else len(pool) for pool in pools)
        chosen = [rng.choice(pool, size, replace=not halves) for pool, size in zip(pools, sizes, strict=True)]
        rows = np.concatenate([members[unit] for unit in np.concatenate(chosen)])
        try:
            drawn.append(statistic(rows))
        except ValueError:
            continue
    if not drawn:
        raise ValueError("no drawing of the bootstrap has a value")
    ends = [(1 - confidence) / 2, (1 + confidence) / 2]
    return {name: tuple(map(float, np.quantile([d[name] for d in drawn], ends))) for name in drawn[0]}
