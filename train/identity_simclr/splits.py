"""Which rows are trained on, and in which order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from accelerate import Accelerator

from train.identity_simclr.recipe import SelfSupervised, Supervised
from train.recipe import RecipeError


def split_by_series(series: np.ndarray, shares: tuple[float, ...], seed: int) -> list[np.ndarray]:
    """Rows to train on, then rows held out for each share; no series is in two of them.

    Args:
        series: (N,) the series of each row.
        shares: Of the series, for each part that is held out; each gets one at least, unless its share is 0.
        seed: Of the choice.
    """
    names = np.random.default_rng(seed).permutation(np.unique(series))
    parts, start = [], 0
    for share in shares:
        count = max(round(share * len(names)), 1) if share else 0
        parts.append(np.flatnonzero(np.isin(series, names[start : start + count])))
        start += count
    return [np.flatnonzero(np.isin(series, names[start:])), *parts]


def process_rows(
    rows: np.ndarray,
    recipe: SelfSupervised | Supervised,
    accelerator: Accelerator,
    epoch: int,
    labels: np.ndarray | None = None,
    together: int = 1,
) -> tuple[int, Iterator[np.ndarray]]:
    """Batches an epoch, and this process's rows of each; what does not fill a batch is left to other epochs.

    Where `labels` of all rows are given, rows of one label come `together` at a time.

    Process p of n takes the p-th of the n shares of a batch that one process would take whole.

    Raises:
        RecipeError: If there are too few rows for one batch.
    """
    size, processes = recipe.batch_size, accelerator.num_processes
    steps = len(rows) // (size * processes)
    if not steps:
        whole = size * processes
        raise RecipeError(f"{recipe.data}: {len(rows)} instances to train on do not fill a batch of {whole}")
    rng = np.random.default_rng((recipe.machine.seed, epoch))
    order = rng.permutation(rows) if labels is None else grouped(rng, rows, labels[rows], together)
    starts = ((step * processes + accelerator.process_index) * size for step in range(steps))
    return steps, (order[start : start + size] for start in starts)


def grouped(rng: np.random.Generator, rows: np.ndarray, labels: np.ndarray, size: int) -> np.ndarray:
    """Rows in a random order in which `size` of one label follow each other; what is left over comes last."""
    order = rng.permutation(len(rows))
    order = order[np.argsort(labels[order], kind="stable")]  # by label, within a label by chance
    starts = np.unique(labels[order], return_index=True)[1]
    places = np.arange(len(order)) - np.repeat(starts, np.diff([*starts, len(order)]))
    counts = np.repeat(np.diff([*starts, len(order)]), np.diff([*starts, len(order)]))
    whole = places < counts // size * size
    groups = rng.permutation(rows[order[whole]].reshape(-1, size))
    return np.concatenate([groups.ravel(), rows[order[~whole]]])
