"""Tags of heads: hair, eyes, expressions and what is worn about the face."""

from __future__ import annotations

from collections.abc import Iterator

from .characters import GIRL
from .colours import colour_names, known_name
from .parts import Part
from .seen import HAIR_PARTS, Seen

_LEAST_HAIR, _LEAST_IRIS, _LARGE_IRIS = 25, 8, 40  # pixels whose colour can be told
_SMALL_HEAD = 26  # pixels of a head whose face tells nothing of its mood
_CHIN = 0.55  # height of what hangs below a chin
_DARK_SKIN = 205  # red of skin that is called dark
_BANGS = {
    "straight": "blunt_bangs",
    "swept": "swept_bangs",
    "parted": "parted_bangs",
    "curtain": "curtained_hair",
    "spiky": "hair_between_eyes",
    "fringe": "short_bangs",
}
_MOUTHS = {
    "smile": ("smile", "closed_mouth"),
    "line": ("closed_mouth",),
    "small": ("closed_mouth",),
    "frown": ("frown", "closed_mouth"),
    "wavy": ("wavy_mouth", "closed_mouth"),
}
_BEARDS = {"stubble": "stubble", "goatee": "goatee", "full": "beard", "long": "long_beard"}
_EARS = {
    "cat": ("cat_ears", "animal_ears"),
    "dog": ("dog_ears", "animal_ears"),
    "bear": ("bear_ears", "animal_ears"),
    "rabbit": ("rabbit_ears", "animal_ears"),
    "fox": ("fox_ears", "animal_ears"),
    "horns": ("horns",),
    "antlers": ("antlers", "horns"),
}
_HATS = {
    "witch": ("witch_hat", "hat"),
    "cap": ("baseball_cap", "hat"),
    "top": ("top_hat", "hat"),
    "beanie": ("beanie", "hat"),
    "straw": ("sun_hat", "hat"),
    "helmet": ("helmet",),
    "hood": ("hood", "hood_up"),
    "crown": ("crown",),
    "beret": ("beret", "hat"),
}
_ANIMALS = {"mouse": "mouse_(animal)", "blob": "slime_(creature)"}
_TELLING = (
    "cat", "dog", "fox", "bear", "rabbit", "mouse", "pig", "bird", "owl", "frog", "lizard", "fish", "dragon",
    "blob", "robot", "ghost",
)  # fmt: skip


def head_tags(seen: Seen) -> Iterator[str]:
    """Tags of somebody's head."""
    if not seen.sitter.character.design.human:
        yield from _animal_tags(seen)
        return
    yield from _hair_tags(seen)
    if not seen.sitter.pose.away:
        yield from _eye_tags(seen)
        yield from _mouth_tags(seen)
        yield from _mood_tags(seen)
        yield from _mark_tags(seen)
    yield from _skin_tags(seen)
    yield from _worn_tags(seen)


def _animal_tags(seen: Seen) -> Iterator[str]:
    design = seen.sitter.character.design
    species = design.coat.species
    if not seen.shows(Part.COAT, least=40):
        return
    if species in _TELLING:
        yield _ANIMALS.get(species, species)
    if species == "owl":
        yield "bird"
    if design.kind == "beast":
        yield "furry" if design.upright else "animal"
    else:
        yield "creature"


def _hair_tags(seen: Seen) -> Iterator[str]:
    character = seen.sitter.character
    hair, shown = character.design.hair, seen.count(*HAIR_PARTS)
    if hair.back == "bald" or shown < _LEAST_HAIR or seen.share(*HAIR_PARTS) < 0.02:
        return
    if seen.coloured:
        colour = seen.colour(*HAIR_PARTS)
        name = known_name(colour, "hair", character.hair) or colour_names(colour, "hair")[0]
        yield f"{name}_hair"
        if hair.tips != hair.colour and seen.count(Part.TIPS) >= 0.08 * shown:
            tips = colour_names(seen.colour(Part.TIPS), "hair")[0]
            if tips != name:
                yield from (f"{tips}_hair", "multicolored_hair", "two-tone_hair")
    yield from _length_tags(seen)
    yield from _hairdo_tags(seen)


