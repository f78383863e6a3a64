"""A small drawing surface on OpenCV: colours, and smooth shapes in the coordinates of whatever is drawn.

OpenCV draws anti-aliased polygons with sub-pixel corners and its wheel needs no system library. `Canvas` adds
smooth curves, a transform from local units to pixels, and a second plane that remembers who was drawn on top.
"""

from __future__ import annotations

import colorsys
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import ArrayLike

Colour = tuple[float, float, float]  # RGB, 0 to 255

_SUBPIXEL_BITS = 4
_SUBPIXELS = 1 << _SUBPIXEL_BITS
_STEPS = 5  # straight pieces a curve segment
_FARTHEST = 1 << 20  # sub-pixels; beyond it OpenCV's coordinates would overflow
_HIDES = 0.6  # alpha from which on a shape takes the pixels under it from their owner
_SHOWS = 0.35  # alpha from which on a shape is what is seen there


@lru_cache(maxsize=512)
def _spline_basis(count: int, closed: bool) -> np.ndarray:
    """Matrix that turns `count` control points into points on the Catmull-Rom spline through them."""
    segments = count if closed else count - 1
    t = np.arange(_STEPS, dtype=np.float64) / _STEPS
    weights = 0.5 * np.stack(
        [-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2]
    )  # (4, steps)
    basis = np.zeros((segments * _STEPS + (not closed), count))
    for segment in range(segments):
        for offset in range(4):
            index = segment + offset - 1
            index = index % count if closed else min(max(index, 0), count - 1)
            basis[segment * _STEPS : (segment + 1) * _STEPS, index] += weights[offset]
    if not closed:
        basis[-1, -1] = 1.0
    return basis


def smooth(points: np.ndarray, closed: bool = True) -> np.ndarray:
    """Points (N, 2) on the smooth curve through control points (n, 2); each of them is among the points."""
    return _spline_basis(len(points), closed) @ points


def ellipse(x: float, y: float, rx: float, ry: float, turn: float = 0.0, count: int = 12) -> np.ndarray:
    """Control points (count, 2) of an ellipse, turned by `turn` radians."""
    unit = _unit_circle(count) * (rx, ry)
    if turn:
        c, s = np.cos(turn), np.sin(turn)
        unit = unit @ np.array([[c, s], [-s, c]])
    return unit + np.array([x, y])


@lru_cache(maxsize=32)
def _unit_circle(count: int) -> np.ndarray:
    angle = np.arange(count) * (2 * np.pi / count)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def hsv(hue: float, saturation: float, value: float) -> Colour:
    """Colour of a hue, in turns that wrap round, and a saturation and value, both clipped to 0 and 1."""
    saturation, value = min(max(saturation, 0.0), 1.0), min(max(value, 0.0), 1.0)
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, saturation, value)
    return red * 255, green * 255, blue * 255


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """Colour between `a` (share 0) and `b` (share 1)."""
    keep = 1.0 - share
    return a[0] * keep + b[0] * share, a[1] * keep + b[1] * share, a[2] * keep + b[2] * share


def darker(colour: Colour, factor: float) -> Colour:
    """Colour with every channel multiplied by `factor`."""
    return colour[0] * factor, colour[1] * factor, colour[2] * factor


