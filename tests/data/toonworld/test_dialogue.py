"""What is said: every template can be said by everybody, in both languages."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pytest

from comicenc.data.toonworld.album import PAGES_A_SCENE, Album, sample_album, sample_scene
from comicenc.data.toonworld.dialogue import narrate, sound, speak
from comicenc.data.toonworld.layouts import sample_layout
from comicenc.data.toonworld.names import invent_names, pick
from comicenc.data.toonworld.phrases import ACTS, CAPTIONS, MOOD_ACTS, REMARKS, SOUNDS
from comicenc.data.toonworld.script import write_page
from comicenc.data.toonworld.vocabulary import GENRES, MOODS, sample_world
from comicenc.data.toonworld.voices import MANNERS, sample_voice

JAPANESE = re.compile(r"[ぁ-ヿ一-鿿…！？〜]")


def _world(seed: int = 0, cast: int = 4):
    rng = np.random.default_rng(seed)
    genre = pick(rng, tuple(GENRES))
    return sample_world(rng, genre, cast, GENRES[genre].places)


@pytest.mark.parametrize("act", [*ACTS, "remark"])
def test_no_slot_is_left_open(act):
    for seed in range(30):
        rng = np.random.default_rng(seed)
        voice = sample_voice(rng, pick(rng, ("human", "beast", "creature")), pick(rng, ("young", "elder")))
        line = speak(rng, _world(seed), voice, 0, 1, pick(rng, MOODS), act)
        english, japanese = line.words
        assert not re.search(r"[{}\[\]|]", english + japanese), line
        assert JAPANESE.search(japanese) and not JAPANESE.search(english.replace("…", ""))


def test_every_act_of_a_mood_has_templates():
    assert {act for acts in MOOD_ACTS.values() for act in acts} <= {*ACTS, "remark"}
    assert set(REMARKS) == set(GENRES)


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
    for word in ("kin", "events", "oaths"):
        own = [set(getattr(world.lore, word)) for world in worlds]
        assert len(set().union(*own)) == sum(map(len, own))


def test_two_of_one_manner_still_differ_in_habits():
    voices = [sample_voice(np.random.default_rng(seed)) for seed in range(40)]
    plain = [voice for voice in voices if voice.manner == "plain"]
    assert len(plain) > 10
    assert len({(voice.saying, voice.laugh, voice.address) for voice in plain}) == len(plain)
    voice = plain[0]
    rng, world = np.random.default_rng(0), _world()
    said = [speak(rng, world, voice, 0, 1, "happy") for _ in range(200)]
    assert sum(voice.saying[0] in line.words[0] for line in said) > 4
    own = sum(world.subjects[voice.topic][0] in line.words[0] for line in said)
    others = [subject for index, subject in enumerate(world.subjects) if index != voice.topic]
    assert own > max(sum(each[0] in line.words[0] for line in said) for each in others)


def test_an_albums_manners_are_common_in_it():
    def share(common: Sequence[str]) -> float:
        found = [sample_voice(np.random.default_rng(seed), common=common).manner for seed in range(200)]
        return np.mean([manner == "rough" for manner in found])

    assert share(("rough",)) > share(()) + 0.15


class _Seen(NamedTuple):
    """Somebody in a frame: what is said there, and how the line they say alone reads."""

    words: Counter
    album: int
    who: tuple[int, str]
    page: int
    alone: bool


def _beats(album: Album, pages: int) -> Iterator:
    """The script of an album as its pages have it, without a stroke drawn."""
    for number in range(pages):
        rng, scene = album.rng(2, number), sample_scene(album, number // PAGES_A_SCENE)
        frames = sample_layout(rng, album.habits, None)
        width, height = album.habits.width, album.habits.height
        boxes = [frame.box(width, height) for frame in frames]
        shapes = [(box.width / width, box.height / height) for box in boxes]
        for beat in write_page(rng, album, scene, shapes, opening=number % PAGES_A_SCENE == 0):
            yield number, scene, beat


@pytest.fixture(scope="module")
def seen() -> list[_Seen]:
    found = []
    for index in range(30):
        album = sample_album(0, index, language="en")
        for page, scene, beat in _beats(album, 10):
            words = Counter(re.findall(r"[\w'-]+", " ".join(line.words[0] for line in beat.lines).lower()))
            speakers = {line.speaker for line in beat.lines} - {None}
            for actor in (scene.actors[position] for position in beat.actors):
                alone = speakers == {actor}
                found.append(_Seen(words, index, (index, album.cast[actor].name), page, alone))
    return found


def _accuracy(rows: Sequence[_Seen], label: Callable[[_Seen], object]) -> float:
    """How often naive Bayes over bags of words, learnt from eight pages, is right on the last two."""
    columns = {word: number for number, word in enumerate({word for row in rows for word in row.words})}
    classes = {name: number for number, name in enumerate(dict.fromkeys(map(label, rows)))}
    bags = np.zeros((len(rows), len(columns)), bool)
    for number, row in enumerate(rows):
        bags[number, [columns[word] for word in row.words]] = True
    labels = np.array([classes[label(row)] for row in rows])
    known = np.array([row.page < 8 for row in rows])
    counts = np.full((len(classes), len(columns)), 0.05)
    np.add.at(counts, labels[known], bags[known])
    prior = np.log(np.bincount(labels[known], minlength=len(classes)) + 1)
    scores = bags[~known] @ np.log(counts / counts.sum(1, keepdims=True)).T + prior
    return float(np.mean(scores.argmax(1) == labels[~known]))


def test_text_tells_albums_apart_far_better_than_characters(seen: list[_Seen]):
    """As Manga-MMTL finds of real manga: the text signal is weak for a character, strong for an album."""
    spoken = [row for row in seen if row.words]
    album, who = _accuracy(spoken, lambda row: row.album), _accuracy(spoken, lambda row: row.who)
    assert album > 0.5 and who < 0.5 * album, (album, who)


def test_what_somebody_says_alone_hints_at_who_it_is(seen: list[_Seen]):
    hits, chance = [], []
    for album in range(30):
        own = [row for row in seen if row.album == album and row.alone]
        hits.append(_accuracy(own, lambda row: row.who))
        chance.append(1 / len({row.who for row in own}))
    assert np.mean(hits) > np.mean(chance) + 0.06, (np.mean(hits), np.mean(chance))


def test_some_frames_are_silent_and_some_have_many_voices():
    beats = [beat for index in range(8) for _, _, beat in _beats(sample_album(0, index), 8)]
    assert 0.05 < np.mean([not beat.lines for beat in beats]) < 0.3
    assert np.mean([len({line.speaker for line in beat.lines} - {None}) > 1 for beat in beats]) > 0.1
    kinds = Counter(line.kind for beat in beats for line in beat.lines)
    assert all(kinds[kind] > 5 for kind in ("speech", "thought", "shout", "whisper", "narration", "sound"))
