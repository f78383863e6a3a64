"""Bodies and tails of animals and creatures."""

from __future__ import annotations

import numpy as np

from .canvas import ellipse, mix
from .drawing import Drawing
from .parts import Part, part
from .pose import Pose
from .sheet import Coat

LIMBLESS = ("ghost", "blob", "eye", "fish")
_STUBBY = ("bear", "rabbit", "pig")
_BUSHY = {"fox": 0.17, "dog": 0.09, "bird": 0.14, "owl": 0.14, "dragon": 0.13, "lizard": 0.12}
_THIN_TAIL = 0.075
_TRAIL = np.array([(-0.36, 0.3), (0.36, 0.3), (0.5, 0.9), (0.2, 1.0), (0.0, 1.2), (-0.2, 1.0), (-0.5, 0.9)])
_GROUND, _HIP = 1.45, 0.85
# Where legs begin, of the way to the rump (hind ones) or in head heights behind the head, and how much higher
# they end.
_HIND, _FORE = ((0.95, 0.06), (0.7, 0.0)), ((0.12, 0.05), (-0.2, 0.0))
_PAW, _PAW_TALL = 0.15, 0.075
_CHEST, _HAUNCH = 0.34, 0.28  # how far the body reaches before the head and behind the rump
_WHITE = (255, 255, 255)


def low_bounds(coat: Coat, pose: Pose) -> np.ndarray:
    """Left, top, right and bottom (4,) of what `draw_low_body` draws, in head heights from the head."""
    back, aside = _stance(pose)
    if coat.species in LIMBLESS:
        points = _trail(back, aside)
    else:
        rump = _rump(pose)
        feet = np.array([(foot, _GROUND) for _, foot, _ in _legs(pose)])
        trunk = [(-_CHEST * back, 0.4), rump + (back * _HAUNCH, 0.0), rump - (0.0, 0.36)]
        points = np.concatenate([trunk, feet - (_PAW, 0), feet + (_PAW, _PAW_TALL), _tail(coat, rump, back)])
    return np.concatenate([points.min(axis=0), points.max(axis=0)])


def _stance(pose: Pose) -> tuple[int, float]:
    """Which way the back lies, 1 for the right, and how far it is seen from the side, 0 to 1."""
    return (-1 if pose.turn >= 0 else 1), abs(float(np.sin(np.deg2rad(pose.turn))))


def _trail(back: int, aside: float) -> np.ndarray:
    return _TRAIL + (back * 0.25 * aside, 0)


def _rump(pose: Pose) -> np.ndarray:
    back, aside = _stance(pose)
    return np.array([back * (0.35 + 0.75 * aside), 0.75 + 0.15 * pose.lean])


def _legs(pose: Pose) -> list[tuple[float, float, float]]:
    """Where each leg begins and ends, and how much higher it ends, since those on the far side do."""
    back, rump = _stance(pose)[0], _rump(pose)[0]
    hips = [(along * rump, higher) for along, higher in _HIND]
    hips += [(along * back, higher) for along, higher in _FORE]
    return [(x, x + 0.25 * np.sin(7 * x + 3 * pose.legs[0]), higher) for x, higher in hips]


@part(Part.COAT)
def draw_low_body(drawing: Drawing) -> None:
    """Draw the body of somebody on four legs, or with none, below and behind the head."""
    coat, style, colour = drawing.design.coat, drawing.style, drawing.skin
    back, aside = _stance(drawing.pose)
    if coat.species in LIMBLESS:
        drawing.shape(_trail(back, aside), colour)
        return
    rump = _rump(drawing.pose)
    _draw_tail(drawing, rump)
    _draw_paws(drawing)
    chest = [(-_CHEST * back, 0.4), (0.1 * back, 0.34)]
    hind = [rump + (0.0, -0.36), rump + (back * _HAUNCH, 0.0), rump + (0.0, 0.3)]
    drawing.shape([*chest, *hind, (0.0, 1.02), (-_CHEST * back, 0.8)], colour)
    drawing.canvas.fill(ellipse(0.0, 0.8, 0.24, 0.24, count=8), style.paint(coat.belly), alpha=0.9)
    if coat.marking in ("stripes", "spots"):
        for along in (0.35, 0.6, 0.85):
            x = rump[0] * along
            stripe = [(x, 0.42), (x + 0.03, 0.7)]
            drawing.canvas.stroke(stripe, style.paint(coat.marking_colour), 0.06, curved=False)


def _draw_paws(drawing: Drawing) -> None:
    near = mix(drawing.skin, _WHITE, 0.04)
    for x, foot, higher in _legs(drawing.pose):
        ground, colour = _GROUND - higher, drawing.skin if higher else near
        leg = [(x - 0.13, _HIP), (x + 0.13, _HIP), (foot + 0.1, ground), (foot - 0.1, ground)]
        drawing.shape(leg, colour, drawing.skin)
        drawing.shape(ellipse(foot + 0.02, ground, 0.13, _PAW_TALL, count=8), colour, drawing.skin)


@part(Part.COAT)
def draw_upright_tail(drawing: Drawing, hip_y: float) -> None:
    """Draw the tail of somebody who stands on two legs, with hips at a height."""
    _draw_tail(drawing, np.array([-0.1 * drawing.side, hip_y]))


def _tail(coat: Coat, root: np.ndarray, back: int) -> np.ndarray:
    """Outline (n, 2) of a tail; its tip is the fourth point where it is no tuft."""
    if coat.species in _STUBBY:
        return ellipse(root[0] + back * 0.22, root[1], 0.12, 0.12, count=8)
    thick = (_BUSHY.get(coat.species, _THIN_TAIL), 0)
    tip = (back * 0.35, -0.75 * coat.tail)
    spine = root + np.array([(0, 0), (back * 0.3, 0.05), (back * 0.5, -0.35 * coat.tail), tip])
    return np.concatenate([spine - thick, spine[::-1] + thick])


def _draw_tail(drawing: Drawing, root: np.ndarray) -> None:
    coat = drawing.design.coat
    outline = _tail(coat, root, -drawing.side)
    if coat.species in _STUBBY:
        drawing.shape(outline, mix(drawing.skin, _WHITE, 0.2), drawing.skin)
        return
    drawing.shape(outline, drawing.skin)
    if coat.marking in ("stripes", "cap", "mask"):
        thick = _BUSHY.get(coat.species, _THIN_TAIL)
        end = drawing.style.paint(coat.marking_colour)
        drawing.canvas.fill(ellipse(*outline[3:5].mean(axis=0), thick * 1.1, 0.14, count=8), end)
