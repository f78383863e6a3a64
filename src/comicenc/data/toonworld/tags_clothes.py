"""Tags of what is worn below the head, and of how bodies are held."""

from __future__ import annotations

from collections.abc import Iterator

from .limbs import shaft_of
from .parts import Part
from .seen import Seen

_LEAST_TOP, _LEAST_PIECE, _LEAST_TRIM = 120, 60, 14  # pixels from which on what somebody wears can be told
_TOPS = {
    "shirt": ("shirt",),
    "jacket": ("jacket", "open_jacket"),
    "robe": ("robe",),
    "sailor": ("serafuku", "school_uniform", "sailor_collar"),
    "hoodie": ("hoodie",),
    "armour": ("armor",),
    "vest": ("vest",),
    "coat": ("coat",),
    "dress": ("dress",),
    "tunic": ("tunic",),
}
_NAMES = {"sailor": "serafuku", "armour": "armor"}
_OPEN = ("jacket", "coat", "vest", "hoodie")
_BOTTOMS = {"skirt": Part.SKIRT, "long_skirt": Part.SKIRT, "trousers": Part.TROUSERS, "shorts": Part.SHORTS}
_BOTTOM_NAMES = {"long_skirt": "skirt", "trousers": "pants"}
_PATTERNS = {"stripes": "striped", "bands": "striped", "plaid": "plaid", "dots": "polka_dot"}
_BENT = 1.1  # radians of a knee on which one sits
_RAISED = 1.9  # radians of an arm that is lifted above the shoulder
_SLEEVES = {0.4: "short_sleeves", 0.95: "long_sleeves"}


def clothes_tags(seen: Seen) -> Iterator[str]:
    """Tags of somebody's clothes and posture."""
    design = seen.sitter.character.design
    if not design.upright:
        return
    yield from _top_tags(seen)
    yield from _bottom_tags(seen)
    yield from _trim_tags(seen)
    if design.human:
        yield from _limb_tags(seen)
        yield from _posture_tags(seen)


def _outfit(seen: Seen):
    return seen.sitter.character.design.outfit(seen.sitter.outfit)


def _top_tags(seen: Seen) -> Iterator[str]:
    outfit = _outfit(seen)
    if outfit.top in _TOPS and seen.shows(Part.TOP, least=_LEAST_TOP):
        names = [name for name in _TOPS[outfit.top] if name != "open_jacket"]
        if outfit.top == "jacket" and seen.shows(Part.INNER, least=20):
            names.append("open_jacket")
        if outfit.top == "sailor" and not seen.shows(Part.COLLAR, least=_LEAST_TRIM):
            names = []
        yield from names
        yield f"{seen.cloth(outfit.top_colour, Part.TOP)}_{_NAMES.get(outfit.top, outfit.top)}"
        yield from _pattern_tags(seen)
    if outfit.top in _OPEN and seen.shows(Part.INNER, least=40):
        yield from ("shirt", f"{seen.cloth(outfit.second_colour, Part.INNER)}_shirt")
    yield from _collar_tags(seen)


def _pattern_tags(seen: Seen) -> Iterator[str]:
    pattern, top = _outfit(seen).pattern, _outfit(seen).top
    if pattern in _PATTERNS and seen.shows(Part.PATTERN, least=30):
        yield f"{_PATTERNS[pattern]}_{top}"
        if pattern != "dots":
            yield f"{_PATTERNS[pattern]}_clothes"
        else:
            yield "polka_dot"


def _collar_tags(seen: Seen) -> Iterator[str]:
    outfit = _outfit(seen)
    if not seen.shows(Part.COLLAR, least=_LEAST_TRIM):
        return
    colour = seen.cloth(outfit.collar_colour, Part.COLLAR)
    if outfit.top == "sailor":
        yield from ("sailor_collar", f"{colour}_sailor_collar")
        if not seen.sitter.pose.away and seen.bottom > 1.1:
            yield "neckerchief"
        return
    if outfit.collar == "shirt" and outfit.top in ("shirt", "vest", "jacket", "dress"):
        yield "collared_dress" if outfit.top == "dress" else "collared_shirt"
    elif outfit.collar == "scarf":
        yield from ("scarf", f"{colour}_scarf")
    elif outfit.collar == "tie":
        yield from ("necktie", f"{colour}_necktie")
    elif outfit.collar == "bow":
        yield from ("bow", "bowtie", f"{colour}_bow", f"{colour}_bowtie")
    elif outfit.collar == "high":
        yield "turtleneck"


def _bottom_tags(seen: Seen) -> Iterator[str]:
    outfit = _outfit(seen)
    part = _BOTTOMS.get(outfit.bottom)
    if part is not None and seen.shows(part, least=_LEAST_PIECE):
        name = _BOTTOM_NAMES.get(outfit.bottom, outfit.bottom)
        yield from (name, f"{seen.cloth(outfit.bottom_colour, part)}_{name}")
        if outfit.bottom == "long_skirt":
            yield "long_skirt"
    if seen.shows(Part.LEGWEAR, least=40):
        yield from ("pantyhose", f"{seen.cloth(outfit.legs, Part.LEGWEAR)}_pantyhose")
    if seen.shows(Part.SHOE, least=24):
        shaft = shaft_of(outfit)
        yield "boots" if shaft else "shoes"
        if shaft > 0.5:
            yield "knee_boots"


def _trim_tags(seen: Seen) -> Iterator[str]:
    outfit = _outfit(seen)
    if seen.shows(Part.TAIL, least=30):
        yield from ("tail", f"{seen.sitter.character.design.marks.tail}_tail")
    if seen.shows(Part.CAPE, least=40):
        yield from ("cape", f"{seen.cloth(outfit.cape, Part.CAPE)}_cape")
    if seen.shows(Part.BELT, least=_LEAST_TRIM):
        yield from ("belt", f"{seen.cloth(outfit.belt, Part.BELT)}_belt")
    if seen.shows(Part.BAG, least=40):
        yield from ("bag", "shoulder_bag")
    if seen.shows(Part.GLOVE, least=_LEAST_TRIM):
        yield from ("gloves", f"{seen.cloth(outfit.gloves, Part.GLOVE)}_gloves")


def _limb_tags(seen: Seen) -> Iterator[str]:
    outfit = _outfit(seen)
    sleeve = _SLEEVES.get(outfit.sleeve)
    if sleeve and seen.shows(Part.SLEEVE, least=60, share=0.05):
        yield sleeve
    if not outfit.sleeve and seen.shows(Part.ARM, least=50, share=0.05):
        yield from ("bare_shoulders", "sleeveless", f"sleeveless_{outfit.top}")
        if outfit.gloves is None and seen.shows(Part.ARM, share=0.2):
            yield "bare_arms"
    if seen.shows(Part.LEG, least=60, share=0.2) and outfit.bottom != "trousers":
        yield "bare_legs"


def _posture_tags(seen: Seen) -> Iterator[str]:
    pose = seen.sitter.pose
    raised = sum(pose.arms[2 * side] > _RAISED for side in (0, 1))
    if raised and seen.shows(Part.HAND, Part.GLOVE, least=6 * raised):
        yield "arms_up" if raised == 2 else "arm_up"
    if seen.illustration.framing != "full_body":
        return
    swung = min(pose.leg_swing)
    if min(pose.legs[1], pose.legs[3]) > _BENT and swung > _BENT:
        yield "sitting"
    elif min(pose.legs[1], pose.legs[3]) > _BENT:
        yield "kneeling"
    elif max(pose.legs[1], pose.legs[3]) < 0.6:
        yield "standing"
