"""Crops of one appearance: a face and a body from the same drawing, as a detector would cut them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...comic import FACE_SCALE, Box
from .canvas import Canvas, ellipse
from .design import CharacterDesign, hsv, sample_design
from .figure import draw_figure, place_figure
from .finish import Light, illuminate, sample_light, tone, wear
from .pose import Pose, sample_pose
from .style import Style

_HEAD = 100.0  # the figure is laid out with a head of this many pixels, then drawn at the size of each crop


@dataclass(frozen=True)
class Instance:
    """One appearance as pixels.

    Args:
        face: uint8 (S, S, 3), or None where the face cannot be seen.
        body: uint8 (H, W, 3) with the longest side at most the asked size, or None.
        view: "front", "three_quarter", "profile" or "back".
    """

    face: np.ndarray | None
    body: np.ndarray | None
    view: str


@dataclass(frozen=True, slots=True)
class _Shot:
    """All that face and body crop of one drawing share."""

    design: CharacterDesign
    pose: Pose
    style: Style
    light: Light
    outfit: int
    mirror: bool
    seed: int


def draw_instance(
    rng: np.random.Generator,
    design: CharacterDesign,
    style: Style,
    light: Light | None = None,
    pose: Pose | None = None,
    face_size: int = 64,
    body_size: int = 96,
    parts: tuple[str, ...] = ("face", "body"),
) -> Instance:
    """Draw somebody once and cut out face and body.

    Args:
        rng: Source of chance.
        design: Who.
        style: Whose hand draws.
        light: Light of the scene; by default sampled.
        pose: By default sampled.
        face_size: Side of the face crop in pixels.
        body_size: Longest side of the body crop in pixels.
        parts: Which crops to draw: "face", "body" or both.
    """
    pose = pose or sample_pose(rng)
    outfit = 0 if rng.random() < 0.6 else int(rng.integers(len(design.outfits)))
    shot = _Shot(
        design,
        pose,
        style,
        light or sample_light(rng),
        outfit,
        bool(rng.random() < 0.5),
        int(rng.integers(1 << 31)),
    )
    face = body = None
    if "face" in parts and pose.view != "back":
        face = _draw(rng, shot, _face_frame(rng), (face_size, face_size), close=True)
    if "body" in parts:
        frame = _body_frame(rng, shot)
        scale = body_size / max(frame.width, frame.height)
        size = max(round(frame.width * scale), 8), max(round(frame.height * scale), 8)
        body = _draw(rng, shot, frame, size, close=frame.y1 < _HEAD * 1.1)
    return Instance(face, body, pose.view)


def _face_frame(rng: np.random.Generator) -> Box:
    """A square round a face at the origin: boxes of annotators and detectors are loose and off centre."""
    side = _HEAD * 0.94 * FACE_SCALE * rng.uniform(0.9, 1.55)
    x, y = rng.normal(0, 0.06 * _HEAD), rng.normal(0.02 * _HEAD, 0.06 * _HEAD) - 0.12 * (side - _HEAD)
    return Box(x - side / 2, y - side / 2, x + side / 2, y + side / 2)


def _body_frame(rng: np.random.Generator, shot: _Shot) -> Box:
    """The box of the whole figure, often cut by the edge of its panel."""
    figure = place_figure(shot.design, shot.pose, shot.style, 0, 0, _HEAD, shot.outfit)
    x0, y0, x1, y1 = figure.body.as_tuple()
    framing = rng.random()
    if framing < 0.5:
        y1 = min(y1, _HEAD * rng.uniform(0.7, 3.2))
    if framing < 0.2:
        y0 = max(y0, -_HEAD * rng.uniform(0.3, 0.6))
    if rng.random() < 0.2:
        cut = rng.uniform(0.15, 0.7) * _HEAD
        x0, x1 = (max(x0, -cut), x1) if rng.random() < 0.5 else (x0, min(x1, cut))
    limit = _HEAD * rng.uniform(0.8, 1.6)
    x0, x1 = max(x0, -limit), min(x1, limit)
    loose = rng.normal(0, 0.05, 4) * _HEAD
    return Box(x0 + loose[0], y0 + loose[1], max(x1 + loose[2], x0 + 60), max(y1 + loose[3], y0 + 60))


def _draw(
    rng: np.random.Generator, shot: _Shot, frame: Box, size: tuple[int, int], close: bool
) -> np.ndarray:
    scale = size[0] / frame.width
    scenery = np.random.default_rng(shot.seed)  # both crops of a drawing stand before the same scene
    canvas = Canvas(*size, background=shot.style.paper)
    _backdrop(canvas, scenery, shot.style)
    x, y = -frame.x0 * scale, -frame.y0 * scale
    if scenery.random() < 0.13:
        _neighbour(canvas, scenery, shot.style, x, y, _HEAD * scale)
    draw_figure(
        canvas, shot.design, shot.pose, shot.style, x, y, _HEAD * scale, shot.outfit, with_body=not close
    )
    _obstruct(canvas, rng, shot.style)
    pixels = illuminate(canvas.pixels, shot.light, shot.style, scenery)
    pixels = wear(tone(pixels, shot.style, scenery), rng)
    return np.ascontiguousarray(pixels[:, ::-1]) if shot.mirror else pixels


def _neighbour(
    canvas: Canvas, rng: np.random.Generator, style: Style, x: float, y: float, head: float
) -> None:
    """Somebody else who stands behind, most of them hidden or out of the crop."""
    aside = rng.uniform(0.75, 1.4) * rng.choice([-1, 1])
    head *= rng.uniform(0.8, 1.1)
    other, pose = sample_design(rng), sample_pose(rng)
    draw_figure(
        canvas, other, pose, style, x + aside * head, y + rng.normal(0, 0.3) * head, head, with_body=False
    )


def _backdrop(canvas: Canvas, rng: np.random.Generator, style: Style) -> None:
    """A rough scene: sky and ground, walls, foliage, speed lines or nothing."""
    kind = rng.random()
    if style.tones == "line" or kind < 0.22:
        return
    wide, tall = canvas.width, canvas.height
    canvas.look(0, 0, 1.0)
    colours = [style.paint(hsv(rng.random(), rng.uniform(0, 0.8), rng.uniform(0.2, 1.0))) for _ in range(4)]
    canvas.pixels[:] = np.clip(colours[0], 0, 255)
    if kind < 0.4:
        return
    if kind < 0.6:
        ramp = np.linspace(0, 1, tall, dtype=np.float32)[:, None, None]
        canvas.pixels[:] = np.clip(
            np.float32(colours[0]) * (1 - ramp) + np.float32(colours[1]) * ramp, 0, 255
        )
    if kind > 0.9:
        for angle in rng.uniform(0, 2 * np.pi, 9):
            tip = np.array([(0.5 * wide, 0.5 * tall)])
            rim = tip + wide * np.array(
                [(np.cos(angle), np.sin(angle)), (np.cos(angle + 0.12), np.sin(angle + 0.12))]
            )
            canvas.fill(np.concatenate([tip, rim]), colours[1], curved=False)
        return
    for number in range(int(rng.integers(1, 5))):
        x, y = rng.uniform(0, wide), rng.uniform(0, tall)
        rx, ry = rng.uniform(0.08, 0.5, 2) * wide
        round_shape = rng.random() < 0.5
        shape = ellipse(x, y, rx, ry, turn=rng.uniform(0, 3), count=10 if round_shape else 4)
        colour = colours[1 + number % 3]
        canvas.fill(
            shape,
            colour,
            style.contour(colour) if style.line and rng.random() < 0.5 else None,
            1.0,
            curved=round_shape,
        )


def _obstruct(canvas: Canvas, rng: np.random.Generator, style: Style) -> None:
    """Something in front: a speech bubble, a hand, somebody's shoulder, a bar, the edge of the panel."""
    chance = rng.random()
    if chance > 0.2:
        return
    wide, tall = canvas.width, canvas.height
    canvas.look(0, 0, 1.0)
    side = rng.choice([0.0, 1.0])
    colour = style.paint(hsv(rng.random(), rng.uniform(0, 0.8), rng.uniform(0.2, 1.0)))
    if chance < 0.06:
        bubble = ellipse(
            side * wide,
            rng.uniform(0, 0.4) * tall,
            rng.uniform(0.2, 0.42) * wide,
            rng.uniform(0.12, 0.3) * tall,
        )
        canvas.fill(bubble, (255, 255, 255), (10, 10, 10), 1.0)
    elif chance < 0.12:
        shoulder = ellipse(side * wide, tall, rng.uniform(0.2, 0.45) * wide, rng.uniform(0.2, 0.5) * tall)
        canvas.fill(shoulder, colour, style.contour(colour) if style.line else None, 1.0)
    elif chance < 0.16:
        cut = rng.uniform(0.08, 0.3)
        gutter = np.array([(0, 0), (cut * wide, 0), (cut * wide * rng.uniform(0.3, 1), tall), (0, tall)])
        canvas.fill(
            gutter if side else gutter * (-1, 1) + (wide, 0), (255, 255, 255), (10, 10, 10), 1.0, curved=False
        )
    else:
        x, y = rng.uniform(0.1, 0.9) * wide, rng.uniform(0.55, 1.0) * tall
        canvas.fill(
            ellipse(x, y, 0.14 * wide, 0.12 * tall, turn=rng.uniform(0, 3), count=8),
            colour,
            style.contour(colour),
            1.0,
        )
