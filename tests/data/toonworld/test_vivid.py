"""Albums that show their genre: dress, ink and the things that stand about."""

import numpy as np
import pytest

from comicenc.data.toonworld.album import sample_album
from comicenc.data.toonworld.brush import Brush
from comicenc.data.toonworld.canvas import Canvas
from comicenc.data.toonworld.dress import DRESSES
from comicenc.data.toonworld.motifs import MOTIFS, draw_motif
from comicenc.data.toonworld.settings import sample_place
from comicenc.data.toonworld.sheet import BOTTOMS, COLLARS, HATS, PATTERNS, TOPS
from comicenc.data.toonworld.style import sample_style
from comicenc.data.toonworld.vivid import at_height, vivid_album
from comicenc.data.toonworld.vocabulary import GENRES

GREEN = (90, 140, 120)


@pytest.fixture(scope="module")
def albums():
    return [vivid_album(9, index) for index in range(60)]


def test_every_genre_has_a_dress_that_can_be_worn():
    assert set(DRESSES) == set(MOTIFS) == set(GENRES)
    for dress in DRESSES.values():
        assert set(dress.tops) <= set(TOPS) and set(dress.bottoms) <= set(BOTTOMS)
        assert set(dress.patterns) <= set(PATTERNS) and set(dress.collars) <= set(COLLARS)
        assert set(dress.hats) <= set(HATS) and (not dress.hatted or dress.hats)


def test_the_same_story_with_the_same_people(albums):
    for index in (0, 7, 23):
        plain, vivid = sample_album(9, index), albums[index]
        assert vivid == vivid_album(9, index) and vivid.vivid and not plain.vivid
        assert (vivid.world, vivid.places, vivid.key) == (plain.world, plain.places, plain.key)
        for one, other in zip(plain.cast, vivid.cast, strict=True):
            assert (one.name, one.design.face, one.design.hair) == (
                other.name,
                other.design.face,
                other.design.hair,
            )


def test_people_wear_what_their_genre_wears(albums):
    for album in albums:
        dress = DRESSES[album.genre]
        tops = [outfit.top for member in album.cast for outfit in member.design.outfits]
        assert np.mean([top in (dress.tops or TOPS) for top in tops]) > 0.4, album.genre
    robes = [
        outfit.top == "robe"
        for album in albums
        if album.genre == "historical drama"
        for member in album.cast
        for outfit in member.design.outfits
    ]
    assert np.mean(robes) > 0.7


def test_teams_wear_one_colour(albums):
    (album, *_) = (album for album in albums if album.genre == "sports")
    colours = [
        outfit.top_colour for member in album.cast if member.design.human for outfit in member.design.outfits
    ]
    assert max(map(colours.count, colours)) >= 0.6 * len(colours)


@pytest.mark.parametrize(
    "motif", [motif for motifs in MOTIFS.values() for motif in motifs], ids=lambda motif: motif.__name__
)
def test_every_motif_is_drawn(motif):
    style, place = (
        sample_style(np.random.default_rng(3), "anime"),
        sample_place(np.random.default_rng(4), "shore"),
    )
    shares = []
    for seed in range(5):
        canvas = Canvas(300, 200, GREEN)
        canvas.look(0.0, 0.0, 200.0)
        motif(Brush(canvas, style, "day", 0.0), place, np.random.default_rng(seed), 1.5)
        shares.append((canvas.pixels != GREEN).any(axis=2).mean())
    assert np.mean(shares) > 0.001


def test_motifs_stand_in_some_panels_and_belong_to_nobody():
    style, place = (
        sample_style(np.random.default_rng(3), "anime"),
        sample_place(np.random.default_rng(4), "shore"),
    )
    drawn = []
    for seed in range(40):
        canvas = Canvas(90, 60, GREEN, track=True)
        canvas.owner = 3
        draw_motif(canvas, "horror", place, style, "night", np.random.default_rng(seed))
        drawn.append((canvas.pixels != GREEN).any())
        assert not canvas.owners.any()
    assert 10 < sum(drawn) < 30


def test_a_page_of_another_height_keeps_its_shape():
    album = vivid_album(9, 0)
    small = at_height(album, 400)
    assert small.habits.height == 400
    assert small.habits.width / 400 == pytest.approx(album.habits.width / album.habits.height, abs=0.01)
    assert small.pitch < album.pitch
