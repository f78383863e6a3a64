"""How an artist draws: line, shading, eyes, palette and paper, the same for all characters of an album."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

import numpy as np

from .canvas import Colour, darker, mix

STYLES = ("anime", "cartoon", "painted", "flat", "ink", "manga", "sketch", "chibi")
_WEIGHTS = (20, 2.5, 4, 0.8, 0.6, 1.0, 0.4, 1.2)  # how common each is
_EYES = ("anime", "cartoon", "dot", "almond")
# Least and most of `line` and of `line_tint`, then `shading` and `eyes`.
_HANDS = {
    "anime": ((0.008, 0.024), (0.2, 0.9), "cel", "anime"),
    "cartoon": ((0.018, 0.04), (0.0, 0.5), "cel", "cartoon"),
    "painted": ((0.006, 0.028), (0.4, 1.0), "soft", "cartoon"),
    "flat": ((0.0, 0.0), (1.0, 1.0), "none", "dot"),
    "ink": ((0.015, 0.04), (0.0, 0.0), "cel", "almond"),
    "manga": ((0.01, 0.026), (0.0, 0.0), "cel", "anime"),
    "sketch": ((0.012, 0.022), (0.0, 0.5), "none", "cartoon"),
    "chibi": ((0.014, 0.03), (0.3, 0.9), "cel", "anime"),
}
# Drawn evenly: what stands twice is twice as likely.
_TONES = {
    "manga": ("screen", "screen", "grey"),
    "sketch": ("line", "colour", "grey"),
    "ink": ("screen", "grey", "colour", "colour"),
}
_PENCIL = (70.0, 70.0, 75.0)
_EYE_SCALES = {"anime": 1.22, "chibi": 1.4, "flat": 0.8, "ink": 0.8}


@dataclass(frozen=True, slots=True)
class Style:
    """One artist's hand.

    Args:
        kind: One of `STYLES`.
        line: Width of contours in head heights; 0 draws none.
        line_tint: 0 for the line colour, 1 for a darker tone of what is outlined.
        line_colour: Of untinted contours.
        shading: "none", "cel" (hard edges) or "soft".
        depth: Strength of shading, 0 to 1.
        eyes: "anime", "cartoon", "dot", "almond", or "moe" for large ones of today's anime.
        eye_scale: Factor on the size of eyes.
        nose: "none", "dot", "line" or "full".
        shine: Strength of highlights on hair.
        saturation: Factor on saturation.
        value: Factor on brightness.
        hue: Shift of all hues, in turns.
        tones: "colour", "grey", "screen" (black and white with screentone) or "line" (lines on paper, where
            only what is dark is filled in).
        paper: Colour of bare paper.
        head_heavy: Factor on the head beside the body.
        shade: Factors on red, green and blue of what no light reaches, at full depth.
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
    shade: Colour = (0.55, 0.5, 0.66)

    @property
    def anime(self) -> bool:
        """Whether faces are drawn as anime does, whatever their eyes."""
        return self.eyes in ("anime", "moe")

    @property
    def colourless(self) -> bool:
        """Whether pages are printed without colour."""
        return self.tones != "colour"

    def paint(self, colour: Colour) -> Colour:
        """A colour of the design as this artist mixes it."""
        h, s, v = colorsys.rgb_to_hsv(*(min(max(channel, 0.0), 255.0) / 255.0 for channel in colour))
        if self.tones == "line":
            return mix(self.paper, _PENCIL, 0.55 if v < 0.4 else 0.04)
        r, g, b = colorsys.hsv_to_rgb(
            (h + self.hue) % 1.0, min(s * self.saturation, 1.0), min(v * self.value, 1.0)
        )
        return r * 255, g * 255, b * 255

    def contour(self, colour: Colour) -> Colour:
        """Colour of a line on something of `colour`."""
        return mix(self.line_colour, darker(colour, 0.45), self.line_tint)

    def outline(self, colour: Colour) -> Colour | None:
        """Colour of the line round something of `colour`; None where this artist draws none."""
        return self.contour(colour) if self.line else None

    def shadow(self, colour: Colour) -> Colour:
        """A colour where light does not reach."""
        red, green, blue = self.shade
        return mix(colour, (colour[0] * red, colour[1] * green, colour[2] * blue), self.depth)

    def light(self, colour: Colour) -> Colour:
        """A colour where light falls full on."""
        return mix(colour, (255, 255, 250), 0.55 * self.shine)


def _between(rng: np.random.Generator, low: float, high: float) -> float:
    return rng.uniform(low, high) if low < high else low


def _sample_tones(rng: np.random.Generator, kind: str) -> str:
    if kind in _TONES:
        return _TONES[kind][rng.integers(len(_TONES[kind]))]
    return "grey" if rng.random() < 0.03 else "colour"


def _sample_nose(rng: np.random.Generator, kind: str) -> str:
    noses = ("dot", "line", "full", "none") if kind in ("anime", "chibi") else ("line", "full")
    return noses[rng.integers(len(noses))]


def _sample_paper(rng: np.random.Generator) -> Colour:
    if rng.random() < 0.6:
        return 255, 255, 255
    return rng.uniform(225, 255), rng.uniform(220, 250), rng.uniform(205, 245)


def sample_style(rng: np.random.Generator, kind: str | None = None) -> Style:
    """Invent an artist.

    Args:
        rng: Source of chance; the same state gives the same artist.
        kind: One of `STYLES`; by default by how common they are.

    Raises:
        ValueError: If `kind` is none of `STYLES`.
    """
    if kind is None:
        kind = STYLES[int(np.searchsorted(np.cumsum(_WEIGHTS) / sum(_WEIGHTS), rng.random()))]
    if kind not in STYLES:
        raise ValueError(f"style {kind!r} is none of {', '.join(STYLES)}")
    dark = (rng.uniform(5, 60), rng.uniform(5, 45), rng.uniform(5, 55))
    # All kinds take their chances, so that what follows does not hang on which of them is asked for.
    pens = {name: (_between(rng, *line), _between(rng, *tint)) for name, (line, tint, *_) in _HANDS.items()}
    line, line_tint = pens[kind]
    *_, shading, eyes = _HANDS[kind]
    if rng.random() < 0.25:
        eyes = _EYES[rng.integers(len(_EYES))]
    if kind == "anime" and rng.random() < 0.3:
        shading = ("soft", "none")[rng.integers(2)]
    tones = _sample_tones(rng, kind)
    return Style(
        kind=kind,
        line=line,
        line_tint=line_tint,
        line_colour=(0, 0, 0) if kind in ("manga", "ink") else dark,
        shading=shading,
        depth=rng.uniform(0.35, 0.9),
        eyes=eyes,
        eye_scale=rng.uniform(0.8, 1.15) * _EYE_SCALES.get(kind, 1.0),
        nose=_sample_nose(rng, kind),
        shine=rng.uniform(0.0, 0.9),
        saturation=rng.uniform(0.65, 1.2),
        value=rng.uniform(0.85, 1.1),
        hue=rng.normal(0, 0.012),
        tones=tones,
        paper=_sample_paper(rng),
        head_heavy=rng.uniform(1.3, 1.8) if kind == "chibi" else rng.uniform(0.92, 1.2),
    )
