"""A whole figure: hair, head, body and clothes in the order that they overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...comic import Box
from .body import BodyPainter, pose_skeleton
from .canvas import Canvas
from .creature import draw_beast_head, draw_quadruped, draw_upright_tail
from .design import HUMAN, CharacterDesign, Outfit
from .hair import draw_back_hair, draw_front_hair
from .head import blush, draw_head
from .headwear import draw_hat
from .pose import Pose
from .style import Style

# How far hats tower over the middle of the head, in head heights.
_HAT_TOPS = {
    "witch": 1.15,
    "top": 0.95,
    "straw": 0.62,
    "crown": 0.68,
    "beanie": 0.62,
    "helmet": 0.64,
    "hood": 0.66,
    "beret": 0.6,
}
_LIMBLESS = ("ghost", "blob", "eye", "fish")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where a figure came to lie, in canvas pixels, unclipped.

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
    hat = design.outfits[outfit % len(design.outfits)].hat
    human, scale = design.kind == HUMAN, head * design.build.head_scale
    volume = design.hair.volume if human else 1.0
    top = 0.54 * volume + (0.2 if not human and design.coat.ears != "none" else 0.0)
    skull = Box(x - 0.48 * volume * scale, y - top * scale, x + 0.48 * volume * scale, y + 0.52 * scale)
    face = Box(x - 0.44 * scale, y - 0.42 * scale, x + 0.44 * scale, y + 0.52 * scale)
    low, high = _reach(design, pose, style)
    body = Box(
        min(x + low[0] * head, skull.x0),
        min(y - max(top, _HAT_TOPS.get(hat, 0.0)) * scale, y + low[1] * head),
        max(x + high[0] * head, skull.x1),
        y + high[1] * head,
    )
    return Drawn(skull, None if _away(pose) else face, body)


def _reach(design: CharacterDesign, pose: Pose, style: Style) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest (x, y) of a body, in head heights from the middle of the head."""
    if _upright(design):
        bones = pose_skeleton(design, pose, style.head_heavy)
        joints = np.concatenate(
            [bones.shoulders, bones.elbows, bones.hands, bones.hips, bones.knees, bones.feet]
        )
        return joints.min(axis=0) - 0.13, joints.max(axis=0) + 0.12
    if design.coat.species in _LIMBLESS:
        return np.array([-0.6, 0.0]), np.array([0.6, 1.15])
    return np.array([-0.8, 0.0]), np.array([0.8, 1.5])


def _away(pose: Pose) -> bool:
    return pose.view == "back"


def _upright(design: CharacterDesign) -> bool:
    return design.kind == HUMAN or design.coat.upright


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
        with_body: False leaves out what lies below the shoulders and saves time on close-ups.
        owner: Number that the canvas keeps for the body; the head gets `owner + 1`.
    """
    clothes = design.outfits[outfit % len(design.outfits)]
    away = _away(pose)
    roll, sway = np.deg2rad(pose.roll), -0.15 * np.sin(np.deg2rad(pose.roll))
    bones = pose_skeleton(design, pose, style.head_heavy)
    skin = style.paint(design.face.skin if design.kind == HUMAN else design.coat.colour)
    painter = BodyPainter(canvas, design, clothes, bones, style, away, skin)

    canvas.owner = owner + 1
    if design.kind == HUMAN and not away:
        canvas.look(x, y, head, roll)
        draw_back_hair(canvas, design, style, pose.yaw, sway)
    canvas.owner = owner
    canvas.look(x, y, head)
    if _upright(design):
        if design.kind != HUMAN and not away and with_body:
            draw_upright_tail(canvas, design, pose, style, bones.hip_y)
        painter.behind()
        painter.draw() if with_body else painter.bust()
        painter.in_front()
    elif with_body:
        draw_quadruped(canvas, design, pose, style)
    canvas.owner = owner + 1
    canvas.look(x, y, head * design.build.head_scale, roll)
    _draw_head_and_hat(canvas, design, pose, style, clothes, sway)
    return place_figure(design, pose, style, x, y, head, outfit)


def _draw_head_and_hat(
    canvas: Canvas, design: CharacterDesign, pose: Pose, style: Style, clothes: Outfit, sway: float
) -> None:
    if design.kind == HUMAN:
        draw_head(canvas, design, pose, style)
        blush(canvas, design, pose, style)
        draw_front_hair(canvas, design, style, pose.yaw, sway)
    else:
        draw_beast_head(canvas, design, pose, style)
    draw_hat(canvas, clothes, style, pose.yaw, pose.pitch)
