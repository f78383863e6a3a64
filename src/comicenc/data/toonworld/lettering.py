"""Balloons and the letters in them.

English is set in lines, Japanese in columns from the right, as manga do. Fonts come from packages whose
wheels carry them under the Open Font License, so that no system font is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ...comic import Box
from .canvas import Canvas, Colour, ellipse, smooth
from .dialogue import Line

_FONTS: dict[str, tuple[str, ...]] = {
    "en": ("fontpkg_delius", "files", "Delius-Regular.ttf"),
    "en_loud": ("fontpkg_lilita_one", "files", "LilitaOne-Regular.ttf"),
    "ja": ("pylopdf_fonts_jp", "NotoSansJP-Regular.otf"),
    "ja_loud": ("pylopdf_fonts_jp", "NotoSansJP-Regular.otf"),
}
_TURNED = "ー〜～…—―-（）()「」『』［］＝：："  # drawn lying down in columns
_HANGING = "、。，．"
_SMALL = "っゃゅょぁぃぅぇぉッャュョァィゥェォヶ"
_NOT_FIRST = "、。！？…ー」』）・っゃゅょッャュョァィゥェォ"
_LEADING = 1.22
_WHITE, _DARK = (255, 255, 255), (30, 30, 34)
_CAPTIONS = {
    "colour": ((255, 246, 205), (222, 236, 246), _WHITE, _DARK),
    "grey": (_WHITE, _WHITE, _WHITE, _DARK),
}


@dataclass(frozen=True, slots=True)
class Hand:
    """How an album is lettered.

    Args:
        language: "en" or "ja".
        size: Height of a letter as a share of the page's width.
        capitals: Whether English is all in capitals.
        shape: Shape of ordinary balloons: "round", "soft" (between round and box) or "box".
        outline: Width of a balloon's line as a share of the page's width.
        tails: Whether balloons point at who speaks.
        caption: Colour of caption boxes.
    """

    language: str
    size: float
    capitals: bool
    shape: str
    outline: float
    tails: bool
    caption: Colour


@dataclass(frozen=True, eq=False)
class Balloon:
    """A line, set and measured but not yet placed.

    Args:
        line: What it says.
        ink: (h, w) coverage of the letters, 0 to 255.
        width: Width of the balloon in pixels.
        height: Height of the balloon in pixels.
        shape: "round", "soft", "box", "cloud", "burst", "frail", "caption" or "bare" for sounds.
    """

    line: Line
    ink: np.ndarray
    width: float
    height: float
    shape: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a tail points at: their mouth and the box of their face, page pixels."""

    mouth: tuple[float, float]
    face: Box


def sample_hand(rng: np.random.Generator, language: str, colour: bool = True) -> Hand:
    """How somebody letters an album in a language, in colour or black and white."""
    return Hand(
        language=language,
        size=rng.uniform(0.019, 0.024) if language == "en" else rng.uniform(0.021, 0.027),
        capitals=bool(rng.random() < 0.5),
        shape=("round", "round", "soft", "box")[int(rng.integers(4))],
        outline=rng.uniform(0.0014, 0.0035),
        tails=language == "en" or bool(rng.random() < 0.7),
        caption=_CAPTIONS["colour" if colour else "grey"][int(rng.integers(4))],
    )


@lru_cache(maxsize=64)
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """One of the fonts "en", "en_loud", "ja", "ja_loud" at a size in pixels."""
    package, *path = _FONTS[name]
    with as_file(files(package).joinpath(*path)) as file:
        return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


def _in_lines(text: str, face: ImageFont.FreeTypeFont, ratio: float) -> list[str]:
    """Break a sentence into lines so that the block is about `ratio` times as wide as high."""
    words = text.split()
    whole = face.getlength(text)
    wanted = max((whole * face.size * _LEADING * ratio) ** 0.5, *(face.getlength(word) for word in words))
    lines = [words[0]]
    for word in words[1:]:
        if face.getlength(f"{lines[-1]} {word}") <= wanted:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _set_lines(text: str, face: ImageFont.FreeTypeFont, ratio: float, weight: float) -> np.ndarray:
    lines = _in_lines(text, face, ratio)
    step = face.size * _LEADING
    width = int(max(face.getlength(line) for line in lines)) + 4
    image = Image.new("L", (width, int(step * len(lines)) + 4))
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        draw.text(
            ((width - face.getlength(line)) / 2, 2 + step * row),
            line,
            fill=255,
            font=face,
            stroke_width=weight,
        )
    return np.asarray(image)