def _length_tags(seen: Seen) -> Iterator[str]:
    hair = seen.sitter.character.design.hair
    low = seen.lowest(*HAIR_PARTS, Part.TIPS)
    cut = seen.bottom < low + 0.06
    if hair.back in ("short", "spiky", "receding", "afro"):
        if not cut:
            yield "short_hair"
    elif hair.back == "bob":
        if low > 0.3:
            yield "medium_hair" if hair.length > 0.68 else "short_hair"
        if not cut and hair.length <= 0.68 and low > 0.3:
            yield "bob_cut"
    elif hair.back in ("bun", "buns"):
        return
    elif low > 1.0 or (cut and low > _CHIN):
        yield "long_hair"
        if low > 1.75:
            yield "very_long_hair"


def _hairdo_tags(seen: Seen) -> Iterator[str]:
    hair, pose = seen.sitter.character.design.hair, seen.sitter.pose
    if seen.shows(Part.BANGS, share=0.015) and not pose.away:
        if hair.bangs == "one_eye":
            if pose.view in ("front", "three_quarter") and seen.shows(Part.BANGS, share=0.05):
                yield "hair_over_one_eye"
        elif hair.bangs in _BANGS:
            yield _BANGS[hair.bangs]
    if seen.shows(Part.SIDE_LOCKS, share=0.012):
        yield "sidelocks"
    if seen.shows(Part.AHOGE, share=0.003):
        yield "ahoge"
    if seen.shows(Part.TAIL_OF_HAIR, least=12, share=0.02):
        yield "twintails" if hair.back == "twin_tails" else "ponytail"
    if seen.shows(Part.BRAID, least=12, share=0.015):
        yield "braid"
        yield "twin_braids"
    if seen.shows(Part.BUN, least=8, share=0.012):
        yield "hair_bun"
        yield "double_bun" if hair.back == "buns" else "single_hair_bun"
    if hair.wave > 0.45 and hair.back in ("long", "twin_tails", "pony") and seen.lowest(*HAIR_PARTS) > 0.8:
        yield "wavy_hair"


def _eye_tags(seen: Seen) -> Iterator[str]:
    character, pose = seen.sitter.character, seen.sitter.pose
    iris = seen.count(Part.IRIS)
    if iris >= _LEAST_IRIS and seen.coloured and seen.illustration.style.eyes != "dot":
        colour = seen.mean_colour(Part.IRIS)
        name = known_name(colour, "eyes", character.eyes)
        if name or iris >= _LARGE_IRIS:
            yield f"{name or colour_names(colour, 'eyes')[0]}_eyes"
    shut = seen.shows(Part.SHUT_EYE, least=4) and seen.head >= _SMALL_HEAD
    if shut and pose.eyes in ("closed", "happy"):
        yield "closed_eyes"
        if pose.eyes == "happy":
            yield "^_^"
    if shut and pose.eyes == "wink" and seen.shows(Part.IRIS, Part.PUPIL, Part.EYE, least=6):
        yield "one_eye_closed"
    if iris >= _LEAST_IRIS:
        if pose.eyes == "narrow":
            yield "half-closed_eyes"
        if pose.eyes == "wide":
            yield "wide-eyed"
        yield from _gaze_tags(seen)


def _gaze_tags(seen: Seen) -> Iterator[str]:
    pose = seen.sitter.pose
    if pose.view not in ("front", "three_quarter"):
        return
    if seen.sitter.looking:
        yield "looking_at_viewer"
    elif abs(pose.gaze[0]) > 0.55:
        yield "looking_to_the_side"


def _mouth_tags(seen: Seen) -> Iterator[str]:
    pose = seen.sitter.pose
    if seen.head < _SMALL_HEAD:
        return
    if seen.shows(Part.OPEN_MOUTH, least=4):
        yield "open_mouth"
        if pose.mouth == "open" and pose.brows < 0.4 and pose.brows > -0.5:
            yield from ("smile", ":d")
    if seen.shows(Part.TEETH, least=6):
        yield "teeth"
        yield "clenched_teeth"
    if seen.shows(Part.MOUTH, least=3):
        yield from _MOUTHS.get(pose.mouth, ())


def _mood_tags(seen: Seen) -> Iterator[str]:
    pose, face = seen.sitter.pose, seen.sitter.character.design.face
    if seen.head < _SMALL_HEAD:
        return
    if pose.blush and seen.shows(Part.BLUSH, least=8):
        yield "blush"
    if seen.shows(Part.TEARS, least=4):
        yield "tears"
        yield "crying"
    if seen.shows(Part.BROW, least=6):
        if pose.brows > 0.4:
            yield "v-shaped_eyebrows"
        if pose.brows > 0.5 and pose.mouth in ("frown", "teeth", "shout"):
            yield "angry"
        if pose.brows < -0.4 and pose.mouth == "frown":
            yield "sad"
        if face.brow_width > 0.042 and seen.head >= 50:
            yield "thick_eyebrows"


