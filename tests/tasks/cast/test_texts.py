"""A cast found with what is said, and what sets it apart from one found without."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from comicenc.tasks.cast import Cast, Change, changes, encode_instances, spoken
from tests.tasks.stand_ins import ColorEncoder
from tests.tasks.talking import TalkingEncoder, talking

SAID = {(0, 0): "quack", (0, 1): "meow", (1, 0): "quack quack", (1, 1): "meow"}


@pytest.fixture
def comic():
    """Four in red, two of whom quack and two of whom meow, and one in red who is silent."""
    return talking("red|red", "red|red|red", said=SAID)


def test_dialogue_counts_where_the_encoder_takes_it(comic):
    encoder = TalkingEncoder()
    cast = Cast.find(comic, encoder)
    assert cast.texts == ("quack", "meow", "quack quack", "meow", "")
    assert encoder.heard == ["quack", "meow", "quack quack", "meow", None]
    assert cast.labels.tolist() == [0, 1, 0, 1, 2]
    assert cast.settings.threshold == 0.6


def test_dialogue_can_be_left_out(comic):
    encoder = TalkingEncoder()
    cast = Cast.find(comic, encoder, texts=False)
    assert cast.texts is None
    assert set(encoder.heard) == {None}
    assert set(cast.labels) == {0}
    assert cast.settings.threshold == 0.5, "an encoder that hears nothing has a distance of its own"


def test_without_a_distance_of_its_own_the_one_for_dialogue_has_to_do(comic):
    encoder = TalkingEncoder()
    del encoder.calibration["cast_distance_without_texts"]
    assert Cast.find(comic, encoder, texts=False).settings.threshold == 0.6


@pytest.mark.parametrize("said", [{}, {(0, 0): " "}, {(0, 2): "meow"}])
def test_a_comic_in_which_nobody_speaks_is_one_without_dialogue(said):
    cast = Cast.find(talking("red|red", "red", said=said), TalkingEncoder())
    assert cast.texts is None
    assert cast.settings.threshold == 0.5


def test_an_encoder_that_does_not_hear_is_given_nothing(comic):
    assert spoken(comic, ColorEncoder()) is None
    assert Cast.find(comic, ColorEncoder()).texts is None


def test_the_language_is_chosen():
    comic = talking("red", "red", said={(0, 0): {"en": "meow", "ja": "woof"}, (1, 0): {"ja": "woof"}})
    encoder = TalkingEncoder()
    assert list(spoken(comic, encoder).values()) == ["meow", "woof"]
    assert list(spoken(comic, encoder, "ja").values()) == ["woof", "woof"]
    assert Cast.find(comic, encoder, language="en").texts == ("meow", "")
    assert spoken(comic, encoder, "fr") is None


def test_texts_follow_the_instances_that_are_kept(comic):
    pages = list(comic.pages)
    faceless = replace(pages[0].characters[0], face=None)
    pages[0] = replace(pages[0], characters=(faceless, pages[0].characters[1]))
    cast = Cast.find(comic.with_pages(tuple(pages)), TalkingEncoder())
    assert [instance.index for instance in cast.left_out] == [0]
    assert cast.texts == ("meow", "quack quack", "meow", "")


def test_texts_are_saved_with_the_cast(comic, tmp_path):
    cast = Cast.find(comic, TalkingEncoder())
    again = Cast.load(cast.save(tmp_path / "cast.json"))
    assert again.texts == cast.texts
    assert again.with_settings(threshold=0.1).texts == cast.texts
    assert cast.to_dict()["identities"][0]["instances"][1]["text"] == "quack quack"
    silent = Cast.find(comic, TalkingEncoder(), texts=False)
    assert Cast.load(silent.save(tmp_path / "silent.json")).texts is None
    assert "text" not in silent.to_dict()["identities"][0]["instances"][0]
    damaged = (tmp_path / "cast.json").read_text().replace('"meow",', "", 1)
    (tmp_path / "cast.json").write_text(damaged)
    with pytest.raises(ValueError, match="a damaged cast"):
        Cast.load(tmp_path / "cast.json")


def test_what_the_dialogue_changed(comic):
    with_texts, without = Cast.find(comic, TalkingEncoder()), Cast.find(comic, TalkingEncoder(), texts=False)
    found = changes(with_texts, without)
    assert [change.row for change in found] == [1, 3, 4]
    assert found[0] == Change(with_texts.instances[1], 1, 1, 0, (0, 2, 3, 4))
    assert changes(with_texts, with_texts) == []
    back = changes(without, with_texts)
    assert [(change.row, change.identity, change.before) for change in back] == [
        (1, 0, None),
        (3, 0, None),
        (4, 0, None),
    ]
    assert back[0].among == (3,)


def test_casts_of_two_comics_are_not_compared(comic):
    cast = Cast.find(comic, TalkingEncoder())
    other = Cast.find(comic.with_pages(comic.pages[:1]), TalkingEncoder())
    with pytest.raises(ValueError, match="not of the same instances"):
        changes(cast, other)


def test_batches_change_nothing(comic):
    encoder = TalkingEncoder()
    said = spoken(comic, encoder)
    alone, together = (
        encode_instances(comic, encoder, texts=said, batch_size=size).vectors for size in (1, 9)
    )
    np.testing.assert_array_equal(alone, together)
