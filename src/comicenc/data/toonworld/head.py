"""The human head: skull, ears, nose, mouth and what comes and goes on the cheeks."""

from __future__ import annotations

import numpy as np

from .canvas import Colour, ellipse, mix
from .drawing import Drawing
from .eyes import draw_eye
from .marks import draw_facial_hair, draw_glasses, draw_skin_marks
from .sheet import Face

# Contour from the crown by the side that is looked at, the chin, and back by the other side.
# fmt: off
_FRONT = np.array([
    (0, -0.5), (0.23, -0.47), (0.38, -0.33), (0.43, -0.1), (0.405, 0.13), (0.31, 0.34), (0.14, 0.475),
    (0, 0.5), (-0.14, 0.475), (-0.31, 0.34), (-0.405, 0.13), (-0.43, -0.1), (-0.38, -0.33), (-0.23, -0.47),
])
_PROFILE = np.array([
    (0.02, -0.5), (0.25, -0.44), (0.36, -0.28), (0.355, -0.05), (0.4, 0.13), (0.345, 0.27), (0.29, 0.45),
    (0.17, 0.49), (0.0, 0.4), (-0.12, 0.27), (-0.27, 0.2), (-0.42, -0.03), (-0.4, -0.28), (-0.2, -0.46),
])
# fmt: on
_JAW, _CHIN, _NOSE, _LOWEST = slice(5, 10), slice(6, 9), 4, 7  # which of these points are what

_EAR, _NOSE_TIP, _MOUTH = (0.42, 0.06), (0.42, 0.21), (0.37, 0.335)  # at which radius and height they sit
_EARRING_Y = 0.17
_OPEN_MOUTH = np.array([(-1, -0.01), (0, -0.02), (1, -0.01), (0.6, 0), (-0.6, 0)])
_LOWER_LIP = slice(3, None)
_GAPES = {"open": 0.05, "shout": 0.1, "teeth": 0.045}
_BENDS = {"smile": 0.045, "frown": -0.04, "line": 0.005, "small": 0.0, "wavy": 0.0}
_TEAR = np.array([(-0.03, 0.14), (0.03, 0.14), (0.04, 0.42), (-0.04, 0.42)])
_TEETH, _THROAT, _TONGUE = (245, 245, 240), (150, 50, 55), (220, 110, 110)
_FLUSH, _WATER = (240, 110, 110), (170, 215, 250)


def _contour(face: Face, drawing: Drawing) -> np.ndarray:
    front, profile = _FRONT.copy(), _PROFILE.copy()
    front[_JAW, 0] *= face.jaw
    front[_CHIN, 0] *= face.chin
    profile[_NOSE, 0] += 0.05 * (face.nose - 0.6)
    contour = front * (1 - drawing.profile) + profile * drawing.profile
    contour[:, 0] *= face.width * drawing.side
    return contour


def draw_head(drawing: Drawing) -> None:
    """Draw skull, ears and features, without hair."""
    contour = _contour(drawing.design.face, drawing)
    if drawing.away:
        _draw_ears(drawing)
        drawing.shape(contour, drawing.skin)
        return
    drawing.shape(contour, drawing.skin)
    if drawing.style.shading != "none":
        _draw_cheek_shadow(drawing, contour)
    _draw_ears(drawing)
    draw_skin_marks(drawing)
    for side in (-1, 1):
        draw_eye(drawing, side)
    _draw_nose(drawing)
    _draw_mouth(drawing)
    draw_facial_hair(drawing)
    draw_glasses(drawing)


def _draw_cheek_shadow(drawing: Drawing, contour: np.ndarray) -> None:
    """Shade the cheek that is turned away."""
    style, far = drawing.style, -drawing.side
    half = slice(_LOWEST, None) if far < 0 else slice(_LOWEST + 1)
    inner = contour * (0.72, 1.0) + (0.2 * -far, -0.04)
    shade = np.concatenate([contour[half], inner[half][::-1]])
    drawing.canvas.fill(shade, style.shadow(drawing.skin), alpha=0.55 if style.shading == "cel" else 0.3)


