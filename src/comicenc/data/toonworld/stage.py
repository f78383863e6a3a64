"""One panel as a stage: the place behind, the actors one before the other, and what stands before them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from ...comic import Box
from .acting import play
from .album import Album, Scene
from .backdrops import draw_backdrop
from .canvas import Canvas
from .effects import draw_effects
from .figure import Drawn, draw_figure, place_figure
from .moods import MANNERS, close_up
from .motifs import draw_motif
from .pose import Pose
from .props import draw_feeling, draw_props, draw_rain
from .script import Beat
from .settings import View, draw_place
from .style import Style

_HEADS = {
    "close": (0.58, 0.82),
    "bust": (0.36, 0.5),
    "medium": (0.23, 0.31),
    "over": (0.34, 0.44),
}  # of the height
_ZOOMS = {"close": 2.4, "bust": 1.8, "medium": 1.4, "over": 1.7, "full": 1.12, "far": 1.0, "empty": 1.0}
_THINNEST = 1.2  # pixels
_PEN_HEAD = 90.0  # pixels of a head whose contours have the style's full width
# what a scene's light does to the people in it; the place is painted in it from the start
_ON_PEOPLE = {
    "day": (1.0, 1.0, 1.0),
    "evening": (1.03, 0.9, 0.78),
    "night": (0.72, 0.78, 0.95),
    "overcast": (0.93, 0.95, 0.98),
    "lamp": (1.03, 0.97, 0.86),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody in a panel, as drawn.

    Args:
        member: Index in the cast.
        owner: Number of the body on the owners' plane; the head has the next one.
        drawn: Boxes in panel pixels, unclipped.
        view: One of `pose.VIEWS`.
        head_pixels: Pixels inside the face box that the head had when nothing stood before it.
        pixels: Pixels of the whole figure at that moment.
    """

    member: int
    owner: int
    drawn: Drawn
    view: str
    head_pixels: int
    pixels: int


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where somebody is to stand: middle and height of the head in pixels; the least depth is drawn first."""

    x: float
    y: float
    head: float
    depth: float


def pixels_inside(owners: np.ndarray, owner: int, box: Box) -> int:
    """How many pixels of a box belong to `owner`."""
    region = owners[max(int(box.y0), 0) : max(int(box.y1), 0), max(int(box.x0), 0) : max(int(box.x1), 0)]
    return int(np.count_nonzero(region == owner))


def stage_panel(
    canvas: Canvas, album: Album, scene: Scene, beat: Beat, rng: np.random.Generator, owner: int
) -> list[Actor]:
    """Draw a panel and say who stands in it, the farthest first.

    Args:
        canvas: The panel, of the size of its bounds.
        album: The comic.
        scene: Place and light.
        beat: What to show.
        rng: Source of chance.
        owner: First free number on the owners' plane; each actor takes two.
    """
    poses = _sample_poses(rng, scene, beat, album.vivid)
    marks = _arrange(rng, canvas, album, scene, beat, poses)
    focus = (marks[0].x, marks[0].y) if marks else (canvas.width / 2, canvas.height / 2)
    if beat.backdrop:
        colour = scene.place.accent if rng.random() < 0.5 else scene.place.wall
        draw_backdrop(canvas, beat.backdrop, album.style, colour, rng, focus)
    else:
        zoom = _ZOOMS[beat.shot] * rng.uniform(0.94, 1.1)
        draw_place(canvas, scene.place, album.style, View(beat.pan, zoom, scene.light))
    if album.vivid:
        draw_motif(canvas, album.genre, scene.place, album.style, scene.light, rng)
    cast = []
    for order, index in enumerate(sorted(range(len(marks)), key=lambda index: marks[index].depth)):
        position = beat.actors[index]
        outfit = scene.outfits[position]
        cast.append(
            _draw_actor(
                canvas, album, scene.actors[position], outfit, poses[index], marks[index], owner + 2 * order
            )
        )
    if not beat.backdrop:
        if not album.style.colourless:
            _light_people(canvas, scene.light)
        if rng.random() < 0.22 and beat.shot not in ("close", "empty"):
            draw_props(canvas, scene.place, album.style, scene.light, rng)
    if scene.rain and not beat.backdrop:
        draw_rain(canvas, album.style, rng, snow=scene.place.kind == "mountains")
    marked = MANNERS[beat.mood].marks if album.vivid else 0.16
    if cast and beat.shot in ("close", "bust", "medium") and rng.random() < marked:
        front = cast[-1].drawn.head
        draw_feeling(canvas, beat.mood, *front.center, front.height, rng)
    if album.vivid:
        draw_effects(canvas, MANNERS[beat.mood].air, album.style, rng)
    canvas.look(0.0, 0.0, 1.0)
    return cast


def _sample_poses(rng: np.random.Generator, scene: Scene, beat: Beat, vivid: bool) -> list[Pose]:
    speaking = {line.speaker for line in beat.lines if line.kind != "thought"}
    shouting = {line.speaker for line in beat.lines if line.kind == "shout"}
    count, poses = len(beat.actors), []
    for order, position in enumerate(beat.actors):
        member = scene.actors[position]
        middle = (order + 0.5) / count - 0.5
        facing = -np.sign(middle) if middle else rng.choice([-1.0, 1.0])
        view = "back" if beat.shot == "over" and order == 0 and count > 1 else None
        poses.append(
            play(
                rng, beat.mood, float(facing), member in speaking, member in shouting, beat.shot, view, vivid
            )
        )
    return poses


def _arrange(
    rng: np.random.Generator, canvas: Canvas, album: Album, scene: Scene, beat: Beat, poses: list[Pose]
) -> list[_Mark]:
    """Where everybody stands, in the order of `beat.actors`."""
    count, wide, tall = len(poses), canvas.width, canvas.height
    if beat.shot in ("full", "far"):
        return _arrange_standing(rng, canvas, album, scene, beat, poses)
    marks: list[_Mark] = []
    if not count:
        return marks
    head = tall * rng.uniform(*_HEADS[beat.shot])
    head = min(head, wide * 0.8 / (1 + 0.75 * (count - 1)))
    if album.vivid and beat.shot == "close" and (cut := close_up(rng, beat.mood)):
        head = tall * cut
    apart = MANNERS[beat.mood].apart if album.vivid else 1.0
    gap = max(min(wide / count, rng.uniform(1.5, 2.6) * apart * head), 0.9 * apart * head)
    top = {"close": 0.5, "bust": 0.42, "medium": 0.36, "over": 0.45}[beat.shot] * tall
    start = wide / 2 - gap * (count - 1) / 2 + rng.normal(0, 0.05) * wide
    for order, (position, pose) in enumerate(zip(beat.actors, poses, strict=True)):
        design = album.cast[scene.actors[position]].design
        near, y = rng.uniform(-1.0, 1.0), top + rng.normal(0, 0.035) * tall
        size = head * (1 + 0.1 * near * (count > 1))
        if beat.shot != "close" and design.age == "child":
            y, size = y + 0.35 * head, 0.92 * size
        if beat.shot != "close" and design.coat is not None and not design.coat.upright:
            y = max(y, tall * rng.uniform(0.58, 0.72))
        x = start + order * gap + rng.normal(0, 0.06) * gap * (count > 1)
        if pose.view == "back" and beat.shot == "over":
            x, y, size, near = wide * rng.uniform(0.04, 0.16), tall * rng.uniform(0.5, 0.62), 1.5 * head, 3.0
        marks.append(
            _Mark(x, max(y + 0.1 * near * head, 0.62 * size if beat.shot != "close" else 0.0), size, near)
        )
    return marks


def _arrange_standing(
    rng: np.random.Generator, canvas: Canvas, album: Album, scene: Scene, beat: Beat, poses: list[Pose]
) -> list[_Mark]:
    """Feet on the ground, all drawn to one scale."""
    wide, tall, count = canvas.width, canvas.height, len(poses)
    reaches = []
    for position, pose in zip(beat.actors, poses, strict=True):
        design = album.cast[scene.actors[position]].design
        body = place_figure(design, pose, album.style, 0.0, 0.0, 100.0, scene.outfits[position]).body
        reaches.append((max(-body.y0 / 100, 0.55), body.y1 / 100))
    longest = max(up + down for up, down in reaches)
    share = rng.uniform(0.74, 0.9) if beat.shot == "full" else rng.uniform(0.36, 0.56)
    if album.vivid and beat.shot == "far":
        share *= MANNERS[beat.mood].small
    head = min(share * tall / longest, wide / (1.25 * count + 0.4))
    ground = tall * (rng.uniform(0.93, 1.0) if beat.shot == "full" else rng.uniform(0.84, 0.96))
    gap = min(wide / count, rng.uniform(2.0, 3.6) * head)
    start = wide / 2 - gap * (count - 1) / 2 + rng.normal(0, 0.06) * wide
    marks = []
    for order, (_, down) in enumerate(reaches):
        near = rng.uniform(-1.0, 1.0) * (count > 1)
        size = head * (1 + 0.06 * near)
        x = start + order * gap + rng.normal(0, 0.12) * gap * (count > 1)
        x = float(np.clip(x, 0.5 * head, wide - 0.5 * head))
        marks.append(_Mark(x, ground + 0.06 * near * longest * head * 0.4 - down * size, size, near))
    return marks


def _draw_actor(
    canvas: Canvas, album: Album, member: int, outfit: int, pose: Pose, mark: _Mark, owner: int
) -> Actor:
    design = album.cast[member].design
    low = mark.y + 0.75 * mark.head < canvas.height
    style = with_pen(album.style, mark.head)
    drawn = draw_figure(
        canvas, design, pose, style, mark.x, mark.y, mark.head, outfit, with_body=low, owner=owner
    )
    face = drawn.face or drawn.head
    mine = (canvas.owners == owner) | (canvas.owners == owner + 1)
    return Actor(
        member=member,
        owner=owner,
        drawn=drawn,
        view=pose.view,
        head_pixels=pixels_inside(canvas.owners, owner + 1, face),
        pixels=int(np.count_nonzero(mine)),
    )


def with_pen(style: Style, head: float) -> Style:
    """The style for a head of this many pixels: a pen does not grow as fast as what it draws."""
    if not style.line:
        return style
    return replace(style, line=max(style.line * min(1.0, _PEN_HEAD / head) ** 0.6, _THINNEST / head))


def _light_people(canvas: Canvas, light: str) -> None:
    if light != "day":
        lit = cv2.LUT(canvas.pixels, levels(_ON_PEOPLE[light]))
        np.copyto(canvas.pixels, lit, where=(canvas.owners > 0)[..., None])


def levels(tint: tuple[float, float, float]) -> np.ndarray:
    """Table (1, 256, 3) that multiplies each channel by its factor, for `cv2.LUT`."""
    return np.clip(np.outer(np.arange(256), tint), 0, 255).astype(np.uint8)[None]
