"""The human head: skull, ears, nose, mouth and what comes and goes on the cheeks."""

from __future__ import annotations

import numpy as np

from .canvas import Colour, ellipse, mix
from .drawing import Drawing
from .eyes import draw_eye
from .marks import draw_beard, draw_glasses, draw_moustache, draw_skin_marks
from .parts import Part, part

_EAR, _NOSE_TIP, _MOUTH = (0.42, 0.07), 0.205, 0.335  # radius and height of ears, heights of the others
_EAR_FLAP = np.array(
    [(-0.3, 0.8), (-0.7, 0.1), (-0.75, -0.6), (-0.1, -1.0), (0.6, -0.8), (0.7, 0.1), (0.2, 0.95)]
)
_EAR_FOLD = np.array([(0.35, -0.55), (-0.3, -0.6), (-0.25, 0.05), (0.1, 0.35)])
_EARRING_Y = 0.19
_OPEN_MOUTH = np.array([(-1, 0), (-0.5, -0.012), (0.5, -0.012), (1, 0), (0.72, 0.7), (0, 1), (-0.72, 0.7)])
_GAPES = {"open": 0.05, "shout": 0.1, "teeth": 0.045}
_BENDS = {"smile": 0.045, "frown": -0.04, "line": 0.005, "small": 0.0, "wavy": 0.0}
_TEAR = np.array([(-0.03, 0.14), (0.03, 0.14), (0.04, 0.42), (-0.04, 0.42)])
_TEETH, _THROAT, _TONGUE = (245, 245, 240), (150, 50, 55), (220, 110, 110)
_FLUSH, _WATER = (240, 110, 110), (170, 215, 250)


@part(Part.SKIN)
def draw_head(drawing: Drawing) -> None:
    """Draw skull, ears and features, without hair."""
    skull, style = drawing.skull, drawing.style
    _draw_ears(drawing, behind=True)
    drawing.shape(skull.contour, drawing.skin, curved=False)
    if drawing.away:
        _draw_ears(drawing, behind=False)
        return
    if style.shading != "none":
        shadow, alpha = style.shadow(drawing.skin), 0.6 if style.shading == "cel" else 0.35
        drawing.canvas.fill(skull.near_cheek(0.1 + 0.05 * style.depth), shadow, alpha=alpha, curved=False)
        if drawing.design.hair.back == "bald":
            x = 0.16 * drawing.side
            drawing.canvas.fill(
                ellipse(x, -0.36, 0.1, 0.05, 0.5 * drawing.side, 8), style.light(drawing.skin)
            )
    _draw_ears(drawing, behind=False)
    draw_skin_marks(drawing)
    for side in (-1, 1):
        draw_eye(drawing, side)
    draw_beard(drawing)
    _draw_nose(drawing)
    _draw_mouth(drawing)
    draw_moustache(drawing)
    draw_glasses(drawing)


@part(Part.EAR)
def _draw_ears(drawing: Drawing, behind: bool) -> None:
    """Draw the ears in sight: those at the edge of the head, `behind` it, or those on its side."""
    face, marks, canvas = drawing.design.face, drawing.design.marks, drawing.canvas
    radius, y = _EAR
    for side in (-1, 1):
        x, toward = drawing.turned(side * 97, radius * face.width)
        if toward < -0.35 or (toward < 0.3) != behind:
            continue
        size = 0.09 * face.ear
        out = np.sign(x) if behind else -drawing.side
        scale = (-out * size * (0.65 + 0.3 * max(toward, 0)), size)
        drawing.shape(_EAR_FLAP * scale + (x, y), drawing.skin)
        if not behind and drawing.style.line:
            canvas.stroke(
                _EAR_FOLD * scale + (x, y), drawing.style.contour(drawing.skin), drawing.style.line * 0.7
            )
        if marks.earrings is not None:
            _draw_earring(drawing, x, drawing.style.paint(marks.earrings))


@part(Part.EARRING)
def _draw_earring(drawing: Drawing, x: float, colour: Colour) -> None:
    drawing.canvas.fill(ellipse(x, _EARRING_Y, 0.028, 0.038, count=6), colour)