def _draw_ears(drawing: Drawing) -> None:
    face, marks = drawing.design.face, drawing.design.marks
    radius, y = _EAR
    for side in (-1, 1):
        x, toward = drawing.turned(side * 97, radius * face.width)
        if toward < -0.35:
            continue
        size = 0.075 * face.ear
        drawing.shape(ellipse(x, y, size * (0.45 + 0.4 * max(toward, 0)), size, count=8), drawing.skin)
        if marks.earrings is not None:
            ring = ellipse(x, _EARRING_Y, 0.025, 0.035, count=6)
            drawing.canvas.fill(ring, drawing.style.paint(marks.earrings))


def _draw_nose(drawing: Drawing) -> None:
    face, style, canvas = drawing.design.face, drawing.style, drawing.canvas
    if style.nose == "none" or drawing.profile > 0.85:
        return
    radius, y = _NOSE_TIP
    x, y = drawing.turned(0, radius)[0] * face.width, y + drawing.nod
    dark, width = mix(style.contour(drawing.skin), drawing.skin, 0.25), style.line or 0.012
    size = 0.05 * face.nose
    if style.nose == "dot":
        canvas.fill(ellipse(x, y, 0.012, 0.012, count=6), dark)
    elif style.nose == "line":
        ahead = drawing.side * size
        bridge, tip = (x - 0.3 * ahead, y - size), (x + 0.6 * ahead, y)
        canvas.stroke([bridge, tip, (x - 0.4 * ahead, y + 0.2 * size)], dark, width)
    else:
        canvas.fill(ellipse(x, y, size * 0.9, size, count=8), style.shadow(drawing.skin), alpha=0.6)
        nostrils = [(x - size, y + size * 0.5), (x, y + size * 1.1), (x + size, y + size * 0.5)]
        canvas.stroke(nostrils, dark, width)


def _draw_mouth(drawing: Drawing) -> None:
    face, style, mood = drawing.design.face, drawing.style, drawing.pose.mouth
    radius, y = _MOUTH
    x, toward = drawing.turned(0, radius)
    x, y = x * face.width, y + drawing.nod * 0.7
    half = 0.095 * face.mouth * max(0.35, toward)
    dark, width = mix(style.contour(drawing.skin), (70, 20, 20), 0.4), style.line or 0.014
    if mood in _GAPES:
        _draw_open_mouth(drawing, x, y, half, dark, width)
        return
    bend = _BENDS[mood]
    if mood == "small":
        half *= 0.45
    middle = [(x, y + bend)]
    if mood == "wavy":
        middle = [(x - half * 0.3, y + bend + 0.012), (x + half * 0.3, y + bend - 0.012)]
    drawing.canvas.stroke([(x - half, y), *middle, (x + half, y)], dark, width)


def _draw_open_mouth(drawing: Drawing, x: float, y: float, half: float, dark: Colour, width: float) -> None:
    style, mood = drawing.style, drawing.pose.mouth
    gape = _GAPES[mood]
    hole = _OPEN_MOUTH * (half, 1) + (x, y)
    hole[_LOWER_LIP, 1] += gape
    drawing.canvas.fill(hole, _TEETH if mood == "teeth" else style.paint(_THROAT), dark, width)
    if mood == "shout" and style.shading != "none":
        tongue = ellipse(x, y + gape * 0.75, half * 0.5, gape * 0.3, count=6)
        drawing.canvas.fill(tongue, style.paint(_TONGUE))


def draw_flush(drawing: Drawing) -> None:
    """Draw reddened cheeks and tears, which come and go and are no part of who somebody is."""
    for side in (-1, 1):
        x, toward = drawing.turned(side * 40)
        if toward < 0.15:
            continue
        if drawing.pose.blush:
            cheek = ellipse(x, 0.235, 0.085 * toward, 0.045, count=8)
            drawing.canvas.fill(cheek, drawing.style.paint(_FLUSH), alpha=0.4)
        if drawing.pose.tears:
            drawing.canvas.fill(_TEAR + (x, 0), _WATER, alpha=0.8)