def _mark_tags(seen: Seen) -> Iterator[str]:
    marks = seen.sitter.character.design.marks
    if seen.shows(Part.SKIN_MARK, least=4) and seen.head >= 50:
        if marks.freckles:
            yield "freckles"
        if marks.mole is not None:
            yield from ("mole", "mole_under_mouth")
        if marks.scar is not None:
            yield from ("scar", "scar_on_face")
        if marks.paint is not None:
            yield "facial_mark"
    if seen.shows(Part.BEARD, least=8):
        yield "facial_hair"
        if marks.beard in _BEARDS:
            yield _BEARDS[marks.beard]
        if marks.moustache != "none":
            yield "mustache"
    if seen.shows(Part.EYEPATCH, least=8):
        yield "eyepatch"
    if seen.shows(Part.GLASSES, least=12):
        yield from _glasses_tags(seen)


def _glasses_tags(seen: Seen) -> Iterator[str]:
    marks = seen.sitter.character.design.marks
    kind = marks.glasses
    if kind == "monocle":
        yield "monocle"
        return
    yield "sunglasses" if kind == "shades" else "glasses"
    if seen.head >= 60:
        if kind == "round":
            yield "round_eyewear"
        if seen.coloured and kind != "shades":
            yield f"{seen.cloth(marks.glasses_colour, Part.GLASSES)}-framed_eyewear"


def _skin_tags(seen: Seen) -> Iterator[str]:
    character = seen.sitter.character
    if not seen.shows(Part.SKIN, Part.ARM, Part.LEG, Part.HAND, Part.NECK, least=25) or not seen.coloured:
        return
    red, green, blue = character.design.face.skin
    if not red >= green >= blue:
        yield "colored_skin"
        parts = Part.SKIN, Part.ARM, Part.LEG, Part.HAND, Part.NECK
        yield f"{seen.cloth(character.design.face.skin, *parts)}_skin"
    elif red < _DARK_SKIN or green < 0.62 * red:
        yield "dark_skin"
        yield "dark-skinned_female" if character.sex == GIRL else "dark-skinned_male"


def _worn_tags(seen: Seen) -> Iterator[str]:
    marks = seen.sitter.character.design.marks
    outfit = seen.sitter.character.design.outfit(seen.sitter.outfit)
    hat = outfit.hat
    if seen.shows(Part.HAT, least=20, share=0.03):
        yield from _HATS.get(hat, ())
        for kind in {"hat", "hood"} & set(_HATS.get(hat, ())):
            yield f"{seen.cloth(outfit.hat_colour, Part.HAT)}_{kind}"
    if seen.shows(Part.ANIMAL_EAR, least=10, share=0.01):
        yield from _EARS[marks.ears]
        if marks.ears == "horns":
            yield f"{seen.cloth(marks.ears_colour, Part.ANIMAL_EAR)}_horns"
    if seen.shows(Part.RIBBON, least=10, share=0.01):
        yield from ("hair_bow", "bow", f"{seen.cloth(marks.ribbon, Part.RIBBON)}_bow")
    if seen.shows(Part.HAIRBAND, least=10, share=0.01):
        band = "headband" if seen.sitter.character.design.hair.back in _FOREHEAD_BACKS else "hairband"
        yield from (band, f"{seen.cloth(marks.headband, Part.HAIRBAND)}_{band}")
    if seen.shows(Part.HAIRCLIP, least=8, share=0.004):
        yield from ("hairclip", "hair_ornament")
    if seen.shows(Part.HAIR_FLOWER, least=14, share=0.01):
        yield from (
            "hair_flower",
            "flower",
            "hair_ornament",
            f"{seen.cloth(marks.flower, Part.HAIR_FLOWER)}_flower",
        )
    if seen.shows(Part.HALO, least=14):
        yield from ("halo", f"{seen.cloth(marks.halo, Part.HALO)}_halo")
    if seen.shows(Part.CHOKER, least=8):
        yield from ("choker", f"{seen.cloth(marks.choker, Part.CHOKER)}_choker")
    if seen.shows(Part.EARRING, least=5, share=0.001):
        yield from ("earrings", "jewelry")


_FOREHEAD_BACKS = ("bald", "receding", "short", "spiky", "afro")  # with these a headband crosses the forehead
