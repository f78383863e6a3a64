"""Human hair, and what is tied into it.

`draw_back_hair` draws what hangs behind head and body, `draw_front_hair` what lies over the face. Seen from
behind, all of it lies nearer to the reader than the head and is drawn as front hair.
"""

from __future__ import annotations

import numpy as np

from .canvas import Colour, darker, ellipse
from .drawing import Drawing
from .ears import draw_ear
from .sheet import Hair

# The cap of hair round the skull and back along the hairline, in the front view and in the right profile.
# fmt: off
_CAP_FRONT = np.array([
    (-0.44, 0.1), (-0.475, -0.12), (-0.41, -0.37), (-0.22, -0.52), (0, -0.555), (0.22, -0.52), (0.41, -0.37),
    (0.475, -0.12), (0.44, 0.1), (0.385, -0.04), (0.3, -0.22), (0, -0.3), (-0.3, -0.22), (-0.385, -0.04),
])
_CAP_PROFILE = np.array([
    (-0.22, 0.28), (-0.42, 0.08), (-0.5, -0.2), (-0.38, -0.45), (-0.1, -0.56), (0.18, -0.53), (0.36, -0.38),
    (0.4, -0.25), (0.34, -0.2), (0.22, -0.24), (0.1, -0.12), (0.06, 0.04), (-0.06, 0.06), (-0.14, 0.2),
])
_CAP_TURNED = [8, 7, 6, 5, 4, 3, 2, 1, 0, 13, 12, 11, 10, 9]  # the front's points, counted from the right
_SHINE = np.array([
    (-0.3, -0.27), (0, -0.37), (0.3, -0.27), (0.27, -0.2), (0.1, -0.3), (-0.08, -0.26), (-0.2, -0.22),
])
_TAIL = np.array([
    (-0.07, -0.02), (0.07, -0.02), (0.15, 0.3), (0.11, 0.75), (0.01, 1.0), (-0.08, 0.72), (-0.13, 0.3),
])
# fmt: on
_OUTER, _HAIRLINE = slice(9), [10, 11, 12]  # points of the cap: round the skull, over the forehead
_TAIL_END = slice(2, 6)
_BROW_LINE = 72  # degrees to either side that bangs reach
_LOOSE = ("bob", "long", "short")
_MANES = (*_LOOSE, "afro", "spiky")
# Longitudes in degrees and heights at which hair is tied.
_TIES = {
    "twin_tails": ((-102, -0.26), (102, -0.26)),
    "pony": ((180, -0.3),),
    "bun": ((180, -0.42),),
    "buns": ((-70, -0.42), (70, -0.42)),
    "braids": ((-108, 0.16), (108, 0.16)),
}
_FOREHEAD_SHADOW = (60, 30, 40)


def _wavy(points: np.ndarray, wave: float, sway: float) -> np.ndarray:
    """Let strands curl and swing the more, the further they hang."""
    depth = np.clip(points[:, 1] + 0.2, 0, None)
    points = points.copy()
    points[:, 0] += (0.07 * wave * np.sin(points[:, 1] * 9.0) + sway) * depth
    return points


def _mane(drawing: Drawing) -> np.ndarray | None:
    """The mass that hangs behind: control points (n, 2), or None where there is none."""
    hair = drawing.design.hair
    if hair.back not in _MANES:
        return None
    volume, shift = hair.volume, -0.2 * drawing.profile * drawing.side
    if hair.back == "afro":
        angle = np.arange(14) * (2 * np.pi / 14)
        radius = 0.62 * volume + 0.03 * (-1.0) ** np.arange(14)
        return np.stack([np.cos(angle) * radius + shift * 0.6, np.sin(angle) * radius - 0.12], axis=1)
    if hair.back == "spiky":
        angle = np.linspace(-np.pi * 1.12, np.pi * 0.12, 17)
        radius = np.where(np.arange(17) % 2 == 0, 0.49, 0.62 + 0.1 * hair.length) * volume
        return np.stack([np.cos(angle) * radius + shift * 0.7, np.sin(angle) * radius - 0.02], axis=1)
    length, wide = hair.length, 0.46 * volume * (1 - 0.2 * drawing.profile)
    low = 0.45 * volume * (1 - 0.15 * drawing.profile) + 0.1 * hair.wave
    ends = np.where(np.arange(7) % 2 == 0, length, length - 0.09)
    bottom = np.stack([np.linspace(low, -low, 7), ends], axis=1)
    right = [(0.36, -0.4), (wide, -0.1), (wide, length * 0.4)]
    left = [(-x, y) for x, y in reversed(right)]
    return _wavy(np.concatenate([left, [(0, -0.54)], right, bottom]) + (shift, 0), hair.wave, drawing.sway)


