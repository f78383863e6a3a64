"""One illustration: who is in it and where, what stands behind, and what each pixel shows.

A picture is square. It is framed as illustrators frame, from a face that fills it to a whole figure; all that
tags tell is read off afterwards from `Illustration.parts`, when everything has hidden what it hides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from .backdrops import draw_backdrop
from .canvas import Canvas
from .characters import Character, character_of
from .colours import CLOTH, sample_colour
from .figure import Drawn, draw_figure, place_figure
from .finish import Light, illuminate, sample_light, tone, wear
from .glazing import glaze
from .illustrators import sample_illustrator
from .pose import Pose, sample_pose
from .settings import View, draw_place, sample_place
from .skeleton import pose_skeleton
from .stage import with_pen
from .style import Style
from .vocabulary import PLACE_NAMES

FRAMINGS = ("face", "portrait", "upper_body", "cowboy_shot", "full_body")
_FRAMING_SHARES = np.cumsum((0.4, 0.14, 0.18, 0.12, 0.16))
# How common views are, front, three-quarter, profile and back, in close-ups and in others.
_CLOSE_VIEWS, _FAR_VIEWS = np.cumsum((0.52, 0.4, 0.07, 0.01)), np.cumsum((0.48, 0.35, 0.09, 0.08))
_VIEWS = ("front", "three_quarter", "profile", "back")
_MOUTHS = ("smile", "open", "line", "small", "shout", "frown", "teeth", "wavy")
_MOUTH_SHARES = np.cumsum((0.33, 0.24, 0.13, 0.09, 0.06, 0.06, 0.04, 0.05))
_EYES = ("open", "wide", "narrow", "closed", "happy", "wink")
_EYE_SHARES = np.cumsum((0.76, 0.05, 0.06, 0.05, 0.04, 0.04))
_LOOKING, _HEAD_TILT = 0.72, 8.0  # chance to look at the reader, degrees
_AIM, _STRAY = 0.55, 0.3  # how far irises lie aside in a profile that looks at the reader, and may stray
_COMPANY = (0.04, 0.14)  # chance of somebody beside, in close-ups and in others
_CROWD = 0.25  # of these, chance of a third
_EXTRAS = 500  # who stand beside and are never drawn for themselves
_FIRST_OUTFIT = 0.65
# Drawn evenly: what stands more often is likelier.
_PATTERNS = (*["gradient"] * 4, "dots", "dots", "sparkle", "sparkle", "focus", "speed")
_GLAZED, _GLAZING = ("anime", "painted", "chibi"), 0.75  # who glazes, and how often
_LIT = 0.3  # chance that the light is not plain
_MILD = (0.05, 0.45)  # how far such a light takes hold
SCENES = 300  # places of one seed
_SCENE_TALL, _SCENE_WIDE = 1.1, 2.4  # sides of a drawn place beside a picture's
_PAPER = (255.0, 255.0, 255.0)


@dataclass(frozen=True, slots=True)
class Sitter:
    """Somebody in an illustration.

    Args:
        character: Who.
        pose: How they hold themselves.
        outfit: Index of what they wear.
        owner: Number of the body on the plane of owners; the head has the next one.
        y: Middle of the head, in pixels.
        head: Height of the head, in pixels.
        drawn: Bounds, in pixels.
        looking: Whether they look at the reader.
    """

    character: Character
    pose: Pose
    outfit: int
    owner: int
    y: float
    head: float
    drawn: Drawn
    looking: bool


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What stands behind.

    Args:
        kind: "plain", "gradient", "dots", "sparkle", "focus", "speed" or a key of `PLACE_NAMES`.
        light: Of a place, as in `settings.LIGHTS`.
        blurred: Whether a place is out of focus.
        white: Whether it is bare white.
    """

    kind: str
    light: str = "day"
    blurred: bool = False
    white: bool = False


