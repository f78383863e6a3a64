"""The cast of the config `tagged`: characters as illustrators draw them, and how often each is drawn.

Most are young and drawn as anime draws them; colours of hair, eyes and cloth are those that people have names
for, about as common as on image boards. A few are animals or creatures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from .canvas import Colour, hsv
from .colours import CLOTH, EYES, HAIR, sample_colour
from .design import sample_design
from .names import invent_name
from .sheet import BEAST, CREATURE, HUMAN, Build, CharacterDesign, Face, Hair, Marks, Outfit

GIRL, BOY, NOBODY = "girl", "boy", "nobody"
LEAST, MOST = 10, 200  # pictures of a character
_HEAD = 0.05  # ranks before the first, beside all there are, so that few are drawn most often

_SHARES = {GIRL: 0.77, BOY: 0.19, NOBODY: 0.04}
# How common each is, in the order of the names.
_HAIR_WEIGHTS = (70, 46, 52, 58, 62, 36, 24, 52, 44, 52, 17, 29)
_EYE_WEIGHTS = (16, 20, 36, 43, 21, 55, 28, 50, 68, 21, 46)
_CLOTH_WEIGHTS = (36, 12, 36, 8, 7, 5, 15, 11, 9, 20, 3, 8)
_LIGHT_SKIN = (
    (0.06, 0.1, 1.0),
    (0.05, 0.12, 1.0),
    (0.07, 0.14, 1.0),
    (0.045, 0.07, 1.0),
    (0.072, 0.19, 0.99),
)
_DARK_SKIN = ((0.065, 0.35, 0.86), (0.06, 0.45, 0.7), (0.055, 0.5, 0.55), (0.06, 0.4, 0.78))
_DARK_SHARE, _ODD_SHARE = 0.09, 0.012
_BACKS = {
    GIRL: {
        "long": 6, "bob": 2.6, "short": 1.6, "twin_tails": 2.4, "pony": 2.2, "bun": 0.7, "buns": 0.8,
        "braids": 1.2, "spiky": 0.2, "afro": 0.08,
    },
    BOY: {
        "short": 5, "spiky": 4, "bob": 0.5, "long": 0.5, "pony": 0.5, "afro": 0.15, "receding": 0.1,
        "bald": 0.15,
    },
}  # fmt: skip
_BANGS = {
    "straight": 2.2, "spiky": 2.6, "swept": 2.2, "parted": 1.8, "curtain": 1.0, "none": 0.3, "fringe": 1.2,
    "one_eye": 0.7,
}  # fmt: skip
_TOPS = {
    GIRL: {
        "shirt": 5, "dress": 4, "jacket": 2.4, "sailor": 2.4, "hoodie": 0.9, "vest": 0.8, "coat": 0.8,
        "robe": 0.3, "tunic": 0.3, "armour": 0.3,
    },
    BOY: {
        "shirt": 5, "jacket": 4, "hoodie": 1.2, "vest": 1, "coat": 1.4, "robe": 0.5, "tunic": 0.5,
        "armour": 0.7,
    },
}  # fmt: skip
_BOTTOMS = {
    GIRL: {"skirt": 6, "trousers": 1.2, "shorts": 1.8, "long_skirt": 0.6},
    BOY: {"trousers": 6, "shorts": 1},
}
_COLLARS = {"none": 5, "shirt": 2.4, "scarf": 0.5, "tie": 1.1, "bow": 1.5, "high": 0.6}
_PATTERNS = {
    "plain": 10,
    "stripes": 0.8,
    "bands": 0.8,
    "plaid": 0.8,
    "dots": 0.5,
    "emblem": 0.5,
    "buttons": 1.5,
}
_EARS = {"none": 78, "cat": 6, "fox": 3, "rabbit": 4, "dog": 2.5, "bear": 1, "horns": 4, "antlers": 0.5}
_TAILS, _TAILED = {"cat": "cat", "dog": "dog", "fox": "fox", "horns": "demon"}, 0.65
_LENGTHS = {"short": 0.36, "bob": 0.62, "long": 1.5, "spiky": 0.4}
_TIED_LENGTH = 1.3
_LIGHT_EARS = 0.7  # chance that animal ears have the colour of the hair


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody who is drawn again and again.

    Args:
        name: Nobody else's.
        design: The model sheet.
        sex: `GIRL`, `BOY`, or `NOBODY` for animals and creatures.
        hair: What people call the colour of the hair, "" where there is none.
        eyes: What they call the colour of the eyes.
    """

    name: str
    design: CharacterDesign
    sex: str
    hair: str
    eyes: str


def _choose(rng: np.random.Generator, weights: dict[str, float]) -> str:
    shares = np.cumsum(list(weights.values()))
    return list(weights)[int(np.searchsorted(shares, rng.random() * shares[-1], side="right"))]


