"""Crops of one appearance: a face and a body from the same drawing, as a detector would cut them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...comic import FACE_SCALE, Box
from .canvas import Canvas
from .figure import draw_figure, place_figure
from .finish import Light, illuminate, sample_light, tone, wear
from .pose import Pose, sample_pose
from .sheet import CharacterDesign
from .style import Style
from .surroundings import draw_neighbour, draw_obstacle, draw_rough_place

_HEAD = 100.0  # the figure is laid out with a head of this many pixels, then drawn at the size of each crop
_FACE_SIDE = 0.94  # of a face's box, in head heights
_LEAST_BODY = 60.0  # side of a body's box in pixels of the layout
_LEAST_CROP = 8  # pixels
_BUST = 1.1  # head heights below the middle of the head: crops that end above it show no more than a bust
_LONG = 1.4  # how much more of somebody on four legs is let into a crop
_FIRST_OUTFIT, _ACCOMPANIED = 0.6, 0.13  # chance of wearing it, and of somebody standing behind


@dataclass(frozen=True)
class Instance:
    """One appearance as pixels.

    Args:
        face: uint8 (S, S, 3), or None where the face cannot be seen or was not asked for.
        body: uint8 (H, W, 3) with the longest side of the asked size, or None where it was not asked for.
        view: One of `pose.VIEWS`.
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
    mirrored: bool
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
    outfit = 0 if rng.random() < _FIRST_OUTFIT else int(rng.integers(len(design.outfits)))
    light = light or sample_light(rng)
    mirrored, seed = bool(rng.random() < 0.5), int(rng.integers(1 << 31))
    shot = _Shot(design, pose, style, light, outfit, mirrored, seed)
    face = body = None
    if "face" in parts and not pose.away:
        face = _draw(rng, shot, _face_frame(rng), (face_size, face_size), close=True)
    if "body" in parts:
        frame = _body_frame(rng, shot)
        scale = body_size / max(frame.width, frame.height)
        size = max(round(frame.width * scale), _LEAST_CROP), max(round(frame.height * scale), _LEAST_CROP)
        body = _draw(rng, shot, frame, size, close=frame.y1 < _HEAD * _BUST)
    return Instance(face, body, pose.view)


def _face_frame(rng: np.random.Generator) -> Box:
    """A square round a face at the origin: boxes of annotators and detectors are loose and off centre."""
    side = _HEAD * _FACE_SIDE * FACE_SCALE * rng.uniform(0.9, 1.55)
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
    limit = _HEAD * rng.uniform(0.8, 1.6) * (1.0 if shot.design.upright else _LONG)
    x0, x1 = max(x0, -limit), min(x1, limit)
    left, top, right, bottom = rng.normal(0, 0.05, 4) * _HEAD
    x1, y1 = max(x1 + right, x0 + _LEAST_BODY), max(y1 + bottom, y0 + _LEAST_BODY)
    return Box(x0 + left, y0 + top, x1, y1)


def _draw(
    rng: np.random.Generator, shot: _Shot, frame: Box, size: tuple[int, int], close: bool
) -> np.ndarray:
    """Draw what a frame holds, uint8 (height, width, 3) of a size (width, height)."""
    scale = size[0] / frame.width
    scenery = np.random.default_rng(shot.seed)  # both crops of a drawing stand before the same scene
    canvas = Canvas(*size, background=shot.style.paper)
    draw_rough_place(canvas, scenery, shot.style)
    x, y, head = -frame.x0 * scale, -frame.y0 * scale, _HEAD * scale
    if scenery.random() < _ACCOMPANIED:
        draw_neighbour(canvas, scenery, shot.style, x, y, head)
    draw_figure(canvas, shot.design, shot.pose, shot.style, x, y, head, shot.outfit, with_body=not close)
    draw_obstacle(canvas, rng, shot.style)
    pixels = illuminate(canvas.pixels, shot.light, shot.style, scenery)
    pixels = wear(tone(pixels, shot.style, scenery), rng)
    return np.ascontiguousarray(pixels[:, ::-1]) if shot.mirrored else pixels