def draw_back_hair(drawing: Drawing) -> None:
    """Draw the hair that hangs behind the head."""
    hair, style, canvas, colour = drawing.design.hair, drawing.style, drawing.canvas, drawing.hair
    if hair.back == "bald":
        return
    behind = style.shadow(colour) if style.shading != "none" else colour
    mane = _mane(drawing)
    if mane is not None:
        drawing.shape(mane, behind, colour, curved=hair.back != "spiky")
        if hair.tips != hair.colour and hair.back == "long":
            canvas.fill(np.clip(mane, (-9, hair.length * 0.55), (9, 9)), style.paint(hair.tips))
        if style.line and hair.back in _LOOSE:
            _draw_hanging_strands(drawing, mane, darker(behind, 0.72))
    _draw_tied(drawing, front=False)


def _draw_hanging_strands(drawing: Drawing, mane: np.ndarray, colour: Colour) -> None:
    x, low = mane[:, 0], mane[:, 1].max()
    for share in (0.12, 0.3, 0.7, 0.88):
        place = x.min() + share * (x.max() - x.min())
        strand = [(place * 0.92, 0.1), (place, low * 0.5), (place * 1.02, low * 0.9)]
        drawing.canvas.stroke(strand, colour, drawing.style.line * 0.8)


def draw_front_hair(drawing: Drawing) -> None:
    """Draw cap, bangs, side locks, what is tied in front of the head, and what is worn in the hair."""
    hair = drawing.design.hair
    if hair.back == "bald":
        return
    if drawing.away:
        _draw_from_behind(drawing)
    else:
        _draw_cap(drawing)
        if hair.side_locks:
            _draw_side_locks(drawing)
        if hair.bangs != "none":
            _draw_bangs(drawing)
        if hair.ahoge:
            drawing.canvas.stroke([(0.02, -0.5), (0.1, -0.72), (0.24, -0.7)], drawing.hair, 0.045)
    _draw_shine(drawing)
    _draw_tied(drawing, front=True)
    _draw_ornaments(drawing)


def _draw_from_behind(drawing: Drawing) -> None:
    hair, mane = drawing.design.hair, _mane(drawing)
    drawing.shape(ellipse(0, -0.03, 0.475 * hair.volume, 0.52 * hair.volume), drawing.hair)
    if mane is not None:
        drawing.shape(mane, drawing.hair, curved=hair.back != "spiky")
    if drawing.style.line:
        for x in (-0.22, 0.0, 0.2):
            strand = [(x * 0.4, -0.42), (x, -0.1), (x * 1.1, 0.3)]
            drawing.canvas.stroke(strand, darker(drawing.hair, 0.7), drawing.style.line * 0.8)


