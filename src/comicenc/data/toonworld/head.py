"""The human head: skull, features and what is worn on the face.

Local units are head heights: the origin lies in the middle of the head, the crown at y = -0.5, the chin at
y = 0.5. Features sit at longitudes on the skull, so that one yaw turns them all.
"""

from __future__ import annotations

import numpy as np

from .canvas import Canvas, darker, ellipse, mix
from .design import CharacterDesign, Face
from .pose import Pose
from .style import Style

# Contour from the crown by the side that is looked at, the chin, and back by the other side.
_FRONT = np.array(
    [
        (0, -0.5),
        (0.23, -0.47),
        (0.38, -0.33),
        (0.43, -0.1),
        (0.405, 0.13),
        (0.31, 0.34),
        (0.14, 0.475),
        (0, 0.5),
        (-0.14, 0.475),
        (-0.31, 0.34),
        (-0.405, 0.13),
        (-0.43, -0.1),
        (-0.38, -0.33),
        (-0.23, -0.47),
    ]
)
_PROFILE = np.array(
    [
        (0.02, -0.5),
        (0.25, -0.44),
        (0.36, -0.28),
        (0.355, -0.05),
        (0.4, 0.13),
        (0.345, 0.27),
        (0.29, 0.45),
        (0.17, 0.49),
        (0.0, 0.4),
        (-0.12, 0.27),
        (-0.27, 0.2),
        (-0.42, -0.03),
        (-0.4, -0.28),
        (-0.2, -0.46),
    ]
)
_RADIUS = 0.37


def turned(degrees: float, yaw: float, radius: float = _RADIUS) -> tuple[float, float]:
    """Where a longitude lies after a yaw: offset to the right and cosine towards the reader."""
    angle = np.deg2rad(degrees + yaw)
    return radius * float(np.sin(angle)), float(np.cos(angle))


def profile_share(yaw: float) -> float:
    """0 seen from the front or the back, 1 from the side."""
    turn = abs((yaw + 180) % 360 - 180)
    side = 1.0 - abs(turn - 90) / 90
    return float(np.clip((side - 0.12) / 0.8, 0, 1)) ** 1.3


def _contour(face: Face, yaw: float) -> np.ndarray:
    share = profile_share(yaw)
    front = _FRONT.copy()
    front[5:10, 0] *= face.jaw
    front[6:9, 0] *= face.chin
    side = _PROFILE.copy()
    side[4, 0] += 0.05 * (face.nose - 0.6)
    contour = front * (1 - share) + side * share
    contour[:, 0] *= face.width
    if np.sin(np.deg2rad(yaw)) < 0:
        contour[:, 0] *= -1
    return contour


def draw_head(canvas: Canvas, design: CharacterDesign, pose: Pose, style: Style) -> None:
    """Draw skull, ears and features, without hair, into a canvas that looks at the head."""
    face, skin = design.face, style.paint(design.face.skin)
    line = style.contour(skin) if style.line else None
    yaw = (pose.yaw + 180) % 360 - 180
    away = abs(yaw) > 112
    if away:
        _ears(canvas, design, style, yaw)
    contour = _contour(face, yaw)
    canvas.fill(contour, skin, line, style.line)
    if away:
        return
    if style.shading != "none":
        _cheek_shadow(canvas, contour, style, skin, yaw)
    _ears(canvas, design, style, yaw)
    lift = -0.05 * pose.pitch
    _marks_below(canvas, design, style, yaw, lift)
    for side in (-1, 1):
        _eye(canvas, design, pose, style, side, yaw, lift)
    _nose(canvas, face, style, skin, yaw, lift)
    _mouth(canvas, face, pose, style, skin, yaw, lift)
    _facial_hair(canvas, design, style, yaw, lift)
    _glasses(canvas, design, style, yaw, lift)


def _cheek_shadow(canvas: Canvas, contour: np.ndarray, style: Style, skin, yaw: float) -> None:
    side = -1 if yaw >= 0 else 1
    inner = contour * (0.72, 1.0) + (0.2 * -side, -0.04)
    half = contour[7:] if side < 0 else contour[:8]
    shade = np.concatenate([half, (inner[7:] if side < 0 else inner[:8])[::-1]])
    canvas.fill(shade, style.shadow(skin), alpha=0.55 if style.shading == "cel" else 0.3)


def _ears(canvas: Canvas, design: CharacterDesign, style: Style, yaw: float) -> None:
    face, skin = design.face, style.paint(design.face.skin)
    for side in (-1, 1):
        x, toward = turned(side * 97, yaw, 0.42 * face.width)
        if toward < -0.35:
            continue
        size = 0.075 * face.ear
        width = size * (0.45 + 0.4 * max(toward, 0))
        canvas.fill(
            ellipse(x, 0.06, width, size, count=8),
            skin,
            style.contour(skin) if style.line else None,
            style.line,
        )
        if design.marks.earrings is not None:
            canvas.fill(ellipse(x, 0.17, 0.025, 0.035, count=6), style.paint(design.marks.earrings))


