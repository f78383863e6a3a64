"""The room that a piece sounds in, and what is done to a recording before it is published."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy.fft import irfft, rfft, rfftfreq
from scipy.ndimage import maximum_filter1d, uniform_filter1d
from scipy.signal import butter, oaconvolve, sosfilt, welch

from .score import Finish

_PEAK = 0.97
_TAPS = 8192
_CORRECTED, _MOST = 0.6, 4.0  # share of a slope that mastering corrects, and decibels an octave at most


def echo(sent: np.ndarray, seconds: float, rate: int, rng: np.random.Generator) -> np.ndarray:
    """What a room gives back: noise that falls by 60 dB, its high parts sooner.

    Args:
        sent: (channels, samples).
        seconds: Until it has fallen.
        rate: Samples a second.
        rng: For the noise; each channel has its own.
    """
    length = int(seconds * rate)
    time = np.arange(length) / rate
    noise = rng.standard_normal((len(sent), length), np.float32)
    dull = sosfilt(butter(1, 1800, fs=rate, output="sos"), noise)
    response = noise * np.exp(-13.8 * time / seconds) * 0.35 + dull * np.exp(-6.9 * time / seconds)
    response[:, : int(0.004 * rate)] = 0
    response /= np.sqrt(np.sum(response**2, axis=1, keepdims=True)) + 1e-9
    return oaconvolve(sent, response.astype(np.float32), axes=1)[:, : sent.shape[1]]


def master(mixed: np.ndarray, finish: Finish, rate: int, rng: np.random.Generator) -> np.ndarray:
    """Equalise, press and level a mix.

    Args:
        mixed: (channels, samples).
        finish: How.
        rate: Samples a second.
        rng: For a worn record's noise.

    Returns:
        (channels, samples) float32 within ±1.
    """
    sound = _equalised(mixed, finish, rate)
    sound /= np.sqrt(np.mean(sound**2)) + 1e-9
    if finish.drive:
        sound = _pressed(sound, finish.drive, rate)
    if finish.crackle:
        sound = sound + finish.crackle * _crackle(sound.shape, rate, rng)
    level = 10 ** (finish.loudness / 20)
    sound = sound * level / (np.sqrt(np.mean(sound**2)) + 1e-9)
    return _limited(sound, rate).astype(np.float32)


def _equalised(sound: np.ndarray, finish: Finish, rate: int) -> np.ndarray:
    """Turn the spectrum most of the way to the slope that is wanted, and cut what lies outside."""
    height = np.maximum(rfftfreq(_TAPS, 1 / rate), 10.0)
    turn = np.clip(_CORRECTED * (finish.slope - _slope(sound, rate)), -_MOST, _MOST)
    gain = 10 ** (turn * np.clip(np.log2(height / 1000), -4, 4) / 20)
    gain /= np.sqrt(1 + (finish.bottom / height) ** 6)
    if finish.top:
        gain /= np.sqrt(1 + (height / finish.top) ** 8)
    return oaconvolve(sound, _causal(gain)[None].astype(np.float32), axes=1)[:, : sound.shape[1]]


def _causal(gain: np.ndarray) -> np.ndarray:
    """(taps,) the filter of a gain that sounds nothing before it is struck: the one of minimum phase."""
    cepstrum = irfft(np.log(gain + 1e-6))
    half = len(cepstrum) // 2
    cepstrum[1:half] *= 2
    cepstrum[half + 1 :] = 0
    return irfft(np.exp(rfft(cepstrum)))


def _slope(sound: np.ndarray, rate: int) -> float:
    """How the density of power falls from octave to octave, in decibels."""
    height, power = welch(sound, rate, nperseg=2048, noverlap=0)
    octaves = np.arange(np.log2(80.0), np.log2(height[-1]), 1.0)
    power = power.mean(axis=0)
    edges = np.searchsorted(height, 2**octaves)
    levels = [10 * np.log10(np.mean(power[low:high]) + 1e-12) for low, high in pairwise(edges)]
    levels = np.maximum(levels, max(levels) - 60)  # nothing is made of what is not there
    return float(np.polyfit(np.arange(len(levels)), levels, 1)[0])


def _pressed(sound: np.ndarray, drive: float, rate: int) -> np.ndarray:
    """Louder where it is soft, and rounded where it is loud."""
    heard = np.sqrt(uniform_filter1d(np.mean(sound**2, axis=0), int(0.15 * rate), mode="nearest") + 1e-4)
    sound = sound * heard ** (-0.45 * drive)
    push = 0.05 + 0.3 * drive
    return np.tanh(push * sound) / push


def _crackle(shape: tuple[int, int], rate: int, rng: np.random.Generator) -> np.ndarray:
    hiss = 0.15 * rng.standard_normal(shape)
    clicks = (rng.random(shape[1]) < 9 / rate) * rng.normal(0, 4.0, shape[1])
    return hiss + sosfilt(butter(1, (700, min(6000, 0.45 * rate)), "bandpass", fs=rate, output="sos"), clicks)


def _limited(sound: np.ndarray, rate: int) -> np.ndarray:
    """Turn down round peaks that would clip."""
    peaks = maximum_filter1d(np.abs(sound).max(axis=0), int(0.01 * rate))
    if peaks.max() <= _PEAK:
        return sound
    gain = uniform_filter1d(np.minimum(1.0, _PEAK / np.maximum(peaks, 1e-9)), int(0.01 * rate))
    return np.clip(sound * gain, -_PEAK, _PEAK)