def _in_columns(text: str, ratio: float) -> list[str]:
    """Break Japanese into columns; no column begins with what may not begin one."""
    tall = max(3, round((1.5 * len(text) / ratio) ** 0.5))
    columns, column = [], ""
    for index, letter in enumerate(text):
        after = text[index + 1 : index + 2]
        column += letter
        full = len(column) >= tall or (len(column) >= 0.6 * tall and letter in "、。！？…")
        if full and after and after not in _NOT_FIRST:
            columns.append(column)
            column = ""
    if columns and len(column) < 3:  # nobody leaves two letters alone
        columns[-1] += column
        column = ""
    return [part for part in [*columns, column] if part]


def _set_columns(text: str, face: ImageFont.FreeTypeFont, ratio: float, weight: float) -> np.ndarray:
    columns = _in_columns(text.replace(" ", ""), ratio)
    size, step = face.size, face.size * 1.32
    rows = max(len(column) for column in columns)
    image = Image.new("L", (int(step * len(columns)) + 4, int(size * 1.06 * rows) + 4))
    for index, column in enumerate(columns):
        x = image.width - step * (index + 1) + (step - size) / 2
        for row, letter in enumerate(column):
            _letter(image, letter, x, 2 + row * size * 1.06, face, weight)
    return np.asarray(image)


def _letter(
    image: Image.Image, letter: str, x: float, y: float, face: ImageFont.FreeTypeFont, weight: float
) -> None:
    """One letter of a column in the square cell at (x, y)."""
    size = int(face.size)
    cell = Image.new("L", (size, size))
    ImageDraw.Draw(cell).text(
        (size / 2, size * 0.88), letter, fill=255, font=face, anchor="ms", stroke_width=weight
    )
    shift = 0.0, 0.0
    if letter in _TURNED:
        cell = cell.transpose(Image.Transpose.ROTATE_270)
    elif letter in _HANGING:
        shift = 0.62, -0.6
    elif letter in _SMALL:
        shift = 0.1, -0.1
    left, top = int(x + shift[0] * size), int(y + shift[1] * size)
    image.paste(255, (left, top), cell)


def _set_sound(text: str, face: ImageFont.FreeTypeFont, turn: float) -> np.ndarray:
    left, top, right, bottom = face.getbbox(text)
    image = Image.new("L", (int(right - left) + 8, int(bottom - top) + 8))
    draw = ImageDraw.Draw(image)
    thick = face.size / 26 if "NotoSansJP" in str(face.path) else 0
    draw.text((4 - left, 4 - top), text, fill=255, font=face, stroke_width=thick)
    return np.asarray(image.rotate(turn, expand=True, resample=Image.Resampling.BICUBIC))


def set_balloon(
    line: Line, hand: Hand, page_width: int, rng: np.random.Generator, scale: float = 1.0
) -> Balloon:
    """Set a line in letters and give it a balloon of the right size.

    Args:
        line: What to set.
        hand: How the album is lettered.
        page_width: In pixels.
        rng: Source of chance.
        scale: Factor on the letters' size.
    """
    english = hand.language == "en"
    text = line.words[0 if english else 1]
    size = hand.size * page_width * scale
    if line.kind == "sound":
        ink = _set_sound(
            text, font(f"{hand.language}_loud", int(size * rng.uniform(2.2, 4.5))), rng.uniform(-24, 24)
        )
        return Balloon(line, ink, ink.shape[1], ink.shape[0], "bare")
    if hand.capitals and english:
        text = text.upper()
    loud = line.kind == "shout"
    face = font(
        f"{hand.language}_loud" if loud else hand.language, max(8, int(size * (1.12 if loud else 1.0)))
    )
    weight = 0.0 if loud and english else face.size / (16 if loud else 44)
    told = line.kind == "narration"
    if english:
        ink = _set_lines(text, face, 3.2 if told else rng.uniform(1.5, 2.2), weight)
    else:
        ink = _set_columns(text, face, 0.5 if told else rng.uniform(0.4, 0.8), weight)
    kinds = {"thought": "cloud", "shout": "burst", "whisper": "frail", "narration": "caption"}
    shape = kinds.get(line.kind, hand.shape)
    grow = {"caption": 1.0, "box": 1.05, "soft": 1.2, "burst": 1.42}.get(shape, 1.36)
    pad = size * (0.7 if shape == "caption" else 0.95)
    return Balloon(line, ink, ink.shape[1] * grow + pad, ink.shape[0] * grow + pad, shape)


