"""Pages to music and back, where what is right is known."""

from __future__ import annotations

import numpy as np
import pytest

from comicenc.data.moods import MOODS
from comicenc.evaluation.moods import vectors_of
from comicenc.evaluation.page_music import confidence, page_music
from comicenc.tasks.soundtrack import calibrate_soundtrack

from .sensing import Sensing, music, pages


def calibrated() -> Sensing:
    """Both kinds apart, and what is needed to bring them together."""
    plain = Sensing(gaps=True)
    vectors = [
        vectors_of(plain, "images", pages(" ".join(MOODS)).pages),
        vectors_of(plain, "audio", music(" ".join(MOODS)).tracks),
    ]
    entry = calibrate_soundtrack(plain, vectors[0], list(MOODS), vectors[1], list(MOODS))
    return Sensing(gaps=True, calibration={"soundtrack": entry})


def test_what_shares_a_mood_is_found_both_ways():
    found = page_music(pages("sad sad angry funny"), music("sad angry angry happy"), Sensing(), resamples=20)
    assert found.n == 4
    for way, queries in (("page_to_music", 3), ("music_to_page", 3)):
        assert found.metrics[f"{way}/mrr"] == found.metrics[f"{way}/ndcg"] == 1
        assert found.metrics[f"{way}/queries"] == queries, (
            "nothing is funny among music, nor happy among pages"
        )
        assert found.baselines["chance"][f"{way}/mrr"] < 0.9
        assert found.intervals[f"{way}/map"] == (1, 1)
    assert found.metrics["page_to_music/recall_at_1"] == pytest.approx((1 + 1 + 0.5) / 3)
    assert found.metrics["page_to_music/references"] == 4


def test_what_is_wrong_is_ranked_as_it_is():
    """Two tracks sound sad, of which the first is angry."""
    found = page_music(pages("sad"), music("sad sad", "angry sad"), Sensing(), resamples=0).metrics
    assert found["page_to_music/mrr"] == 0.5 and found["page_to_music/hit_at_1"] == 0
    assert found["page_to_music/ndcg"] == pytest.approx(1 / np.log2(3))


def test_the_gap_is_measured_and_closed_where_the_encoder_is_calibrated():
    some, heard = pages(" ".join(MOODS)), music(" ".join(MOODS))
    apart = page_music(some, heard, Sensing(gaps=True), resamples=0).metrics
    moved = page_music(some, heard, calibrated(), resamples=0)
    assert apart["gap/raw"] == pytest.approx(moved.metrics["gap/raw"]) and apart["gap/raw"] > 1
    assert apart["gap/centred"] == pytest.approx(apart["gap/raw"])
    assert moved.metrics["gap/centred"] < 1e-3
    assert moved.baselines["by moods told"]["page_to_music/mrr"] == 1


def test_pages_and_music_without_a_mood_in_common_are_refused():
    with pytest.raises(ValueError, match="share no mood"):
        page_music(pages("sad"), music("angry"), Sensing())


def test_confidences_are_the_softmax_over_what_is_found():
    shown, heard = pages("sad sad angry", "horror horror humor"), music("sad sad angry")
    found = confidence(shown, heard, Sensing()).metrics
    share = np.exp(20) / (np.exp(20) + 1)
    assert found["moods/horror/sad"] == pytest.approx(share)
    assert found["moods/humor/angry"] == pytest.approx(share)
    assert found["genres/sad/horror"] == pytest.approx(share), "two pages against one count the same"
    assert found["highest/moods"] == found["highest/genres"] == pytest.approx(share)
    for start in ("moods/horror/", "genres/angry/"):
        assert sum(value for key, value in found.items() if key.startswith(start)) == pytest.approx(1)
    assert "moods/fantasy/sad" not in found and "moods/horror/happy" not in found


def test_as_many_are_drawn_of_each_as_there_are():
    shown = pages("sad " * 12, "horror " * 9 + "humor " * 3)
    found = confidence(shown, music("sad " * 8 + "angry"), Sensing(), samples=6)
    assert found.n == 12
    assert confidence(shown, music("sad"), Sensing(), samples=6, seed=1).n == 7
    with pytest.raises(ValueError, match="no page has a genre"):
        confidence(pages("sad"), music("sad"), Sensing())
