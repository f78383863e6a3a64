"""What is in the air between the reader and the scene: petals, flames, speed lines, eyes in the dark.

Everything is drawn in pixels over the whole panel, and leaves most of the faces in its middle alone.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .backdrops import draw_rays, draw_sparkles
from .canvas import Canvas, Colour, ellipse, hsv, mix
from .props import HEART
from .style import Style

_WHITE, _INK = (255.0, 255.0, 255.0), (14.0, 12.0, 18.0)
_BOLT = np.array(
    [(0.1, -1.0), (-0.35, 0.1), (0.0, 0.05), (-0.15, 1.0), (0.4, -0.2), (0.05, -0.12), (0.35, -1.0)]
)
_MARGIN = 0.3  # share of a panel at either side in which most things are


def _aside(rng: np.random.Generator, canvas: Canvas) -> tuple[float, float]:
    """A place in a panel, mostly off its middle."""
    x, y = rng.uniform(0, 1, 2)
    if rng.random() < 0.75:
        x = x * _MARGIN if rng.random() < 0.5 else 1 - x * _MARGIN
    return x * canvas.width, y * canvas.height


def _scatter(
    canvas: Canvas,
    rng: np.random.Generator,
    shape: np.ndarray,
    colours: list[Colour],
    sizes: tuple,
    count: int,
) -> None:
    """A shape (n, 2) here and there, turned anyhow; `sizes` are the least and the most panel heights."""
    for _ in range(count):
        turn, size = rng.uniform(0, 2 * np.pi), rng.uniform(*sizes) * canvas.height
        c, s = np.cos(turn), np.sin(turn)
        points = shape * size @ np.array([[c, s], [-s, c]]) + _aside(rng, canvas)
        canvas.fill(points, colours[int(rng.integers(len(colours)))], curved=len(shape) > 5)


def _beams(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """Sunlight that falls in from an upper corner."""
    corner = np.array([rng.choice([-0.05, 1.05]) * canvas.width, -0.1 * canvas.height])
    inward = 0.0 if corner[0] < 0 else np.pi / 2
    reach = 2.0 * max(canvas.width, canvas.height)
    for angle in np.linspace(0.12, 1.45, 7) + rng.normal(0, 0.05, 7):
        ends = [
            corner + reach * np.array([np.cos(way), np.sin(way)])
            for way in (inward + angle - 0.045, inward + angle + 0.045)
        ]
        canvas.fill([corner, *ends], (255, 250, 215), curved=False, alpha=0.28)


def _confetti(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    colours = [style.paint(hsv(hue, 0.65, 0.98)) for hue in rng.uniform(0, 1, 6)]
    _scatter(canvas, rng, np.array([(-1, -0.5), (1, -0.5), (1, 0.5), (-1, 0.5)]), colours, (0.008, 0.02), 45)


def _notes(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """Notes of music."""
    for _ in range(int(rng.integers(3, 7))):
        x, y = _aside(rng, canvas)
        size, ink = rng.uniform(0.025, 0.05) * canvas.height, style.paint(hsv(rng.random(), 0.5, 0.45))
        canvas.fill(ellipse(x, y, 0.7 * size, 0.5 * size, -0.4), ink)
        canvas.stroke([(x + 0.6 * size, y), (x + 0.6 * size, y - 2.4 * size)], ink, 0.25 * size, curved=False)
        flag = [(0.6, -2.4), (1.5, -1.7), (1.3, -1.0)]
        canvas.stroke(np.array(flag) * size + (x, y), ink, 0.3 * size)


def _sparkles(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    draw_sparkles(canvas, rng, count=int(rng.integers(8, 20)))


def _stars(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """Five-pointed stars, as they fly from a bump."""
    angles = np.arange(10) * (np.pi / 5)
    shape = (
        np.stack([np.sin(angles), -np.cos(angles)], axis=1) * np.where(np.arange(10) % 2, 0.42, 1.0)[:, None]
    )
    for _ in range(int(rng.integers(3, 7))):
        size = rng.uniform(0.03, 0.06) * canvas.height
        canvas.fill(shape * size + _aside(rng, canvas), (252, 214, 60), _INK, 0.12 * size, curved=False)


def _puffs(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """Clouds of dust along the ground."""
    side = rng.choice([0.0, 1.0])
    for number in range(int(rng.integers(3, 6))):
        x = (side + (1 - 2 * side) * rng.uniform(0.0, 0.35)) * canvas.width
        size = rng.uniform(0.05, 0.1) * canvas.height
        y = canvas.height - size * (0.3 + 0.3 * number)
        canvas.fill(ellipse(x, y, 1.4 * size, size, count=7), (246, 240, 226), _INK, max(1.0, 0.08 * size))


def _pops(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """Exclamation and question marks, and short strokes, as of surprise."""
    for _ in range(int(rng.integers(1, 4))):
        x, y = _aside(rng, canvas)
        size, colour = rng.uniform(0.06, 0.11) * canvas.height, style.paint(hsv(rng.random(), 0.8, 0.95))
        bar = np.array([(-0.22, -1.0), (0.22, -1.0), (0.1, 0.35), (-0.1, 0.35)])
        lean = np.array([[1.0, 0.0], [rng.uniform(-0.3, 0.3), 1.0]])
        canvas.fill(bar @ lean * size + (x, y), colour, _INK, 0.12 * size, curved=False)
        canvas.fill(ellipse(x, y + 0.7 * size, 0.18 * size, 0.18 * size), colour, _INK, 0.12 * size)


def _wobble(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """Wavy lines of something that shakes."""
    for _ in range(int(rng.integers(4, 9))):
        x, y = _aside(rng, canvas)
        size = rng.uniform(0.05, 0.1) * canvas.height
        wave = [(0.12 * size * (-1) ** step, size * (0.3 * step - 0.6)) for step in range(5)]
        canvas.stroke(np.array(wave) + (x, y), _INK, max(1.0, 0.05 * size))


def _leaves(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    colours = [style.paint(hsv(0.08 + rng.normal(0, 0.02), 0.5, value)) for value in (0.35, 0.5, 0.6)]
    _scatter(
        canvas, rng, ellipse(0, 0, 1.0, 0.45, count=6), colours, (0.012, 0.028), int(rng.integers(6, 14))
    )


def _petals(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    colours = [style.paint(hsv(0.95 + rng.normal(0, 0.02), share, 1.0)) for share in (0.15, 0.25, 0.35)]
    _scatter(
        canvas, rng, ellipse(0, 0, 1.0, 0.55, count=6), colours, (0.012, 0.032), int(rng.integers(14, 34))
    )


def _bubbles(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """Round spots of light out of focus."""
    tone = mix(_WHITE, style.paint(hsv(rng.random(), 0.4, 1.0)), 0.35)
    for _ in range(int(rng.integers(10, 24))):
        x, y = _aside(rng, canvas)
        radius = rng.uniform(0.02, 0.09) * canvas.height
        canvas.fill(ellipse(x, y, radius, radius), tone, alpha=rng.uniform(0.2, 0.45))


def _hearts(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    for _ in range(int(rng.integers(2, 6))):
        size = rng.uniform(0.025, 0.055) * canvas.height
        canvas.fill(
            HEART * size + _aside(rng, canvas), style.paint((240, 110, 145)), (120, 20, 50), 0.1 * size
        )


def _veil(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """Fine lines that hang from the upper edge: gloom."""
    dark = mix(_INK, (40, 40, 80), rng.random())
    left, right = rng.uniform(0.0, 0.4) * canvas.width, rng.uniform(0.7, 1.0) * canvas.width
    for x in np.arange(left, right, max(2.5, canvas.width / 70)):
        deep = canvas.height * rng.uniform(0.12, 0.5)
        canvas.fill([(x - 0.8, -1), (x + 0.8, -1), (x, deep)], dark, curved=False, alpha=0.55)


def _drizzle(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """Long drops that fall steeply, as before a window."""
    for _ in range(int(60 * canvas.width / canvas.height)):
        x, y = rng.uniform(0, canvas.width), rng.uniform(-0.2, 1.0) * canvas.height
        long = canvas.height * rng.uniform(0.06, 0.16)
        drop = [(x - 0.6, y), (x + 0.6, y), (x - 0.1 * long, y + long)]
        canvas.fill(drop, (205, 215, 232), curved=False, alpha=0.55)


def _focus(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """Lines from all edges inward."""
    middle = (canvas.width * rng.uniform(0.4, 0.6), canvas.height * rng.uniform(0.35, 0.6))
    ink = _INK if rng.random() < 0.7 else _WHITE
    draw_rays(canvas, rng, middle, ink, inner=(0.85, 1.15), count=int(rng.integers(60, 130)))


def _streaks(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """Lines of speed along the upper and the lower edge."""
    ink, tilt = (_INK if rng.random() < 0.6 else _WHITE), rng.uniform(-0.12, 0.12)
    for _ in range(int(rng.integers(24, 50))):
        depth = rng.uniform(0.0, 0.3) ** 1.3
        y = canvas.height * (depth if rng.random() < 0.5 else 1 - depth)
        x, long = rng.uniform(-0.3, 0.9) * canvas.width, rng.uniform(0.25, 0.8) * canvas.width
        thick = rng.uniform(0.4, 1.6) * canvas.height / 200
        canvas.fill([(x, y - thick), (x + long, y + tilt * long), (x, y + thick)], ink, curved=False)


def _debris(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """Splinters that fly about."""
    colours = [style.paint(hsv(0.08, 0.25, value)) for value in (0.25, 0.4, 0.6)]
    shape = np.array([(-1.0, -0.3), (0.2, -0.8), (1.0, 0.1), (0.1, 0.7)])
    _scatter(canvas, rng, shape, colours, (0.012, 0.045), int(rng.integers(8, 18)))


def _bolts(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    for _ in range(int(rng.integers(1, 4))):
        size = rng.uniform(0.14, 0.32) * canvas.height
        canvas.fill(_BOLT * size + _aside(rng, canvas), (255, 240, 120), _INK, 0.03 * size, curved=False)


def _flames(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """Fire along the lower edge."""
    for colour, tall in (((200, 40, 20), 0.34), ((240, 120, 30), 0.24), ((255, 215, 90), 0.13)):
        x = -0.1 * canvas.height
        while x < canvas.width + 0.1 * canvas.height:
            half = rng.uniform(0.03, 0.08) * canvas.height
            top = canvas.height * (1 - tall * rng.uniform(0.45, 1.0))
            lean = rng.uniform(-0.7, 0.7) * half
            tongue = [(x - half, canvas.height + 2), (x + lean, top), (x + half, canvas.height + 2)]
            canvas.fill(tongue, style.paint(colour), curved=False)
            x += half


def _eyes(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """Pairs of eyes that shine out of the dark."""
    colour = style.paint(hsv(rng.choice([0.0, 0.13, 0.3]), rng.uniform(0.2, 0.9), 1.0))
    for _ in range(int(rng.integers(2, 6))):
        x, y = _aside(rng, canvas)
        size, slant = rng.uniform(0.018, 0.04) * canvas.height, rng.uniform(0.1, 0.6)
        canvas.fill(ellipse(x, y, 3.2 * size, 2.0 * size), _INK, alpha=0.6)
        for side in (-1, 1):
            canvas.fill(ellipse(x + 1.3 * side * size, y, size, 0.55 * size, slant * side), colour)
            canvas.fill(ellipse(x + 1.3 * side * size, y, 0.2 * size, 0.45 * size), _INK)


def _claws(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """The shadow of bare branches, or of fingers, that reaches in."""
    side = rng.choice([-1.0, 1.0])
    root = np.array([0.0 if side > 0 else canvas.width, canvas.height * rng.uniform(0.0, 0.8)])
    for angle in rng.uniform(-0.9, 0.9, int(rng.integers(3, 6))):
        long = rng.uniform(0.25, 0.6) * canvas.height
        bend = rng.uniform(-0.5, 0.5)
        joint = root + 0.55 * long * np.array([side * np.cos(angle), np.sin(angle)])
        tip = joint + 0.55 * long * np.array([side * np.cos(angle + bend), np.sin(angle + bend)])
        across = 0.045 * canvas.height * np.array([-np.sin(angle), np.cos(angle)])
        canvas.fill(
            [root - across, joint - 0.5 * across, tip, joint + 0.5 * across, root + across],
            _INK,
            curved=False,
        )


def _mist(canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
    """Swathes of fog near the ground."""
    pale = mix((150, 160, 170), (205, 210, 205), rng.random())
    for _ in range(6):
        x, y = rng.uniform(0, canvas.width), canvas.height * rng.uniform(0.65, 1.05)
        wide, tall = rng.uniform(0.3, 0.7) * canvas.width, rng.uniform(0.04, 0.1) * canvas.height
        canvas.fill(ellipse(x, y, wide, tall), pale, alpha=0.22)


EFFECTS: dict[str, Callable[[Canvas, Style, np.random.Generator], None]] = {
    "beams": _beams,
    "confetti": _confetti,
    "notes": _notes,
    "sparkles": _sparkles,
    "stars": _stars,
    "puffs": _puffs,
    "pops": _pops,
    "wobble": _wobble,
    "leaves": _leaves,
    "petals": _petals,
    "bubbles": _bubbles,
    "hearts": _hearts,
    "veil": _veil,
    "drizzle": _drizzle,
    "focus": _focus,
    "streaks": _streaks,
    "debris": _debris,
    "bolts": _bolts,
    "flames": _flames,
    "eyes": _eyes,
    "claws": _claws,
    "mist": _mist,
}


def draw_effects(
    canvas: Canvas, air: tuple[tuple[str, float], ...], style: Style, rng: np.random.Generator
) -> None:
    """Draw what is in the air; what it hides is hidden on the owners' plane too.

    Args:
        canvas: The panel, with all who are in it.
        air: One of `EFFECTS` and its chance, each.
        style: Whose hand draws.
        rng: Source of chance.
    """
    canvas.owner = 0
    canvas.look(0.0, 0.0, 1.0)
    for kind, chance in air:
        if rng.random() < chance:
            EFFECTS[kind](canvas, style, rng)
