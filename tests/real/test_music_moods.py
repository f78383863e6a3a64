"""What is learnt from composed music holds on real music better than chance."""

import csv
from collections import Counter

import numpy as np
import pytest

from comicenc.data.toonworld.music import MOODS, compose, render
from comicenc.evaluation.music_features import RATE, MusicFeatureTrees, describe
from tests.benchmarks.music_moods import scores

pytestmark = [pytest.mark.real, pytest.mark.slow]


def test_moods_of_real_music(real_data):
    with (real_data / "music" / "moods.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 31 and set(Counter(row["mood"] for row in rows)) <= set(MOODS)
    composed, labels = [], [MOODS[number % len(MOODS)] for number in range(280)]
    for number, mood in enumerate(labels):
        composed.append(describe((render(compose([77, number], mood, 8.0), RATE), RATE)))
    trees = MusicFeatureTrees().fit_features(composed, labels)
    heard = trees.probabilities([real_data / "music" / "audio" / row["file"] for row in rows])
    accuracy, precision = scores(heard, trees.moods, [row["mood"] for row in rows])
    assert heard.shape == (31, 7) and np.allclose(heard.sum(axis=1), 1)
    assert accuracy > 0.22 and precision > 0.32  # chance is 0.14 and 0.24
