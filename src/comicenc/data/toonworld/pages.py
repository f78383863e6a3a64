"""Whole pages: panels, actors, balloons, and the annotation of all that can be seen in the end.

Boxes are read off the finished page: a plane beside the picture knows who lies on top of each pixel, so that
what other figures, props, balloons and the panel's edge hide is hidden in the labels too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from ...comic import Box, Page, Panel, Text
from .album import PAGES_A_SCENE, Album, Scene, sample_scene
from .camera import roll_panel
from .canvas import Canvas, Colour
from .finish import Light, grade, illuminate, tone, wear
from .labels import label_actor, shifted, whole_pixels
from .layouts import Frame, sample_layout
from .lettering import Balloon, Speaker, draw_balloon, set_balloon
from .moods import camera_roll, habits_in
from .placing import place_balloon
from .script import Beat, write_page
from .stage import Actor, levels, stage_panel

# Screentone leaves skin and cloth white sooner than a photograph in grey would.
_LIFT = np.round(255 * (np.arange(256) / 255) ** 0.62).astype(np.uint8)


@dataclass(frozen=True, eq=False)
class DrawnPage:
    """A page and all that is known of it.

    Args:
        pixels: (H, W, 3) uint8.
        owners: (H, W) int16, 0 where nobody is seen.
        page: The annotation.
        members: Index in the cast of each of `page.characters`.
        figures: Number of the body of each of them among `owners`; the head has the next one.
    """

    pixels: np.ndarray
    owners: np.ndarray
    page: Page
    members: tuple[int, ...]
    figures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Staged:
    """A panel on the page; actors' boxes are still panel pixels."""

    frame: Frame
    box: Box
    beat: Beat
    cast: list[Actor]


