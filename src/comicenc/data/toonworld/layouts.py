"""How a page is cut into panels.

A page starts as one quadrilateral and is cut, straight or slanting, into rows and the rows into columns,
until every piece is a panel; pieces come out in reading order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ...comic import Box
from .vocabulary import pick

LAYOUTS = ("rows", "grid", "tall", "slanted", "splash", "inset", "four_frame")


@dataclass(frozen=True, slots=True)
class PageHabits:
    """How an artist lays out pages; lengths are shares of the page's width.

    Args:
        width: Page width in pixels.
        height: Page height in pixels.
        margin: Paper left round the panels; 0 lets them bleed off the page.
        gutter: Gap between panels side by side.
        row_gutter: Gap between rows.
        border: Width of panel borders; 0 draws none.
        paper: Colour of the page, "white" or "black".
        weights: Weight of each of `LAYOUTS`.
        right_to_left: Reading direction.
    """

    width: int
    height: int
    margin: float
    gutter: float
    row_gutter: float
    border: float
    paper: str
    weights: tuple[float, ...]
    right_to_left: bool

    def preferring(self, factors: Mapping[str, float]) -> PageHabits:
        """The same habits with factors on how common each of `LAYOUTS` is."""
        liked = (weight * factors.get(kind, 1.0) for kind, weight in zip(LAYOUTS, self.weights, strict=True))
        return replace(self, weights=tuple(liked))


@dataclass(frozen=True, eq=False)
class Frame:
    """One panel on the page.

    Args:
        corners: (4, 2) pixels, from the top left clockwise.
        border: Whether its border is drawn.
        inset: Whether it lies on top of the panel before it.
    """

    corners: np.ndarray
    border: bool = True
    inset: bool = False

    def box(self, width: int, height: int) -> Box:
        """Whole-pixel bounds inside a page of this size."""
        x0, y0 = np.maximum(np.floor(self.corners.min(axis=0)), 0)
        x1, y1 = np.minimum(np.ceil(self.corners.max(axis=0)), (width, height))
        return Box(float(x0), float(y0), float(x1), float(y1))


def sample_habits(rng: np.random.Generator, genre: str, manga: bool, right_to_left: bool) -> PageHabits:
    """How one artist lays out pages.

    Args:
        rng: Source of chance.
        genre: The album's genre; four-frame cartoons keep to their strips.
        manga: Whether the page has a manga's shape, slants and bleeds.
        right_to_left: Reading direction.
    """
    width = int(rng.integers(840, 1000)) // 8 * 8
    ratio = rng.uniform(1.4, 1.46) if manga else rng.uniform(1.3, 1.52)
    weights = (3, 0.4, 1.5, 3, 0.5, 0.6, 0) if manga else (4, 2, 1.2, 0.3, 0.5, 0.8, 0)
    if genre == "four-frame cartoons":
        weights = (0.5, 0, 0, 0, 0.1, 0, 6)
    gutter = rng.uniform(0.008, 0.025)
    return PageHabits(
        width=width,
        height=int(width * ratio) // 8 * 8,
        margin=0.0 if manga and rng.random() < 0.3 else rng.uniform(0.025, 0.06),
        gutter=gutter,
        row_gutter=gutter * (rng.uniform(1.4, 2.4) if manga else rng.uniform(0.9, 1.2)),
        border=0.0 if not manga and rng.random() < 0.2 else rng.uniform(0.002, 0.005),
        paper="black" if rng.random() < 0.04 else "white",
        weights=weights,
        right_to_left=right_to_left,
    )


def _rows(quad: np.ndarray, shares: np.ndarray, gap: float, tilts: np.ndarray) -> list[np.ndarray]:
    """Cut (4, 2) into rows of these `shares`; `tilts` lifts each cut's left end and lowers its right one."""
    top_left, top_right, bottom_right, bottom_left = quad
    cuts = np.cumsum(shares / np.sum(shares))[:-1]
    ends = [(top_left, top_right)]
    for cut, tilt in zip(cuts, tilts, strict=True):
        left = top_left + (bottom_left - top_left) * (cut - tilt)
        right = top_right + (bottom_right - top_right) * (cut + tilt)
        ends.append((left, right))
    ends.append((bottom_left, bottom_right))
    shift = np.array([0.0, gap / 2])
    pieces = []
    for index, (upper, lower) in enumerate(pairwise(ends)):
        down, up = shift * (index > 0), shift * (index < len(ends) - 2)
        pieces.append(np.stack([upper[0] + down, upper[1] + down, lower[1] - up, lower[0] - up]))
    return pieces


def _columns(quad: np.ndarray, shares: np.ndarray, gap: float, tilts: np.ndarray) -> list[np.ndarray]:
    """Cut (4, 2) into columns, from the left."""
    turned = quad[[0, 3, 2, 1]][:, ::-1]  # rows of the transposed quadrilateral
    return [piece[:, ::-1][[0, 3, 2, 1]] for piece in _rows(turned, shares, gap, tilts)]


