"""Arms with their sleeves and hands, legs with trousers, stockings and shoes."""

from __future__ import annotations

import cv2
import numpy as np

from .canvas import Colour, ellipse, mix
from .drawing import Drawing
from .parts import Part, part
from .sheet import Outfit
from .skeleton import Skeleton

LEG, ARM = 0.16, 0.115  # half the thickness
_ARM_TAPER, _LEG_TAPER = (1.2, 0.92, 0.68), (1.2, 0.85, 0.6)
_SHARP = 0.5  # cosine of half the bend of a limb that is drawn in two pieces
_SHIN = 0.5  # share of a leg above the knee
_WRIST = 0.94  # share of an arm that long sleeves reach
_BULGE = 1.04
_FLARES = {"robe": 1.75, "dress": 1.2, "coat": 1.25}  # how wide sleeves hang beside the arm
_CUFFED = ("jacket", "coat", "sailor", "armour", "tunic")
_CUFF = 0.12  # share of an arm
# Along the hand and to the side of its thumb, beside the size of a hand.
_OPEN_HAND = np.array([(-0.5, -0.6), (-0.5, 0.6), (0.1, 0.75), (0.5, 1.3), (0.75, 1.05), (0.65, 0.6)]
                      + [(1.6, 0.45), (1.8, 0.0), (1.5, -0.55), (0.6, -0.75)])  # fmt: skip
_FIST = np.array([(-0.5, -0.6), (-0.5, 0.6), (0.1, 0.85), (0.8, 1.0), (1.15, 0.4), (1.1, -0.5), (0.5, -0.9)])
_HAND = 0.105
_SOLE, _ANKLE = ellipse(0.0, 0.0, 1.0, 1.0, count=10), ellipse(0.0, 0.0, 1.0, 1.0, count=6)
_FOOT = 0.3  # length of a shoe
_SHAFTS = (0.0, 0.0, 0.0, 0.35, 0.75)  # of boots, as shares of the shin
_FOLDED = -0.25  # feet so much farther than their knees lie behind the thighs


@part(Part.ARM)
def draw_arm(drawing: Drawing, bones: Skeleton, side: int, behind: bool) -> None:
    """Draw an arm; one that is not `behind` the trunk merges with the shoulder."""
    outfit, thick = drawing.outfit, ARM * drawing.design.build.limbs
    joints = bones.shoulders[side], bones.elbows[side], bones.hands[side]
    widths = tuple(thick * share for share in _ARM_TAPER)
    cloth = sleeve_colour(drawing)
    _draw_hand(drawing, bones, side)
    if outfit.sleeve < _WRIST:
        _draw_limb(drawing, joints, widths, drawing.skin)
    drawing.canvas.part = Part.SLEEVE
    if outfit.sleeve:
        wide = _FLARES.get(outfit.top, 1.0) if outfit.sleeve > 0.5 else 1.12
        end = min(outfit.sleeve, _WRIST)
        _draw_cover(drawing, joints, widths, cloth, end, wide)
        if outfit.sleeve > 0.5 and outfit.top in _CUFFED and outfit.second_colour != cloth:
            cuff = joints[2] + (_CUFF + 1 - end) * (joints[1] - joints[2])
            ends = cuff, joints[2] + (1 - end) * (joints[1] - joints[2])
            width = widths[2] * wide * 1.1
            drawing.shape(
                _piece(*ends, width, width), drawing.style.paint(outfit.second_colour), curved=False
            )
    if not behind:
        top = drawing.skin if outfit.top == "bare" else drawing.style.paint(outfit.top_colour)
        if (cloth if outfit.sleeve else drawing.skin) == top:
            knob = max(widths[0] - drawing.style.line * 0.5, 0.02)
            inward = np.array([bones.shoulders[:, 0].mean() - joints[0][0], 0.12]) * 0.3
            drawing.canvas.fill(ellipse(*(joints[0] + inward), knob * 0.9, knob, count=8), top)


def sleeve_colour(drawing: Drawing) -> Colour:
    """Colour of the sleeves; those under a vest belong to a shirt."""
    outfit = drawing.outfit
    return drawing.style.paint(outfit.second_colour if outfit.top == "vest" else outfit.top_colour)


@part(Part.LEG)
def draw_leg(drawing: Drawing, bones: Skeleton, side: int) -> None:
    """Draw a leg with what it wears."""
    outfit, style, thick = drawing.outfit, drawing.style, LEG * drawing.design.build.limbs
    joints = bones.hips[side], bones.knees[side], bones.feet[side]
    widths = tuple(thick * share for share in _LEG_TAPER)
    shoes = style.paint(outfit.shoes)
    folded = bones.depths[5, side] - bones.depths[4, side] < _FOLDED
    _draw_shoe(drawing, bones, side, shoes)
    if folded:
        _draw_shaft(drawing, joints, widths, shoes)
    if outfit.bottom == "trousers":
        drawing.canvas.part = Part.TROUSERS
        _draw_limb(drawing, joints, (*widths[:2], widths[2] * 1.2), style.paint(outfit.bottom_colour))
    else:
        drawing.canvas.part = Part.LEGWEAR if outfit.legs else Part.LEG
        _draw_limb(drawing, joints, widths, style.paint(outfit.legs) if outfit.legs else drawing.skin)
    if not folded:
        _draw_shaft(drawing, joints, widths, shoes)
    if outfit.bottom == "shorts":
        drawing.canvas.part = Part.SHORTS
        _draw_cover(drawing, joints, widths, style.paint(outfit.bottom_colour), 0.42, 1.15)


