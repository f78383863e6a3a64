"""Things of this world: what stands for sports, love, old times, towns and meadows."""

from __future__ import annotations

import numpy as np

from ..brush import FLOOR, Brush
from ..canvas import darker, ellipse, hsv, mix
from ..scenery import LAMPLIGHT, WHITE, WOOD, Place
from ..vocabulary import pick
from .where import WING, off_middle

_DIAL = (226.0, 220.0, 200.0)


def ball(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """A ball in flight, with its trail."""
    x, y, size = rng.uniform(0.1, 0.9) * wide, rng.uniform(0.08, 0.4), rng.uniform(0.05, 0.11)
    back = np.array([rng.choice([-1.0, 1.0]), rng.uniform(0.1, 0.6)]) * rng.uniform(0.4, 0.8)
    brush.shape([(x, y - size), (x + back[0], y + back[1]), (x, y + size)], WHITE, line=False, alpha=0.5)
    colour = pick(rng, ((250, 250, 250), (226, 120, 50), (205, 230, 70)))
    brush.round(x, y, size, size, colour)
    brush.trace([(x - size, y), (x, y + 0.3 * size), (x + size, y)], darker(colour, 0.5), curved=True)
    brush.trace([(x, y - size), (x + 0.3 * size, y), (x, y + size)], darker(colour, 0.5), curved=True)


def net(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """A net across the court, and the lines of the court."""
    top, low = rng.uniform(0.4, 0.5), FLOOR + 0.06
    for x in np.arange(0.0, wide + 0.05, 0.05):
        brush.trace([(x, top), (x, low)], WHITE, 0.5)
    for y in np.linspace(top, low, 5):
        brush.trace([(0, y), (wide, y)], WHITE, 0.5)
    brush.rect(-0.05, top - 0.03, wide + 0.1, 0.035, WHITE)
    for share in (0.2, 0.8):
        brush.shape(
            [
                (share * wide, low),
                (share * wide + 0.02, low),
                (2.4 * share * wide - 0.7 * wide, 1.1),
                (2.4 * share * wide - 0.74 * wide, 1.1),
            ],
            WHITE,
            line=False,
        )


def crowd(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """Spectators, a row of heads behind the other."""
    for row in range(3):
        y = 0.36 + 0.07 * row
        brush.rect(-0.05, y + 0.02, wide + 0.1, 0.08, darker(place.second, 0.5 + 0.1 * row), line=False)
        for x in np.arange(0.0, wide, 0.065) + rng.uniform(0, 0.03):
            brush.round(x, y, 0.026, 0.03, hsv(0.06, rng.uniform(0.2, 0.5), rng.uniform(0.4, 1.0)))


def roses(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """Flowers that fill a corner."""
    corner, high = rng.choice([0.0, 1.0]) * wide, rng.choice([0.05, 0.95])
    colour = hsv(rng.uniform(0.92, 1.02), rng.uniform(0.3, 0.7), 0.95)
    for _ in range(int(rng.integers(4, 9))):
        x, y, size = corner + rng.normal(0, 0.2), high + rng.normal(0, 0.12), rng.uniform(0.06, 0.12)
        brush.shape(
            ellipse(x + 1.1 * size, y + 0.6 * size, 0.9 * size, 0.35 * size, 0.6), place.green, curved=True
        )
        for ring, tone in ((1.0, 0.85), (0.7, 1.0), (0.4, 0.8)):
            brush.round(x, y, ring * size, ring * size, darker(colour, tone))
        brush.trace(
            [(x - 0.3 * size, y), (x, y - 0.2 * size), (x + 0.25 * size, y + 0.1 * size)],
            darker(colour, 0.6),
            0.7,
            curved=True,
        )


def lace(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """A scalloped edge above, with pearls that hang from it."""
    colour = mix(WHITE, hsv(rng.uniform(0.85, 1.0), 0.3, 1.0), 0.4)
    for x in np.arange(0.0, wide + 0.1, 0.1):
        brush.round(x, 0.0, 0.055, 0.07, colour)
        for step in range(int(rng.integers(1, 4))):
            brush.round(x, 0.1 + 0.04 * step, 0.012, 0.012, WHITE)


def bunting(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """Little flags on a line, as at a fair."""
    xs = np.arange(-0.05, wide + 0.1, 0.09)
    ys = 0.06 + 0.09 * np.sin(np.linspace(0, np.pi * max(round(wide), 1), len(xs))) ** 2
    brush.trace(np.stack([xs, ys], axis=1), (60, 50, 50), 0.8)
    for x, y in zip(xs, ys, strict=True):
        brush.shape([(x - 0.033, y), (x + 0.033, y), (x, y + 0.08)], hsv(rng.random(), 0.7, 0.95))


def board(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """A board with chalk on it, or a notice."""
    x, y, w = off_middle(rng, wide) - 0.2, rng.uniform(0.08, 0.2), rng.uniform(0.4, 0.6)
    brush.rect(x - 0.02, y - 0.02, w + 0.04, 0.3, WOOD)
    brush.rect(x, y, w, 0.26, (52, 92, 74))
    for line in range(4):
        brush.trace(
            [(x + 0.04, y + 0.05 + 0.055 * line), (x + w * rng.uniform(0.4, 0.9), y + 0.05 + 0.055 * line)],
            WHITE,
            0.8,
        )


def lantern(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """Paper lanterns on a cord."""
    red = pick(rng, ((206, 60, 44), (240, 226, 190)))
    for x in np.arange(rng.uniform(0.05, 0.2), wide, rng.uniform(0.26, 0.45)):
        y = rng.uniform(0.06, 0.14)
        brush.trace([(x, -0.1), (x, y)], darker(WOOD, 0.5))
        brush.round(x, y + 0.08, 0.065, 0.085, red, glow=brush.light != "day")
        for share in (-0.4, 0.0, 0.4):
            brush.trace(
                [(x - 0.06, y + 0.08 + share * 0.08), (x + 0.06, y + 0.08 + share * 0.08)],
                darker(red, 0.7),
                0.6,
            )
        brush.rect(x - 0.03, y - 0.015, 0.06, 0.018, darker(WOOD, 0.4))


def branch(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """A branch in blossom that reaches in from above."""
    side = rng.choice([-1.0, 1.0])
    root = np.array([0.0 if side > 0 else wide, rng.uniform(0.0, 0.2)])
    points = root + np.cumsum(
        np.array([(0, 0), (0.16, -0.02), (0.16, 0.05), (0.18, 0.0)]) * (side, 1), axis=0
    )
    brush.trace(points, darker(WOOD, 0.45), 3.0, curved=True)
    pink = mix((246, 196, 208), WHITE, rng.random())
    for x, y in points[rng.integers(0, 4, 16)] + rng.normal(0, 0.06, (16, 2)):
        brush.round(x, y, 0.024, 0.024, pink)


def screen(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """Sliding doors of paper."""
    left = off_middle(rng, wide) - 0.3
    for door in range(2):
        x = left + 0.36 * door
        brush.rect(x, 0.04, 0.34, FLOOR, darker(WOOD, 0.6))
        for row in range(5):
            for column in range(3):
                brush.rect(
                    x + 0.02 + 0.103 * column, 0.06 + 0.118 * row, 0.094, 0.108, (246, 240, 222), line=False
                )


def blinds(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """Bars of light that fall through blinds."""
    left, slope = rng.uniform(0.0, 0.4) * wide, rng.uniform(0.15, 0.4)
    right = left + rng.uniform(0.5, 0.8) * wide
    for y in np.arange(0.02, 0.75, 0.085):
        rise = slope * (right - left)
        brush.shape(
            [(left, y), (right, y + rise), (right, y + rise + 0.04), (left, y + 0.04)],
            LAMPLIGHT,
            line=False,
            alpha=0.5,
            glow=True,
        )


def clock(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    x, y, size = off_middle(rng, wide), rng.uniform(0.12, 0.3), rng.uniform(0.09, 0.17)
    brush.round(x, y, size, size, darker(WOOD, 0.5))
    brush.round(x, y, 0.85 * size, 0.85 * size, _DIAL)
    for way, reach in ((rng.uniform(0, 6.3), 0.45), (rng.uniform(0, 6.3), 0.7)):
        brush.trace(
            [(x, y), (x + reach * size * np.cos(way), y + reach * size * np.sin(way))], (20, 20, 20), 1.5
        )


def skyline(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """Towers of a town at night, with lit windows."""
    x = -0.05
    while x < wide:
        w, top = rng.uniform(0.09, 0.18), rng.uniform(0.1, 0.4)
        brush.rect(x, top, w, FLOOR - top, (34, 36, 48))
        for row in np.arange(top + 0.03, FLOOR - 0.04, 0.055):
            for column in np.arange(x + 0.02, x + w - 0.025, 0.04):
                if rng.random() < 0.4:
                    brush.rect(column, row, 0.02, 0.026, LAMPLIGHT, line=False, glow=True)
        x += w


def butterflies(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    for _ in range(int(rng.integers(2, 6))):
        x, y, size = rng.uniform(0, wide), rng.uniform(0.05, 0.6), rng.uniform(0.025, 0.05)
        colour = hsv(rng.random(), 0.6, 1.0)
        for side in (-1, 1):
            brush.shape(WING * (side * size, size) + (x, y), colour, curved=True)


def paws(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """A track of paws."""
    start, step = rng.uniform(0, 0.3) * wide, rng.uniform(0.12, 0.18)
    for number in range(int(wide / step)):
        x, y = start + step * number, 0.9 + 0.03 * (-1) ** number
        brush.round(x, y, 0.024, 0.018, darker(WOOD, 0.6), line=False)
        for toe in (-0.022, 0.0, 0.022):
            brush.round(x + toe, y - 0.028, 0.009, 0.011, darker(WOOD, 0.6), line=False)


def spots(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """A ground of one pale colour, with spots: nothing that takes the eye off the joke."""
    colour = hsv(rng.random(), 0.25, 1.0)
    brush.rect(-0.1, -0.1, wide + 0.2, 1.2, colour, line=False)
    for x in np.arange(0.0, wide, 0.12):
        for y in np.arange(0.0, 1.0, 0.12):
            brush.round(x + 0.06 * (round(y / 0.12) % 2), y, 0.018, 0.018, WHITE, line=False)
