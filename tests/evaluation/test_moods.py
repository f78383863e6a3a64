"""Moods and genres by their names, beside chance and the commonest."""

from __future__ import annotations

import numpy as np
import pytest

from comicenc.data.moods import MOODS
from comicenc.evaluation.moods import (
    Always,
    ByTrees,
    centre_of,
    confidences,
    music_mood,
    page_genre,
    page_mood,
    vectors_of,
)
from comicenc.evaluation.music_features import MusicFeatureTrees, describe
from comicenc.tasks.soundtrack import calibrate_soundtrack, centred

from .sensing import Sensing, music, pages, track


def test_music_that_sounds_as_its_mood_is_told():
    found = music_mood(music("sad sad angry happy"), Sensing(), resamples=0)
    assert found.n == 4
    assert found.metrics["accuracy"] == found.metrics["map"] == found.metrics["balanced_accuracy"] == 1
    assert (found.metrics["n/sad"], found.metrics["ap/angry"]) == (2, 1) and "n/scary" not in found.metrics
    assert found.paper == {"map": 0.408}
    assert found.baselines["commonest"]["accuracy"] == 0.5
    assert found.baselines["commonest"]["map"] == pytest.approx((2 + 1 + 1) / 4 / 3), "shares of each mood"
    assert found.baselines["chance"]["accuracy"] == pytest.approx(1 / 7, abs=0.05)


def test_what_is_said_wrongly_counts_as_wrong():
    found = music_mood(music("sad sad angry happy", "sad angry angry happy"), Sensing(), resamples=0).metrics
    assert found["accuracy"] == 0.75 and found["balanced_accuracy"] == pytest.approx((1 + 0.5 + 1) / 3)
    assert found["ap/sad"] == pytest.approx(0.5), "two sound so, of which one is"


def test_intervals_hold_how_many_there_are_of_each_mood():
    pieces = music("sad " * 9 + "sad angry", "sad " * 9 + "angry angry")
    found = music_mood(pieces, Sensing(), resamples=50)
    low, high = found.intervals["accuracy"]
    assert (low, high) == pytest.approx((9 / 11, 1.0)), "both of the angry ones wrong, or right"


def test_a_page_may_have_a_second_choice():
    found = page_mood(pages("sad/tender angry/sad happy"), Sensing(), resamples=0).metrics
    assert found["accuracy"] == found["either"] == 1
    always = page_mood(
        pages("sad/tender angry/sad happy"), Sensing(), baselines={"tender": Always("tender")}, resamples=0
    )
    assert always.baselines["tender"]["accuracy"] == 0
    assert always.baselines["tender"]["either"] == pytest.approx(1 / 3)
    assert "either" not in page_mood(pages("sad angry"), Sensing(), resamples=0).metrics


def test_genres_are_of_the_pages_that_have_one():
    found = page_genre(pages("sad sad angry", "horror ? humor"), Sensing(), resamples=0)
    assert found.n == 2 and found.paper == {"accuracy": 0.972}
    assert {"n/horror", "n/humor"} <= found.metrics.keys() and "n/?" not in found.metrics
    with pytest.raises(ValueError, match="no page has a genre"):
        page_genre(pages("sad"), Sensing())
    with pytest.raises(ValueError, match="'noir' is none of"):
        page_genre(pages("sad", "noir"), Sensing())


def test_a_calibrated_encoder_is_centred_and_no_other():
    shown, heard = pages(" ".join(MOODS)), music(" ".join(MOODS))
    plain = Sensing(gaps=True)
    vectors = [vectors_of(plain, name, of) for name, of in (("images", shown.pages), ("audio", heard.tracks))]
    entry = calibrate_soundtrack(plain, vectors[0], list(MOODS), vectors[1], list(MOODS))
    moved = Sensing(gaps=True, calibration={"soundtrack": entry})
    assert centre_of(plain, "audio") is None and centre_of(moved, "audio") == pytest.approx(
        vectors[1].mean(0), abs=1e-5
    )
    told = [
        confidences(encoder, "audio", centred(vectors[1], centre_of(encoder, "audio")), MOODS)
        for encoder in (plain, moved)
    ]
    assert told[0].max() < 0.5 < told[1].diagonal().min()
    assert np.allclose(told[1].sum(1), 1)


def test_trees_answer_in_the_order_that_is_asked():
    rng = np.random.default_rng(0)
    size = len(describe(track("sad"))[0])
    rows = [rng.normal(mood == "sad", 0.1, (1, size)) for mood in ("sad", "angry") * 30]
    trees = MusicFeatureTrees().fit_features(rows, ["sad", "angry"] * 30)
    told = ByTrees(trees).told("audio", [track("sad"), track("happy")], ("happy", "sad", "angry"))
    assert told.shape == (1, 2, 3) and (told[0, :, 0] == 0).all()
    assert told[0].sum(1) == pytest.approx([1, 1])
