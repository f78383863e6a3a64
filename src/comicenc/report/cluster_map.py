"""The map of clusters: one HTML file that needs no network, to see what was grouped and what may be wrong.

Its weight is bounded for any number of drawings: at most 4,000 stand on the map, as pictures where they are
no more than 800 and as dots beyond; 120 clusters show 24 drawings each; all pictures share 15 MB.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from comicenc.report import palette, scatter
from comicenc.report.pictures import ALL_THUMBS_BYTES, THUMB_BYTES, THUMB_SIDE, at_most, data_uri
from comicenc.report.rendering import rendered, scripted

if TYPE_CHECKING:
    from PIL.Image import Image

    from comicenc.tasks.clustering import Clustering, Suggestion

MOST_DOTS, MOST_ON_MAP = 4000, 800
MOST_CARDS, MOST_IN_CARD = 120, 24
MOST_LOOSE, MOST_ADVICE, MOST_NAMED = 60, 24, 60
SECTIONS = {
    "map": "Map",
    "perhaps": "Perhaps one, perhaps two",
    "clusters": "Clusters",
    "outliers": "In no cluster",
    "settings": "How it was made",
}


@dataclass(frozen=True)
class Crop:
    """A drawing; `who` is its cluster, −1 for none."""

    row: int
    name: str
    who: int
    probability: float

    @property
    def css(self) -> str:
        if self.who < 0:
            return "outlier"
        return f"w{self.who}" + (" again" if palette.comes_again(self.who) else "")


@dataclass(frozen=True)
class Dot:
    """A drawing on the map."""

    crop: Crop
    x: float
    y: float


@dataclass(frozen=True)
class Group:
    """A cluster.

    Args:
        rank: Its label; 0 is the largest.
        name: What it is called.
        size: How many drawings it has.
        strength: Mean of their probabilities.
        shown: Those that belong most strongly, and at least one.
        x: Of its middle on the map.
        y: Likewise.
    """

    rank: int
    name: str
    size: int
    strength: float
    shown: tuple[Crop, ...]
    x: float
    y: float

    @property
    def best(self) -> Crop:
        return self.shown[0]

    @property
    def color(self) -> str:
        return palette.color_of(self.rank)

    @property
    def ink(self) -> str:
        return palette.ink_on(self.color)


@dataclass(frozen=True)
class Advice:
    """A suggestion, and the line of a file of links that takes it over."""

    kind: str
    groups: tuple[Group, ...]
    pair: tuple[Crop, Crop]
    confidence: float
    line: str


@dataclass(frozen=True)
class View:
    """Everything that the template reads."""

    count: int
    outliers: int
    groups: list[Group]
    dots: list[Dot]
    radius: float
    advice: list[Advice]
    loose: list[Crop]
    pictures: dict[int, str]


def write_cluster_map(
    found: Clustering,
    names: Sequence[str],
    group_names: Sequence[str],
    suggestions: Sequence[tuple[Suggestion, str]],
    picture_of: Callable[[int], Image],
    out: str | Path,
    *,
    title: str = "Clusters",
    settings: Mapping[str, Any] | None = None,
) -> Path:
    """Write the page.

    Args:
        found: N drawings in groups.
        names: (N,) what each drawing is called.
        group_names: What each group is called.
        suggestions: The surest first, each with the line of a file of links that takes it over.
        picture_of: The picture of a row; it is asked for those that are shown, once each and in order.
        out: The HTML file.
        title: Its heading.
        settings: What to say of how it was made.

    Returns:
        The file.
    """
    view = _look(found, names, group_names, suggestions, picture_of)
    shown = {
        "map": view.count > 1,
        "perhaps": view.advice,
        "clusters": view.groups,
        "outliers": view.loose,
        "settings": settings,
    }
    page = rendered(
        "cluster_map.html.jinja",
        "style.css",
        "cluster_map.css",
        view=view,
        title=title,
        settings=dict(settings or {}),
        sections=[(name, short) for name, short in SECTIONS.items() if shown[name]],
        map_size=(scatter.WIDTH, scatter.HEIGHT),
        most_named=MOST_NAMED,
        most_cards=MOST_CARDS,
        most_advice=MOST_ADVICE,
        **scripted("script.js"),
    )
    out = Path(out)
    out.write_text(page, encoding="utf-8")
    return out


def _look(
    found: Clustering,
    names: Sequence[str],
    group_names: Sequence[str],
    suggestions: Sequence[tuple[Suggestion, str]],
    picture_of: Callable[[int], Image],
) -> View:
    labels, chances = found.labels, found.probabilities
    crops = [
        Crop(row, *each)
        for row, each in enumerate(zip(names, labels.tolist(), chances.tolist(), strict=True))
    ]
    chosen = _chosen(labels)
    spots = scatter.spread(found.map[chosen])
    dots = [Dot(crops[row], *spot) for row, spot in zip(chosen.tolist(), spots.tolist(), strict=True)]
    groups = _groups(found, crops, dots, group_names)
    advice = [
        Advice(
            kind=each.kind,
            groups=tuple(groups[label] for label in each.groups),
            pair=tuple(crops[row] for row in each.pair),
            confidence=each.confidence,
            line=line,
        )
        for each, line in suggestions
    ]
    outliers = np.flatnonzero(labels < 0)
    loose = [crops[row] for row in outliers[:MOST_LOOSE]]
    return View(
        count=len(labels),
        outliers=len(outliers),
        groups=groups,
        dots=dots,
        radius=scatter.dot_radius(len(dots)),
        advice=advice,
        loose=loose,
        pictures=_pictures(_seen(groups, dots, advice, loose), picture_of),
    )


def _seen(groups: list[Group], dots: list[Dot], advice: list[Advice], loose: list[Crop]) -> list[int]:
    """Rows whose pictures are shown."""
    seen = [crop for group in groups[:MOST_CARDS] for crop in group.shown]
    seen += [group.best for group in groups[:MOST_NAMED]]
    seen += [crop for each in advice[:MOST_ADVICE] for crop in each.pair]
    seen += [dot.crop for dot in dots] if len(dots) <= MOST_ON_MAP else []
    return sorted({crop.row for crop in seen + loose})


def _chosen(labels: np.ndarray) -> np.ndarray:
    """Rows that stand on the map: all, or an even choice from each group in turn."""
    order = np.argsort(labels, kind="stable")
    chosen = np.linspace(0, len(order) - 1, min(len(order), MOST_DOTS)).astype(int)
    return np.sort(order[chosen])


def _groups(
    found: Clustering, crops: Sequence[Crop], dots: Sequence[Dot], names: Sequence[str]
) -> list[Group]:
    spots: dict[int, list[tuple[float, float]]] = {}
    for dot in dots:
        spots.setdefault(dot.crop.who, []).append((dot.x, dot.y))
    groups = []
    for rank, name in enumerate(names):
        rows = np.flatnonzero(found.labels == rank)
        chances = found.probabilities[rows]
        best = rows[np.argsort(-chances, kind="stable")][:MOST_IN_CARD]
        x, y = np.median(spots.get(rank, [(0.0, 0.0)]), axis=0).tolist()
        shown = tuple(crops[row] for row in best)
        groups.append(Group(rank, name, len(rows), float(chances.mean()), shown, x, y))
    return groups


def _pictures(rows: Sequence[int], picture_of: Callable[[int], Image]) -> dict[int, str]:
    limit = min(THUMB_BYTES, ALL_THUMBS_BYTES // max(len(rows), 1))
    return {row: data_uri(at_most(picture_of(row), THUMB_SIDE), limit) for row in rows}
