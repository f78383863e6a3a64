"""Bodies on two legs: limbs and neck, and the order in which they overlap the clothes."""

from __future__ import annotations

import numpy as np

from .canvas import Colour, ellipse
from .clothes import draw_cape, draw_skirt, draw_torso
from .drawing import Drawing
from .skeleton import Skeleton

_SEEN_ASIDE = 0.8  # a body narrower than this hides the far arm behind itself
_LEG, _ARM = 0.17, 0.13  # half the thickness
_NECK = np.array([(-0.13, 0.3), (0.13, 0.3), (0.16, 0.7), (-0.16, 0.7)])
_SHORT_SLEEVE, _LONG_SLEEVE = 0.3, 0.6  # shares of the arm that cover the upper, and the lower part of it


def draw_behind(drawing: Drawing, bones: Skeleton) -> None:
    """Draw what hangs behind the body, and the arm that is farther away."""
    if not drawing.away:
        draw_cape(drawing, bones)
    if bones.turn < _SEEN_ASIDE:
        _draw_arm(drawing, bones, 0 if drawing.side > 0 else 1)


def draw_body(drawing: Drawing, bones: Skeleton) -> None:
    """Draw legs, torso and clothes."""
    for side in (0, 1):
        _draw_leg(drawing, bones, side)
    draw_skirt(drawing, bones)
    draw_bust(drawing, bones)
    if drawing.away:
        draw_cape(drawing, bones)


def draw_bust(drawing: Drawing, bones: Skeleton) -> None:
    """Draw neck, torso and collar alone, for close-ups."""
    _draw_neck(drawing)
    draw_torso(drawing, bones)


def draw_in_front(drawing: Drawing, bones: Skeleton) -> None:
    """Draw the arms that lie over the torso."""
    if bones.turn < _SEEN_ASIDE:
        _draw_arm(drawing, bones, 1 if drawing.side > 0 else 0)
    else:
        _draw_arm(drawing, bones, 0)
        _draw_arm(drawing, bones, 1)


def _piece(a: np.ndarray, b: np.ndarray, wide_a: float, wide_b: float) -> np.ndarray:
    """Control points (6, 2) of a tapered piece of a limb from joint `a` to joint `b`."""
    along = b - a
    across = np.array([-along[1], along[0]]) / (np.hypot(*along) + 1e-6)
    middle, bulge = a * 0.5 + b * 0.5, across * (wide_a + wide_b) * 0.52
    start, end = across * wide_a, across * wide_b
    return np.array([a + start, middle + bulge, b + end, b - end, middle - bulge, a - start])


def _draw_limb(
    drawing: Drawing,
    joints: tuple[np.ndarray, np.ndarray, np.ndarray],
    widths: tuple[float, float, float],
    upper: Colour,
    lower: Colour,
) -> None:
    """Draw an arm or a leg of two pieces; where both have one colour no line crosses the joint."""
    drawing.shape(_piece(joints[1], joints[2], widths[1], widths[2]), lower)
    drawing.shape(_piece(joints[0], joints[1], widths[0], widths[1]), upper)
    if upper == lower:
        knob = max(widths[1] - (drawing.design.build.limbs * 0.02 + drawing.style.line * 0.5), 0.02)
        drawing.canvas.fill(ellipse(*joints[1], knob, knob, count=8), upper)


def _draw_leg(drawing: Drawing, bones: Skeleton, side: int) -> None:
    outfit, style, thick = drawing.outfit, drawing.style, _LEG * drawing.design.build.limbs
    bare = style.paint(outfit.legs) if outfit.legs is not None else drawing.skin
    cloth = style.paint(outfit.bottom_colour)
    upper = cloth if outfit.bottom in ("trousers", "shorts") else bare
    lower = cloth if outfit.bottom == "trousers" else bare
    joints = bones.hips[side], bones.knees[side], bones.feet[side]
    _draw_limb(drawing, joints, (thick * 1.2, thick * 0.85, thick * 0.6), upper, lower)
    x, y = bones.feet[side]
    toe = 0.1 * drawing.side * (1.3 - bones.turn) * 2
    drawing.shape(ellipse(x + toe, y + 0.02, 0.15, 0.085, count=8), style.paint(outfit.shoes))


def _draw_arm(drawing: Drawing, bones: Skeleton, side: int) -> None:
    outfit, style, thick = drawing.outfit, drawing.style, _ARM * drawing.design.build.limbs
    cloth = style.paint(outfit.second_colour if outfit.top == "vest" else outfit.top_colour)
    upper = cloth if outfit.sleeve > _SHORT_SLEEVE else drawing.skin
    lower = cloth if outfit.sleeve > _LONG_SLEEVE else drawing.skin
    flare = 1.5 if outfit.top == "robe" else 1.0
    glove = style.paint(outfit.gloves) if outfit.gloves is not None else drawing.skin
    drawing.shape(ellipse(*bones.hands[side], 0.12, 0.13, count=8), glove)
    joints = bones.shoulders[side], bones.elbows[side], bones.hands[side]
    _draw_limb(drawing, joints, (thick * 1.15, thick * 0.9, thick * 0.68 * flare), upper, lower)


def _draw_neck(drawing: Drawing) -> None:
    neck = _NECK * (0.8 + 0.2 * drawing.design.build.limbs, 1)
    drawing.shape(neck, drawing.skin)
    if drawing.style.shading != "none" and not drawing.away:
        shade = neck * (0.9, 0.8) + (0, 0.1)
        drawing.canvas.fill(shade, drawing.style.shadow(drawing.skin), alpha=0.6)
