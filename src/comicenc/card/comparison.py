"""Several results side by side as one table: by model, by layer of a network, or by album."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .results import NOTHING, InvalidCard, Scored, printed

By = Literal["model", "layer", "album"]
METRICS = {  # of the protocol `clustering`
    "ari": "ARI",
    "ami": "AMI",
    "v_measure": "V",
    "clusters": "clusters",
    "classes": "in truth",
    "outliers": "outliers, %",
}
BEST_IS_HIGHEST = frozenset({"ari", "ami", "v_measure", "ari_alone", "ami_alone", "v_measure_alone"})
COUNTS = frozenset({"clusters", "classes"})
OWN = "own"  # heading of the vectors that a model gives, where they are none of its layers'


@dataclass(frozen=True)
class Comparison:
    """A table of several results.

    Args:
        title: Its heading.
        results: Names of result files without `.json`, and what the table calls their models.
        by: What stands in its rows: models with one metric a column, models with one layer a column, or
            albums with one model a column.
        metrics: Keys of the results' metrics, and their names; by layer and by album the first one counts.
        layer: Whose numbers by model and by album are; by default those of what the model gives.
        note: What to know before reading it.
        figure: Name of an SVG file beside the card that draws it by album; none by default.
    """

    title: str
    results: dict[str, str]
    by: By = "model"
    metrics: dict[str, str] = field(default_factory=lambda: dict(METRICS))
    layer: str = ""
    note: str = ""
    figure: str = ""


def compare(
    scores: Sequence[Scored],
    *,
    by: By = "model",
    metrics: Mapping[str, str] = METRICS,
    layer: str = "",
) -> str:
    """A table in Markdown; the best of what is compared is bold.

    Args:
        scores: What is compared, in the order of the table.
        by: As in `Comparison`.
        metrics: Likewise.
        layer: Likewise.

    Raises:
        InvalidCard: If a metric, a layer or an album is in none of them.
    """
    made = {"model": _by_model, "layer": _by_layer, "album": _by_album}[by]
    header, rows = made(scores, dict(metrics), layer)
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def of_albums(scores: Sequence[Scored], metric: str, layer: str = "") -> dict[str, dict[str, float]]:
    """A metric by album and model, with the data's name before albums of one name in several data.

    Raises:
        InvalidCard: If there is none.
    """
    start = f"{_key(metric, layer)}/"
    keys = [(one, key.removeprefix(start)) for one in scores for key in one.metrics if key.startswith(start)]
    homes = {album: {one.data for one, other in keys if other == album} for _, album in keys}
    found: dict[str, dict[str, float]] = {}
    for one, album in keys:
        name = f"{one.data}: {album}" if len(homes[album]) > 1 else album
        found.setdefault(name, {})[one.name] = one.metrics[start + album]
    if not found:
        raise InvalidCard(f"none of the {len(scores)} results has {start[:-1]} by album")
    return found


def _by_model(scores: Sequence[Scored], metrics: dict[str, str], layer: str) -> tuple[list, list]:
    keys = {_key(metric, layer): label for metric, label in metrics.items()}
    if missing := [key for key in keys if not any(key in one.metrics for one in scores)]:
        raise InvalidCard(f"none of the {len(scores)} results has the metric {missing[0]}")
    rows = []
    for data in dict.fromkeys(one.data for one in scores):
        here = [one for one in scores if one.data == data]
        best = {key: max((o.metrics[key] for o in here if key in o.metrics), default=None) for key in keys}
        for one in here:
            cells = [_score(one, key, label) for key, label in keys.items()]
            shown = [
                _bold(cell, one.metrics.get(key) == best[key] and metric in BEST_IS_HIGHEST)
                for cell, key, metric in zip(cells, keys, metrics, strict=True)
            ]
            rows.append([data, one.name, *shown])
        for name, values in _baselines(here).items():
            rows.append([data, name, *(_printed(values, key, label) for key, label in metrics.items())])
    return ["data", "model", *keys.values()], rows


def _by_layer(scores: Sequence[Scored], metrics: dict[str, str], layer: str) -> tuple[list, list]:
    metric, label = next(iter(metrics.items()))
    layers = dict.fromkeys(
        key.removesuffix(f"/{metric}")
        for one in scores
        for key in one.metrics
        if key.endswith(f"/{metric}") and key.count("/") == 1
    )
    if not layers:
        raise InvalidCard(f"none of the {len(scores)} results has {metric} by layer")
    keys = {_key(metric, each): each for each in layers}
    if any(one.metrics.get(metric) not in (None, *_of_keys(one, keys)) for one in scores):
        keys[metric] = OWN
    rows = []
    for one in scores:
        best = max(_of_keys(one, keys), default=None)
        shown = [_bold(_score(one, key, label), one.metrics.get(key) == best) for key in keys]
        rows.append([one.data, one.name, *shown])
        if one.paper:
            told = [printed(one.paper.get(key), label) for key in keys]
            rows.append(["the paper's", one.name, *told])
    return ["data", label, *keys.values()], rows


def _by_album(scores: Sequence[Scored], metrics: dict[str, str], layer: str) -> tuple[list, list]:
    metric, label = next(iter(metrics.items()))
    found = of_albums(scores, metric, layer)
    names = list(dict.fromkeys(name for values in found.values() for name in values))
    rows = []
    for album, values in found.items():
        best = max(values.values())
        shown = [_bold(printed(values.get(name), label), values.get(name) == best) for name in names]
        rows.append([album, *shown])
    return [f"{label} by album", *names], rows


def _of_keys(one: Scored, keys: Iterable[str]) -> list[float]:
    return [one.metrics[key] for key in keys if key in one.metrics]


def _score(one: Scored, key: str, label: str) -> str:
    return _printed(one.metrics, key, label, one.intervals.get(key), one.deviations.get(key))


def _printed(values: Mapping[str, float], key: str, label: str, *spread: Any) -> str:
    """As `printed`; of how many there are, means over albums have one decimal and whole numbers none."""
    if key.rpartition("/")[2] in COUNTS and key in values:
        return f"{values[key]:.1f}".removesuffix(".0")
    return printed(values.get(key), label, *spread)


def _baselines(scores: Iterable[Scored]) -> dict[str, Mapping[str, float]]:
    """Baselines of the same data, each once."""
    return {name: values for one in scores for name, values in one.baselines.items()}


def _key(metric: str, layer: str) -> str:
    return f"{layer}/{metric}" if layer else metric


def _bold(cell: str, best: bool) -> str:
    return f"**{cell}**" if best and cell != NOTHING else cell


def _cell(text: str) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")
