"""Hair, and what is worn on the head.

`draw_back_hair` draws what hangs behind head and body, `draw_front_hair` what lies over the face. Seen from
behind, the two change places.
"""

from __future__ import annotations

import numpy as np

from .canvas import Canvas, Colour, darker, ellipse, mix
from .design import CharacterDesign, Hair
from .head import profile_share, turned
from .style import Style

# The cap of hair round the skull and along the hairline, front view and right profile.
_CAP_FRONT = np.array(
    [
        (-0.44, 0.1),
        (-0.475, -0.12),
        (-0.41, -0.37),
        (-0.22, -0.52),
        (0, -0.555),
        (0.22, -0.52),
        (0.41, -0.37),
        (0.475, -0.12),
        (0.44, 0.1),
        (0.385, -0.04),
        (0.3, -0.22),
        (0, -0.3),
        (-0.3, -0.22),
        (-0.385, -0.04),
    ]
)
_CAP_PROFILE = np.array(
    [
        (-0.22, 0.28),
        (-0.42, 0.08),
        (-0.5, -0.2),
        (-0.38, -0.45),
        (-0.1, -0.56),
        (0.18, -0.53),
        (0.36, -0.38),
        (0.4, -0.25),
        (0.34, -0.2),
        (0.22, -0.24),
        (0.1, -0.12),
        (0.06, 0.04),
        (-0.06, 0.06),
        (-0.14, 0.2),
    ]
)
_TAIL = np.array(
    [(-0.07, -0.02), (0.07, -0.02), (0.15, 0.3), (0.11, 0.75), (0.01, 1.0), (-0.08, 0.72), (-0.13, 0.3)]
)


def _colours(hair: Hair, style: Style) -> tuple[Colour, Colour | None]:
    colour = style.paint(hair.colour)
    return colour, (style.contour(colour) if style.line else None)


def _side(yaw: float) -> int:
    return 1 if np.sin(np.deg2rad(yaw)) >= 0 else -1


def _wavy(points: np.ndarray, wave: float, sway: float) -> np.ndarray:
    """Let strands curl the more, the further they hang."""
    depth = np.clip(points[:, 1] + 0.2, 0, None)
    points = points.copy()
    points[:, 0] += (0.07 * wave * np.sin(points[:, 1] * 9.0) + sway) * depth
    return points


def _mane(hair: Hair, yaw: float, sway: float) -> np.ndarray | None:
    """The mass that hangs behind: control points, or None for short hair."""
    if hair.back not in ("bob", "long", "afro", "spiky", "short"):
        return None
    share, side, volume = profile_share(yaw), _side(yaw), hair.volume
    shift = -0.2 * share * side
    if hair.back == "afro":
        angle = np.arange(14) * (2 * np.pi / 14)
        radius = 0.62 * volume + 0.03 * (-1.0) ** np.arange(14)
        return np.stack([np.cos(angle) * radius + shift * 0.6, np.sin(angle) * radius - 0.12], axis=1)
    if hair.back == "spiky":
        angle = np.linspace(-np.pi * 1.12, np.pi * 0.12, 17)
        radius = np.where(np.arange(17) % 2 == 0, 0.49, 0.62 + 0.1 * hair.length) * volume
        return np.stack([np.cos(angle) * radius + shift * 0.7, np.sin(angle) * radius - 0.02], axis=1)
    length = hair.length
    wide, low = 0.46 * volume * (1 - 0.2 * share), 0.45 * volume * (1 - 0.15 * share) + 0.1 * hair.wave
    tips = np.linspace(low, -low, 7)
    bottom = np.stack([tips, np.where(np.arange(7) % 2 == 0, length, length - 0.09)], axis=1)
    top = np.array(
        [
            (-wide, length * 0.4),
            (-wide, -0.1),
            (-0.36, -0.4),
            (0, -0.54),
            (0.36, -0.4),
            (wide, -0.1),
            (wide, length * 0.4),
        ]
    )
    return _wavy(np.concatenate([top, bottom]) + np.array([shift, 0]), hair.wave, sway)


def draw_back_hair(canvas: Canvas, design: CharacterDesign, style: Style, yaw: float, sway: float) -> None:
    """Draw the hair that hangs behind the head."""
    hair = design.hair
    if hair.back == "bald":
        return
    colour, line = _colours(hair, style)
    behind = style.shadow(colour) if style.shading != "none" else colour
    mane = _mane(hair, yaw, sway)
    if mane is not None:
        canvas.fill(mane, behind, line, style.line, curved=hair.back != "spiky")
        if hair.tips != hair.colour and hair.back == "long":
            canvas.fill(np.clip(mane, (-9, hair.length * 0.55), (9, 9)), style.paint(hair.tips))
        _hanging_strands(canvas, mane, style, behind, hair.back)
    _tied(canvas, hair, style, yaw, sway, front=False)