def _draw_cap(drawing: Drawing) -> None:
    hair, style = drawing.design.hair, drawing.style
    # Front and profile have to run the same way round.
    front = _CAP_FRONT.copy() if drawing.side > 0 else _CAP_FRONT[_CAP_TURNED]
    if hair.back == "receding":
        front[_HAIRLINE, 1] -= 0.2
        front[:, 1] = np.where(front[:, 1] < -0.5, front[:, 1] + 0.06, front[:, 1])
    cap = front * (1 - drawing.profile) + _CAP_PROFILE * (drawing.side, 1) * drawing.profile
    cap[_OUTER] *= hair.volume
    drawing.shape(cap, drawing.hair)
    if style.line:
        x0, y0 = 0.1 * hair.parting, -0.5 * hair.volume
        for x in (-0.33, -0.17, 0.15, 0.31):
            strand = [(x0 + 0.3 * x, y0 + 0.03), (x, -0.43), (x * 1.15, -0.3)]
            drawing.canvas.stroke(strand, darker(drawing.hair, 0.75), style.line * 0.7)


def _fringe(hair: Hair) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes in degrees and heights of the zigzag along the lower edge of the bangs, left to right."""
    locks, leaning = np.array(hair.locks), np.sign(hair.parting or 1)
    count = 2 * len(locks) + 1
    roots = np.concatenate([[0.0], np.cumsum(0.6 + 0.4 * locks)])
    roots = roots / roots[-1] * (2 * _BROW_LINE) - _BROW_LINE
    degrees = np.empty(count)
    degrees[::2], degrees[1::2] = roots, (roots[:-1] + roots[1:]) / 2 + 5 * np.sign(hair.parting)
    tips = np.arange(count) % 2 == 1
    low = np.full(count, 0.02 + hair.bangs_length)
    low[1::2] += 0.07 * (locks - 1)
    if hair.bangs == "straight":
        return degrees, np.where(tips, low, low - 0.025)
    if hair.bangs == "fringe":
        return degrees, np.where(tips, low - 0.14, low - 0.19)
    if hair.bangs == "spiky":
        return degrees, np.where(tips, low + 0.04, low - 0.2)
    if hair.bangs == "swept":
        slope = (degrees / _BROW_LINE) * leaning * 0.12
        return degrees + 8 * np.sign(hair.parting), np.where(tips, low + slope, low - 0.12 + slope)
    if hair.bangs == "one_eye":
        slope = np.where(degrees * leaning > 0, 0.22, -0.12)
        return degrees, np.where(tips, low + slope, low - 0.08 + slope)
    gap = 30 if hair.bangs == "curtain" else 12
    split = np.exp(-(((degrees - 30 * hair.parting) / gap) ** 2)) * 0.34
    return degrees, np.where(tips, low + 0.06, low - 0.06) - split


def _draw_bangs(drawing: Drawing) -> None:
    hair, style, canvas, colour = drawing.design.hair, drawing.style, drawing.canvas, drawing.hair
    degrees, heights = _fringe(hair)
    places = [drawing.turned(d, 0.45 * hair.volume**0.5) for d in degrees]
    shown = [(x, y) for (x, toward), y in zip(places, heights, strict=True) if toward > -0.05]
    if len(shown) < 2:
        return
    edge = np.array(shown)
    middle, curved = edge[:, 0].mean(), hair.bangs not in ("spiky", "straight", "one_eye")
    right, left = (edge[-1, 0] * 0.95, -0.34), (edge[0, 0] * 0.95, -0.34)
    root = np.array([right, (middle + 0.12, -0.5), (middle - 0.12, -0.5), left])
    if style.shading != "none":
        shadow = np.concatenate([edge + (0.01, 0.045), root + (0, 0.1)])
        canvas.fill(shadow, _FOREHEAD_SHADOW, alpha=0.25 * style.depth, curved=curved)
    canvas.fill(np.concatenate([edge, root]), colour, curved=curved)
    line = style.outline(colour)
    if line is not None:
        canvas.stroke(edge, line, style.line, curved=curved)
        for x, y in edge[2:-1:2]:
            canvas.stroke([(x, y), (x * 0.8, y - 0.12)], line, style.line * 0.7)


def _draw_side_locks(drawing: Drawing) -> None:
    hair = drawing.design.hair
    for side in (-1, 1):
        x, toward = drawing.turned(side * 74, 0.43)
        if toward < -0.1:
            continue
        low = 0.1 + hair.side_locks
        right = [(x + 0.07, -0.3), (x + 0.06, low * 0.5), (x + 0.01 * side, low)]
        lock = np.array([(x - 0.07, -0.3), *right, (x - 0.05, low * 0.5)])
        drawing.shape(_wavy(lock, hair.wave, drawing.sway), drawing.hair)


def _draw_shine(drawing: Drawing) -> None:
    style = drawing.style
    if style.shading == "none" or style.shine < 0.3:
        return
    x = 0.1 * np.sin(np.deg2rad(drawing.yaw))
    drawing.canvas.fill(_SHINE + (x, 0), style.light(drawing.hair), alpha=0.6)


def _draw_tied(drawing: Drawing, front: bool) -> None:
    """Draw tails, buns and braids: those nearer to the reader than the head when `front`, else the others."""
    hair, colour = drawing.design.hair, drawing.hair
    for degrees, y in _TIES.get(hair.back, ()):
        x, toward = drawing.turned(degrees, 0.45 * hair.volume)
        if (toward > 0.12) != front:
            continue
        outward = np.sign(x) if abs(x) > 0.05 else 0.0
        if hair.back in ("bun", "buns"):
            drawing.shape(ellipse(x * 1.1, y - 0.06, 0.17 * hair.volume, 0.16 * hair.volume, count=8), colour)
        elif hair.back == "braids":
            for step in range(5):
                aside = x + 0.02 * outward * step + drawing.sway * 0.1 * step
                bead = ellipse(aside, y + 0.15 * step * hair.length, 0.085 - 0.008 * step, 0.1, count=6)
                drawing.shape(bead, colour)
        else:
            tail = _TAIL * (1.2 * hair.volume, hair.length)
            tail[:, 0] += outward * 0.22 * np.sin(np.clip(tail[:, 1], 0, 1.6))
            tail = _wavy(tail, hair.wave, drawing.sway) + (x, y)
            drawing.shape(tail, colour)
            if hair.tips != hair.colour:
                drawing.canvas.fill(tail[_TAIL_END], drawing.style.paint(hair.tips))


def _draw_ornaments(drawing: Drawing) -> None:
    """Draw headband, ribbon, hairclip and animal ears."""
    marks, style, canvas = drawing.design.marks, drawing.style, drawing.canvas
    if marks.headband is not None and np.cos(np.deg2rad(drawing.yaw)) > -0.3:
        half = 0.47 if drawing.profile < 0.5 else 0.12
        left, right = [(-half, -0.1), (-half * 0.75, -0.4)], [(half * 0.75, -0.4), (half, -0.1)]
        canvas.stroke([*left, (0, -0.5), *right], style.paint(marks.headband), 0.075)
    if marks.ribbon is not None:
        _draw_ribbon(drawing, style.paint(marks.ribbon))
    if marks.hairclip is not None:
        x, toward = drawing.turned(45 if marks.ribbon_side >= 0 else -45, 0.43)
        if toward > 0:
            clip = [(x - 0.05, -0.22), (x + 0.07, -0.16)]
            canvas.stroke(clip, style.paint(marks.hairclip), 0.05, curved=False)
    if marks.ears != "none":
        for side in (-1, 1):
            x, _ = drawing.turned(side * 62, 0.4)
            draw_ear(drawing, marks.ears, x, -0.4, side, 1.0, style.paint(marks.ears_colour))


def _draw_ribbon(drawing: Drawing, colour: Colour) -> None:
    side = drawing.design.marks.ribbon_side
    x, y = drawing.turned(100 * side if side else 180, 0.4)[0], -0.44
    for wing in (-1, 1):
        bow = [(x, y), (x + wing * 0.26, y - 0.15), (x + wing * 0.28, y + 0.1)]
        drawing.shape(bow, colour, curved=False)
    drawing.canvas.fill(ellipse(x, y, 0.055, 0.055, count=6), darker(colour, 0.85))
