"""Contact sheets: what each kind of artist draws, to be looked at.

The picture in `docs/` is written by

    python -c "from PIL import Image; from comicenc.data.toonworld.sheets import draw_overview; \
    Image.fromarray(draw_overview()).quantize(256).save('docs/toonworld.png', optimize=True)"
"""

from __future__ import annotations

from itertools import count

import cv2
import numpy as np

from .album import Album, sample_album, sample_scene
from .canvas import Canvas
from .figure import draw_figure, place_figure
from .finish import tone
from .pages import draw_page
from .pose import Pose, sample_pose
from .sheet import CharacterDesign
from .style import STYLES

_FACE_VIEWS, _BODY_VIEWS = ("front", "three_quarter", "profile"), ("front", "back")
_FACE_HEAD = 0.6  # height of a head beside the side of its cell
_MARGIN = 0.06  # about a figure, beside the height of its cell
_FINER = 3  # sheets are drawn this much larger and scaled down
_GAP = 8  # pixels of paper between the styles


def draw_sheet(style: str, seed: int = 0, members: int = 4, side: int = 64) -> np.ndarray:
    """Faces above full figures of some characters of one comic, drawn by its artist.

    Args:
        style: One of `style.STYLES`.
        seed: Of the Toonworld from which the comic is taken.
        members: How many characters.
        side: Of a face in pixels.

    Returns:
        uint8 (3 side, 3 side members, 3).

    Raises:
        ValueError: If `style` is none of `STYLES`.
    """
    return _draw_cast(_album(style, seed, members), members, side)


def draw_overview(seed: int = 6, members: int = 3, side: int = 60) -> np.ndarray:
    """The sheet of each style beside a piece of a page, two styles in a row.

    Args:
        seed: Of the Toonworld from which the comics are taken.
        members: How many characters a style.
        side: Of a face in pixels.

    Returns:
        uint8 (H, W, 3).
    """
    blocks = []
    for style in STYLES:
        album = _album(style, seed, members)
        sheet = _draw_cast(album, members, side)
        block = np.concatenate([sheet, _page_piece(album, len(sheet))], axis=1)
        blocks.append(np.pad(block, ((0, _GAP), (0, _GAP), (0, 0)), constant_values=255))
    rows = [np.concatenate(blocks[i : i + 2], axis=1) for i in range(0, len(blocks), 2)]
    return np.concatenate(rows)[:-_GAP, :-_GAP]


def _album(style: str, seed: int, members: int) -> Album:
    """A comic in a style with enough characters that begins by day; another one for each style."""
    indices = count(STYLES.index(style) if style in STYLES else 0, len(STYLES))
    albums = (sample_album(seed, index, style=style) for index in indices)
    return next(one for one in albums if len(one.cast) >= members and sample_scene(one, 0).light == "day")


def _draw_cast(album: Album, members: int, side: int) -> np.ndarray:
    columns = [_draw_member(album, index, side * _FINER) for index in range(members)]
    return _scaled(np.concatenate(columns, axis=1), 1 / _FINER)


def _scaled(pixels: np.ndarray, factor: float) -> np.ndarray:
    return cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


def _draw_member(album: Album, index: int, side: int) -> np.ndarray:
    design, rng = album.cast[index].design, album.rng(8, index)
    faces = [_draw_face(album, design, sample_pose(rng, view), side) for view in _FACE_VIEWS]
    wide = len(_FACE_VIEWS) * side // len(_BODY_VIEWS)
    bodies = [_draw_body(album, design, sample_pose(rng, view), wide, 2 * side) for view in _BODY_VIEWS]
    return np.concatenate([np.concatenate(faces, axis=1), np.concatenate(bodies, axis=1)])


def _draw_face(album: Album, design: CharacterDesign, pose: Pose, side: int) -> np.ndarray:
    canvas, x, y, head = Canvas(side, side, album.style.paper), 0.5 * side, 0.56 * side, _FACE_HEAD * side
    draw_figure(canvas, design, pose, album.style, x, y, head, with_body=False)
    return tone(canvas.pixels, album.style, album.rng(4), album.pitch)


def _draw_body(album: Album, design: CharacterDesign, pose: Pose, width: int, height: int) -> np.ndarray:
    """A figure as large as it fits into a cell, standing on its lower edge."""
    body = place_figure(design, pose, album.style, 0.0, 0.0, 1.0).body
    margin = _MARGIN * height
    head = min((height - 2 * margin) / body.height, (width - margin) / body.width)
    x, y = width / 2 - body.center[0] * head, height - margin - body.y1 * head
    canvas = Canvas(width, height, album.style.paper)
    draw_figure(canvas, design, pose, album.style, x, y, head)
    return tone(canvas.pixels, album.style, album.rng(4), album.pitch)


def _page_piece(album: Album, height: int) -> np.ndarray:
    """The upper part of the first page, square, scaled to a height in pixels."""
    page = draw_page(album, 0, worn=False).pixels
    side = min(page.shape[:2])
    return cv2.resize(page[:side, :side], (height, height), interpolation=cv2.INTER_AREA)
