"""Clothes on a trunk: tops with their patterns, fronts and collars, skirts and capes."""

from __future__ import annotations

import cv2
import numpy as np

from .canvas import Colour, darker, ellipse, mix, smooth
from .drawing import Drawing
from .limbs import LEG
from .parts import Part, part
from .sheet import Build, Outfit
from .skeleton import Skeleton

# How far down the legs tops and skirts reach.
LONG_TOPS = {"robe": 0.94, "dress": 0.5, "coat": 0.55, "tunic": 0.3}
_SHORT_TOP = 0.05  # below the hips
_SKIRTS = {"skirt": 0.42, "long_skirt": 0.86}
_EASE = 1.25  # half the room that a leg takes in a skirt, beside its own thickness
_BAGS = 3  # one belt in so many is a bag
_BAG = np.array([(-0.18, -0.08), (0.18, -0.08), (0.22, 0.2), (0.16, 0.27), (-0.16, 0.27), (-0.22, 0.2)])
_LONG = 0.8  # hems below this share of the legs are as wide as the spread of the feet
_OPEN_TOPS = ("jacket", "coat", "vest", "hoodie")
_ROW_GAP, _ROWS, _BUTTONS = 0.19, 9, 5  # of patterns
_HIGH_COLLAR = np.array([(-0.2, 0.46), (0.2, 0.46), (0.24, 0.66), (-0.24, 0.66)])
_TIE = np.array([(-0.05, 0.62), (0.05, 0.62), (0.07, 1.05), (0, 1.15), (-0.07, 1.05)])
_SCARF_END = np.array([(0.08, 0.6), (0.22, 0.6), (0.24, 1.05), (0.1, 1.05)])
_SAILOR_FLAP = np.array([(-0.28, 0.6), (0.28, 0.6), (0.3, 0.8), (0.05, 1.0), (-0.05, 1.0), (-0.3, 0.8)])
_SAILOR_TIE = np.array([(-0.12, 0.92), (0.12, 0.92), (0.1, 1.2), (-0.1, 1.2)])
# Of the trunk in profile, from neck to hips: how far its middle lies ahead of the spine, in head heights.
_BOW = np.array([-0.01, -0.04, -0.03, 0.05, 0.0, -0.02])
_NECK_BACK = 0.08


