"""The human body and its clothes, below a head that is drawn on top.

Local units are head heights with the origin in the middle of the head, so the neck starts at y = 0.45.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .canvas import Canvas, Colour, darker, ellipse, mix
from .design import CharacterDesign, Outfit
from .pose import Pose
from .style import Style

_SHOULDER_Y = 0.68
_LONG_TOPS = {"robe": 0.92, "dress": 0.45, "coat": 0.5, "tunic": 0.3}


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Joints (x, y) of a posed body; left is the reader's left."""

    shoulders: np.ndarray  # (2, 2)
    elbows: np.ndarray
    hands: np.ndarray
    hips: np.ndarray
    knees: np.ndarray
    feet: np.ndarray
    waist_y: float
    hip_y: float
    turn: float  # width factor of a body that is turned away
    side: int
    lean: float


def pose_skeleton(design: CharacterDesign, pose: Pose, head_heavy: float) -> Skeleton:
    """Place the joints of a body below its head."""
    build = design.build
    tall = max(build.heads / head_heavy - 0.5, 1.2)
    yaw = (pose.yaw + 180) % 360 - 180
    cos = abs(float(np.cos(np.deg2rad(yaw))))
    turn, side = 0.45 + 0.55 * cos, 1 if yaw >= 0 else -1
    torso = 0.36 * (tall - 0.2)
    hip_y = _SHOULDER_Y + torso
    half = np.array([-1.0, 1.0])
    shoulders = np.stack([half * build.shoulders * 0.5 * turn, [_SHOULDER_Y, _SHOULDER_Y]], axis=1)
    hips = np.stack([half * build.hips * 0.3 * turn, [hip_y, hip_y]], axis=1)
    arm, leg = 0.19 * (tall + 0.6), max(0.5 * (tall + 0.5 - hip_y), 0.25)

    def chain(roots: np.ndarray, angles: tuple[float, float, float, float], length: float, bend: float):
        first = np.array([angles[0], angles[2]])
        second = first + bend * np.array([angles[1], angles[3]])
        middle = roots + length * np.stack([half * np.sin(first), np.cos(first)], axis=1)
        return middle, middle + length * np.stack([half * np.sin(second), np.cos(second)], axis=1)

    elbows, hands = chain(shoulders, pose.arms, arm, 1.0)
    knees, feet = chain(hips, pose.legs, leg, -1.0)
    lean = np.array([[1.0, 0.0], [-np.tan(pose.lean), 1.0]])
    joints = [joint @ lean for joint in (shoulders, elbows, hands, hips, knees, feet)]
    return Skeleton(
        *joints, waist_y=_SHOULDER_Y + 0.62 * torso, hip_y=hip_y, turn=turn, side=side, lean=pose.lean
    )


def limb(a: np.ndarray, b: np.ndarray, wide_a: float, wide_b: float) -> np.ndarray:
    """Control points of a tapered limb from joint `a` to joint `b`."""
    along = b - a
    across = np.array([-along[1], along[0]]) / (np.hypot(*along) + 1e-6)
    return np.array(
        [
            a + across * wide_a,
            a * 0.5 + b * 0.5 + across * (wide_a + wide_b) * 0.52,
            b + across * wide_b,
            b - across * wide_b,
            a * 0.5 + b * 0.5 - across * (wide_a + wide_b) * 0.52,
            a - across * wide_a,
        ]
    )


