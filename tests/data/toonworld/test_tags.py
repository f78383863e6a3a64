"""Tags tell what can be seen, and nothing that cannot."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from comicenc.data.toonworld.characters import NOBODY, character_of
from comicenc.data.toonworld.colours import CLOTH, EYES, HAIR
from comicenc.data.toonworld.illustration import Illustration, draw_illustration
from comicenc.data.toonworld.parts import Part
from comicenc.data.toonworld.seen import HAIR_PARTS
from comicenc.data.toonworld.tags import read_tags, vocabulary

COLOURS = {*HAIR, *EYES, *CLOTH}
HIDDEN_BY = {  # what must be gone when a part is
    Part.IRIS: {f"{colour}_eyes" for colour in EYES} | {"looking_at_viewer", "half-closed_eyes"},
    Part.TAIL_OF_HAIR: {"twintails", "ponytail"},
    Part.AHOGE: {"ahoge"},
    Part.GLASSES: {"glasses", "sunglasses", "monocle"},
    Part.ANIMAL_EAR: {"animal_ears", "cat_ears", "rabbit_ears", "dog_ears", "bear_ears", "fox_ears", "horns"},
    Part.BLUSH: {"blush"},
    Part.HAT: {"hat", "helmet", "crown", "hood"},
    Part.SKIRT: {"skirt", "long_skirt"},
    Part.SHOE: {"shoes", "boots"},
    Part.TAIL: {"tail", "cat_tail"},
    Part.SKY: {"blue_sky", "night_sky"},
    Part.TREE: {"tree"},
}


@lru_cache(maxsize=1)
def _drawn() -> list[Illustration]:
    return [
        draw_illustration(np.random.default_rng([1, index]), character_of(0, index), 144)
        for index in range(140)
    ]


def _alone() -> Iterator[Illustration]:
    return (one for one in _drawn() if len(one.sitters) == 1)


def _is_hue(tag: str) -> bool:
    """Whether a tag tells a colour; backgrounds may be white in any picture."""
    if tag in ("multicolored_hair", "blue_sky", "orange_sky", "dark_skin", "colored_skin"):
        return True
    return tag.replace("-", "_").split("_")[0] in COLOURS and not tag.endswith("_background")


def test_every_tag_is_danbooru_s_and_pictures_have_many():
    tags = [read_tags(one) for one in _drawn()]
    assert all(set(some) <= vocabulary().keys() and some == sorted(set(some)) for some in tags)
    assert 12 < np.mean([len(some) for some in tags]) < 35
    assert len({tag for some in tags for tag in some}) > 150


@pytest.mark.parametrize("part", HIDDEN_BY, ids=lambda part: part.name.lower())
def test_what_is_painted_over_is_not_tagged(part):
    found = 0
    for one in _alone():
        before = set(read_tags(one)) & HIDDEN_BY[part]
        if not before:
            continue
        parts = np.where(one.parts == part, Part.NOTHING, one.parts)
        after = set(read_tags(replace(one, parts=parts))) & HIDDEN_BY[part]
        found += 1
        assert not after, f"{after} of what is hidden"
    assert found, "no drawing shows it"


def test_without_hair_there_is_no_word_of_it():
    for one in _alone():
        parts = np.where(np.isin(one.parts, [*HAIR_PARTS, Part.TIPS]), Part.NOTHING, one.parts)
        tags = set(read_tags(replace(one, parts=parts))) - {"facial_hair"}
        assert not [tag for tag in tags if tag.endswith(("_hair", "bangs", "braid"))]


def test_what_another_has_in_front_of_it_is_not_tagged():
    for one in _alone():
        tags = read_tags(replace(one, owners=np.zeros_like(one.owners)))
        assert not [tag for tag in tags if tag.endswith(("_hair", "_eyes", "_shirt"))]


def test_a_mirror_changes_no_tag():
    for one in _drawn():
        mirrored = replace(
            one, pixels=one.pixels[:, ::-1], parts=one.parts[:, ::-1], owners=one.owners[:, ::-1]
        )
        assert read_tags(mirrored) == read_tags(one)


def test_drawings_without_colour_have_no_hues():
    grey = [one for one in _drawn() if one.style.colourless]
    assert grey
    for one in grey:
        tags = read_tags(one)
        assert "monochrome" in tags and not [tag for tag in tags if _is_hue(tag)]
        assert np.ptp(one.pixels.astype(int), axis=2).max() < 40


def test_faces_show_the_colours_of_their_character():
    told = {"hair": [], "eyes": []}
    for one in _alone():
        sitter = one.sitters[0]
        if one.framing != "face" or sitter.character.sex == NOBODY or one.style.colourless:
            continue
        tags = read_tags(one)
        for what, own in (("hair", sitter.character.hair), ("eyes", sitter.character.eyes)):
            if any(tag == f"{colour}_{what}" for tag in tags for colour in COLOURS):
                told[what].append(f"{own}_{what}" in tags)
    assert len(told["hair"]) > 25 and np.mean(told["hair"]) > 0.9
    assert len(told["eyes"]) > 20 and np.mean(told["eyes"]) > 0.9


def test_heads_from_behind_have_no_faces():
    for one in _alone():
        if one.sitters[0].pose.away:
            tags = read_tags(one)
            assert "from_behind" in tags
            assert not [tag for tag in tags if tag.endswith("_eyes") or tag in ("smile", "blush", "glasses")]


def test_parts_are_kept_without_touching_a_pixel():
    from comicenc.data.toonworld.canvas import Canvas
    from comicenc.data.toonworld.figure import draw_figure
    from comicenc.data.toonworld.illustrators import sample_illustrator
    from comicenc.data.toonworld.pose import Pose

    style = sample_illustrator(np.random.default_rng(0))
    drawn = []
    for tell in (False, True):
        canvas = Canvas(96, 96, tell=tell)
        draw_figure(canvas, character_of(0, 1).design, Pose(), style, 48, 40, 50)
        drawn.append(canvas)
    assert np.array_equal(drawn[0].pixels, drawn[1].pixels) and drawn[0].parts is None
    assert {Part.HAIR, Part.SKIN, Part.EYE} <= set(np.unique(drawn[1].parts).tolist())
