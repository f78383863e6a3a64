"""Result files, read for showing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RESULT_KEYS = ("model", "dataset", "protocol", "n", "metrics", "commit", "date", "command")
NOTHING = "–"
_OF_LAYER = re.compile(r"(?P<row>.+), (?P<layer>(?:conv|fc)\d+)")


class InvalidCard(ValueError):
    """Facts or results that cannot be shown."""


@dataclass(frozen=True)
class Scored:
    """The numbers of one model on one dataset.

    Args:
        name: What to call the model.
        data: What it was measured on.
        metrics: By name.
        intervals: 95 % intervals of some of them.
        deviations: Standard deviations of some of them over several trainings.
        paper: What the paper reports under these names.
        baselines: Metrics of others by name, measured in the same run.
    """

    name: str
    data: str
    metrics: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    deviations: Mapping[str, float] = field(default_factory=dict)
    paper: Mapping[str, float] = field(default_factory=dict)
    baselines: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def read_json(path: Path, why: str) -> dict[str, Any]:
    """What a result file holds.

    Args:
        path: The file.
        why: What it is needed for, said where it is missing.

    Raises:
        InvalidCard: If it is missing, damaged or lacks what every result has.
    """
    if not path.is_file():
        raise InvalidCard(f"{path} is missing, and {why}")
    try:
        result = json.loads(path.read_text("utf-8"))
    except ValueError:
        raise InvalidCard(f"{path} is no JSON") from None
    if not isinstance(result, dict):
        raise InvalidCard(f"{path} holds no result")
    return result


def read_scores(path: str | Path, name: str | None = None) -> list[Scored]:
    """The scores of a result file: one model, or each row of ablations as one.

    Args:
        path: The file.
        name: What to call the model; by default as the file does. Rows of ablations have their own names.

    Raises:
        InvalidCard: If there is no result.
    """
    path = Path(path)
    result = read_json(path, "its scores are to be compared")
    if missing := [key for key in RESULT_KEYS if key not in result]:
        raise InvalidCard(f"{path} lacks {', '.join(missing)}")
    kinds = ("metrics", "intervals", "deviations", "paper")
    if "deviations" not in result:
        told = {kind: result.get(kind) or {} for kind in kinds}
        beside = result.get("baselines") or {}
        return [Scored(name or result["model"], result["dataset"], **told, baselines=beside)]
    told = {kind: _by_row(result.get(kind) or {}) for kind in kinds}
    return [
        Scored(row, result["dataset"], **{kind: told[kind].get(row, {}) for kind in kinds})
        for row in told["metrics"]
    ]


def printed(
    value: float | None,
    label: str,
    interval: tuple[float, float] | None = None,
    deviation: float | None = None,
) -> str:
    """A score as people read it: in percent where its label says so, with its interval or deviation."""
    if value is None:
        return NOTHING
    if interval is not None:
        return f"{printed(value, label)} [{', '.join(printed(end, label) for end in interval)}]"
    if deviation is not None:
        return f"{printed(value, label)} ± {printed(deviation, label)}"
    if label.endswith("%"):
        return f"{100 * value:.1f}"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _by_row(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What ablations have as `row: metric`, or `row, layer: metric`, as `metric` or `layer/metric` by row."""
    found: dict[str, dict[str, Any]] = {}
    for key, value in values.items():
        row, _, metric = key.partition(": ")
        if of_layer := _OF_LAYER.fullmatch(row):
            row, metric = of_layer["row"], f"{of_layer['layer']}/{metric}"
        found.setdefault(row, {})[metric] = value
    return found
