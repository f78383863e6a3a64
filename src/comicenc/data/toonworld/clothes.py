"""Clothes on a torso: tops with their patterns, fronts and collars, skirts and capes."""

from __future__ import annotations

import numpy as np

from .canvas import Colour, darker, ellipse, mix
from .drawing import Drawing
from .skeleton import Skeleton

# How far down the legs tops and skirts reach.
_TOPS = {"robe": 0.92, "dress": 0.45, "coat": 0.5, "tunic": 0.3}
_SHORT_TOP = 0.04
_SKIRTS = {"skirt": 0.42, "long_skirt": 0.85}
_OPEN_TOPS = ("jacket", "coat", "vest", "hoodie")
_ROW_GAP, _ROWS, _BUTTONS = 0.19, 9, 5  # of patterns
_HIGH_COLLAR = np.array([(-0.2, 0.46), (0.2, 0.46), (0.24, 0.66), (-0.24, 0.66)])
_TIE = np.array([(-0.05, 0.62), (0.05, 0.62), (0.07, 1.05), (0, 1.15), (-0.07, 1.05)])
_SCARF_END = np.array([(0.08, 0.6), (0.22, 0.6), (0.24, 1.05), (0.1, 1.05)])
_SAILOR_FLAP = np.array([(-0.28, 0.6), (0.28, 0.6), (0.3, 0.8), (0.05, 1.0), (-0.05, 1.0), (-0.3, 0.8)])
_SAILOR_TIE = np.array([(-0.12, 0.92), (0.12, 0.92), (0.1, 1.2), (-0.1, 1.2)])