def _cloth(rng: np.random.Generator) -> Colour:
    return sample_colour(rng, _choose(rng, dict(zip(CLOTH, _CLOTH_WEIGHTS, strict=True))), "cloth")


def _chance(rng: np.random.Generator, share: float) -> bool:
    return bool(rng.random() < share)


def _perhaps_cloth(rng: np.random.Generator, share: float) -> Colour | None:
    return _cloth(rng) if _chance(rng, share) else None


@lru_cache(maxsize=4096)
def character_of(seed: int, number: int) -> Character:
    """Somebody of a world's cast, who is the same whenever asked for; negative ones are extras."""
    extra = number < 0
    return sample_character(np.random.default_rng([seed, 14 if extra else 10, abs(number)]), abs(number))


def sample_character(rng: np.random.Generator, number: int) -> Character:
    """Invent a character; their number makes the name their own."""
    sex = _choose(rng, _SHARES)
    name = f"{invent_name(rng)[0]}_{invent_name(rng)[0]}".lower() + f"_{number:04d}"
    hair, eyes = (
        _choose(rng, dict(zip(table, weights, strict=True)))
        for table, weights in ((HAIR, _HAIR_WEIGHTS), (EYES, _EYE_WEIGHTS))
    )
    if sex == NOBODY:
        design = sample_design(rng, BEAST if _chance(rng, 0.75) else CREATURE)
        face = replace(design.face, eye_colour=sample_colour(rng, eyes, "eyes"))
        return Character(name, replace(design, face=face), sex, "", eyes)
    return Character(name, _sample_person(rng, sex, hair, eyes), sex, hair, eyes)


def _sample_person(rng: np.random.Generator, sex: str, hair: str, eyes: str) -> CharacterDesign:
    base = sample_design(rng, HUMAN)
    hairdo = _sample_hair(rng, base.hair, sex, sample_colour(rng, hair, "hair"))
    outfits = tuple(_sample_outfit(rng, outfit, sex) for outfit in base.outfits[:2])
    return replace(
        base,
        age="young",
        hair=hairdo,
        face=_sample_face(rng, base.face, sex, sample_colour(rng, eyes, "eyes")),
        marks=_sample_marks(rng, base.marks, sex, hairdo),
        build=_sample_build(rng, sex),
        outfits=outfits,
    )


def _sample_hair(rng: np.random.Generator, base: Hair, sex: str, colour: Colour) -> Hair:
    back = _choose(rng, _BACKS[sex])
    tips = colour
    if _chance(rng, 0.09):
        tips = sample_colour(rng, _choose(rng, dict.fromkeys(HAIR, 1.0)), "hair")
    hairless = back in ("bald", "receding")
    return replace(
        base,
        colour=colour,
        tips=tips,
        bangs="none" if hairless else _choose(rng, _BANGS),
        back=back,
        length=_LENGTHS.get(back, _TIED_LENGTH) * rng.uniform(0.75, 1.5 if sex == GIRL else 1.1),
        side_locks=rng.uniform(0.3, 1.0) if _chance(rng, 0.5) and not hairless else 0.0,
        ahoge=_chance(rng, 0.14),
    )


def _sample_face(rng: np.random.Generator, base: Face, sex: str, eye_colour: Colour) -> Face:
    chance, girl = rng.random(), sex == GIRL
    tones = _DARK_SKIN if chance < _DARK_SHARE else _LIGHT_SKIN
    hue, saturation, value = tones[rng.integers(len(tones))]
    skin = hsv(hue + rng.normal(0, 0.008), saturation + rng.normal(0, 0.025), value + rng.normal(0, 0.02))
    if chance > 1 - _ODD_SHARE:
        skin = hsv(rng.random(), rng.uniform(0.15, 0.4), rng.uniform(0.6, 0.95))
    return replace(
        base,
        skin=skin,
        eye_colour=eye_colour,
        width=rng.normal(1.0, 0.04),
        jaw=rng.normal(0.96 if girl else 1.0, 0.06),
        chin=rng.uniform(0.5, 1.0 if girl else 1.3),
        eye_size=rng.normal(0.12 if girl else 0.105, 0.01),
        eye_aspect=rng.uniform(0.8, 1.2) if girl else rng.uniform(0.6, 0.95),
        eye_spacing=rng.normal(35.0, 1.6),
        lashes=rng.uniform(0.4, 1.0) if girl else rng.uniform(0.0, 0.5),
        brow_width=rng.uniform(0.012, 0.03 if girl else 0.05),
        nose=rng.uniform(0.3, 0.5 if girl else 0.8),
        mouth=rng.uniform(0.55, 1.1),
    )