def _eye(
    canvas: Canvas, design: CharacterDesign, pose: Pose, style: Style, side: int, yaw: float, lift: float
) -> None:
    face = design.face
    x, toward = turned(side * face.eye_spacing, yaw)
    if toward < 0.12:
        return
    x *= face.width
    y = face.eye_height + lift
    dark = style.contour(style.paint(design.hair.colour)) if style.line_tint > 0.5 else style.line_colour
    half = face.eye_size * style.eye_scale * min(0.35 + 0.65 * toward, 1.0)
    tall = (
        face.eye_size
        * style.eye_scale
        * face.eye_aspect
        * {"almond": 0.55, "anime": 0.95, "cartoon": 0.95}.get(style.eyes, 0.8)
    )
    _brow(canvas, design, pose, style, side, x, y - tall - face.brow_height * 0.6, half)
    closed = pose.eyes in ("closed", "happy") or (pose.eyes == "wink" and side > 0)
    width = max(style.line, 0.016)
    if design.marks.eyepatch and side > 0:
        canvas.fill(ellipse(x, y, half * 1.3, tall * 1.2, count=8), (25, 22, 25))
        return
    if closed:
        bow = -0.6 if pose.eyes != "closed" else 0.45
        arc = np.array([(x - half, y), (x, y + tall * bow), (x + half, y)])
        canvas.stroke(arc, dark, width * 1.5)
        return
    tall *= {"narrow": 0.5, "wide": 1.15}.get(pose.eyes, 1.0)
    if style.eyes == "dot":
        canvas.fill(
            ellipse(x, y, max(half * 0.42, 0.02), tall * 0.62, count=8),
            mix(dark, style.paint(face.eye_colour), 0.25),
        )
        return
    tilt = face.eye_tilt * side * tall
    white = np.array(
        [
            (x - half, y + tilt),
            (x - half * 0.55, y - tall * 0.8),
            (x + half * 0.55, y - tall * 0.8),
            (x + half, y - tilt),
            (x + half * 0.6, y + tall * 0.75),
            (x - half * 0.6, y + tall * 0.75),
        ]
    )
    canvas.fill(white, (250, 250, 250) if style.tones != "line" else style.paper)
    _iris(canvas, face, pose, style, x, y, half, tall, dark)
    canvas.stroke(white[[0, 1, 2, 3]], dark, width * (1.0 + 1.6 * face.lashes * (style.eyes == "anime")))
    if style.eyes in ("cartoon", "almond"):
        canvas.stroke(white[[3, 4, 5, 0]], dark, width * 0.7)
    if face.lashes > 0.6:
        corner = white[3] if side > 0 else white[0]
        canvas.stroke(np.array([corner, corner + np.array([0.035 * side, -0.04])]), dark, width)


def _iris(
    canvas: Canvas, face: Face, pose: Pose, style: Style, x: float, y: float, half: float, tall: float, dark
) -> None:
    colour = style.paint(face.eye_colour)
    small = style.eyes == "cartoon"
    rx = half * (0.5 if small else 0.66)
    ry = min(tall * (0.55 if small else 0.86), rx * 1.7)
    x += pose.gaze[0] * (half - rx) * 0.8
    y += pose.gaze[1] * max(tall - ry, 0) * 0.6
    canvas.fill(ellipse(x, y, rx, ry, count=8), darker(colour, 0.6), dark, style.line * 0.7)
    canvas.fill(ellipse(x, y + ry * 0.3, rx * 0.75, ry * 0.6, count=8), colour)
    canvas.fill(ellipse(x, y, rx * face.pupil, ry * face.pupil, count=8), darker(dark, 0.6))
    if style.shine > 0.15:
        canvas.fill(ellipse(x - rx * 0.35, y - ry * 0.4, rx * 0.3, ry * 0.26, count=6), (255, 255, 255))


def _brow(
    canvas: Canvas,
    design: CharacterDesign,
    pose: Pose,
    style: Style,
    side: int,
    x: float,
    y: float,
    half: float,
) -> None:
    hair = style.paint(design.hair.colour)
    tilt = 0.055 * pose.brows
    inner, outer = (x - side * half, y + tilt), (x + side * half * 1.1, y - tilt * 0.6)
    middle = ((inner[0] + outer[0]) / 2, (inner[1] + outer[1]) / 2 - 0.025)
    canvas.stroke(np.array([inner, middle, outer]), darker(hair, 0.55), design.face.brow_width)


