"""Human eyes and brows: lids, irises, lashes and what a mood does to them."""

from __future__ import annotations

import numpy as np

from .canvas import Colour, darker, ellipse, mix
from .drawing import Drawing

# Round the eye from the left corner over the upper lid, in half widths and heights.
_OUTLINE = np.array([(-1, 0), (-0.55, -0.8), (0.55, -0.8), (1, 0), (0.6, 0.75), (-0.6, 0.75)])
_LEFT, _RIGHT = 0, 3
_UPPER_LID, _LOWER_LID = [0, 1, 2, 3], [3, 4, 5, 0]
_HEIGHTS = {"anime": 0.95, "cartoon": 0.95, "dot": 0.8, "almond": 0.55}
_OPENING = {"narrow": 0.5, "wide": 1.15}
_WHITE, _PATCH = (250, 250, 250), (25, 22, 25)


def draw_eye(drawing: Drawing, side: int) -> None:
    """Draw the eye and brow of a side, -1 the left or 1 the right, where the yaw leaves it in sight."""
    face, style, mood = drawing.design.face, drawing.style, drawing.pose.eyes
    x, toward = drawing.turned(side * face.eye_spacing)
    if toward < 0.12:
        return
    x, y = x * face.width, face.eye_height + drawing.nod
    dark = style.contour(drawing.hair) if style.line_tint > 0.5 else style.line_colour
    half = face.eye_size * style.eye_scale * min(0.35 + 0.65 * toward, 1.0)
    tall = face.eye_size * style.eye_scale * face.eye_aspect * _HEIGHTS[style.eyes]
    _draw_brow(drawing, side, x, y - tall - face.brow_height * 0.6, half)
    if drawing.design.marks.eyepatch and side > 0:
        drawing.canvas.fill(ellipse(x, y, half * 1.3, tall * 1.2, count=8), _PATCH)
    elif mood in ("closed", "happy") or (mood == "wink" and side > 0):
        bow = 0.45 if mood == "closed" else -0.6
        lid = [(x - half, y), (x, y + tall * bow), (x + half, y)]
        drawing.canvas.stroke(lid, dark, max(style.line, 0.016) * 1.5)
    else:
        _draw_open_eye(drawing, side, x, y, half, tall * _OPENING.get(mood, 1.0), dark)


def _draw_open_eye(
    drawing: Drawing, side: int, x: float, y: float, half: float, tall: float, dark: Colour
) -> None:
    face, style, canvas = drawing.design.face, drawing.style, drawing.canvas
    if style.eyes == "dot":
        dot = ellipse(x, y, max(half * 0.42, 0.02), tall * 0.62, count=8)
        canvas.fill(dot, mix(dark, style.paint(face.eye_colour), 0.25))
        return
    tilt = face.eye_tilt * side * tall
    outline = _OUTLINE * (half, tall) + (x, y)
    outline[_LEFT, 1] += tilt
    outline[_RIGHT, 1] -= tilt
    canvas.fill(outline, style.paper if style.tones == "line" else _WHITE)
    _draw_iris(drawing, x, y, half, tall, dark)
    width = max(style.line, 0.016)
    lashes = face.lashes if style.eyes == "anime" else 0.0
    canvas.stroke(outline[_UPPER_LID], dark, width * (1.0 + 1.6 * lashes))
    if style.eyes in ("cartoon", "almond"):
        canvas.stroke(outline[_LOWER_LID], dark, width * 0.7)
    if face.lashes > 0.6:
        corner = outline[_RIGHT if side > 0 else _LEFT]
        canvas.stroke([corner, corner + (0.035 * side, -0.04)], dark, width)


def _draw_iris(drawing: Drawing, x: float, y: float, half: float, tall: float, dark: Colour) -> None:
    face, style, canvas = drawing.design.face, drawing.style, drawing.canvas
    colour = style.paint(face.eye_colour)
    wide, high = (0.5, 0.55) if style.eyes == "cartoon" else (0.66, 0.86)
    rx = half * wide
    ry = min(tall * high, rx * 1.7)
    x += drawing.pose.gaze[0] * (half - rx) * 0.8
    y += drawing.pose.gaze[1] * max(tall - ry, 0) * 0.6
    canvas.fill(ellipse(x, y, rx, ry, count=8), darker(colour, 0.6), dark, style.line * 0.7)
    canvas.fill(ellipse(x, y + ry * 0.3, rx * 0.75, ry * 0.6, count=8), colour)
    canvas.fill(ellipse(x, y, rx * face.pupil, ry * face.pupil, count=8), darker(dark, 0.6))
    if style.shine > 0.15:
        canvas.fill(ellipse(x - rx * 0.35, y - ry * 0.4, rx * 0.3, ry * 0.26, count=6), (255, 255, 255))


def _draw_brow(drawing: Drawing, side: int, x: float, y: float, half: float) -> None:
    tilt = 0.055 * drawing.pose.brows
    inner, outer = (x - side * half, y + tilt), (x + side * half * 1.1, y - tilt * 0.6)
    middle = (inner[0] + outer[0]) / 2, (inner[1] + outer[1]) / 2 - 0.025
    colour = darker(drawing.hair, 0.55)
    drawing.canvas.stroke([inner, middle, outer], colour, drawing.design.face.brow_width)