def _outline(balloon: Balloon, x: float, y: float, rng: np.random.Generator) -> tuple[np.ndarray, bool]:
    """Control points (n, 2) of a balloon round (x, y), and whether they are joined by curves."""
    rx, ry = balloon.width / 2, balloon.height / 2
    if balloon.shape == "caption":
        return np.array([(x - rx, y - ry), (x + rx, y - ry), (x + rx, y + ry), (x - rx, y + ry)]), False
    if balloon.shape == "burst":
        count = 2 * int(np.clip((rx + ry) / 9, 9, 20))
        angles = np.arange(count) * (2 * np.pi / count) + rng.uniform(-0.05, 0.05, count)
        reach = np.where(np.arange(count) % 2, 0.95, rng.uniform(1.16, 1.42, count))
        return np.stack([x + rx * reach * np.cos(angles), y + ry * reach * np.sin(angles)], axis=1), False
    if balloon.shape == "cloud":
        bumps = int(np.clip((rx + ry) / 16, 7, 14))
        angles = np.arange(bumps * 4) * (2 * np.pi / (bumps * 4))
        reach = 1.0 + 0.11 * np.abs(np.sin(angles * bumps / 2)) - 0.03
        return np.stack([x + rx * reach * np.cos(angles), y + ry * reach * np.sin(angles)], axis=1), True
    power = {"box": 0.28, "soft": 0.55}.get(balloon.shape, 0.86)
    angles = np.arange(28) * (2 * np.pi / 28)
    c, s = np.cos(angles), np.sin(angles)
    wobble = rng.normal(1.0, 0.008, 28)
    return np.stack(
        [
            x + rx * wobble * np.sign(c) * np.abs(c) ** power,
            y + ry * wobble * np.sign(s) * np.abs(s) ** power,
        ],
        axis=1,
    ), True


def _tail(balloon: Balloon, x: float, y: float, speaker: Speaker, size: float) -> np.ndarray | None:
    """Corners (n, 2) of the tail from the balloon round (x, y) towards the mouth, which ends before the face.

    None where the mouth lies under the balloon.
    """
    centre = np.array([x, y])
    away = np.array(speaker.mouth) - centre
    distance = max(float(np.hypot(*away)), 1e-6)
    along = away / distance
    edge = _reach(along, balloon.width, balloon.height)
    room = distance - _reach(along, 0.8 * speaker.face.width, 0.8 * speaker.face.height) - edge
    if distance < edge:
        return None
    across = np.array([-along[1], along[0]])
    length = float(np.clip(0.85 * room, 0.9 * size, 4.5 * size))
    root, tip = centre + along * (0.8 * edge), centre + along * (edge + length)
    bend = across * 0.14 * length * np.sign(along[0] or 1.0)
    half = min(0.55 * size, 0.2 * balloon.width)
    middle = (root + tip) / 2 + bend
    thin = 0.55 * half
    return np.array(
        [root - across * half, middle - across * thin, tip, middle + across * thin, root + across * half]
    )


def _reach(along: np.ndarray, width: float, height: float) -> float:
    """Distance from the middle of an ellipse of this size to its edge in a direction."""
    return 1.0 / max(float(np.hypot(2 * along[0] / width, 2 * along[1] / height)), 1e-6)


