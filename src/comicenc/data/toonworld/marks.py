"""What tells one face from another beside its shape: freckles, scars, beards, glasses."""

from __future__ import annotations

import numpy as np

from .canvas import ellipse, mix
from .drawing import Drawing
from .eyes import eye_level, eye_place
from .parts import Part, part

_FRECKLES = np.array([(0.17, 0.2), (0.21, 0.225), (0.25, 0.2)])
_MOLE, _BLOOD, _LIPS = (40, 25, 25), (150, 40, 40), (150, 70, 65)
_STUBBLE, _SHADES, _LENS = (70, 70, 75), (25, 25, 32), (215, 235, 250)
_SCAR = np.array([(0.21, -0.1), (0.23, 0.08), (0.19, 0.27)])
_CHEEK_LINE = np.array([(0.16, 0.2), (0.21, 0.27), (0.19, 0.36)])
_FOREHEAD_LINE = np.array([(-0.15, -0.2), (0, -0.215), (0.15, -0.2)])
_PAINT = np.array([(0.16, 0.2), (0.3, 0.18), (0.23, 0.3)])
_IN_SIGHT = 0.15  # cosine towards the reader from which on marks on a cheek show
_CHEEK = 36  # degrees of longitude
# Upper edge of a beard from ear to ear round the mouth, and its lower one back; the lowest points hang.
_BEARD = np.array([
    (-0.42, 0.06), (-0.3, 0.25), (-0.13, 0.265), (0, 0.28), (0.13, 0.265), (0.3, 0.25), (0.42, 0.06),
    (0.37, 0.32), (0.25, 0.47), (0.11, 0.5), (-0.11, 0.5), (-0.25, 0.47), (-0.37, 0.32),
])  # fmt: skip
_HANGS = slice(9, 11)
_BEARDS = {"full": 0.6, "long": 0.95}  # how low they hang
_BUSHY = 1.05  # how far they stand out aside
_MOUSTACHES = {"thin": (0.02, 0.13, 0.05), "thick": (0.05, 0.17, 0.05), "handlebar": (0.045, 0.24, -0.06)}


@part(Part.SKIN_MARK)
def draw_skin_marks(drawing: Drawing) -> None:
    """Draw what lies on the skin: paint, freckles, a mole, a scar, wrinkles."""
    marks, canvas, skin, wrap = drawing.design.marks, drawing.canvas, drawing.skin, drawing.skull.wrap
    dark = drawing.style.contour(skin)
    sides = [side for side in (-1, 1) if drawing.turned(side * _CHEEK)[1] > _IN_SIGHT]
    for side in sides:
        if marks.paint is not None:
            canvas.fill(wrap(_PAINT * (side, 1)), drawing.style.paint(marks.paint), curved=False)
        if marks.freckles:
            for x, y in wrap(_FRECKLES * (side, 1) + (0, drawing.nod)):
                canvas.fill(ellipse(x, y, 0.011, 0.011, count=5), mix(skin, dark, 0.5))
        if marks.wrinkles:
            canvas.stroke(wrap(_CHEEK_LINE * (side, 1)), mix(skin, dark, 0.7), 0.012)
    if marks.mole in sides:
        [(x, y)] = wrap([(marks.mole * 0.15, 0.3)])
        canvas.fill(ellipse(x, y, 0.016, 0.016, count=6), _MOLE)
    if marks.scar in sides:
        canvas.stroke(wrap(_SCAR * (marks.scar, 1)), mix(skin, _BLOOD, 0.6), 0.022)
    if marks.wrinkles:
        canvas.stroke(wrap(_FOREHEAD_LINE), mix(skin, dark, 0.55), 0.012)


@part(Part.BEARD)
def draw_beard(drawing: Drawing) -> None:
    """Draw the beard, and lips in it, on which the mouth is drawn."""
    beard, canvas, wrap = drawing.design.marks.beard, drawing.canvas, drawing.skull.wrap
    if beard == "none":
        return
    aside = 1 + 0.7 * drawing.profile  # faces are sharp before the mouth, so that little would show
    if beard == "stubble":
        canvas.fill(wrap(_BEARD * (0.97, 0.97)), mix(drawing.skin, _STUBBLE, 0.6), alpha=0.4)
    elif beard == "goatee":
        drawing.shape(wrap(ellipse(0, 0.47, 0.11 * aside, 0.1, count=8)), drawing.hair)
    else:
        hair = _BEARD.copy()
        hair[_HANGS, 1] = _BEARDS[beard]
        drawing.shape(wrap(hair) * (_BUSHY, 1), drawing.hair)
        half, y = 0.1 * drawing.design.face.mouth * aside, 0.34 + drawing.nod * 0.7
        canvas.fill(wrap(ellipse(0, y, half, 0.03, count=8)), mix(drawing.skin, _LIPS, 0.4))


@part(Part.BEARD)
def draw_moustache(drawing: Drawing) -> None:
    """Draw the moustache, over the upper lip."""
    kind = drawing.design.marks.moustache
    if kind == "none":
        return
    tall, wide, tip = _MOUSTACHES[kind]
    high, low = 0.26 - tall * 0.4, 0.27 + tall
    upper = [(-wide, 0.28 + tip), (-wide * 0.5, high), (0, 0.25), (wide * 0.5, high)]
    lower = [(wide, 0.28 + tip), (wide * 0.5, low), (0, 0.265 + tall * 0.6), (-wide * 0.5, low)]
    hairs = drawing.skull.wrap(np.array(upper + lower) + (0, drawing.nod * 0.7))
    drawing.shape(hairs, drawing.hair, thin=0.7)


@part(Part.GLASSES)
def draw_glasses(drawing: Drawing) -> None:
    """Draw frames, glass, bridge and temples."""
    kind, canvas = drawing.design.marks.glasses, drawing.canvas
    if kind == "none":
        return
    colour, y = drawing.style.paint(drawing.design.marks.glasses_colour), eye_level(drawing)
    rims = _draw_rims(drawing, y)
    if len(rims) == 2:
        left, right = rims
        canvas.stroke([(left[:, 0].max(), y), (right[:, 0].min(), y)], colour, 0.024)
    for side in (-1, 1):
        x, toward = drawing.turned(side * 85, 0.42)
        if toward > 0 and rims and kind != "monocle":
            rim = rims[0][:, 0].min() if side < 0 else rims[-1][:, 0].max()
            canvas.stroke([(rim, y), (x, y - 0.02)], colour, 0.024)


def _draw_rims(drawing: Drawing, y: float) -> list[np.ndarray]:
    """Draw the glasses in sight, left to right; gives the outline of each."""
    kind, canvas = drawing.design.marks.glasses, drawing.canvas
    colour, rims = drawing.style.paint(drawing.design.marks.glasses_colour), []
    for side in (-1, 1):
        x, half = eye_place(drawing, side)
        if drawing.turned(side * drawing.design.face.eye_spacing)[1] < 0.1 or (
            kind == "monocle" and side < 0
        ):
            continue
        size = min(max(half * 1.3, 0.13), 0.92 * abs(x))
        if kind == "square":
            frame = ellipse(x, y, size * 1.1, size, turn=0.785, count=4)
        elif kind == "half":
            frame = ellipse(x, y + 0.05, size, size * 0.6, count=10)
        else:
            frame = ellipse(x, y, size, size, count=10)
        frame = drawing.skull.wrap(frame)
        if kind == "shades":
            canvas.fill(frame, _SHADES, colour, 0.02)
        else:
            canvas.fill(frame, _LENS, alpha=0.22)
            canvas.stroke(frame, colour, 0.028, closed=True)
        rims.append(frame)
    return rims
