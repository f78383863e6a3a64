"""What moods do to pages: every cue they name exists, and the pages that come of it keep true labels."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from comicenc.comic import Box
from comicenc.data.toonworld.album import sample_scene
from comicenc.data.toonworld.effects import EFFECTS
from comicenc.data.toonworld.finish import Look
from comicenc.data.toonworld.gestures import ARMS, STANCES
from comicenc.data.toonworld.layouts import LAYOUTS
from comicenc.data.toonworld.moods import MANNERS, camera_roll, close_up, habits_in, sample_look
from comicenc.data.toonworld.pages import draw_page
from comicenc.data.toonworld.script import SHOTS
from comicenc.data.toonworld.vivid import at_height, vivid_album
from comicenc.data.toonworld.vocabulary import MOODS


def test_every_mood_has_a_manner_and_names_only_what_there_is():
    assert set(MANNERS) == set(MOODS)
    for manner in MANNERS.values():
        assert set(manner.shots) <= set(SHOTS) and set(manner.layouts) <= set(LAYOUTS)
        assert set(manner.stances) <= set(STANCES) and set(manner.arms) <= set(ARMS)
        assert {kind for kind, _ in manner.air} <= set(EFFECTS)
        for chance in (
            manner.bare,
            manner.tilt[0],
            manner.black,
            manner.marks,
            manner.sounds,
            manner.closest,
        ):
            assert 0 <= chance < 1
    assert {kind for manner in MANNERS.values() for kind, _ in manner.air} == set(EFFECTS)


@pytest.fixture(scope="module")
def drawn():
    """A page of every mood, of another album each."""
    pages = {}
    for index, mood in enumerate(MOODS):
        album = at_height(vivid_album(3, index), 640)
        pages[mood] = album, draw_page(album, index, mood=(mood, MOODS[index - 1]))
    return pages


def test_a_seed_fixes_vivid_pages(drawn):
    album, page = drawn["exciting"]
    again = draw_page(
        at_height(vivid_album(3, album.index), 640), MOODS.index("exciting"), mood=page.page.mood
    )
    assert again.page == page.page and np.array_equal(again.pixels, page.pixels)


def test_the_mood_that_was_asked_for_is_the_pages(drawn):
    for mood, (_, page) in drawn.items():
        assert page.page.mood[0] == mood
        assert page.pixels.shape[0] == 640 and page.page.size == page.pixels.shape[1::-1]


def test_labels_of_vivid_pages_lie_where_people_are_seen(drawn):
    faces = 0
    for _, page in drawn.values():
        for character, figure in zip(page.page.characters, page.figures, strict=True):
            panel = page.page.panels[character.panel].box
            for box in filter(None, (character.face, character.body)):
                assert box.inside(panel) > 0.97, (box, panel)
            if character.face is not None:
                x0, y0, x1, y1 = (int(value) for value in character.face.as_tuple())
                assert (page.owners[y0:y1, x0:x1] == figure + 1).mean() > 0.25
                faces += 1
            if character.body is not None:
                rows, columns = np.nonzero((page.owners == figure) | (page.owners == figure + 1))
                bounds = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
                assert character.body == Box(*map(float, bounds))
    assert faces > 10


def test_mood_does_not_change_who_and_where():
    """What a mood changes, it changes in the light of a scene, and not in its cast and its place."""
    album = vivid_album(4, 2)
    scenes = [sample_scene(album, 1, (mood, "happy" if mood != "happy" else "sad")) for mood in MOODS]
    assert len({(scene.place, scene.actors, scene.outfits) for scene in scenes}) == 1
    assert len({scene.look for scene in scenes}) > 1


def test_scary_pages_are_dark_and_happy_ones_bright():
    rng = np.random.default_rng(0)
    looks = {mood: [sample_look(rng, mood) for _ in range(200)] for mood in MOODS}
    light = {mood: np.mean([look.brightness for look in looks[mood]]) for mood in MOODS}
    assert min(light, key=light.get) == "scary" and light["scary"] < 0.75 < 1.04 < light["happy"]
    colour = {mood: np.mean([look.saturation for look in looks[mood]]) for mood in MOODS}
    assert colour["sad"] < 0.75 < 1.15 < colour["funny"]
    assert all(Look() in looks[mood] for mood in MOODS), "no cue is always there"


def test_exciting_pages_are_cut_aslant_and_seen_from_a_rolling_camera():
    rng = np.random.default_rng(1)
    habits = replace(vivid_album(0, 0).habits, weights=(3, 0.4, 1.5, 3, 0.5, 0.6, 0), paper="white")
    slanted = {
        mood: habits_in(habits, mood, rng).weights[LAYOUTS.index("slanted")]
        / sum(habits_in(habits, mood, rng).weights)
        for mood in MOODS
    }
    assert max(slanted, key=slanted.get) == "exciting" and slanted["sad"] < 0.1
    papers = Counter(habits_in(habits, "scary", rng).paper for _ in range(200))
    assert 50 < papers["black"] < 130
    rolls = {mood: np.mean([camera_roll(rng, mood) != 0 for _ in range(300)]) for mood in MOODS}
    assert max(rolls, key=rolls.get) == "exciting" and rolls["tender"] == 0
    assert all(close_up(rng, "happy") is None for _ in range(50))
    assert 20 < sum(close_up(rng, "angry") is not None for _ in range(100)) < 60