def _hanging_strands(canvas: Canvas, mane: np.ndarray, style: Style, colour: Colour, back: str) -> None:
    if not style.line or back not in ("long", "bob", "short"):
        return
    x, low = mane[:, 0], mane[:, 1].max()
    for share in (0.12, 0.3, 0.7, 0.88):
        place = x.min() + share * (x.max() - x.min())
        canvas.stroke(
            np.array([(place * 0.92, 0.1), (place, low * 0.5), (place * 1.02, low * 0.9)]),
            darker(colour, 0.72),
            style.line * 0.8,
        )


def draw_front_hair(canvas: Canvas, design: CharacterDesign, style: Style, yaw: float, sway: float) -> None:
    """Draw cap, bangs, side locks and whatever is tied nearer to the reader than the head."""
    hair, away = design.hair, abs((yaw + 180) % 360 - 180) > 112
    if hair.back == "bald":
        return
    colour, line = _colours(hair, style)
    if away:
        mane = _mane(hair, yaw, sway)
        back = ellipse(0, -0.03, 0.475 * hair.volume, 0.52 * hair.volume)
        canvas.fill(back, colour, line, style.line)
        if mane is not None:
            canvas.fill(mane, colour, line, style.line, curved=hair.back != "spiky")
        _strands(canvas, hair, style, colour)
    else:
        _cap(canvas, hair, style, yaw, colour, line)
        if hair.side_locks:
            _side_locks(canvas, hair, style, yaw, colour, line, sway)
        if hair.bangs != "none":
            _bangs(canvas, hair, style, yaw, colour, line)
        if hair.ahoge:
            canvas.stroke(np.array([(0.02, -0.5), (0.1, -0.72), (0.24, -0.7)]), colour, 0.045)
    _shine(canvas, hair, style, yaw, colour)
    _tied(canvas, hair, style, yaw, sway, front=True)
    _ornaments(canvas, design, style, yaw)


def _cap(canvas: Canvas, hair: Hair, style: Style, yaw: float, colour: Colour, line: Colour | None) -> None:
    share, side = profile_share(yaw), _side(yaw)
    front, profile = _CAP_FRONT.copy(), _CAP_PROFILE * (side, 1)
    if side < 0:  # keep front and profile contours running the same way round
        front = front[[8, 7, 6, 5, 4, 3, 2, 1, 0, 13, 12, 11, 10, 9]]
    if hair.back == "receding":
        front[[10, 11, 12], 1] -= 0.2
        front[:, 1] = np.where(front[:, 1] < -0.5, front[:, 1] + 0.06, front[:, 1])
    cap = front * (1 - share) + profile * share
    cap[:9] *= hair.volume
    canvas.fill(cap, colour, line, style.line)
    if style.line:
        crown = np.array([0.1 * hair.parting, -0.5 * hair.volume])
        for x in (-0.33, -0.17, 0.15, 0.31):
            canvas.stroke(
                np.array([crown + np.array([0.3 * x, 0.03]), (x, -0.43), (x * 1.15, -0.3)]),
                darker(colour, 0.75),
                style.line * 0.7,
            )


