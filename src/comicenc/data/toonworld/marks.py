"""What tells one face from another beside its shape: freckles, scars, beards, glasses."""

from __future__ import annotations

import numpy as np

from .canvas import ellipse, mix
from .drawing import Drawing

_FRECKLES = (-36, -30, -24, 24, 30, 36)  # degrees of longitude
_MOLE, _BLOOD, _LIPS = (40, 25, 25), (150, 40, 40), (120, 50, 50)
_STUBBLE, _SHADES, _LENS = (70, 70, 75), (25, 25, 32), (215, 235, 250)
_SCAR = np.array([(0, -0.1), (0.02, 0.08), (-0.02, 0.27)])
_CHEEK_LINE = np.array([(0, 0.2), (0.05, 0.27), (0.03, 0.36)])
_FOREHEAD_LINE = np.array([(-0.15, -0.2), (0, -0.215), (0.15, -0.2)])
_BEARDS = {"full": 0.6, "long": 0.95}  # how low they hang
_MOUSTACHES = {"thin": (0.02, 0.13, 0.05), "thick": (0.055, 0.17, 0.05), "handlebar": (0.045, 0.24, -0.06)}


def draw_skin_marks(drawing: Drawing) -> None:
    """Draw what lies on the skin: paint, freckles, a mole, a scar, wrinkles."""
    marks, canvas, skin = drawing.design.marks, drawing.canvas, drawing.skin
    dark = drawing.style.contour(skin)
    if marks.paint is not None:
        _draw_paint(drawing)
    if marks.freckles:
        for degrees in _FRECKLES:
            x, toward = drawing.turned(degrees)
            if toward > 0.2:
                y = 0.215 + drawing.nod + 0.015 * (degrees % 4 - 1)
                canvas.fill(ellipse(x, y, 0.011, 0.011, count=5), mix(skin, dark, 0.5))
    if marks.mole is not None:
        x, toward = drawing.turned(marks.mole * 24)
        if toward > 0.1:
            canvas.fill(ellipse(x, 0.3, 0.016, 0.016, count=6), _MOLE)
    if marks.scar is not None:
        x, toward = drawing.turned(marks.scar * 34)
        if toward > 0.1:
            canvas.stroke(_SCAR + (x, 0), mix(skin, _BLOOD, 0.6), 0.022)
    if marks.wrinkles:
        for side in (-1, 1):
            x, toward = drawing.turned(side * 26)
            if toward > 0.15:
                canvas.stroke(_CHEEK_LINE * (side, 1) + (x, 0), mix(skin, dark, 0.7), 0.012)
        canvas.stroke(_FOREHEAD_LINE + (drawing.turned(0)[0], 0), mix(skin, dark, 0.55), 0.012)


def _draw_paint(drawing: Drawing) -> None:
    for side in (-1, 1):
        x, toward = drawing.turned(side * 38)
        if toward > 0.2:
            wedge = [(x - 0.07 * toward, 0.2), (x + 0.07 * toward, 0.18), (x, 0.3)]
            drawing.canvas.fill(wedge, drawing.style.paint(drawing.design.marks.paint), curved=False)


def draw_facial_hair(drawing: Drawing) -> None:
    """Draw beard and moustache."""
    marks = drawing.design.marks
    x = drawing.turned(0, 0.36)[0] * drawing.design.face.width
    toward = max(0.35, float(np.cos(np.deg2rad(drawing.yaw))))
    if marks.beard in _BEARDS:
        _draw_beard(drawing, x, toward)
    elif marks.beard == "goatee":
        drawing.shape(ellipse(x, 0.47, 0.1 * toward, 0.11, count=8), drawing.hair)
    elif marks.beard == "stubble":
        chin = ellipse(x, 0.38, 0.3 * toward, 0.15, count=8)
        drawing.canvas.fill(chin, mix(drawing.skin, _STUBBLE, 0.6), alpha=0.4)
    if marks.moustache != "none":
        _draw_moustache(drawing, x, toward)


def _draw_beard(drawing: Drawing, x: float, toward: float) -> None:
    low = _BEARDS[drawing.design.marks.beard]
    left, right = drawing.turned(-80, 0.41)[0], drawing.turned(80, 0.41)[0]
    upper = [(left, 0.1), (x - 0.14, 0.24), (x + 0.14, 0.24), (right, 0.1)]
    lower = [(right * 0.9 + x * 0.1, 0.42), (x + 0.1, low), (x - 0.1, low), (left * 0.9 + x * 0.1, 0.42)]
    drawing.shape(upper + lower, drawing.hair)
    drawing.canvas.fill(ellipse(x, 0.335 + drawing.nod * 0.7, 0.08 * toward, 0.022, count=6), _LIPS)


def _draw_moustache(drawing: Drawing, x: float, toward: float) -> None:
    tall, wide, tip = _MOUSTACHES[drawing.design.marks.moustache]
    wide *= toward
    high, low = 0.27 - tall * 0.4, 0.29 + tall
    upper = [(x - wide, 0.29 + tip), (x - wide * 0.5, high), (x, 0.265), (x + wide * 0.5, high)]
    lower = [(x + wide, 0.29 + tip), (x + wide * 0.5, low), (x, 0.28 + tall * 0.6), (x - wide * 0.5, low)]
    drawing.shape(upper + lower, drawing.hair, thin=0.7)


def draw_glasses(drawing: Drawing) -> None:
    """Draw frames, glass, bridge and temples."""
    kind = drawing.design.marks.glasses
    if kind == "none":
        return
    canvas, colour = drawing.canvas, drawing.style.paint(drawing.design.marks.glasses_colour)
    y = drawing.design.face.eye_height + drawing.nod
    rims = _draw_rims(drawing, y)
    if len(rims) == 2:
        (left, half_left), (right, half_right) = rims
        canvas.stroke([(left + half_left, y), (right - half_right, y)], colour, 0.024)
    for side in (-1, 1):
        x, toward = drawing.turned(side * 80, 0.42)
        if toward > 0 and rims and kind != "monocle":
            middle, half = rims[0] if side < 0 else rims[-1]
            canvas.stroke([(middle + side * half, y), (x, y - 0.02)], colour, 0.024)


def _draw_rims(drawing: Drawing, y: float) -> list[tuple[float, float]]:
    """Draw the glasses in sight, left to right; gives the middle and half the width of each."""
    face, kind, canvas = drawing.design.face, drawing.design.marks.glasses, drawing.canvas
    colour = drawing.style.paint(drawing.design.marks.glasses_colour)
    size, rims = max(face.eye_size * drawing.style.eye_scale * 1.35, 0.13), []
    for side in (-1, 1):
        x, toward = drawing.turned(side * face.eye_spacing, 0.39)
        if toward < 0.1 or (kind == "monocle" and side < 0):
            continue
        rx = size * min(1.0, 0.3 + 0.7 * toward)
        if kind == "square":
            frame = ellipse(x, y, rx, size * 0.95, turn=0.785, count=4)
        elif kind == "half":
            frame = ellipse(x, y + 0.05, rx, size * 0.6, count=10)
        else:
            frame = ellipse(x, y, rx, size, count=10)
        if kind == "shades":
            canvas.fill(frame, _SHADES, colour, 0.02)
        else:
            canvas.fill(frame, _LENS, alpha=0.22)
            canvas.stroke(frame, colour, 0.028, closed=True)
        rims.append((x, rx))
    return rims
