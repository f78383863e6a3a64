"""Invented characters: the same again for the same chance, sensible for their kind, alike where related."""

from dataclasses import fields

import numpy as np
import pytest

from comicenc.data.toonworld import sheet
from comicenc.data.toonworld.design import CharacterDesign, relative_of, sample_design

KINDS = ("human", "beast", "creature")


def _designs(count: int, kind: str | None = None) -> list[CharacterDesign]:
    rng = np.random.default_rng(5)
    return [sample_design(rng, kind) for _ in range(count)]


@pytest.mark.parametrize("kind", [None, *KINDS])
def test_the_same_chance_gives_the_same_character(kind):
    one, same, other = (sample_design(np.random.default_rng(seed), kind) for seed in (1, 1, 2))
    assert one == same != other


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_are_as_asked(kind):
    for design in _designs(40, kind):
        assert design.kind == kind
        assert (design.coat is None) == (kind == "human") == design.human
        if kind != "human":
            assert design.coat.species in (sheet.BEASTS if kind == "beast" else sheet.CREATURES)
        else:
            assert design.upright


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="'vegetable' is none of human, beast, creature"):
        sample_design(np.random.default_rng(0), "vegetable")


def test_humans_are_most_and_all_ages_occur():
    designs = _designs(400)
    shares = {kind: np.mean([design.kind == kind for design in designs]) for kind in KINDS}
    assert 0.7 < shares["human"] < 0.86 and 0.1 < shares["beast"] < 0.22 and 0.02 < shares["creature"] < 0.1
    assert {design.age for design in designs} == set(sheet.AGES)


def test_every_name_is_one_of_those_that_are_drawn_and_all_are_used():
    designs = _designs(1500)
    outfits = [outfit for design in designs for outfit in design.outfits]
    coats = [design.coat for design in _designs(600, "beast") + _designs(600, "creature")]
    assert {design.hair.bangs for design in designs} == set(sheet.BANGS)
    assert {design.hair.back for design in designs} == set(sheet.BACKS)
    assert {outfit.top for outfit in outfits} == set(sheet.TOPS)
    assert {outfit.bottom for outfit in outfits} == {*sheet.BOTTOMS, "none"}
    assert {outfit.pattern for outfit in outfits} == set(sheet.PATTERNS)
    assert {outfit.hat for outfit in outfits} == {*sheet.HATS, "none"}
    assert {outfit.collar for outfit in outfits} == set(sheet.COLLARS)
    assert {design.marks.ears for design in designs} == {*sheet.EARS, "none"}
    assert {coat.species for coat in coats} == {*sheet.BEASTS, *sheet.CREATURES}
    assert {coat.marking for coat in coats} == set(sheet.MARKINGS)
    assert {coat.extra for coat in coats} == set(sheet.EXTRAS)


def test_numbers_stay_within_what_can_be_drawn():
    for design in _designs(300):
        assert 1 <= len(design.outfits) <= 3
        assert design.outfit(len(design.outfits)) is design.outfits[0]
        assert 1.5 < design.build.heads < 7 and min(design.build.shoulders, design.build.hips) > 0.2
        colours = [design.hair.colour, design.hair.tips, design.face.skin, design.face.eye_colour]
        colours += [value for one in design.outfits for value in _colours(one)] + _colours(design.marks)
        assert all(0 <= channel <= 255 for colour in colours for channel in colour)


def _colours(part: object) -> list[tuple]:
    values = [getattr(part, field.name) for field in fields(part)]
    return [value for value in values if isinstance(value, tuple)]


def test_children_have_no_beards_and_the_bald_no_bangs():
    designs = _designs(600, "human")
    for design in designs:
        if design.age in ("child", "young"):
            assert design.marks.beard == design.marks.moustache == "none"
        if design.hair.back in ("bald", "receding"):
            assert design.hair.bangs == "none" and design.marks.ribbon is None
    assert any(design.marks.beard == "full" for design in designs)


@pytest.mark.parametrize("kind", KINDS)
def test_relatives_share_much_but_are_somebody_else(kind):
    rng = np.random.default_rng(3)
    shared: dict[str, int] = {}
    for _ in range(60):
        design = sample_design(rng, kind)
        relative = relative_of(rng, design)
        assert relative.kind == kind and relative != design
        assert relative.face.skin == design.face.skin and relative.face != design.face
        same_colour = relative.hair.colour == design.hair.colour
        same_cut = (relative.hair.back, relative.hair.locks) == (design.hair.back, design.hair.locks)
        assert same_colour != same_cut
        for name in ("outfits", "build", "age"):
            shared[name] = shared.get(name, 0) + (getattr(relative, name) == getattr(design, name))
        if kind != "human":
            shared["species"] = shared.get("species", 0) + (relative.coat.species == design.coat.species)
    assert all(20 <= count < 60 for count in shared.values()), shared
