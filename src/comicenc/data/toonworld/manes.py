"""The mass of a hairdo behind the face: hair that hangs, hair that stands out, hair that is tied."""

from __future__ import annotations

import numpy as np

from .canvas import Colour, darker, ellipse
from .drawing import Drawing
from .parts import Part, part
from .scalp import Dome

HANGING = ("bob", "long", "short")
# Longitudes in degrees and heights at which hair is tied, for those who tie it high and those who tie it low.
_TIES = {
    "twin_tails": (((-100, -0.34), (100, -0.34)), ((-112, 0.02), (112, 0.02))),
    "pony": (((180, -0.36),), ((180, 0.08),)),
    "bun": (((180, -0.42),), ((180, -0.05),)),
    "buns": (((-78, -0.44), (78, -0.44)), ((-100, -0.3), (100, -0.3))),
    "braids": (((-104, 0.14), (104, 0.14)), ((-120, 0.2), (120, 0.2))),
}
_AHEAD = {"short": 104, "bob": 66, "long": 70}  # longitude at which hanging hair begins
_DOWN = np.array([0.0, 0.35, 0.7, 0.93])  # shares of a sheet's length at which its sides are placed
_GIRTH = {"short": (1.0, 0.98, 0.9, 0.8), "bob": (1.0, 1.06, 1.05, 0.95), "long": (1.0, 1.04, 1.06, 1.04)}
_SHEET_TOP = -0.08
_TEETH = {"short": (24, 0.09), "bob": (26, 0.04), "long": (30, 0.17)}  # degrees and depth of its ends
# Longitudes, latitudes and lengths of spikes: a ring about the crown, one about the ears, one at the nape.
_SPIKES = np.array(
    [(d, 58, 0.24) for d in (-120, -50, 10, 70, 150)]
    + [(d, 22, 0.3) for d in (-160, -118, -78, 78, 118, 160)]
    + [(d, -14, 0.26) for d in (-140, -95, 95, 140, 180)]
    + [(d, -42, 0.2) for d in (-125, -160, 160, 125)]
)
_TAIL_DOWN = np.array([0.0, 0.12, 0.35, 0.6, 0.85])
_TAIL_GIRTH = np.array([0.4, 0.85, 1.1, 1.0, 0.6])


def _wavy(points: np.ndarray, wave: float, sway: float) -> np.ndarray:
    """Let strands curl and swing the more, the further they hang."""
    depth = np.maximum(points[:, 1] + 0.05, 0)
    x = points[:, 0] + 0.07 * wave * np.sin(points[:, 1] * 9.0) * np.minimum(depth, 0.8) + sway * depth
    return np.array([x, points[:, 1]]).T


def _trait(drawing: Drawing, number: int) -> float:
    """One of some numbers from 0 to 1 that stay with a hairdo."""
    locks = drawing.design.hair.locks
    return float(locks[number % len(locks)] * 7.3 % 1.0)


def draw_mane_behind(drawing: Drawing, dome: Dome) -> None:
    """Draw what hangs or stands out behind the head of somebody who is not seen from behind."""
    hair, colour = drawing.design.hair, drawing.hair
    behind = drawing.style.shadow(colour) if drawing.style.shading != "none" else darker(colour, 0.85)
    if hair.back == "afro":
        _draw_afro(drawing)
    elif hair.back == "spiky":
        _draw_spikes(drawing, dome, near=False)
    elif hair.back in HANGING:
        begin, end = _hanging(drawing)
        # The far half of the sheet lies between the silhouettes, at angles from 90 to 270.
        for low in (90, -270):
            first, last = max(begin, low), min(end, low + 180)
            if last - first > 12:
                _draw_sheet(drawing, dome, last, first, behind)
    draw_tied(drawing, dome, front=False)


def draw_mane(drawing: Drawing, dome: Dome) -> None:
    """Draw what hangs or stands out on the reader's side of the head."""
    hair = drawing.design.hair
    if hair.back == "afro" and drawing.away:
        _draw_afro(drawing)
    elif hair.back == "spiky":
        _draw_spikes(drawing, dome, near=True)
    elif hair.back in HANGING:
        begin, end = _hanging(drawing)
        for low in (-90, 270):
            first, last = max(begin, low), min(end, low + 180)
            if last - first > 6:
                _draw_sheet(drawing, dome, first, last, drawing.hair)


def _hanging(drawing: Drawing) -> tuple[float, float]:
    """Angles of the view, in degrees, between which hair hangs; it falls before the ears or behind them."""
    back = drawing.design.hair.back
    ahead = _AHEAD[back] + (34 if back != "short" and _trait(drawing, 3) > 0.6 else 0)
    return ahead + drawing.yaw, 360 - ahead + drawing.yaw


