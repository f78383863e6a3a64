"""What a paper claims of the order of some rows, and whether it held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

Runs = Mapping[str, Sequence[Mapping[str, float]]]  # row → metrics of each seed


@dataclass(frozen=True)
class Claim:
    """That some rows are above others.

    Args:
        text: The claim.
        source: Where the paper makes it.
        metric: What it is judged by.
        pairs: Rows of which the first has to be above the second.
        paper: The paper's numbers of these rows where it gives them, 0 to 1.
        factor: How many times above.
    """

    text: str
    source: str
    metric: str
    pairs: tuple[tuple[str, str], ...]
    paper: dict[str, float] = field(default_factory=dict)
    factor: float = 1.0


@dataclass(frozen=True)
class Table:
    """One result file.

    Args:
        source: Where the paper has it.
        rows: Its rows.
        claims: That rest on it.
        paper: The paper's numbers that no claim names, by row and metric.
    """

    source: str
    rows: tuple[str, ...]
    claims: tuple[Claim, ...]
    paper: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def reported(self) -> dict[str, float]:
        """All numbers of the paper, by `row: metric`."""
        given = {(row, name): value for row, values in self.paper.items() for name, value in values.items()}
        given |= {(row, claim.metric): value for claim in self.claims for row, value in claim.paper.items()}
        return {f"{row}: {metric}": value for (row, metric), value in given.items()}


def order(text: str, source: str, metric: str, paper: dict[str, float]) -> Claim:
    """That rows stand in the order of the paper's numbers."""
    rows = sorted(paper, key=lambda row: -paper[row])
    return Claim(text, source, metric, tuple(pairwise(rows)), paper)


def above(text: str, source: str, metric: str, best: str, *others: str, **more: Any) -> Claim:
    """That one row is above each of the others."""
    return Claim(text, source, metric, tuple((best, other) for other in others), **more)


def judged(claim: Claim, runs: Runs, reported: Mapping[str, float] | None = None) -> dict[str, Any]:
    """The claim with its verdict, and that of each pair.

    A pair held where the means differ by more than one standard deviation, pooled over the two rows, and did
    not hold where they differ so the other way round; else it is undecided. A claim held where all pairs did,
    and did not hold where one pair did not. `reported` are the paper's numbers, by `row: metric`.

    Raises:
        ValueError: If a row or the metric was not measured.
    """
    pairs = []
    for better, worse in claim.pairs:
        (high, high_sd), (low, low_sd) = (_mean(runs, row, claim.metric) for row in (better, worse))
        difference = high - claim.factor * low
        deviation = float(np.hypot(high_sd, claim.factor * low_sd) / np.sqrt(2))
        pairs.append(
            {
                "better": better,
                "worse": worse,
                "difference": round(difference, 5),
                "deviation": round(deviation, 5) if np.isfinite(deviation) else None,
                "verdict": _verdict(difference, deviation),
            }
        )
    keys = {row: f"{row}: {claim.metric}" for row in rows_of(claim)}
    paper = {row: reported[key] for row, key in keys.items() if key in (reported or {})}
    verdicts = {pair["verdict"] for pair in pairs}
    whole = (
        "did not hold" if "did not hold" in verdicts else "undecided" if "undecided" in verdicts else "held"
    )
    return {
        "claim": claim.text,
        "source": claim.source,
        "metric": claim.metric,
        "factor": claim.factor,
        "verdict": whole,
        "ours": {row: round(_mean(runs, row, claim.metric)[0], 5) for row in rows_of(claim)},
        "paper": paper or claim.paper,
        "pairs": pairs,
    }


def rows_of(claim: Claim) -> list[str]:
    """The rows of a claim, in its order."""
    return list(dict.fromkeys(row for pair in claim.pairs for row in pair))


def summary(runs: Runs) -> tuple[dict[str, float], dict[str, float]]:
    """Means and standard deviations over the seeds, by `row: metric`; of one seed there is no deviation."""
    means, deviations = {}, {}
    for row, seeds in runs.items():
        for metric in seeds[0]:
            mean, deviation = _mean(runs, row, metric)
            means[f"{row}: {metric}"] = round(mean, 5)
            if len(seeds) > 1:
                deviations[f"{row}: {metric}"] = round(deviation, 5)
    return means, deviations


def _verdict(difference: float, deviation: float) -> str:
    if abs(difference) <= deviation:
        return "undecided"
    return "held" if difference > 0 else "did not hold"


def _mean(runs: Runs, row: str, metric: str) -> tuple[float, float]:
    """Mean and sample standard deviation; that of one seed alone is infinite, so that it decides nothing."""
    values = [seed[metric] for seed in runs.get(row, ()) if metric in seed]
    if not values:
        raise ValueError(f"{metric} of {row} was not measured")
    return float(np.mean(values)), float(np.std(values, ddof=1)) if len(values) > 1 else float("inf")
