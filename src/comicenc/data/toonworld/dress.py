"""What people of a genre wear, and how its artists draw: the same cast, dressed and inked for the story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from .canvas import Colour, hsv
from .design import HUMAN, CharacterDesign, Outfit
from .finish import AS_DRAWN, Look
from .style import Style
from .vocabulary import pick

_TRUE = 0.9  # share of outfits that keep to the genre
_FADED = (0.05, 0.25)  # saturations of a palette without any hue of its own


@dataclass(frozen=True, slots=True)
class Dress:
    """What a genre is drawn like.

    Args:
        tops: Of `sheet.TOPS`, each as common as the others; empty for any.
        bottoms: Of `sheet.BOTTOMS`, likewise.
        patterns: Of `sheet.PATTERNS`, likewise.
        collars: Of `sheet.COLLARS`, likewise.
        hats: Of `sheet.HATS`.
        hatted: Chance of one.
        cape: Chance of one.
        hues: Range that colours of clothes are of, in turns; None for any.
        saturation: Range, 0 to 1.
        value: Range, 0 to 1.
        uniform: Whether all wear the same.
        line: Factor on the artist's line.
        vivid: Factor on the artist's saturation.
        bright: Factor on the artist's brightness.
        eyes: Factor on the size of eyes.
        shading: How the artist shades more often than not, or None.
        grey: Chance that the album is printed without colour, where it would have some.
        palette: What is done to the colours of all panels.
        layouts: Factor on how common each of `layouts.LAYOUTS` is.
    """

    tops: tuple[str, ...] = ()
    bottoms: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    collars: tuple[str, ...] = ()
    hats: tuple[str, ...] = ()
    hatted: float = 0.0
    cape: float = 0.0
    hues: tuple[float, float] | None = None
    saturation: tuple[float, float] = (0.2, 0.8)
    value: tuple[float, float] = (0.3, 0.95)
    uniform: bool = False
    line: float = 1.0
    vivid: float = 1.0
    bright: float = 1.0
    eyes: float = 1.0
    shading: str | None = None
    grey: float = 0.0
    palette: Look = AS_DRAWN
    layouts: Mapping[str, float] = field(default_factory=dict)


DRESSES: dict[str, Dress] = {
    "animals": Dress(
        tops=("bare",),
        patterns=("plain",),
        hues=(0.05, 0.4),
        vivid=1.1,
        shading="soft",
        palette=Look((1.0, 1.07, 0.88), brightness=1.04),
        layouts={"rows": 1.5, "inset": 2.0},
    ),
    "battle": Dress(
        tops=("armour", "tunic", "bare", "vest"),
        bottoms=("trousers",),
        patterns=("plain", "emblem"),
        cape=0.35,
        hues=(-0.08, 0.08),
        saturation=(0.3, 0.85),
        value=(0.15, 0.6),
        line=1.4,
        shading="cel",
        palette=Look((1.08, 0.97, 0.88), contrast=1.2, brightness=0.95),
        layouts={"slanted": 3.0, "splash": 3.0, "grid": 0.3},
        grey=0.3,
    ),
    "fantasy": Dress(
        tops=("robe", "tunic", "armour", "dress"),
        patterns=("plain", "bands", "emblem"),
        hats=("witch", "crown", "hood"),
        hatted=0.5,
        cape=0.55,
        saturation=(0.45, 0.9),
        value=(0.4, 0.85),
        vivid=1.15,
        shading="soft",
        palette=Look((1.0, 0.92, 1.1), saturation=1.1, glow=0.15),
        layouts={"splash": 2.5, "inset": 2.5},
    ),
    "four-frame cartoons": Dress(
        tops=("hoodie", "shirt", "sailor"),
        patterns=("plain", "stripes"),
        saturation=(0.2, 0.45),
        value=(0.85, 1.0),
        line=1.2,
        bright=1.06,
        eyes=1.1,
        shading="none",
        palette=Look(saturation=0.85, contrast=0.85, brightness=1.14),
    ),
    "historical drama": Dress(
        tops=("robe",),
        patterns=("plain", "plain", "dots"),
        collars=("none", "high"),
        hats=("straw",),
        hatted=0.15,
        hues=(0.02, 0.17),
        saturation=(0.15, 0.5),
        value=(0.2, 0.65),
        line=1.1,
        vivid=0.7,
        palette=Look((1.1, 1.0, 0.78), saturation=0.75, contrast=0.95),
        layouts={"rows": 2.0, "tall": 1.5, "slanted": 0.3},
    ),
    "horror": Dress(
        tops=("dress", "coat", "shirt"),
        patterns=("plain",),
        saturation=_FADED,
        value=(0.05, 0.4),
        line=1.2,
        vivid=0.55,
        bright=0.85,
        palette=Look((0.9, 1.02, 0.92), saturation=0.75, contrast=1.15, brightness=0.82, corners=0.15),
        layouts={"tall": 2.5, "grid": 0.4},
        grey=0.35,
    ),
    "humor": Dress(
        tops=("shirt", "vest", "jacket"),
        bottoms=("trousers", "shorts"),
        patterns=("dots", "stripes", "bands", "plaid"),
        hats=("cap", "straw", "top", "beanie"),
        hatted=0.45,
        saturation=(0.6, 1.0),
        value=(0.7, 1.0),
        line=1.35,
        vivid=1.25,
        shading="none",
        palette=Look((1.05, 1.03, 0.86), saturation=1.1, contrast=1.05, brightness=1.06),
        layouts={"grid": 5.0, "tall": 0.4, "splash": 0.3},
    ),
    "love romance": Dress(
        tops=("dress", "sailor", "shirt"),
        bottoms=("long_skirt", "skirt", "trousers"),
        patterns=("plain", "buttons"),
        collars=("bow", "shirt", "scarf"),
        hues=(0.83, 1.05),
        saturation=(0.1, 0.4),
        value=(0.75, 1.0),
        line=0.65,
        vivid=0.8,
        bright=1.08,
        eyes=1.2,
        shading="soft",
        palette=Look((1.08, 0.96, 1.02), contrast=0.85, brightness=1.08, corners=-0.12, glow=0.15),
        layouts={"tall": 3.0, "inset": 2.0, "grid": 0.2},
    ),
    "romantic comedy": Dress(
        tops=("sailor", "jacket"),
        bottoms=("skirt", "trousers"),
        patterns=("plain", "plaid"),
        collars=("tie", "bow"),
        hues=(0.55, 0.68),
        saturation=(0.35, 0.7),
        value=(0.3, 0.75),
        uniform=True,
        eyes=1.1,
        shading="cel",
        palette=Look((1.05, 1.0, 0.96), saturation=1.05, brightness=1.06),
        layouts={"rows": 1.3, "grid": 1.5},
    ),
    "science fiction": Dress(
        tops=("jacket", "armour"),
        bottoms=("trousers",),
        patterns=("bands", "emblem", "plain"),
        collars=("high",),
        hats=("helmet",),
        hatted=0.35,
        hues=(0.45, 0.62),
        saturation=(0.05, 0.5),
        value=(0.6, 1.0),
        uniform=True,
        vivid=1.05,
        shading="soft",
        palette=Look((0.84, 1.0, 1.14), contrast=1.1),
        layouts={"grid": 2.0, "splash": 2.0, "slanted": 0.7},
    ),
    "sports": Dress(
        tops=("shirt",),
        bottoms=("shorts",),
        patterns=("emblem", "bands", "stripes"),
        collars=("none",),
        hats=("cap",),
        hatted=0.25,
        saturation=(0.7, 1.0),
        value=(0.6, 1.0),
        uniform=True,
        line=1.15,
        vivid=1.15,
        shading="cel",
        palette=Look((1.0, 1.02, 1.04), saturation=1.15, contrast=1.12, brightness=1.04),
        layouts={"slanted": 3.0, "tall": 1.5},
    ),
    "suspense": Dress(
        tops=("coat", "jacket"),
        bottoms=("trousers", "long_skirt"),
        patterns=("plain", "buttons"),
        collars=("tie", "shirt", "high"),
        hats=("top", "beret"),
        hatted=0.4,
        hues=(0.05, 0.13),
        saturation=_FADED,
        value=(0.12, 0.5),
        line=1.15,
        vivid=0.6,
        bright=0.94,
        palette=Look((0.9, 0.96, 1.06), saturation=0.65, contrast=1.2, brightness=0.86),
        layouts={"rows": 1.5, "inset": 2.0},
        grey=0.4,
    ),
}


def dress(
    rng: np.random.Generator, design: CharacterDesign, genre: str, team: Outfit | None
) -> CharacterDesign:
    """Somebody as they go about in a genre.

    Args:
        rng: Source of chance.
        design: Who.
        genre: A key of `DRESSES`.
        team: What all wear who wear the same, as `sample_uniform` has it, or None.
    """
    outfits = tuple(
        _dressed(rng, outfit, DRESSES[genre], team if design.kind == HUMAN else None)
        if rng.random() < _TRUE
        else outfit
        for outfit in design.outfits
    )
    return replace(design, outfits=outfits)


def sample_uniform(rng: np.random.Generator, outfit: Outfit, genre: str) -> Outfit | None:
    """What all of a genre's people wear, made of anybody's outfit; None where each wears their own."""
    return _dressed(rng, outfit, DRESSES[genre], None) if DRESSES[genre].uniform else None


def _dressed(rng: np.random.Generator, outfit: Outfit, wear: Dress, team: Outfit | None) -> Outfit:
    if team is not None:
        return replace(team, bottom=_one(rng, wear.bottoms, outfit.bottom), sleeve=outfit.sleeve)
    top = _one(rng, wear.tops, outfit.top)
    return replace(
        outfit,
        top=top,
        top_colour=_colour(rng, wear),
        second_colour=_colour(rng, wear) if rng.random() < 0.5 else outfit.second_colour,
        pattern=_one(rng, wear.patterns, outfit.pattern),
        collar=_one(rng, wear.collars, outfit.collar),
        collar_colour=_colour(rng, wear),
        sleeve=0.0 if top == "bare" else max(outfit.sleeve, 0.3),
        bottom="none" if top in ("robe", "dress") else _one(rng, wear.bottoms, outfit.bottom),
        bottom_colour=_colour(rng, wear),
        belt=_colour(rng, wear) if top in ("robe", "tunic") else outfit.belt,
        cape=_colour(rng, wear) if rng.random() < wear.cape else None,
        hat=pick(rng, wear.hats) if rng.random() < wear.hatted else "none",
        hat_colour=_colour(rng, wear),
    )


def _one(rng: np.random.Generator, options: tuple[str, ...], otherwise: str) -> str:
    return pick(rng, options) if options else otherwise


def _colour(rng: np.random.Generator, wear: Dress) -> Colour:
    hue = rng.random() if wear.hues is None else rng.uniform(*wear.hues)
    return hsv(hue, rng.uniform(*wear.saturation), rng.uniform(*wear.value))


def inked(rng: np.random.Generator, style: Style, genre: str) -> Style:
    """An artist's hand as a genre asks for it, more or less."""
    wear, strength = DRESSES[genre], rng.uniform(0.6, 1.1)

    def factor(value: float) -> float:
        return 1.0 + (value - 1.0) * strength

    return replace(
        style,
        line=style.line * factor(wear.line),
        saturation=style.saturation * factor(wear.vivid),
        value=style.value * factor(wear.bright),
        eye_scale=style.eye_scale * factor(wear.eyes),
        shading=wear.shading if wear.shading and rng.random() < 0.6 else style.shading,
        tones="grey" if style.tones == "colour" and rng.random() < wear.grey else style.tones,
    )


def sample_palette(rng: np.random.Generator, genre: str) -> Look:
    """The colours that an album of a genre leans to, more or less."""
    return DRESSES[genre].palette.faint(rng.uniform(0.3, 1.0))