def _draw_sheet(drawing: Drawing, dome: Dome, first: float, last: float, colour: Colour) -> None:
    """Draw hanging hair between two angles of the view, in degrees; `first` lies on the left."""
    hair, style = drawing.design.hair, drawing.style
    y, girth = _SHEET_TOP + _DOWN * (hair.length - _SHEET_TOP), np.array(_GIRTH[hair.back])
    if hair.back == "long":
        girth = girth + _DOWN * (0.5 * _trait(drawing, 1) - 0.16)
    step, depth = _TEETH[hair.back]
    depth *= 0.6 + 0.8 * _trait(drawing, 2)
    # Ends belong to longitudes, so that they turn with the head.
    low, high = sorted((first, last))
    ticks = np.arange(np.ceil((low - drawing.yaw) / (step / 2)), (high - drawing.yaw) // (step / 2) + 1)
    angles = np.clip(ticks * (step / 2) + drawing.yaw, low, high)
    ends = hair.length - np.where(ticks % 2 == 0, depth, 0.25 * depth * np.sin(ticks * 1.7) ** 2)
    if first > last:
        angles, ends = angles[::-1], ends[::-1]
    radius = dome.radius * girth
    left = np.array([radius * np.sin(np.deg2rad(first)), y]).T
    right = np.array([radius * np.sin(np.deg2rad(last)), y]).T
    bottom = np.array([radius[-1] * np.sin(np.deg2rad(angles)), ends]).T
    rim = _wavy(np.concatenate([left, bottom, right[::-1]]), hair.wave, drawing.sway)
    top = np.array([(rim[-1, 0] * 0.97, -0.2), (rim[0, 0] * 0.97, -0.2)])
    canvas = drawing.canvas
    sheet = np.concatenate([rim, top])
    canvas.fill(sheet, colour, curved=False)
    if hair.tips != hair.colour and hair.length > 0.5:
        _dye(drawing, np.clip(rim, (-9, hair.length * 0.6), (9, 9)), curved=False)
    line = style.outline(drawing.hair)
    if line is not None:
        canvas.stroke(rim, line, style.line, curved=False)
        if first < last:
            _draw_strands(drawing, rim[len(left) : -len(right)], darker(colour, 0.7))


@part(Part.TIPS)
def _dye(drawing: Drawing, ends: np.ndarray, curved: bool = True) -> None:
    drawing.canvas.fill(ends, drawing.style.paint(drawing.design.hair.tips), curved=curved)


def _draw_strands(drawing: Drawing, ends: np.ndarray, colour: Colour) -> None:
    """Draw lines upward from the notches between the ends of hanging hair."""
    for x, y in ends[2:-1:5]:
        top = max(y * 0.3 - 0.1, -0.2)
        strand = [(x * 0.9, top), (x * 0.97, (top + y) / 2), (x, y)]
        drawing.canvas.stroke(strand, colour, drawing.style.line * 0.7)


def _draw_afro(drawing: Drawing) -> None:
    volume = min(drawing.design.hair.volume, 1.15)
    angle = np.arange(22) * (2 * np.pi / 22)
    radius = (0.6 + 0.08 * _trait(drawing, 0)) * volume + 0.02 * (-1.0) ** np.arange(22)
    back = 0.08 * np.sin(np.deg2rad(drawing.yaw))
    points = np.stack([np.cos(angle) * radius - back, np.sin(angle) * radius - 0.13], axis=1)
    drawing.shape(points, drawing.hair)


def _draw_spikes(drawing: Drawing, dome: Dome, near: bool) -> None:
    """Draw spikes all round: those nearer to the reader than the silhouette when `near`, else the others."""
    hair, style = drawing.design.hair, drawing.style
    angle, latitude = np.deg2rad(_SPIKES[:, 0] + drawing.yaw), np.deg2rad(_SPIKES[:, 1])
    toward = np.cos(angle) * np.cos(latitude)
    shown = (toward > 0.25) == near if not drawing.away or near else toward <= 0.25
    length = _SPIKES[:, 2] * (0.55 + 1.1 * hair.length)
    unit = np.stack([np.sin(angle) * np.cos(latitude), -np.sin(latitude)], axis=1)  # (n, 2), on the screen
    roots = unit * (dome.radius, -dome.crown - 0.06) * 0.9 + (0, -0.06)
    tips = (
        roots + unit * (length + 0.1)[:, None] + np.stack([0 * toward, 0.3 * np.clip(toward, 0, 1)], axis=1)
    )
    tips[:, 1] += 0.16 * (_trait(drawing, 1) - 0.5)
    ways = tips - roots
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    half = np.stack([-ways[:, 1], ways[:, 0]], axis=1) * 0.15
    line = style.outline(drawing.hair)
    order = np.argsort(toward)
    hat = drawing.outfit.hat != "none"
    for index in order[shown[order]]:
        if hat and _SPIKES[index, 1] > 0:
            continue
        if near and _SPIKES[index, 1] > 40 and not drawing.away:
            continue
        root, tip, aside, way = roots[index], tips[index], half[index], ways[index]
        spike = np.array(
            [root - aside, (root + tip) / 2 - aside * 0.75, tip, (root + tip) / 2 + aside * 0.4, root + aside]
        )
        drawing.canvas.fill(np.concatenate([spike, [root - way * 0.1]]), drawing.hair, curved=False)
        if line is not None:
            drawing.canvas.stroke(spike, line, style.line, curved=False)


@part(Part.HAIR)
def draw_tied(drawing: Drawing, dome: Dome, front: bool) -> None:
    """Draw tails, buns and braids: those nearer to the reader than the head when `front`, else the others."""
    hair = drawing.design.hair
    for degrees, y in ties(drawing):
        toward = float(dome.toward(degrees))
        if (toward > 0.05) != front:
            continue
        x, y = dome.at(degrees, y)
        outward = float(np.sin(np.deg2rad(degrees + drawing.yaw)))
        if hair.back in ("bun", "buns"):
            _draw_bun(drawing, x + 0.08 * outward, y - 0.06)
        elif hair.back == "braids":
            _draw_braid(drawing, x, y, outward)
        else:
            _draw_tail(drawing, x, y, outward)


def ties(drawing: Drawing) -> tuple[tuple[float, float], ...]:
    """Longitudes and heights at which somebody's hair is tied; none where it is loose."""
    high_low = _TIES.get(drawing.design.hair.back, ((), ()))
    return high_low[int(_trait(drawing, 0) > 0.65)]


@part(Part.BUN)
def _draw_bun(drawing: Drawing, x: float, y: float) -> None:
    size = (0.15 + 0.07 * _trait(drawing, 1)) * drawing.design.hair.volume
    drawing.shape(ellipse(x, y, size, size * 0.94, count=8), drawing.hair)
    if drawing.style.line:
        curl = [(x - size * 0.5, y + size * 0.2), (x, y - size * 0.45), (x + size * 0.5, y + size * 0.1)]
        drawing.canvas.stroke(curl, darker(drawing.hair, 0.7), drawing.style.line * 0.7)


@part(Part.BRAID)
def _draw_braid(drawing: Drawing, x: float, y: float, outward: float) -> None:
    hair = drawing.design.hair
    count = 4 + int(hair.length > 1.1)
    for step in range(count):
        aside = x + 0.03 * outward * step + drawing.sway * 0.13 * step
        bead = ellipse(aside, y + 0.15 * step * hair.length, 0.1 - 0.007 * step, 0.105, count=6)
        drawing.shape(bead, drawing.hair)
    low = y + 0.15 * count * hair.length
    brush = [
        (aside - 0.05, low - 0.1),
        (aside + 0.05, low - 0.1),
        (aside + 0.07, low + 0.02),
        (aside, low + 0.12),
    ]
    colour = drawing.style.paint(hair.tips)
    drawing.shape([*brush, (aside - 0.07, low + 0.02)], colour, curved=False)


@part(Part.TAIL_OF_HAIR)
def _draw_tail(drawing: Drawing, x: float, y: float, outward: float) -> None:
    """Draw a tail that springs from its tie, falls, and ends in points."""
    hair, style = drawing.design.hair, drawing.style
    spread, girth = 0.12 + 0.3 * _trait(drawing, 1), (0.13 + 0.07 * _trait(drawing, 2)) * hair.volume
    length = hair.length * (0.8 if hair.back == "pony" and _trait(drawing, 1) < 0.3 else 1.0)
    middle = x + outward * (0.06 + spread * np.sin(np.minimum(_TAIL_DOWN * 2.2, 1.9)))
    down = y + length * _TAIL_DOWN - 0.1 * np.sin(np.pi * np.minimum(_TAIL_DOWN * 3, 1)) * abs(outward)
    half = girth * _TAIL_GIRTH
    end = y + length
    left, right = np.stack([middle - half, down], axis=1), np.stack([middle + half, down], axis=1)
    x = middle[-1]
    if drawing.side * outward < 0:
        points = [(x + 0.1 * girth, end), (x, end - 0.12 * length), (x - girth * 0.75, end - 0.04)]
    else:
        points = [(x + girth * 0.75, end - 0.04), (x, end - 0.12 * length), (x - 0.1 * girth, end)]
    rim = _wavy(np.concatenate([left[::-1], right, points]), hair.wave, drawing.sway)
    drawing.shape(rim, drawing.hair)
    if hair.tips != hair.colour:
        _dye(drawing, np.clip(rim, (-9, y + 0.62 * length), (9, 9)))
    if style.line:
        strand = _wavy(np.stack([middle, down], axis=1)[1:], hair.wave, drawing.sway)
        drawing.canvas.stroke(strand, darker(drawing.hair, 0.7), style.line * 0.7)
