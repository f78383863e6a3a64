"""Who a character is: all that stays the same from drawing to drawing.

A `CharacterDesign` is what an artist's model sheet holds: build, face, hair, colours and a few outfits.
Lengths are in head heights. `sample_design` invents one; `relative_of` invents somebody easily mistaken for
another.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass, replace

import numpy as np

from .canvas import Colour

HUMAN, BEAST, CREATURE = "human", "beast", "creature"

_NATURAL_HAIR = [
    (0.07, 0.55, 0.17),
    (0.06, 0.6, 0.32),
    (0.07, 0.6, 0.5),
    (0.11, 0.5, 0.85),
    (0.13, 0.35, 0.95),
]
_NATURAL_HAIR += [(0.03, 0.75, 0.55), (0.05, 0.8, 0.8), (0.6, 0.2, 0.14), (0.0, 0.0, 0.12), (0.09, 0.1, 0.8)]
_HUMAN_SKIN = [
    (0.075, 0.15, 1.0),
    (0.07, 0.22, 0.98),
    (0.06, 0.12, 1.0),
    (0.07, 0.28, 0.94),
    (0.05, 0.1, 0.98),
]
_HUMAN_SKIN += [(0.07, 0.2, 0.97), (0.065, 0.4, 0.82), (0.06, 0.5, 0.6), (0.055, 0.55, 0.42)]

BANGS = ("straight", "spiky", "swept", "parted", "curtain", "none", "fringe", "one_eye")
BACKS = (
    "short",
    "bob",
    "long",
    "twin_tails",
    "pony",
    "bun",
    "buns",
    "braids",
    "afro",
    "spiky",
    "bald",
    "receding",
)
TOPS = ("shirt", "jacket", "robe", "sailor", "hoodie", "armour", "vest", "coat", "dress", "tunic", "bare")
BOTTOMS = ("trousers", "skirt", "shorts", "long_skirt", "none")
PATTERNS = ("plain", "plain", "plain", "stripes", "bands", "plaid", "dots", "emblem", "buttons")
HATS = ("witch", "cap", "top", "beanie", "straw", "helmet", "hood", "crown", "beret")
EARS = ("cat", "dog", "bear", "rabbit", "horns", "antlers", "none")
BEASTS = (
    "cat",
    "dog",
    "fox",
    "bear",
    "rabbit",
    "mouse",
    "pig",
    "bird",
    "owl",
    "frog",
    "lizard",
    "fish",
    "dragon",
)
CREATURES = ("blob", "demon", "robot", "ghost", "plant", "eye", "rock", "insect")


@dataclass(frozen=True, slots=True)
class Hair:
    colour: Colour
    tips: Colour
    bangs: str
    bangs_length: float
    locks: tuple[float, ...]  # how far each lock of the bangs hangs beyond the next
    parting: float  # -1 left, 1 right
    back: str
    length: float
    volume: float
    wave: float
    side_locks: float
    ahoge: bool


@dataclass(frozen=True, slots=True)
class Face:
    skin: Colour
    width: float
    jaw: float
    chin: float
    eye_colour: Colour
    eye_size: float
    eye_aspect: float
    eye_spacing: float  # degrees of longitude from the nose
    eye_tilt: float
    eye_height: float
    pupil: float
    lashes: float
    brow_width: float
    brow_height: float
    nose: float
    mouth: float
    ear: float


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells one face from another beside its shape."""

    moustache: str = "none"  # none, thin, thick, handlebar
    beard: str = "none"  # none, stubble, goatee, full, long
    freckles: bool = False
    mole: float | None = None  # side
    scar: float | None = None
    wrinkles: bool = False
    paint: Colour | None = None
    glasses: str = "none"  # none, round, square, half, shades, monocle
    glasses_colour: Colour = (30.0, 30.0, 30.0)
    eyepatch: bool = False
    earrings: Colour | None = None
    ribbon: Colour | None = None
    ribbon_side: float = 1.0
    headband: Colour | None = None
    hairclip: Colour | None = None
    ears: str = "none"
    ears_colour: Colour = (80.0, 60.0, 50.0)


@dataclass(frozen=True, slots=True)
class Outfit:
    top: str
    top_colour: Colour
    second_colour: Colour
    pattern: str
    sleeve: float  # share of the arm
    collar: str  # none, shirt, scarf, tie, bow, sailor, high
    collar_colour: Colour
    bottom: str
    bottom_colour: Colour
    shoes: Colour
    legs: Colour | None  # stockings
    belt: Colour | None
    cape: Colour | None
    hat: str
    hat_colour: Colour
    hat_band: Colour
    gloves: Colour | None


