"""How an artist draws: line, shading, eyes, palette and paper, the same for all characters of an album."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

import numpy as np

from .canvas import Colour, darker, mix

STYLES = ("anime", "cartoon", "painted", "flat", "ink", "manga", "sketch", "chibi")
_WEIGHTS = (12, 2.5, 4, 0.8, 0.6, 1.0, 0.4, 1.2)


@dataclass(frozen=True, slots=True)
class Style:
    """One artist's hand.

    Args:
        kind: One of `STYLES`.
        line: Width of contours in head heights; 0 draws none.
        line_tint: 0 for the line colour, 1 for a darker tone of what is outlined.
        line_colour: RGB.
        shading: "none", "cel" (hard edges) or "soft".
        depth: Strength of shading, 0 to 1.
        eyes: "anime", "cartoon", "dot" or "almond".
        eye_scale: Size of eyes beside the design's.
        nose: "none", "dot", "line" or "full".
        shine: Strength of highlights on hair.
        saturation: Factor on saturation.
        value: Factor on brightness.
        hue: Shift of all hues, in turns.
        tones: "colour", "grey", "screen" (black and white with screentone) or "line" (paper and lines only).
        paper: Colour of bare paper.
        head_heavy: Factor on the head beside the body.
    """

    kind: str
    line: float
    line_tint: float
    line_colour: Colour
    shading: str
    depth: float
    eyes: str
    eye_scale: float
    nose: str
    shine: float
    saturation: float
    value: float
    hue: float
    tones: str
    paper: Colour
    head_heavy: float = 1.0

    @property
    def colourless(self) -> bool:
        return self.tones != "colour"

    def paint(self, colour: Colour) -> Colour:
        """A colour of the design as this artist mixes it."""
        h, s, v = colorsys.rgb_to_hsv(*(min(max(channel, 0.0), 255.0) / 255.0 for channel in colour))
        if self.tones == "line":
            return mix(self.paper, (70, 70, 75), 0.55 if v < 0.4 else 0.04)
        r, g, b = colorsys.hsv_to_rgb(
            (h + self.hue) % 1.0, min(s * self.saturation, 1.0), min(v * self.value, 1.0)
        )
        return r * 255, g * 255, b * 255

    def contour(self, colour: Colour) -> Colour:
        """Colour of the line round something of `colour`."""
        return mix(self.line_colour, darker(colour, 0.45), self.line_tint)

    def shadow(self, colour: Colour) -> Colour:
        """A colour where light does not reach."""
        return mix(colour, (colour[0] * 0.55, colour[1] * 0.5, colour[2] * 0.66), self.depth)

    def light(self, colour: Colour) -> Colour:
        """A colour where light falls full on."""
        return mix(colour, (255, 255, 250), 0.55 * self.shine)


def sample_style(rng: np.random.Generator, kind: str | None = None) -> Style:
    """Invent an artist.

    Args:
        rng: Source of chance.
        kind: One of `STYLES`; by default by how common they are.

    Raises:
        ValueError: If `kind` is none of `STYLES`.
    """
    if kind is None:
        kind = STYLES[int(np.searchsorted(np.cumsum(_WEIGHTS) / sum(_WEIGHTS), rng.random()))]
    if kind not in STYLES:
        raise ValueError(f"style {kind!r} is none of {', '.join(STYLES)}")
    dark = (rng.uniform(5, 60), rng.uniform(5, 45), rng.uniform(5, 55))
    style = {
        "anime": {
            "line": rng.uniform(0.008, 0.024),
            "line_tint": rng.uniform(0.2, 0.9),
            "shading": "cel",
            "eyes": "anime",
        },
        "cartoon": {
            "line": rng.uniform(0.018, 0.04),
            "line_tint": rng.uniform(0, 0.5),
            "shading": "cel",
            "eyes": "cartoon",
        },
        "painted": {
            "line": rng.uniform(0.006, 0.028),
            "line_tint": rng.uniform(0.4, 1),
            "shading": "soft",
            "eyes": "cartoon",
        },
        "flat": {"line": 0.0, "line_tint": 1.0, "shading": "none", "eyes": "dot"},
        "ink": {"line": rng.uniform(0.015, 0.04), "line_tint": 0.0, "shading": "cel", "eyes": "almond"},
        "manga": {"line": rng.uniform(0.01, 0.026), "line_tint": 0.0, "shading": "cel", "eyes": "anime"},
        "sketch": {
            "line": rng.uniform(0.012, 0.022),
            "line_tint": rng.uniform(0, 0.5),
            "shading": "none",
            "eyes": "cartoon",
        },
        "chibi": {
            "line": rng.uniform(0.014, 0.03),
            "line_tint": rng.uniform(0.3, 0.9),
            "shading": "cel",
            "eyes": "anime",
        },
    }[kind]
    if rng.random() < 0.25:
        style["eyes"] = ("anime", "cartoon", "dot", "almond")[rng.integers(4)]
    if kind == "anime" and rng.random() < 0.3:
        style["shading"] = ("soft", "none")[rng.integers(2)]
    tones = "colour"
    if kind == "manga":
        tones = ("screen", "screen", "grey")[rng.integers(3)]
    elif kind == "sketch":
        tones = ("line", "colour", "grey")[rng.integers(3)]
    elif kind == "ink":
        tones = ("screen", "grey", "colour", "colour")[rng.integers(4)]
    elif rng.random() < 0.03:
        tones = "grey"
    return Style(
        kind=kind,
        line_colour=(0, 0, 0) if kind in ("manga", "ink") else dark,
        depth=rng.uniform(0.35, 0.9),
        eye_scale=rng.uniform(0.8, 1.15)
        * {"anime": 1.22, "chibi": 1.4, "flat": 0.8, "ink": 0.8}.get(kind, 1.0),
        nose=("dot", "line", "full", "none")[rng.integers(4)]
        if kind in ("anime", "chibi")
        else ("line", "full")[rng.integers(2)],
        shine=rng.uniform(0.0, 0.9),
        saturation=rng.uniform(0.65, 1.2),
        value=rng.uniform(0.85, 1.1),
        hue=rng.normal(0, 0.012),
        tones=tones,
        paper=(255, 255, 255)
        if rng.random() < 0.6
        else (rng.uniform(225, 255), rng.uniform(220, 250), rng.uniform(205, 245)),
        head_heavy=rng.uniform(1.3, 1.8) if kind == "chibi" else rng.uniform(0.92, 1.2),
        **style,
    )
