"""Hats, hoods, helmets and crowns."""

from __future__ import annotations

import numpy as np

from .canvas import Canvas, ellipse
from .design import Outfit
from .head import profile_share
from .style import Style

_CROWNS = {
    "witch": np.array(
        [
            (-0.4, -0.3),
            (-0.24, -0.72),
            (-0.02, -1.12),
            (0.16, -1.18),
            (0.12, -1.0),
            (0.27, -0.7),
            (0.4, -0.3),
            (0, -0.24),
        ]
    ),
    "top": np.array(
        [
            (-0.36, -0.28),
            (-0.37, -0.6),
            (-0.36, -0.95),
            (0, -0.98),
            (0.36, -0.95),
            (0.37, -0.6),
            (0.36, -0.28),
            (0, -0.22),
        ]
    ),
    "straw": np.array(
        [
            (-0.42, -0.26),
            (-0.36, -0.55),
            (-0.15, -0.66),
            (0.15, -0.66),
            (0.36, -0.55),
            (0.42, -0.26),
            (0, -0.2),
        ]
    ),
    "cap": np.array(
        [(-0.48, -0.16), (-0.46, -0.42), (-0.2, -0.6), (0.2, -0.6), (0.46, -0.42), (0.48, -0.16), (0, -0.24)]
    ),
    "beanie": np.array(
        [
            (-0.49, -0.12),
            (-0.46, -0.45),
            (-0.16, -0.68),
            (0.16, -0.68),
            (0.46, -0.45),
            (0.49, -0.12),
            (0, -0.2),
        ]
    ),
    "helmet": np.array(
        [
            (-0.52, 0.1),
            (-0.53, -0.3),
            (-0.3, -0.62),
            (0, -0.68),
            (0.3, -0.62),
            (0.53, -0.3),
            (0.52, 0.1),
            (0.38, -0.15),
            (0, -0.28),
            (-0.38, -0.15),
        ]
    ),
    "beret": np.array(
        [(-0.45, -0.26), (-0.58, -0.46), (-0.3, -0.62), (0.2, -0.6), (0.52, -0.42), (0.42, -0.26), (0, -0.3)]
    ),
    "hood": np.array(
        [
            (-0.5, 0.5),
            (-0.56, -0.1),
            (-0.4, -0.5),
            (0, -0.7),
            (0.4, -0.5),
            (0.56, -0.1),
            (0.5, 0.5),
            (0.4, 0.1),
            (0.3, -0.25),
            (0, -0.36),
            (-0.3, -0.25),
            (-0.4, 0.1),
        ]
    ),
    "crown": np.array(
        [
            (-0.34, -0.34),
            (-0.4, -0.68),
            (-0.2, -0.5),
            (0, -0.74),
            (0.2, -0.5),
            (0.4, -0.68),
            (0.34, -0.34),
            (0, -0.29),
        ]
    ),
}
_BRIMS = {"witch": (0.78, 0.16, -0.3), "top": (0.56, 0.1, -0.27), "straw": (0.8, 0.15, -0.26)}


def draw_hat(canvas: Canvas, outfit: Outfit, style: Style, yaw: float, pitch: float) -> None:
    """Draw the outfit's hat on a head that the canvas looks at."""
    if outfit.hat == "none":
        return
    colour, band = style.paint(outfit.hat_colour), style.paint(outfit.hat_band)
    line = style.contour(colour) if style.line else None
    share = profile_share(yaw)
    side = 1 if np.sin(np.deg2rad(yaw)) >= 0 else -1
    crown = _CROWNS[outfit.hat] * (side, 1)
    brim = _BRIMS.get(outfit.hat)
    if brim is not None:
        wide, tall, y = brim
        canvas.fill(
            ellipse(0, y - 0.03 * pitch, wide, tall * (1 + 0.5 * abs(pitch)), count=12),
            colour,
            line,
            style.line,
        )
    if outfit.hat == "cap":
        peak = np.array([(-0.34, -0.24), (0, -0.14), (0.34, -0.24), (0.3, -0.12), (0, 0.02), (-0.3, -0.12)])
        peak = peak * (1 - 0.45 * share, 1) + (0.42 * share * side, -0.04 * share)
        if np.cos(np.deg2rad(yaw)) > -0.3:
            canvas.fill(peak, band, line, style.line)
    if outfit.hat == "hood" and abs((yaw + 180) % 360 - 180) > 112:
        crown = ellipse(0, -0.05, 0.56, 0.62)
    canvas.fill(crown, colour, line, style.line, curved=outfit.hat not in ("crown", "top"))
    if outfit.hat in ("witch", "top", "straw", "beanie"):
        y = -0.36 if outfit.hat != "beanie" else -0.2
        wide = 0.36 if outfit.hat != "beanie" else 0.46
        stripe = np.array(
            [
                (-wide, y),
                (0, y + 0.06),
                (wide, y),
                (wide * 0.96, y - 0.11),
                (0, y - 0.05),
                (-wide * 0.96, y - 0.11),
            ]
        )
        canvas.fill(stripe, band)
    if style.shading != "none":
        shade = crown[:4] if side > 0 else crown[-4:]
        canvas.fill(shade, style.shadow(colour), alpha=0.4)
