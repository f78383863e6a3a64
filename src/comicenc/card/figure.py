"""Fig. 2 of MangaDeepCluster, for any results: a metric of each album, one bar a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from statistics import fmean

from .comparison import of_albums
from .results import Scored, printed

WIDTH, HEIGHT = 1000.0, 300.0  # of the field between the axes
GAP = 0.22  # of an album's share of the width
COLOURS = ("#2f86d6", "#e9a820", "#e4523b", "#3aa35f", "#8e5bd0", "#6d6674")


def draw_albums(scores: Sequence[Scored], metric: str = "ami", label: str = "AMI", layer: str = "") -> str:
    """An SVG picture that needs nothing beside it; it follows a reader's dark or light screen.

    Args:
        scores: What is compared, in the order of the bars.
        metric: Key of the metric.
        label: Its name.
        layer: Whose numbers; by default those of what the models give.

    Raises:
        InvalidCard: If no result has the metric by album.
    """
    from jinja2 import Environment, StrictUndefined

    found = of_albums(scores, metric, layer)
    names = list(dict.fromkeys(name for values in found.values() for name in values))
    low = min(0.0, *(value for values in found.values() for value in values.values()))
    environment = Environment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string((files(__package__) / "albums.svg.jinja").read_text("utf-8"))
    return template.render(
        width=WIDTH,
        height=HEIGHT,
        label=f"{label} of {layer}" if layer else label,
        legend=[_entry(name, rank, found, label) for rank, name in enumerate(names)],
        lines=[(value / 5, _y(value / 5, low)) for value in range(int(low * 5), 6)],
        albums=[_bars(place, found, names, low, label) for place in range(len(found))],
        zero=_y(0, low),
    )


def _entry(
    name: str, rank: int, found: Mapping[str, Mapping[str, float]], label: str
) -> tuple[str, str, str]:
    """A model's colour, name and mean."""
    mean = fmean(values[name] for values in found.values() if name in values)
    return COLOURS[rank % len(COLOURS)], name, printed(mean, label)


def _bars(
    place: int, found: Mapping[str, Mapping[str, float]], names: Sequence[str], low: float, label: str
) -> dict:
    """An album: its name, its middle, and each model's bar as (x, y, width, height, colour, title)."""
    album, values = list(found.items())[place]
    share = WIDTH / len(found)
    each = share * (1 - GAP) / len(names)
    bars = []
    for rank, name in enumerate(names):
        if name in values:
            x = share * (place + GAP / 2) + each * rank
            top, bottom = sorted((_y(values[name], low), _y(0, low)))
            title = f"{album}, {name}: {printed(values[name], label)}"
            bars.append((x, top, each, bottom - top, COLOURS[rank % len(COLOURS)], title))
    return {"name": album, "middle": share * (place + 0.5), "bars": bars}


def _y(value: float, low: float) -> float:
    return HEIGHT * (1 - (value - low) / (1 - low))
