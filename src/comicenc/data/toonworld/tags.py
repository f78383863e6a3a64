"""Tags of an illustration in Danbooru's vocabulary, read off what can be seen when all is drawn.

A tag stands for a part of which enough pixels are left in the finished picture, and a colour's name is that
of these pixels, the character's own name for it being taken where it is one of those that people might give.
Composed names that Danbooru does not have are left out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

import numpy as np

from .characters import BOY, GIRL
from .colours import colour_names
from .illustration import Illustration
from .parts import Part
from .seen import Seen
from .tags_clothes import clothes_tags
from .tags_heads import head_tags

_LEAST_COMPANY = 60  # pixels of somebody else that are noticed
_FOCUS = 2.5  # how much more there is to see of somebody on whom a picture with others is focused
_LEAST_GROUND = 0.05  # share of a picture that tells what stands behind
_LEAST_PLACE = 0.14
_MUCH_PLACE = 0.3
_PLACE_TAGS = {
    "meadow": ("grass", "nature"),
    "forest": ("forest", "nature"),
    "street": (),
    "room": (),
    "cafe": (),
    "classroom": ("classroom",),
    "shore": ("beach",),
    "mountains": ("mountain", "nature"),
    "castle": (),
    "cave": ("cave",),
    "ship": (),
    "temple": ("east_asian_architecture",),
}
_SHUT_IN = ("room", "cafe", "classroom", "castle", "ship")
_SKIES = {
    "day": ("day", "blue_sky"),
    "evening": ("sunset", "orange_sky"),
    "night": ("night", "night_sky"),
    "overcast": ("cloudy_sky",),
}
_LEAST_SKY, _LEAST_CLOUD, _LEAST_STARS, _LEAST_TREE, _LEAST_SEA, _LEAST_HOUSE = (
    0.03,
    0.006,
    6,
    0.02,
    0.02,
    0.025,
)
_PATTERNS = {
    "gradient": ("simple_background", "gradient_background"),
    "sparkle": ("sparkle",),
    "focus": ("emphasis_lines",),
    "speed": ("speed_lines",),
}
_FLAT_FACE, _PROFILE_HEAD = 1.3, 36  # side of a close-up in heads; pixels of a head whose profile is told
_TILTED = 14  # degrees


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, tuple[int, int]]:
    """All tags that can be given: Danbooru's category and count of each."""
    table = resources.files(__package__).joinpath("danbooru.csv").read_text(encoding="utf-8")
    return {
        row["name"]: (int(row["category"]), int(row["count"])) for row in csv.DictReader(table.splitlines())
    }


def read_tags(illustration: Illustration) -> list[str]:
    """All tags of an illustration, in alphabetical order."""
    known = vocabulary()
    return sorted({name for name in _all_tags(illustration) if name in known})


def _all_tags(one: Illustration) -> Iterator[str]:
    people = [Seen(one, sitter) for sitter in one.sitters]
    main = people[0]
    people = [main, *(other for other in people[1:] if other.count(*Part) >= _LEAST_COMPANY)]
    yield from _count_tags(people)
    yield from _framing_tags(main)
    for somebody in people:
        yield from head_tags(somebody)
        yield from clothes_tags(somebody)
    yield from _style_tags(one)
    yield from _background_tags(one)


def _count_tags(people: list[Seen]) -> Iterator[str]:
    sexes = [seen.sitter.character.sex for seen in people]
    if not {GIRL, BOY} & set(sexes):
        yield "no_humans"
    for sex in (GIRL, BOY):
        number = sexes.count(sex)
        if number:
            yield f"{number}{sex}" if number == 1 else f"{number}{sex}s"
        if number > 1:
            yield f"multiple_{sex}s"
    if len(sexes) == 1:
        if sexes[0] in (GIRL, BOY):
            yield "solo"
    elif people[0].count(*Part) > _FOCUS * max(other.count(*Part) for other in people[1:]):
        yield "solo_focus"
    if BOY in sexes and GIRL not in sexes:
        yield "male_focus"


def _framing_tags(seen: Seen) -> Iterator[str]:
    one, sitter = seen.illustration, seen.sitter
    side, pose, framing = len(one.pixels), sitter.pose, one.framing
    if framing == "face":
        yield "close-up" if side < _FLAT_FACE * seen.head else "portrait"
    else:
        yield framing
    if pose.view == "profile":
        yield "from_side"
        if seen.head >= _PROFILE_HEAD and seen.shows(Part.SKIN):
            yield "profile"
    if pose.view == "back":
        yield "from_behind"
    if abs(pose.roll) > _TILTED and not pose.away and sitter.character.design.human:
        yield "head_tilt"


def _style_tags(one: Illustration) -> Iterator[str]:
    if one.style.colourless:
        yield "monochrome"
        yield "greyscale"
    if one.style.kind == "chibi":
        yield "chibi"
    if one.style.tones == "line":
        yield "sketch"


def _background_tags(one: Illustration) -> Iterator[str]:
    ground = one.owners == 0
    bare = float(ground.mean())
    backdrop = one.backdrop
    if bare < _LEAST_GROUND:
        return
    if backdrop.kind in _PLACE_TAGS:
        yield from _place_tags(one, np.bincount(one.parts[ground], minlength=len(Part)) / ground.size, bare)
    elif backdrop.kind == "plain":
        yield "simple_background"
        if backdrop.white:
            yield "white_background"
        elif not one.style.colourless:
            colour = np.median(one.pixels[ground], axis=0)
            yield f"{colour_names(tuple(colour.tolist()), 'cloth')[0]}_background"
    else:
        yield from _PATTERNS.get(backdrop.kind, ())


def _place_tags(one: Illustration, shares: np.ndarray, bare: float) -> Iterator[str]:
    backdrop = one.backdrop
    if bare >= _LEAST_PLACE and backdrop.kind != "cave":
        yield "indoors" if backdrop.kind in _SHUT_IN else "outdoors"
    if bare >= _MUCH_PLACE and not backdrop.blurred:
        yield from _PLACE_TAGS[backdrop.kind]
    if backdrop.blurred:
        yield "blurry_background"
    if shares[Part.SKY] >= _LEAST_SKY:
        yield "sky"
        for name in _SKIES.get(backdrop.light, ()):
            if name not in ("blue_sky", "orange_sky") or not one.style.colourless:
                yield name
    if shares[Part.CLOUD] >= _LEAST_CLOUD:
        yield "cloud"
    if shares[Part.STAR] * one.parts.size >= _LEAST_STARS and not backdrop.blurred:
        yield "star_(sky)"
    if shares[Part.TREE] >= _LEAST_TREE:
        yield "tree"
    if shares[Part.SEA] >= _LEAST_SEA:
        yield "water"
        yield "ocean"
    if shares[Part.BUILDING] >= _LEAST_HOUSE:
        yield "building"