def _sample_marks(rng: np.random.Generator, base: Marks, sex: str, hair: Hair) -> Marks:
    hairless, girl = hair.back in ("bald", "receding"), sex == GIRL
    bearded = not girl and _chance(rng, 0.12)
    ears = _choose(rng, _EARS) if girl or _chance(rng, 0.4) else "none"
    own = hair.colour if _chance(rng, _LIGHT_EARS) else _cloth(rng)
    return replace(
        base,
        moustache="none" if not bearded else base.moustache,
        beard=_choose(rng, {"stubble": 1, "goatee": 1, "full": 1, "long": 0.4}) if bearded else "none",
        freckles=_chance(rng, 0.03),
        wrinkles=False,
        scar=base.scar if _chance(rng, 0.5) else None,
        paint=base.paint if _chance(rng, 0.5) else None,
        glasses=_choose(rng, {"none": 90, "round": 3, "square": 4, "half": 1.5, "shades": 1, "monocle": 0.3}),
        glasses_colour=_perhaps_cloth(rng, 0.5) or (25.0, 25.0, 30.0),
        earrings=_perhaps_cloth(rng, 0.1 if girl else 0.04),
        ribbon=None if hairless else _perhaps_cloth(rng, 0.24 if girl else 0.02),
        headband=_perhaps_cloth(rng, 0.1 if girl else 0.04),
        hairclip=None if hairless else _perhaps_cloth(rng, 0.14 if girl else 0.03),
        ears=ears,
        ears_colour=own if ears not in ("horns", "antlers") else _cloth(rng),
        tail=_TAILS.get(ears, "none") if _chance(rng, _TAILED) else "none",
        halo=_cloth(rng) if girl and _chance(rng, 0.06) else None,
        choker=_perhaps_cloth(rng, 0.1 if girl else 0.02),
        flower=_cloth(rng) if girl and not hairless and _chance(rng, 0.08) else None,
    )


def _sample_outfit(rng: np.random.Generator, base: Outfit, sex: str) -> Outfit:
    top, girl = _choose(rng, _TOPS[sex]), sex == GIRL
    colour = _cloth(rng)
    dressed = top in ("robe", "dress")
    sleeve = _choose(rng, {"0.0": 1.8 if girl else 0.6, "0.4": 3, "0.95": 5})
    return replace(
        base,
        top=top,
        top_colour=colour,
        second_colour=_perhaps_cloth(rng, 0.5) or (245.0, 245.0, 240.0),
        pattern=_choose(rng, _PATTERNS),
        sleeve=float(sleeve),
        collar=_choose(rng, _COLLARS),
        collar_colour=_cloth(rng),
        bottom="none" if dressed else _choose(rng, _BOTTOMS[sex]),
        bottom_colour=_cloth(rng),
        shoes=_cloth(rng),
        legs=_perhaps_cloth(rng, 0.35 if girl else 0.0),
        belt=_perhaps_cloth(rng, 0.18),
        cape=_perhaps_cloth(rng, 0.05),
        hat=base.hat if _chance(rng, 0.35) else "none",
        hat_colour=_cloth(rng),
        hat_band=_cloth(rng),
        gloves=_perhaps_cloth(rng, 0.12),
    )


def _sample_build(rng: np.random.Generator, sex: str) -> Build:
    girl = sex == GIRL
    heads = rng.uniform(4.3, 6.0) if girl else rng.uniform(4.6, 6.6)
    wide = rng.normal(0.93 if girl else 1.0, 0.06)
    return Build(
        heads=heads,
        shoulders=(0.5 if girl else 0.58) + 0.085 * heads * wide,
        waist=(0.34 + 0.042 * heads) * wide,
        hips=(0.44 + 0.056 * heads) * wide * (1.0 if girl else 0.92),
        limbs=rng.uniform(0.75, 0.95) if girl else rng.uniform(0.85, 1.15),
    )


def share_out(pictures: int, characters: int) -> np.ndarray:
    """How often each character is drawn, (characters,), the most popular first.

    Popularity falls as the rank grows, as on image boards, between `LEAST` and `MOST` pictures each.

    Raises:
        ValueError: If `pictures` cannot be shared out so.
    """
    if not LEAST * characters <= pictures <= MOST * characters:
        raise ValueError(
            f"{pictures} pictures of {characters} characters are not {LEAST} to {MOST} of each of them"
        )
    low, high = 0.0, float(MOST * characters)
    for _ in range(60):
        scale = (low + high) / 2
        if _counts(characters, scale).sum() > pictures:
            high = scale
        else:
            low = scale
    counts = np.floor(_counts(characters, low)).astype(int)
    for rank in np.resize(np.arange(characters), MOST * characters):
        missing = pictures - int(counts.sum())
        if not missing:
            break
        counts[rank] += counts[rank] < MOST
    return counts


def _counts(characters: int, scale: float) -> np.ndarray:
    """As many as popularity falls off with the rank, but for the head of the list, where it is cut."""
    ranks = np.arange(1, characters + 1) + _HEAD * characters
    return np.clip(scale / ranks, LEAST, MOST)
