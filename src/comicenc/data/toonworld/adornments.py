"""What some people have beside what everybody wears: tails, halos, chokers, a flower in the hair."""

from __future__ import annotations

import numpy as np

from .canvas import darker, ellipse, mix
from .drawing import Drawing
from .parts import Part, part
from .scalp import hair_dome
from .skeleton import Skeleton

# Of a tail that springs from the hips to the right: its spine beside the length of a leg, half its width.
_SPINE = np.array([(0.0, 0.0), (0.3, 0.22), (0.62, 0.2), (0.84, -0.06), (0.9, -0.42)])
_GIRTHS = {
    "cat": (0.055, 0.06, 0.06, 0.055, 0.04),
    "dog": (0.07, 0.12, 0.14, 0.12, 0.05),
    "fox": (0.06, 0.17, 0.25, 0.22, 0.06),
    "demon": (0.04, 0.035, 0.03, 0.03, 0.025),
}
_SPADE = np.array([(-0.14, 0.02), (0.0, -0.24), (0.14, 0.02), (0.0, -0.03)])
_HALO = ellipse(0.0, -0.78, 0.36, 0.1, count=16)
_CHOKER_Y = 0.555
_PETALS = np.deg2rad(np.arange(5) * 72.0)
_POLLEN = (250.0, 215.0, 90.0)


@part(Part.TAIL)
def draw_worn_tail(drawing: Drawing, bones: Skeleton) -> None:
    """Draw the tail of a person who has one, to the side that the back lies on."""
    kind = drawing.design.marks.tail
    if kind == "none":
        return
    colour = drawing.style.paint(drawing.design.marks.ears_colour)
    length = float(np.linalg.norm(bones.knees[0] - bones.hips[0]) * 1.6 + 0.3)
    side = -drawing.side if not drawing.away else drawing.side
    spine = _SPINE * (side * length, length) + bones.hips.mean(axis=0) - (0.0, 0.1)
    ways = np.gradient(spine, axis=0)
    aside = np.stack([-ways[:, 1], ways[:, 0]], axis=1) / np.linalg.norm(ways, axis=1, keepdims=True)
    half = aside * np.array(_GIRTHS[kind])[:, None]
    if kind == "demon":
        drawing.shape(_SPADE + spine[-1], colour, curved=False)
    drawing.shape(np.concatenate([spine + half, (spine - half)[::-1]]), colour)
    if kind == "fox":
        tip = np.concatenate([(spine + half)[3:], (spine - half)[3:][::-1]])
        drawing.shape(tip, mix(colour, (255, 255, 255), 0.75), colour)


@part(Part.HALO)
def draw_halo(drawing: Drawing) -> None:
    """Draw the ring of light over a head."""
    halo = drawing.design.marks.halo
    if halo is not None:
        colour = drawing.style.paint(halo)
        drawing.canvas.stroke(_HALO, darker(colour, 0.8), 0.075, closed=True)
        drawing.canvas.stroke(_HALO, mix(colour, (255, 255, 255), 0.3), 0.045, closed=True)


@part(Part.CHOKER)
def draw_choker(drawing: Drawing, wide: float, shift: np.ndarray) -> None:
    """Draw a band round the neck.

    Args:
        drawing: Whose.
        wide: Factor on the width of the neck.
        shift: How far aside the neck stands, (6,) from its top down and back up.
    """
    choker = drawing.design.marks.choker
    if choker is not None:
        x, half = float(shift[2]), 0.125 * wide
        band = [(x - half, _CHOKER_Y), (x, _CHOKER_Y + 0.025), (x + half, _CHOKER_Y)]
        drawing.canvas.stroke(band, drawing.style.paint(choker), 0.05)


@part(Part.HAIR_FLOWER)
def draw_flower(drawing: Drawing) -> None:
    """Draw a flower above one ear."""
    flower = drawing.design.marks.flower
    dome, degrees = hair_dome(drawing), 58 if drawing.design.marks.ribbon_side < 0 else -58
    if flower is None or float(dome.toward(degrees)) < 0.05 or drawing.outfit.hat != "none":
        return
    colour = drawing.style.paint(flower)
    x, y = dome.at(degrees, -0.24)
    for angle in _PETALS:
        petal = ellipse(x + 0.09 * np.cos(angle), y + 0.09 * np.sin(angle), 0.075, 0.075, count=7)
        drawing.shape(petal, colour, thin=0.7)
    drawing.canvas.fill(ellipse(x, y, 0.045, 0.045, count=6), _POLLEN)
