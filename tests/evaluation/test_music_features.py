"""Hand-made features say of sounds that are known what is known, and trees tell pieces apart by them."""

import numpy as np
import pytest

from comicenc.data.toonworld.music import compose, render
from comicenc.evaluation.music_features import RATE, MusicFeatureTrees, describe, music_features

TIME = np.arange(8 * RATE) / RATE


def chords(*triads: tuple[int, ...]) -> np.ndarray:
    """Triads of MIDI numbers, a second each, with three partials a tone."""
    sound = np.zeros(len(TIME))
    for second in range(8):
        here = slice(second * RATE, (second + 1) * RATE)
        for pitch in triads[second % len(triads)]:
            base = 440 * 2 ** ((pitch - 69) / 12)
            for partial in (1, 2, 3):
                sound[here] += np.sin(2 * np.pi * partial * base * TIME[here]) / partial**2
    return sound


def clicks(tempo: float) -> np.ndarray:
    sound = np.zeros(len(TIME))
    rng = np.random.default_rng(0)
    for start in np.arange(0, 8 - 0.1, 60 / tempo):
        begin = int(start * RATE)
        sound[begin : begin + 800] += rng.normal(size=800) * np.exp(-np.arange(800) / 150)
    return sound


def test_names_and_numbers():
    features = music_features(np.random.default_rng(0).normal(size=2 * RATE))
    assert len(features) == 64
    assert all(isinstance(value, float) and np.isfinite(value) for value in features.values())
    assert all(np.isfinite(list(music_features(np.zeros(2 * RATE)).values())))


@pytest.mark.parametrize("tempo", [80, 120, 150])
def test_tempo(tempo):
    heard = 2 ** music_features(clicks(tempo) + 1e-4)["tempo"]
    assert min(abs(np.log2(heard / tempo / ratio)) for ratio in (0.5, 1, 2)) < 0.05
    assert music_features(clicks(tempo))["onset rate"] == pytest.approx(tempo / 60, rel=0.15)


def test_mode_and_chromaticism():
    major = music_features(chords((60, 64, 67), (65, 69, 72), (67, 71, 74)))
    minor = music_features(chords((57, 60, 64), (62, 65, 69), (64, 67, 71)))
    strange = music_features(chords((60, 61, 66), (62, 63, 68), (65, 71, 72)))
    assert major["mode"] > 0.05 > -0.05 > minor["mode"]
    assert strange["chroma entropy"] > major["chroma entropy"]
    assert strange["tritones"] > major["tritones"]


def test_brightness_and_dynamics():
    rng = np.random.default_rng(0)
    low, high = np.sin(2 * np.pi * 150 * TIME), np.sin(2 * np.pi * 3000 * TIME)
    assert music_features(low)["centroid"] < music_features(high)["centroid"]
    assert music_features(low)["share from 80 Hz"] > music_features(high)["share from 80 Hz"] + 3
    noise = rng.normal(size=len(TIME))
    swelling = noise * np.linspace(0.01, 1, len(TIME)) ** 2
    assert music_features(swelling)["slow trend"] > 3 > 1 > abs(music_features(noise)["slow trend"])
    assert music_features(clicks(120))["struck share"] > music_features(chords((60, 64, 67)))["struck share"]


def test_how_loud_it_is_changes_nothing():
    sound = render(compose(5, "happy", 4.0), RATE)[:, 0]
    soft, loud = music_features(0.05 * sound), music_features(sound)
    assert list(soft.values()) == pytest.approx(list(loud.values()), rel=1e-3, abs=1e-3)


@pytest.mark.parametrize(
    ("length", "rate", "said"), [(RATE, 16000, "not at 16000"), (500, RATE, "too short")]
)
def test_what_cannot_be_described(length, rate, said):
    with pytest.raises(ValueError, match=said):
        music_features(np.zeros(length), rate)


def test_trees_tell_pieces_apart():
    rng = np.random.default_rng(0)
    described, moods = [], []
    for mood, place in (("happy", 0.0), ("sad", 3.0)):
        for _ in range(30):
            described.append(rng.normal(place, 1.0, (int(rng.integers(1, 4)), 6)))
            moods.append(mood)
    trees = MusicFeatureTrees().fit_features(described[::2], moods[::2])
    assert trees.moods == ("happy", "sad")
    found = trees.of_features(described[1::2])
    assert found.shape == (30, 2) and np.allclose(found.sum(axis=1), 1)
    best = [trees.moods[row.argmax()] for row in found]
    assert np.mean(np.array(best) == moods[1::2]) > 0.9


def test_tracks_of_any_rate_and_length():
    sound = render(compose(6, "tender", 3.0), 32000, channels=2)
    assert describe((sound, 32000)).shape == (1, 64)
    assert describe((np.tile(sound, (8, 1)), 32000)).shape == (2, 64)
