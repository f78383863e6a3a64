"""Animals and creatures: heads, bodies and tails of everybody who is not human.

Local units are head heights with the origin in the middle of the head, as for humans.
"""

from __future__ import annotations

import numpy as np

from .canvas import Canvas, Colour, darker, ellipse, mix
from .design import CharacterDesign, Coat
from .hair import draw_ear
from .head import turned
from .pose import Pose
from .style import Style

# Width and height of the skull, length and drop of the muzzle, by species.
_SKULLS = {
    "cat": (0.52, 0.42, 0.1, 0.14),
    "dog": (0.45, 0.45, 0.24, 0.16),
    "fox": (0.5, 0.42, 0.3, 0.18),
    "bear": (0.52, 0.47, 0.16, 0.15),
    "rabbit": (0.43, 0.45, 0.1, 0.16),
    "mouse": (0.45, 0.42, 0.2, 0.17),
    "pig": (0.5, 0.46, 0.15, 0.12),
    "bird": (0.42, 0.44, 0.3, 0.08),
    "owl": (0.52, 0.48, 0.1, 0.08),
    "frog": (0.56, 0.4, 0.1, 0.18),
    "lizard": (0.44, 0.38, 0.4, 0.14),
    "fish": (0.6, 0.45, 0.12, 0.15),
    "dragon": (0.46, 0.42, 0.4, 0.14),
    "blob": (0.52, 0.46, 0.0, 0.15),
    "demon": (0.5, 0.5, 0.1, 0.18),
    "robot": (0.46, 0.46, 0.0, 0.2),
    "ghost": (0.46, 0.5, 0.0, 0.15),
    "plant": (0.5, 0.44, 0.0, 0.15),
    "eye": (0.5, 0.5, 0.0, 0.3),
    "rock": (0.52, 0.46, 0.0, 0.16),
    "insect": (0.48, 0.46, 0.06, 0.2),
}
_BEAKS = ("bird", "owl")


def _tones(coat: Coat, style: Style) -> tuple[Colour, Colour, Colour, Colour | None]:
    colour = style.paint(coat.colour)
    return (
        colour,
        style.paint(coat.belly),
        style.paint(coat.marking_colour),
        style.contour(colour) if style.line else None,
    )


def _skull(coat: Coat) -> np.ndarray:
    wide, tall, _, _ = _SKULLS[coat.species]
    if coat.species == "robot":
        return np.array(
            [
                (-wide, -tall),
                (0, -tall * 1.04),
                (wide, -tall),
                (wide * 1.04, 0),
                (wide, tall),
                (0, tall * 1.04),
                (-wide, tall),
                (-wide * 1.04, 0),
            ]
        )
    if coat.species in ("rock", "demon"):
        rim = ellipse(0, 0, wide, tall, count=10)
        return rim * (1 + 0.07 * np.sin(np.arange(10) * 2.4))[:, None]
    skull = ellipse(0, 0, wide, tall)
    cheeks = 1 + 0.1 * np.clip(skull[:, 1] / tall, 0, 1)
    return skull * np.stack([cheeks, np.ones_like(cheeks)], axis=1)


def draw_beast_head(canvas: Canvas, design: CharacterDesign, pose: Pose, style: Style) -> None:
    """Draw the head of a beast or creature into a canvas that looks at it."""
    coat = design.coat
    colour, _, marking, line = _tones(coat, style)
    yaw = (pose.yaw + 180) % 360 - 180
    away = abs(yaw) > 112
    for side in (-1, 1):
        x, _ = turned(side * 58, yaw, 0.42)
        if coat.ears != "none":
            draw_ear(canvas, coat.ears, x, -0.3, side, coat.ear_size, colour, style)
    _extras(canvas, coat, style, yaw)
    skull = _skull(coat)
    canvas.fill(skull, colour, line, style.line, curved=coat.species != "rock")
    if style.shading != "none":
        lower = np.concatenate([skull[skull[:, 1] >= 0], skull[skull[:, 1] >= 0][::-1] * (0.95, 0.55)])
        canvas.fill(lower, style.shadow(colour), alpha=0.4)
    _markings(canvas, coat, marking, yaw)
    if not away:
        _muzzle(canvas, coat, pose, style, yaw)
        _eyes(canvas, design, pose, style, yaw)


