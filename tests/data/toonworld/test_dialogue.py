"""What is said: every template can be said by everybody, in both languages."""

import re

import numpy as np
import pytest

from comicenc.data.toonworld.dialogue import MANNERS, narrate, sample_voice, sound, speak
from comicenc.data.toonworld.phrases import ACTS, CAPTIONS, SOUNDS
from comicenc.data.toonworld.vocabulary import GENRES, MOODS, invent_names, pick, sample_world

JAPANESE = re.compile(r"[ぁ-ヿ一-鿿…！？〜]")


def _world(seed: int = 0, cast: int = 4):
    rng = np.random.default_rng(seed)
    genre = pick(rng, tuple(GENRES))
    return sample_world(rng, genre, cast, GENRES[genre].places)


@pytest.mark.parametrize("act", ACTS)
def test_no_slot_is_left_open(act):
    for seed in range(30):
        rng = np.random.default_rng(seed)
        voice = sample_voice(rng, pick(rng, ("human", "beast", "creature")), pick(rng, ("young", "elder")))
        line = speak(rng, _world(seed), voice, 0, 1, pick(rng, MOODS), act)
        english, japanese = line.words
        assert not re.search(r"[{}\[\]|]", english + japanese), line
        assert JAPANESE.search(japanese) and not JAPANESE.search(english.replace("…", ""))


def test_captions_and_sounds_exist_for_every_mood():
    rng = np.random.default_rng(0)
    assert set(SOUNDS) == set(MOODS) and set(CAPTIONS) == {"any", *MOODS}
    for mood in MOODS:
        assert all(sound(rng, mood).words)
        assert not re.search(r"[{}]", "".join(narrate(rng, _world(), mood, 0).words))


def test_a_voice_keeps_its_habits():
    rng = np.random.default_rng(0)
    voices = {}
    while len(voices) < len(MANNERS):
        voice = sample_voice(rng, pick(rng, ("human", "beast", "creature")), pick(rng, ("young", "elder")))
        voices.setdefault(voice.manner, voice)
    said = {
        manner: [speak(rng, _world(), voice, 0, 1, "happy", "tell").words for _ in range(60)]
        for manner, voice in voices.items()
    }
    assert all("じゃ" in " ".join(words[1] for words in said["old"]) for _ in [0])
    for manner, words in said.items():
        openers = tuple(opener[0] for opener in voices[manner].openers)
        share = np.mean([english.startswith(openers) for english, _ in words])
        assert 0.05 < share < 0.85, manner


def test_names_begin_differently_and_are_never_read_as_missing():
    for seed in range(200):
        names = [name[0] for name in invent_names(np.random.default_rng(seed), 8)]
        assert len({name[:2] for name in names}) == 8
        assert not {"None", "Nan"} & set(names)


def test_two_albums_share_neither_names_nor_words():
    worlds = [_world(seed) for seed in range(20)]
    assert len({name for world in worlds for name in world.names}) > 75  # of 80
    assert len({world.subjects[2] for world in worlds}) == 20
