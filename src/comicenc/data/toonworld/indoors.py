"""Six places with a roof, each drawn the same way whenever its seed is the same."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from .brush import FLOOR, Brush
from .canvas import Colour, darker, mix
from .scenery import (
    EAST,
    GLASS,
    LAMPLIGHT,
    NIGHT,
    PAPER,
    STONE,
    WEST,
    WHITE,
    WOOD,
    Place,
    along,
    leafy,
    window,
)


def _planks(brush: Brush, colour: Colour, vanish: float = 3.5) -> None:
    """A floor of boards that run away from the reader."""
    brush.rect(WEST - 1, FLOOR, EAST - WEST + 2, 2.5, colour)
    for x in np.arange(WEST, EAST, 0.22):
        brush.trace([(x, FLOOR), (x + (x - vanish) * 1.1, 1.6)], darker(colour, 0.8), 0.6)


def _tiles(brush: Brush, colour: Colour, second: Colour, vanish: float = 3.5) -> None:
    """A floor of slabs in perspective."""
    rows = FLOOR + np.array([0.0, 0.05, 0.13, 0.26, 0.48, 0.9, 1.6])
    for row, (y0, y1) in enumerate(pairwise(rows)):
        s0, s1 = 1 + 2.4 * (y0 - FLOOR), 1 + 2.4 * (y1 - FLOOR)
        brush.rect(WEST - 1, y0, EAST - WEST + 2, y1 - y0, colour, line=False)
        for index, x in enumerate(np.arange(WEST - 1, EAST + 1, 0.36)):
            if (index + row) % 2:
                left, right = x - vanish, x + 0.36 - vanish
                brush.shape(
                    [
                        (vanish + left * s0, y0),
                        (vanish + right * s0, y0),
                        (vanish + right * s1, y1),
                        (vanish + left * s1, y1),
                    ],
                    second,
                    line=False,
                )


def _shelf(
    brush: Brush, rng: np.random.Generator, x: float, y: float, width: float, height: float, place: Place
) -> None:
    brush.rect(x, y, width, height, darker(WOOD, 0.85))
    for row in range(3):
        top = y + height * (0.04 + 0.32 * row)
        brush.rect(x + 0.04 * width, top, 0.92 * width, 0.27 * height, darker(WOOD, 0.5))
        left = x + 0.06 * width
        while left < x + 0.86 * width:
            thick, tall = rng.uniform(0.04, 0.09) * width, rng.uniform(0.14, 0.24) * height
            tone = mix(place.accent, place.second, rng.random())
            brush.rect(left, top + 0.27 * height - tall, thick, tall, darker(tone, rng.uniform(0.7, 1.15)))
            left += thick * rng.choice([1.0, 1.0, 2.4])


def _blocks(brush: Brush, rng: np.random.Generator, colour: Colour) -> None:
    """A wall of stones: here and there one, so that the eye fills in the rest."""
    for x in along(rng, 0.14, 1.0):
        row, width = int(rng.integers(0, 9)), rng.uniform(0.07, 0.14)
        tone = darker(colour, rng.uniform(0.9, 1.06))
        brush.rect(x, 0.07 * row - 0.02, width, 0.066, tone)


def _room(brush: Brush, place: Place, rng: np.random.Generator) -> None:
    brush.rect(WEST - 1, -2.0, EAST - WEST + 2, 3.0, place.wall, line=False)
    pattern, pale = int(rng.integers(3)), mix(place.wall, WHITE, 0.4)
    if pattern:
        for x in np.arange(WEST, EAST, 0.09):
            if pattern == 1:
                brush.rect(x, -1.0, 0.035, 1.0 + FLOOR, pale, line=False)
            else:
                for y in np.arange(0.0, FLOOR, 0.12):
                    brush.round(x, y + 0.06 * (round(x / 0.09) % 2), 0.012, 0.012, pale, line=False)
    _planks(brush, mix(WOOD, place.second, 0.25))
    brush.rect(WEST - 1, FLOOR - 0.05, EAST - WEST + 2, 0.05, mix(place.wall, WHITE, 0.6))
    for x in along(rng, 1.5, 0.1):
        window(brush, x, 0.08, 0.42, 0.34, WHITE)
        for side in (-0.05, 0.37):
            brush.shape(
                [(x + side, 0.05), (x + side + 0.12, 0.05), (x + side + 0.1, 0.5), (x + side - 0.01, 0.5)],
                place.accent,
            )
        brush.rect(x - 0.09, 0.04, 0.62, 0.018, darker(WOOD, 0.7))
        _shelf(brush, rng, x + 0.62, 0.2, 0.3, FLOOR - 0.2, place)
        brush.rect(x + 0.98, 0.14, 0.2, 0.15, darker(WOOD, 0.8))
        brush.rect(x + 0.995, 0.155, 0.17, 0.12, mix(place.green, WHITE, 0.4))
        brush.round(x + 1.06, 0.25, 0.06, 0.035, place.accent)
        brush.shape(
            [(x + 0.95, FLOOR + 0.06), (x + 0.95, 0.5), (x + 1.32, 0.5), (x + 1.32, FLOOR + 0.06)],
            place.second,
        )
        brush.rect(x + 0.92, 0.47, 0.43, 0.06, darker(place.second, 0.85))
    for x in along(rng, 2.2, 0.2):
        brush.shape(
            [(x - 0.5, FLOOR + 0.1), (x + 0.4, FLOOR + 0.1), (x + 0.6, FLOOR + 0.3), (x - 0.7, FLOOR + 0.3)],
            place.accent,
        )


def _cafe(brush: Brush, place: Place, rng: np.random.Generator) -> None:
    brush.rect(WEST - 1, -2.0, EAST - WEST + 2, 3.0, mix(place.wall, WOOD, 0.3), line=False)
    for x in np.arange(WEST, EAST, 0.12):
        brush.rect(x, FLOOR - 0.24, 0.12, 0.24, darker(mix(WOOD, place.second, 0.3), 0.9))
    _tiles(brush, mix(place.wall, WHITE, 0.3), mix(place.second, WHITE, 0.2))
    for x in along(rng, 1.9, 0.1):
        brush.rect(x, 0.1, 0.4, 0.24, (52, 70, 62))
        brush.trace([(x + 0.04, 0.16), (x + 0.3, 0.16)], WHITE, 1.2)
        for line in range(3):
            brush.rect(
                x + 0.05, 0.2 + 0.04 * line, rng.uniform(0.1, 0.28), 0.008, (220, 225, 215), line=False
            )
        for row in range(2):
            brush.rect(x + 0.55, 0.18 + 0.16 * row, 0.6, 0.018, darker(WOOD, 0.7))
            for bottle in np.arange(x + 0.57, x + 1.12, 0.055):
                tall, tone = rng.uniform(0.05, 0.1), mix(place.accent, place.green, rng.random())
                brush.rect(bottle, 0.18 + 0.16 * row - tall, 0.03, tall, tone)
        brush.rect(x + 0.45, 0.46, 0.85, 0.24, WOOD)
        brush.rect(x + 0.42, 0.43, 0.91, 0.04, darker(WOOD, 0.75))
        window(brush, x + 1.4, 0.1, 0.36, 0.3, darker(WOOD, 0.7))
    for x in along(rng, 0.7, 0.1):
        brush.trace([(x, -0.5), (x, 0.06)], NIGHT)
        brush.shape([(x - 0.06, 0.12), (x - 0.02, 0.05), (x + 0.02, 0.05), (x + 0.06, 0.12)], place.accent)
        brush.round(x, 0.125, 0.022, 0.016, LAMPLIGHT, glow=True)
        brush.round(x, 0.16, 0.16, 0.12, LAMPLIGHT, line=False, alpha=0.14, glow=True)
    for x in along(rng, 0.9, 0.2):
        brush.rect(x - 0.012, FLOOR + 0.04, 0.024, 0.2, darker(WOOD, 0.5))
        brush.round(x, FLOOR + 0.04, 0.17, 0.032, mix(WOOD, WHITE, 0.35))


def _classroom(brush: Brush, place: Place, rng: np.random.Generator) -> None:
    brush.rect(WEST - 1, -2.0, EAST - WEST + 2, 3.0, mix(place.wall, PAPER, 0.6), line=False)
    _planks(brush, mix(WOOD, WHITE, 0.25))
    for x in np.arange(WEST, EAST, 3.0):
        brush.rect(x, 0.1, 1.3, 0.36, WOOD)
        brush.rect(x + 0.02, 0.12, 1.26, 0.31, (54, 92, 74))
        for line in range(4):
            brush.rect(
                x + rng.uniform(0.1, 0.5),
                0.16 + 0.06 * line,
                rng.uniform(0.2, 0.6),
                0.009,
                (215, 230, 218),
                line=False,
            )
        brush.round(x + 0.65, 0.03, 0.05, 0.05, WHITE)
        brush.trace([(x + 0.65, 0.0), (x + 0.65, 0.03), (x + 0.68, 0.04)], NIGHT)
        for number in range(3):
            window(brush, x + 1.48 + 0.48 * number, 0.06, 0.4, 0.4, WHITE)
            brush.shape(
                [
                    (x + 1.44 + 0.48 * number, 0.03),
                    (x + 1.54 + 0.48 * number, 0.03),
                    (x + 1.5 + 0.48 * number, 0.5),
                    (x + 1.44 + 0.48 * number, 0.5),
                ],
                mix(place.accent, WHITE, 0.6),
            )
    for x in along(rng, 0.5, 0.05):
        brush.rect(x - 0.1, FLOOR + 0.03, 0.012, 0.16, STONE)
        brush.rect(x + 0.1, FLOOR + 0.03, 0.012, 0.16, STONE)
        brush.rect(x - 0.14, FLOOR, 0.28, 0.035, mix(WOOD, (240, 210, 160), 0.5))


def _castle(brush: Brush, place: Place, rng: np.random.Generator) -> None:
    stone = mix(STONE, place.wall, 0.45)
    brush.rect(WEST - 1, -2.0, EAST - WEST + 2, 3.0, stone, line=False)
    _blocks(brush, rng, stone)
    _tiles(brush, mix(stone, WHITE, 0.2), darker(stone, 0.85))
    for x in along(rng, 1.2, 0.03):
        arch = [
            (x, 0.46),
            (x, 0.2),
            (x + 0.03, 0.12),
            (x + 0.11, 0.06),
            (x + 0.19, 0.12),
            (x + 0.22, 0.2),
            (x + 0.22, 0.46),
        ]
        brush.shape(arch, darker(stone, 0.7))
        brush.shape(
            [(px * 0.86 + 0.14 * (x + 0.11), py * 0.86 + 0.14 * 0.3) for px, py in arch],
            NIGHT if brush.light == "night" else GLASS,
        )
        brush.trace([(x + 0.11, 0.08), (x + 0.11, 0.44)], darker(stone, 0.5), 1.3)
        brush.rect(x + 0.42, -1.0, 0.11, 1.0 + FLOOR, mix(stone, WHITE, 0.22))
        brush.rect(x + 0.39, FLOOR - 0.06, 0.17, 0.08, mix(stone, WHITE, 0.3))
        brush.shape(
            [(x + 0.68, 0.02), (x + 0.92, 0.02), (x + 0.92, 0.36), (x + 0.8, 0.44), (x + 0.68, 0.36)],
            place.accent,
        )
        brush.shape(
            [(x + 0.8, 0.1), (x + 0.86, 0.2), (x + 0.8, 0.3), (x + 0.74, 0.2)],
            mix(place.second, (255, 220, 120), 0.6),
        )
        brush.rect(x + 1.03, 0.24, 0.02, 0.12, darker(WOOD, 0.6))
        brush.shape(
            [(x + 1.01, 0.24), (x + 1.04, 0.14), (x + 1.07, 0.24)], (255, 190, 70), curved=True, glow=True
        )
        brush.round(x + 1.04, 0.19, 0.14, 0.13, LAMPLIGHT, line=False, alpha=0.16, glow=True)
    brush.rect(WEST - 1, FLOOR + 0.16, EAST - WEST + 2, 0.14, darker(place.accent, 0.9), line=False)


def _cave(brush: Brush, place: Place, rng: np.random.Generator) -> None:
    rock = mix((74, 70, 84), place.wall, 0.25)
    brush.gradient(darker(rock, 0.45), mix(rock, place.accent, 0.25), -0.2, FLOOR)
    for layer in range(2):
        tone = darker(rock, 0.75 + 0.3 * layer)
        for x in along(rng, 0.22, 0.6):
            half, tip = rng.uniform(0.04, 0.11), rng.uniform(0.06, 0.36) * (1 - 0.4 * layer)
            brush.shape(
                [(x - half, -1.0), (x - 0.6 * half, 0.0), (x, tip), (x + 0.6 * half, 0.0), (x + half, -1.0)],
                tone,
            )
    brush.rect(WEST - 1, FLOOR, EAST - WEST + 2, 2.5, darker(rock, 0.9), line=False)
    for x in along(rng, 0.3, 0.6):
        size = rng.uniform(0.04, 0.14)
        brush.shape(
            leafy(rng, x, FLOOR + rng.uniform(-0.01, 0.1), 1.3 * size, 0.8 * size),
            darker(rock, rng.uniform(0.8, 1.2)),
        )
    for x in along(rng, 0.8, 0.5):
        for turn in rng.uniform(-0.5, 0.5, 3):
            tall = rng.uniform(0.06, 0.16)
            tip = (x + turn * tall, FLOOR + 0.02 - tall)
            brush.shape(
                [(x - 0.02, FLOOR + 0.03), tip, (x + 0.03, FLOOR + 0.03)], mix(place.accent, WHITE, 0.35)
            )
        brush.round(
            x, FLOOR - 0.06, 0.16, 0.14, mix(place.accent, WHITE, 0.5), line=False, alpha=0.18, glow=True
        )


def _ship(brush: Brush, place: Place, rng: np.random.Generator) -> None:
    hull = mix((150, 158, 172), place.wall, 0.3)
    brush.rect(WEST - 1, -2.0, EAST - WEST + 2, 3.0, hull, line=False)
    for x in np.arange(WEST, EAST, 1.6):
        brush.shape(
            [(x + 0.1, 0.06), (x + 0.9, 0.06), (x + 1.0, 0.24), (x + 0.9, 0.42), (x + 0.1, 0.42), (x, 0.24)],
            darker(hull, 0.6),
        )
        brush.shape(
            [
                (x + 0.13, 0.09),
                (x + 0.87, 0.09),
                (x + 0.96, 0.24),
                (x + 0.87, 0.39),
                (x + 0.13, 0.39),
                (x + 0.04, 0.24),
            ],
            NIGHT,
        )
        for _ in range(28):
            size = rng.uniform(0.001, 0.003)
            brush.round(x + rng.uniform(0.14, 0.86), rng.uniform(0.1, 0.38), size, size, WHITE, line=False)
        if rng.random() < 0.5:
            brush.round(x + rng.uniform(0.3, 0.7), 0.26, 0.09, 0.09, mix(place.accent, place.second, 0.5))
        brush.rect(x + 1.1, -1.0, 0.4, 1.0 + FLOOR, mix(hull, WHITE, 0.25))
        for row in range(5):
            for column in range(4):
                tone = (place.accent, place.green, (240, 240, 200), darker(hull, 0.5))[int(rng.integers(4))]
                brush.rect(x + 1.15 + 0.08 * column, 0.12 + 0.07 * row, 0.05, 0.035, tone)
        brush.shape(
            [(x + 0.15, 0.6), (x + 0.25, 0.5), (x + 0.85, 0.5), (x + 0.95, 0.6)], mix(hull, place.second, 0.4)
        )
        brush.rect(x + 0.15, 0.6, 0.8, 0.08, darker(hull, 0.7))
    for y in (-0.02, 0.46):
        brush.rect(WEST - 1, y, EAST - WEST + 2, 0.02, darker(hull, 0.75))
    _tiles(brush, darker(hull, 0.8), darker(hull, 0.72))
    brush.rect(WEST - 1, FLOOR + 0.05, EAST - WEST + 2, 0.014, place.accent, line=False)


INDOORS: dict[str, Callable[[Brush, Place, np.random.Generator], None]] = {
    "room": _room,
    "cafe": _cafe,
    "classroom": _classroom,
    "castle": _castle,
    "cave": _cave,
    "ship": _ship,
}
