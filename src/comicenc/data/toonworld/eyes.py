"""Human eyes and brows: lids, irises, lashes and what a mood does to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .canvas import Colour, darker, ellipse, mix
from .drawing import Drawing

# Heights of upper and lower lid from the inner to the outer corner, in half heights of the eye.
_ACROSS = np.linspace(-1, 1, 9)
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
_HEIGHTS = {"anime": 0.95, "cartoon": 0.95, "dot": 0.8, "almond": 0.55}
_OPENING = {"narrow": 0.5, "wide": 1.12}
_LOWEST = 0.29  # how low large eyes reach: the mouth needs its place
_NARROWEST = 0.25  # share of its width from which on an eye at the edge of the face is drawn
_SET_BACK = 0.03  # of an eye behind the bridge of a nose in profile
_IRIS = {"anime": (0.66, 1.04), "cartoon": (0.5, 0.62), "almond": (0.5, 1.05)}  # shares of the eye
_BOW = np.stack([_ACROSS, 1 - _ACROSS**2], axis=1)[::2]  # a shut lid
_DISC = ellipse(0, 0, 1, 1, count=16)
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
        points = points - self.drawing.design.face.eye_tilt * points[:, :1] * (0, 1)
        placed = self.drawing.skull.wrap(points * (self.side * self.half, self.tall) + (self.x, self.y))
        placed[:, 0] -= _SET_BACK * self.drawing.profile * self.drawing.side
        return np.split(placed, np.cumsum([len(shape) for shape in shapes[:-1]]))


def eye_level(drawing: Drawing) -> float:
    """Height of the eyes; anime sets them lower."""
    lower = 0.03 if drawing.style.eyes == "anime" else 0.0
    return drawing.design.face.eye_height + lower + drawing.nod


def eye_place(drawing: Drawing, side: int) -> tuple[float, float]:
    """Offset of the middle of an eye that looks straight from the front, and half its width."""
    face = drawing.design.face
    x = 0.37 * face.width * float(np.sin(np.deg2rad(face.eye_spacing)))
    return side * x, min(face.eye_size * drawing.style.eye_scale, 0.84 * x)


def draw_eye(drawing: Drawing, side: int) -> None:
    """Draw the eye and brow of a side, -1 the left or 1 the right, where the yaw leaves it in sight."""
    face, style, mood = drawing.design.face, drawing.style, drawing.pose.eyes
    (x, half), y = eye_place(drawing, side), eye_level(drawing)
    high = face.eye_size * style.eye_scale * face.eye_aspect * _HEIGHTS[style.eyes]
    eye = _Eye(drawing, side, x, y, half, min(high, _LOWEST - y))
    bow = 0.35 if mood == "closed" else -0.6
    lift = -1 - 0.6 * face.brow_height / eye.tall
    tilt = 0.055 * drawing.pose.brows / eye.tall
    brow = np.array([(-0.95, lift + tilt), (0.05, lift - 0.12), (1.05, lift - 0.6 * tilt)])
    brow, lid, patch = eye.lay(brow, _BOW * (1, bow), _DISC[::2] * (1.3, 1.15))
    if abs(lid[-1, 0] - lid[0, 0]) < 2 * _NARROWEST * half:
        return
    drawing.canvas.stroke(brow, darker(drawing.hair, 0.55), face.brow_width)
    dark = style.contour(drawing.hair) if style.line_tint > 0.5 else style.line_colour
    if drawing.design.marks.eyepatch and side > 0:
        strap = drawing.skull.wrap([(-0.4, y - 0.3), (x, y), (0.41, y - 0.06)])
        drawing.canvas.stroke(strap, _PATCH, 0.025, curved=False)
        drawing.canvas.fill(patch, _PATCH)
    elif mood in ("closed", "happy") or (mood == "wink" and side > 0):
        drawing.canvas.stroke(lid, dark, max(style.line, 0.016) * 1.5)
    elif style.eyes == "dot":
        [dot] = eye.lay(_DISC[::2] * (max(0.42, 0.02 / half), 0.62))
        drawing.canvas.fill(dot, mix(dark, style.paint(face.eye_colour), 0.25))
    else:
        _draw_open_eye(eye, _OPENING.get(mood, 1.0), dark)


def _draw_open_eye(eye: _Eye, opening: float, dark: Colour) -> None:
    drawing, style, canvas = eye.drawing, eye.drawing.style, eye.drawing.canvas
    upper, lower = (lid * opening for lid in _LIDS[style.eyes])
    white = np.concatenate([np.stack([_ACROSS, upper], 1), np.stack([_ACROSS, lower], 1)[-2:0:-1]])
    lashes, anime = drawing.design.face.lashes, style.eyes == "anime"
    thick = (max(style.line, 0.014) * 1.2 + (0.012 + 0.02 * lashes) * anime) / eye.tall
    rising = np.stack([_ACROSS, upper - thick * _LASH], 1)
    wing = [_WING] if lashes > 0.3 else []
    lash = np.concatenate([rising, *([[_WING]] if wing else []), np.stack([_ACROSS, upper], 1)[::-1]])
    below = np.stack([_ACROSS, lower], 1)
    fold = np.stack([_ACROSS, upper - thick - 0.2], 1)[_FOLD]
    white, lash, below, fold, *iris = eye.lay(white, lash, below, fold, *_iris(eye, upper, lower))
    canvas.fill(white, style.paper if style.tones == "line" else _WHITE, curved=False)
    _draw_iris(eye, iris, dark)
    canvas.fill(lash, dark, curved=False)
    thin = max(style.line, 0.012) * 0.6
    if anime:
        canvas.stroke(below[_LOWER], mix(dark, drawing.skin, 0.3), thin, curved=False)
        canvas.stroke(fold, mix(dark, drawing.skin, 0.5), thin, curved=False)
    else:
        canvas.stroke(below, dark, thin, curved=False)


def _iris(eye: _Eye, upper: np.ndarray, lower: np.ndarray) -> list[np.ndarray]:
    """Rim, iris, glow, pupil and two lights, in the eye's own units and cut by its lids."""
    style, face, (right, down) = eye.drawing.style, eye.drawing.design.face, eye.drawing.pose.gaze
    wide, high = _IRIS[style.eyes]
    size = np.array((wide, min(high, 1.75 * wide * eye.half / eye.tall)))
    if style.eyes != "anime":
        size[1] = max(size[1], wide * eye.half / eye.tall)
    middle = np.array((right * eye.side * (1 - wide) * 0.75, down * 0.15))
    shapes = [
        _DISC * size + middle,
        _DISC * (0.82, 0.84) * size + middle + (0, 0.14 * size[1]),
        _DISC * (0.6, 0.36) * size + middle + (0, 0.56 * size[1]),
        _DISC[::2] * (0.9 * face.pupil, 0.85 * face.pupil) * size + middle,
        _DISC[::2] * (0.3, 0.25) * size + middle + (-0.38 * eye.side, -0.42) * size,
        _DISC[::4] * (0.16, 0.13) * size + middle + (0.36 * eye.side, 0.48) * size,
    ]
    for shape in shapes:
        shape[:, 0] = np.clip(shape[:, 0], -1, 1)
        shape[:, 1] = np.clip(
            shape[:, 1], np.interp(shape[:, 0], _ACROSS, upper), np.interp(shape[:, 0], _ACROSS, lower)
        )
    return shapes


def _draw_iris(eye: _Eye, shapes: list[np.ndarray], dark: Colour) -> None:
    style, canvas = eye.drawing.style, eye.drawing.canvas
    colour = style.paint(eye.drawing.design.face.eye_colour)
    rim, iris, glow, pupil, light, glint = shapes
    canvas.fill(rim, mix(darker(colour, 0.42), dark, 0.25), curved=False)
    canvas.fill(iris, colour, curved=False)
    if style.eyes == "anime":
        canvas.fill(glow, mix(colour, _WHITE, 0.4), curved=False)
    canvas.fill(pupil, darker(mix(dark, colour, 0.2), 0.6))
    if style.shine > 0.1:
        canvas.fill(light, (255, 255, 255))
    if style.eyes == "anime" and style.shine > 0.35:
        canvas.fill(glint, mix(colour, (255, 255, 255), 0.8))
