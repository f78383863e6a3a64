"""A whole figure: hair, head, body and clothes in the order that they overlap."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...comic import Box
from .adornments import draw_flower, draw_halo, draw_worn_tail
from .body import draw_behind, draw_body, draw_bust, draw_in_front
from .canvas import Canvas
from .clothes import clothes_bounds
from .creature import draw_creature_head
from .creature_body import draw_low_body, draw_upright_tail, low_bounds
from .drawing import Drawing
from .hair import draw_back_hair, draw_front_hair
from .head import draw_flush, draw_head
from .headwear import HAT_TOPS, draw_hat
from .pose import Pose
from .sheet import CharacterDesign, Outfit
from .skeleton import Skeleton, pose_skeleton
from .style import Style

# Bounds round the middle of the head, in head heights: left, top, right, bottom.
_FACE = (-0.44, -0.42, 0.44, 0.52)
_HALF_SKULL, _CROWN, _CHIN = 0.48, 0.54, 0.52
_EARS = 0.2  # how far a beast's ears rise above its crown
_CAP = 0.48, 0.57, 0.5
# How far hair reaches aside, up, and back where it is seen aside.
_HAIR = {
    "afro": (0.66, 0.76, 0.72),
    "spiky": (0.68, 0.72, 0.82),
    "pony": (0.48, 0.58, 0.9),
    "bun": (0.48, 0.72, 0.62),
    "buns": (0.55, 0.66, 0.5),
    "twin_tails": (0.74, 0.57, 0.74),
    "braids": (0.56, 0.57, 0.5),
    "long": (0.52, 0.57, 0.74),
    "bob": (0.5, 0.57, 0.62),
}
_BRIMS = {"straw": 0.78, "witch": 0.74, "hood": 0.6, "cap": 0.62, "top": 0.56}
_WORN_EARS = {"cat": 0.72, "dog": 0.6, "bear": 0.66, "rabbit": 1.12, "horns": 0.76, "antlers": 0.9}
_FLESH, _ENDS = 0.14, 0.15  # how far limbs reach beyond their joints, and hands and shoes beyond theirs


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where a figure came to lie, in canvas pixels, unclipped.

    The boxes are reckoned from proportions and joints, not counted from pixels: a tilted head, a wide cape or
    a brim stands out a little.

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
    bones = pose_skeleton(design, pose, style.head_heavy) if design.upright else None
    return _place(design, pose, bones, x, y, head, design.outfit(outfit))


def _place(
    design: CharacterDesign,
    pose: Pose,
    bones: Skeleton | None,
    x: float,
    y: float,
    head: float,
    outfit: Outfit,
) -> Drawn:
    scale = head * design.build.head_scale
    volume = design.hair.volume if design.human else 1.0
    top = _CROWN * volume + (_EARS if not design.human and design.coat.ears != "none" else 0.0)
    half = _HALF_SKULL * volume * scale
    skull = Box(x - half, y - top * scale, x + half, y + _CHIN * scale)
    left, upper, right, lower = _body_bounds(design, pose, bones, outfit)
    towering = _towering(design, pose, outfit.hat)
    body = Box(
        min(x + left * head, skull.x0, x + towering[0] * scale),
        min(y - top * scale, y + upper * head, y + towering[1] * scale),
        max(x + right * head, skull.x1, x + towering[2] * scale),
        y + lower * head,
    )
    x0, y0, x1, y1 = _FACE
    face = None if pose.away else Box(x + x0 * scale, y + y0 * scale, x + x1 * scale, y + y1 * scale)
    return Drawn(skull, face, body)


def _towering(design: CharacterDesign, pose: Pose, hat: str) -> tuple[float, float, float]:
    """How far left, up and right hair, ears and hats of a tilted head reach, in heights of that head."""
    brim = _BRIMS.get(hat, 0.0)
    points = [(-brim, -0.3), (brim, -0.3), (0.0, -HAT_TOPS.get(hat, 0.0))]
    if design.human:
        wide, top, behind = (extent * design.hair.volume for extent in _HAIR.get(design.hair.back, _CAP))
        points += [(-wide, 0.0), (wide, 0.0), (0.0, -top), (-behind * math.sin(math.radians(pose.turn)), 0.0)]
        points.append((0.0, -_WORN_EARS.get(design.marks.ears, 0.0)))
    sin, cos = math.sin(math.radians(pose.roll)), math.cos(math.radians(pose.roll))
    across = [x * cos - y * sin for x, y in points]
    return min(across), min(x * sin + y * cos for x, y in points), max(across)


def _body_bounds(
    design: CharacterDesign, pose: Pose, bones: Skeleton | None, outfit: Outfit
) -> tuple[float, float, float, float]:
    """Bounds of a body below its head, in head heights round the middle of the head."""
    if bones is None:
        return tuple(low_bounds(design.coat, pose))
    thick = 0.6 + 0.4 * design.build.limbs
    ends = np.concatenate([bones.hands, bones.feet, bones.feet + 0.3 * bones.toes])
    inner = np.concatenate([bones.shoulders, bones.elbows, bones.hips, bones.knees])
    parts = [ends - _ENDS * thick, ends + _ENDS * thick, inner - _FLESH * thick, inner + _FLESH * thick]
    parts.append(clothes_bounds(design.build, outfit, bones))
    reach = np.concatenate(parts)
    return *reach.min(axis=0), *reach.max(axis=0)


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
    roll = math.radians(pose.roll)
    bones = pose_skeleton(design, pose, style.head_heavy) if design.upright else None
    if design.human and not pose.away:
        canvas.owner = owner + 1
        canvas.look(x, y, head, roll)
        draw_halo(drawing)
        draw_back_hair(drawing)
    canvas.owner = owner
    canvas.look(x, y, head)
    if bones is not None:
        _draw_upright_body(drawing, bones, with_body)
    elif with_body:
        draw_low_body(drawing)
    canvas.owner = owner + 1
    canvas.look(x, y, head * design.build.head_scale, roll)
    if design.human:
        draw_head(drawing)
        draw_flush(drawing)
        draw_front_hair(drawing)
        draw_flower(drawing)
        if drawing.away:
            draw_halo(drawing)
    else:
        draw_creature_head(drawing)
    draw_hat(drawing)
    return _place(design, pose, bones, x, y, head, drawing.outfit)


def _draw_upright_body(drawing: Drawing, bones: Skeleton, with_body: bool) -> None:
    design = drawing.design
    if not design.human and not drawing.away and with_body:
        draw_upright_tail(drawing, bones.hip_y)
    if not drawing.away and with_body:
        draw_worn_tail(drawing, bones)
    draw_behind(drawing, bones)
    if with_body:
        draw_body(drawing, bones)
        if drawing.away:
            draw_worn_tail(drawing, bones)
    else:
        draw_bust(drawing, bones)
    draw_in_front(drawing, bones)