def draw_page(
    album: Album,
    number: int,
    worn: bool = True,
    layout: str | None = None,
    mood: tuple[str, str] | None = None,
    lettered: bool = True,
) -> DrawnPage:
    """Draw one page of an album.

    Args:
        album: The comic.
        number: Of the page, from 0.
        worn: Whether print and JPEG leave their marks.
        layout: One of `layouts.LAYOUTS`; by default as the artist likes it.
        mood: First and second choice; by default as the genre has them.
        lettered: Whether anything is said, or the art is shown alone.
    """
    rng = album.rng(2, number)
    scene = sample_scene(album, number // PAGES_A_SCENE, mood)
    if album.vivid:
        album = replace(album, habits=habits_in(album.habits, scene.mood[0], album.rng(14, number)))
    frames = sample_layout(rng, album.habits, layout)
    width, height = album.habits.width, album.habits.height
    boxes = [frame.box(width, height) for frame in frames]
    shapes = [(box.width / width, box.height / height) for box in boxes]
    beats = write_page(rng, album, scene, shapes, opening=number % PAGES_A_SCENE == 0)
    page = Canvas(
        width, height, (255, 255, 255) if album.habits.paper == "white" else (12, 12, 14), track=True
    )
    staged, owner = [], 1
    for index, (frame, box, beat) in enumerate(zip(frames, boxes, beats, strict=True)):
        cast = _draw_panel(page, album, scene, frame, box, beat, album.rng(3, number, index), owner)
        owner += 2 * len(cast)
        staged.append(_Staged(frame, box, beat, cast))
    if album.style.tones == "screen":
        page.pixels[:] = cv2.LUT(page.pixels, _LIFT)
    page.pixels[:] = tone(page.pixels, album.style, album.rng(4), album.pitch)
    texts = _letter(page, album, scene, staged, rng) if lettered else ()
    characters = [
        (actor, character)
        for index, panel in enumerate(staged)
        for actor in sorted(
            panel.cast, key=lambda actor: actor.drawn.head.center[0], reverse=album.habits.right_to_left
        )
        if (character := label_actor(page.owners, panel.box, actor, album.cast[actor.member].name, index))
        is not None
    ]
    pixels = cv2.LUT(page.pixels, levels(album.print_tint))
    pixels = wear(pixels, album.rng(5, number), 0.5) if worn else pixels
    return DrawnPage(
        pixels=pixels,
        owners=page.owners,
        page=Page(
            name=f"{number + 1:03d}",
            size=(width, height),
            load=lambda: _as_image(pixels),
            panels=tuple(Panel(box) for box in boxes),
            characters=tuple(character for _, character in characters),
            texts=texts,
            annotated=True,
            mood=scene.mood,
        ),
        members=tuple(actor.member for actor, _ in characters),
        figures=tuple(actor.owner for actor, _ in characters),
    )


def _as_image(pixels: np.ndarray):
    from PIL import Image

    return Image.fromarray(pixels)


def _draw_panel(
    page: Canvas,
    album: Album,
    scene: Scene,
    frame: Frame,
    box: Box,
    beat: Beat,
    rng: np.random.Generator,
    owner: int,
) -> list[Actor]:
    """Draw a panel and paste it into its corners on the page."""
    x0, y0, x1, y1 = (int(value) for value in box.as_tuple())
    canvas = Canvas(x1 - x0, y1 - y0, track=True)
    cast = stage_panel(canvas, album, scene, beat, rng, owner)
    slope = (float(rng.normal(0, 0.06)), float(rng.normal(0, 0.06)))
    canvas.pixels[:] = illuminate(canvas.pixels, Light((1.0, 1.0, 1.0), 0.0, 1.0, slope), album.style, rng)
    if album.vivid:
        cast = roll_panel(canvas, cast, camera_roll(rng, beat.mood))
    if scene.look is not None:
        canvas.pixels[:] = grade(canvas.pixels, scene.look)
    line = album.habits.border * album.habits.width
    page.look(0.0, 0.0, 1.0)
    page.owner = 0
    if frame.inset:
        page.fill(frame.corners, (255, 255, 255), (255, 255, 255), 5 * max(line, 1.5), curved=False)
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    corners = np.round((frame.corners - (x0, y0)) * 16).astype(np.int32)
    cv2.fillPoly(mask, [corners], 255, cv2.LINE_AA, 4)
    share = mask[..., None].astype(np.float32) / 255
    region = page.pixels[y0:y1, x0:x1]
    region[:] = np.round(canvas.pixels * share + region * (1 - share))
    np.copyto(page.owners[y0:y1, x0:x1], canvas.owners, where=mask > 127)
    if frame.border:
        ink = (0, 0, 0) if album.habits.paper == "white" else (60, 60, 64)
        page.stroke(frame.corners, ink, max(line, 1.0), curved=False, closed=True)
    return cast


def _letter(
    page: Canvas, album: Album, scene: Scene, staged: list[_Staged], rng: np.random.Generator
) -> tuple[Text, ...]:
    """Place and draw all balloons; a line that finds no room is not said."""
    texts, backward = [], album.habits.right_to_left
    for index, panel in enumerate(staged):
        faces = [shifted(actor.drawn.face or actor.drawn.head, panel.box) for actor in panel.cast]
        speakers = {actor.member: _speaker(actor, panel.box) for actor in panel.cast}
        placed: list[Box] = []
        for line in panel.beat.lines:
            speaker = speakers.get(line.speaker)
            if line.kind == "thought" and speaker is None:
                line = replace(line, kind="narration")  # who thinks unseen, thinks in a caption
            for scale in (1.0, 0.86, 0.74):
                balloon = set_balloon(line, album.hand, page.width, rng, scale)
                mouth = speaker.mouth if speaker else None
                where = place_balloon(
                    balloon, panel.box, (page.width, page.height), faces, placed, mouth, backward, rng
                )
                if where is not None:
                    break
            else:
                continue
            box = draw_balloon(page, balloon, *where, album.hand, rng, speaker, _sound_colour(album, scene))
            placed.append(box)
            texts.append(_text(album, balloon, box, page, index))
    return tuple(texts)


def _speaker(actor: Actor, panel: Box) -> Speaker:
    face = shifted(actor.drawn.face or actor.drawn.head, panel)
    return Speaker((face.center[0], face.y0 + 0.72 * face.height), face)


def _sound_colour(album: Album, scene: Scene) -> Colour:
    return (0, 0, 0) if album.style.colourless else scene.place.accent


def _text(album: Album, balloon: Balloon, box: Box, page: Canvas, panel: int) -> Text:
    english, japanese = balloon.line.words
    words = (
        {"en": english, "ja": japanese} if album.hand.language == "en" else {"ja": japanese, "en": english}
    )
    speaker = balloon.line.speaker
    clipped = box.clipped(page.width, page.height)
    name = album.cast[speaker].name if speaker is not None else None
    return Text(words, whole_pixels(clipped), panel, name)
