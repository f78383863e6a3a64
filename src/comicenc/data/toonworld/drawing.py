"""What every part of a figure is drawn with: one character in one pose, by one artist's hand, on one canvas.

Local units are head heights with the origin in the middle of the head, the crown at y = -0.5 and the chin at
y = 0.5. Features sit at longitudes on the skull, so that one yaw turns them all.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from .canvas import Canvas, Colour
from .pose import Pose
from .sheet import CharacterDesign, Outfit
from .skull import Skull
from .style import Style

_SKULL = 0.37  # radius on which the features of a face sit
_NOD = 0.05  # how far the whole pitch moves them
_SWAY = 0.15  # how far hair swings aside from a head on its side, for each unit that it hangs


class Drawing:
    """One character being drawn.

    Args:
        canvas: Looking at the head whenever something is drawn.
        design: Who.
        pose: How they hold themselves.
        style: Whose hand draws.
        outfit: What they wear.

    Attributes:
        yaw: Degrees from -180 to 180.
        away: Whether they are seen from behind.
        side: 1 where they look to the right, -1 to the left.
        profile: 0 seen from the front or the back, 1 from the side.
        nod: How far features lie lower than in a level head; negative in one that looks up.
        sway: How far hair hangs aside, for each unit that it hangs down.
        skin: Colour of bare skin or coat, as this artist mixes it.
        hair: Colour of the hair, as this artist mixes it.
    """

    def __init__(self, canvas: Canvas, design: CharacterDesign, pose: Pose, style: Style, outfit: Outfit):
        self.canvas, self.design, self.pose, self.style, self.outfit = canvas, design, pose, style, outfit
        self.yaw, self.away = pose.turn, pose.away
        self.side = 1 if self.yaw >= 0 else -1
        self.profile = _profile(self.yaw)
        self.nod = -_NOD * pose.pitch
        self.sway = -_SWAY * float(np.sin(np.deg2rad(pose.roll)))
        self.skin = style.paint(design.face.skin if design.human else design.coat.colour)
        self.hair = style.paint(design.hair.colour)

    @cached_property
    def skull(self) -> Skull:
        """The head of a human as this artist shapes it; beasts have theirs from their species."""
        anime, chibi = self.style.anime, self.style.kind == "chibi"
        pointed, relief = (0.78 if anime else 1.0), (0.45 if chibi else 0.8 if anime else 1.0)
        return Skull(self.design.face, self.yaw, self.profile, self.nod, pointed, relief)

    def turned(self, degrees: float, radius: float = _SKULL) -> tuple[float, float]:
        """Where a longitude lies after the yaw: offset to the right, and cosine towards the reader."""
        angle = np.deg2rad(degrees + self.yaw)
        return radius * float(np.sin(angle)), float(np.cos(angle))

    def shape(
        self,
        points: ArrayLike,
        colour: Colour,
        edge: Colour | None = None,
        thin: float = 1.0,
        curved: bool = True,
    ) -> None:
        """Fill a shape and draw this artist's contour round it.

        Args:
            points: Control points (n, 2) in local units.
            colour: Of the inside.
            edge: What the contour is a darker tone of; by default `colour`.
            thin: Factor on the width of the contour.
            curved: Smooth through the points, or straight between them.
        """
        contour = self.style.outline(colour if edge is None else edge)
        self.canvas.fill(points, colour, contour, self.style.line * thin, curved)


def _profile(yaw: float) -> float:
    aside = 1.0 - abs(abs(yaw) - 90) / 90
    return float(np.clip((aside - 0.12) / 0.8, 0, 1)) ** 1.3
