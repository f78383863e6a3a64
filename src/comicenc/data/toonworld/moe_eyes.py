"""Eyes as today's anime draws them: heavy upper lashes, little white beside a tall iris, light from below.

Shapes are in an eye's own units: half widths outward, half heights downward.
"""

from __future__ import annotations

import numpy as np

from .canvas import Colour, darker, ellipse, mix
from .drawing import Drawing
from .parts import Part

ACROSS = np.linspace(-1, 1, 9)
# Heights of upper and lower lid from the inner to the outer corner.
UPPER = np.array([0.12, -0.42, -0.76, -0.94, -1.0, -0.97, -0.86, -0.6, -0.12])
LOWER = np.array([0.3, 0.66, 0.86, 0.96, 1.0, 0.98, 0.92, 0.72, -0.02])
_THICK = np.array([0.25, 0.55, 0.8, 1.0, 1.1, 1.2, 1.3, 1.4, 0.5])  # of the lash
_WIDE, _TALL = 0.68, 1.02  # of the iris
_DISC = ellipse(0, 0, 1, 1, count=16)
# Rim, iris, shade of the lid, light from below, pupil, and two glints: middle and size in shares of the iris.
_PARTS = (
    (0.0, 0.0, 1.0, 1.0),
    (0.0, 0.05, 0.86, 0.9),
    (0.0, -0.52, 0.86, 0.5),
    (0.0, 0.56, 0.62, 0.38),
    (0.0, -0.02, 0.4, 0.46),
    (-0.36, -0.46, 0.3, 0.24),
    (0.34, 0.42, 0.17, 0.13),
)
_WHITE, _SHADOW = (252.0, 250.0, 250.0), (205.0, 200.0, 222.0)


def moe_shapes(drawing: Drawing, side: int, tall: float, opening: float) -> list[np.ndarray]:
    """White, its shadow, lash, line below, fold and the parts of the iris.

    Args:
        drawing: Whose eye.
        side: -1 the left one, 1 the right one.
        tall: Half the height of the eye, in head heights.
        opening: Factor on how far it is open.
    """
    face, gaze = drawing.design.face, drawing.pose.gaze
    upper, lower = UPPER * opening, LOWER * min(opening, 1.0)
    thick = (0.03 + 0.025 * face.lashes) / tall
    white = np.stack([np.concatenate([ACROSS, ACROSS[::-1]]), np.concatenate([upper, lower[::-1]])], axis=1)
    shadow = np.stack(
        [np.concatenate([ACROSS, ACROSS[::-1]]), np.concatenate([upper, upper[::-1] + 0.4])], axis=1
    )
    lash = np.stack(
        [
            np.concatenate([ACROSS, ACROSS[::-1]]),
            np.concatenate([upper - thick * _THICK, upper[::-1] + 0.06]),
        ],
        axis=1,
    )
    lash[8] = (1.18, upper[-1] - 0.12 - 0.25 * face.lashes)
    below = np.stack([ACROSS, lower], axis=1)[4:8]
    fold = np.stack([ACROSS, upper - thick - 0.2], axis=1)[2:7]
    return [white, shadow, lash, below, fold, *_iris(face.pupil, gaze, side, upper, lower)]


def _iris(
    pupil: float, gaze: tuple[float, float], side: int, upper: np.ndarray, lower: np.ndarray
) -> list[np.ndarray]:
    shapes = []
    for number, (x, y, wide, tall) in enumerate(_PARTS):
        grow = 0.7 + 0.6 * pupil if number == 4 else 1.0
        shape = _DISC * (wide * grow, tall * grow) + (x * side, y)
        shape = shape * (_WIDE, _TALL) + (gaze[0] * side * (1 - _WIDE) * 0.8, gaze[1] * 0.15)
        if number not in (5, 6):
            high, low = np.interp(shape[:, 0], ACROSS, upper), np.interp(shape[:, 0], ACROSS, lower)
            shape[:, 1] = np.minimum(np.maximum(shape[:, 1], high), low)
        shapes.append(shape)
    return shapes


def draw_moe_eye(drawing: Drawing, shapes: list[np.ndarray], dark: Colour) -> None:
    """Draw an open eye from its placed shapes, in the order of `moe_shapes`.

    Args:
        drawing: Whose eye.
        shapes: In local units.
        dark: Colour of lashes.
    """
    style, canvas = drawing.style, drawing.canvas
    white, shadow, lash, below, fold, rim, iris, shade, glow, pupil, light, glint = shapes
    colour = style.paint(drawing.design.face.eye_colour)
    canvas.fill(white, style.paper if style.tones == "line" else _WHITE, curved=False)
    if style.shading != "none":
        canvas.fill(shadow, _SHADOW, curved=False, alpha=0.6)
    canvas.part = Part.PUPIL
    canvas.fill(rim, mix(darker(colour, 0.5), dark, 0.2), curved=False)
    canvas.part = Part.IRIS
    canvas.fill(iris, colour, curved=False)
    canvas.fill(shade, darker(colour, 0.66), curved=False, alpha=0.8)
    canvas.fill(glow, mix(colour, (255, 255, 255), 0.2 + 0.3 * style.shine), curved=False, alpha=0.9)
    canvas.part = Part.PUPIL
    canvas.fill(pupil, darker(mix(colour, dark, 0.5), 0.5), curved=False, alpha=0.6 + 0.4 * style.depth)
    if style.shine > 0.08:
        canvas.fill(light, (255, 255, 255), curved=False)
        canvas.fill(glint, mix(colour, (255, 255, 255), 0.8), curved=False)
    canvas.part = Part.EYE
    canvas.fill(lash, dark, curved=False)
    thin = max(style.line, 0.012) * 0.6
    canvas.stroke(below, mix(dark, drawing.skin, 0.35), thin, curved=False)
    canvas.stroke(fold, mix(dark, drawing.skin, 0.5), thin, curved=False)
