"""Pieces keep to what their mood and manner promise, and depend on their seed alone."""

from statistics import mean

import numpy as np
import pytest

from comicenc.data.toonworld.music import MOODS, compose
from comicenc.data.toonworld.music.basslines import _GROOVES
from comicenc.data.toonworld.music.chordal import CELLS
from comicenc.data.toonworld.music.composer import _PATTERNS
from comicenc.data.toonworld.music.drumming import GROOVES
from comicenc.data.toonworld.music.ensembles import EXTRAS, MANNERS
from comicenc.data.toonworld.music.instruments import INSTRUMENTS, KITS
from comicenc.data.toonworld.music.percussion import _DRUMS

DARK = ("minor", "harmonic", "phrygian", "dorian", "octatonic", "double harmonic", "whole tone")


@pytest.fixture(scope="module")
def pieces():
    return {mood: [compose([3, number], mood, 20.0) for number in range(60)] for mood in MOODS}


def test_a_seed_is_a_piece():
    assert compose([1, 2], "sad", 15.0) == compose([1, 2], "sad", 15.0)
    assert compose([1, 2], "sad", 15.0) != compose([1, 3], "sad", 15.0)
    assert compose(4, "angry").seconds == 30.0


@pytest.mark.parametrize(
    ("mood", "settings", "said"),
    [
        ("bored", {}, "'bored' is no mood"),
        ("sad", {"manner": "opera"}, "'opera' is no manner"),
        ("sad", {"seconds": 0.5}, "too short"),
    ],
)
def test_what_cannot_be_composed(mood, settings, said):
    with pytest.raises(ValueError, match=said):
        compose(0, mood, **settings)


def test_notes_are_within_the_piece_and_the_instrument(pieces):
    for some in pieces.values():
        for piece in some:
            assert piece.parts
            for part in piece.parts:
                assert list(part.notes) == sorted(part.notes) and part.notes
                for note in part.notes:
                    assert 0 <= note.start < piece.seconds and note.length > 0
                    assert 0 < note.velocity <= 1
                    if part.instrument in KITS:
                        assert note.pitch in _DRUMS
                    else:
                        assert 12 <= note.pitch <= 115


def test_something_sounds_all_along(pieces):
    for some in pieces.values():
        for piece in some:
            begins = np.sort([note.start for part in piece.parts for note in part.notes])
            ends = np.maximum.accumulate(
                [
                    note.start + note.length
                    for _, note in sorted((note.start, note) for part in piece.parts for note in part.notes)
                ]
            )
            assert begins[0] < 6
            assert np.max(begins[1:] - ends[:-1], initial=0) < 8, piece.manner


def test_moods_differ_as_listeners_say(pieces):
    tempo = {mood: mean(piece.tempo for piece in some) for mood, some in pieces.items()}
    assert max(tempo["sad"], tempo["tender"], tempo["scary"]) < min(
        tempo["happy"], tempo["exciting"], tempo["angry"]
    )
    dark = {mood: mean(piece.scale in DARK for piece in some) for mood, some in pieces.items()}
    assert max(dark["happy"], dark["tender"]) < 0.35 < 0.65 < min(dark["sad"], dark["angry"], dark["scary"])
    force = {
        mood: mean(note.velocity for piece in some for part in piece.parts for note in part.notes)
        for mood, some in pieces.items()
    }
    assert max(force["sad"], force["tender"]) < force["happy"] < force["angry"]


def test_no_mood_is_one_manner(pieces):
    for mood in MOODS:
        assert sum(mood in manner.moods for manner in MANNERS.values()) >= 8
        assert len({piece.manner for piece in pieces[mood]}) >= 6
    shared = sum(len(manner.moods) >= 3 for manner in MANNERS.values())
    assert shared >= 0.8 * len(MANNERS)


def test_how_loud_it_is_says_nothing(pieces):
    loud = {mood: mean(piece.finish.loudness for piece in some) for mood, some in pieces.items()}
    assert max(loud.values()) - min(loud.values()) < 2.5


def test_tables_name_what_there_is():
    named = {"rhythm": CELLS, "groove": _GROOVES, "drums": GROOVES}
    layers = [layer for manner in MANNERS.values() for layer in manner.layers]
    for layer in [*layers, *(layer for some in EXTRAS.values() for layer in some)]:
        for instrument in layer.instruments.split("|"):
            assert instrument == "kit" or instrument in INSTRUMENTS
        for pattern in layer.patterns.split("|"):
            family, _, name = pattern.partition(" ")
            assert name in named[family] if name else family in _PATTERNS
        assert set(layer.only.split()) <= set(MOODS)
    for manner in MANNERS.values():
        assert set(manner.moods) <= set(MOODS) and set(manner.kits) <= set(KITS)
        assert manner.layers[0].chance == 1.0 or any(layer.chance == 1.0 for layer in manner.layers)
    assert {key for groove in GROOVES.values() for key in groove} <= set(_DRUMS)


@pytest.mark.parametrize("manner", MANNERS)
def test_every_manner_can_be_played_in_its_moods(manner):
    for mood in MANNERS[manner].moods:
        piece = compose([8, len(manner)], mood, 6.0, manner)
        assert piece.manner == manner and piece.mood == mood
        low, high = MANNERS[manner].tempo
        assert low <= piece.tempo <= high
