"""Model sheets: who a character is, all that stays the same from drawing to drawing.

Lengths are in head heights, and factors are beside the usual size, unless it says otherwise. Heights count
downward from the middle of the head.
"""

from __future__ import annotations

from dataclasses import dataclass

from .canvas import Colour

HUMAN, BEAST, CREATURE = "human", "beast", "creature"
AGES = ("child", "young", "adult", "elder")

BANGS = ("straight", "spiky", "swept", "parted", "curtain", "none", "fringe", "one_eye")
# fmt: off
BACKS = (
    "short", "bob", "long", "twin_tails", "pony", "bun", "buns", "braids", "afro", "spiky", "bald",
    "receding",
)
TOPS = ("shirt", "jacket", "robe", "sailor", "hoodie", "armour", "vest", "coat", "dress", "tunic", "bare")
BOTTOMS = ("trousers", "skirt", "shorts", "long_skirt")
PATTERNS = ("plain", "stripes", "bands", "plaid", "dots", "emblem", "buttons")
COLLARS = ("none", "shirt", "scarf", "tie", "bow", "high")
HATS = ("witch", "cap", "top", "beanie", "straw", "helmet", "hood", "crown", "beret")
EARS = ("cat", "dog", "bear", "rabbit", "horns", "antlers")
TAILS = ("cat", "dog", "fox", "demon")
MARKINGS = ("none", "stripes", "spots", "mask", "patch", "cap")
EXTRAS = ("none", "horns", "antenna", "crest", "whiskers", "spikes", "fangs")
BEASTS = (
    "cat", "dog", "fox", "bear", "rabbit", "mouse", "pig", "bird", "owl", "frog", "lizard", "fish", "dragon",
)
CREATURES = ("blob", "demon", "robot", "ghost", "plant", "eye", "rock", "insect")
# fmt: on


@dataclass(frozen=True, slots=True)
class Hair:
    """Hair of a human.

    Args:
        colour: Of the hair, and of brows and beards.
        tips: Colour of the ends of long and tied hair.
        bangs: One of `BANGS`.
        bangs_length: How much lower than usual the bangs hang.
        locks: How far each lock of the bangs hangs beside the others, a factor.
        parting: -1 left, 1 right.
        back: One of `BACKS`.
        length: How low loose hair hangs, or how long tied hair is.
        volume: Factor on its bulk.
        wave: 0 straight, 1 wavy.
        side_locks: How low the locks before the ears hang; 0 for none.
        ahoge: Whether one lock stands up.
    """

    colour: Colour
    tips: Colour
    bangs: str
    bangs_length: float
    locks: tuple[float, ...]
    parting: float
    back: str
    length: float
    volume: float
    wave: float
    side_locks: float
    ahoge: bool


@dataclass(frozen=True, slots=True)
class Face:
    """A face.

    Args:
        skin: Colour.
        width: Factor on the skull.
        jaw: Factor on the width of the jaw.
        chin: Factor on the width of the chin.
        eye_colour: Of the irises.
        eye_size: Half the width of an eye.
        eye_aspect: Factor on the height of the eyes.
        eye_spacing: Degrees of longitude from the nose to either eye.
        eye_tilt: How far the outer corner stands above the inner one, in eye heights.
        eye_height: Where the eyes sit.
        pupil: Share of the iris, 0 to 1.
        lashes: 0 none, 1 thick.
        brow_width: Thickness.
        brow_height: Distance of the brows from the eyes.
        nose: Factor.
        mouth: Factor on the width of the mouth.
        ear: Factor.
    """

    skin: Colour
    width: float
    jaw: float
    chin: float
    eye_colour: Colour
    eye_size: float
    eye_aspect: float
    eye_spacing: float
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
    """What tells one face from another beside its shape.

    Args:
        moustache: "none", "thin", "thick" or "handlebar".
        beard: "none", "stubble", "goatee", "full" or "long".
        freckles: On both cheeks.
        mole: Side, -1 left or 1 right, or None.
        scar: Side, -1 left or 1 right, or None.
        wrinkles: On cheeks and forehead.
        paint: Colour of a mark under either eye, or None.
        glasses: "none", "round", "square", "half", "shades" or "monocle".
        glasses_colour: Of the frame.
        eyepatch: Over the right eye.
        earrings: Colour, or None.
        ribbon: Colour, or None.
        ribbon_side: -1 left, 0 behind, 1 right; the hairclip sits on the left for -1, else on the right.
        headband: Colour, or None.
        hairclip: Colour, or None.
        ears: "none" or one of `EARS`, worn beside human ears.
        ears_colour: Of these.
        tail: "none" or one of `TAILS`.
        halo: Colour, or None.
        choker: Colour, or None.
        flower: Colour of one in the hair, or None.
    """

    moustache: str
    beard: str
    freckles: bool
    mole: float | None
    scar: float | None
    wrinkles: bool
    paint: Colour | None
    glasses: str
    glasses_colour: Colour
    eyepatch: bool
    earrings: Colour | None
    ribbon: Colour | None
    ribbon_side: float
    headband: Colour | None
    hairclip: Colour | None
    ears: str
    ears_colour: Colour
    tail: str = "none"
    halo: Colour | None = None
    choker: Colour | None = None
    flower: Colour | None = None