class Canvas:
    """A picture being drawn.

    Args:
        width: Width in pixels.
        height: Height in pixels.
        background: Colour of the empty picture.
        track: Whether to keep `owners`.
        tell: Whether to keep `parts`; then lines and what half shines through have owners too.

    Attributes:
        pixels: (height, width, 3) uint8.
        owners: (height, width) int16, the number of whoever was filled in last on each pixel, 0 for nobody;
            None where it is not tracked.
        owner: Number of whoever is being drawn.
        parts: (height, width) uint8, the `parts.Part` that each pixel shows; None where it is not kept.
        part: What is being drawn.
        scale: Pixels a local unit.
    """

    def __init__(
        self,
        width: int,
        height: int,
        background: Colour = (255, 255, 255),
        track: bool = False,
        tell: bool = False,
    ):
        self.pixels = np.empty((height, width, 3), np.uint8)
        self.pixels[:] = np.clip(background, 0, 255)
        self.owners = np.zeros((height, width), np.int16) if track else None
        self.owner = 0
        self.parts = np.zeros((height, width), np.uint8) if tell else None
        self.part = 0
        self._matrix = np.eye(2)
        self._origin = np.zeros(2)
        self.scale = 1.0

    @property
    def width(self) -> int:
        return self.pixels.shape[1]

    @property
    def height(self) -> int:
        return self.pixels.shape[0]

    def look(self, x: float, y: float, scale: float, roll: float = 0.0) -> None:
        """Let local units start at pixel (x, y), `scale` pixels a unit and `roll` radians clockwise."""
        c, s = np.cos(roll), np.sin(roll)
        self._matrix = np.array([[c, s], [-s, c]]) * scale
        self._origin = np.array([x, y], float)
        self.scale = scale

    def to_pixels(self, points: ArrayLike) -> np.ndarray:
        """Local points (n, 2) in pixels."""
        return np.asarray(points, float) @ self._matrix + self._origin

    def fill(
        self,
        points: ArrayLike,
        colour: Colour,
        line: Colour | None = None,
        width: float = 0.0,
        curved: bool = True,
        alpha: float = 1.0,
    ) -> None:
        """Fill the closed shape through `points` (n, 2) and draw its outline.

        Args:
            points: Control points in local units.
            colour: Of the inside.
            line: Colour of the outline, or None for none.
            width: Width of the outline in local units; below a pixel it grows paler instead of thinner.
            curved: Smooth through the points, or straight between them.
            alpha: Of the inside: 0 leaves the picture as it was, 1 covers it.
        """
        shape = self._shape(points, curved, closed=True)
        if alpha >= 1.0:
            cv2.fillPoly(self.pixels, [shape], colour, cv2.LINE_AA, _SUBPIXEL_BITS)
        else:
            self._blend(shape, colour, alpha)
        told = self.parts is not None and alpha >= _SHOWS
        if self.owners is not None and (told or alpha >= _HIDES):
            cv2.fillPoly(self.owners, [shape], self.owner, cv2.LINE_8, _SUBPIXEL_BITS)
        if told:
            cv2.fillPoly(self.parts, [shape], int(self.part), cv2.LINE_8, _SUBPIXEL_BITS)
        if line is not None:
            self._outline(shape, mix(colour, line, min(width * self.scale, 1.0)), width, closed=True)

    def stroke(
        self, points: ArrayLike, colour: Colour, width: float, curved: bool = True, closed: bool = False
    ) -> None:
        """Draw a line of `width` local units, at least a pixel, along `points` (n, 2).

        Nobody owns lines, but where `parts` are kept.
        """
        shape = self._shape(points, curved, closed)
        self._outline(shape, colour, width, closed)
        if self.parts is not None:
            thickness = max(1, round(width * self.scale))
            for plane, value in ((self.parts, int(self.part)), (self.owners, self.owner)):
                if plane is not None:
                    cv2.polylines(plane, [shape], closed, value, thickness, cv2.LINE_8, _SUBPIXEL_BITS)

    def _shape(self, points: ArrayLike, curved: bool, closed: bool) -> np.ndarray:
        points = np.asarray(points, float)
        if curved and len(points) > 2:
            points = smooth(points, closed)
        return np.clip(self.to_pixels(points) * _SUBPIXELS, -_FARTHEST, _FARTHEST).astype(np.int32)

    def _outline(self, shape: np.ndarray, colour: Colour, width: float, closed: bool) -> None:
        thickness = max(1, round(width * self.scale))
        cv2.polylines(self.pixels, [shape], closed, colour, thickness, cv2.LINE_AA, _SUBPIXEL_BITS)

    def _blend(self, shape: np.ndarray, colour: Colour, alpha: float) -> None:
        low = np.maximum(shape.min(axis=0) // _SUBPIXELS - 1, 0)
        high = np.minimum(shape.max(axis=0) // _SUBPIXELS + 2, (self.width, self.height))
        if (low >= high).any():
            return
        region = self.pixels[low[1] : high[1], low[0] : high[0]]
        covered = region.copy()
        offset = (low * _SUBPIXELS).astype(np.int32)
        cv2.fillPoly(covered, [shape - offset], colour, cv2.LINE_AA, _SUBPIXEL_BITS)
        cv2.addWeighted(covered, alpha, region, 1.0 - alpha, 0.0, dst=region)
