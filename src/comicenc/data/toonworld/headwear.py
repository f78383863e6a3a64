"""What is worn on the head: ribbons, clips, bands and animal ears, hats, hoods, helmets and crowns."""

from __future__ import annotations

import numpy as np

from .canvas import Colour, darker, ellipse
from .drawing import Drawing
from .ears import draw_ear
from .manes import ties
from .parts import Part, part
from .scalp import Dome

# Outlines from the front: from the left edge over the top to the right edge, and back over the forehead.
# fmt: off
_CROWNS = {
    "witch": np.array([
        (-0.42, -0.3), (-0.24, -0.72), (-0.02, -1.12), (0.16, -1.18), (0.12, -1.0), (0.27, -0.7),
        (0.42, -0.3), (0, -0.22),
    ]),
    "top": np.array([
        (-0.38, -0.28), (-0.38, -0.6), (-0.4, -0.95), (0, -0.98), (0.4, -0.95), (0.38, -0.6), (0.38, -0.28),
        (0, -0.2),
    ]),
    "straw": np.array([
        (-0.44, -0.26), (-0.38, -0.55), (-0.15, -0.68), (0.15, -0.68), (0.38, -0.55), (0.44, -0.26),
        (0, -0.18),
    ]),
    "beret": np.array([
        (-0.45, -0.24), (-0.62, -0.46), (-0.3, -0.68), (0.2, -0.66), (0.5, -0.44), (0.44, -0.24), (0, -0.28),
    ]),
    "crown": np.array([
        (-0.34, -0.34), (-0.4, -0.7), (-0.2, -0.52), (0, -0.76), (0.2, -0.52), (0.4, -0.7), (0.34, -0.34),
        (0, -0.29),
    ]),
}
# fmt: on
# Snug headgear covers a dome of a volume down to heights at these longitudes.
_SNUG = {
    "cap": (1.12, (0, 70, 180), (-0.24, -0.16, -0.1)),
    "beanie": (1.15, (0, 70, 180), (-0.2, -0.14, -0.02)),
    "helmet": (1.2, (0, 50, 64, 180), (-0.26, -0.22, 0.14, 0.2)),
    "hood": (1.24, (0, 40, 62, 78, 180), (-0.32, -0.28, 0.0, 0.52, 0.56)),
}
# Radii and height of brims, half the width and height of bands.
_BRIMS = {"witch": (0.8, 0.16, -0.28), "top": (0.58, 0.1, -0.26), "straw": (0.84, 0.15, -0.24)}
_BANDS = {"witch": (0.37, -0.36), "top": (0.385, -0.36), "straw": (0.4, -0.36)}
_PEAK = np.array(
    [(-52, 0.98), (-25, 1.3), (0, 1.42), (25, 1.3), (52, 0.98), (25, 0.97), (0, 0.97), (-25, 0.97)]
)
_ANGULAR = ("crown", "top")
_FOREHEAD_BACKS = ("bald", "receding", "short", "spiky", "afro")  # with these a headband crosses the forehead
# How far hats tower over the middle of the head.
# fmt: off
HAT_TOPS = {
    "witch": 1.15, "top": 0.95, "straw": 0.64, "crown": 0.7, "cap": 0.6, "beanie": 0.64, "helmet": 0.66,
    "hood": 0.68, "beret": 0.64,
}
# fmt: on


def _on_head(drawing: Drawing, x: float, ahead: float) -> tuple[float, float]:
    """Where a point `x` to the right of the head's axis and `ahead` of it is seen: offset, and nearness."""
    c, s = np.cos(np.deg2rad(drawing.yaw)), np.sin(np.deg2rad(drawing.yaw))
    return float(x * c + ahead * s), float(ahead * c - x * s)


def draw_ornaments_behind(drawing: Drawing, dome: Dome) -> None:
    """Draw what is worn on the far side of the head."""
    _draw_animal_ears(drawing, near=False)
    _draw_ribbons(drawing, dome, near=False)


def draw_ornaments(drawing: Drawing, dome: Dome) -> None:
    """Draw headband, ribbon, hairclip and animal ears on the reader's side of the head."""
    marks, style = drawing.design.marks, drawing.style
    if marks.headband is not None:
        _draw_headband(drawing, dome, style.paint(marks.headband))
    _draw_ribbons(drawing, dome, near=True)
    if marks.hairclip is not None:
        degrees = 46 if marks.ribbon_side >= 0 else -46
        if float(dome.toward(degrees)) > 0.1:
            inward = -12 if degrees > 0 else 12
            clip = dome.at(np.array([degrees + inward, degrees - inward]), np.array([-0.26, -0.17]))
            _draw_hairclip(drawing, clip, style.paint(marks.hairclip))
    _draw_animal_ears(drawing, near=True)


@part(Part.HAIRCLIP)
def _draw_hairclip(drawing: Drawing, clip: np.ndarray, colour: Colour) -> None:
    drawing.canvas.stroke(clip, colour, 0.055, curved=False)


@part(Part.HAIRBAND)
def _draw_headband(drawing: Drawing, dome: Dome, colour: Colour) -> None:
    """Draw a band across the forehead, or over the hair from ear to ear."""
    if drawing.design.hair.back in _FOREHEAD_BACKS:
        line = dome.edge(lambda degrees: -0.23 + 0.06 * (1 - np.cos(np.deg2rad(degrees))))
        drawing.canvas.stroke(line, colour, 0.085, curved=False)
        return
    rise = np.deg2rad(np.linspace(-96, 96, 13))
    x, y = dome.radius * np.sin(rise), -0.06 + (dome.crown + 0.06) * np.cos(rise)
    ahead = 0.12 - 0.04 * np.cos(rise)
    places = np.array([_on_head(drawing, *place) for place in zip(x, ahead, strict=True)])
    near = places[:, 1] > -0.04
    if near.sum() > 1:
        drawing.canvas.stroke(np.stack([places[near, 0], y[near] + 0.01], axis=1), colour, 0.075)


