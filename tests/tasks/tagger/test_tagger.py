from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from comicenc.encoder import ComicEncoder
from comicenc.media import UnreadableFile
from comicenc.tasks.tagger import Calibration, Line, Tagger, Thresholds, mcut
from tests.tasks.tiny_tagger import CHARACTERS, TAGS, noise, save_tiny_tagger

PICTURES = noise(5)


def test_it_knows_what_it_can_say(tagger: Tagger) -> None:
    assert set(tagger.tags) == set(TAGS) and tagger.tags[0] == "1girl"
    assert dict(zip(tagger.tags, tagger.categories.tolist(), strict=True))["hatsune_miku"] == 4
    assert tagger.characters == CHARACTERS


def test_tags_are_those_at_their_threshold_or_above(tagger: Tagger) -> None:
    probabilities, _ = tagger.look(PICTURES)
    assert probabilities.shape == (5, 8) and probabilities.std(0).max() > 0.01
    for row, tags in zip(probabilities, tagger.tag(PICTURES, threshold=0.6), strict=True):
        assert dict(tags.found) == {
            name: p for name, p in zip(tagger.tags, row, strict=True) if p >= np.float64(0.6)
        }
        assert list(tags.found.values()) == sorted(tags.found.values(), reverse=True)
        assert tags.known == ()
    assert any(tags.found for tags in tagger.tag(PICTURES, threshold=0.6))


def test_a_batch_equals_one_at_a_time(tagger: Tagger) -> None:
    known = [["solo"], None, ["hat", "1girl"], [], None]
    together = tagger.look(PICTURES, known, batch_size=5)
    for size in (1, 2):
        apart = tagger.look(PICTURES, known, batch_size=size)
        assert all(np.abs(a - b).max() < 1e-5 for a, b in zip(together, apart, strict=True))
    alone = [tagger.tag([picture], [own]) for picture, own in zip(PICTURES, known, strict=True)]
    assert [tags.names for [tags] in alone] == [tags.names for tags in tagger.tag(PICTURES, known)]


def test_known_tags_are_completed(tagger: Tagger) -> None:
    [tags] = tagger.tag(PICTURES[:1], [["Blue Hair", "headwear", "hat"]], threshold=0.0)
    assert tags.known == ("blue_hair", "hat")
    assert sorted(tags.names) == sorted(TAGS) and tags.names[:2] == ["blue_hair", "hat"]
    assert not set(tags.known) & set(tags.found)
    without, with_tags = tagger.look(PICTURES[:1])[0], tagger.look(PICTURES[:1], [["hat"]])[0]
    assert np.abs(without - with_tags).max() > 1e-3
    assert np.array_equal(without, tagger.look(PICTURES[:1], [None])[0])


def test_probabilities_are_calibrated_by_category(tagger: Tagger) -> None:
    raw, who = tagger.look(PICTURES, calibrated=False)
    tagger.calibration, tagger.temperature = Calibration({4: Line(2.0, -1.0)}), 3.0
    tags, names = tagger.look(PICTURES)
    of_character = tagger.categories == 4
    assert np.allclose(tags[:, ~of_character], raw[:, ~of_character], atol=1e-6)
    odds = np.log(raw / (1 - raw))
    assert np.allclose(tags[:, of_character], 1 / (1 + np.exp(1 - 2 * odds[:, of_character])), atol=1e-5)
    assert np.allclose(names, torch.tensor(who).log().div(3).softmax(1), atol=1e-5)


def test_at_most_so_many_and_only_of_some_categories(tagger: Tagger) -> None:
    every = tagger.tag(PICTURES, threshold=0.0)
    few = tagger.tag(PICTURES, threshold=0.0, max_tags=3)
    assert [list(tags.found) for tags in few] == [list(tags.found)[:3] for tags in every]
    for categories in (["character", "meta"], [4, "5"]):
        [tags] = tagger.tag(PICTURES[:1], [["solo"]], threshold=0.0, categories=categories)
        assert set(tags.found) == {"hatsune_miku", "highres"} and tags.known == ("solo",)
        assert {name: set(own) for name, own in tags.by_category.items()} == {
            "character": {"hatsune_miku"},
            "meta": {"highres"},
        }
    assert tagger.tag(PICTURES[:1], threshold=0.0, categories=[])[0].found == {}


def test_thresholds_at_three_levels_and_by_name(encoder: ComicEncoder) -> None:
    tagger = Tagger(encoder, Thresholds(1.0, {4: 0.0}, {"hat": 0.0}))
    said = {
        level: set(tagger.tag(PICTURES[:1], level=level)[0].found) for level in ("one", "category", "tag")
    }
    assert said == {"one": set(), "category": {"hatsune_miku"}, "tag": {"hatsune_miku", "hat"}}
    by_name = tagger.tag(PICTURES[:1], threshold={"meta": 0.0, "hat": 1.0})[0]
    assert set(by_name.found) == {"hatsune_miku", "highres"}


def test_the_widest_gap_of_each_category(tagger: Tagger) -> None:
    probabilities, _ = tagger.look(PICTURES)
    for row, tags in zip(probabilities, tagger.tag(PICTURES, mcut=True), strict=True):
        general = tagger.categories == 0
        lowest = mcut(row[general])
        assert {tag for tag in tags.found if tags.category(tag) == "general"} == {
            tag for tag, p, of in zip(tagger.tags, row, general, strict=True) if of and p >= lowest
        }
        assert {"highres", "hatsune_miku"} <= set(tags.found), "alone in their categories"


