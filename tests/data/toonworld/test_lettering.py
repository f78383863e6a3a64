"""Letters and balloons: every letter has a glyph, columns break as they should, balloons keep off faces."""

import numpy as np
import pytest

from comicenc.comic import Box
from comicenc.data.toonworld.canvas import Canvas
from comicenc.data.toonworld.dialogue import Line
from comicenc.data.toonworld.lettering import Speaker, draw_balloon, font, sample_hand, set_balloon
from comicenc.data.toonworld.lore import FORMS
from comicenc.data.toonworld.names import SYLLABLES
from comicenc.data.toonworld.phrases import ACTS, CAPTIONS, REMARKS, SOUNDS
from comicenc.data.toonworld.placing import place_balloon
from comicenc.data.toonworld.vocabulary import GENRES, PLACE_NAMES
from comicenc.data.toonworld.voices import ADDRESSES, LAUGHS, OPENERS, SAYINGS


def _letters(language: int) -> set[str]:
    tables = (ACTS, REMARKS, CAPTIONS, SOUNDS, PLACE_NAMES, OPENERS)
    pairs = [pair for table in tables for row in table.values() for pair in row]
    pairs += [pair for genre in GENRES.values() for pair in genre.subjects + genre.foes]
    pairs += [*SYLLABLES, *FORMS, *SAYINGS, *LAUGHS, *ADDRESSES]
    return {letter for pair in pairs for letter in pair[language] if not letter.isspace()}


@pytest.mark.parametrize(("name", "language"), [("en", 0), ("ja", 1)])
def test_every_letter_has_a_glyph(name, language):
    face = font(name, 32)
    missing = bytes(face.getmask("\U0010fffd"))
    letters = _letters(language) - set("{}[]|")
    assert len(letters) > (40 if name == "en" else 300)
    assert not {letter for letter in letters if bytes(face.getmask(letter)) == missing}


def _balloon(words: tuple[str, str], language: str, kind: str = "speech"):
    rng = np.random.default_rng(0)
    hand = sample_hand(rng, language)
    return set_balloon(Line(kind, words, "tell", 0), hand, 1000, rng), hand, rng


def test_japanese_is_set_in_columns_and_english_in_lines():
    words = (
        "We have to reach the castle before the frost witch does.",
        "氷の魔女より先に、城へ行かなければならない。",
    )
    english, japanese = _balloon(words, "en")[0], _balloon(words, "ja")[0]
    assert english.width > english.height
    assert japanese.height > japanese.width


def test_drawn_balloon_covers_whoever_is_under_it():
    balloon, hand, rng = _balloon(("Look out!", "危ない！"), "en")
    canvas = Canvas(400, 300, track=True)
    canvas.owners[:] = 7
    speaker = Speaker((330.0, 260.0), Box(300, 220, 360, 290))
    box = draw_balloon(canvas, balloon, 150, 100, hand, rng, speaker)
    assert canvas.owners[100, 150] == 0
    assert canvas.owners[270, 330] == 7, "the tail stops before the face"
    assert (canvas.owners == 0).sum() > 0.5 * box.area
    assert canvas.pixels[80:120, 100:200].min() < 80, "there are letters"


@pytest.mark.parametrize("right_to_left", [False, True])
def test_balloons_keep_off_faces_and_in_order(right_to_left):
    panel, rng = Box(0, 0, 600, 400), np.random.default_rng(0)
    face = Box(230, 120, 370, 280)
    balloon = _balloon(("Where is the dragon's egg?", "竜の卵はどこ？"), "en")[0]
    placed: list[Box] = []
    for _ in range(3):
        where = place_balloon(balloon, panel, (600, 400), [face], placed, None, right_to_left, rng)
        assert where is not None
        box = Box(
            where[0] - balloon.width / 2,
            where[1] - balloon.height / 2,
            where[0] + balloon.width / 2,
            where[1] + balloon.height / 2,
        )
        assert face.inside(box) < 0.3
        assert all(box.intersection(other) < 0.05 * box.area for other in placed)
        placed.append(box)
    x = [box.center[0] for box in placed[:2]]
    below = placed[1].y0 > placed[0].center[1]
    assert below or ((x[1] < x[0]) == right_to_left)


def test_no_room_is_no_balloon():
    balloon = _balloon(("Where is the dragon's egg?", "竜の卵はどこ？"), "en")[0]
    assert (
        place_balloon(balloon, Box(0, 0, 60, 60), (600, 400), [], [], None, False, np.random.default_rng(0))
        is None
    )
