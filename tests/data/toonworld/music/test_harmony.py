"""Chords, scales and voicings are those that their names promise."""

import pytest

from comicenc.data.toonworld.music.harmony import (
    PROGRESSIONS,
    SCALES,
    ladder,
    pitches,
    read_chord,
    root_near,
    voicing,
)
from comicenc.data.toonworld.music.moods import MOODS


@pytest.mark.parametrize(
    ("numeral", "classes"),
    [
        ("I", {0, 4, 7}),
        ("vi", {9, 0, 4}),
        ("bVI", {8, 0, 3}),
        ("V7", {7, 11, 2, 5}),
        ("iio7", {2, 5, 8, 11}),
        ("#ivo", {6, 9, 0}),
        ("i6", {0, 3, 7, 9}),
        ("I6", {0, 4, 7, 9}),
        ("i5", {0, 7}),
        ("IVmaj7", {5, 9, 0, 4}),
    ],
)
def test_numerals(numeral, classes):
    chord = read_chord(numeral)
    assert {(chord.root + tone) % 12 for tone in chord.tones} == classes
    assert {pitch % 12 for pitch in pitches(chord, 0, 36, 60)} == classes
    assert {(pitch - 2) % 12 for pitch in pitches(chord, 2, 36, 60)} == classes


@pytest.mark.parametrize("wrong", ["", "H", "viii", "Iv", "I13", "##I"])
def test_no_numeral(wrong):
    with pytest.raises(ValueError, match="is no chord"):
        read_chord(wrong)


def test_every_progression_can_be_read():
    assert set(PROGRESSIONS) == set(MOODS)
    for sequences in PROGRESSIONS.values():
        for scale, numerals, weight in sequences:
            assert scale in SCALES and weight > 0
            assert [read_chord(numeral) for numeral in numerals.split()]


def test_ladders_and_roots():
    assert ladder("major", 0, 60, 72) == [60, 62, 64, 65, 67, 69, 71, 72]
    assert ladder("minor", 9, 57, 69) == [57, 59, 60, 62, 64, 65, 67, 69]
    assert root_near(read_chord("V"), 0, 45) == 43
    assert root_near(read_chord("I"), 0, 45) == 48


def test_voices_move_little():
    before = voicing(read_chord("I"), 0, 60)
    for numeral in ("IV", "V7", "vi", "bII"):
        after = voicing(read_chord(numeral), 0, 60, before)
        classes = {(read_chord(numeral).root + tone) % 12 for tone in read_chord(numeral).tones}
        assert {pitch % 12 for pitch in after} == classes
        assert abs(sum(after) / len(after) - sum(before) / len(before)) < 4
        before = after
