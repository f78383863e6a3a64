"""Bodies and tails of animals and creatures."""

from __future__ import annotations

import numpy as np

from .canvas import ellipse, mix
from .drawing import Drawing

LIMBLESS = ("ghost", "blob", "eye", "fish")
_STUBBY = ("bear", "rabbit", "pig")
_BUSHY = {"fox": 0.17, "dog": 0.09, "bird": 0.14, "owl": 0.14, "dragon": 0.13, "lizard": 0.12}
_THIN_TAIL = 0.075
_TRAIL = np.array([(-0.36, 0.3), (0.36, 0.3), (0.5, 0.9), (0.2, 1.0), (0.0, 1.2), (-0.2, 1.0), (-0.5, 0.9)])
_GROUND, _HIP = 1.45, 0.85
_WHITE = (255, 255, 255)


def draw_low_body(drawing: Drawing) -> None:
    """Draw the body of somebody on four legs, or with none, below and behind the head."""
    coat, style, colour = drawing.design.coat, drawing.style, drawing.skin
    back, share = -drawing.side, abs(float(np.sin(np.deg2rad(drawing.yaw))))
    if coat.species in LIMBLESS:
        drawing.shape(_TRAIL + (back * 0.25 * share, 0), colour)
        return
    rump = np.array([back * (0.35 + 0.75 * share), 0.75 + 0.15 * drawing.pose.lean])
    _draw_tail(drawing, rump)
    _draw_paws(drawing, rump[0], back)
    chest = [(-0.34 * back, 0.4), (0.1 * back, 0.34)]
    hind = [rump + (0.0, -0.36), rump + (back * 0.28, 0.0), rump + (0.0, 0.3)]
    drawing.shape([*chest, *hind, (0.0, 1.02), (-0.34 * back, 0.8)], colour)
    drawing.canvas.fill(ellipse(0.0, 0.8, 0.24, 0.24, count=8), style.paint(coat.belly), alpha=0.9)
    if coat.marking in ("stripes", "spots"):
        for along in (0.35, 0.6, 0.85):
            x = rump[0] * along
            stripe = [(x, 0.42), (x + 0.03, 0.7)]
            drawing.canvas.stroke(stripe, style.paint(coat.marking_colour), 0.06, curved=False)


def _draw_paws(drawing: Drawing, rump: float, back: int) -> None:
    """Draw four legs; those on the far side end a little higher."""
    near = mix(drawing.skin, _WHITE, 0.04)
    for x, lag in ((rump * 0.95, 0.06), (rump * 0.7, 0.0), (0.12 * back, 0.05), (-0.2 * back, 0.0)):
        foot, ground = x + 0.25 * np.sin(7 * x + 3 * drawing.pose.legs[0]), _GROUND - lag
        colour = drawing.skin if lag else near
        leg = [(x - 0.13, _HIP), (x + 0.13, _HIP), (foot + 0.1, ground), (foot - 0.1, ground)]
        drawing.shape(leg, colour, drawing.skin)
        drawing.shape(ellipse(foot + 0.02, ground, 0.13, 0.075, count=8), colour, drawing.skin)


def draw_upright_tail(drawing: Drawing, hip_y: float) -> None:
    """Draw the tail of somebody who stands on two legs, with hips at a height."""
    _draw_tail(drawing, np.array([-0.1 * drawing.side, hip_y]))


def _draw_tail(drawing: Drawing, root: np.ndarray) -> None:
    coat, back = drawing.design.coat, -drawing.side
    if coat.species in _STUBBY:
        tuft = ellipse(root[0] + back * 0.22, root[1], 0.12, 0.12, count=8)
        drawing.shape(tuft, mix(drawing.skin, _WHITE, 0.2), drawing.skin)
        return
    bushy = _BUSHY.get(coat.species, _THIN_TAIL)
    tip = (back * 0.35, -0.75 * coat.tail)
    spine = root + np.array([(0, 0), (back * 0.3, 0.05), (back * 0.5, -0.35 * coat.tail), tip])
    drawing.shape(np.concatenate([spine - (bushy, 0), spine[::-1] + (bushy, 0)]), drawing.skin)
    if coat.marking in ("stripes", "cap", "mask"):
        end = drawing.style.paint(coat.marking_colour)
        drawing.canvas.fill(ellipse(*spine[-1], bushy * 1.1, 0.14, count=8), end)