@part(Part.ANIMAL_EAR)
def _draw_animal_ears(drawing: Drawing, near: bool) -> None:
    marks = drawing.design.marks
    if marks.ears == "none":
        return
    volume = drawing.design.hair.volume if drawing.design.hair.back != "bald" else 1.0
    for side in (-1, 1):
        x, toward = _on_head(drawing, 0.29 * side * volume, 0.04)
        if (toward > -0.1) == near:
            outward = 1 if x > 0.06 else -1 if x < -0.06 else side
            draw_ear(
                drawing, marks.ears, x, -0.42 * volume, outward, 1.0, drawing.style.paint(marks.ears_colour)
            )


@part(Part.RIBBON)
def _draw_ribbons(drawing: Drawing, dome: Dome, near: bool) -> None:
    """Draw a bow on each tie, or else on one side or at the back of the head."""
    marks = drawing.design.marks
    if marks.ribbon is None:
        return
    colour = drawing.style.paint(marks.ribbon)
    tied = ties(drawing)
    if tied:
        for degrees, y in tied:
            if (float(dome.toward(degrees)) > 0.05) == near:
                _draw_bow(drawing, *dome.at(degrees, y), 0.85, colour)
        return
    side = marks.ribbon_side
    x, toward = _on_head(drawing, 0.31 * side, 0.06 if side else -0.3)
    if (toward > -0.12) == near:
        y = (-0.36 if side else -0.44) * drawing.design.hair.volume
        _draw_bow(drawing, x, y, 1.0 if side else 1.5, colour)


def _draw_bow(drawing: Drawing, x: float, y: float, size: float, colour: Colour) -> None:
    for wing in (-size, size):
        bow = [(x, y), (x + wing * 0.24, y - 0.16 * size), (x + wing * 0.28, y + 0.1 * size)]
        drawing.shape(bow, colour, curved=False)
    drawing.canvas.fill(ellipse(x, y, 0.055, 0.055, count=6), darker(colour, 0.8))


@part(Part.HAT)
def draw_hat(drawing: Drawing) -> None:
    """Draw the outfit's hat."""
    hat = drawing.outfit.hat
    if hat in _SNUG:
        _draw_snug(drawing)
    elif hat != "none":
        _draw_tall(drawing)


def _draw_snug(drawing: Drawing) -> None:
    """Draw headgear that follows the skull, with an opening for the face or an edge round the brow."""
    hat, style, canvas = drawing.outfit.hat, drawing.style, drawing.canvas
    colour, second = style.paint(drawing.outfit.hat_colour), style.paint(drawing.outfit.hat_band)
    volume, degrees, heights = _SNUG[hat]
    dome = Dome(drawing, volume)
    edge = dome.edge(lambda at: np.interp(np.abs(at), degrees, heights))
    shape = dome.above(edge)
    drawing.shape(shape, colour, curved=False)
    if style.shading != "none":
        over = shape[len(edge) :]
        lee = over[-5:] if drawing.side > 0 else over[:5]
        canvas.fill(np.concatenate([lee, lee[::-1] * 0.62]), style.shadow(colour), alpha=0.5, curved=False)
    if hat == "beanie":
        cuff = np.concatenate([edge * (1.03, 1), edge[::-1] * (1.03, 1) - (0, 0.14)])
        drawing.shape(cuff, second, curved=False)
    elif hat == "hood":
        canvas.stroke(edge, darker(second, 0.8), 0.05, curved=False)
    elif hat == "cap":
        _draw_peak(drawing, dome, second)


def _draw_peak(drawing: Drawing, dome: Dome, colour: Colour) -> None:
    lengths, reach = _PEAK.T
    toward = dome.toward(lengths)
    shown = toward > -0.25
    if shown.sum() > 3 and float(dome.toward(0)) > -0.2:
        y = -0.2 + 0.26 * (reach - 0.97) * (0.3 + toward)
        drawing.shape(dome.at(lengths, y, reach)[shown], colour, curved=True)


def _draw_tall(drawing: Drawing) -> None:
    """Draw a hat that stands on the head and looks alike from all round."""
    hat, style, canvas = drawing.outfit.hat, drawing.style, drawing.canvas
    colour, band = style.paint(drawing.outfit.hat_colour), style.paint(drawing.outfit.hat_band)
    # Seen from the side, a hat sits back on the skull.
    set_back = (-0.04 * drawing.side * drawing.profile, 0.0)
    crown = _CROWNS[hat] * (drawing.side, 1) + set_back
    if hat in _BRIMS:
        wide, tall, y = _BRIMS[hat]
        pitch = drawing.pose.pitch
        brim = ellipse(0, y - 0.03 * pitch, wide, tall * (1 + 0.5 * abs(pitch)))
        drawing.shape(brim + set_back, colour)
    drawing.shape(crown, colour, curved=hat not in _ANGULAR)
    if hat in _BANDS:
        half, y = _BANDS[hat]
        upper = [(half * 0.96, y - 0.11), (0, y - 0.05), (-half * 0.96, y - 0.11)]
        canvas.fill(np.add([(-half, y), (0, y + 0.06), (half, y), *upper], set_back), band)
    if style.shading != "none":
        lee = slice(4) if drawing.side > 0 else slice(-4, None)
        canvas.fill(crown[lee], style.shadow(colour), alpha=0.4)