def _nose(canvas: Canvas, face: Face, style: Style, skin, yaw: float, lift: float) -> None:
    share, side = profile_share(yaw), 1 if yaw >= 0 else -1
    if style.nose == "none" or share > 0.85:
        return
    x, y = turned(0, yaw, 0.42)[0] * face.width, 0.21 + lift
    dark = mix(style.contour(skin), skin, 0.25)
    size = 0.05 * face.nose
    if style.nose == "dot":
        canvas.fill(ellipse(x, y, 0.012, 0.012, count=6), dark)
    elif style.nose == "line":
        canvas.stroke(
            np.array(
                [
                    (x - 0.3 * side * size, y - size),
                    (x + 0.6 * side * size, y),
                    (x - 0.4 * side * size, y + 0.2 * size),
                ]
            ),
            dark,
            style.line or 0.012,
        )
    else:
        canvas.fill(ellipse(x, y, size * 0.9, size, count=8), style.shadow(skin), alpha=0.6)
        canvas.stroke(
            np.array([(x - size, y + size * 0.5), (x, y + size * 1.1), (x + size, y + size * 0.5)]),
            dark,
            style.line or 0.012,
        )


def _mouth(canvas: Canvas, face: Face, pose: Pose, style: Style, skin, yaw: float, lift: float) -> None:
    x, toward = turned(0, yaw, 0.37)
    x *= face.width
    y = 0.335 + lift * 0.7
    half = 0.095 * face.mouth * max(0.35, toward)
    dark = mix(style.contour(skin), (70, 20, 20), 0.4)
    width = style.line or 0.014
    shape = pose.mouth
    if shape in ("open", "shout", "teeth"):
        tall = {"open": 0.05, "shout": 0.1, "teeth": 0.045}[shape]
        hole = np.array(
            [
                (x - half, y - 0.01),
                (x, y - 0.02),
                (x + half, y - 0.01),
                (x + half * 0.6, y + tall),
                (x - half * 0.6, y + tall),
            ]
        )
        inside = (245, 245, 240) if shape == "teeth" else style.paint((150, 50, 55))
        canvas.fill(hole, inside, dark, width)
        if shape == "shout" and style.shading != "none":
            canvas.fill(
                ellipse(x, y + tall * 0.75, half * 0.5, tall * 0.3, count=6), style.paint((220, 110, 110))
            )
        return
    bend = {"smile": 0.045, "frown": -0.04, "line": 0.005, "small": 0.0, "wavy": 0.0}[shape]
    if shape == "small":
        half *= 0.45
    middle = (
        [(x - half * 0.3, y + bend + 0.012), (x + half * 0.3, y + bend - 0.012)]
        if shape == "wavy"
        else [(x, y + bend)]
    )
    canvas.stroke(np.array([(x - half, y), *middle, (x + half, y)]), dark, width)


def _marks_below(canvas: Canvas, design: CharacterDesign, style: Style, yaw: float, lift: float) -> None:
    marks, skin = design.marks, style.paint(design.face.skin)
    dark = style.contour(skin)
    if marks.paint is not None:
        for side in (-1, 1):
            x, toward = turned(side * 38, yaw)
            if toward > 0.2:
                canvas.fill(
                    np.array([(x - 0.07 * toward, 0.2), (x + 0.07 * toward, 0.18), (x, 0.3)]),
                    style.paint(marks.paint),
                    curved=False,
                )
    if marks.freckles:
        for degrees in (-36, -30, -24, 24, 30, 36):
            x, toward = turned(degrees, yaw)
            if toward > 0.2:
                canvas.fill(
                    ellipse(x, 0.215 + lift + 0.015 * (degrees % 4 - 1), 0.011, 0.011, count=5),
                    mix(skin, dark, 0.5),
                )
    if marks.mole is not None:
        x, toward = turned(marks.mole * 24, yaw)
        if toward > 0.1:
            canvas.fill(ellipse(x, 0.3, 0.016, 0.016, count=6), (40, 25, 25))
    if marks.scar is not None:
        x, toward = turned(marks.scar * 34, yaw)
        if toward > 0.1:
            canvas.stroke(
                np.array([(x, -0.1), (x + 0.02, 0.08), (x - 0.02, 0.27)]),
                mix(skin, (150, 40, 40), 0.6),
                0.022,
            )
    if marks.wrinkles:
        for side in (-1, 1):
            x, toward = turned(side * 26, yaw)
            if toward > 0.15:
                canvas.stroke(
                    np.array([(x, 0.2), (x + side * 0.05, 0.27), (x + side * 0.03, 0.36)]),
                    mix(skin, dark, 0.7),
                    0.012,
                )
        x, _ = turned(0, yaw)
        canvas.stroke(
            np.array([(x - 0.15, -0.2), (x, -0.215), (x + 0.15, -0.2)]), mix(skin, dark, 0.55), 0.012
        )


