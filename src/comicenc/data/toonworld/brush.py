"""Draws what stands in a place: an artist's colours under a light, and nothing that is out of sight.

A place is drawn in units of a panel's height, y downwards from 0 (top) to 1 (bottom of a wide shot), with the
floor from `FLOOR` on.
"""

from __future__ import annotations

import numpy as np

from .canvas import Canvas, Colour, ellipse, mix
from .parts import Part
from .style import Style

FLOOR = 0.62
# what light does to colours: tint, how much of it, brightness
_TINTS: dict[str, tuple[Colour, float, float]] = {
    "day": ((255, 252, 240), 0.04, 1.0),
    "evening": ((255, 150, 70), 0.24, 0.95),
    "night": ((52, 68, 142), 0.44, 0.76),
    "overcast": ((165, 175, 185), 0.26, 0.94),
    "lamp": ((255, 205, 130), 0.14, 0.92),
}
_SKIES: dict[str, tuple[Colour, Colour]] = {
    "day": ((98, 170, 232), (215, 238, 250)),
    "evening": ((110, 88, 150), (255, 178, 110)),
    "night": ((12, 16, 48), (52, 66, 120)),
    "overcast": ((150, 160, 172), (214, 218, 222)),
    "lamp": ((98, 170, 232), (215, 238, 250)),
}


class Brush:
    """Draws a place's shapes in the artist's colours under the panel's light, and only those in sight."""

    def __init__(self, canvas: Canvas, style: Style, light: str, pale: float):
        self.canvas, self.style, self.light, self.pale = canvas, style, light, pale
        thin = 1.25 if style.tones == "screen" else 0.9  # paler lines would be taken for tone
        self.line = max(thin, 0.13 * style.line * canvas.height) if style.line else 0.0

    def colour(self, colour: Colour) -> Colour:
        """A colour as this artist mixes it in this light."""
        tint, share, value = _TINTS[self.light]
        if self.style.colourless:  # there, night is told by the sky and not by darkening everything
            share, value = 0.4 * share, 0.4 * value + 0.6
        lit = mix(self.style.paint(colour), tint, share)
        lit = lit[0] * value, lit[1] * value, lit[2] * value
        return mix(lit, self.style.paper, self.pale)

    def shape(
        self,
        points,
        colour: Colour,
        line: bool = True,
        curved: bool = False,
        alpha: float = 1.0,
        glow: bool = False,
    ) -> None:
        """Fill the shape through `points` (n, 2); what glows does not take the scene's light."""
        points = np.asarray(points, float)
        pixels = self.canvas.to_pixels(points)
        if (pixels.max(axis=0) < 0).any() or (
            pixels.min(axis=0) > (self.canvas.width, self.canvas.height)
        ).any():
            return
        paint = colour if glow else self.colour(colour)
        contour = self.style.contour(self.colour(colour)) if line and self.line else None
        self.canvas.fill(points, paint, contour, self.line / self.canvas.scale, curved, alpha)

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        colour: Colour,
        line: bool = True,
        glow: bool = False,
    ) -> None:
        """Fill an upright rectangle from its top left."""
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        self.shape(corners, colour, line, glow=glow)

    def round(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        colour: Colour,
        line: bool = True,
        alpha: float = 1.0,
        glow: bool = False,
    ) -> None:
        """Fill an ellipse round (x, y)."""
        self.shape(ellipse(x, y, rx, ry), colour, line, curved=True, alpha=alpha, glow=glow)

    def trace(self, points, colour: Colour, width: float = 1.0, curved: bool = False) -> None:
        """Draw a line, `width` times as wide as this artist's."""
        contour = self.style.contour(self.colour(colour)) if self.line else self.colour(colour)
        self.canvas.stroke(
            np.asarray(points, float), contour, max(self.line, 1.0) * width / self.canvas.scale, curved
        )

    def gradient(self, top: Colour, bottom: Colour, y0: float = -1.0, y1: float = 2.0) -> None:
        """Fill everything between the heights `y0` and `y1` with a vertical gradient."""
        rows = self.canvas.to_pixels(np.array([(0.0, y0), (0.0, y1)]))[:, 1]
        low, high = int(np.clip(rows[0], 0, self.canvas.height)), int(np.clip(rows[1], 0, self.canvas.height))
        share = (np.arange(low, high) - rows[0]) / max(rows[1] - rows[0], 1.0)
        first, last = np.array(self.colour(top)), np.array(self.colour(bottom))
        self.canvas.pixels[low:high] = np.clip(first + (last - first) * share[:, None], 0, 255)[:, None]
        if self.canvas.parts is not None:
            self.canvas.parts[low:high] = self.canvas.part

    def sky(self, bottom: float = FLOOR) -> None:
        """Fill the sky above `bottom`."""
        top, low = _SKIES[self.light]
        plain = Brush(self.canvas, self.style, "day", self.pale)
        self.canvas.part = Part.SKY
        plain.gradient(top, low, -0.15, bottom)
        if self.light == "night":
            plain.gradient(top, top, -3.0, -0.14)
        self.canvas.part = Part.NOTHING
