"""Human hair: the cap on the skull, bangs, the locks before the ears, and the light on them.

`draw_back_hair` draws what hangs behind head and body, `draw_front_hair` what lies over the face. Seen from
behind, all of it lies nearer to the reader than the head and is drawn as front hair.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from .canvas import Colour, darker
from .drawing import Drawing
from .headwear import draw_ornaments, draw_ornaments_behind
from .manes import HANGING, draw_mane, draw_mane_behind, draw_tied
from .parts import Part, part
from .scalp import Dome, hair_dome
from .sheet import Hair

# The hairline at longitudes from the middle of the forehead to the nape.
_HAIRLINE = np.array([0, 30, 58, 72, 82, 97, 112, 135, 180])
_HAIRLINE_Y = np.array([-0.3, -0.27, -0.2, -0.04, 0.12, -0.04, 0.16, 0.36, 0.43])
_RECEDED_Y = np.array([-0.47, -0.43, -0.36, -0.14, 0.08, -0.04, 0.16, 0.36, 0.43])
_BROW_LINE = 76  # degrees to either side that bangs reach
_CLUMPS = {"straight": 7, "curtain": 6, "parted": 6, "fringe": 7, "one_eye": 6, "swept": 6}
_SHARP = ("anime", "manga", "ink", "chibi")
_FOREHEAD_SHADOW = (60, 30, 40)
_CURVE = np.array([0.0, 0.35, 0.7])[:, None]  # where the side of a clump is placed, from its root to its tip


@part(Part.HAIR)
def draw_back_hair(drawing: Drawing) -> None:
    """Draw the hair that hangs behind the head, and what is worn there."""
    dome = hair_dome(drawing)
    if drawing.design.hair.back != "bald":
        draw_mane_behind(drawing, dome)
    draw_ornaments_behind(drawing, dome)


@part(Part.HAIR)
def draw_front_hair(drawing: Drawing) -> None:
    """Draw cap, bangs, side locks, what is tied in front of the head, and what is worn in the hair."""
    hair, dome = drawing.design.hair, hair_dome(drawing)
    if drawing.away:
        draw_back_hair(drawing)
    if hair.back != "bald":
        _draw_cap(drawing, dome)
        draw_mane(drawing, dome)
        if hair.side_locks:
            _draw_side_locks(drawing, dome)
        if hair.bangs != "none":
            _draw_bangs(drawing, dome)
        _draw_shine(drawing, dome)
        if hair.ahoge and drawing.outfit.hat == "none":
            _draw_ahoge(drawing, dome)
        draw_tied(drawing, dome, front=True)
    draw_ornaments(drawing, dome)


def _draw_cap(drawing: Drawing, dome: Dome) -> None:
    hair, style, canvas = drawing.design.hair, drawing.style, drawing.canvas
    heights = _RECEDED_Y if hair.back == "receding" else _HAIRLINE_Y
    edge = dome.edge(lambda degrees: np.interp(np.abs(degrees), _HAIRLINE, heights))
    cap = dome.above(edge)
    canvas.fill(cap, drawing.hair, curved=False)
    line = style.outline(drawing.hair)
    if line is None:
        return
    if hair.back == "afro":
        canvas.stroke(edge, line, style.line, curved=False)
    else:
        loose = hair.back in (*HANGING, "spiky")
        rim = cap[len(edge) - 1 :] if loose and hair.bangs != "none" else cap
        canvas.stroke(rim, line, style.line, curved=False)
    if drawing.away:
        for degrees in (140, 180, 215):
            strand = dome.at(np.array([175.0, degrees, degrees]), np.array([dome.crown * 0.86, -0.3, 0.12]))
            canvas.stroke(strand, darker(drawing.hair, 0.7), style.line * 0.7)


def _eye_line(drawing: Drawing) -> tuple[float, float]:
    """Heights of the upper and the lower lid, as far as bangs heed them."""
    face, style = drawing.design.face, drawing.style
    tall = min(face.eye_size * style.eye_scale * face.eye_aspect, 0.2) * 0.85
    return face.eye_height - tall, face.eye_height + tall


def _fringe(hair: Hair, lid: float, under: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Notches (n + 1, 2) and tips (n, 2) of the bangs, in longitudes and heights, and how full clumps are."""
    locks, leaning = np.array(hair.locks), np.sign(hair.parting or 1)
    count = max(3, len(locks)) if hair.bangs == "spiky" else _CLUMPS[hair.bangs] - (len(locks) < 5)
    locks = np.resize(locks, count)
    roots = np.concatenate([[0.0], np.cumsum(0.6 + 0.4 * locks)])
    roots = roots / roots[-1] * (2 * _BROW_LINE) - _BROW_LINE
    middle, jitter = (roots[:-1] + roots[1:]) / 2, 0.05 * (locks - 1)
    low = lid + 0.3 * hair.bangs_length
    outer = np.abs(middle) > 50
    depth, full, lean = 0.14, 0.55, 4.0 * leaning
    tips = np.full(count, low) + jitter
    if hair.bangs == "straight":
        depth, full, lean = 0.035, 0.9, 0.0
        tips = low - 0.02 + 0.3 * jitter
    elif hair.bangs == "fringe":
        depth, full = 0.05, 0.7
        tips = tips - 0.13
    elif hair.bangs == "spiky":
        depth, full, lean = 0.2, 0.4, 5.0 * leaning
        tips = tips + np.where(np.abs(middle) < 14, 0.16, np.where(outer, 0.16, 0.06))
    elif hair.bangs == "swept":
        lean, full = 13.0 * leaning, 0.6
        tips = tips + 0.1 * middle / _BROW_LINE * leaning + np.where(middle * leaning > 45, 0.12, 0.0)
    elif hair.bangs == "one_eye":
        lean, full = 9.0 * leaning, 0.6
        tips = np.where(middle * leaning > 18, under + 0.06 + 2 * jitter, tips - 0.1)
    elif hair.bangs == "parted":
        away = np.abs(middle - 30 * hair.parting) / 60
        tips = tips + 0.03 + 0.22 * np.clip(away - 0.4, 0, 1)
        lean, full = 9 * np.sign(middle - 30 * hair.parting), 0.65
    elif hair.bangs == "curtain":
        away = np.abs(middle - 12 * hair.parting) / 60
        tips = lid - 0.2 + 0.62 * np.clip(away, 0, 1.1) ** 1.6 + jitter
        lean, full, depth = 12 * np.sign(middle - 12 * hair.parting), 0.7, 0.1
    tip = np.stack([middle + lean, tips], axis=1)
    upper = np.concatenate([[tips[0]], np.minimum(tips[:-1], tips[1:]), [tips[-1]]]) - depth
    if hair.bangs in ("parted", "curtain"):
        gap = np.exp(-(((roots - (30 if hair.bangs == "parted" else 12) * hair.parting) / 16) ** 2))
        upper = upper * (1 - gap) + np.minimum(upper, -0.36) * gap
    upper[[0, -1]] = np.minimum(upper[[0, -1]], 0.02)
    return np.stack([roots, upper], axis=1), tip, full


