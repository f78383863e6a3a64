"""What stands or falls between the reader and the figures: furniture, leaves, rain, marks of feeling."""

from __future__ import annotations

import numpy as np

from .brush import Brush
from .canvas import Canvas, Colour, darker, ellipse, mix
from .scenery import STONE, WOOD, Place
from .style import Style
from .vocabulary import pick

_BULGE = [(-0.7, -0.05), (-0.6, -0.55), (-0.25, -0.6)]
HEART = np.array([(0, 0.7), *_BULGE, (0, -0.25), *[(-x, y) for x, y in reversed(_BULGE)]])
_BEFORE: dict[str, tuple[str, ...]] = {
    "meadow": ("leaves", "fence", "grass"),
    "forest": ("leaves", "trunk", "grass"),
    "street": ("post", "fence", "crates"),
    "room": ("table", "shoulder", "curtain"),
    "cafe": ("table", "table", "curtain"),
    "classroom": ("table", "curtain"),
    "shore": ("rocks", "grass", "crates"),
    "mountains": ("rocks", "trunk", "grass"),
    "castle": ("pillar", "table"),
    "cave": ("rocks", "rocks", "pillar"),
    "ship": ("table", "pillar", "crates"),
    "temple": ("post", "leaves", "fence"),
}


def draw_props(canvas: Canvas, place: Place, style: Style, light: str, rng: np.random.Generator) -> None:
    """Draw one thing in front of everybody; whoever is behind it is covered."""
    canvas.owner = 0
    canvas.look(0.0, 0.0, float(canvas.height))
    brush = Brush(canvas, style, light, 0.25 if style.colourless else 0.0)
    wide = canvas.width / canvas.height
    kind = pick(rng, _BEFORE[place.kind])
    side = float(rng.random() < 0.5)
    if kind in ("post", "trunk", "pillar", "curtain"):
        _draw_upright(brush, kind, place, rng, 0.0 if side else wide, 1.0 if side else -1.0)
    elif kind in ("leaves", "grass"):
        _draw_leaves(brush, kind, place, rng, wide)
    elif kind in ("table", "fence"):
        _draw_level(brush, kind, place, rng, wide)
    else:
        _draw_heap(brush, kind, place, rng, 0.0 if side else wide, 1.0 if side else -1.0)
    canvas.look(0.0, 0.0, 1.0)


def _draw_upright(
    brush: Brush, kind: str, place: Place, rng: np.random.Generator, edge: float, inward: float
) -> None:
    colour = {"post": (70, 72, 82), "trunk": darker(WOOD, 0.7), "curtain": place.accent}.get(
        kind, mix(STONE, place.wall, 0.4)
    )
    near, far = edge - 0.1 * inward, edge + rng.uniform(0.08, 0.2) * inward * (0.5 if kind == "post" else 1.0)
    sway = rng.uniform(-0.05, 0.05)
    points = [(near, -0.1), (far + sway, -0.1), (far, 0.5), (far + 0.4 * sway, 1.1), (near, 1.1)]
    brush.shape(points, colour, curved=kind in ("trunk", "curtain"))
    for share in (0.4, 0.7) if kind in ("trunk", "curtain", "pillar") else ():
        x = near + (far - near) * share
        brush.trace([(x, -0.1), (x + 0.01, 0.5), (x, 1.1)], darker(colour, 0.8), 0.8, curved=True)


def _draw_leaves(brush: Brush, kind: str, place: Place, rng: np.random.Generator, wide: float) -> None:
    if kind == "grass":
        for x in np.arange(-0.05, wide, 0.05) + rng.uniform(-0.03, 0.03):
            tip, tall = x + rng.uniform(-0.06, 0.06), rng.uniform(0.06, 0.18)
            brush.shape(
                [(x - 0.014, 1.02), (tip, 1.0 - tall), (x + 0.016, 1.02)],
                darker(place.green, rng.uniform(0.7, 0.9)),
            )
        return
    corner = (0.0, wide)[int(rng.integers(2))]
    high = float(rng.integers(2))
    for _ in range(9):
        x, y = corner + rng.normal(0, 0.16), high + rng.normal(0, 0.07)
        turn, size = rng.uniform(0, 6.3), rng.uniform(0.06, 0.12)
        brush.shape(
            ellipse(x, y, size, 0.45 * size, turn, 8), darker(place.green, rng.uniform(0.6, 0.9)), curved=True
        )


def _draw_level(brush: Brush, kind: str, place: Place, rng: np.random.Generator, wide: float) -> None:
    top = rng.uniform(0.8, 0.92)
    if kind == "fence":
        for x in np.arange(-0.05, wide, 0.13):
            brush.shape(
                [(x, 1.1), (x, top), (x + 0.035, top - 0.04), (x + 0.07, top), (x + 0.07, 1.1)],
                mix(WOOD, (255, 255, 255), 0.3),
            )
        brush.rect(-0.1, top + 0.05, wide + 0.2, 0.035, mix(WOOD, (255, 255, 255), 0.4))
        return
    colour = mix(WOOD, place.second, rng.uniform(0, 0.5))
    left, right = (-0.1, wide * rng.uniform(0.5, 0.9)) if rng.random() < 0.4 else (-0.1, wide + 0.1)
    brush.shape(
        [(left, top), (right, top), (right + 0.06, top + 0.07), (left, top + 0.07)],
        mix(colour, (255, 250, 235), 0.2),
    )
    brush.shape(
        [(left, top + 0.07), (right + 0.06, top + 0.07), (right + 0.06, 1.2), (left, 1.2)],
        darker(colour, 0.85),
    )
    for x in rng.uniform(left + 0.1, right - 0.05, int(rng.integers(1, 4))):
        _draw_tableware(brush, rng, x, top + 0.03, place.accent)