def draw_balloon(
    canvas: Canvas,
    balloon: Balloon,
    x: float,
    y: float,
    hand: Hand,
    rng: np.random.Generator,
    speaker: Speaker | None = None,
    colour: Colour = (0, 0, 0),
) -> Box:
    """Draw a balloon round (x, y) and hand back where it stands.

    Args:
        canvas: The page.
        balloon: What to draw.
        x: Middle, pixels.
        y: Middle, pixels.
        hand: How the album is lettered.
        rng: Source of chance.
        speaker: Where the tail points, or None for no tail.
        colour: Of a sound's letters; all others are black.
    """
    canvas.owner = 0
    canvas.look(0.0, 0.0, 1.0)
    box = Box(x - balloon.width / 2, y - balloon.height / 2, x + balloon.width / 2, y + balloon.height / 2)
    if balloon.shape == "bare":
        _ink(canvas, _grown(balloon.ink, max(2, balloon.ink.shape[0] // 16)), x, y, (255, 255, 255))
        _ink(canvas, balloon.ink, x, y, colour)
        return box
    thick = max(1.0, hand.outline * canvas.width)
    dark = balloon.shape == "caption" and sum(hand.caption) < 380
    fill = hand.caption if balloon.shape == "caption" else (255, 255, 255)
    outline, curved = _outline(balloon, x, y, rng)
    shapes = [(outline, curved)]
    if speaker is not None and hand.tails and balloon.shape not in ("caption", "cloud"):
        tail = _tail(balloon, x, y, speaker, hand.size * canvas.width)
        shapes += [(tail, False)] if tail is not None else []
    elif speaker is not None and balloon.shape == "cloud":
        shapes += _bubbles(balloon, x, y, speaker, hand.size * canvas.width)
    frail = balloon.shape == "frail"
    for points, bent in shapes:
        canvas.stroke(points, (255, 255, 255) if frail else (0, 0, 0), 2 * thick, bent, closed=True)
    for points, bent in shapes:
        canvas.fill(points, fill, curved=bent)
    for start in range(0, 5 * len(outline) if frail else 0, 7):
        canvas.stroke(smooth(outline)[start : start + 4], (0, 0, 0), thick, False)
    _ink(canvas, balloon.ink, x, y, (245, 245, 245) if dark else (0, 0, 0))
    return box


def _bubbles(
    balloon: Balloon, x: float, y: float, speaker: Speaker, size: float
) -> list[tuple[np.ndarray, bool]]:
    """The little clouds that lead from a thought to who thinks it."""
    face = speaker.face
    away = np.array([face.center[0], face.y0 + 0.2 * face.height]) - (x, y)
    distance = max(float(np.hypot(*away)), 1e-6)
    along = away / distance
    edge = _reach(along, balloon.width, balloon.height)
    room = min(distance - edge - 0.4 * face.width, 3.2 * size)
    if room < 0.6 * size:
        return []
    return [
        (
            ellipse(
                x + along[0] * (edge + share * room),
                y + along[1] * (edge + share * room),
                r * size,
                0.8 * r * size,
            ),
            True,
        )
        for share, r in ((0.22, 0.46), (0.62, 0.32), (0.95, 0.2))
    ]


def _grown(ink: np.ndarray, radius: int) -> np.ndarray:
    """Letters made fatter all round by `radius` pixels."""
    import cv2

    padded = np.pad(ink, radius + 1)
    return cv2.dilate(padded, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)))


def _ink(canvas: Canvas, ink: np.ndarray, x: float, y: float, colour: Colour) -> None:
    """Lay letters (h, w) round (x, y); whoever is under them is covered."""
    height, width = ink.shape
    left, top = round(x - width / 2), round(y - height / 2)
    x0, y0, x1, y1 = (
        max(left, 0),
        max(top, 0),
        min(left + width, canvas.width),
        min(top + height, canvas.height),
    )
    if x0 >= x1 or y0 >= y1:
        return
    share = ink[y0 - top : y1 - top, x0 - left : x1 - left, None] / 255.0
    region = canvas.pixels[y0:y1, x0:x1]
    region[:] = np.round(region * (1 - share) + np.array(colour) * share)
    if canvas.owners is not None:
        canvas.owners[y0:y1, x0:x1][share[..., 0] > 0.5] = 0