def _spare_eyes(tips: np.ndarray, spacing: float, lid: float, under: float, one_eye: float) -> np.ndarray:
    """Shorten clumps that would hide an eye; between and beside the eyes they may hang lower."""
    outward = np.abs(tips[:, 0]) - spacing
    limit = np.where((outward > -25) & (outward < 29), lid + 0.3 * (under - lid), under + 0.14)
    spared = tips[:, 0] * one_eye <= 18 if one_eye else np.ones(len(tips), bool)
    tips[:, 1] = np.where(spared, np.minimum(tips[:, 1], limit), tips[:, 1])
    return tips


def _clumps(notches: np.ndarray, tips: np.ndarray, full: float, sharp: bool) -> np.ndarray:
    """Follow (m, 2) the edge of clumps: down one side of each to its tip and up the other."""
    left, right = notches[:-1, None], notches[1:, None]  # (n, 1, 2)
    tip = tips[:, None]
    drop, round_off = np.array([0.0, 1.0]), np.array([1.0, 0.0])

    def side(root: np.ndarray) -> np.ndarray:
        belly = root + (tip - root) * (drop * full + round_off * (0.5 - 0.5 * full))
        return root * (1 - _CURVE) ** 2 + 2 * belly * _CURVE * (1 - _CURVE) + tip * _CURVE**2  # (n, 3, 2)

    down, up = side(left), side(right)[:, ::-1]
    blunt = tip if sharp else (0.5 * tip + 0.25 * (down[:, -1:] + up[:, :1]))
    edge = np.concatenate([down, blunt, up[:, :-1]], axis=1).reshape(-1, 2)
    return np.concatenate([edge, notches[-1:]])


