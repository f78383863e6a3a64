"""Human eyes and brows: lids, irises, lashes and what a mood does to them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from .canvas import Colour, darker, ellipse, mix
from .drawing import Drawing
from .moe_eyes import draw_moe_eye, moe_shapes
from .parts import Part, part

# Heights of upper and lower lid from the inner to the outer corner, in half heights of the eye.
_ACROSS = np.linspace(-1, 1, 9)
_SIX_TIMES = np.concatenate([_ACROSS, _ACROSS[::-1], _ACROSS, _ACROSS[::-1], _ACROSS, _ACROSS])
_ROUND = np.sqrt(1 - _ACROSS**2)
_LIDS = {
    "anime": (
        np.array([0.3, -0.5, -0.8, -0.95, -1, -0.98, -0.9, -0.68, -0.1]),
        np.array([0.3, 0.74, 0.9, 0.97, 1, 0.98, 0.9, 0.66, -0.1]),
    ),
    "cartoon": (-_ROUND, _ROUND),
    "almond": (
        np.array([0.1, -0.45, -0.75, -0.93, -1, -0.92, -0.75, -0.45, -0.05]),
        np.array([0.1, 0.4, 0.62, 0.76, 0.8, 0.76, 0.62, 0.36, -0.05]),
    ),
}
_LASH = np.array([0.15, 0.55, 0.85, 1, 1, 1, 1.1, 1.25, 0.7])  # how thick, from the inner to the outer corner
_WING = (1.16, -0.42)  # where the lashes of the outer corner end
_FOLD, _LOWER = slice(2, 8), slice(4, 8)  # parts of the lids with a fold above, with a line below
_HEIGHTS = {"anime": 0.95, "cartoon": 0.95, "dot": 0.8, "almond": 0.55, "moe": 0.95}
_OPENING = {"narrow": 0.5, "wide": 1.12}
_LEAST, _LOWEST = 0.05, 0.29  # least half height, and how low eyes reach: the mouth needs its place
_NARROWEST = 0.25  # share of its width from which on an eye at the edge of the face is drawn
_SET_BACK = 0.03  # of an eye behind the bridge of a nose in profile
_IRIS = {"anime": (0.66, 1.04), "cartoon": (0.5, 0.62), "almond": (0.5, 1.05)}  # shares of the eye
_BOW = np.stack([_ACROSS, 1 - _ACROSS**2], axis=1)[::2]  # a shut lid
_DISC = ellipse(0, 0, 1, 1, count=16)
# Rim, iris, glow, pupil and two lights: places in a left or right iris, and shares of it.
_DISCS = (_DISC, _DISC, _DISC, _DISC[::2], _DISC[::2], _DISC[::4])
_PLACES = ((0, 0), (0, 0.14), (0, 0.56), (0, 0), (-0.38, -0.42), (0.36, 0.48))
_SHARES = ((1, 1), (0.82, 0.84), (0.6, 0.36), (0.9, 0.85), (0.3, 0.25), (0.16, 0.13))
_PARTS = [
    slice(end - len(disc), end) for disc, end in zip(_DISCS, np.cumsum([len(d) for d in _DISCS]), strict=True)
]
_UNIT_IRISES = {
    side: np.concatenate(
        [disc * share + (x * side, y) for disc, (x, y), share in zip(_DISCS, _PLACES, _SHARES, strict=True)]
    )
    for side in (-1, 1)
}
_PUPIL = _PARTS[3]
_WHITE, _PATCH = (250, 250, 250), (25, 22, 25)


@dataclass(frozen=True, slots=True)
class _Eye:
    """An eye as it looks straight from the front: its middle, half its width and height."""

    drawing: Drawing
    side: int
    x: float
    y: float
    half: float
    tall: float

    def lay(self, *shapes: np.ndarray) -> list[np.ndarray]:
        """Shapes (n, 2) in half widths outward and half heights downward, as the view shows them."""
        points = np.concatenate(shapes)
        points[:, 1] -= self.drawing.design.face.eye_tilt * points[:, 0]
        placed = self.drawing.skull.wrap(points * (self.side * self.half, self.tall) + (self.x, self.y))
        placed[:, 0] -= _SET_BACK * self.drawing.profile * self.drawing.side
        ends = list(accumulate(len(shape) for shape in shapes))
        return [placed[start:end] for start, end in pairwise([0, *ends])]


def eye_level(drawing: Drawing) -> float:
    """Height of the eyes; anime sets them lower."""
    lower = 0.03 if drawing.style.anime else 0.0
    return drawing.design.face.eye_height + lower + drawing.nod


def eye_place(drawing: Drawing, side: int) -> tuple[float, float]:
    """Offset of the middle of an eye that looks straight from the front, and half its width."""
    face = drawing.design.face
    x = 0.37 * face.width * float(np.sin(np.deg2rad(face.eye_spacing)))
    return side * x, min(face.eye_size * drawing.style.eye_scale, 0.84 * x)


@part(Part.EYE)
def draw_eye(drawing: Drawing, side: int) -> None:
    """Draw the eye and brow of a side, -1 the left or 1 the right, where the yaw leaves it in sight."""
    face, style, mood = drawing.design.face, drawing.style, drawing.pose.eyes
    (x, half), y = eye_place(drawing, side), eye_level(drawing)
    high = face.eye_size * style.eye_scale * face.eye_aspect * _HEIGHTS[style.eyes]
    eye = _Eye(drawing, side, x, y, half, max(min(high, _LOWEST - y), _LEAST))
    lift, tilt = -1 - 0.6 * face.brow_height / eye.tall, 0.055 * drawing.pose.brows / eye.tall
    brow = np.array([(-0.95, lift + tilt), (0.05, lift - 0.12), (1.05, lift - 0.6 * tilt)])
    dark = style.contour(drawing.hair) if style.line_tint > 0.5 else style.line_colour
    shut = mood in ("closed", "happy") or (mood == "wink" and side > 0)
    covered = drawing.design.marks.eyepatch and side > 0
    if covered:
        shapes = [_DISC[::2] * (1.3, 1.15)]
    elif shut:
        shapes = [_BOW * (1, 0.35 if mood == "closed" else -0.6)]
    elif style.eyes == "dot":
        shapes = [_DISC[::2] * (max(0.42, 0.02 / half), 0.62)]
    elif style.eyes == "moe":
        shapes = moe_shapes(drawing, side, eye.tall, _OPENING.get(mood, 1.0))
    else:
        shapes = _open_eye(eye, _OPENING.get(mood, 1.0))
    brow, *shapes = eye.lay(brow, *shapes)
    if abs(brow[-1, 0] - brow[0, 0]) < 2 * _NARROWEST * half:
        return
    _draw_brow(drawing, brow)
    if covered:
        drawing.canvas.part = Part.EYEPATCH
        strap = drawing.skull.wrap([(-0.4, y - 0.3), (x, y), (0.41, y - 0.06)])
        drawing.canvas.stroke(strap, _PATCH, 0.025, curved=False)
        drawing.canvas.fill(shapes[0], _PATCH)
    elif shut:
        drawing.canvas.part = Part.SHUT_EYE
        drawing.canvas.stroke(shapes[0], dark, max(style.line, 0.016) * 1.5)
    elif style.eyes == "dot":
        drawing.canvas.fill(shapes[0], mix(dark, style.paint(face.eye_colour), 0.25))
    elif style.eyes == "moe":
        draw_moe_eye(drawing, shapes, dark)
    else:
        _draw_open_eye(drawing, shapes, dark)


@part(Part.BROW)
def _draw_brow(drawing: Drawing, brow: np.ndarray) -> None:
    drawing.canvas.stroke(brow, darker(drawing.hair, 0.55), drawing.design.face.brow_width)


def _open_eye(eye: _Eye, opening: float) -> list[np.ndarray]:
    """Outline, lashes, lower lid, fold and iris of an eye, in its own units."""
    style, lashes = eye.drawing.style, eye.drawing.design.face.lashes
    upper, lower = (lid * opening for lid in _LIDS[style.eyes])
    thick = max(style.line, 0.014) * 1.2
    if style.eyes == "anime":
        thick += 0.012 + 0.02 * lashes
    thick /= eye.tall
    heights = np.concatenate(
        [upper, lower[::-1], upper - thick * _LASH, upper[::-1], lower, upper - thick - 0.2]
    )
    lids = np.stack([_SIX_TIMES, heights], axis=1)
    if lashes > 0.3:
        lids[26] = _WING
    outline, lash, below, fold = lids[:18], lids[18:36], lids[36:45], lids[45:][_FOLD]
    return [outline, lash, below, fold, _iris(eye, upper, lower)]


def _draw_open_eye(drawing: Drawing, shapes: list[np.ndarray], dark: Colour) -> None:
    style, canvas = drawing.style, drawing.canvas
    outline, lash, below, fold, iris = shapes
    canvas.fill(outline, style.paper if style.tones == "line" else _WHITE, curved=False)
    _draw_iris(drawing, iris, dark)
    canvas.fill(lash, dark, curved=False)
    thin = max(style.line, 0.012) * 0.6
    if style.eyes == "anime":
        canvas.stroke(below[_LOWER], mix(dark, drawing.skin, 0.3), thin, curved=False)
        canvas.stroke(fold, mix(dark, drawing.skin, 0.5), thin, curved=False)
    else:
        canvas.stroke(below, dark, thin, curved=False)


def _iris(eye: _Eye, upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """The parts of an iris one after the other, in the eye's own units and cut by its lids."""
    style, face, (right, down) = eye.drawing.style, eye.drawing.design.face, eye.drawing.pose.gaze
    wide, high = _IRIS[style.eyes]
    round_one = wide * eye.half / eye.tall
    high = (
        min(high, 1.75 * round_one) if style.eyes == "anime" else max(min(high, 1.75 * round_one), round_one)
    )
    iris = _UNIT_IRISES[eye.side].copy()
    iris[_PUPIL] *= face.pupil
    iris *= (wide, high)
    iris += (right * eye.side * (1 - wide) * 0.75, down * 0.15)
    x = iris[:, 0]
    iris[:, 1] = np.minimum(
        np.maximum(iris[:, 1], np.interp(x, _ACROSS, upper)), np.interp(x, _ACROSS, lower)
    )
    return iris


@part(Part.PUPIL)
def _draw_iris(drawing: Drawing, shapes: np.ndarray, dark: Colour) -> None:
    style, canvas = drawing.style, drawing.canvas
    colour = style.paint(drawing.design.face.eye_colour)
    rim, iris, glow, pupil, light, glint = (shapes[part] for part in _PARTS)
    canvas.fill(rim, mix(darker(colour, 0.42), dark, 0.25), curved=False)
    canvas.part = Part.IRIS
    canvas.fill(iris, colour, curved=False)
    if style.eyes == "anime":
        canvas.fill(glow, mix(colour, _WHITE, 0.4), curved=False)
    canvas.part = Part.PUPIL
    canvas.fill(pupil, darker(mix(dark, colour, 0.2), 0.6))
    if style.shine > 0.1:
        canvas.fill(light, (255, 255, 255))
    if style.eyes == "anime" and style.shine > 0.35:
        canvas.fill(glint, mix(colour, (255, 255, 255), 0.8))
