"""The dome round a head on which hair and headwear lie, so that one yaw turns all of them.

A place on the dome is a longitude in degrees, 0 above the nose and positive to the reader's right in a head
that looks at the reader, and a height in local units.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .drawing import Drawing

_RADIUS, _CROWN, _EQUATOR = 0.44, -0.545, -0.06
_TAPER = 0.3  # how much narrower the dome is half a head below its equator
_NAPE = 0.42  # how much closer to the axis the nape lies than the rest of the dome at its height
_HAT_VOLUME = 1.04  # a hat presses hair down to this
_THIN = ("bald", "receding")
_VIEW = np.deg2rad(np.linspace(-90, 90, 15))  # angles at which an edge is followed across the view
_SINE, _COSINE = np.sin(_VIEW), np.cos(_VIEW)
_STEPS = 13  # points along the silhouette


def _share(values: np.ndarray) -> np.ndarray:
    """Values held between 0 and 1, several times as fast as by `np.clip`."""
    return np.minimum(np.maximum(values, 0), 1)


class Dome:
    """A surface round the head.

    Args:
        drawing: Whose head.
        volume: Factor on its size beside the bare skull.

    Attributes:
        radius: At the equator.
        crown: Height of its top.
    """

    def __init__(self, drawing: Drawing, volume: float = 1.0):
        self.radius = _RADIUS * volume * min(max(drawing.design.face.width, 0.94), 1.12)
        self.crown = _CROWN * volume**0.8
        self._yaw, self._nod = drawing.yaw, drawing.nod

    def width(self, y: np.ndarray | float) -> np.ndarray:
        """Radius at heights."""
        y = np.asarray(y, float) - _EQUATOR
        rise = _share(y / (self.crown - _EQUATOR))
        return self.radius * (np.sqrt(1 - rise**2.3) - _TAPER * _share(2 * y) ** 2)

    def toward(self, degrees: np.ndarray | float) -> np.ndarray:
        """Cosines of longitudes towards the reader."""
        return np.cos(np.deg2rad(np.asarray(degrees) + self._yaw))

    def at(self, degrees: np.ndarray | float, y: np.ndarray | float, grow: np.ndarray | float = 1.0):
        """Points (n, 2) at longitudes and heights, `grow` times as far from the axis as the dome."""
        angle = np.deg2rad(np.asarray(degrees, float) + self._yaw)
        x = self._reach(np.asarray(degrees), y) * grow * np.sin(angle)
        return np.array([x, y + self._nod * np.cos(angle)]).T

    def _reach(self, degrees: np.ndarray, y: np.ndarray | float) -> np.ndarray:
        """Distance from the axis: the back of the head draws in towards the nape."""
        behind = np.maximum(-np.cos(np.deg2rad(degrees)), 0)
        return self.width(y) * (1 - _NAPE * behind * _share(np.multiply(y, 2.5)))

    def silhouette(self, right: float, left: float) -> np.ndarray:
        """Points (n, 2) of the contour from height `right` on the right over the crown to height `left`."""
        tall = _EQUATOR - self.crown
        start, end = (np.arcsin(min(max((_EQUATOR - y) / tall, 0.0), 0.97)) for y in (right, left))
        beta = np.linspace(start, np.pi - end, _STEPS)
        y = _EQUATOR - tall * np.sin(beta)
        return np.array([self.width(y) * np.sign(np.cos(beta)), y]).T

    def edge(self, height: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
        """Points (n, 2), left to right, of a line round the head where it is in sight.

        Args:
            height: Heights at longitudes from -180 to 180.
        """
        degrees = (np.rad2deg(_VIEW) - self._yaw + 180) % 360 - 180
        y = height(degrees)
        return np.array([self._reach(degrees, y) * _SINE, y + self._nod * _COSINE]).T

    def above(self, edge: np.ndarray) -> np.ndarray:
        """The outline (n, 2) of all over an edge: the edge, then the silhouette back to its start."""
        return np.concatenate([edge, self.silhouette(edge[-1, 1], edge[0, 1])])


def hair_dome(drawing: Drawing) -> Dome:
    """The dome on which somebody's hair lies."""
    volume = drawing.design.hair.volume if drawing.design.hair.back not in _THIN else 1.0
    return Dome(drawing, min(volume, _HAT_VOLUME) if drawing.outfit.hat != "none" else volume)