class Trunk:
    """The silhouette of a trunk between neck and hips.

    Attributes:
        heights: (6,) of neck, slope of the shoulders, shoulders, chest, waist and hips.
        halves: (6,), half the width there.
        middles: (6,), the middle there, before the body leans.
    """

    def __init__(self, drawing: Drawing, bones: Skeleton):
        build, facing, ahead = drawing.design.build, bones.facing, bones.ahead
        shoulder, hip = build.shoulders * 0.5, build.hips * 0.5
        chest = shoulder * 0.45 + build.waist * 0.3
        wide = np.array([0.13, shoulder * 0.62, shoulder, chest, build.waist * 0.48, hip])
        deep = np.array([0.13, 0.18, 0.22, chest * 0.64, build.waist * 0.41, hip * 0.72])
        chest_y = 0.4 * bones.waist_y + 0.45
        self.heights = np.array([0.56, 0.62, 0.73, chest_y, bones.waist_y, bones.hip_y + _SHORT_TOP])
        self.halves = np.sqrt((wide * facing) ** 2 + (deep * ahead) ** 2)
        self.middles = (_BOW - _NECK_BACK) * ahead

    def sides(self, bones: Skeleton, count: int) -> tuple[np.ndarray, np.ndarray]:
        """The right side downward and the left side, each of the first `count` points, in a leaning body."""
        right = np.stack([self.middles + self.halves, self.heights], axis=1)[:count]
        left = np.stack([self.middles - self.halves, self.heights], axis=1)[:count]
        return bones.lean(right), bones.lean(left)

    def at(self, y: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
        """Middle and half of the width at heights."""
        return np.interp(y, self.heights, self.middles), np.interp(y, self.heights, self.halves)


@part(Part.TOP)
def draw_torso(drawing: Drawing, bones: Skeleton) -> None:
    """Draw the top over the torso, with all that lies on it."""
    outfit, style = drawing.outfit, drawing.style
    colour = drawing.skin if outfit.top == "bare" else style.paint(outfit.top_colour)
    trunk, reach = Trunk(drawing, bones), LONG_TOPS.get(outfit.top, 0.0)
    right, left = trunk.sides(bones, 5 if reach else 6)
    skirt = _drape(drawing, bones, right[-1], left[-1], reach) if reach else np.zeros((0, 2))
    outline = smooth(np.concatenate([right, skirt, left[::-1]]))
    low = float(trunk.heights[-1])
    if reach and _hangs_straight(bones):
        low = float(skirt[:, 1].max())
    drawing.canvas.fill(outline, colour, curved=False)
    if style.shading != "none":
        _shade(drawing, smooth(right, closed=False), smooth(left, closed=False), colour)
    _draw_pattern(drawing, bones, trunk, low)
    if outfit.belt is not None:
        draw_worn = _draw_strap if carries_bag(outfit) else _draw_belt
        draw_worn(drawing, bones, trunk, style.paint(outfit.belt))
    if outfit.top in _OPEN_TOPS and not drawing.away:
        _draw_opening(drawing, bones, trunk, colour, low)
    if reach:
        _draw_folds(drawing, bones, skirt, colour)
    _trace(drawing, outline, colour)
    _draw_collar(drawing, bones)


def _hangs_straight(bones: Skeleton) -> bool:
    """Whether what is worn round both thighs hangs down, so that a pattern may go on along it."""
    thighs = bones.knees - bones.hips
    return bool((thighs[:, 1] > 1.2 * np.abs(thighs.mean(axis=0)[0])).all())


def _trace(drawing: Drawing, outline: np.ndarray, colour: Colour) -> None:
    """Draw the contour round a shape that was filled before."""
    contour, width = drawing.style.outline(colour), drawing.style.line
    if contour is not None:
        shown = mix(colour, contour, min(width * drawing.canvas.scale, 1.0))
        drawing.canvas.stroke(outline, shown, width, curved=False, closed=True)


def _shade(drawing: Drawing, right: np.ndarray, left: np.ndarray, colour: Colour) -> None:
    """Shade the side of a trunk that lies away from the light."""
    inner = right + (left - right) * np.linspace(0.42, 0.3, len(right))[:, None]
    shade = np.concatenate([right, inner[::-1]])
    drawing.canvas.fill(shade, drawing.style.shadow(colour), curved=False, alpha=0.35)


def _hanging(build: Build, bones: Skeleton, reach: float) -> np.ndarray:
    """Points (n, 2) below the waist over which cloth hangs down to a share of the legs."""
    ends, room = bones.along_legs(reach), LEG * build.limbs * _EASE
    hip = build.hips * 0.54 * bones.turn
    low, middle, flare = ends[:, 1].max(), ends[:, 0].mean(), hip * (1.0 + 0.55 * reach)
    hips = bones.hips.mean(axis=0)
    cloud = [hips + (hip, 0), hips - (hip, 0), (middle + flare, low), (middle - flare, low)]
    cloud += [*(ends + (room, 0)), *(ends - (room, 0))]
    if reach > _LONG:
        low_feet = np.stack([bones.feet[:, 0], ends[:, 1]], axis=1)
        cloud += [*(low_feet + (0.5 * room, 0)), *(low_feet - (0.5 * room, 0))]
    if reach > 0.45:
        cloud += [*(bones.knees + (room, 0)), *(bones.knees - (room, 0))]
    points = np.array(cloud)
    points[:, 1] = np.maximum(points[:, 1], bones.waist_y + 0.06)
    return points


def _drape(
    drawing: Drawing, bones: Skeleton, right: np.ndarray, left: np.ndarray, reach: float
) -> np.ndarray:
    """Cloth (n, 2) that hangs from the waist over hips and legs, from the right round to the left.

    It is the hull of what it covers, so that neither a stride nor a lifted knee stands out of it.
    """
    points = np.concatenate([[right, left], _hanging(drawing.design.build, bones, reach)])
    order = cv2.convexHull(points.astype(np.float32), returnPoints=False)[:, 0]
    order = np.roll(order, -int(np.flatnonzero(order == 0)[0]))
    if order[1] == 1:
        order = np.roll(order[::-1], 1)
    chain = points[order]
    # Points in between keep long edges straight.
    between = np.empty((2 * len(chain) - 3, 2))
    between[::2], between[1::2] = chain[1:], (chain[1:-1] + chain[2:]) * 0.5
    return between[:-1]


@part(Part.SKIRT)
def draw_skirt(drawing: Drawing, bones: Skeleton) -> None:
    """Draw a skirt where one is worn."""
    outfit = drawing.outfit
    if outfit.bottom not in _SKIRTS:
        return
    right, left = Trunk(drawing, bones).sides(bones, 5)
    colour = drawing.style.paint(outfit.bottom_colour)
    skirt = _drape(drawing, bones, right[-1], left[-1], _SKIRTS[outfit.bottom])
    top = (left[-1:] + right[-1:]) * 0.5 + (0.0, 0.01)
    drawing.shape(np.concatenate([top, right[-1:], skirt, left[-1:]]), colour)
    _draw_folds(drawing, bones, skirt, colour)


def _draw_folds(drawing: Drawing, bones: Skeleton, skirt: np.ndarray, colour: Colour) -> None:
    if not drawing.style.line:
        return
    hips, low = bones.hips.mean(axis=0), skirt[:, 1].max()
    hem = skirt[skirt[:, 1] > low - 0.25, 0]
    for share in (0.3, 0.68):
        end = np.array([hem.min() + share * np.ptp(hem), low - 0.06])
        start = hips + (0.3 * (end[0] - hips[0]), 0.0) + 0.25 * (end - hips)
        drawing.canvas.stroke([start, end], darker(colour, 0.72), drawing.style.line * 0.8, curved=False)


def clothes_bounds(build: Build, outfit: Outfit, bones: Skeleton) -> np.ndarray:
    """Points (n, 2) that no skirt or cape reaches beyond by much."""
    reach = max(LONG_TOPS.get(outfit.top, 0.0), _SKIRTS.get(outfit.bottom, 0.0))
    points = [bones.hips]
    if reach:
        points.append(_hanging(build, bones, reach) + (0.0, 0.04))
    if outfit.cape is not None:
        points.append(_cape(build, bones))
    return np.concatenate(points)


@part(Part.CAPE)
def draw_cape(drawing: Drawing, bones: Skeleton) -> None:
    """Draw a cape where one is worn."""
    if drawing.outfit.cape is None:
        return
    cape = _cape(drawing.design.build, bones)
    drawing.shape(cape, drawing.style.paint(drawing.outfit.cape))


def _cape(build: Build, bones: Skeleton) -> np.ndarray:
    """Outline (6, 2) of a cape, which hangs behind the back."""
    wide, low = build.shoulders * 0.6 * bones.turn, bones.hem(0.6)
    x, back = -0.1 * bones.ahead, -0.25 * bones.ahead
    top = [(x - wide * 0.8, 0.6), (x + wide * 0.8, 0.6)]
    hem = [(back + wide * 1.25, low), (back + 0.2, low - 0.08), (back - 0.2, low)]
    return bones.lean(np.array([*top, *hem, (back - wide * 1.25, low - 0.04)]))


@part(Part.BELT)
def _draw_belt(drawing: Drawing, bones: Skeleton, trunk: Trunk, colour: Colour) -> None:
    y = bones.waist_y
    x, half = trunk.at(y)
    belt = np.array([(x - half, y - 0.05), (x + half, y - 0.05), (x + half, y + 0.05), (x - half, y + 0.05)])
    drawing.canvas.fill(bones.lean(belt), colour, curved=False)


def carries_bag(outfit: Outfit) -> bool:
    """Whether what is worn of leather is a bag on a strap instead of a belt; the colour tells, for good."""
    return outfit.belt is not None and int(sum(outfit.belt)) % _BAGS == 0


def _strap(bones: Skeleton, trunk: Trunk) -> np.ndarray:
    """Ends (2, 2) of a strap from one shoulder to the other hip, the same ones in all views."""
    high, low = trunk.heights[1] + 0.02, bones.hip_y - 0.05
    (top, bottom), (shoulder, hip) = trunk.at(np.array([high, low]))
    side = 1.0 if bones.facing >= 0 else -1.0
    return bones.lean(np.array([(top - side * shoulder * 0.75, high), (bottom + side * hip * 0.8, low)]))


@part(Part.BAG)
def _draw_strap(drawing: Drawing, bones: Skeleton, trunk: Trunk, colour: Colour) -> None:
    drawing.canvas.stroke(_strap(bones, trunk), darker(colour, 0.85), 0.06, curved=False)


@part(Part.BAG)
def draw_bag(drawing: Drawing, bones: Skeleton) -> None:
    """Draw a bag on the hip where one is carried."""
    if not carries_bag(drawing.outfit):
        return
    hip, colour = _strap(bones, Trunk(drawing, bones))[1], drawing.style.paint(drawing.outfit.belt)
    drawing.shape(_BAG * (max(bones.turn, 0.7), 1) + hip, colour)
    drawing.canvas.stroke([hip + (-0.17, 0.06), hip + (0.17, 0.06)], darker(colour, 0.7), 0.03)


@part(Part.PATTERN)
def _draw_pattern(drawing: Drawing, bones: Skeleton, trunk: Trunk, low: float) -> None:
    canvas, pattern = drawing.canvas, drawing.outfit.pattern
    colour = drawing.style.paint(drawing.outfit.second_colour)
    rows = np.arange(0.82, low - 0.04, _ROW_GAP)[:_ROWS]
    middles, halves = trunk.at(rows)
    middles = middles + bones.slope * np.minimum(rows, bones.hip_y)
    front = 0.6 * halves * bones.ahead  # where the middle of the front lies beside the middle of what is seen
    if pattern in ("bands", "plaid"):
        for y, x, half in zip(rows, middles, halves * 0.9, strict=True):
            canvas.stroke([(x - half, y), (x + half, y)], colour, 0.06, curved=False)
    if pattern in ("stripes", "plaid"):
        ys = np.array([0.72, bones.waist_y, low - 0.08])
        xs, wide = trunk.at(ys)
        for share in (-0.6, -0.2, 0.2, 0.6):
            stripe = np.stack([xs + share * wide, ys], axis=1)
            canvas.stroke(bones.lean(stripe), colour, 0.04, curved=False)
    elif pattern == "dots":
        for y, x, half in zip(rows, middles, halves, strict=True):
            for share in (-0.55, 0.0, 0.55):
                canvas.fill(ellipse(x + share * half, y, 0.05, 0.05, count=6), colour)
    elif pattern == "emblem" and not drawing.away:
        x, half = trunk.at(0.98)
        x = x + bones.slope * 0.98 + 0.6 * half * bones.ahead
        canvas.fill(ellipse(x, 0.98, 0.06 + 0.07 * max(bones.facing, 0.0), 0.13, count=8), colour)
    elif pattern == "buttons" and not drawing.away:
        for y, x in list(zip(rows, middles + front, strict=True))[:_BUTTONS]:
            canvas.fill(ellipse(x, y, 0.034, 0.034, count=6), colour)


@part(Part.INNER)
def _draw_opening(drawing: Drawing, bones: Skeleton, trunk: Trunk, colour: Colour, low: float) -> None:
    """Draw what shows under an open top of a colour."""
    ys = np.array([0.58, bones.waist_y, min(low, bones.hip_y) - 0.01])
    xs, halves = trunk.at(ys)
    xs = xs + 0.66 * halves * bones.ahead
    wide = (0.14 if drawing.outfit.top == "jacket" else 0.1) * max(abs(bones.facing), 0.35)
    wides = wide * np.array([1.0, 0.75, 0.9])
    left, right = np.stack([xs - wides, ys], axis=1), np.stack([xs + wides, ys], axis=1)
    inner = drawing.style.paint(drawing.outfit.second_colour)
    drawing.shape(bones.lean(np.concatenate([left, right[::-1]])), inner, colour, curved=False)


@part(Part.COLLAR)
def _draw_collar(drawing: Drawing, bones: Skeleton) -> None:
    """Draw collar, scarf or tie; shirt collars, ties and bows do not show from behind."""
    outfit, facing = drawing.outfit, not drawing.away
    kind = "sailor" if outfit.top == "sailor" else outfit.collar
    colour = drawing.style.paint(outfit.collar_colour)
    x, front = bones.slope * 0.62 - _NECK_BACK * bones.ahead, 0.13 * bones.ahead
    wide = max(bones.turn, 0.65)
    if kind == "shirt" and facing:
        for side in (-1, 1):
            wing = [(x + front, 0.7), (x + side * 0.17, 0.53), (x + side * 0.2 * wide + front * 0.4, 0.73)]
            drawing.shape(wing, mix(colour, (255, 255, 255), 0.6), curved=False)
    elif kind == "scarf":
        drawing.shape(ellipse(x, 0.58, 0.27 * wide, 0.12, count=10), colour)
        drawing.shape(_SCARF_END + (x + front * 0.5, 0), darker(colour, 0.9), curved=False)
    elif kind == "tie" and facing:
        drawing.shape(_TIE * (wide, 1) + (x + front * 1.4, 0), colour, curved=False)
    elif kind == "bow" and facing:
        for side in (-1, 1):
            wing = [
                (x + front, 0.68),
                (x + front + side * 0.2 * wide, 0.6),
                (x + front + side * 0.2 * wide, 0.8),
            ]
            drawing.shape(wing, colour, curved=False)
    elif kind == "high":
        drawing.shape(_HIGH_COLLAR * (wide, 1) + (x, 0), colour)
    elif kind == "sailor":
        drawing.shape(_SAILOR_FLAP * (wide, 1) + (x + front * 0.5, 0), colour, curved=False)
        if facing:
            tie = _SAILOR_TIE * (wide, 1) + (x + front * 1.2, 0)
            drawing.shape(tie, drawing.style.paint(outfit.second_colour), curved=False)
