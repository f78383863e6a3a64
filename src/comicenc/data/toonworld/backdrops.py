"""Bare backdrops: what stands behind somebody where the place does not matter, speed lines or sparkles."""

from __future__ import annotations

import numpy as np

from .canvas import Canvas, Colour, ellipse, mix
from .style import Style

BACKDROPS = ("plain", "gradient", "focus", "speed", "flash", "sparkle", "gloom", "dots")
MOOD_BACKDROPS: dict[str, tuple[str, ...]] = {
    "happy": ("plain", "gradient", "sparkle", "dots"),
    "funny": ("plain", "dots", "flash", "focus"),
    "sad": ("gradient", "gloom", "plain"),
    "tender": ("sparkle", "gradient", "dots"),
    "exciting": ("focus", "speed", "flash"),
    "angry": ("focus", "flash", "gloom"),
    "scary": ("gloom", "gradient", "focus"),
}


def draw_backdrop(
    canvas: Canvas,
    kind: str,
    style: Style,
    colour: Colour,
    rng: np.random.Generator,
    centre: tuple[float, float],
) -> None:
    """Draw one of `BACKDROPS` over the whole canvas.

    Args:
        canvas: The panel.
        kind: One of `BACKDROPS`.
        style: The album's artist.
        colour: Main colour.
        rng: Source of chance.
        centre: Pixel that lines run to.
    """
    canvas.owner = 0
    canvas.look(0.0, 0.0, 1.0)
    base = mix(style.paint(colour), (255, 255, 255), 0.45)
    dark = (0.0, 0.0, 0.0) if style.colourless else mix(style.paint(colour), (10, 8, 25), 0.8)
    height, width = canvas.height, canvas.width
    if kind in ("plain", "dots", "focus", "flash"):
        canvas.pixels[:] = np.clip((255, 255, 255) if style.colourless and kind != "dots" else base, 0, 255)
    if kind == "gradient":
        canvas.pixels[:] = _ramp(base, mix(base, (255, 255, 255), 0.8), height)
    elif kind == "gloom":
        canvas.pixels[:] = _ramp(dark, mix(dark, base, 0.55), height)
        for x in np.arange(0, width, max(3.0, width / 60)) + rng.uniform(-2, 2):
            canvas.stroke(
                [(x, 0), (x, height * rng.uniform(0.2, 0.6))], dark, 1.0 + 2.0 * rng.random(), False
            )
    elif kind == "focus":
        draw_rays(canvas, rng, centre, dark, inner=(0.5, 0.72), count=150)
    elif kind == "flash":
        canvas.pixels[:] = np.clip(dark if rng.random() < 0.4 else base, 0, 255)
        draw_rays(canvas, rng, centre, (255, 255, 255), inner=(0.0, 0.4), count=70, wide=3.0)
    elif kind == "speed":
        canvas.pixels[:] = np.clip(mix(base, (255, 255, 255), 0.5), 0, 255)
        _streaks(canvas, rng, dark)
    elif kind == "sparkle":
        canvas.pixels[:] = _ramp(mix(base, (255, 255, 255), 0.7), base, height)
        draw_sparkles(canvas, rng)
    elif kind == "dots":
        for _ in range(40):
            radius = height * rng.uniform(0.01, 0.06)
            canvas.fill(
                ellipse(rng.uniform(0, width), rng.uniform(0, height), radius, radius),
                (255, 255, 255),
                alpha=0.5,
            )


def _ramp(top: Colour, bottom: Colour, height: int) -> np.ndarray:
    share = np.linspace(0, 1, height)[:, None]
    return np.clip(np.array(top) + (np.array(bottom) - np.array(top)) * share, 0, 255)[:, None].astype(
        np.uint8
    )


def draw_rays(
    canvas: Canvas, rng, centre, colour: Colour, inner: tuple[float, float], count: int, wide: float = 1.0
) -> None:
    """Wedges from beyond the edge that point to `centre` and end at the share `inner` of the way out."""
    middle, reach = np.array(centre), 0.75 * float(np.hypot(canvas.width, canvas.height))
    squash = np.array([max(canvas.width / canvas.height, 1.0), max(canvas.height / canvas.width, 1.0)]) ** 0.5
    for angle in np.linspace(0, 2 * np.pi, count, endpoint=False) + rng.normal(0, 0.03, count):
        spread = rng.uniform(0.004, 0.022) * wide
        tip = rng.uniform(*inner) * 0.62 * reach
        outer = [np.array([np.cos(angle + s), np.sin(angle + s)]) * reach * 1.6 for s in (-spread, spread)]
        point = np.array([np.cos(angle), np.sin(angle)]) * tip
        canvas.fill([middle + outer[0], middle + outer[1], middle + point * squash], colour, curved=False)


def _streaks(canvas: Canvas, rng: np.random.Generator, colour: Colour) -> None:
    tilt = rng.uniform(-0.25, 0.25)
    for _ in range(90):
        y, x = rng.uniform(-0.2, 1.2) * canvas.height, rng.uniform(-0.3, 0.9) * canvas.width
        length, thick = rng.uniform(0.2, 0.9) * canvas.width, rng.uniform(0.4, 2.6) * canvas.height / 300
        rise = tilt * length
        canvas.fill([(x, y - thick), (x + length, y + rise), (x, y + thick)], colour, curved=False)


def draw_sparkles(canvas: Canvas, rng: np.random.Generator, count: int = 26) -> None:
    """Stars and soft spots of light, anywhere."""
    for _ in range(count):
        x, y = rng.uniform(0, canvas.width), rng.uniform(0, canvas.height)
        size = canvas.height * rng.uniform(0.015, 0.06)
        if rng.random() < 0.45:
            canvas.fill(ellipse(x, y, size, size), (255, 255, 255), alpha=0.55)
            continue
        star = [(0, -1), (0.14, -0.14), (1, 0), (0.14, 0.14), (0, 1), (-0.14, 0.14), (-1, 0), (-0.14, -0.14)]
        canvas.fill(np.array(star) * size * (1.0, 1.3) + (x, y), (255, 255, 255), curved=False)