def _draw_tableware(brush: Brush, rng: np.random.Generator, x: float, y: float, colour: Colour) -> None:
    kind = int(rng.integers(3))
    if kind == 0:
        brush.shape([(x - 0.035, y - 0.07), (x + 0.035, y - 0.07), (x + 0.025, y), (x - 0.025, y)], colour)
        brush.round(x, y - 0.07, 0.035, 0.009, mix(colour, (60, 30, 10), 0.6))
    elif kind == 1:
        for layer in range(int(rng.integers(1, 4))):
            brush.rect(x - 0.06, y - 0.022 * (layer + 1), 0.12, 0.022, darker(colour, 1.0 - 0.18 * layer))
    else:
        brush.shape(
            [
                (x - 0.02, y),
                (x - 0.022, y - 0.08),
                (x - 0.008, y - 0.1),
                (x - 0.008, y - 0.13),
                (x + 0.008, y - 0.13),
                (x + 0.008, y - 0.1),
                (x + 0.022, y - 0.08),
                (x + 0.02, y),
            ],
            mix(colour, (40, 90, 60), 0.5),
        )


def _draw_heap(
    brush: Brush, kind: str, place: Place, rng: np.random.Generator, edge: float, inward: float
) -> None:
    for _ in range(3):
        x, size = edge + inward * rng.uniform(0.0, 0.3), rng.uniform(0.1, 0.2)
        if kind == "crates":
            brush.rect(x - size / 2, 1.02 - size, size, size, mix(WOOD, place.second, 0.3))
            brush.trace([(x - size / 2, 1.02 - size), (x + size / 2, 1.02)], darker(WOOD, 0.6), 0.8)
        elif kind == "shoulder":
            brush.round(edge + 0.02 * inward, 1.05, 1.1 * size, 0.9 * size, place.second)
            return
        else:
            angles = np.arange(9) * (2 * np.pi / 9)
            reach = size * rng.uniform(0.8, 1.2, 9)
            shape = np.stack([x + 1.2 * reach * np.cos(angles), 1.02 + reach * np.sin(angles)], axis=1)
            brush.shape(shape, mix(STONE, place.wall, 0.35), curved=False)


def draw_rain(canvas: Canvas, style: Style, rng: np.random.Generator, snow: bool) -> None:
    """Rain or snow over everything; it hides nobody."""
    canvas.look(0.0, 0.0, 1.0)
    size, colour = canvas.height / 300, (250, 252, 255)
    for _ in range(int(90 * canvas.width / canvas.height)):
        x, y = rng.uniform(0, canvas.width), rng.uniform(-0.1, 1.0) * canvas.height
        if snow:
            radius = size * rng.uniform(0.8, 3.0)
            canvas.fill(ellipse(x, y, radius, radius, 0.0, 6), colour, alpha=0.55)
        else:
            length = size * rng.uniform(12, 30)
            drop = [
                (x, y),
                (x - 0.22 * length - 0.7 * size, y + length),
                (x - 0.22 * length + 0.5 * size, y + length),
            ]
            canvas.fill(drop, mix(colour, (150, 170, 200), 0.4), curved=False, alpha=0.5)


def draw_feeling(
    canvas: Canvas, mood: str, x: float, y: float, head: float, rng: np.random.Generator
) -> None:
    """A mark beside a head, as comics have them: a drop of sweat, a vein, a heart, notes of surprise."""
    canvas.owner = 0
    side = 1.0 if rng.random() < 0.5 else -1.0
    x = float(np.clip(x + side * 0.5 * head, 0.12 * head, canvas.width - 0.12 * head))
    canvas.look(x, max(y - 0.45 * head, 0.2 * head), 0.22 * head)
    if mood in ("funny", "scary"):
        drop = np.array([(0, -0.9), (0.35, 0.1), (0.3, 0.55), (0, 0.75), (-0.3, 0.55), (-0.35, 0.1)])
        canvas.fill(drop, (205, 232, 250), (30, 60, 90), 0.09)
    elif mood == "angry":
        for quarter in range(4):
            c, s = np.cos(quarter * np.pi / 2), np.sin(quarter * np.pi / 2)
            bend = np.array([(0.15, 0.75), (0.22, 0.22), (0.75, 0.15)]) @ np.array([[c, s], [-s, c]])
            canvas.stroke(bend, (200, 30, 30), 0.17)
    elif mood == "tender":
        canvas.fill(HEART, (240, 110, 140), (120, 20, 50), 0.08)
    else:
        for turn in (-0.5, 0.0, 0.5):
            spread = side * (0.6 + turn)
            canvas.stroke([(0.2 * spread, 0.1), (spread, -0.9 + 0.3 * abs(turn))], (20, 20, 20), 0.12, False)
    canvas.look(0.0, 0.0, 1.0)