@dataclass(frozen=True, slots=True)
class Outfit:
    """What somebody wears.

    Args:
        top: One of `TOPS`.
        top_colour: Of the top.
        second_colour: Of its pattern, lining and, under a vest, sleeves.
        pattern: One of `PATTERNS`.
        sleeve: Share of the arm, 0 to 1.
        collar: One of `COLLARS`; a sailor top brings its own.
        collar_colour: Of the collar.
        bottom: "none" or one of `BOTTOMS`.
        bottom_colour: Of the bottom.
        shoes: Colour.
        legs: Colour of stockings, or None.
        belt: Colour, or None.
        cape: Colour, or None.
        hat: "none" or one of `HATS`.
        hat_colour: Of the hat.
        hat_band: Colour of its band or peak.
        gloves: Colour, or None.
    """

    top: str
    top_colour: Colour
    second_colour: Colour
    pattern: str
    sleeve: float
    collar: str
    collar_colour: Colour
    bottom: str
    bottom_colour: Colour
    shoes: Colour
    legs: Colour | None
    belt: Colour | None
    cape: Colour | None
    hat: str
    hat_colour: Colour
    hat_band: Colour
    gloves: Colour | None


@dataclass(frozen=True, slots=True)
class Build:
    """A body.

    Args:
        heads: Height of the whole body.
        shoulders: Width.
        waist: Width.
        hips: Width.
        limbs: Factor on the thickness of arms and legs.
        head_scale: Factor on the head alone.
    """

    heads: float
    shoulders: float
    waist: float
    hips: float
    limbs: float
    head_scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Coat:
    """Fur, feathers, scales or bare matter of somebody who is not human.

    Args:
        species: One of `BEASTS` or `CREATURES`.
        colour: Of the coat.
        belly: Colour of belly and muzzle.
        marking: One of `MARKINGS`.
        marking_colour: Of the marking.
        ears: "none" or one of `EARS`.
        ear_size: Factor.
        muzzle: Factor on its length.
        tail: Factor on its length.
        eyes: How many, 1 to 4.
        extra: One of `EXTRAS`.
        extra_colour: Of the extra, of a beak or of a pig's nose.
        upright: Whether it walks on two legs and wears clothes.
    """

    species: str
    colour: Colour
    belly: Colour
    marking: str
    marking_colour: Colour
    ears: str
    ear_size: float
    muzzle: float
    tail: float
    eyes: int
    extra: str
    extra_colour: Colour
    upright: bool


@dataclass(frozen=True, slots=True)
class CharacterDesign:
    """A model sheet.

    Args:
        kind: "human", "beast" or "creature".
        age: One of `AGES`.
        face: Of beasts and creatures only the eyes show.
        hair: Shows on humans alone.
        marks: Show on humans alone.
        build: Of the body.
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

    @property
    def human(self) -> bool:
        return self.kind == HUMAN

    @property
    def upright(self) -> bool:
        """Whether they stand on two legs."""
        return self.human or self.coat.upright

    def outfit(self, number: int) -> Outfit:
        """One of the outfits; the number is taken modulo how many there are."""
        return self.outfits[number % len(self.outfits)]