@part(Part.NOSE)
def _draw_nose(drawing: Drawing) -> None:
    """Draw the nose; in profile the contour shows it and a nostril remains."""
    face, style, canvas = drawing.design.face, drawing.style, drawing.canvas
    if style.nose == "none":
        return
    dark, width = mix(style.contour(drawing.skin), drawing.skin, 0.25), style.line or 0.012
    size, y = 0.05 * face.nose, _NOSE_TIP + drawing.nod
    aside, ahead = drawing.profile > 0.6, drawing.side
    [(x, y)] = drawing.skull.wrap([(-0.06 * ahead if aside else 0.0, y)])
    if aside:
        canvas.stroke([(x - 0.012 * ahead, y + 0.03), (x + 0.012 * ahead, y + 0.026)], dark, width * 0.8)
    elif style.anime:
        _draw_small_nose(drawing, x, y, dark)
    elif style.nose == "dot":
        canvas.fill(ellipse(x, y, 0.012, 0.012, count=6), dark)
    elif style.nose == "line":
        bridge, tip = (x - 0.3 * ahead * size, y - size), (x + 0.6 * ahead * size, y)
        canvas.stroke([bridge, tip, (x - 0.4 * ahead * size, y + 0.2 * size)], dark, width)
    else:
        canvas.fill(ellipse(x, y, size * 0.9, size, count=8), style.shadow(drawing.skin), alpha=0.6)
        nostrils = [(x - size, y + size * 0.5), (x, y + size * 1.1), (x + size, y + size * 0.5)]
        canvas.stroke(nostrils, dark, width)


def _draw_small_nose(drawing: Drawing, x: float, y: float, dark: Colour) -> None:
    """Draw no more of a nose than anime does: a point, a tick or a wedge of shadow."""
    style, canvas, ahead = drawing.style, drawing.canvas, drawing.side
    size = 0.02 + 0.015 * drawing.design.face.nose
    if style.nose == "dot":
        canvas.fill(ellipse(x, y, 0.012, 0.01, count=5), dark)
    elif style.nose == "line":
        canvas.stroke([(x, y - size), (x + 0.5 * ahead * size, y)], dark, style.line * 0.8)
    else:
        wedge = [
            (x + 0.3 * ahead * size, y - size),
            (x + 0.7 * ahead * size, y),
            (x - ahead * size, y + 0.3 * size),
        ]
        canvas.fill(wedge, style.shadow(drawing.skin), curved=False)


@part(Part.MOUTH)
def _draw_mouth(drawing: Drawing) -> None:
    face, style, mood = drawing.design.face, drawing.style, drawing.pose.mouth
    half = 0.095 * face.mouth * (1 + 0.7 * drawing.profile) * (0.85 if style.anime else 1.0)
    place = np.array((0.0, _MOUTH + drawing.nod * 0.7))
    dark, width = mix(style.contour(drawing.skin), (70, 20, 20), 0.4), style.line or 0.014
    if mood in _GAPES:
        _draw_open_mouth(drawing, place, half, dark, width)
        return
    if mood == "small":
        half *= 0.45
    bend = _BENDS[mood]
    middle = [(-0.3 * half, bend + 0.012), (0.3 * half, bend - 0.012)] if mood == "wavy" else [(0.0, bend)]
    line = drawing.skull.wrap([(-half, 0.0), *middle, (half, 0.0)] + place)
    drawing.canvas.stroke(line, dark, width)


def _draw_open_mouth(drawing: Drawing, place: np.ndarray, half: float, dark: Colour, width: float) -> None:
    style, mood, wrap = drawing.style, drawing.pose.mouth, drawing.skull.wrap
    gape = _GAPES[mood]
    drawing.canvas.part = Part.TEETH if mood == "teeth" else Part.OPEN_MOUTH
    hole = wrap(_OPEN_MOUTH * (half, gape) + place)
    drawing.canvas.fill(hole, _TEETH if mood == "teeth" else style.paint(_THROAT), dark, width)
    if mood == "shout" and style.shading != "none":
        tongue = ellipse(place[0], place[1] + gape * 0.7, half * 0.5, gape * 0.24, count=6)
        drawing.canvas.fill(wrap(tongue), style.paint(_TONGUE))


@part(Part.BLUSH)
def draw_flush(drawing: Drawing) -> None:
    """Draw reddened cheeks and tears, which come and go and are no part of who somebody is."""
    pose, wrap = drawing.pose, drawing.skull.wrap
    if not (pose.blush or pose.tears):
        return
    for side in (-1, 1):
        if drawing.turned(side * 36)[1] < 0.15:
            continue
        if pose.blush:
            cheek = wrap(ellipse(side * 0.23, 0.235 + drawing.nod, 0.085, 0.045, count=8))
            drawing.canvas.fill(cheek, drawing.style.paint(_FLUSH), alpha=0.4)
        if pose.tears:
            _draw_tear(drawing, wrap(_TEAR + (side * 0.22, 0)))


@part(Part.TEARS)
def _draw_tear(drawing: Drawing, shape: np.ndarray) -> None:
    drawing.canvas.fill(shape, _WATER, alpha=0.8)
