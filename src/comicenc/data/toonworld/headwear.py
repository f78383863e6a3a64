"""Hats, hoods, helmets and crowns."""

from __future__ import annotations

import numpy as np

from .canvas import ellipse
from .drawing import Drawing

# Outlines from the front: from the left edge over the top to the right edge, and back over the forehead.
# fmt: off
_CROWNS = {
    "witch": np.array([
        (-0.4, -0.3), (-0.24, -0.72), (-0.02, -1.12), (0.16, -1.18), (0.12, -1.0), (0.27, -0.7), (0.4, -0.3),
        (0, -0.24),
    ]),
    "top": np.array([
        (-0.36, -0.28), (-0.37, -0.6), (-0.36, -0.95), (0, -0.98), (0.36, -0.95), (0.37, -0.6), (0.36, -0.28),
        (0, -0.22),
    ]),
    "straw": np.array([
        (-0.42, -0.26), (-0.36, -0.55), (-0.15, -0.66), (0.15, -0.66), (0.36, -0.55), (0.42, -0.26),
        (0, -0.2),
    ]),
    "cap": np.array([
        (-0.48, -0.16), (-0.46, -0.42), (-0.2, -0.6), (0.2, -0.6), (0.46, -0.42), (0.48, -0.16), (0, -0.24),
    ]),
    "beanie": np.array([
        (-0.49, -0.12), (-0.46, -0.45), (-0.16, -0.68), (0.16, -0.68), (0.46, -0.45), (0.49, -0.12),
        (0, -0.2),
    ]),
    "helmet": np.array([
        (-0.52, 0.1), (-0.53, -0.3), (-0.3, -0.62), (0, -0.68), (0.3, -0.62), (0.53, -0.3), (0.52, 0.1),
        (0.38, -0.15), (0, -0.28), (-0.38, -0.15),
    ]),
    "beret": np.array([
        (-0.45, -0.26), (-0.58, -0.46), (-0.3, -0.62), (0.2, -0.6), (0.52, -0.42), (0.42, -0.26), (0, -0.3),
    ]),
    "hood": np.array([
        (-0.5, 0.5), (-0.56, -0.1), (-0.4, -0.5), (0, -0.7), (0.4, -0.5), (0.56, -0.1), (0.5, 0.5),
        (0.4, 0.1), (0.3, -0.25), (0, -0.36), (-0.3, -0.25), (-0.4, 0.1),
    ]),
    "crown": np.array([
        (-0.34, -0.34), (-0.4, -0.68), (-0.2, -0.5), (0, -0.74), (0.2, -0.5), (0.4, -0.68), (0.34, -0.34),
        (0, -0.29),
    ]),
}
# fmt: on
_PEAK = np.array([(-0.34, -0.24), (0, -0.14), (0.34, -0.24), (0.3, -0.12), (0, 0.02), (-0.3, -0.12)])
# Radii and height of brims, half the width and height of bands.
_BRIMS = {"witch": (0.78, 0.16, -0.3), "top": (0.56, 0.1, -0.27), "straw": (0.8, 0.15, -0.26)}
_BANDS = {"witch": (0.36, -0.36), "top": (0.36, -0.36), "straw": (0.36, -0.36), "beanie": (0.46, -0.2)}
_HOOD_BEHIND = ellipse(0, -0.05, 0.56, 0.62)
_ANGULAR = ("crown", "top")
# How far hats tower over the middle of the head.
# fmt: off
HAT_TOPS = {
    "witch": 1.15, "top": 0.95, "straw": 0.62, "crown": 0.68, "beanie": 0.62, "helmet": 0.64, "hood": 0.66,
    "beret": 0.6,
}
# fmt: on


def draw_hat(drawing: Drawing) -> None:
    """Draw the outfit's hat."""
    hat, style, canvas = drawing.outfit.hat, drawing.style, drawing.canvas
    if hat == "none":
        return
    colour, band = style.paint(drawing.outfit.hat_colour), style.paint(drawing.outfit.hat_band)
    crown = _CROWNS[hat] * (drawing.side, 1)
    if hat in _BRIMS:
        wide, tall, y = _BRIMS[hat]
        pitch = drawing.pose.pitch
        drawing.shape(ellipse(0, y - 0.03 * pitch, wide, tall * (1 + 0.5 * abs(pitch))), colour)
    if hat == "cap" and np.cos(np.deg2rad(drawing.yaw)) > -0.3:
        share = drawing.profile
        peak = _PEAK * (1 - 0.45 * share, 1) + (0.42 * share * drawing.side, -0.04 * share)
        drawing.shape(peak, band, colour)
    if hat == "hood" and drawing.away:
        crown = _HOOD_BEHIND
    drawing.shape(crown, colour, curved=hat not in _ANGULAR)
    if hat in _BANDS:
        half, y = _BANDS[hat]
        upper = [(half * 0.96, y - 0.11), (0, y - 0.05), (-half * 0.96, y - 0.11)]
        canvas.fill([(-half, y), (0, y + 0.06), (half, y), *upper], band)
    if style.shading != "none":
        lee = slice(4) if drawing.side > 0 else slice(-4, None)
        canvas.fill(crown[lee], style.shadow(colour), alpha=0.4)