def _extras(canvas: Canvas, coat: Coat, style: Style, yaw: float) -> None:
    colour = style.paint(coat.extra_colour)
    if coat.extra == "horns" and coat.ears != "horns":
        for side in (-1, 1):
            draw_ear(
                canvas, "horns", turned(side * 35, yaw, 0.4)[0], -0.36, side, coat.ear_size, colour, style
            )
    elif coat.extra == "antenna":
        for side in (-1, 1):
            x, _ = turned(side * 25, yaw, 0.4)
            canvas.stroke(
                np.array([(x, -0.35), (x + 0.05 * side, -0.6), (x + side * 0.2, -0.72)]), colour, 0.035
            )
            canvas.fill(ellipse(x + side * 0.2, -0.72, 0.055, 0.055, count=6), colour)
    elif coat.extra in ("crest", "spikes"):
        x = -0.15 * np.sin(np.deg2rad(yaw))
        teeth = np.linspace(-0.32, 0.32, 7)
        spikes = np.stack([teeth + x, np.where(np.arange(7) % 2 == 1, -0.72, -0.38)], axis=1)
        canvas.fill(
            np.concatenate([spikes, [(0.2, -0.2), (-0.2, -0.2)]]),
            colour,
            style.contour(colour) if style.line else None,
            style.line,
            curved=coat.extra == "crest",
        )


def _markings(canvas: Canvas, coat: Coat, marking: Colour, yaw: float) -> None:
    wide, tall, _, _ = _SKULLS[coat.species]
    if coat.marking == "stripes":
        for degrees in (-24, 0, 24):
            x, toward = turned(degrees, yaw, wide * 0.75)
            if toward > -0.9:
                canvas.stroke(
                    np.array([(x, -tall * 0.92), (x * 0.9, -tall * 0.5)]), marking, 0.055, curved=False
                )
        for side in (-1, 1):
            for y in (0.05, 0.16):
                canvas.stroke(
                    np.array([(side * wide * 0.98, y), (side * wide * 0.68, y + 0.02)]),
                    marking,
                    0.05,
                    curved=False,
                )
    elif coat.marking == "spots":
        for degrees, y in ((-60, -0.2), (40, -0.25), (80, 0.1), (-100, 0.1), (150, -0.1), (190, 0.1)):
            x, toward = turned(degrees, yaw, wide * 0.8)
            if toward > 0:
                canvas.fill(ellipse(x, y, 0.08 * toward, 0.08, count=7), marking)
    elif coat.marking == "cap":
        canvas.fill(
            np.array(
                [
                    (-wide * 0.86, -0.18),
                    (-wide * 0.6, -tall * 0.82),
                    (0, -tall),
                    (wide * 0.6, -tall * 0.82),
                    (wide * 0.86, -0.18),
                    (0, -0.26),
                ]
            ),
            marking,
        )
    elif coat.marking in ("mask", "patch"):
        for degrees in (-30, 30) if coat.marking == "mask" else (30,):
            x, toward = turned(degrees, yaw, wide * 0.75)
            if toward > 0.1:
                canvas.fill(ellipse(x, -0.02, 0.2 * toward, 0.2, count=8), marking)


def _muzzle(canvas: Canvas, coat: Coat, pose: Pose, style: Style, yaw: float) -> None:
    wide, _tall, length, drop = _SKULLS[coat.species]
    colour, belly, _, line = _tones(coat, style)
    x, _toward = turned(0, yaw, wide * 0.7 + length * coat.muzzle)
    dark = style.contour(colour)
    if coat.species in _BEAKS:
        beak = style.paint(coat.extra_colour)
        reach = x + 0.12 * np.sign(x)
        canvas.fill(
            np.array(
                [
                    (x * 0.5 - 0.09, drop - 0.07),
                    (x * 0.5 + 0.09, drop - 0.07),
                    (reach, drop + 0.1),
                    (x * 0.6, drop + 0.17),
                ]
            ),
            beak,
            style.contour(beak) if style.line else None,
            style.line,
            curved=False,
        )
        return
    if length:
        size = 0.2 * coat.muzzle * (0.8 + length)
        nose_x = x * 0.8
        snout = np.array(
            [
                (nose_x - size, drop),
                (nose_x - size * 0.6, drop - 0.11),
                (nose_x + size * 0.6, drop - 0.11),
                (nose_x + size, drop),
                (nose_x + size * 0.6, drop + 0.17),
                (nose_x - size * 0.6, drop + 0.17),
            ]
        )
        if abs(x) > 0.25:
            bridge = np.array(
                [(x * 0.2, drop - 0.16), (nose_x, drop - 0.12), (nose_x, drop + 0.16), (x * 0.2, drop + 0.2)]
            )
            canvas.fill(bridge, belly)
        canvas.fill(snout, belly, line if abs(x) > 0.25 else None, style.line)
        nose = style.paint(coat.extra_colour) if coat.species == "pig" else (45, 30, 35)
        canvas.fill(ellipse(x * 0.92, drop - 0.07, 0.065, 0.045, count=7), nose)
    _beast_mouth(canvas, coat, pose, style, x * 0.8, drop + 0.07, dark)
    if coat.extra == "whiskers" or coat.species in ("cat", "mouse"):
        for side in (-1, 1):
            for tilt in (-0.03, 0.05):
                canvas.stroke(
                    np.array([(x * 0.8 + side * 0.16, drop + 0.02), (x * 0.8 + side * 0.42, drop + tilt)]),
                    dark,
                    0.012,
                    curved=False,
                )