def draw_torso(drawing: Drawing, bones: Skeleton) -> None:
    """Draw the top over the torso, with all that lies on it."""
    outfit, style = drawing.outfit, drawing.style
    colour = drawing.skin if outfit.top == "bare" else style.paint(outfit.top_colour)
    reach = _TOPS.get(outfit.top, _SHORT_TOP)
    low = bones.hem(reach)
    torso = _torso(drawing, bones, low, 1.0 + 0.9 * reach)
    drawing.shape(torso, colour)
    _draw_pattern(drawing, bones, low)
    if outfit.belt is not None:
        _draw_belt(drawing, bones, style.paint(outfit.belt))
    if style.shading != "none":
        drawing.canvas.fill(torso[: len(torso) // 2] - (0.02, 0), style.shadow(colour), alpha=0.3)
    if outfit.top in _OPEN_TOPS and not drawing.away:
        _draw_opening(drawing, bones, colour, low)
    _draw_collar(drawing, bones)


def _half_waist(drawing: Drawing, bones: Skeleton, share: float) -> float:
    return drawing.design.build.waist * share * (0.6 + 0.4 * bones.turn)


def _torso(drawing: Drawing, bones: Skeleton, low: float, spread: float) -> np.ndarray:
    """Outline (12, 2) from the collar to a hem at `low` that is wider by `spread`, the right half first."""
    build, waist = drawing.design.build, _half_waist(drawing, bones, 0.5)
    shoulder = build.shoulders * 0.53 * bones.turn
    hip = build.hips * 0.52 * (0.6 + 0.4 * bones.turn) * spread
    upper = [(0.15, 0.57), (shoulder * 0.95, 0.63), (shoulder, 0.74)]
    right = [*upper, (waist * 1.04, bones.waist_y * 0.5 + 0.38), (waist, bones.waist_y), (hip, low)]
    left = [(-x, y) for x, y in reversed(right)]
    return bones.lean(np.array(right + left))


def draw_skirt(drawing: Drawing, bones: Skeleton) -> None:
    """Draw a skirt where one is worn."""
    outfit = drawing.outfit
    if outfit.bottom not in _SKIRTS:
        return
    reach = _SKIRTS[outfit.bottom]
    low, wide = bones.hem(reach), drawing.design.build.hips * (0.75 + 0.15 * reach)
    right = [(0.2, bones.waist_y), (wide * 0.75, bones.hip_y), (wide, low)]
    left = [(-x, y) for x, y in reversed(right)]
    skirt = np.array([left[-1], *right, (0.0, low + 0.06), *left[:-1]])
    drawing.shape(bones.lean(skirt), drawing.style.paint(outfit.bottom_colour))


def draw_cape(drawing: Drawing, bones: Skeleton) -> None:
    """Draw a cape where one is worn."""
    if drawing.outfit.cape is None:
        return
    wide, low = drawing.design.build.shoulders * 0.62, bones.hem(0.6)
    top = [(-wide * 0.8, 0.58), (wide * 0.8, 0.58)]
    hem = [(wide * 1.25, low), (0.2, low - 0.08), (-0.2, low), (-wide * 1.25, low - 0.04)]
    drawing.shape(top + hem, drawing.style.paint(drawing.outfit.cape))


def _draw_belt(drawing: Drawing, bones: Skeleton, colour: Colour) -> None:
    half, high, low = _half_waist(drawing, bones, 0.5), bones.waist_y - 0.045, bones.waist_y + 0.045
    belt = np.array([(-half, high), (half, high), (half, low), (-half, low)])
    drawing.canvas.fill(bones.lean(belt), colour, curved=False)


def _draw_pattern(drawing: Drawing, bones: Skeleton, low: float) -> None:
    canvas, pattern = drawing.canvas, drawing.outfit.pattern
    colour = drawing.style.paint(drawing.outfit.second_colour)
    half = _half_waist(drawing, bones, 0.42)
    rows = np.arange(0.78, low, _ROW_GAP)[:_ROWS]
    if pattern in ("bands", "plaid"):
        for y in rows:
            canvas.stroke(bones.lean(np.array([(-half, y), (half, y)])), colour, 0.06, curved=False)
    if pattern in ("stripes", "plaid"):
        for x in (-0.66, -0.22, 0.22, 0.66):
            stripe = np.array([(x * half, 0.7), (x * half, low - 0.05)])
            canvas.stroke(bones.lean(stripe), colour, 0.04, curved=False)
    elif pattern == "dots":
        for y in rows:
            for x in (-0.6, 0.0, 0.6):
                canvas.fill(ellipse(x * half + bones.slope * y, y, 0.05, 0.05, count=6), colour)
    elif pattern == "emblem" and not drawing.away:
        canvas.fill(ellipse(bones.slope, 0.98, 0.13, 0.13, count=8), colour)
    elif pattern == "buttons" and not drawing.away:
        for y in rows[:_BUTTONS]:
            canvas.fill(ellipse(0.02 + bones.slope * y, y, 0.032, 0.032, count=6), colour)


def _draw_opening(drawing: Drawing, bones: Skeleton, colour: Colour, low: float) -> None:
    """Draw what shows under an open top of a colour."""
    x = 0.12 * drawing.side * (1 - bones.turn)
    wide, low = 0.13 if drawing.outfit.top == "jacket" else 0.09, low * 0.96
    opening = np.array([(x - wide, 0.58), (x + wide, 0.58), (x + wide * 0.5, low), (x - wide * 0.5, low)])
    inner = drawing.style.paint(drawing.outfit.second_colour)
    drawing.shape(bones.lean(opening), inner, colour, curved=False)


def _draw_collar(drawing: Drawing, bones: Skeleton) -> None:
    """Draw collar, scarf or tie; shirt collars, ties and bows do not show from behind."""
    outfit, facing = drawing.outfit, not drawing.away
    kind = "sailor" if outfit.top == "sailor" else outfit.collar
    colour = drawing.style.paint(outfit.collar_colour)
    x = 0.1 * drawing.side * (1 - bones.turn)
    if kind == "shirt" and facing:
        for side in (-1, 1):
            wing = [(x, 0.68), (x + side * 0.17, 0.53), (x + side * 0.2, 0.72)]
            drawing.shape(wing, mix(colour, (255, 255, 255), 0.6), curved=False)
    elif kind == "scarf":
        drawing.shape(ellipse(x, 0.58, 0.27, 0.12, count=10), colour)
        drawing.shape(_SCARF_END + (x, 0), darker(colour, 0.9), curved=False)
    elif kind == "tie" and facing:
        drawing.shape(_TIE + (x, 0), colour, curved=False)
    elif kind == "bow" and facing:
        for side in (-1, 1):
            wing = [(x, 0.68), (x + side * 0.2, 0.6), (x + side * 0.2, 0.8)]
            drawing.shape(wing, colour, curved=False)
    elif kind == "high":
        drawing.shape(_HIGH_COLLAR, colour)
    elif kind == "sailor":
        drawing.shape(_SAILOR_FLAP, colour, curved=False)
        if facing:
            drawing.shape(_SAILOR_TIE, drawing.style.paint(outfit.second_colour), curved=False)
