"""Heads of animals and creatures: everybody who is not human."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .canvas import Colour, darker, ellipse
from .drawing import Drawing
from .ears import draw_ear
from .parts import Part, part
from .sheet import Coat


class _Skull(NamedTuple):
    """Half the width and height of a skull, and how far its muzzle reaches out and sits below the middle."""

    wide: float
    tall: float
    muzzle: float
    drop: float


_SKULLS = {
    "cat": _Skull(0.52, 0.42, 0.1, 0.14),
    "dog": _Skull(0.45, 0.45, 0.24, 0.16),
    "fox": _Skull(0.5, 0.42, 0.3, 0.18),
    "bear": _Skull(0.52, 0.47, 0.16, 0.15),
    "rabbit": _Skull(0.43, 0.45, 0.1, 0.16),
    "mouse": _Skull(0.45, 0.42, 0.2, 0.17),
    "pig": _Skull(0.5, 0.46, 0.15, 0.12),
    "bird": _Skull(0.42, 0.44, 0.3, 0.08),
    "owl": _Skull(0.52, 0.48, 0.1, 0.08),
    "frog": _Skull(0.56, 0.4, 0.1, 0.18),
    "lizard": _Skull(0.44, 0.38, 0.4, 0.14),
    "fish": _Skull(0.6, 0.45, 0.12, 0.15),
    "dragon": _Skull(0.46, 0.42, 0.4, 0.14),
    "blob": _Skull(0.52, 0.46, 0.0, 0.15),
    "demon": _Skull(0.5, 0.5, 0.1, 0.18),
    "robot": _Skull(0.46, 0.46, 0.0, 0.2),
    "ghost": _Skull(0.46, 0.5, 0.0, 0.15),
    "plant": _Skull(0.5, 0.44, 0.0, 0.15),
    "eye": _Skull(0.5, 0.5, 0.0, 0.3),
    "rock": _Skull(0.52, 0.46, 0.0, 0.16),
    "insect": _Skull(0.48, 0.46, 0.06, 0.2),
}
_BEAKED = ("bird", "owl")
_RUGGED = ("rock", "demon")
_WIDE_MOUTHED = ("frog", "fish", "demon")
_WHISKERED = ("cat", "mouse")
_LARGE_EYED = ("owl", "frog", "fish", "insect")
_DOT_EYED = ("ghost", "mouse")
_GLOWING_EYED = ("demon", "robot", "insect")
# Longitudes in degrees and heights of the eyes, by how many there are.
_EYE_PLACES = {
    1: ((0, -0.05),),
    2: ((-28, -0.08), (28, -0.08)),
    3: ((-32, -0.02), (32, -0.02), (0, -0.24)),
    4: ((-34, 0.0), (34, 0.0), (-20, -0.22), (20, -0.22)),
}
_SPOTS = ((-60, -0.2), (40, -0.25), (80, 0.1), (-100, 0.1), (150, -0.1), (190, 0.1))  # degrees and heights
_GAPES = {"open": 0.1, "shout": 0.2, "teeth": 0.08}
_BENDS = {"smile": 0.06, "frown": -0.05}
_TURNED_ASIDE = 0.25  # offset of the muzzle from which on its bridge shows
_NOSE, _MOUTH, _FANG = (45, 30, 35), (140, 45, 50), (250, 250, 240)
_WHITE, _PUPIL = (250, 250, 248), (15, 12, 15)


def _outline(coat: Coat) -> np.ndarray:
    """Control points (n, 2) of the skull."""
    wide, tall, _, _ = _SKULLS[coat.species]
    if coat.species == "robot":
        right = [(0, -tall * 1.04), (wide, -tall), (wide * 1.04, 0), (wide, tall)]
        return np.array([(-wide, -tall), *right, (0, tall * 1.04), (-wide, tall), (-wide * 1.04, 0)])
    if coat.species in _RUGGED:
        return ellipse(0, 0, wide, tall, count=10) * (1 + 0.07 * np.sin(np.arange(10) * 2.4))[:, None]
    skull = ellipse(0, 0, wide, tall)
    skull[:, 0] *= 1 + 0.1 * np.clip(skull[:, 1] / tall, 0, 1)  # cheeks
    return skull


@part(Part.COAT)
def draw_creature_head(drawing: Drawing) -> None:
    """Draw the head of a beast or creature."""
    coat, style = drawing.design.coat, drawing.style
    if coat.ears != "none":
        for side in (-1, 1):
            x, _ = drawing.turned(side * 58, 0.42)
            draw_ear(drawing, coat.ears, x, -0.3, side, coat.ear_size, drawing.skin)
    _draw_extra(drawing)
    skull = _outline(coat)
    drawing.shape(skull, drawing.skin, curved=coat.species != "rock")
    if style.shading != "none":
        chin = skull[skull[:, 1] >= 0]
        shade = np.concatenate([chin, chin[::-1] * (0.95, 0.55)])
        drawing.canvas.fill(shade, style.shadow(drawing.skin), alpha=0.4)
    _draw_marking(drawing)
    if not drawing.away:
        _draw_muzzle(drawing)
        for number, (degrees, y) in enumerate(_EYE_PLACES[coat.eyes]):
            _draw_eye(drawing, number, degrees, y)


def _draw_extra(drawing: Drawing) -> None:
    """Draw horns, antennae, a crest or spikes; they stand behind the skull."""
    coat, colour = drawing.design.coat, drawing.style.paint(drawing.design.coat.extra_colour)
    if coat.extra == "horns" and coat.ears != "horns":
        for side in (-1, 1):
            x, _ = drawing.turned(side * 35, 0.4)
            draw_ear(drawing, "horns", x, -0.36, side, coat.ear_size, colour)
    elif coat.extra == "antenna":
        for side in (-1, 1):
            x, _ = drawing.turned(side * 25, 0.4)
            stalk = [(x, -0.35), (x + 0.05 * side, -0.6), (x + side * 0.2, -0.72)]
            drawing.canvas.stroke(stalk, colour, 0.035)
            drawing.canvas.fill(ellipse(x + side * 0.2, -0.72, 0.055, 0.055, count=6), colour)
    elif coat.extra in ("crest", "spikes"):
        x = -0.15 * np.sin(np.deg2rad(drawing.yaw))
        heights = np.where(np.arange(7) % 2 == 1, -0.72, -0.38)
        teeth = np.stack([np.linspace(-0.32, 0.32, 7) + x, heights], axis=1)
        drawing.shape([*teeth, (0.2, -0.2), (-0.2, -0.2)], colour, curved=coat.extra == "crest")


def _draw_marking(drawing: Drawing) -> None:
    canvas, marking = drawing.canvas, drawing.design.coat.marking
    wide, tall, _, _ = _SKULLS[drawing.design.coat.species]
    colour = drawing.style.paint(drawing.design.coat.marking_colour)
    if marking == "stripes":
        _draw_stripes(drawing, wide, tall, colour)
    elif marking == "spots":
        for degrees, y in _SPOTS:
            x, toward = drawing.turned(degrees, wide * 0.8)
            if toward > 0:
                canvas.fill(ellipse(x, y, 0.08 * toward, 0.08, count=7), colour)
    elif marking == "cap":
        right = [(wide * 0.6, -tall * 0.82), (wide * 0.86, -0.18)]
        left = [(-x, y) for x, y in reversed(right)]
        canvas.fill([*left, (0, -tall), *right, (0, -0.26)], colour)
    elif marking in ("mask", "patch"):
        for degrees in (-30, 30) if marking == "mask" else (30,):
            x, toward = drawing.turned(degrees, wide * 0.75)
            if toward > 0.1:
                canvas.fill(ellipse(x, -0.02, 0.2 * toward, 0.2, count=8), colour)


def _draw_stripes(drawing: Drawing, wide: float, tall: float, colour: Colour) -> None:
    for degrees in (-24, 0, 24):
        x, toward = drawing.turned(degrees, wide * 0.75)
        if toward > -0.9:
            stripe = [(x, -tall * 0.92), (x * 0.9, -tall * 0.5)]
            drawing.canvas.stroke(stripe, colour, 0.055, curved=False)
    for side in (-1, 1):
        for y in (0.05, 0.16):
            stripe = [(side * wide * 0.98, y), (side * wide * 0.68, y + 0.02)]
            drawing.canvas.stroke(stripe, colour, 0.05, curved=False)


def _draw_muzzle(drawing: Drawing) -> None:
    """Draw beak or snout, nose, mouth and whiskers."""
    coat, canvas = drawing.design.coat, drawing.canvas
    wide, _, reach, drop = _SKULLS[coat.species]
    x, _ = drawing.turned(0, wide * 0.7 + reach * coat.muzzle)
    if coat.species in _BEAKED:
        tip = (x + 0.12 * np.sign(x), drop + 0.1)
        beak = [(x * 0.5 - 0.09, drop - 0.07), (x * 0.5 + 0.09, drop - 0.07), tip, (x * 0.6, drop + 0.17)]
        drawing.shape(beak, drawing.style.paint(coat.extra_colour), curved=False)
        return
    if reach:
        _draw_snout(drawing, x, drop, size=0.2 * coat.muzzle * (0.8 + reach))
    dark = drawing.style.contour(drawing.skin)
    _draw_mouth(drawing, x * 0.8, drop + 0.07, dark)
    if coat.extra == "whiskers" or coat.species in _WHISKERED:
        for side in (-1, 1):
            for tilt in (-0.03, 0.05):
                hair = [(x * 0.8 + side * 0.16, drop + 0.02), (x * 0.8 + side * 0.42, drop + tilt)]
                canvas.stroke(hair, dark, 0.012, curved=False)


def _draw_snout(drawing: Drawing, x: float, drop: float, size: float) -> None:
    """Draw a snout round (x, drop), and its bridge where the head is turned aside."""
    coat, style, canvas = drawing.design.coat, drawing.style, drawing.canvas
    belly, middle = style.paint(coat.belly), x * 0.8
    upper = [(middle - size, drop), (middle - size * 0.6, drop - 0.11), (middle + size * 0.6, drop - 0.11)]
    lower = [(middle + size, drop), (middle + size * 0.6, drop + 0.17), (middle - size * 0.6, drop + 0.17)]
    if abs(x) > _TURNED_ASIDE:
        bridge = [(x * 0.2, drop - 0.16), (middle, drop - 0.12), (middle, drop + 0.16), (x * 0.2, drop + 0.2)]
        canvas.fill(bridge, belly)
        drawing.shape(upper + lower, belly, drawing.skin)
    else:
        canvas.fill(upper + lower, belly)
    nose = style.paint(coat.extra_colour) if coat.species == "pig" else _NOSE
    canvas.fill(ellipse(x * 0.92, drop - 0.07, 0.065, 0.045, count=7), nose)


def _draw_mouth(drawing: Drawing, x: float, y: float, dark: Colour) -> None:
    coat, style, mood = drawing.design.coat, drawing.style, drawing.pose.mouth
    half = 0.1 + 0.05 * coat.muzzle + (0.16 if coat.species in _WIDE_MOUTHED else 0.0)
    if mood not in _GAPES:
        bend = _BENDS.get(mood, 0.03)
        left, right = [(x - half, y), (x - half * 0.5, y + bend)], [(x + half * 0.5, y + bend), (x + half, y)]
        drawing.canvas.stroke([*left, (x, y), *right], dark, max(style.line, 0.018))
        return
    low = y + _GAPES[mood]
    hole = [(x - half, y), (x, y + 0.02), (x + half, y), (x + half * 0.6, low), (x - half * 0.6, low)]
    drawing.canvas.fill(hole, style.paint(_MOUTH), dark, style.line)
    if coat.extra == "fangs" or mood == "teeth":
        for root in (x - 0.5 * half, x + 0.5 * half):
            fang = [(root - 0.03, y), (root + 0.03, y), (root, y + 0.08)]
            drawing.canvas.fill(fang, _FANG, curved=False)


def _draw_eye(drawing: Drawing, number: int, degrees: float, y: float) -> None:
    """Draw one eye at a longitude and height; the first of a pair stays open in a wink."""
    coat, face, style = drawing.design.coat, drawing.design.face, drawing.style
    canvas, mood = drawing.canvas, drawing.pose.eyes
    x, toward = drawing.turned(degrees, _SKULLS[coat.species].wide * 0.78)
    if toward < 0.1:
        return
    size = face.eye_size * style.eye_scale * (1.9 if coat.eyes == 1 else 1.15)
    half = size * (1.25 if coat.species in _LARGE_EYED else 1.0) * (0.4 + 0.6 * toward)
    dark = darker(style.contour(drawing.skin), 0.7)
    if mood in ("closed", "happy") or (mood == "wink" and number):
        bow = 0.5 if mood == "closed" else -0.7
        canvas.stroke([(x - half, y), (x, y + half * bow), (x + half, y)], dark, 0.03)
        return
    tall = half * face.eye_aspect * {"narrow": 0.5, "wide": 1.25}.get(mood, 1.0)
    if style.eyes == "dot" or coat.species in _DOT_EYED:
        canvas.fill(ellipse(x, y, half * 0.55, tall * 0.6, count=8), dark)
        return
    _draw_eyeball(drawing, x, y, half, tall, dark)
    if drawing.pose.brows > 0.35 and mood != "wide":
        inner, outer = (-half * 1.1, half * 1.1) if degrees >= 0 else (half * 1.1, -half * 1.1)
        lid = [(x + inner, y - tall * 0.2), (x + outer, y - tall * 1.1), (x + inner, y - tall * 1.4)]
        canvas.fill(lid, drawing.skin, curved=False)


@part(Part.IRIS)
def _draw_eyeball(drawing: Drawing, x: float, y: float, half: float, tall: float, dark: Colour) -> None:
    face, style, canvas = drawing.design.face, drawing.style, drawing.canvas
    colour, glowing = style.paint(face.eye_colour), drawing.design.coat.species in _GLOWING_EYED
    ball = ellipse(x, y, half, tall, count=9)
    canvas.fill(ball, colour if glowing else _WHITE, dark, max(style.line, 0.014))
    x += drawing.pose.gaze[0] * half * 0.35
    y += drawing.pose.gaze[1] * tall * 0.3
    if not glowing:
        canvas.fill(ellipse(x, y, half * 0.6, min(tall, half) * 0.68, count=8), colour)
    pupil = ellipse(x, y, half * 0.32 * (0.5 + face.pupil), min(tall, half) * 0.5, count=8)
    canvas.fill(pupil, _PUPIL)