def _beast_mouth(
    canvas: Canvas, coat: Coat, pose: Pose, style: Style, x: float, y: float, dark: Colour
) -> None:
    half = 0.1 + 0.05 * coat.muzzle + (0.16 if coat.species in ("frog", "fish", "demon") else 0.0)
    if pose.mouth in ("open", "shout", "teeth"):
        low = {"open": 0.1, "shout": 0.2, "teeth": 0.08}[pose.mouth]
        hole = np.array(
            [
                (x - half, y),
                (x, y + 0.02),
                (x + half, y),
                (x + half * 0.6, y + low),
                (x - half * 0.6, y + low),
            ]
        )
        canvas.fill(hole, style.paint((140, 45, 50)), dark, style.line)
        if coat.extra == "fangs" or pose.mouth == "teeth":
            for side in (-0.5, 0.5):
                canvas.fill(
                    np.array(
                        [
                            (x + side * half - 0.03, y),
                            (x + side * half + 0.03, y),
                            (x + side * half, y + 0.08),
                        ]
                    ),
                    (250, 250, 240),
                    curved=False,
                )
        return
    bend = {"smile": 0.06, "frown": -0.05}.get(pose.mouth, 0.03)
    canvas.stroke(
        np.array(
            [(x - half, y), (x - half * 0.5, y + bend), (x, y), (x + half * 0.5, y + bend), (x + half, y)]
        ),
        dark,
        max(style.line, 0.018),
    )


def _eyes(canvas: Canvas, design: CharacterDesign, pose: Pose, style: Style, yaw: float) -> None:
    coat, face = design.coat, design.face
    colour = style.paint(coat.colour)
    places = {
        1: ((0, -0.05),),
        2: ((-28, -0.08), (28, -0.08)),
        3: ((-32, -0.02), (32, -0.02), (0, -0.24)),
        4: ((-34, 0.0), (34, 0.0), (-20, -0.22), (20, -0.22)),
    }[coat.eyes]
    size = (
        face.eye_size
        * style.eye_scale
        * (1.9 if coat.eyes == 1 else 1.15)
        * (1.25 if coat.species in ("owl", "frog", "fish", "insect") else 1.0)
    )
    for number, (degrees, y) in enumerate(places):
        x, toward = turned(degrees, yaw, _SKULLS[coat.species][0] * 0.78)
        if toward < 0.1:
            continue
        half = size * (0.4 + 0.6 * toward)
        dark = darker(style.contour(colour), 0.7)
        if pose.eyes in ("closed", "happy") or (pose.eyes == "wink" and number):
            bow = 0.5 if pose.eyes == "closed" else -0.7
            canvas.stroke(np.array([(x - half, y), (x, y + half * bow), (x + half, y)]), dark, 0.03)
            continue
        tall = half * face.eye_aspect * {"narrow": 0.5, "wide": 1.25}.get(pose.eyes, 1.0)
        if style.eyes == "dot" or coat.species in ("ghost", "mouse"):
            canvas.fill(ellipse(x, y, half * 0.55, tall * 0.6, count=8), dark)
            continue
        glow = style.paint(face.eye_colour)
        beady = coat.species in ("demon", "robot", "insect")
        canvas.fill(
            ellipse(x, y, half, tall, count=9),
            glow if beady else (250, 250, 248),
            dark,
            max(style.line, 0.014),
        )
        gx, gy = x + pose.gaze[0] * half * 0.35, y + pose.gaze[1] * tall * 0.3
        if not beady:
            canvas.fill(ellipse(gx, gy, half * 0.6, min(tall, half) * 0.68, count=8), glow)
        canvas.fill(
            ellipse(gx, gy, half * 0.32 * (0.5 + face.pupil), min(tall, half) * 0.5, count=8), (15, 12, 15)
        )
        if pose.brows > 0.35 and pose.eyes != "wide":
            side = 1 if degrees >= 0 else -1
            lid = np.array(
                [
                    (x - side * half * 1.1, y - tall * 0.2),
                    (x + side * half * 1.1, y - tall * 1.1),
                    (x - side * half * 1.1, y - tall * 1.4),
                ]
            )
            canvas.fill(lid, colour, curved=False)


