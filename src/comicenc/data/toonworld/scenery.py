"""What a place is, and the few things that are drawn both in and out of doors.

Everything is laid out along x from `WEST` to `EAST`, in panel heights; a camera can stand anywhere between.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .brush import Brush
from .canvas import Colour, mix

WEST, EAST = -1.0, 8.0
INDOOR_KINDS = ("room", "cafe", "classroom", "castle", "cave", "ship")
WHITE, PAPER, WOOD = (250.0, 250.0, 246.0), (236.0, 230.0, 212.0), (150.0, 105.0, 66.0)
STONE, GLASS, NIGHT = (140.0, 138.0, 132.0), (190.0, 222.0, 238.0), (22.0, 24.0, 50.0)
LAMPLIGHT = (255.0, 225.0, 140.0)


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere the story returns to.

    Args:
        kind: A key of `vocabulary.PLACE_NAMES`.
        seed: Fixes where everything stands.
        wall: Main colour.
        second: Colour of what stands about.
        accent: Colour of small things.
        green: Colour of leaves.
    """

    kind: str
    seed: int
    wall: Colour
    second: Colour
    accent: Colour
    green: Colour

    @property
    def indoors(self) -> bool:
        return self.kind in INDOOR_KINDS


def along(rng: np.random.Generator, step: float, jitter: float = 0.3) -> Iterator[float]:
    """Places from west to east about `step` apart."""
    x = WEST
    while x < EAST:
        yield x + rng.uniform(-jitter, jitter) * step
        x += step


def window(
    brush: Brush, x: float, y: float, width: float, height: float, frame: Colour, pane: Colour = GLASS
) -> None:
    brush.rect(x, y, width, height, frame)
    glass = NIGHT if brush.light == "night" and pane is GLASS else pane
    for column in range(2):
        left = x + width * (0.07 + 0.455 * column)
        brush.rect(left, y + 0.07 * height, 0.4 * width, 0.86 * height, glass, glow=pane is LAMPLIGHT)
    brush.shape(
        [
            (x + 0.1 * width, y + 0.6 * height),
            (x + 0.3 * width, y + 0.1 * height),
            (x + 0.38 * width, y + 0.1 * height),
            (x + 0.16 * width, y + 0.7 * height),
        ],
        mix(glass, WHITE, 0.5),
        False,
    )


def leafy(rng: np.random.Generator, x: float, y: float, rx: float, ry: float) -> np.ndarray:
    count = 16
    angles = np.arange(count) * (2 * np.pi / count)
    edge = rng.uniform(0.82, 1.12, count)
    return np.stack([x + rx * edge * np.cos(angles), y + ry * edge * np.sin(angles)], axis=1)