def test_who_it_is(tagger: Tagger) -> None:
    _, who = tagger.look(PICTURES)
    for row, guesses in zip(who, tagger.identify(PICTURES, k=2), strict=True):
        assert [guess.name for guess in guesses] == [CHARACTERS[index] for index in np.argsort(-row)[:2]]
        assert [guess.probability for guess in guesses] == sorted(row.tolist(), reverse=True)[:2]
    assert len(tagger.identify(PICTURES)[0]) == 3, "no more than there are"
    assert tagger.identify(PICTURES[:1], [list(TAGS)]) != tagger.identify(PICTURES[:1])
    with pytest.raises(ValueError, match="k is 0"):
        tagger.identify(PICTURES, k=0)


@pytest.mark.parametrize("variant", ["picture", "tags"])
def test_a_model_without_tags_says_who_it_is(tmp_path: Path, variant: str) -> None:
    tagger = Tagger(save_tiny_tagger(tmp_path / "other", variant=variant))
    assert len(tagger.identify(PICTURES)) == 5
    with pytest.raises(ValueError, match="predicts no tags"):
        tagger.tag(PICTURES)


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        ({"known_tags": [["hta", "solo", "1boy"]]}, "known_tags[0]: the model knows no tag 'hta', '1boy'"),
        ({"known_tags": ["solo"]}, "known_tags[0] is no list of tags"),
        ({"known_tags": [[3]]}, "known_tags[0] is no list of tags"),
        ({"known_tags": [list(TAGS)] * 1}, "known_tags[0] holds 8 tags, and the model has 6 places"),
        ({"known_tags": [[], []]}, "1 images, 2 tags"),
        ({"threshold": 1.5}, "the threshold 1.5 is not between 0 and 1"),
        ({"threshold": {"hats": 0.5}}, "'hats' is for none of the tags and categories"),
        ({"threshold": {"hat": float("nan")}}, "nan is not between 0 and 1"),
        ({"threshold": 0.5, "mcut": True}, "either a threshold decides or the widest gap"),
        ({"max_tags": 0}, "max_tags is 0"),
        ({"categories": ["hats"]}, "'hats' is no category of tags"),
        ({"level": "two"}, "'two' is no level"),
    ],
)
def test_wrong_use_is_one_sentence(tagger: Tagger, options: dict, wrong: str) -> None:
    with pytest.raises(ValueError) as error:
        tagger.tag(PICTURES[:1], **options)
    assert wrong in str(error.value) and "\n" not in str(error.value)


def test_five_hundred_known_tags(tagger: Tagger) -> None:
    strange = [f"tag_{number}" for number in range(500)]
    with pytest.raises(ValueError, match="the model knows no tag 'tag_0', 'tag_1'"):
        tagger.tag(PICTURES[:1], [strange])
    assert tagger.tag(PICTURES[:1], [["solo"] * 500])[0].known == ("solo",), "each counts once"


def test_pictures_that_cannot_be_read_are_all_named(tagger: Tagger, tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    Image.new("RGB", (9, 9)).save(tmp_path / "good.png")
    files = [tmp_path / name for name in ("empty.png", "good.png", "gone.png")]
    with pytest.raises(UnreadableFile, match=r"empty\.png is empty; .*gone\.png does not exist"):
        tagger.tag(files)
    assert tagger.tag([]) == [] and tagger.identify([]) == []


def test_thresholds_lie_with_the_checkpoint(tagger: Tagger, tmp_path: Path) -> None:
    tagger.thresholds = Thresholds(0.5, {0: 0.25}, {"hat": 0.125})
    tagger.save_pretrained(tmp_path / "own")
    again = Tagger.from_pretrained(tmp_path / "own", device="cpu")
    assert again.thresholds.of(["hat", "solo"], [0, 0]).tolist() == [0.125, 0.25]
    assert [tags.names for tags in again.tag(PICTURES)] == [tags.names for tags in tagger.tag(PICTURES)]
    assert Tagger(tmp_path / "own", 0.75).thresholds == Thresholds(0.75)
    mine = tmp_path / "mine.csv"
    mine.write_text("name,best_threshold\nhat,0.75\n")
    assert Tagger(tmp_path / "own", mine).thresholds.tags == {"hat": 0.75}


def test_broken_thresholds_are_refused(checkpoint: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(checkpoint, tmp_path / "own")
    (folder / "selected_tags.csv").write_text("name,best_threshold\nhat,much\n")
    with pytest.raises(ValueError, match=r"selected_tags\.csv: line 2: the threshold 'much' is no number"):
        Tagger(folder)
    (folder / "selected_tags.csv").write_text("name,best_threshold\ncake,0.4\n")
    with pytest.raises(ValueError, match="for none of the model's tags"):
        Tagger(folder)
    with pytest.raises(ValueError, match="not between 0 and 1"):
        Tagger(checkpoint, 2.0)


def test_an_encoder_of_faces_tags_nothing() -> None:
    with pytest.raises(ValueError, match="comicenc/identity-simclr-mini tags no pictures"):
        Tagger("comicenc/identity-simclr-mini")


def test_no_such_device(checkpoint: Path) -> None:
    with pytest.raises(ValueError, match="no device cuda:99"):
        Tagger.from_pretrained(checkpoint, device="cuda:99")


def test_a_caption_has_words_and_faces_of_signs(tagger: Tagger) -> None:
    [tags] = tagger.tag(PICTURES[:1], [["blue_hair", "^_^", "1girl"]], threshold=1.0)
    assert tags.caption() == "blue hair, ^_^, 1girl"