def _fringe_tips(hair: Hair) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes in degrees and heights of the zigzag along the lower edge of the bangs, left to right."""
    locks = np.array(hair.locks)
    count = 2 * len(locks) + 1
    roots = np.concatenate([[0.0], np.cumsum(0.6 + 0.4 * locks)])
    roots = roots / roots[-1] * 144 - 72
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
        slope = (degrees / 72) * np.sign(hair.parting or 1) * 0.12
        return degrees + 8 * np.sign(hair.parting), np.where(tips, low + slope, low - 0.12 + slope)
    if hair.bangs == "one_eye":
        slope = np.where(degrees * np.sign(hair.parting or 1) > 0, 0.22, -0.12)
        return degrees, np.where(tips, low + slope, low - 0.08 + slope)
    gap = 30 if hair.bangs == "curtain" else 12
    split = np.exp(-(((degrees - 30 * hair.parting) / gap) ** 2)) * 0.34
    return degrees, np.where(tips, low + 0.06, low - 0.06) - split


def _bangs(canvas: Canvas, hair: Hair, style: Style, yaw: float, colour: Colour, line: Colour | None) -> None:
    degrees, heights = _fringe_tips(hair)
    places = [turned(d, yaw, 0.45 * hair.volume**0.5) for d in degrees]
    shown = [(x, y) for (x, toward), y in zip(places, heights, strict=True) if toward > -0.05]
    if len(shown) < 2:
        return
    edge = np.array(shown)
    root = np.array(
        [
            (edge[-1, 0] * 0.95, -0.34),
            (edge[:, 0].mean() + 0.12, -0.5),
            (edge[:, 0].mean() - 0.12, -0.5),
            (edge[0, 0] * 0.95, -0.34),
        ]
    )
    straight = hair.bangs in ("spiky", "straight", "one_eye")
    if style.shading != "none":
        shadow = np.concatenate([edge + np.array([0.01, 0.045]), root + np.array([0, 0.1])])
        canvas.fill(shadow, (60, 30, 40), alpha=0.25 * style.depth, curved=not straight)
    canvas.fill(np.concatenate([edge, root]), colour, curved=not straight)
    if line is not None:
        canvas.stroke(edge, line, style.line, curved=not straight)
        for x, y in edge[2:-1:2]:
            canvas.stroke(np.array([(x, y), (x * 0.8, y - 0.12)]), line, style.line * 0.7)


def _side_locks(
    canvas: Canvas, hair: Hair, style: Style, yaw: float, colour: Colour, line: Colour | None, sway: float
) -> None:
    for side in (-1, 1):
        x, toward = turned(side * 74, yaw, 0.43)
        if toward < -0.1:
            continue
        low = 0.1 + hair.side_locks
        lock = np.array(
            [
                (x - 0.07, -0.3),
                (x + 0.07, -0.3),
                (x + 0.06, low * 0.5),
                (x + 0.01 * side, low),
                (x - 0.05, low * 0.5),
            ]
        )
        canvas.fill(_wavy(lock, hair.wave, sway), colour, line, style.line)


def _strands(canvas: Canvas, hair: Hair, style: Style, colour: Colour) -> None:
    if style.line:
        for x in (-0.22, 0.0, 0.2):
            canvas.stroke(
                np.array([(x * 0.4, -0.42), (x, -0.1), (x * 1.1, 0.3)]), darker(colour, 0.7), style.line * 0.8
            )


def _shine(canvas: Canvas, hair: Hair, style: Style, yaw: float, colour: Colour) -> None:
    if style.shading == "none" or style.shine < 0.3:
        return
    x = 0.1 * np.sin(np.deg2rad(yaw))
    band = np.array(
        [
            (x - 0.3, -0.27),
            (x, -0.37),
            (x + 0.3, -0.27),
            (x + 0.27, -0.2),
            (x + 0.1, -0.3),
            (x - 0.08, -0.26),
            (x - 0.2, -0.22),
        ]
    )
    canvas.fill(band, style.light(colour), alpha=0.6)


def _tied(canvas: Canvas, hair: Hair, style: Style, yaw: float, sway: float, front: bool) -> None:
    """Tails, buns and braids: those nearer to the reader than the head when `front`, else the others."""
    places = {"twin_tails": ((-102, -0.26), (102, -0.26)), "pony": ((180, -0.3),), "bun": ((180, -0.42),)}
    places |= {"buns": ((-70, -0.42), (70, -0.42)), "braids": ((-108, 0.16), (108, 0.16))}
    if hair.back not in places:
        return
    colour, line = _colours(hair, style)
    for degrees, y in places[hair.back]:
        x, toward = turned(degrees, yaw, 0.45 * hair.volume)
        if (toward > 0.12) != front:
            continue
        outward = np.sign(x) if abs(x) > 0.05 else 0.0
        if hair.back in ("bun", "buns"):
            canvas.fill(
                ellipse(x * 1.1, y - 0.06, 0.17 * hair.volume, 0.16 * hair.volume, count=8),
                colour,
                line,
                style.line,
            )
        elif hair.back == "braids":
            for step in range(5):
                size = 0.085 - 0.008 * step
                canvas.fill(
                    ellipse(
                        x + 0.02 * outward * step + sway * 0.1 * step,
                        y + 0.15 * step * hair.length,
                        size,
                        0.1,
                        count=6,
                    ),
                    colour,
                    line,
                    style.line,
                )
        else:
            tail = _TAIL * (1.2 * hair.volume, hair.length)
            tail[:, 0] += outward * 0.22 * np.sin(np.clip(tail[:, 1], 0, 1.6))
            canvas.fill(_wavy(tail, hair.wave, sway) + np.array([x, y]), colour, line, style.line)
            if hair.tips != hair.colour:
                canvas.fill(_wavy(tail, hair.wave, sway)[2:6] + np.array([x, y]), style.paint(hair.tips))


def _ornaments(canvas: Canvas, design: CharacterDesign, style: Style, yaw: float) -> None:
    marks = design.marks
    if marks.headband is not None and np.cos(np.deg2rad(yaw)) > -0.3:
        share = profile_share(yaw)
        left, right = (-0.47, 0.47) if share < 0.5 else (-0.12, 0.12)
        canvas.stroke(
            np.array([(left, -0.1), (left * 0.75, -0.4), (0, -0.5), (right * 0.75, -0.4), (right, -0.1)]),
            style.paint(marks.headband),
            0.075,
        )
    if marks.ribbon is not None:
        degrees = 100 * marks.ribbon_side if marks.ribbon_side else 180
        x, y = turned(degrees, yaw, 0.4)[0], -0.44
        colour = style.paint(marks.ribbon)
        line = style.contour(colour) if style.line else None
        for side in (-1, 1):
            bow = np.array([(x, y), (x + side * 0.26, y - 0.15), (x + side * 0.28, y + 0.1)])
            canvas.fill(bow, colour, line, style.line, curved=False)
        canvas.fill(ellipse(x, y, 0.055, 0.055, count=6), darker(colour, 0.85))
    if marks.hairclip is not None:
        x, toward = turned(45 * (1 if marks.ribbon_side >= 0 else -1), yaw, 0.43)
        if toward > 0:
            canvas.stroke(
                np.array([(x - 0.05, -0.22), (x + 0.07, -0.16)]),
                style.paint(marks.hairclip),
                0.05,
                curved=False,
            )
    _animal_ears(canvas, design, style, yaw)


def _animal_ears(canvas: Canvas, design: CharacterDesign, style: Style, yaw: float) -> None:
    kind = design.marks.ears
    if kind == "none":
        return
    for side in (-1, 1):
        x, _ = turned(side * 62, yaw, 0.4)
        draw_ear(canvas, kind, x, -0.4, side, 1.0, style.paint(design.marks.ears_colour), style)


def draw_ear(
    canvas: Canvas, kind: str, x: float, y: float, side: int, size: float, colour: Colour, style: Style
) -> None:
    """One animal ear, horn or antler rooted at (x, y)."""
    line = style.contour(colour) if style.line else None
    inside = mix(colour, (250, 190, 190), 0.55)
    s = size
    if kind == "cat":
        canvas.fill(
            np.array(
                [(x - 0.15 * s, y + 0.06), (x + side * 0.1 * s, y - 0.32 * s), (x + 0.15 * s, y + 0.06)]
            ),
            colour,
            line,
            style.line,
            curved=False,
        )
        canvas.fill(
            np.array(
                [(x - 0.08 * s, y + 0.02), (x + side * 0.07 * s, y - 0.2 * s), (x + 0.08 * s, y + 0.02)]
            ),
            inside,
            curved=False,
        )
    elif kind == "bear":
        canvas.fill(ellipse(x, y - 0.04, 0.14 * s, 0.14 * s, count=8), colour, line, style.line)
        canvas.fill(ellipse(x, y - 0.03, 0.075 * s, 0.075 * s, count=8), inside)
    elif kind == "dog":
        canvas.fill(
            np.array(
                [
                    (x - side * 0.05, y),
                    (x + side * 0.16 * s, y + 0.02),
                    (x + side * 0.22 * s, y + 0.42 * s),
                    (x + side * 0.06, y + 0.3 * s),
                ]
            ),
            colour,
            line,
            style.line,
        )
    elif kind == "rabbit":
        canvas.fill(
            ellipse(x + side * 0.05, y - 0.32 * s, 0.1 * s, 0.38 * s, turn=side * 0.15, count=10),
            colour,
            line,
            style.line,
        )
        canvas.fill(
            ellipse(x + side * 0.05, y - 0.3 * s, 0.05 * s, 0.28 * s, turn=side * 0.15, count=8), inside
        )
    elif kind == "horns":
        canvas.fill(
            np.array(
                [
                    (x - 0.07 * s, y + 0.04),
                    (x + side * 0.12 * s, y - 0.16 * s),
                    (x + side * 0.06 * s, y - 0.36 * s),
                    (x + side * 0.2 * s, y - 0.12 * s),
                    (x + 0.09 * s, y + 0.04),
                ]
            ),
            colour,
            line,
            style.line,
        )
    elif kind == "antlers":
        canvas.stroke(
            np.array([(x, y), (x + side * 0.12 * s, y - 0.2 * s), (x + side * 0.1 * s, y - 0.42 * s)]),
            colour,
            0.05,
        )
        canvas.stroke(
            np.array([(x + side * 0.12 * s, y - 0.2 * s), (x + side * 0.28 * s, y - 0.34 * s)]), colour, 0.045
        )