def blush(canvas: Canvas, design: CharacterDesign, pose: Pose, style: Style) -> None:
    """Reddened cheeks and tears, which come and go and are no part of who somebody is."""
    for side in (-1, 1):
        x, toward = turned(side * 40, pose.yaw)
        if toward < 0.15:
            continue
        if pose.blush:
            canvas.fill(
                ellipse(x, 0.235, 0.085 * toward, 0.045, count=8), style.paint((240, 110, 110)), alpha=0.4
            )
        if pose.tears:
            canvas.fill(
                np.array([(x - 0.03, 0.14), (x + 0.03, 0.14), (x + 0.04, 0.42), (x - 0.04, 0.42)]),
                (170, 215, 250),
                alpha=0.8,
            )


def _facial_hair(canvas: Canvas, design: CharacterDesign, style: Style, yaw: float, lift: float) -> None:
    marks = design.marks
    hair = style.paint(design.hair.colour)
    line = style.contour(hair) if style.line else None
    x = turned(0, yaw, 0.36)[0] * design.face.width
    toward = max(0.35, float(np.cos(np.deg2rad(yaw))))
    if marks.beard in ("full", "long"):
        low = 0.6 if marks.beard == "full" else 0.95
        edge = [turned(-80, yaw, 0.41)[0], turned(80, yaw, 0.41)[0]]
        beard = np.array(
            [
                (edge[0], 0.1),
                (x - 0.14, 0.24),
                (x + 0.14, 0.24),
                (edge[1], 0.1),
                (edge[1] * 0.9 + x * 0.1, 0.42),
                (x + 0.1, low),
                (x - 0.1, low),
                (edge[0] * 0.9 + x * 0.1, 0.42),
            ]
        )
        canvas.fill(beard, hair, line, style.line)
        canvas.fill(ellipse(x, 0.335 + lift * 0.7, 0.08 * toward, 0.022, count=6), (120, 50, 50))
    elif marks.beard == "goatee":
        canvas.fill(ellipse(x, 0.47, 0.1 * toward, 0.11, count=8), hair, line, style.line)
    elif marks.beard == "stubble":
        canvas.fill(
            ellipse(x, 0.38, 0.3 * toward, 0.15, count=8),
            mix(style.paint(design.face.skin), (70, 70, 75), 0.6),
            alpha=0.4,
        )
    if marks.moustache != "none":
        tall, wide = {"thin": (0.02, 0.13), "thick": (0.055, 0.17), "handlebar": (0.045, 0.24)}[
            marks.moustache
        ]
        wide *= toward
        tip = -0.06 if marks.moustache == "handlebar" else 0.05
        shape = np.array(
            [
                (x - wide, 0.29 + tip),
                (x - wide * 0.5, 0.27 - tall * 0.4),
                (x, 0.265),
                (x + wide * 0.5, 0.27 - tall * 0.4),
                (x + wide, 0.29 + tip),
                (x + wide * 0.5, 0.29 + tall),
                (x, 0.28 + tall * 0.6),
                (x - wide * 0.5, 0.29 + tall),
            ]
        )
        canvas.fill(shape, hair, line, style.line * 0.7)


def _glasses(canvas: Canvas, design: CharacterDesign, style: Style, yaw: float, lift: float) -> None:
    kind = design.marks.glasses
    if kind == "none":
        return
    face, colour = design.face, style.paint(design.marks.glasses_colour)
    y = face.eye_height + lift
    size = max(face.eye_size * style.eye_scale * 1.35, 0.13)
    ends = []
    for side in (-1, 1):
        x, toward = turned(side * face.eye_spacing, yaw, 0.39)
        if toward < 0.1 or (kind == "monocle" and side < 0):
            continue
        rx = size * min(1.0, 0.3 + 0.7 * toward)
        count, ry = (4, size * 0.95) if kind == "square" else (10, size * (0.6 if kind == "half" else 1.0))
        frame = ellipse(
            x, y + (0.05 if kind == "half" else 0.0), rx, ry, turn=0.785 if count == 4 else 0.0, count=count
        )
        if kind == "shades":
            canvas.fill(frame, (25, 25, 32), colour, 0.02)
        else:
            canvas.fill(frame, (215, 235, 250), alpha=0.22)
            canvas.stroke(frame, colour, 0.028, closed=True)
        ends.append((x, rx))
    if len(ends) == 2:
        canvas.stroke(np.array([(ends[0][0] + ends[0][1], y), (ends[1][0] - ends[1][1], y)]), colour, 0.024)
    for side in (-1, 1):
        x, toward = turned(side * 80, yaw, 0.42)
        if toward > 0 and ends and kind != "monocle":
            eye = ends[0] if side < 0 else ends[-1]
            canvas.stroke(np.array([(eye[0] + side * eye[1], y), (x, y - 0.02)]), colour, 0.024)
