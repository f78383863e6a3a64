"""Animal ears, horns and antlers, on beasts and on people."""

from __future__ import annotations

import numpy as np

from .canvas import Colour, ellipse, mix
from .drawing import Drawing

_PINK = (250, 190, 190)


def draw_ear(drawing: Drawing, kind: str, x: float, y: float, side: int, size: float, colour: Colour) -> None:
    """Draw one ear, horn or antler.

    Args:
        drawing: Whose.
        kind: One of `sheet.EARS`.
        x: Root, local units.
        y: Root, local units.
        side: -1 the left one, 1 the right one.
        size: Factor.
        colour: As the artist mixes it.
    """
    canvas, root, s, out = drawing.canvas, np.array((x, y)), size, side * size
    inside = mix(colour, _PINK, 0.55)
    if kind == "cat":
        outer = [(-0.15 * s, 0.06), (0.1 * out, -0.32 * s), (0.15 * s, 0.06)]
        inner = [(-0.08 * s, 0.02), (0.07 * out, -0.2 * s), (0.08 * s, 0.02)]
        drawing.shape(root + outer, colour, curved=False)
        canvas.fill(root + inner, inside, curved=False)
    elif kind == "fox":
        outer = [(-0.17 * s, 0.06), (0.04 * out, -0.44 * s), (0.17 * s, 0.06)]
        inner = [(-0.1 * s, 0.02), (0.04 * out, -0.3 * s), (0.1 * s, 0.02)]
        drawing.shape(root + outer, colour, curved=False)
        canvas.fill(root + inner, mix(colour, (255, 255, 255), 0.7), curved=False)
    elif kind == "bear":
        drawing.shape(ellipse(x, y - 0.04, 0.14 * s, 0.14 * s, count=8), colour)
        canvas.fill(ellipse(x, y - 0.03, 0.075 * s, 0.075 * s, count=8), inside)
    elif kind == "dog":
        flap = [(-0.05 * side, 0), (0.16 * out, 0.02), (0.22 * out, 0.42 * s), (0.06 * side, 0.3 * s)]
        drawing.shape(root + flap, colour)
    elif kind == "rabbit":
        middle = x + side * 0.05
        drawing.shape(ellipse(middle, y - 0.32 * s, 0.1 * s, 0.38 * s, turn=side * 0.15, count=10), colour)
        canvas.fill(ellipse(middle, y - 0.3 * s, 0.05 * s, 0.28 * s, turn=side * 0.15, count=8), inside)
    elif kind == "horns":
        rising = [(-0.07 * s, 0.04), (0.12 * out, -0.16 * s), (0.06 * out, -0.36 * s)]
        drawing.shape(root + [*rising, (0.2 * out, -0.12 * s), (0.09 * s, 0.04)], colour)
    elif kind == "antlers":
        fork = (0.12 * out, -0.2 * s)
        canvas.stroke(root + [(0, 0), fork, (0.1 * out, -0.42 * s)], colour, 0.05)
        canvas.stroke(root + [fork, (0.28 * out, -0.34 * s)], colour, 0.045)
