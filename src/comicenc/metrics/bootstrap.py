"""How far a number may be trusted: percentile bootstrap over instances or whole groups of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np


def bootstrap_intervals(
    statistic: Callable[[np.ndarray], dict[str, float]],
    units: int | Sequence,
    *,
    resamples: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """Draw units with replacement again and again, and see between what the numbers lie.

    Args:
        statistic: Takes row indices, some repeated, and returns numbers by name. A drawing for which it
            raises ValueError, as one without any query, is left out.
        units: How many rows there are; or the group of each (page, sequence, …), which is then drawn whole.
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
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(resamples):
        rows = np.concatenate([members[unit] for unit in rng.integers(len(members), size=len(members))])
        try:
            drawn.append(statistic(rows))
        except ValueError:
            continue
    if not drawn:
        raise ValueError("no drawing of the bootstrap has a value")
    ends = [(1 - confidence) / 2, (1 + confidence) / 2]
    return {name: tuple(map(float, np.quantile([d[name] for d in drawn], ends))) for name in drawn[0]}
