"""Things of other worlds: what stands for battles, magic, space and ghosts."""

from __future__ import annotations

import numpy as np

from ..brush import FLOOR, Brush
from ..canvas import darker, ellipse, hsv, mix
from ..scenery import NIGHT, WHITE, WOOD, Place
from .where import WING, off_middle

_STEEL, _BONE = (190.0, 198.0, 210.0), (226.0, 220.0, 200.0)


def slash(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """The trace of a blade."""
    x, y, reach = rng.uniform(0.2, 0.8) * wide, rng.uniform(0.3, 0.7), rng.uniform(0.5, 0.9)
    way, span = rng.uniform(0, 2 * np.pi), np.linspace(-1.1, 1.1, 9)
    outer = np.stack([np.cos(way + span), np.sin(way + span)], axis=1) * reach
    inner = outer[::-1] * (1 - 0.16 * np.cos(span[::-1] * 1.4))[:, None]
    brush.shape(np.concatenate([outer, inner]) + (x, y), mix(WHITE, (150, 210, 255), rng.random()), glow=True)


def sword(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    turn, root = rng.uniform(-0.6, 0.6), np.array([off_middle(rng, wide), rng.uniform(0.9, 1.1)])
    c, s = np.cos(turn), np.sin(turn)

    def at(points: list[tuple[float, float]]) -> np.ndarray:
        return np.array(points) @ np.array([[c, s], [-s, c]]) + root

    brush.shape(at([(-0.03, 0), (-0.03, -0.62), (0, -0.75), (0.03, -0.62), (0.03, 0)]), _STEEL)
    brush.shape(at([(-0.12, 0), (0.12, 0), (0.12, 0.035), (-0.12, 0.035)]), place.accent)
    brush.shape(at([(-0.022, 0.035), (0.022, 0.035), (0.022, 0.2), (-0.022, 0.2)]), darker(WOOD, 0.6))


def banner(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    for _ in range(int(rng.integers(1, 4))):
        x, top = rng.uniform(0, wide), rng.uniform(-0.05, 0.15)
        brush.rect(x, top, 0.014, 1.2, darker(WOOD, 0.5))
        sway, red = rng.uniform(0.2, 0.32), hsv(rng.normal(0, 0.03), 0.8, 0.6)
        brush.shape(
            [
                (x, top),
                (x + sway, top + 0.06),
                (x + 0.7 * sway, top + 0.17),
                (x + sway, top + 0.3),
                (x, top + 0.26),
            ],
            red,
        )


def planet(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    x, y, size = off_middle(rng, wide), rng.uniform(0.05, 0.3), rng.uniform(0.12, 0.26)
    colour = hsv(rng.random(), 0.5, 0.85)
    brush.round(x, y, size, size, colour, glow=True)
    brush.shape(
        ellipse(x + 0.2 * size, y + 0.1 * size, 0.75 * size, 0.85 * size),
        darker(colour, 0.75),
        line=False,
        curved=True,
        glow=True,
    )
    ring = ellipse(x, y, 1.7 * size, 0.4 * size, rng.uniform(-0.4, 0.4), 16)
    brush.trace(np.concatenate([ring, ring[:1]]), WHITE, 1.6, curved=True)


def panes(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """Screens of light that hang in the air."""
    for _ in range(int(rng.integers(2, 5))):
        x, y = off_middle(rng, wide), rng.uniform(0.05, 0.5)
        w, h = rng.uniform(0.18, 0.36), rng.uniform(0.12, 0.24)
        colour = hsv(rng.uniform(0.45, 0.6), 0.7, 1.0)
        box = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
        brush.shape(box, colour, line=False, alpha=0.45, glow=True)
        brush.trace([*box, box[0]], WHITE, 0.8)
        for share in rng.uniform(0.15, 0.85, 4):
            brush.shape(
                [
                    (x + 0.1 * w, y + share * h),
                    (x + w * rng.uniform(0.3, 0.9), y + share * h + 0.01),
                    (x + 0.1 * w, y + share * h + 0.02),
                ],
                WHITE,
                line=False,
                glow=True,
            )


def rocket(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    x, y, size = off_middle(rng, wide), rng.uniform(0.15, 0.5), rng.uniform(0.16, 0.28)
    hull = np.array([(0, -1.0), (0.28, -0.4), (0.28, 0.6), (-0.28, 0.6), (-0.28, -0.4)])
    brush.shape(hull * size + (x, y), WHITE, curved=True)
    brush.round(x, y - 0.2 * size, 0.12 * size, 0.12 * size, (70, 150, 200))
    for side in (-1, 1):
        brush.shape(
            np.array([(0.26 * side, 0.2), (0.6 * side, 0.8), (0.26 * side, 0.62)]) * size + (x, y),
            place.accent,
        )
    brush.shape(np.array([(-0.2, 0.62), (0, 1.5), (0.2, 0.62)]) * size + (x, y), (255, 190, 70), glow=True)


def circle(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """A circle of magic."""
    x, y, size = rng.uniform(0.25, 0.75) * wide, rng.uniform(0.3, 0.7), rng.uniform(0.25, 0.45)
    colour, turn = hsv(rng.random(), 0.55, 1.0), rng.uniform(0, 1)
    brush.round(x, y, size, size, colour, line=False, alpha=0.3, glow=True)
    for factor in (1.0, 0.85):
        ring = ellipse(x, y, factor * size, factor * size, count=20)
        brush.trace(np.concatenate([ring, ring[:1]]), colour, 1.0, curved=True)
    for start in (turn, turn + np.pi / 3):
        ways = start + np.arange(4) * (2 * np.pi / 3)
        brush.trace(
            np.stack([x + 0.85 * size * np.cos(ways), y + 0.85 * size * np.sin(ways)], axis=1), colour, 1.0
        )


def crystals(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    colour = hsv(rng.uniform(0.45, 0.85), 0.5, 1.0)
    for _ in range(int(rng.integers(3, 7))):
        x, y, size = off_middle(rng, wide), rng.uniform(0.1, 0.95), rng.uniform(0.05, 0.13)
        left, right = np.array([(0, -1), (-0.45, -0.2), (0, 1)]), np.array([(0, -1), (0.45, -0.2), (0, 1)])
        brush.shape(left * size + (x, y), colour, glow=True)
        brush.shape(right * size + (x, y), mix(colour, WHITE, 0.5), glow=True)


def dragon(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """A winged shape far off in the sky."""
    x, y, size = rng.uniform(0.1, 0.9) * wide, rng.uniform(0.08, 0.25), rng.uniform(0.1, 0.2)
    dark = mix(NIGHT, hsv(rng.random(), 0.5, 0.4), 0.5)
    brush.shape(ellipse(x, y, 0.8 * size, 0.22 * size), dark, curved=True)
    for side in (-1, 1):
        brush.shape(WING * (side * size, size) + (x, y), dark)
    brush.trace(
        [(x + 0.7 * size, y), (x + 1.3 * size, y + 0.3 * size), (x + 1.8 * size, y)], dark, 2.0, curved=True
    )


def web(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """Cobwebs in a corner."""
    side = rng.choice([0.0, 1.0])
    corner, inward = np.array([side * wide, 0.0]), np.array([1 - 2 * side, 1.0])
    ways = np.linspace(0.05, 1.5, 6)
    spokes = np.stack([np.cos(ways), np.sin(ways)], axis=1) * rng.uniform(0.3, 0.55)
    for spoke in spokes:
        brush.trace([corner, corner + inward * spoke], WHITE, 0.6)
    for share in (0.3, 0.5, 0.7, 0.9):
        brush.trace(corner + inward * spokes * share, WHITE, 0.6)


def ghost(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    """A pale figure with hair before its face, where nobody should be."""
    x, y, size = off_middle(rng, wide), rng.uniform(0.25, 0.45), rng.uniform(0.1, 0.16)
    body = np.array([(-0.6, 0.4), (-1.0, 4.5), (1.0, 4.5), (0.6, 0.4)])
    brush.shape(body * size + (x, y), (225, 228, 232), curved=False, alpha=0.85)
    brush.shape(ellipse(x, y, 0.6 * size, 0.75 * size), (232, 234, 230), curved=True)
    brush.shape(
        np.array(
            [
                (-0.75, -0.3),
                (0, -0.95),
                (0.75, -0.3),
                (0.8, 1.6),
                (0.25, 0.5),
                (0.1, 1.7),
                (-0.3, 0.4),
                (-0.8, 1.6),
            ]
        )
        * size
        + (x, y),
        (12, 10, 14),
    )


def graves(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    for x in rng.uniform(0, wide, int(rng.integers(2, 6))):
        size, lean = rng.uniform(0.08, 0.16), rng.uniform(-0.02, 0.02)
        stone = [(-0.5, 0), (-0.5, -1.1), (-0.3, -1.4), (0.3, -1.4), (0.5, -1.1), (0.5, 0)]
        brush.shape(np.array(stone) * size + (x + lean, FLOOR + 0.12), (112, 116, 118))
        brush.trace([(x, FLOOR + 0.1 - 1.2 * size), (x, FLOOR + 0.1 - 0.6 * size)], (60, 62, 64), 1.2)


def mushrooms(brush: Brush, place: Place, rng: np.random.Generator, wide: float) -> None:
    for x in rng.uniform(0, wide, int(rng.integers(2, 6))):
        size, y = rng.uniform(0.05, 0.12), rng.uniform(0.8, 1.0)
        brush.rect(x - 0.2 * size, y - 0.6 * size, 0.4 * size, 0.8 * size, _BONE)
        cap = [(-1, -0.5), (-0.7, -1.2), (0, -1.5), (0.7, -1.2), (1, -0.5)]
        brush.shape(np.array(cap) * size + (x, y), (204, 62, 48))
        for share in (-0.5, 0.1, 0.5):
            brush.round(x + share * size, y - size, 0.13 * size, 0.13 * size, WHITE, line=False)
