"""How a panel is looked at: a camera that rolls."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from ...comic import Box
from .canvas import Canvas
from .figure import Drawn
from .stage import Actor

_MOST = 0.35  # radians, of a square panel; longer ones are rolled less, or they would lose too much
_WHOLE = 0.002  # radians, less than which cannot be seen


def roll_panel(canvas: Canvas, cast: list[Actor], degrees: float) -> list[Actor]:
    """Turn a panel about its middle, and enlarge it so that it still fills its frame.

    Args:
        canvas: The panel; its pixels and owners are turned in place.
        cast: Who stands in it.
        degrees: Clockwise.

    Returns:
        The same people where they now stand. Boxes keep their shape: at such angles a head's box is about as
        large whichever way it is held.
    """
    height, width = canvas.height, canvas.width
    longer = max(width / height, height / width)
    angle = float(np.clip(np.deg2rad(degrees), -_MOST / longer, _MOST / longer))
    if abs(angle) < _WHOLE:
        return cast
    zoom = float(np.cos(angle) + longer * np.sin(abs(angle)))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -np.rad2deg(angle), zoom)
    size = (width, height)
    canvas.pixels[:] = cv2.warpAffine(canvas.pixels, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    canvas.owners[:] = cv2.warpAffine(canvas.owners, matrix, size, flags=cv2.INTER_NEAREST)

    def turned(box: Box | None) -> Box | None:
        if box is None:
            return None
        x, y = matrix @ (*box.center, 1.0)
        half_width, half_height = zoom * box.width / 2, zoom * box.height / 2
        return Box(x - half_width, y - half_height, x + half_width, y + half_height)

    return [
        replace(
            actor,
            drawn=Drawn(turned(actor.drawn.head), turned(actor.drawn.face), turned(actor.drawn.body)),
            head_pixels=round(actor.head_pixels * zoom**2),
            pixels=round(actor.pixels * zoom**2),
        )
        for actor in cast
    ]
