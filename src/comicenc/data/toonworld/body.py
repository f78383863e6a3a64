"""Bodies on two legs: the order in which limbs, neck and clothes overlap."""

from __future__ import annotations

import numpy as np

from .adornments import draw_choker
from .clothes import LONG_TOPS, draw_bag, draw_cape, draw_skirt, draw_torso
from .drawing import Drawing
from .limbs import draw_arm, draw_leg
from .parts import Part, part
from .skeleton import Skeleton

_HIDDEN = -0.1  # arms deeper than this lie behind the trunk
_LIFTED = 0.4  # knees so much nearer than the hips lie before it, unless clothes hang over them
_NECK = np.array([(-0.12, 0.3), (0.12, 0.3), (0.12, 0.5), (0.16, 0.68), (-0.16, 0.68), (-0.12, 0.5)])
_NECK_LEANS = np.array([0.4, 0.4, 0.8, 1.0, 1.0, 0.8])  # how far its points follow the trunk
_NECK_SHADE = np.array([(-0.11, 0.38), (0.11, 0.38), (0.1, 0.53), (-0.1, 0.56)])
_BACK = 0.08  # how far behind the head's middle the neck stands in profile


def draw_behind(drawing: Drawing, bones: Skeleton) -> None:
    """Draw what hangs behind the body, and the arms that lie farther away."""
    if not drawing.away:
        draw_cape(drawing, bones)
    for side in _from_the_farthest(bones, 2):
        if _arm_depth(bones, side) < _HIDDEN:
            draw_arm(drawing, bones, side, behind=True)


def draw_body(drawing: Drawing, bones: Skeleton) -> None:
    """Draw legs, torso and clothes."""
    draped = drawing.outfit.top in LONG_TOPS
    lifted = (bones.depths[4] - bones.depths[3] > _LIFTED) & (not draped)
    for side in _from_the_farthest(bones, 5):
        if not lifted[side]:
            draw_leg(drawing, bones, side)
    if draped:
        draw_skirt(drawing, bones)
    draw_bust(drawing, bones)
    for side in _from_the_farthest(bones, 5):
        if lifted[side]:
            draw_leg(drawing, bones, side)
    if not draped:
        draw_skirt(drawing, bones)
    draw_bag(drawing, bones)
    if drawing.away:
        draw_cape(drawing, bones)


def draw_bust(drawing: Drawing, bones: Skeleton) -> None:
    """Draw neck, torso and collar alone, for close-ups."""
    _draw_neck(drawing, bones)
    draw_torso(drawing, bones)


def draw_in_front(drawing: Drawing, bones: Skeleton) -> None:
    """Draw the arms that lie over the torso."""
    for side in _from_the_farthest(bones, 2):
        if _arm_depth(bones, side) >= _HIDDEN:
            draw_arm(drawing, bones, side, behind=False)


def _from_the_farthest(bones: Skeleton, joint: int) -> tuple[int, int]:
    return (0, 1) if bones.depths[joint, 0] <= bones.depths[joint, 1] else (1, 0)


def _arm_depth(bones: Skeleton, side: int) -> float:
    return float(bones.depths[1, side] + 2 * bones.depths[2, side]) / 3


@part(Part.NECK)
def _draw_neck(drawing: Drawing, bones: Skeleton) -> None:
    wide = 0.8 + 0.2 * drawing.design.build.limbs
    shift = (bones.slope * 0.6 - _BACK * bones.ahead) * _NECK_LEANS
    neck = _NECK * (wide, 1) + np.stack([shift, np.zeros(6)], axis=1)
    drawing.shape(neck, drawing.skin)
    if drawing.style.shading != "none" and not drawing.away:
        shade = _NECK_SHADE * (wide, 1) + (shift[2], 0)
        drawing.canvas.fill(shade, drawing.style.shadow(drawing.skin), alpha=0.6)
    draw_choker(drawing, wide, shift)
