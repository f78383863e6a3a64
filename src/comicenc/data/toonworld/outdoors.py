"""Six places under the sky, each drawn the same way whenever its seed is the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .brush import FLOOR, Brush
from .canvas import Colour, darker, mix
from .parts import Part, part
from .scenery import EAST, GLASS, LAMPLIGHT, PAPER, STONE, WEST, WHITE, WOOD, Place, along, leafy, window


def _ridge(
    brush: Brush, rng: np.random.Generator, y: float, height: float, step: float, colour: Colour, curved: bool
):
    """A chain of hills or peaks, filled down to the bottom."""
    points = []
    for index, x in enumerate(along(rng, step, 0.2)):
        lift = rng.uniform(0.5, 1.0) if curved or index % 2 else rng.uniform(0.0, 0.35)
        points.append((x, y - height * lift))
    brush.shape(
        [(WEST, 3.0), *points, (EAST + 1, 3.0)], colour, line=True, curved=False
    ) if not curved else brush.shape(
        [(WEST - 1, 3.0), (WEST - 1, y), *points, (EAST + 1, y), (EAST + 1, 3.0)], colour, curved=True
    )


@part(Part.CLOUD)
def _clouds_or_stars(brush: Brush, place: Place, bottom: float) -> None:
    """What is in the sky; a generator of its own, so that the ground is the same by day and by night."""
    rng = np.random.default_rng(place.seed + 7)
    if brush.light == "night":
        brush.canvas.part = Part.STAR
        for x in along(rng, 0.09, 1.0):
            size = rng.uniform(0.001, 0.004)
            brush.round(x, rng.uniform(-0.3, bottom), size, size, (255, 255, 235), line=False, glow=True)
        return
    for x in along(rng, 0.9, 0.4):
        y, size = rng.uniform(0.02, 0.3), rng.uniform(0.04, 0.1)
        for offset, lift, r in rng.uniform((-1.6, 0.0, 0.5), (1.6, 0.5, 1.0), (5, 3)) * size:
            brush.round(x + offset, y - lift, 1.5 * r, r, WHITE, line=False, alpha=0.9)


@part(Part.TREE)
def _tree(
    brush: Brush, rng: np.random.Generator, x: float, y: float, size: float, green: Colour, trunk: Colour
) -> None:
    lean = rng.uniform(-0.06, 0.06) * size
    brush.shape(
        [
            (x - 0.05 * size, y),
            (x - 0.035 * size + lean, y - 0.6 * size),
            (x + 0.035 * size + lean, y - 0.6 * size),
            (x + 0.06 * size, y),
        ],
        trunk,
    )
    blobs = rng.uniform((-0.26, -1.0, 0.2), (0.26, -0.5, 0.32), (6, 3)) * size
    angles = np.arange(9) * (2 * np.pi / 9)
    for bx, by, r in blobs:
        edge = r * rng.uniform(0.88, 1.12, 9)
        brush.shape(
            np.stack([x + lean + bx + edge * np.cos(angles), y + by + edge * np.sin(angles)], 1),
            green,
            curved=True,
        )
    for bx, by, r in blobs[:4]:
        brush.round(
            x + lean + bx - 0.2 * r,
            y + by - 0.25 * r,
            0.62 * r,
            0.55 * r,
            mix(green, (255, 250, 190), 0.22),
            False,
        )


@part(Part.TREE)
def _pine(brush: Brush, rng: np.random.Generator, x: float, y: float, size: float, green: Colour) -> None:
    brush.rect(x - 0.03 * size, y - 0.2 * size, 0.06 * size, 0.2 * size, WOOD)
    for tier in range(3):
        half, top = (0.3 - 0.07 * tier) * size, y - (0.45 + 0.25 * tier) * size
        brush.shape([(x - half, top + 0.32 * size), (x, top), (x + half, top + 0.32 * size)], green)


def _tufts(brush: Brush, rng: np.random.Generator, colour: Colour, accent: Colour, flowers: float) -> None:
    for x in along(rng, 0.11, 1.0):
        y, size, blooms = rng.uniform(FLOOR + 0.03, 1.0), rng.uniform(0.012, 0.03), rng.random() < flowers
        size *= 0.6 + 1.6 * (y - FLOOR)
        brush.trace([(x - size, y - size), (x, y), (x + 0.2 * size, y - 1.5 * size)], darker(colour, 0.7))
        if blooms:
            brush.round(x + 0.2 * size, y - 1.6 * size, 0.45 * size, 0.4 * size, accent)


def _lamp_post(brush: Brush, x: float, foot: float) -> None:
    iron = (60.0, 62.0, 70.0)
    brush.rect(x - 0.008, foot - 0.62, 0.016, 0.62, iron)
    lit = brush.light in ("night", "evening")
    brush.shape(
        [(x - 0.03, foot - 0.62), (x - 0.045, foot - 0.7), (x + 0.045, foot - 0.7), (x + 0.03, foot - 0.62)],
        LAMPLIGHT if lit else GLASS,
        glow=lit,
    )
    brush.shape([(x - 0.06, foot - 0.7), (x, foot - 0.75), (x + 0.06, foot - 0.7)], iron)
    if lit:
        brush.round(x, foot - 0.66, 0.14, 0.14, LAMPLIGHT, line=False, alpha=0.2, glow=True)


@part(Part.BUILDING)
def _house(
    brush: Brush, rng: np.random.Generator, x: float, width: float, height: float, wall: Colour, place: Place
) -> None:
    top = FLOOR - height
    brush.rect(x, top, width, height + 0.02, wall)
    roof = darker(mix(place.second, place.accent, rng.random()), 0.85)
    if rng.random() < 0.6:
        peak = rng.uniform(0.3, 0.7)
        brush.shape([(x - 0.03, top), (x + peak * width, top - 0.14), (x + width + 0.03, top)], roof)
    else:
        brush.rect(x - 0.015, top - 0.03, width + 0.03, 0.03, roof)
    columns, rows = max(2, int(width / 0.13)), max(1, int(height / 0.17))
    lit = brush.light in ("night", "evening")
    for row in range(rows):
        for column in range(columns):
            left, high = x + width * (column + 0.25) / columns, top + 0.035 + height * row / rows
            pane = LAMPLIGHT if rng.random() < 0.6 and lit else GLASS
            if row < rows - 1 or rows == 1:
                window(brush, left, high, 0.5 * width / columns, 0.1, mix(wall, WHITE, 0.5), pane)
    if rows > 1:
        brush.rect(x + 0.1 * width, FLOOR - 0.15, 0.07, 0.16, darker(place.second, 0.7))
        stripes = max(3, int(0.55 * width / 0.05))
        for stripe in range(stripes):
            left = x + width * 0.38 + 0.05 * stripe
            brush.shape(
                [
                    (left, FLOOR - 0.16),
                    (left + 0.05, FLOOR - 0.16),
                    (left + 0.06, FLOOR - 0.11),
                    (left + 0.01, FLOOR - 0.11),
                ],
                place.accent if stripe % 2 else WHITE,
            )


def _meadow(brush: Brush, place: Place, rng: np.random.Generator) -> None:
    brush.sky(FLOOR + 0.02)
    _clouds_or_stars(brush, place, 0.35)
    far = mix(place.green, (150, 190, 220), 0.55)
    _ridge(brush, rng, FLOOR, 0.22, 0.8, far, curved=True)
    _ridge(brush, rng, FLOOR + 0.02, 0.12, 0.55, mix(place.green, far, 0.4), curved=True)
    for x in along(rng, 0.55, 0.6):
        _tree(
            brush,
            rng,
            x,
            FLOOR + rng.uniform(0.0, 0.03),
            rng.uniform(0.12, 0.26),
            darker(place.green, 0.9),
            WOOD,
        )
    brush.rect(WEST - 1, FLOOR, EAST - WEST + 2, 2.5, place.green, line=False)
    path = rng.uniform(1.0, 5.0)
    brush.shape(
        [(path, FLOOR), (path + 0.06, FLOOR), (path + 0.9, 1.4), (path + 0.1, 1.4)],
        (214, 190, 145),
        line=False,
    )
    _tufts(brush, rng, place.green, place.accent, 0.4)
    if place.seed % 2:
        for x in np.arange(WEST, EAST, 0.16):
            brush.rect(x, FLOOR - 0.02, 0.024, 0.13, mix(WOOD, WHITE, 0.3))
        for y in (0.0, 0.05):
            brush.rect(WEST, FLOOR + y, EAST - WEST, 0.018, mix(WOOD, WHITE, 0.35))


def _forest(brush: Brush, place: Place, rng: np.random.Generator) -> None:
    brush.gradient(
        mix(place.green, (210, 235, 200), 0.6), mix(place.green, (240, 245, 200), 0.75), -0.3, FLOOR
    )
    for layer, share in enumerate((0.6, 0.35, 0.0)):
        bark = mix(darker(WOOD, 0.75), mix(place.green, WHITE, 0.5), share)
        for x in along(rng, 0.24 + 0.16 * layer, 0.45):
            half, foot = rng.uniform(0.012, 0.03) * (1 + layer), FLOOR + 0.01 + 0.05 * layer
            brush.shape(
                [
                    (x - 1.5 * half, foot),
                    (x - 0.8 * half, -1.0),
                    (x + 0.8 * half, -1.0),
                    (x + 1.5 * half, foot),
                ],
                bark,
            )
        for x in along(rng, 0.26, 0.5):
            r = rng.uniform(0.1, 0.2)
            leaf = mix(place.green, (235, 245, 205), 0.8 * share)
            brush.shape(
                leafy(rng, x, rng.uniform(-0.08, 0.1), 1.5 * r, r),
                darker(leaf, 0.85 + 0.05 * layer),
                curved=True,
            )
    brush.rect(WEST - 1, FLOOR, EAST - WEST + 2, 2.5, mix(place.green, WOOD, 0.45), line=False)
    for x in along(rng, 0.3, 0.6):
        r = rng.uniform(0.05, 0.11)
        brush.shape(leafy(rng, x, FLOOR + 0.08, 1.6 * r, r), darker(place.green, 0.8), curved=True)
    _tufts(brush, rng, place.green, place.accent, 0.15)


def _street(brush: Brush, place: Place, rng: np.random.Generator) -> None:
    brush.sky()
    _clouds_or_stars(brush, place, 0.2)
    far = mix(place.wall, (170, 190, 215), 0.6)
    for x in along(rng, 0.2, 0.4):
        brush.rect(x, FLOOR - rng.uniform(0.35, 0.62), rng.uniform(0.12, 0.25), 0.7, far)
    x = WEST
    while x < EAST:
        width, height = rng.uniform(0.32, 0.62), rng.uniform(0.26, 0.56)
        _house(brush, rng, x, width, height, mix(place.wall, place.second, rng.uniform(0, 0.7)), place)
        x += width + rng.choice([0.0, 0.0, 0.06])
    brush.rect(WEST - 1, FLOOR, EAST - WEST + 2, 0.08, (196, 192, 186))
    brush.rect(WEST - 1, FLOOR + 0.08, EAST - WEST + 2, 2.0, (132, 132, 140))
    for x in np.arange(WEST, EAST, 0.4):
        brush.shape([(x, 0.88), (x + 0.2, 0.88), (x + 0.18, 0.905), (x - 0.03, 0.905)], WHITE, line=False)
    for x in along(rng, 1.1, 0.2):
        _lamp_post(brush, x, FLOOR + 0.06)
    for x in along(rng, 1.6, 0.4):
        _tree(brush, rng, x, FLOOR + 0.05, rng.uniform(0.3, 0.42), place.green, WOOD)


def _shore(brush: Brush, place: Place, rng: np.random.Generator) -> None:
    brush.sky(0.5)
    _clouds_or_stars(brush, place, 0.45)
    sea = mix((60, 140, 190), place.second, 0.2)
    brush.canvas.part = Part.SEA
    brush.gradient(mix(sea, WHITE, 0.2), sea, 0.48, 0.72)
    brush.canvas.part = Part.NOTHING
    for x in along(rng, 2.6, 0.3):
        brush.shape(
            [(x - 0.4, 0.48), (x - 0.2, 0.42), (x, 0.44), (x + 0.2, 0.4), (x + 0.5, 0.48)],
            mix(place.green, sea, 0.5),
        )
    for x in along(rng, 1.7, 0.4):
        brush.shape([(x - 0.07, 0.52), (x + 0.07, 0.52), (x + 0.04, 0.55), (x - 0.05, 0.55)], place.accent)
        brush.shape([(x, 0.36), (x, 0.515), (x + 0.07, 0.505)], WHITE)
    for x in along(rng, 0.16, 1.0):
        y = rng.uniform(0.51, 0.68)
        brush.trace([(x, y), (x + 0.03, y - 0.006), (x + 0.06, y)], mix(sea, WHITE, 0.7), 0.8)
    sand = (232, 212, 162)
    points = [(x, 0.7 + 0.02 * np.sin(3 * x)) for x in np.arange(WEST, EAST, 0.3)]
    brush.shape([(WEST, 3.0), *[(x, y - 0.025) for x, y in points], (EAST, 3.0)], WHITE, line=False)
    brush.shape([(WEST, 3.0), *points, (EAST, 3.0)], sand)
    for x in along(rng, 0.8, 0.6):
        size, y = rng.uniform(0.03, 0.09), rng.uniform(0.74, 0.9)
        brush.shape(leafy(rng, x, y, 1.5 * size, 0.8 * size), mix(STONE, place.wall, 0.3))


def _mountains(brush: Brush, place: Place, rng: np.random.Generator) -> None:
    brush.sky()
    _clouds_or_stars(brush, place, 0.2)
    for layer, share in enumerate((0.65, 0.35)):
        rock, peaks = mix((112, 116, 140), (200, 215, 235), share), []
        for x in along(rng, 0.7, 0.3):
            peaks.append((x, rng.uniform(0.08, 0.24) + 0.12 * layer, rng.uniform(0.35, 0.55)))
        for x, top, half in peaks:
            fall = FLOOR + 0.1 - top
            brush.shape([(x - half, top + fall), (x, top), (x + half, top + fall)], rock)
            brush.shape(
                [(x, top), (x + half, top + fall), (x + 0.1 * half, top + fall)],
                darker(rock, 0.85),
                line=False,
            )
            cap = 0.3
            brush.shape(
                [
                    (x - cap * half, top + cap * fall),
                    (x, top),
                    (x + cap * half, top + cap * fall),
                    (x + 0.12 * half, top + 0.22 * fall),
                    (x, top + 0.36 * fall),
                    (x - 0.14 * half, top + 0.22 * fall),
                ],
                WHITE,
            )
    _ridge(brush, rng, FLOOR + 0.08, 0.1, 0.5, mix(place.green, (150, 170, 190), 0.45), curved=True)
    for x in along(rng, 0.26, 0.6):
        _pine(
            brush, rng, x, FLOOR + rng.uniform(0.04, 0.12), rng.uniform(0.14, 0.3), darker(place.green, 0.75)
        )
    brush.rect(WEST - 1, FLOOR + 0.12, EAST - WEST + 2, 2.5, mix(place.green, PAPER, 0.35), line=False)
    _tufts(brush, rng, place.green, place.accent, 0.1)


def _temple(brush: Brush, place: Place, rng: np.random.Generator) -> None:
    brush.sky()
    _clouds_or_stars(brush, place, 0.3)
    _ridge(brush, rng, FLOOR, 0.24, 0.7, mix(place.green, (160, 185, 205), 0.4), curved=True)
    red = mix((196, 62, 44), place.accent, 0.25)
    for x in along(rng, 2.4, 0.1):
        brush.rect(x - 0.55, 0.34, 1.1, 0.28, mix(WOOD, PAPER, 0.5))
        for panel in range(6):
            brush.rect(x - 0.5 + 0.17 * panel, 0.4, 0.14, 0.2, PAPER)
        brush.shape(
            [
                (x - 0.78, 0.36),
                (x - 0.5, 0.28),
                (x - 0.3, 0.14),
                (x + 0.3, 0.14),
                (x + 0.5, 0.28),
                (x + 0.78, 0.36),
            ],
            darker(place.second, 0.6),
        )
        brush.rect(x - 0.34, 0.11, 0.68, 0.035, darker(place.second, 0.5))
    brush.rect(WEST - 1, FLOOR, EAST - WEST + 2, 2.5, (206, 198, 180), line=False)
    for x in along(rng, 2.4, 0.1):
        left = x + 1.0
        for post in (left, left + 0.5):
            brush.rect(post, 0.16, 0.05, 0.5, red)
        brush.rect(left - 0.04, 0.24, 0.63, 0.035, red)
        brush.shape(
            [
                (left - 0.14, 0.1),
                (left + 0.275, 0.13),
                (left + 0.69, 0.1),
                (left + 0.66, 0.17),
                (left - 0.11, 0.17),
            ],
            red,
        )
    for x in along(rng, 0.85, 0.3):
        petals = mix((245, 190, 205), place.green, rng.choice([0.0, 0.9]))
        _tree(brush, rng, x, FLOOR + 0.06, rng.uniform(0.35, 0.5), petals, darker(WOOD, 0.7))
    for x in along(rng, 0.8, 0.2):
        brush.rect(x - 0.025, FLOOR - 0.02, 0.05, 0.14, STONE)
        brush.shape(
            [(x - 0.08, FLOOR - 0.06), (x, FLOOR - 0.12), (x + 0.08, FLOOR - 0.06)], darker(STONE, 0.8)
        )
        brush.rect(x - 0.045, FLOOR - 0.06, 0.09, 0.05, (250, 236, 190))


OUTDOORS: dict[str, Callable[[Brush, Place, np.random.Generator], None]] = {
    "meadow": _meadow,
    "forest": _forest,
    "street": _street,
    "shore": _shore,
    "mountains": _mountains,
    "temple": _temple,
}
