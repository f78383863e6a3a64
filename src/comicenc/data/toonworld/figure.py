"""A whole figure: hair, head, body and clothes in the order that they overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...comic import Box
from .body import draw_behind, draw_body, draw_bust, draw_in_front
from .canvas import Canvas
from .creature import draw_creature_head
from .creature_body import LIMBLESS, draw_low_body, draw_upright_tail
from .drawing import Drawing
from .hair import draw_back_hair, draw_front_hair
from .head import draw_flush, draw_head
from .headwear import HAT_TOPS, draw_hat
from .pose import Pose
from .sheet import CharacterDesign
from .skeleton import pose_skeleton
from .style import Style

# Bounds round the middle of the head, in head heights: left, top, right, bottom.
_FACE = (-0.44, -0.42, 0.44, 0.52)
_LIMBLESS_BODY, _LOW_BODY = (-0.6, 0.0, 0.6, 1.15), (-0.8, 0.0, 0.8, 1.5)
_HALF_SKULL, _CROWN, _CHIN = 0.48, 0.54, 0.52
_EARS = 0.2  # how far a beast's ears rise above its crown
_FLESH = 0.13, 0.12  # how far a body reaches beyond its joints: left and up, right and down


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where a figure came to lie, in canvas pixels, unclipped.

    The boxes are reckoned from proportions and joints, not counted from pixels: a tilted head, a wide cape or
    a brim stands out a little, and the rump of somebody on four legs who is seen aside much more.

    Args:
        head: The head with hair, but without what hangs or towers.
        face: What an annotator would box as the face, None from behind.
        body: All of the figure.
    """

    head: Box
    face: Box | None
    body: Box


def place_figure(
    design: CharacterDesign, pose: Pose, style: Style, x: float, y: float, head: float, outfit: int = 0
) -> Drawn:
    """Where `draw_figure` would draw somebody, without drawing; arguments as there."""
    scale = head * design.build.head_scale
    volume = design.hair.volume if design.human else 1.0
    top = _CROWN * volume + (_EARS if not design.human and design.coat.ears != "none" else 0.0)
    half = _HALF_SKULL * volume * scale
    skull = Box(x - half, y - top * scale, x + half, y + _CHIN * scale)
    left, upper, right, lower = _body_bounds(design, pose, style)
    body = Box(
        min(x + left * head, skull.x0),
        min(y - max(top, HAT_TOPS.get(design.outfit(outfit).hat, 0.0)) * scale, y + upper * head),
        max(x + right * head, skull.x1),
        y + lower * head,
    )
    x0, y0, x1, y1 = _FACE
    face = None if pose.away else Box(x + x0 * scale, y + y0 * scale, x + x1 * scale, y + y1 * scale)
    return Drawn(skull, face, body)


def _body_bounds(design: CharacterDesign, pose: Pose, style: Style) -> tuple[float, float, float, float]:
    """Bounds of a body below its head, in head heights round the middle of the head."""
    if not design.upright:
        return _LIMBLESS_BODY if design.coat.species in LIMBLESS else _LOW_BODY
    bones = pose_skeleton(design, pose, style.head_heavy)
    joints = (bones.shoulders, bones.elbows, bones.hands, bones.hips, bones.knees, bones.feet)
    reach = np.concatenate(joints)
    return *(reach.min(axis=0) - _FLESH[0]), *(reach.max(axis=0) + _FLESH[1])


def draw_figure(
    canvas: Canvas,
    design: CharacterDesign,
    pose: Pose,
    style: Style,
    x: float,
    y: float,
    head: float,
    outfit: int = 0,
    with_body: bool = True,
    owner: int = 0,
) -> Drawn:
    """Draw somebody.

    Args:
        canvas: Where to draw.
        design: Who.
        pose: How they stand.
        style: Whose hand draws.
        x: Middle of the head, canvas pixels.
        y: Middle of the head, canvas pixels.
        head: Height of the head from chin to crown, pixels.
        outfit: Index of the outfit, taken modulo their number.
        with_body: False leaves out legs, skirts, tails and bodies on four legs, and saves time on close-ups.
        owner: Number that the canvas keeps for the body; the head and the hair get `owner + 1`.
    """
    drawing = Drawing(canvas, design, pose, style, design.outfit(outfit))
    roll = np.deg2rad(pose.roll)
    if design.human and not pose.away:
        canvas.owner = owner + 1
        canvas.look(x, y, head, roll)
        draw_back_hair(drawing)
    canvas.owner = owner
    canvas.look(x, y, head)
    if design.upright:
        _draw_upright_body(drawing, with_body)
    elif with_body:
        draw_low_body(drawing)
    canvas.owner = owner + 1
    canvas.look(x, y, head * design.build.head_scale, roll)
    if design.human:
        draw_head(drawing)
        draw_flush(drawing)
        draw_front_hair(drawing)
    else:
        draw_creature_head(drawing)
    draw_hat(drawing)
    return place_figure(design, pose, style, x, y, head, outfit)


def _draw_upright_body(drawing: Drawing, with_body: bool) -> None:
    design = drawing.design
    bones = pose_skeleton(design, drawing.pose, drawing.style.head_heavy)
    if not design.human and not drawing.away and with_body:
        draw_upright_tail(drawing, bones.hip_y)
    draw_behind(drawing, bones)
    if with_body:
        draw_body(drawing, bones)
    else:
        draw_bust(drawing, bones)
    draw_in_front(drawing, bones)
