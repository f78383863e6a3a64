"""What can be seen of somebody on a finished page, read off the plane of owners."""

from __future__ import annotations

import numpy as np

from ...comic import Box, Character
from .stage import Actor, pixels_inside

LEAST_FACE = 0.5  # share of a face that must be seen for it to be labelled
LEAST_BODY = 0.12
_LEAST_SIDE = 10.0  # pixels
_HEAD_ONLY = 0.05  # a figure of whom the body shows less than this share is a face without a body
_VIEWS = {"front": "front", "three_quarter": "front", "profile": "profile", "back": "back"}


def shifted(box: Box, panel: Box) -> Box:
    return Box(box.x0 + panel.x0, box.y0 + panel.y0, box.x1 + panel.x0, box.y1 + panel.y0)


def whole_pixels(box: Box) -> Box:
    """The box with corners on whole pixels."""
    x0, y0, x1, y1 = (float(round(value)) for value in box.as_tuple())
    return Box(x0, y0, max(x1, x0 + 1), max(y1, y0 + 1))


def _inside(box: Box, panel: Box) -> Box | None:
    x0, y0, x1, y1 = (
        max(box.x0, panel.x0),
        max(box.y0, panel.y0),
        min(box.x1, panel.x1),
        min(box.y1, panel.y1),
    )
    return Box(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def label_actor(owners: np.ndarray, panel: Box, actor: Actor, name: str, index: int) -> Character | None:
    """What an annotator would write of somebody on the finished page; None where nothing is left to see.

    Args:
        owners: (H, W) who is on top of each pixel of the page, panels, props and balloons all drawn.
        panel: Bounds of the actor's panel.
        actor: As staged, in pixels of the panel.
        name: Their name.
        index: Of the panel.
    """
    face = _visible_face(owners, panel, actor)
    body = _visible_body(owners, panel, actor, with_face=face is not None)
    if face is None and body is None:
        return None
    return Character(face, body, name, index, _VIEWS[actor.view])


def _visible_face(owners: np.ndarray, panel: Box, actor: Actor) -> Box | None:
    if actor.drawn.face is None or not actor.head_pixels:
        return None
    whole = shifted(actor.drawn.face, panel)
    face = _inside(whole, panel)
    if face is None or min(face.width, face.height) < _LEAST_SIDE:
        return None
    seen = pixels_inside(owners, actor.owner + 1, face) / actor.head_pixels
    return whole_pixels(face) if seen * face.area / whole.area >= LEAST_FACE else None


def _visible_body(owners: np.ndarray, panel: Box, actor: Actor, with_face: bool) -> Box | None:
    """Bounds of all pixels of somebody; None where there are too few, or nothing but a head."""
    x0, y0, x1, y1 = (int(value) for value in panel.as_tuple())
    region = owners[y0:y1, x0:x1]
    below, head = region == actor.owner, region == actor.owner + 1
    seen, shown = int(np.count_nonzero(below | head)), int(np.count_nonzero(below))
    if seen < LEAST_BODY * actor.pixels or seen < _LEAST_SIDE**2 or (with_face and shown < _HEAD_ONLY * seen):
        return None
    rows, columns = np.flatnonzero((below | head).any(axis=1)), np.flatnonzero((below | head).any(axis=0))
    return Box(
        float(x0 + columns[0]), float(y0 + rows[0]), float(x0 + columns[-1] + 1), float(y0 + rows[-1] + 1)
    )