class BodyPainter:
    """Draws one body in the order that its parts overlap.

    Args:
        canvas: Looking at the head.
        design: Who it is.
        outfit: What is worn.
        skeleton: Where the joints are.
        style: Whose hand draws.
        away: Whether the body is seen from behind.
        skin: Colour of bare skin or fur.
    """

    def __init__(
        self,
        canvas: Canvas,
        design: CharacterDesign,
        outfit: Outfit,
        skeleton: Skeleton,
        style: Style,
        away: bool,
        skin: Colour,
    ):
        self.canvas, self.design, self.outfit, self.bones, self.style, self.away = (
            canvas,
            design,
            outfit,
            skeleton,
            style,
            away,
        )
        self.skin = skin
        self.width = style.line
        self.slope = -float(np.tan(skeleton.lean))

    def _lean(self, points: np.ndarray) -> np.ndarray:
        """Let what is drawn upright follow the tilt of the body."""
        return points + np.stack([self.slope * points[:, 1], np.zeros(len(points))], axis=1)

    def _limb(
        self,
        joints: tuple[np.ndarray, np.ndarray, np.ndarray],
        widths: tuple[float, float, float],
        colours: tuple[Colour, Colour],
    ) -> None:
        """An arm or a leg of two pieces; where both have one colour no line crosses the joint."""
        upper = limb(joints[0], joints[1], widths[0], widths[1])
        self._fill(limb(joints[1], joints[2], widths[1], widths[2]), colours[1])
        self._fill(upper, colours[0])
        if colours[0] == colours[1]:
            knob = self.design.build.limbs * 0.02 + self.width * 0.5
            self.canvas.fill(
                ellipse(*joints[1], max(widths[1] - knob, 0.02), max(widths[1] - knob, 0.02), count=8),
                colours[0],
            )

    def _fill(self, points: np.ndarray, colour: Colour, curved: bool = True) -> None:
        self.canvas.fill(
            points, colour, self.style.contour(colour) if self.style.line else None, self.width, curved
        )

    def behind(self) -> None:
        """What hangs behind the body, and the arm that is farther away."""
        if self.outfit.cape is not None and not self.away:
            self._cape()
        if self.bones.turn < 0.8:
            self._arm(0 if self.bones.side > 0 else 1)

    def draw(self) -> None:
        """Legs, torso and clothes."""
        for side in (0, 1):
            self._leg(side)
        self._lower()
        self._neck()
        self._torso()
        if self.outfit.cape is not None and self.away:
            self._cape()

    def bust(self) -> None:
        """Neck, torso and collar alone, for close-ups."""
        self._neck()
        self._torso()

    def in_front(self) -> None:
        """The arms that lie over the torso."""
        if self.bones.turn < 0.8:
            self._arm(1 if self.bones.side > 0 else 0)
        else:
            self._arm(0)
            self._arm(1)

    def _cape(self) -> None:
        wide = self.design.build.shoulders * 0.62
        low = self.bones.hip_y + 0.6 * (self.bones.feet[:, 1].max() - self.bones.hip_y)
        cape = np.array(
            [
                (-wide * 0.8, 0.58),
                (wide * 0.8, 0.58),
                (wide * 1.25, low),
                (0.2, low - 0.08),
                (-0.2, low),
                (-wide * 1.25, low - 0.04),
            ]
        )
        self._fill(cape, self.style.paint(self.outfit.cape))

    def _leg(self, side: int) -> None:
        bones, outfit, style = self.bones, self.outfit, self.style
        thick = 0.17 * self.design.build.limbs
        bare = style.paint(outfit.legs) if outfit.legs is not None else self.skin
        cloth = style.paint(outfit.bottom_colour)
        long = outfit.bottom == "trousers"
        upper = cloth if long or outfit.bottom == "shorts" else bare
        shoe = style.paint(outfit.shoes)
        joints = bones.hips[side], bones.knees[side], bones.feet[side]
        self._limb(joints, (thick * 1.2, thick * 0.85, thick * 0.6), (upper, cloth if long else bare))
        x, y = bones.feet[side]
        toe = 0.1 * bones.side * (1.3 - bones.turn) * 2
        self._fill(ellipse(x + toe, y + 0.02, 0.15, 0.085, count=8), shoe)

    def _arm(self, side: int) -> None:
        bones, outfit, style = self.bones, self.outfit, self.style
        thick = 0.13 * self.design.build.limbs
        cloth = style.paint(outfit.second_colour if outfit.top == "vest" else outfit.top_colour)
        upper = cloth if outfit.sleeve > 0.3 else self.skin
        lower = cloth if outfit.sleeve > 0.6 else self.skin
        flare = 1.5 if outfit.top == "robe" else 1.0
        glove = style.paint(outfit.gloves) if outfit.gloves is not None else self.skin
        x, y = bones.hands[side]
        self._fill(ellipse(x, y, 0.12, 0.13, count=8), glove)
        joints = bones.shoulders[side], bones.elbows[side], bones.hands[side]
        self._limb(joints, (thick * 1.15, thick * 0.9, thick * 0.68 * flare), (upper, lower))

    def _neck(self) -> None:
        neck = np.array([(-0.13, 0.3), (0.13, 0.3), (0.16, 0.7), (-0.16, 0.7)]) * (
            0.8 + 0.2 * self.design.build.limbs,
            1,
        )
        self._fill(neck, self.skin)
        if self.style.shading != "none" and not self.away:
            self.canvas.fill(neck * (0.9, 0.8) + (0, 0.1), self.style.shadow(self.skin), alpha=0.6)

    def _outline(self, low: float, spread: float) -> np.ndarray:
        """Torso from the collar to `low`, wider at its lower edge by `spread`."""
        build, bones = self.design.build, self.bones
        shoulder, waist = build.shoulders * 0.53 * bones.turn, build.waist * 0.5 * (0.6 + 0.4 * bones.turn)
        hip = build.hips * 0.52 * (0.6 + 0.4 * bones.turn) * spread
        right = [
            (0.15, 0.57),
            (shoulder * 0.95, 0.63),
            (shoulder, 0.74),
            (waist * 1.04, bones.waist_y * 0.5 + 0.38),
            (waist, bones.waist_y),
            (hip, low),
        ]
        left = [(-x, y) for x, y in reversed(right)]
        return self._lean(np.array(right + left))

    def _torso(self) -> None:
        outfit, bones = self.outfit, self.bones
        colour = self.skin if outfit.top == "bare" else self.style.paint(outfit.top_colour)
        reach = _LONG_TOPS.get(outfit.top, 0.04)
        low = bones.hip_y + reach * (bones.feet[:, 1].max() - bones.hip_y)
        torso = self._outline(low, 1.0 + 0.9 * reach)
        self._fill(torso, colour)
        self._pattern(torso, colour, low)
        if outfit.belt is not None:
            self._band(bones.waist_y, 0.09, self.style.paint(outfit.belt))
        if self.style.shading != "none":
            self.canvas.fill(torso[:6] - (0.02, 0), self.style.shadow(colour), alpha=0.3)
        if not self.away:
            self._front(colour, low)
        self._collar()

    def _lower(self) -> None:
        outfit, bones = self.outfit, self.bones
        if outfit.bottom not in ("skirt", "long_skirt"):
            return
        reach = 0.42 if outfit.bottom == "skirt" else 0.85
        low = bones.hip_y + reach * (bones.feet[:, 1].max() - bones.hip_y)
        wide = self.design.build.hips * (0.75 + 0.15 * reach)
        skirt = np.array(
            [
                (-0.2, bones.waist_y),
                (0.2, bones.waist_y),
                (wide * 0.75, bones.hip_y),
                (wide, low),
                (0.0, low + 0.06),
                (-wide, low),
                (-wide * 0.75, bones.hip_y),
            ]
        )
        self._fill(self._lean(skirt), self.style.paint(outfit.bottom_colour))

    def _band(self, y: float, tall: float, colour: Colour) -> None:
        half = self.design.build.waist * 0.5 * (0.6 + 0.4 * self.bones.turn)
        band = np.array(
            [(-half, y - tall / 2), (half, y - tall / 2), (half, y + tall / 2), (-half, y + tall / 2)]
        )
        self.canvas.fill(self._lean(band), colour, curved=False)

    def _pattern(self, torso: np.ndarray, colour: Colour, low: float) -> None:
        pattern, second = self.outfit.pattern, self.style.paint(self.outfit.second_colour)
        half = self.design.build.waist * 0.42 * (0.6 + 0.4 * self.bones.turn)
        rows = np.arange(0.78, low, 0.19)[:9]
        if pattern in ("bands", "plaid"):
            for y in rows:
                self.canvas.stroke(self._lean(np.array([(-half, y), (half, y)])), second, 0.06, curved=False)
        if pattern in ("stripes", "plaid"):
            for x in (-0.66, -0.22, 0.22, 0.66):
                self.canvas.stroke(
                    self._lean(np.array([(x * half, 0.7), (x * half, low - 0.05)])),
                    second,
                    0.04,
                    curved=False,
                )
        elif pattern == "dots":
            for y in rows:
                for x in (-0.6, 0.0, 0.6):
                    self.canvas.fill(ellipse(x * half + self.slope * y, y, 0.05, 0.05, count=6), second)
        elif pattern == "emblem" and not self.away:
            self.canvas.fill(ellipse(self.slope, 0.98, 0.13, 0.13, count=8), second)
        elif pattern == "buttons" and not self.away:
            for y in rows[:5]:
                self.canvas.fill(ellipse(0.02 + self.slope * y, y, 0.032, 0.032, count=6), second)

    def _front(self, colour: Colour, low: float) -> None:
        """The open front of jackets and the like."""
        if self.outfit.top not in ("jacket", "coat", "vest", "hoodie"):
            return
        inner = self.style.paint(self.outfit.second_colour)
        x = 0.12 * self.bones.side * (1 - self.bones.turn)
        wide = 0.13 if self.outfit.top == "jacket" else 0.09
        opening = np.array(
            [(x - wide, 0.58), (x + wide, 0.58), (x + wide * 0.5, low * 0.96), (x - wide * 0.5, low * 0.96)]
        )
        self.canvas.fill(
            self._lean(opening),
            inner,
            self.style.contour(colour) if self.style.line else None,
            self.width,
            curved=False,
        )

    def _collar(self) -> None:
        outfit, kind = self.outfit, self.outfit.collar
        if outfit.top == "sailor":
            kind = "sailor"
        colour = self.style.paint(outfit.collar_colour)
        x = 0.1 * self.bones.side * (1 - self.bones.turn)
        if kind == "shirt" and not self.away:
            for side in (-1, 1):
                self._fill(
                    np.array([(x, 0.68), (x + side * 0.17, 0.53), (x + side * 0.2, 0.72)]),
                    mix(colour, (255, 255, 255), 0.6),
                    curved=False,
                )
        elif kind == "scarf":
            self._fill(ellipse(x, 0.58, 0.27, 0.12, count=10), colour)
            self._fill(
                np.array([(x + 0.08, 0.6), (x + 0.22, 0.6), (x + 0.24, 1.05), (x + 0.1, 1.05)]),
                darker(colour, 0.9),
                curved=False,
            )
        elif kind == "tie" and not self.away:
            self._fill(
                np.array([(x - 0.05, 0.62), (x + 0.05, 0.62), (x + 0.07, 1.05), (x, 1.15), (x - 0.07, 1.05)]),
                colour,
                curved=False,
            )
        elif kind == "bow" and not self.away:
            for side in (-1, 1):
                self._fill(
                    np.array([(x, 0.68), (x + side * 0.2, 0.6), (x + side * 0.2, 0.8)]), colour, curved=False
                )
        elif kind == "high":
            self._fill(np.array([(-0.2, 0.46), (0.2, 0.46), (0.24, 0.66), (-0.24, 0.66)]), colour)
        elif kind == "sailor":
            flap = np.array([(-0.28, 0.6), (0.28, 0.6), (0.3, 0.8), (0.05, 1.0), (-0.05, 1.0), (-0.3, 0.8)])
            self._fill(flap, colour, curved=False)
            if not self.away:
                self._fill(
                    np.array([(-0.12, 0.92), (0.12, 0.92), (0.1, 1.2), (-0.1, 1.2)]),
                    self.style.paint(outfit.second_colour),
                    curved=False,
                )