@lru_cache(maxsize=256)
def _bangs(
    hair: Hair, spacing: float, lid: float, under: float, sharp: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Notches (n + 1, 2), tips (n, 2) and contour (m, 2) of the bangs, in longitudes and heights."""
    notches, tips, full = _fringe(hair, lid, under)
    one_eye = np.sign(hair.parting or 1) if hair.bangs == "one_eye" else 0.0
    tips = _spare_eyes(tips, spacing, lid, under, one_eye)
    return notches, tips, _clumps(notches, tips, full, sharp)


@part(Part.BANGS)
def _draw_bangs(drawing: Drawing, dome: Dome) -> None:
    hair, style, canvas, colour = drawing.design.hair, drawing.style, drawing.canvas, drawing.hair
    if drawing.away and dome.toward(_BROW_LINE) < 0.1 and dome.toward(-_BROW_LINE) < 0.1:
        return
    lid, under = _eye_line(drawing)
    sharp = style.kind in _SHARP
    notches, tips, contour = _bangs(hair, drawing.design.face.eye_spacing, lid, under, sharp)
    degrees, heights = contour.T
    angle = degrees + drawing.yaw
    shown = np.abs(angle) < 88
    if shown.sum() < 4:
        return
    edge = dome.at(degrees, heights, _closeness(heights))[shown]
    right, left = (edge[-1, 1] if not shown[-1] else -0.3), (edge[0, 1] if not shown[0] else -0.3)
    over = dome.silhouette(min(right, 0.0), min(left, 0.0)) * (0.985, 0.99)
    if shown[-1]:
        over = over[over[:, 0] < edge[-1, 0] * 0.97]
    if shown[0]:
        over = over[over[:, 0] > edge[0, 0] * 0.97]
    outline = np.concatenate([edge, over])
    if style.shading != "none":
        shadow = np.concatenate([edge + (0.012 * drawing.side, 0.045), edge[::-1] - (0, 0.02)])
        canvas.fill(shadow, _FOREHEAD_SHADOW, alpha=0.28 * style.depth, curved=False)
    canvas.fill(outline, colour, curved=False)
    if style.shading == "cel" and not drawing.away:
        _shade_clumps(drawing, dome, notches, tips)
    line = style.outline(colour)
    if line is not None:
        canvas.stroke(edge, line, style.line, curved=False)
        _draw_partings(drawing, dome, notches, line)


def _shade_clumps(drawing: Drawing, dome: Dome, notches: np.ndarray, tips: np.ndarray) -> None:
    """Shade the side of each clump that is turned from the light."""
    bright = notches[:-1] * 0.4 + tips * 0.5 + notches[1:] * 0.1
    zigzag = np.concatenate([np.stack([notches[:-1], tips], axis=1).reshape(-1, 2), notches[-1:]])
    inner = np.concatenate([np.stack([notches[:-1], bright], axis=1).reshape(-1, 2), notches[-1:]])
    loop = np.concatenate([zigzag, inner[::-1]])
    degrees = np.minimum(np.maximum(loop[:, 0], -85 - drawing.yaw), 85 - drawing.yaw)
    points = dome.at(degrees, loop[:, 1], _closeness(loop[:, 1]))
    drawing.canvas.fill(points, drawing.style.shadow(drawing.hair), curved=False)


def _closeness(y: np.ndarray) -> np.ndarray:
    """How near to the face, beside the dome, bangs lie at heights."""
    return 1.0 - 0.25 * np.minimum(np.maximum(y + 0.25, 0), 0.4)


def _draw_partings(drawing: Drawing, dome: Dome, notches: np.ndarray, line: Colour) -> None:
    for degrees, y in notches[2:-1:2]:
        if abs(degrees + drawing.yaw) < 80:
            strand = dome.at(np.array([degrees * 0.9, degrees]), np.array([y - 0.13, y]))
            drawing.canvas.stroke(strand, line, drawing.style.line * 0.7, curved=False)


@part(Part.SIDE_LOCKS)
def _draw_side_locks(drawing: Drawing, dome: Dome) -> None:
    """Draw the locks that hang before the ears and frame the face."""
    hair = drawing.design.hair
    low = 0.1 + hair.side_locks
    y = np.array([-0.34, -0.1, 0.1 + 0.3 * hair.side_locks, low - 0.08, low, low - 0.14, 0.1, -0.1, -0.34])
    aside = np.array([58, 60, 62, 67, 71, 76, 84, 86, 82])
    for side in (-1, 1):
        toward = float(dome.toward(side * 72))
        if toward < 0.05:
            continue
        lock = dome.at(side * aside, np.minimum(y, 0.3), 0.98)
        lock[:, 1] += np.maximum(y - 0.3, 0)
        drawing.shape(_hung(lock, hair.wave, drawing.sway), drawing.hair, curved=False)


def _hung(points: np.ndarray, wave: float, sway: float) -> np.ndarray:
    depth = np.maximum(points[:, 1] + 0.1, 0)
    return points + np.stack([(0.06 * wave * np.sin(points[:, 1] * 9.0) + sway) * depth, 0 * depth], axis=1)


def _draw_shine(drawing: Drawing, dome: Dome) -> None:
    """Draw the band of light round the crown."""
    style = drawing.style
    if style.shading == "none" or style.shine < 0.25 or drawing.outfit.hat != "none":
        return
    angle = np.linspace(-62, 62, 15)
    ticks = np.arange(15)
    sharp = style.kind in _SHARP
    wide = np.sin(np.pi * (ticks + 0.4) / 14.8) * 0.07
    upper = dome.crown * 0.62 + 0.02 * np.cos(np.deg2rad(angle))
    lower = upper + wide * (np.where(ticks % 2, 1.5, 0.55) if sharp else 1.0)
    high = dome.at(angle - drawing.yaw, upper)
    deep = dome.at(angle - drawing.yaw, lower)
    band = np.concatenate([high, deep[::-1]])
    drawing.canvas.fill(band, style.light(drawing.hair), curved=not sharp, alpha=0.75)


@part(Part.AHOGE)
def _draw_ahoge(drawing: Drawing, dome: Dome) -> None:
    """Draw the one lock that stands up."""
    leaning = np.sign(drawing.design.hair.parting or 1)
    turn = np.deg2rad(drawing.yaw)
    aside = float(0.28 * leaning * np.cos(turn) + 0.2 * np.sin(turn))
    y = dome.crown
    curl = [(-0.05, y + 0.04), (-0.05, y - 0.14), (aside * 0.5, y - 0.24), (aside, y - 0.12)]
    drawing.shape([*curl, (aside * 0.5, y - 0.15), (0.03, y - 0.08), (0.06, y + 0.04)], drawing.hair)
