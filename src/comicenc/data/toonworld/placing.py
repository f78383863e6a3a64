"""Where balloons go: off the faces, near who speaks, in the order they are to be read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...comic import Box
from .lettering import Balloon

_STEPS = 11
_OVERHANG = 0.07  # of a balloon's size that may stick out of its panel
_TOO_MUCH_FACE, _TOO_MUCH_BALLOON = 0.3, 0.04


def _overlap(x: np.ndarray, y: np.ndarray, width: float, height: float, other: Box) -> np.ndarray:
    """Area (n,) that boxes of one size round the points share with another box."""
    across = np.minimum(x + width / 2, other.x1) - np.maximum(x - width / 2, other.x0)
    down = np.minimum(y + height / 2, other.y1) - np.maximum(y - height / 2, other.y0)
    return np.maximum(across, 0) * np.maximum(down, 0)


def place_balloon(
    balloon: Balloon,
    panel: Box,
    page: tuple[int, int],
    faces: Sequence[Box],
    placed: Sequence[Box],
    speaker: tuple[float, float] | None,
    right_to_left: bool,
    rng: np.random.Generator,
) -> tuple[float, float] | None:
    """The best middle for a balloon, or None where it would hide a face or another balloon.

    Args:
        balloon: What is to be placed.
        panel: Its panel, page pixels.
        page: Width and height of the page.
        faces: What had better stay visible.
        placed: Balloons of this panel that are read before.
        speaker: The speaker's mouth, or None.
        right_to_left: Reading direction.
        rng: Source of chance.
    """
    width, height = balloon.width, balloon.height
    if balloon.shape == "burst":
        width, height = 1.25 * width, 1.25 * height
    slack = _OVERHANG * min(width, height)
    low = max(panel.x0 - slack, 2) + width / 2, max(panel.y0 - slack, 2) + height / 2
    high = min(panel.x1 + slack, page[0] - 2) - width / 2, min(panel.y1 + slack, page[1] - 2) - height / 2
    if low[0] > high[0] or low[1] > high[1] or width * height > 0.5 * panel.area:
        return None
    x, y = (
        axis.ravel()
        for axis in np.meshgrid(np.linspace(low[0], high[0], _STEPS), np.linspace(low[1], high[1], _STEPS))
    )
    face = sum((_overlap(x, y, width, height, box) / box.area for box in faces), np.zeros(len(x)))
    other = sum((_overlap(x, y, width, height, box) / (width * height) for box in placed), np.zeros(len(x)))
    down, forward = (y - panel.y0) / panel.height, (x - panel.x0) / panel.width
    forward = 1 - forward if right_to_left else forward
    cost = 9 * face + 40 * other + rng.uniform(0, 0.12, len(x))
    if balloon.shape == "bare":
        cost = cost + 0.4 * np.abs(down - rng.uniform(0.2, 0.9)) + 0.4 * np.abs(forward - rng.random())
    else:
        cost = cost + 0.9 * down + (0.0 if placed else 0.25) * forward
        if balloon.shape == "caption":
            cost = cost + 4 * forward + 3 * down
        if placed:
            before_x, before_y = placed[-1].center
            step = (before_x - x if right_to_left else x - before_x) / panel.width
            cost = (
                cost
                + 3.0 * ((y - before_y < 0.5 * height) & (step < 0.1))
                + 3.0 * (y < before_y - 0.4 * height)
            )
        if speaker is not None:
            cost = cost + 1.1 * np.hypot(x - speaker[0], 0.6 * (y - speaker[1])) / np.hypot(
                panel.width, panel.height
            )
            cost = cost + 0.7 * (y > speaker[1])
    best = int(np.argmin(cost))
    if other[best] > _TOO_MUCH_BALLOON or face[best] > _TOO_MUCH_FACE * (
        2.5 if balloon.shape == "bare" else 1.0
    ):
        return None
    return float(x[best]), float(y[best])