@dataclass(frozen=True, slots=True)
class Illustration:
    """A finished drawing.

    Args:
        pixels: uint8 (S, S, 3).
        parts: uint8 (S, S), the `parts.Part` that each pixel shows.
        owners: int16 (S, S), whose it is, as `Sitter.owner`; 0 for nobody's.
        sitters: The main character first.
        style: Whose hand drew.
        framing: One of `FRAMINGS`.
        backdrop: What stands behind.
    """

    pixels: np.ndarray
    parts: np.ndarray
    owners: np.ndarray
    sitters: tuple[Sitter, ...]
    style: Style
    framing: str
    backdrop: Backdrop


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a head comes to lie, its middle and its height in pixels."""

    x: float
    y: float
    head: float


def draw_illustration(
    rng: np.random.Generator, character: Character, side: int = 144, seed: int = 0
) -> Illustration:
    """Draw a character as chance has it.

    Args:
        rng: Source of chance.
        character: Who is drawn.
        side: Of the picture, in pixels.
        seed: Of the places that stand behind people, of which there is a limited number.
    """
    style = sample_illustrator(rng)
    framing = FRAMINGS[int(np.searchsorted(_FRAMING_SHARES, rng.random()))]
    close = framing in ("face", "portrait")
    pose = _sample_pose(rng, _CLOSE_VIEWS if close else _FAR_VIEWS)
    outfit = _sample_outfit(rng, character)
    if not character.design.upright:
        framing = "full_body" if framing != "face" else framing
    elif framing == "face" and pose.away:
        framing = "portrait"
    company = _sample_company(rng, close, seed)
    mark = _frame(rng, framing, character, pose, style, outfit, side, len(company))
    canvas = Canvas(side, side, style.paper, track=True, tell=True)
    backdrop = _draw_backdrop(rng, canvas, style, close, (mark.x, mark.y), seed)
    sitters = []
    for number, other in enumerate(company):
        place = _beside(rng, mark, number)
        sitters.append(
            _draw_sitter(canvas, other, _sample_pose(rng, _FAR_VIEWS), style, place, 0, 3 + 2 * number)
        )
    sitters.insert(0, _draw_sitter(canvas, character, pose, style, mark, outfit, 1))
    pixels = canvas.pixels
    if style.kind in _GLAZED and not style.colourless and rng.random() < _GLAZING:
        pixels = glaze(pixels, canvas.parts, rng)
    if rng.random() < _LIT:
        pixels = illuminate(pixels, _mild_light(rng), style, rng)
    pixels = wear(tone(pixels, style, rng), rng, 0.6)
    planes = pixels, canvas.parts, canvas.owners
    if rng.random() < 0.5:
        planes = tuple(np.ascontiguousarray(plane[:, ::-1]) for plane in planes)
    return Illustration(*planes, tuple(sitters), style, framing, backdrop)


def _sample_pose(rng: np.random.Generator, shares: np.ndarray) -> Pose:
    view = _VIEWS[int(np.searchsorted(shares, rng.random()))]
    pose = sample_pose(rng, view)
    looks = pose.gaze
    if rng.random() < _LOOKING:
        # Irises lie where those of somebody who looks at the reader do.
        aim = -_AIM * float(np.sin(np.deg2rad(pose.turn)))
        looks = (aim + rng.normal(0, 0.06), rng.normal(0, 0.06))
    return replace(
        pose,
        roll=rng.normal(0, _HEAD_TILT),
        gaze=looks,
        blush=bool(rng.random() < 0.33),
        mouth=_MOUTHS[int(np.searchsorted(_MOUTH_SHARES, rng.random()))],
        eyes=_EYES[int(np.searchsorted(_EYE_SHARES, rng.random()))],
        brows=float(np.clip(rng.normal(0, 0.4), -1, 1)),
    )


def _sample_outfit(rng: np.random.Generator, character: Character) -> int:
    return 0 if rng.random() < _FIRST_OUTFIT else int(rng.integers(len(character.design.outfits)))


def _sample_company(rng: np.random.Generator, close: bool, seed: int) -> list[Character]:
    if rng.random() > _COMPANY[0 if close else 1]:
        return []
    count = 1 + int(rng.random() < _CROWD)
    return [character_of(seed, -1 - int(number)) for number in rng.integers(_EXTRAS, size=count)]


def _frame(
    rng: np.random.Generator,
    framing: str,
    character: Character,
    pose: Pose,
    style: Style,
    outfit: int,
    side: int,
    others: int,
) -> _Mark:
    """Where the head lies so that the picture holds what its framing promises."""
    design = character.design
    if framing == "face":
        wide = 1.0 + 0.8 * rng.beta(1.7, 2.2)
        x, y = rng.normal(0, 0.05), rng.normal(0.0, 0.05) - 0.12 * (wide - 1)
        return _Mark(side * (0.5 - x / wide), side * (0.5 - y / wide), side / wide)
    whole = place_figure(design, pose, style, 0.0, 0.0, 1.0, outfit).body  # in head heights
    top = whole.y0 - rng.uniform(0.03, 0.25) if rng.random() < 0.75 else -rng.uniform(0.5, 0.7)
    if framing == "full_body":
        margin = rng.uniform(1.03, 1.25)
        wide = max(whole.height, whole.width + 0.9 * others) * margin
        x, y = whole.center
        top, middle = y - wide / 2, x
    else:
        bones = pose_skeleton(design, pose, style.head_heavy)
        knees = float(bones.knees[:, 1].mean())
        bottom = {
            "portrait": rng.uniform(0.75, 1.05),
            "upper_body": rng.uniform(0.35, 1.0) * (bones.hip_y - bones.waist_y) + bones.waist_y,
            "cowboy_shot": bones.hip_y + rng.uniform(0.4, 0.8) * max(knees - bones.hip_y, 0.3),
        }[framing]
        wide = bottom - top
        middle = rng.normal(0, 0.04) * wide
    if framing != "full_body" and rng.random() < 0.12:
        middle += rng.uniform(-0.25, 0.25) * wide
    scale = side / wide
    return _Mark(side / 2 - middle * scale, -top * scale, scale)


def _beside(rng: np.random.Generator, mark: _Mark, number: int) -> _Mark:
    aside = rng.uniform(0.85, 1.7) * (1 if number % 2 else -1)
    head = mark.head * rng.uniform(0.85, 1.05)
    return _Mark(mark.x + aside * head, mark.y + rng.normal(0, 0.2) * head, head)


def _draw_sitter(
    canvas: Canvas, character: Character, pose: Pose, style: Style, mark: _Mark, outfit: int, owner: int
) -> Sitter:
    pen = with_pen(style, mark.head)
    low = mark.y + 1.1 * mark.head < canvas.height
    drawn = draw_figure(
        canvas, character.design, pose, pen, mark.x, mark.y, mark.head, outfit, with_body=low, owner=owner
    )
    aim = -_AIM * float(np.sin(np.deg2rad(pose.turn)))
    looking = abs(pose.gaze[0] - aim) < _STRAY and abs(pose.gaze[1]) < _STRAY
    return Sitter(character, pose, outfit, owner, mark.y, mark.head, drawn, looking)


def _mild_light(rng: np.random.Generator) -> Light:
    light, hold = sample_light(rng), rng.uniform(*_MILD)
    tint = tuple(1 + (channel - 1) * hold for channel in light.tint)
    return replace(light, tint=tint, lift=0.5 * light.lift, contrast=1 + 0.6 * (light.contrast - 1))


def _draw_backdrop(
    rng: np.random.Generator,
    canvas: Canvas,
    style: Style,
    close: bool,
    centre: tuple[float, float],
    seed: int,
) -> Backdrop:
    chance = rng.random()
    if chance < (0.24 if close else 0.3) and style.tones != "line":
        return _lay_place(rng, canvas, style, seed)
    if chance < 0.62 or style.tones == "line":
        canvas.pixels[:] = np.clip(_PAPER if rng.random() < 0.85 else style.paper, 0, 255)
        return Backdrop("plain", white=True)
    colour = sample_colour(rng, list(CLOTH)[rng.integers(len(CLOTH))], "cloth")
    if chance < 0.82:
        canvas.pixels[:] = np.clip(colour, 0, 255)
        return Backdrop("plain")
    kind = _PATTERNS[int(rng.integers(len(_PATTERNS)))]
    draw_backdrop(canvas, kind, style, colour, rng, centre)
    canvas.parts[:] = 0
    return Backdrop(kind)


def _lay_place(rng: np.random.Generator, canvas: Canvas, style: Style, seed: int) -> Backdrop:
    kind, light, pixels, parts = scene(seed, int(rng.integers(SCENES)), canvas.width)
    window = int(canvas.width * rng.uniform(0.7, 1.08))
    x, y = int(rng.integers(pixels.shape[1] - window)), int(rng.integers(pixels.shape[0] - window + 1))
    size = canvas.width, canvas.height
    pixels = cv2.resize(pixels[y : y + window, x : x + window], size, interpolation=cv2.INTER_LINEAR)
    blurred = bool(rng.random() < 0.25)
    if blurred:
        pixels = cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.015, 0.03) * canvas.width)
    canvas.pixels[:] = pixels
    window_parts = parts[y : y + window, x : x + window]
    canvas.parts[:] = cv2.resize(window_parts, size, interpolation=cv2.INTER_NEAREST)
    return Backdrop(kind, light, blurred)


@lru_cache(maxsize=SCENES)
def scene(seed: int, number: int, side: int) -> tuple[str, str, np.ndarray, np.ndarray]:
    """Kind, light, pixels (H, W, 3) and parts (H, W) of one of the places that illustrators know."""
    rng = np.random.default_rng([seed, 12, number])
    kinds = tuple(PLACE_NAMES)
    place = sample_place(rng, kinds[number % len(kinds)])
    style = replace(sample_illustrator(rng), tones="colour")
    lights = (
        ("day", "day", "lamp") if place.indoors else ("day", "day", "day", "evening", "night", "overcast")
    )
    light = lights[int(rng.integers(len(lights)))]
    canvas = Canvas(round(_SCENE_WIDE * side), round(_SCENE_TALL * side), style.paper, tell=True)
    draw_place(canvas, place, style, View(rng.uniform(0.0, 4.0), rng.uniform(1.0, 1.5), light))
    return place.kind, light, canvas.pixels, canvas.parts