@dataclass(frozen=True, slots=True)
class Build:
    heads: float  # body height in head heights
    shoulders: float
    waist: float
    hips: float
    limbs: float
    head_scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Coat:
    """Fur, feathers, scales or bare matter of somebody who is not human."""

    species: str
    colour: Colour
    belly: Colour
    marking: str  # none, stripes, spots, mask, patch, cap
    marking_colour: Colour
    ears: str
    ear_size: float
    muzzle: float
    tail: float
    eyes: int
    extra: str  # none, horns, antenna, crest, whiskers, spikes, fangs
    extra_colour: Colour
    upright: bool


@dataclass(frozen=True, slots=True)
class CharacterDesign:
    """A model sheet.

    Args:
        kind: "human", "beast" or "creature".
        age: "child", "young", "adult" or "elder".
        outfits: One to three; the first is worn most.
        coat: For beasts and creatures, else None.
    """

    kind: str
    age: str
    face: Face
    hair: Hair
    marks: Marks
    build: Build
    outfits: tuple[Outfit, ...]
    coat: Coat | None = None


def hsv(h: float, s: float, v: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(h % 1.0, min(max(s, 0.0), 1.0), min(max(v, 0.0), 1.0))
    return red * 255, green * 255, blue * 255


def _near(
    rng: np.random.Generator, choices: list[tuple[float, float, float]], spread: float = 0.03
) -> Colour:
    h, s, v = choices[rng.integers(len(choices))]
    return hsv(h + rng.normal(0, spread / 2), s + rng.normal(0, 2 * spread), v + rng.normal(0, 2 * spread))


def _cloth(rng: np.random.Generator) -> Colour:
    grey = rng.random()
    if grey < 0.28:
        return hsv(rng.random(), rng.uniform(0, 0.12), rng.choice([0.1, 0.2, 0.35, 0.55, 0.8, 0.97]))
    return hsv(rng.random(), rng.uniform(0.3, 0.95), rng.uniform(0.25, 0.95))


def _choice(
    rng: np.random.Generator, names: tuple[str, ...], weights: tuple[float, ...] | None = None
) -> str:
    if weights is None:
        return names[rng.integers(len(names))]
    return names[int(np.searchsorted(np.cumsum(weights) / sum(weights), rng.random()))]


def _chance(rng: np.random.Generator, share: float) -> bool:
    return bool(rng.random() < share)


def _sample_hair(rng: np.random.Generator, age: str) -> Hair:
    if age == "elder" and _chance(rng, 0.7):
        colour = hsv(rng.random(), rng.uniform(0, 0.1), rng.uniform(0.6, 0.97))
    elif _chance(rng, 0.5):
        colour = _near(rng, _NATURAL_HAIR)
    else:
        colour = hsv(rng.random(), rng.uniform(0.15, 0.9), rng.uniform(0.3, 0.97))
    tips = hsv(rng.random(), rng.uniform(0.3, 0.9), rng.uniform(0.4, 0.95)) if _chance(rng, 0.1) else colour
    bald = 0.5 if age == "adult" else 1.6 if age == "elder" else 0.05
    back = _choice(rng, BACKS, (2, 2, 3.5, 1.5, 1.5, 0.7, 0.5, 0.8, 0.5, 1.2, bald, bald))
    length = {"short": 0.35, "bob": 0.62, "long": 1.4, "spiky": 0.4}.get(back, 1.2) * rng.uniform(0.75, 1.35)
    return Hair(
        colour=colour,
        tips=tips,
        bangs="none"
        if back in ("bald", "receding")
        else _choice(rng, BANGS, (2, 3, 2.5, 2, 1, 1.2, 1.2, 0.6)),
        bangs_length=rng.uniform(-0.1, 0.16),
        locks=tuple(rng.uniform(0.35, 1.6, int(rng.integers(3, 8)))),
        parting=rng.uniform(-0.8, 0.8),
        back=back,
        length=length,
        volume=rng.uniform(1.0, 1.26),
        wave=rng.uniform(0.0, 1.0) if _chance(rng, 0.5) else 0.0,
        side_locks=rng.uniform(0.2, 0.9) if _chance(rng, 0.5) and back not in ("bald", "receding") else 0.0,
        ahoge=_chance(rng, 0.12),
    )


def _sample_face(rng: np.random.Generator, age: str) -> Face:
    skin = _near(rng, _HUMAN_SKIN, 0.015)
    if _chance(rng, 0.05):
        skin = hsv(rng.random(), rng.uniform(0.15, 0.5), rng.uniform(0.55, 0.95))
    child = age == "child"
    return Face(
        skin=skin,
        width=rng.normal(1.0 + 0.04 * child, 0.07),
        jaw=rng.normal(1.0, 0.12) + (0.12 if age in ("adult", "elder") else 0.0),
        chin=rng.uniform(0.5, 1.5),
        eye_colour=hsv(rng.random(), rng.uniform(0.2, 1.0), rng.uniform(0.25, 0.95)),
        eye_size=rng.normal(0.12, 0.018) * (1.08 if child else 0.86 if age == "elder" else 1.0),
        eye_aspect=rng.uniform(0.8, 1.5),
        eye_spacing=rng.normal(29.0, 2.5),
        eye_tilt=rng.normal(0.0, 0.16),
        eye_height=rng.normal(0.09, 0.03),
        pupil=rng.uniform(0.3, 0.7),
        lashes=rng.uniform(0.0, 1.0),
        brow_width=abs(rng.normal(0.025, 0.02)) + 0.012,
        brow_height=rng.uniform(0.1, 0.2),
        nose=rng.uniform(0.3, 1.0) + (rng.uniform(0.0, 0.9) if age in ("adult", "elder") else 0.0),
        mouth=rng.uniform(0.6, 1.4),
        ear=rng.uniform(0.7, 1.4),
    )


def _sample_marks(rng: np.random.Generator, age: str, hairless: bool) -> Marks:
    grown = age in ("adult", "elder")
    bearded = grown and _chance(rng, 0.4)
    return Marks(
        moustache=_choice(rng, ("thin", "thick", "handlebar", "none")) if bearded else "none",
        beard=_choice(rng, ("none", "stubble", "goatee", "full", "long")) if bearded else "none",
        freckles=_chance(rng, 0.08),
        mole=float(rng.choice([-1, 1])) if _chance(rng, 0.06) else None,
        scar=float(rng.choice([-1, 1])) if _chance(rng, 0.05) else None,
        wrinkles=age == "elder" and _chance(rng, 0.85),
        paint=_cloth(rng) if _chance(rng, 0.03) else None,
        glasses=_choice(rng, ("round", "square", "half", "shades", "monocle"))
        if _chance(rng, 0.14)
        else "none",
        glasses_colour=_cloth(rng) if _chance(rng, 0.6) else (25.0, 25.0, 30.0),
        eyepatch=_chance(rng, 0.02),
        earrings=_cloth(rng) if _chance(rng, 0.08) else None,
        ribbon=None if hairless or not _chance(rng, 0.14) else _cloth(rng),
        ribbon_side=float(rng.choice([-1, 0, 1])),
        headband=_cloth(rng) if _chance(rng, 0.07) else None,
        hairclip=None if hairless or not _chance(rng, 0.12) else _cloth(rng),
        ears=_choice(rng, EARS[:-1]) if _chance(rng, 0.09) else "none",
        ears_colour=_cloth(rng),
    )


def _sample_outfit(rng: np.random.Generator, hat_share: float) -> Outfit:
    top = _choice(rng, TOPS, (4, 3, 1.5, 1, 1.5, 0.7, 1.2, 1.5, 2, 1.2, 0.3))
    colour = _cloth(rng)
    return Outfit(
        top=top,
        top_colour=colour,
        second_colour=_cloth(rng) if _chance(rng, 0.7) else (245.0, 245.0, 240.0),
        pattern=_choice(rng, PATTERNS),
        sleeve=float(rng.choice([0.0, 0.4, 0.95, 0.95, 1.0])) if top != "bare" else 0.0,
        collar=_choice(rng, ("none", "shirt", "scarf", "tie", "bow", "high"), (4, 2, 1, 1, 1, 1)),
        collar_colour=_cloth(rng),
        bottom="none" if top in ("robe", "dress") else _choice(rng, BOTTOMS[:-1], (4, 2.5, 1.2, 1)),
        bottom_colour=colour if _chance(rng, 0.2) else _cloth(rng),
        shoes=_cloth(rng),
        legs=_cloth(rng) if _chance(rng, 0.25) else None,
        belt=_cloth(rng) if _chance(rng, 0.25) else None,
        cape=_cloth(rng) if _chance(rng, 0.08) else None,
        hat=_choice(rng, HATS) if _chance(rng, hat_share) else "none",
        hat_colour=_cloth(rng),
        hat_band=_cloth(rng),
        gloves=_cloth(rng) if _chance(rng, 0.1) else None,
    )


def _sample_build(rng: np.random.Generator, age: str) -> Build:
    heads = {"child": 3.7, "young": 5.0, "adult": 5.8, "elder": 5.2}[age] * rng.uniform(0.85, 1.12)
    wide = rng.normal(1.0, 0.16)
    return Build(
        heads=heads,
        shoulders=(0.56 + 0.09 * heads) * rng.uniform(0.85, 1.2) * wide**0.5,
        waist=(0.4 + 0.045 * heads) * wide,
        hips=(0.44 + 0.055 * heads) * rng.uniform(0.85, 1.15) * wide,
        limbs=rng.uniform(0.8, 1.25) * wide**0.5,
    )


def _sample_coat(rng: np.random.Generator, kind: str) -> Coat:
    species = _choice(rng, BEASTS if kind == BEAST else CREATURES)
    if kind == BEAST and _chance(rng, 0.65):
        choices = [
            (0.09, 0.7, 0.9),
            (0.07, 0.5, 0.5),
            (0.08, 0.2, 0.3),
            (0.1, 0.1, 0.95),
            (0.0, 0.0, 0.15),
            (0.06, 0.7, 0.75),
        ]
        colour = _near(rng, choices)
    else:
        colour = hsv(rng.random(), rng.uniform(0.2, 0.9), rng.uniform(0.2, 0.95))
    pale = tuple(min(255.0, channel * 0.4 + 150) for channel in colour)
    return Coat(
        species=species,
        colour=colour,
        belly=pale if _chance(rng, 0.6) else _cloth(rng) if _chance(rng, 0.2) else colour,
        marking=_choice(rng, ("none", "stripes", "spots", "mask", "patch", "cap"), (3, 2, 1, 1, 1, 1)),
        marking_colour=tuple(channel * rng.uniform(0.35, 0.75) for channel in colour)
        if _chance(rng, 0.7)
        else _cloth(rng),
        ears={
            "cat": "cat",
            "fox": "cat",
            "dog": "dog",
            "bear": "bear",
            "mouse": "bear",
            "rabbit": "rabbit",
            "pig": "dog",
        }.get(species, "horns" if _chance(rng, 0.4) else "none"),
        ear_size=rng.uniform(0.75, 1.35),
        muzzle=rng.uniform(0.6, 1.4),
        tail=rng.uniform(0.4, 1.4),
        eyes=2 if kind == BEAST or _chance(rng, 0.6) else int(rng.choice([1, 2, 3, 4])),
        extra=_choice(rng, ("none", "horns", "antenna", "crest", "whiskers", "spikes", "fangs")),
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
        kind = _choice(rng, (HUMAN, BEAST, CREATURE), (78, 16, 6))
    if kind not in (HUMAN, BEAST, CREATURE):
        raise ValueError(f"kind {kind!r} is none of human, beast, creature")
    age = _choice(rng, ("child", "young", "adult", "elder"), (1.2, 5, 2.5, 1.3))
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
        marks=_sample_marks(rng, age, hair.back in ("bald", "receding")),
        build=build,
        outfits=tuple(outfits),
        coat=None if kind == HUMAN else _sample_coat(rng, kind),
    )


def relative_of(rng: np.random.Generator, design: CharacterDesign) -> CharacterDesign:
    """Somebody who shares most of a design: a sibling, a schoolmate in uniform, one of the same pack."""
    other = sample_design(rng, design.kind)
    keep = {name: getattr(design, name) for name in ("outfits", "build", "age") if _chance(rng, 0.6)}
    hair, face = other.hair, other.face
    if _chance(rng, 0.5):
        hair = replace(hair, colour=design.hair.colour, tips=design.hair.tips)
    else:
        hair = replace(design.hair, colour=hair.colour, tips=hair.tips)
    face = replace(
        face, skin=design.face.skin, eye_colour=(design if _chance(rng, 0.4) else other).face.eye_colour
    )
    coat = other.coat
    if coat is not None and _chance(rng, 0.6):
        coat = replace(coat, species=design.coat.species, ears=design.coat.ears)
    return replace(other, face=face, hair=hair, coat=coat, **keep)