@part(Part.SHOE)
def _draw_shaft(
    drawing: Drawing, joints: tuple[np.ndarray, ...], widths: tuple[float, ...], colour: Colour
) -> None:
    """Draw the shaft of a boot where boots are worn."""
    share = shaft_of(drawing.outfit)
    if share:
        top = joints[2] + share * (joints[1] - joints[2])
        drawing.shape(_piece(top, joints[2], widths[1] * 1.12, widths[2] * 1.2), colour)


def shaft_of(outfit: Outfit) -> float:
    """Share of the shins that boots cover, 0 for low shoes; the colour tells, for good."""
    return _SHAFTS[int(sum(outfit.shoes)) % len(_SHAFTS)]


def _piece(a: np.ndarray, b: np.ndarray, wide_a: float, wide_b: float) -> np.ndarray:
    """Control points (6, 2) of a tapered piece of a limb from joint `a` to joint `b`."""
    (ax, ay), (bx, by), (x, y) = a, b, _across(a, b)
    mx, my, wide = (ax + bx) * 0.5, (ay + by) * 0.5, (wide_a + wide_b) * 0.5 * _BULGE
    return np.array(
        [
            (ax + x * wide_a, ay + y * wide_a),
            (mx + x * wide, my + y * wide),
            (bx + x * wide_b, by + y * wide_b),
            (bx - x * wide_b, by - y * wide_b),
            (mx - x * wide, my - y * wide),
            (ax - x * wide_a, ay - y * wide_a),
        ]
    )


def _across(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """Unit vector at right angles to the way from `a` to `b`."""
    x, y = float(b[0] - a[0]), float(b[1] - a[1])
    length = (x * x + y * y) ** 0.5 + 1e-6
    return -y / length, x / length


def _draw_limb(
    drawing: Drawing, joints: tuple[np.ndarray, ...], widths: tuple[float, ...], colour: Colour
) -> None:
    """Draw an arm or a leg of one colour from three joints."""
    (a, b, c), (wide_a, wide_b, wide_c) = joints, widths
    (ux, uy), (lx, ly) = _across(a, b), _across(b, c)
    half = 0.5 * ((ux + lx) ** 2 + (uy + ly) ** 2) ** 0.5  # cosine of half the bend
    if half < _SHARP:
        drawing.shape(_piece(b, c, wide_b, wide_c), colour)
        drawing.shape(_piece(a, b, wide_a, wide_b), colour)
        knob = max(wide_b - drawing.style.line * 0.5, 0.02)
        drawing.canvas.fill(ellipse(*b, knob, knob, count=8), colour)
        return
    upper, lower = (wide_a + wide_b) * 0.5 * _BULGE, (wide_b + wide_c) * 0.5 * _BULGE
    knee = wide_b * 0.46 / half**2
    sides = np.array(
        [
            (ux * wide_a, uy * wide_a),
            (ux * upper, uy * upper),
            ((ux + lx) * knee, (uy + ly) * knee),
            (lx * lower, ly * lower),
            (lx * wide_c, ly * wide_c),
        ]
    )
    spine = np.array([a, (a + b) * 0.5, b, (b + c) * 0.5, c])
    drawing.shape(np.concatenate([spine + sides, (spine - sides)[::-1]]), colour)


def _draw_cover(
    drawing: Drawing,
    joints: tuple[np.ndarray, ...],
    widths: tuple[float, ...],
    colour: Colour,
    share: float,
    wide: float,
) -> None:
    """Draw cloth over a limb down to a share of it, `wide` times as wide at its end."""
    a, b, c = joints
    if share <= _SHIN:
        end = a + 2 * share * (b - a)
        drawing.shape(_piece(a, end, widths[0] * 1.05, widths[1] * wide), colour)
        return
    end = b + (2 * share - 1) * (c - b)
    _draw_limb(drawing, (a, b, end), (widths[0] * 1.04, widths[1] * 1.08, widths[2] * 1.08 * wide), colour)


@part(Part.HAND)
def _draw_hand(drawing: Drawing, bones: Skeleton, side: int) -> None:
    outfit, pose = drawing.outfit, drawing.pose
    if outfit.gloves is not None:
        drawing.canvas.part = Part.GLOVE
    colour = drawing.style.paint(outfit.gloves) if outfit.gloves is not None else drawing.skin
    size = _HAND * (0.6 + 0.4 * drawing.design.build.limbs)
    hand = bones.hands[side]
    x, y = _across(bones.elbows[side], hand)
    along = y * size, -x * size
    # The thumb points forward and to the other hand.
    thumb = size if x * (0.6 * bones.facing * (1, -1)[side] + bones.ahead) - 0.4 * y > 0 else -size
    shape = _FIST if pose.fists[side] else _OPEN_HAND
    drawing.shape(hand + shape @ np.array([along, (x * thumb, y * thumb)]), colour)


@part(Part.SHOE)
def _draw_shoe(drawing: Drawing, bones: Skeleton, side: int, colour: Colour) -> None:
    """Draw a shoe that points where the foot does."""
    size = 0.55 + 0.45 * drawing.design.build.limbs
    foot, toes = bones.feet[side], bones.toes[side] * _FOOT * size
    wide, high = 0.115 * size, 0.075 * size
    x, y = _across(bones.knees[side], foot)
    down = np.array([y * 0.5, 0.5 - x * 0.5])
    sole = foot + down * 0.07 + toes * 0.3 + _SOLE * (wide * (0.75 + 0.25 * abs(bones.facing)), high)
    sole = sole + np.sign(_SOLE @ toes)[:, None] * toes * 0.5
    ankle = foot - down * 0.06 + _ANKLE * (wide * 0.85, high)
    hull = cv2.convexHull(np.concatenate([sole, ankle]).astype(np.float32))[:, 0]
    drawing.shape(hull, mix(colour, (0.0, 0.0, 0.0), 0.08), colour, curved=False)