class _Cutter:
    """Cuts with one artist's habits."""

    def __init__(self, rng: np.random.Generator, habits: PageHabits, slant: float):
        self.rng, self.habits, self.slant = rng, habits, slant

    def _tilts(self, count: int) -> np.ndarray:
        return self.rng.uniform(-self.slant, self.slant, count - 1) * (self.rng.random(count - 1) < 0.75)

    def rows(self, quad: np.ndarray, shares) -> list[np.ndarray]:
        gap = self.habits.row_gutter * self.habits.width
        return _rows(quad, np.asarray(shares, float), gap, 0.35 * self._tilts(len(shares)))

    def columns(self, quad: np.ndarray, shares) -> list[np.ndarray]:
        gap = self.habits.gutter * self.habits.width
        pieces = _columns(quad, np.asarray(shares, float), gap, self._tilts(len(shares)))
        return pieces[::-1] if self.habits.right_to_left else pieces

    def uneven(self, count: int) -> np.ndarray:
        return self.rng.uniform(0.75, 1.35, count)


def _cut_page(cutter: _Cutter, kind: str, whole: np.ndarray) -> list[np.ndarray]:
    rng = cutter.rng
    if kind == "splash":
        return [whole]
    if kind == "grid":
        columns, rows = (2, int(rng.integers(3, 5))) if rng.random() < 0.7 else (3, 3)
        return [
            piece
            for row in cutter.rows(whole, np.ones(rows))
            for piece in cutter.columns(row, np.ones(columns))
        ]
    if kind == "four_frame":
        strips = cutter.columns(whole, np.ones(2)) if rng.random() < 0.5 else [whole]
        return [piece for strip in strips for piece in cutter.rows(strip, np.ones(4))]
    if kind == "tall":
        head, body = cutter.rows(whole, (rng.uniform(0.3, 0.5), 1.0))
        first, second = cutter.columns(body, cutter.uneven(2))
        stack = cutter.rows(second, cutter.uneven(int(rng.integers(2, 4))))
        opening = cutter.columns(head, cutter.uneven(2)) if rng.random() < 0.5 else [head]
        return [*opening, first, *stack]
    if kind == "inset":
        rows = cutter.rows(whole, (rng.uniform(1.2, 1.8), 1.0))
        return [rows[0], *cutter.columns(rows[1], cutter.uneven(int(rng.integers(2, 4))))]
    pieces = []
    for row in cutter.rows(whole, cutter.uneven(int(rng.integers(3, 5)))):
        count = pick(rng, (1, 2, 3), (1.6, 3, 0.6))
        pieces += cutter.columns(row, cutter.uneven(count)) if count > 1 else [row]
    return pieces


def _inset(rng: np.random.Generator, frame: Frame, right_to_left: bool) -> Frame:
    low, high = frame.corners.min(axis=0), frame.corners.max(axis=0)
    size = (high - low) * (rng.uniform(0.24, 0.34), rng.uniform(0.34, 0.48))
    edge = 0.05 * (high - low)
    x = low[0] + edge[0] if right_to_left else high[0] - edge[0] - size[0]
    y = high[1] - edge[1] - size[1]
    corners = np.array([(x, y), (x + size[0], y), (x + size[0], y + size[1]), (x, y + size[1])])
    return Frame(corners, border=True, inset=True)


def sample_layout(rng: np.random.Generator, habits: PageHabits, kind: str | None = None) -> tuple[Frame, ...]:
    """Panels of one page, in reading order.

    Args:
        rng: Source of chance.
        habits: The artist's habits.
        kind: One of `LAYOUTS`; by default by the habits' weights.

    Raises:
        ValueError: If `kind` is none of `LAYOUTS`.
    """
    kind = kind or pick(rng, LAYOUTS, habits.weights)
    if kind not in LAYOUTS:
        raise ValueError(f"layout {kind!r} is none of {', '.join(LAYOUTS)}")
    edge, width, height = habits.margin * habits.width, habits.width, habits.height
    whole = np.array(
        [(edge, edge), (width - edge, edge), (width - edge, height - edge), (edge, height - edge)]
    )
    cutter = _Cutter(rng, habits, slant=rng.uniform(0.03, 0.09) if kind == "slanted" else 0.0)
    frames = []
    for piece in _cut_page(cutter, kind, whole):
        open_air = habits.border > 0 and kind not in ("four_frame", "grid") and rng.random() < 0.06
        frames.append(Frame(piece, border=habits.border > 0 and not open_air))
        if not frames[1:] and (kind == "inset" or (kind == "splash" and rng.random() < 0.6)):
            frames.append(_inset(rng, frames[0], habits.right_to_left))
    return tuple(frames)
