"""What else a crop shows: something behind, somebody beside, something in front."""

from __future__ import annotations

import numpy as np

from .canvas import Canvas, Colour, ellipse, hsv
from .design import sample_design
from .figure import draw_figure
from .pose import sample_pose
from .style import Style

_PAPER, _INK = (255, 255, 255), (10, 10, 10)
_RAYS, _RAY_WIDTH = 9, 0.12  # how many speed lines, and how wide in radians


def _any_colour(rng: np.random.Generator, style: Style) -> Colour:
    return style.paint(hsv(rng.random(), rng.uniform(0, 0.8), rng.uniform(0.2, 1.0)))


def draw_rough_place(canvas: Canvas, rng: np.random.Generator, style: Style) -> None:
    """Draw a rough scene over the whole canvas: bare paper, one colour, speed lines or patches."""
    chance = rng.random()
    if style.tones == "line" or chance < 0.22:
        return
    canvas.look(0, 0, 1.0)
    ground, *colours = (_any_colour(rng, style) for _ in range(4))
    canvas.pixels[:] = np.clip(ground, 0, 255)
    if chance < 0.4:
        return
    if chance < 0.6:
        ramp = np.linspace(0, 1, canvas.height, dtype=np.float32)[:, None, None]
        sky = np.float32(ground) * (1 - ramp) + np.float32(colours[0]) * ramp
        canvas.pixels[:] = np.clip(sky, 0, 255)
    if chance > 0.9:
        _draw_speed_lines(canvas, rng, colours[0])
    else:
        _draw_patches(canvas, rng, style, colours)


def _draw_speed_lines(canvas: Canvas, rng: np.random.Generator, colour: Colour) -> None:
    middle = np.array([(0.5 * canvas.width, 0.5 * canvas.height)])
    for angle in rng.uniform(0, 2 * np.pi, _RAYS):
        rim = [(np.cos(turn), np.sin(turn)) for turn in (angle, angle + _RAY_WIDTH)]
        canvas.fill(np.concatenate([middle, middle + canvas.width * np.array(rim)]), colour, curved=False)


def _draw_patches(canvas: Canvas, rng: np.random.Generator, style: Style, colours: list[Colour]) -> None:
    """Draw walls, furniture or foliage, of which no more is told than a few shapes of a few colours."""
    for number in range(int(rng.integers(1, 5))):
        x, y = rng.uniform(0, canvas.width), rng.uniform(0, canvas.height)
        rx, ry = rng.uniform(0.08, 0.5, 2) * canvas.width
        rounded = rng.random() < 0.5
        shape = ellipse(x, y, rx, ry, turn=rng.uniform(0, 3), count=10 if rounded else 4)
        colour = colours[number % len(colours)]
        line = style.contour(colour) if style.line and rng.random() < 0.5 else None
        canvas.fill(shape, colour, line, 1.0, curved=rounded)


def draw_neighbour(
    canvas: Canvas, rng: np.random.Generator, style: Style, x: float, y: float, head: float
) -> None:
    """Draw somebody else behind a figure, most of them hidden or out of the crop.

    Args:
        canvas: Where to draw.
        rng: Source of chance.
        style: Whose hand draws.
        x: Middle of the figure's head, pixels.
        y: Middle of the figure's head, pixels.
        head: Height of the figure's head, pixels.
    """
    aside = rng.uniform(0.75, 1.4) * rng.choice([-1, 1])
    head *= rng.uniform(0.8, 1.1)
    other, pose = sample_design(rng), sample_pose(rng)
    x, y = x + aside * head, y + rng.normal(0, 0.3) * head
    draw_figure(canvas, other, pose, style, x, y, head, with_body=False)


def draw_obstacle(canvas: Canvas, rng: np.random.Generator, style: Style) -> None:
    """Draw something in front, one time in five: a balloon, a shoulder, the edge of the panel, a hand."""
    chance = rng.random()
    if chance > 0.2:
        return
    wide, tall = canvas.width, canvas.height
    canvas.look(0, 0, 1.0)
    side = rng.choice([0.0, 1.0])
    colour = _any_colour(rng, style)
    if chance < 0.06:
        y, rx, ry = rng.uniform(0, 0.4), rng.uniform(0.2, 0.42), rng.uniform(0.12, 0.3)
        canvas.fill(ellipse(side * wide, y * tall, rx * wide, ry * tall), _PAPER, _INK, 1.0)
    elif chance < 0.12:
        rx, ry = rng.uniform(0.2, 0.45), rng.uniform(0.2, 0.5)
        canvas.fill(ellipse(side * wide, tall, rx * wide, ry * tall), colour, style.outline(colour), 1.0)
    elif chance < 0.16:
        cut = rng.uniform(0.08, 0.3)
        gutter = np.array([(0, 0), (cut * wide, 0), (cut * wide * rng.uniform(0.3, 1), tall), (0, tall)])
        canvas.fill(gutter if side else gutter * (-1, 1) + (wide, 0), _PAPER, _INK, 1.0, curved=False)
    else:
        x, y = rng.uniform(0.1, 0.9) * wide, rng.uniform(0.55, 1.0) * tall
        hand = ellipse(x, y, 0.14 * wide, 0.12 * tall, turn=rng.uniform(0, 3), count=8)
        canvas.fill(hand, colour, style.contour(colour), 1.0)
