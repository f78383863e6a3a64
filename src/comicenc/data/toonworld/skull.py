"""The shape of a human head from any side: its contour, and where what lies on a face comes to lie in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .canvas import smooth
from .sheet import Face

# Right-facing contour from the crown by the face and the chin, and back by the ear.
# fmt: off
_FRONT = np.array([
    (0, -0.5), (0.21, -0.462), (0.365, -0.33), (0.43, -0.1), (0.428, 0.03), (0.4, 0.15), (0.377, 0.21),
    (0.354, 0.26), (0.327, 0.31), (0.29, 0.36), (0.25, 0.4), (0.2, 0.44), (0.135, 0.477),
    (0, 0.5), (-0.14, 0.475), (-0.315, 0.34), (-0.41, 0.13), (-0.43, -0.1), (-0.365, -0.33), (-0.21, -0.462),
])
_PROFILE = np.array([
    (0.02, -0.5), (0.24, -0.445), (0.345, -0.3), (0.37, -0.1), (0.345, 0.03), (0.35, 0.15), (0.352, 0.205),
    (0.348, 0.25), (0.345, 0.295), (0.338, 0.33), (0.328, 0.365), (0.312, 0.405), (0.298, 0.455),
    (0.19, 0.495), (0.0, 0.43), (-0.13, 0.34), (-0.28, 0.25), (-0.43, -0.03), (-0.4, -0.28), (-0.2, -0.46),
])
_FLAT = [0.0] * 7  # from under the chin back to the crown
# How nose and lips stand out of a profile, and how brow and cheek bend the far contour of a face half turned.
_RELIEF = np.array([0, 0, 0, 0.0, -0.012, 0.03, 0.055, -0.008, 0.014, -0.012, 0.01, -0.014, 0.008, *_FLAT])
_CHEEK = np.array([0, 0, 0, 0.0, -0.034, -0.004, 0.014, 0.02, 0.016, 0.004, 0, 0, 0, *_FLAT])
_NODS = np.array([0, 0, 0, 0, 0.5, 1, 1, 1, 1, 1, 1, 0.7, 0.4, *_FLAT])
# fmt: on
# How far the widths of jaw and chin bear on each point.
_JAW_SHARES = np.clip((_FRONT[:, 1] - 0.1) / 0.24, 0, 1)
_CHIN_SHARES = np.clip((_FRONT[:, 1] - 0.34) / 0.135, 0, 1)
_LOWEST, _NOSE, _CHIN = 13, slice(5, 7), slice(9, 15)
_NEAR_JAW = slice(5 * _LOWEST, 5 * 17 + 1)  # of the smooth contour: from under the chin up to the ear
_LEVELS = (-0.42, 0.4)  # between these a face is as wide as its contour; beyond, features hang as there


class Skull:
    """The head of one drawing.

    Args:
        face: Whose.
        yaw: Degrees from -180 to 180.
        profile: 0 seen from the front or the back, 1 from the side.
        nod: How far features lie lower than in a level head.
        pointed: Factor on the width of the chin.
        relief: Factor on how far nose and lips stand out.

    Attributes:
        contour: Points (n, 2) all round, in local units.
    """

    def __init__(
        self,
        face: Face,
        yaw: float,
        profile: float,
        nod: float = 0.0,
        pointed: float = 1.0,
        relief: float = 1.0,
    ):
        self._side = 1 if yaw >= 0 else -1
        front, mild = _blend(face, profile, nod, pointed)
        stands_out = min(max((profile - 0.5) / 0.4, 0.0), 1.0)
        control = mild.copy()
        bump = _RELIEF * relief
        bump[_NOSE] += (0.012 * relief * face.nose, 0.045 * relief * face.nose)
        control[:, 0] += bump * (stands_out * face.width)
        self.contour = smooth(control) * (self._side, 1)
        self._front, self._mild = front[: _LOWEST + 1], mild
        self._back = np.concatenate([mild[_LOWEST:], mild[:1]])[::-1]
        angle = np.deg2rad(min(abs(yaw), 90.0))
        self._cos, self._sin = float(np.cos(angle)), float(np.sin(angle))
        # Faces are flatter than balls where an artist half turns them, and sharper in profile.
        self._bulge = 3.0 - 1.4 * profile
        dual = self._bulge / (self._bulge - 1.0)
        reach = self._cos**dual + self._sin**dual
        self._norm = reach ** (1.0 / dual)
        self._rim = (self._cos**dual / reach) ** (1.0 / self._bulge)

    def wrap(self, points: ArrayLike) -> np.ndarray:
        """Where points (n, 2) of the face, as it looks straight from the front, lie in this view.

        They never leave the contour sideways: what is on the far side of the face lies on its edge.
        """
        points = np.array(points, float)
        x, y = points.T
        level = np.minimum(np.maximum(y, _LEVELS[0]), _LEVELS[1])
        wide = np.interp(level, self._front[:, 1], self._front[:, 0])
        flat = np.minimum(np.maximum(x * self._side / wide, -1.0), self._rim)
        depth = (1.0 - np.abs(flat) ** self._bulge) ** (1.0 / self._bulge)
        across = (flat * self._cos + depth * self._sin) / self._norm
        ahead = self._mild[: _LOWEST + 1]
        far, near = (np.interp(level, edge[:, 1], edge[:, 0]) for edge in (ahead, self._back))
        middle = np.maximum(near, 0.0)
        reached = middle + np.where(across > 0, across * (far - middle), across * (middle - near))
        points[:, 0] = reached * self._side
        return points

    def near_cheek(self, depth: float) -> np.ndarray:
        """Outline (n, 2) of a shadow on the cheek that is turned to the reader, `depth` wide."""
        edge = self.contour[_NEAR_JAW]
        swell = depth * np.sin(np.linspace(0, np.pi, len(edge))) ** 0.7
        inner = edge + swell[:, None] * (self._side, -0.55)
        return np.concatenate([edge, inner[::-1]])


def _blend(face: Face, profile: float, nod: float, pointed: float) -> tuple[np.ndarray, np.ndarray]:
    """Control points of a face, right-facing: from the front, and in this view without nose and lips."""
    front, aside = _FRONT.copy(), _PROFILE.copy()
    front[:, 0] *= (1 + _JAW_SHARES * (face.jaw - 1)) * (1 + _CHIN_SHARES * (face.chin * pointed - 1))
    aside[_CHIN, 0] += 0.03 * (face.chin - 1)
    share = np.full((len(front), 1), profile)
    share[_CHIN] = profile**0.7
    mild = front + share * (aside - front)
    mild[:, 0] += _CHEEK * (4 * profile * (1 - profile))
    mild[:, 1] += _NODS * (nod * profile)
    front[:, 0] *= face.width
    mild[:, 0] *= face.width
    return front, mild
