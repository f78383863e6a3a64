"""Mood from hand-made features of music and boosted trees: what a learnt front end has to beat.

The features are what music psychology names (tempo, mode, brightness, dynamics, articulation, roughness),
taken from the short-time spectrum. None knows how loud a recording is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy.fft import dct
from scipy.ndimage import maximum_filter1d, median_filter
from scipy.signal import stft

from comicenc.media import audio_chunks
from comicenc.media.audio import AudioSource

RATE = 22050
SECONDS = 20.0  # of a chunk, one row of features each
_WINDOW, _HOP, _MELS = 2048, 512, 40
_FRAMES = RATE / _HOP  # a second
_QUIETEST = 1e-7
_TEMPI = (50.0, 200.0)

# How much each degree of a key is heard in it (Krumhansl & Kessler 1982).
_MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
_BANDS = (20, 80, 160, 320, 640, 1280, 2560, 5120, 11025)


def music_features(samples: np.ndarray, rate: int = RATE) -> dict[str, float]:
    """Hand-made features of a stretch of music.

    Args:
        samples: (n,) mono.
        rate: 22,050 Hz; other rates are to be resampled before.

    Returns:
        Number by name; silence gives finite numbers too.

    Raises:
        ValueError: If the rate is another, or it is shorter than a second.
    """
    if rate != RATE:
        raise ValueError(f"features of music are taken at {RATE} Hz, not at {rate}")
    if len(samples) < RATE:
        raise ValueError(f"{len(samples) / RATE:.2f} s of music are too short; features need a second")
    samples = np.asarray(samples, np.float64)
    samples = samples / (np.sqrt(np.mean(samples**2)) + _QUIETEST)
    height, _, spectrum = stft(samples, RATE, nperseg=_WINDOW, noverlap=_WINDOW - _HOP, boundary=None)
    power = np.abs(spectrum) ** 2 + _QUIETEST**2
    return (
        _timbre(power, height)
        | _dynamics(samples, power)
        | _pulse(power, height)
        | _harmony(power, height)
        | _roughness(power, height)
    )


def _timbre(power: np.ndarray, height: np.ndarray) -> dict[str, float]:
    """Cepstrum, centroid, flatness and the shares of bands; (F, T) power."""
    mel = np.log(_mel_filters(height) @ power + 1e-9)
    cepstrum = dct(mel, axis=0, norm="ortho")[1:13]
    total = power.sum(axis=0)
    centroid = np.log2((height[:, None] * power).sum(axis=0) / total + 1)
    rolloff = np.log2(height[np.argmax(np.cumsum(power, axis=0) >= 0.85 * total, axis=0)] + 1)
    flatness = np.exp(np.mean(np.log(power), axis=0)) / np.mean(power, axis=0)
    found = {
        "centroid": centroid.mean(),
        "centroid spread": centroid.std(),
        "rolloff": rolloff.mean(),
        "rolloff spread": rolloff.std(),
        "flatness": np.log(flatness + 1e-9).mean(),
    }
    found |= {f"cepstrum {number}": row.mean() for number, row in enumerate(cepstrum, 1)}
    found |= {f"cepstrum {number} spread": row.std() for number, row in enumerate(cepstrum, 1)}
    for low, high in pairwise(_BANDS):
        share = power[(height >= low) & (height < high)].sum() / power.sum()
        found[f"share from {low} Hz"] = np.log(share + 1e-6)
    return {name: float(value) for name, value in found.items()}


def _dynamics(samples: np.ndarray, power: np.ndarray) -> dict[str, float]:
    """How far loud and soft lie apart, at once and over seconds."""
    level = 10 * np.log10(power.sum(axis=0) + _QUIETEST)
    level = np.maximum(level, level.max() - 60)
    slow = np.convolve(level, np.ones(43) / 43, "valid") if len(level) > 43 else level
    loud = 10 ** (level / 10)
    return {
        "level spread": float(level.std()),
        "level range": float(np.quantile(level, 0.95) - np.quantile(level, 0.1)),
        "slow range": float(np.quantile(slow, 0.95) - np.quantile(slow, 0.05)),
        "slow trend": float(np.polyfit(np.linspace(-1, 1, len(slow)), slow, 1)[0]),
        "soft frames": float(np.mean(loud < loud.mean())),
        "crest": float(np.log(np.abs(samples).max() + _QUIETEST)),
    }


def _pulse(power: np.ndarray, height: np.ndarray) -> dict[str, float]:
    """Onsets, tempo, how clear it is, and how much is struck instead of held."""
    bands = _mel_filters(height) @ power
    mel = np.log(bands + 1e-3)
    rise = np.maximum(np.diff(mel, axis=1), 0)
    onsets = rise.mean(axis=0)
    low, high = rise[:10].mean(axis=0), rise[25:].mean(axis=0)
    peaks = (onsets == maximum_filter1d(onsets, 7)) & (onsets > onsets.mean() + 0.8 * onsets.std())
    centred = onsets - onsets.mean()
    size = 1 << (2 * len(centred) - 1).bit_length()
    similar = np.fft.irfft(np.abs(np.fft.rfft(centred, size)) ** 2)[: len(centred)]
    similar = similar / (similar[0] + _QUIETEST)
    lags = np.arange(int(60 * _FRAMES / _TEMPI[1]), min(int(60 * _FRAMES / _TEMPI[0]), len(similar)))
    tempi = 60 * _FRAMES / lags
    heard = similar[lags] * np.exp(-0.5 * (np.log2(tempi / 115) / 0.9) ** 2)
    best = int(np.argmax(heard)) if len(heard) else 0
    struck, held = median_filter(bands, (9, 1)) ** 2, median_filter(bands, (1, 9)) ** 2
    masks = struck / (struck + held + _QUIETEST**2)
    return {
        "onset strength": float(onsets.mean()),
        "onset contrast": float(onsets.std() / (onsets.mean() + _QUIETEST)),
        "low onsets": float(low.mean()),
        "high onsets": float(high.mean()),
        "onset rate": float(peaks.sum() / (len(onsets) / _FRAMES)),
        "tempo": float(np.log2(tempi[best])) if len(heard) else 0.0,
        "pulse clarity": float(similar[lags][best]) if len(heard) else 0.0,
        "fast pulse": float(similar[4:12].max()) if len(similar) > 12 else 0.0,
        "struck share": float((masks * bands).sum() / (bands.sum() + _QUIETEST)),
    }


def _harmony(power: np.ndarray, height: np.ndarray) -> dict[str, float]:
    """Key, mode, how much it changes and how chromatic it is."""
    chroma = _chroma_filters(height) @ np.sqrt(power)
    frames = chroma / (chroma.sum(axis=0) + _QUIETEST)
    mean = frames.mean(axis=1)
    mean = mean / (mean.sum() + _QUIETEST)
    fits = {
        name: max(_correlation(np.roll(profile, shift), mean) for shift in range(12))
        for name, profile in (("major", _MAJOR), ("minor", _MINOR))
    }
    slow = np.stack([part.mean(axis=1) for part in np.array_split(frames, max(frames.shape[1] // 43, 2), 1)])
    sounding = np.sort(mean)[::-1]
    thirds = {
        name: np.mean(frames * np.roll(frames, -step, axis=0)) * 1000
        for name, step in (("semitones", 1), ("tritones", 6), ("fifths", 7), ("major thirds", 4))
    }
    return {
        "major": fits["major"],
        "mode": fits["major"] - fits["minor"],
        "chroma entropy": float(-np.sum(mean * np.log(mean + 1e-9))),
        "chroma peak": float(sounding[:3].sum()),
        "chroma change": float(np.abs(np.diff(slow, axis=0)).sum(axis=1).mean()),
        "frame entropy": float(-np.sum(frames * np.log(frames + 1e-9), axis=0).mean()),
        **{name: float(value) for name, value in thirds.items()},
    }


def _roughness(power: np.ndarray, height: np.ndarray) -> dict[str, float]:
    """Peaks of the spectrum that lie near each other beat, and those between harmonics sound like bells."""
    mean = np.sqrt(power[:, :: max(1, power.shape[1] // 60)])
    band = (height > 60) & (height < 5000)
    peaks = mean[band] * (mean[band] == maximum_filter1d(mean[band], 3, axis=0))
    total = peaks.sum(axis=0) + _QUIETEST
    near = (peaks[:-2] * peaks[2:] + 0.0).sum(axis=0) + (peaks[:-3] * peaks[3:]).sum(axis=0)
    return {
        "roughness": float(np.log(np.mean(near / total**2) + 1e-9)),
        "peakiness": float(np.mean(total / (mean[band].sum(axis=0) + _QUIETEST))),
    }


def _correlation(first: np.ndarray, second: np.ndarray) -> float:
    first, second = first - first.mean(), second - second.mean()
    return float((first @ second) / (np.linalg.norm(first) * np.linalg.norm(second) + _QUIETEST))


def _mel_filters(height: np.ndarray) -> np.ndarray:
    """(40, F) triangles, even in mel from 30 Hz."""
    edges = 700 * (10 ** (np.linspace(_mel(30), _mel(RATE / 2), _MELS + 2) / 2595) - 1)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (height - low) / (middle - low), (high - height) / (high - middle)
    filters = np.maximum(0, np.minimum(rising, falling))
    return filters / (filters.sum(axis=1, keepdims=True) + _QUIETEST)


def _mel(height: float) -> float:
    return 2595 * np.log10(1 + height / 700)


def _chroma_filters(height: np.ndarray) -> np.ndarray:
    """(12, F) which pitch class each bin from 100 to 4,000 Hz is nearest to."""
    pitch = 12 * np.log2(np.maximum(height, 1) / 440) + 69
    near = np.exp(-0.5 * ((pitch - np.round(pitch)) / 0.25) ** 2)
    inside = (height > 100) & (height < 4000)
    classes = np.round(pitch).astype(int) % 12
    return (classes == np.arange(12)[:, None]) * near * inside


class MusicFeatureTrees:
    """Boosted trees over `music_features`; a track is the mean over its chunks.

    Args:
        seed: Of the trees.

    Attributes:
        moods: Once fitted, in the order of the probabilities' columns.
    """

    id = "hand-made features"

    def __init__(self, seed: int = 0) -> None:
        self.seed, self.moods = seed, ()

    def fit(self, tracks: Sequence[AudioSource], moods: Sequence[str]) -> MusicFeatureTrees:
        """Learn from tracks with a mood each.

        Raises:
            UnreadableFile: If a track cannot be read.
        """
        described = [describe(track) for track in tracks]
        return self.fit_features(described, moods)

    def fit_features(self, described: Sequence[np.ndarray], moods: Sequence[str]) -> MusicFeatureTrees:
        """Learn from what `describe` gave for each track, with a mood each."""
        from sklearn.ensemble import HistGradientBoostingClassifier

        rows = np.concatenate(list(described))
        labels = np.repeat(np.asarray(moods), [len(each) for each in described])
        self.trees = HistGradientBoostingClassifier(
            max_iter=200,
            learning_rate=0.06,
            max_leaf_nodes=15,
            l2_regularization=1.0,
            max_features=0.3,
            random_state=self.seed,
        ).fit(rows, labels)
        self.moods = tuple(str(mood) for mood in self.trees.classes_)
        return self

    def probabilities(self, tracks: Sequence[AudioSource]) -> np.ndarray:
        """(N, moods) float64, rows add up to 1."""
        return self.of_features([describe(track) for track in tracks])

    def of_features(self, described: Sequence[np.ndarray]) -> np.ndarray:
        """(N, moods) of what `describe` gave for each track."""
        return np.stack([self.trees.predict_proba(each).mean(axis=0) for each in described])


def describe(track: AudioSource) -> np.ndarray:
    """(chunks, features) of a track."""
    chunks = audio_chunks(track, RATE, int(SECONDS * RATE))
    return np.array([list(music_features(chunk.samples).values()) for chunk in chunks])
