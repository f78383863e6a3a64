"""Inventing characters: `sample_design` anybody, `relative_of` somebody easily mistaken for another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .canvas import Colour, hsv
from .sheet import (
    AGES,
    BACKS,
    BANGS,
    BEAST,
    BEASTS,
    BOTTOMS,
    COLLARS,
    CREATURE,
    CREATURES,
    EARS,
    EXTRAS,
    HATS,
    HUMAN,
    MARKINGS,
    PATTERNS,
    TOPS,
    Build,
    CharacterDesign,
    Coat,
    Face,
    Hair,
    Marks,
    Outfit,
)

# Hues, saturations and values to start from.
# fmt: off
_NATURAL_HAIR = (
    (0.07, 0.55, 0.17), (0.06, 0.6, 0.32), (0.07, 0.6, 0.5), (0.11, 0.5, 0.85), (0.13, 0.35, 0.95),
    (0.03, 0.75, 0.55), (0.05, 0.8, 0.8), (0.6, 0.2, 0.14), (0.0, 0.0, 0.12), (0.09, 0.1, 0.8),
)
_SKIN = (
    (0.075, 0.15, 1.0), (0.07, 0.22, 0.98), (0.06, 0.12, 1.0), (0.07, 0.28, 0.94), (0.05, 0.1, 0.98),
    (0.07, 0.2, 0.97), (0.065, 0.4, 0.82), (0.06, 0.5, 0.6), (0.055, 0.55, 0.42),
)
_FUR = (
    (0.09, 0.7, 0.9), (0.07, 0.5, 0.5), (0.08, 0.2, 0.3), (0.1, 0.1, 0.95), (0.0, 0.0, 0.15),
    (0.06, 0.7, 0.75),
)
# fmt: on
_GREYS = (0.1, 0.2, 0.35, 0.55, 0.8, 0.97)

# How common each is, in the order of the names.
_KIND_WEIGHTS = (78, 16, 6)  # human, beast, creature
_AGE_WEIGHTS = (1.2, 5, 2.5, 1.3)
_BANGS_WEIGHTS = (2, 3, 2.5, 2, 1, 1.2, 1.2, 0.6)
_BACK_WEIGHTS = (2, 2, 3.5, 1.5, 1.5, 0.7, 0.5, 0.8, 0.5, 1.2)  # bald and receding go by age:
_BALD_WEIGHTS = {"child": 0.05, "young": 0.05, "adult": 0.5, "elder": 1.6}
_TOP_WEIGHTS = (4, 3, 1.5, 1, 1.5, 0.7, 1.2, 1.5, 2, 1.2, 0.3)
_BOTTOM_WEIGHTS = (4, 2.5, 1.2, 1)
_COLLAR_WEIGHTS = (4, 2, 1, 1, 1, 1)
_MARKING_WEIGHTS = (3, 2, 1, 1, 1, 1)
# Drawn evenly: what stands twice is twice as likely.
_PATTERNS = ("plain", "plain", *PATTERNS)
_SLEEVES = (0.0, 0.4, 0.95, 0.95, 1.0)

_HAIR_LENGTHS = {"short": 0.35, "bob": 0.62, "long": 1.4, "spiky": 0.4}
_TIED_LENGTH = 1.2
_HEADS = {"child": 3.7, "young": 5.0, "adult": 5.8, "elder": 5.2}
_ANIMAL_EARS = {
    "cat": "cat",
    "fox": "cat",
    "dog": "dog",
    "pig": "dog",
    "bear": "bear",
    "mouse": "bear",
    "rabbit": "rabbit",
}
_HAIRLESS = ("bald", "receding")
_GROWN = ("adult", "elder")


def _chance(rng: np.random.Generator, share: float) -> bool:
    return bool(rng.random() < share)


def _one_of(rng: np.random.Generator, names: Sequence[str]) -> str:
    return names[rng.integers(len(names))]


def _weighed(rng: np.random.Generator, names: Sequence[str], weights: Sequence[float]) -> str:
    return names[int(np.searchsorted(np.cumsum(weights) / sum(weights), rng.random()))]


def _near(
    rng: np.random.Generator, choices: Sequence[tuple[float, float, float]], spread: float = 0.03
) -> Colour:
    """A colour about one of some hues, saturations and values."""
    h, s, v = choices[rng.integers(len(choices))]
    return hsv(h + rng.normal(0, spread / 2), s + rng.normal(0, 2 * spread), v + rng.normal(0, 2 * spread))


def _cloth(rng: np.random.Generator) -> Colour:
    """Any colour that cloth has, some of them greys."""
    if _chance(rng, 0.28):
        return hsv(rng.random(), rng.uniform(0, 0.12), rng.choice(_GREYS))
    return hsv(rng.random(), rng.uniform(0.3, 0.95), rng.uniform(0.25, 0.95))


def _perhaps_cloth(rng: np.random.Generator, share: float) -> Colour | None:
    return _cloth(rng) if _chance(rng, share) else None


def _perhaps_side(rng: np.random.Generator, share: float) -> float | None:
    return float(rng.choice([-1, 1])) if _chance(rng, share) else None


def _hair_colour(rng: np.random.Generator, age: str) -> Colour:
    if age == "elder" and _chance(rng, 0.7):
        return hsv(rng.random(), rng.uniform(0, 0.1), rng.uniform(0.6, 0.97))
    if _chance(rng, 0.5):
        return _near(rng, _NATURAL_HAIR)
    return hsv(rng.random(), rng.uniform(0.15, 0.9), rng.uniform(0.3, 0.97))


def _sample_hair(rng: np.random.Generator, age: str) -> Hair:
    colour, tips = _hair_colour(rng, age), None
    if _chance(rng, 0.1):
        tips = hsv(rng.random(), rng.uniform(0.3, 0.9), rng.uniform(0.4, 0.95))
    bald = _BALD_WEIGHTS[age]
    back = _weighed(rng, BACKS, (*_BACK_WEIGHTS, bald, bald))
    hairless = back in _HAIRLESS
    length = _HAIR_LENGTHS.get(back, _TIED_LENGTH) * rng.uniform(0.75, 1.35)
    return Hair(
        colour=colour,
        tips=tips or colour,
        bangs="none" if hairless else _weighed(rng, BANGS, _BANGS_WEIGHTS),
        bangs_length=rng.uniform(-0.1, 0.16),
        locks=tuple(rng.uniform(0.35, 1.6, int(rng.integers(3, 8)))),
        parting=rng.uniform(-0.8, 0.8),
        back=back,
        length=length,
        volume=rng.uniform(1.0, 1.26),
        wave=rng.uniform(0.0, 1.0) if _chance(rng, 0.5) else 0.0,
        side_locks=rng.uniform(0.2, 0.9) if _chance(rng, 0.5) and not hairless else 0.0,
        ahoge=_chance(rng, 0.12),
    )


def _sample_face(rng: np.random.Generator, age: str) -> Face:
    skin = _near(rng, _SKIN, 0.015)
    if _chance(rng, 0.05):
        skin = hsv(rng.random(), rng.uniform(0.15, 0.5), rng.uniform(0.55, 0.95))
    child, grown = age == "child", age in _GROWN
    return Face(
        skin=skin,
        width=rng.normal(1.0 + 0.04 * child, 0.07),
        jaw=rng.normal(1.0, 0.12) + 0.12 * grown,
        chin=rng.uniform(0.5, 1.5),
        eye_colour=hsv(rng.random(), rng.uniform(0.2, 1.0), rng.uniform(0.25, 0.95)),
        eye_size=rng.normal(0.12, 0.018) * {"child": 1.08, "elder": 0.86}.get(age, 1.0),
        eye_aspect=rng.uniform(0.8, 1.5),
        eye_spacing=rng.normal(29.0, 2.5),
        eye_tilt=rng.normal(0.0, 0.16),
        eye_height=rng.normal(0.09, 0.03),
        pupil=rng.uniform(0.3, 0.7),
        lashes=rng.uniform(0.0, 1.0),
        brow_width=abs(rng.normal(0.025, 0.02)) + 0.012,
        brow_height=rng.uniform(0.1, 0.2),
        nose=rng.uniform(0.3, 1.0) + (rng.uniform(0.0, 0.9) if grown else 0.0),
        mouth=rng.uniform(0.6, 1.4),
        ear=rng.uniform(0.7, 1.4),
    )


def _sample_marks(rng: np.random.Generator, age: str, hairless: bool) -> Marks:
    bearded = age in _GROWN and _chance(rng, 0.4)
    spectacled = ("round", "square", "half", "shades", "monocle")
    return Marks(
        moustache=_one_of(rng, ("thin", "thick", "handlebar", "none")) if bearded else "none",
        beard=_one_of(rng, ("none", "stubble", "goatee", "full", "long")) if bearded else "none",
        freckles=_chance(rng, 0.08),
        mole=_perhaps_side(rng, 0.06),
        scar=_perhaps_side(rng, 0.05),
        wrinkles=age == "elder" and _chance(rng, 0.85),
        paint=_perhaps_cloth(rng, 0.03),
        glasses=_one_of(rng, spectacled) if _chance(rng, 0.14) else "none",
        glasses_colour=_perhaps_cloth(rng, 0.6) or (25.0, 25.0, 30.0),
        eyepatch=_chance(rng, 0.02),
        earrings=_perhaps_cloth(rng, 0.08),
        ribbon=None if hairless else _perhaps_cloth(rng, 0.14),
        ribbon_side=float(rng.choice([-1, 0, 1])),
        headband=_perhaps_cloth(rng, 0.07),
        hairclip=None if hairless else _perhaps_cloth(rng, 0.12),
        ears=_one_of(rng, EARS) if _chance(rng, 0.09) else "none",
        ears_colour=_cloth(rng),
    )


def _sample_outfit(rng: np.random.Generator, hat_share: float) -> Outfit:
    top = _weighed(rng, TOPS, _TOP_WEIGHTS)
    colour = _cloth(rng)
    return Outfit(
        top=top,
        top_colour=colour,
        second_colour=_perhaps_cloth(rng, 0.7) or (245.0, 245.0, 240.0),
        pattern=_one_of(rng, _PATTERNS),
        sleeve=float(rng.choice(_SLEEVES)) if top != "bare" else 0.0,
        collar=_weighed(rng, COLLARS, _COLLAR_WEIGHTS),
        collar_colour=_cloth(rng),
        bottom="none" if top in ("robe", "dress") else _weighed(rng, BOTTOMS, _BOTTOM_WEIGHTS),
        bottom_colour=colour if _chance(rng, 0.2) else _cloth(rng),
        shoes=_cloth(rng),
        legs=_perhaps_cloth(rng, 0.25),
        belt=_perhaps_cloth(rng, 0.25),
        cape=_perhaps_cloth(rng, 0.08),
        hat=_one_of(rng, HATS) if _chance(rng, hat_share) else "none",
        hat_colour=_cloth(rng),
        hat_band=_cloth(rng),
        gloves=_perhaps_cloth(rng, 0.1),
    )


def _sample_build(rng: np.random.Generator, age: str) -> Build:
    heads = _HEADS[age] * rng.uniform(0.85, 1.12)
    wide = rng.normal(1.0, 0.16)
    return Build(
        heads=heads,
        shoulders=(0.56 + 0.09 * heads) * rng.uniform(0.85, 1.2) * wide**0.5,
        waist=(0.4 + 0.045 * heads) * wide,
        hips=(0.44 + 0.055 * heads) * rng.uniform(0.85, 1.15) * wide,
        limbs=rng.uniform(0.8, 1.25) * wide**0.5,
    )


def _belly(rng: np.random.Generator, colour: Colour) -> Colour:
    if _chance(rng, 0.6):
        return tuple(min(255.0, channel * 0.4 + 150) for channel in colour)
    return _perhaps_cloth(rng, 0.2) or colour


def _marking_colour(rng: np.random.Generator, colour: Colour) -> Colour:
    if _chance(rng, 0.7):
        return tuple(channel * rng.uniform(0.35, 0.75) for channel in colour)
    return _cloth(rng)


def _sample_coat(rng: np.random.Generator, kind: str) -> Coat:
    species = _one_of(rng, BEASTS if kind == BEAST else CREATURES)
    if kind == BEAST and _chance(rng, 0.65):
        colour = _near(rng, _FUR)
    else:
        colour = hsv(rng.random(), rng.uniform(0.2, 0.9), rng.uniform(0.2, 0.95))
    return Coat(
        species=species,
        colour=colour,
        belly=_belly(rng, colour),
        marking=_weighed(rng, MARKINGS, _MARKING_WEIGHTS),
        marking_colour=_marking_colour(rng, colour),
        ears=_ANIMAL_EARS.get(species, "horns" if _chance(rng, 0.4) else "none"),
        ear_size=rng.uniform(0.75, 1.35),
        muzzle=rng.uniform(0.6, 1.4),
        tail=rng.uniform(0.4, 1.4),
        eyes=2 if kind == BEAST or _chance(rng, 0.6) else int(rng.choice([1, 2, 3, 4])),
        extra=_one_of(rng, EXTRAS),
        extra_colour=_cloth(rng),
        upright=_chance(rng, 0.5),
    )


def sample_design(rng: np.random.Generator, kind: str | None = None) -> CharacterDesign:
    """Invent a character.

    Args:
        rng: Source of chance; the same state gives the same character.
        kind: "human", "beast" or "creature"; by default 78, 16 and 6 in a hundred.

    Raises:
        ValueError: If `kind` is none of these.
    """
    if kind is None:
        kind = _weighed(rng, (HUMAN, BEAST, CREATURE), _KIND_WEIGHTS)
    if kind not in (HUMAN, BEAST, CREATURE):
        raise ValueError(f"kind {kind!r} is none of human, beast, creature")
    age = _weighed(rng, AGES, _AGE_WEIGHTS)
    hair = _sample_hair(rng, age)
    hat_share = rng.choice([0.0, 0.15, 0.9], p=[0.62, 0.2, 0.18])
    outfits = [_sample_outfit(rng, hat_share) for _ in range(int(rng.integers(1, 4)))]
    if kind != HUMAN and _chance(rng, 0.75):
        outfits = [replace(outfit, hat="none") for outfit in outfits]
    build = _sample_build(rng, age)
    if kind != HUMAN:
        build = replace(build, heads=rng.uniform(2.0, 4.0), head_scale=rng.uniform(0.85, 1.1))
    return CharacterDesign(
        kind=kind,
        age=age,
        face=_sample_face(rng, age),
        hair=hair,
        marks=_sample_marks(rng, age, hair.back in _HAIRLESS),
        build=build,
        outfits=tuple(outfits),
        coat=None if kind == HUMAN else _sample_coat(rng, kind),
    )


def relative_of(rng: np.random.Generator, design: CharacterDesign) -> CharacterDesign:
    """Somebody easily mistaken for another: a sibling, a schoolmate in uniform, one of the same pack.

    They share skin, and either the colour or the cut of the hair; outfits, build, age, eye colour and, among
    beasts and creatures, the species as chance has it.
    """
    other = sample_design(rng, design.kind)
    shared = {name: getattr(design, name) for name in ("outfits", "build", "age") if _chance(rng, 0.6)}
    hair, coat = other.hair, other.coat
    if _chance(rng, 0.5):
        hair = replace(hair, colour=design.hair.colour, tips=design.hair.tips)
    else:
        hair = replace(design.hair, colour=hair.colour, tips=hair.tips)
    eyes = design if _chance(rng, 0.4) else other
    face = replace(other.face, skin=design.face.skin, eye_colour=eyes.face.eye_colour)
    if coat is not None and _chance(rng, 0.6):
        coat = replace(coat, species=design.coat.species, ears=design.coat.ears)
    return replace(other, face=face, hair=hair, coat=coat, **shared)