def draw_quadruped(canvas: Canvas, design: CharacterDesign, pose: Pose, style: Style) -> None:
    """Body of somebody on four legs, or with none, below and behind the head."""
    coat = design.coat
    colour, belly, marking, line = _tones(coat, style)
    side = -1 if pose.yaw >= 0 else 1
    share = abs(float(np.sin(np.deg2rad(pose.yaw))))
    long = 0.35 + 0.75 * share
    rump = np.array([side * long, 0.75 + 0.15 * pose.lean])
    if coat.species in ("ghost", "blob", "eye", "fish"):
        trail = np.array(
            [(-0.36, 0.3), (0.36, 0.3), (0.5, 0.9), (0.2, 1.0), (0.0, 1.2), (-0.2, 1.0), (-0.5, 0.9)]
        )
        trail[:, 0] += side * 0.25 * share
        canvas.fill(trail, colour, line, style.line)
        return
    _tail(canvas, coat, style, rump, side, colour, marking, line)
    for x, lag in ((rump[0] * 0.95, 0.06), (rump[0] * 0.7, 0.0), (0.12 * side, 0.05), (-0.2 * side, 0.0)):
        swing = 0.25 * np.sin(7 * x + 3 * pose.legs[0])
        _paw(
            canvas,
            (x, 0.85),
            (x + swing, 1.45 - lag),
            colour if lag else mix(colour, (255, 255, 255), 0.04),
            line,
            style,
        )
    trunk = np.array(
        [
            (-0.34 * side, 0.4),
            (0.1 * side, 0.34),
            rump + np.array([0.0, -0.36]),
            rump + np.array([side * 0.28, 0.0]),
            rump + np.array([0.0, 0.3]),
            (0.0, 1.02),
            (-0.34 * side, 0.8),
        ]
    )
    canvas.fill(trunk, colour, line, style.line)
    canvas.fill(ellipse(0.0, 0.8, 0.24, 0.24, count=8), belly, alpha=0.9)
    if coat.marking in ("stripes", "spots"):
        for share_along in (0.35, 0.6, 0.85):
            x = rump[0] * share_along
            canvas.stroke(np.array([(x, 0.42), (x + 0.03, 0.7)]), marking, 0.06, curved=False)


def draw_upright_tail(
    canvas: Canvas, design: CharacterDesign, pose: Pose, style: Style, hip_y: float
) -> None:
    """The tail of somebody who stands on two legs."""
    coat = design.coat
    colour, _, marking, line = _tones(coat, style)
    side = -1 if pose.yaw >= 0 else 1
    _tail(canvas, coat, style, np.array([0.1 * side, hip_y]), side, colour, marking, line)


def _tail(
    canvas: Canvas,
    coat: Coat,
    style: Style,
    root: np.ndarray,
    side: int,
    colour: Colour,
    marking: Colour,
    line: Colour | None,
) -> None:
    if coat.species in ("bear", "rabbit", "pig"):
        canvas.fill(
            ellipse(root[0] + side * 0.22, root[1], 0.12, 0.12, count=8),
            mix(colour, (255, 255, 255), 0.2),
            line,
            style.line,
        )
        return
    bushy = {"fox": 0.17, "dog": 0.09, "bird": 0.14, "owl": 0.14, "dragon": 0.13, "lizard": 0.12}.get(
        coat.species, 0.075
    )
    spine = np.array(
        [
            root,
            root + np.array([side * 0.3, 0.05]),
            root + np.array([side * 0.5, -0.35 * coat.tail]),
            root + np.array([side * 0.35, -0.75 * coat.tail]),
        ]
    )
    left, right = spine + np.array([-bushy, 0]), spine[::-1] + np.array([bushy, 0])
    canvas.fill(np.concatenate([left, right]), colour, line, style.line)
    if coat.marking in ("stripes", "cap", "mask"):
        canvas.fill(ellipse(*spine[-1], bushy * 1.1, 0.14, count=8), marking)


def _paw(
    canvas: Canvas,
    a: tuple[float, float],
    b: tuple[float, float],
    colour: Colour,
    line: Colour | None,
    style: Style,
) -> None:
    (ax, ay), (bx, by) = a, b
    canvas.fill(
        np.array([(ax - 0.13, ay), (ax + 0.13, ay), (bx + 0.1, by), (bx - 0.1, by)]), colour, line, style.line
    )
    canvas.fill(ellipse(bx + 0.02, by, 0.13, 0.075, count=8), colour, line, style.line)
