"""What is known of real pieces and pages without a model: how many of each mood, chance and the commonest."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from comicenc.data.moods import moods_of_comics
from comicenc.evaluation.moods import music_mood, page_mood
from comicenc.evaluation.music import music_in
from comicenc.reading import read_comic
from tests.tasks.listening import tiny_listener

pytestmark = [pytest.mark.real, pytest.mark.slow]

EPISODES = ("ep05", "ep08", "ep10", "ep12", "ep16", "ep21")


def test_chance_and_the_commonest_on_real_music_are_as_an_independent_trial_found(real_data: Path) -> None:
    music = music_in(real_data / "music")
    counts = {"scary": 8, "happy": 6, "tender": 6, "sad": 5, "funny": 3, "angry": 2, "exciting": 1}
    assert Counter(music.moods) == counts
    found = music_mood(music, tiny_listener(), resamples=0)
    assert {f"n/{mood}": count for mood, count in counts.items()}.items() <= found.metrics.items()
    assert found.baselines["chance"]["accuracy"] == pytest.approx(0.14, abs=0.01)
    assert found.baselines["chance"]["map"] == pytest.approx(0.23, abs=0.01)
    assert found.baselines["commonest"]["accuracy"] == pytest.approx(8 / 31)


def test_real_pages_have_a_first_and_a_second_choice(real_data: Path) -> None:
    pages = moods_of_comics(read_comic(real_data / "peppercarrot" / name) for name in EPISODES)
    assert len(pages.pages) == 37
    found = page_mood(pages, tiny_listener(), resamples=0)
    first = Counter(page.mood[0] for page in pages.pages)
    most = max(first.values())
    assert found.baselines["commonest"]["accuracy"] == pytest.approx(most / 37)
    commonest = min(mood for mood, count in first.items() if count == most)
    either = sum(commonest in page.mood for page in pages.pages)
    assert found.baselines["commonest"]["either"] == pytest.approx(either / 37)
