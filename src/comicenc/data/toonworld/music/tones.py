"""Our own instruments: held waves read from tables, partials that ring out, and plucked strings.

Each function takes a pitch and gives one note as (samples,) float32 at about unit level.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.fft import irfft

from .instruments import Instrument

_TABLE = 2048
_MIDDLE_C = 60


def hertz(pitch: float) -> float:
    """The frequency of a MIDI number."""
    return 440.0 * 2.0 ** ((pitch - 69) / 12)


def tone(
    instrument: Instrument, pitch: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator
) -> np.ndarray:
    """One note of an instrument.

    Args:
        instrument: That plays it; its `kind` is none of the effects.
        pitch: MIDI number.
        seconds: Until it is let go.
        velocity: From 0 to 1: louder is brighter.
        rate: Samples a second.
        rng: For phases and noise.

    Returns:
        (samples,) float32, its release included.
    """
    make = {"wave": _wave, "struck": _struck, "plucked": _plucked}[instrument.kind]
    sound = make(instrument, pitch, seconds, velocity, rate, rng)
    return (sound * velocity**1.5).astype(np.float32)


def _wave(
    instrument: Instrument, pitch: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator
) -> np.ndarray:
    """Two tables, a bright and a dull one: the attack is bright, what is held less so."""
    length = int((seconds + instrument.release) * rate)
    time = np.arange(length, dtype=np.float32) / rate
    slope = instrument.slope - 0.5 * (velocity - 0.6)
    tables = _tables(round(pitch), slope, instrument.even, instrument.peak, rate)
    shade = np.float32(0.35) + np.float32(0.65) * np.exp(-time / np.float32(0.3 + instrument.attack))
    sound = np.zeros(length, np.float32)
    for voice in range(instrument.voices):
        apart = instrument.spread * (voice / max(instrument.voices - 1, 1) - 0.5) * 2
        rise = hertz(pitch + apart + rng.normal(0, 0.02)) / rate
        phase = rise * np.arange(length) + rng.random()
        if instrument.vibrato:
            phase += _vibrato(instrument.vibrato, rise, time, rate, rng)
        read = tables[(phase * _TABLE).astype(np.int32) & (_TABLE - 1)]
        sound += read.real + shade * read.imag
    sound /= np.sqrt(instrument.voices)
    if instrument.noise:
        sound += 3 * instrument.noise * _smooth(rng.standard_normal(length).astype(np.float32))
    return sound * _envelope(instrument, seconds, length, rate)


def _vibrato(depth: float, rise: float, time: np.ndarray, rate: int, rng: np.random.Generator) -> np.ndarray:
    """What vibrato adds to a phase; it sets in after a while."""
    speed = rng.uniform(4.6, 6.2)
    reach = rise * rate * depth * np.log(2) / 12 / (2 * np.pi * speed)
    return reach * np.minimum(time / 0.5, 1.0) * np.cos(2 * np.pi * speed * time + 6.28 * rng.random())


@lru_cache(1024)
def _tables(pitch: int, slope: float, even: float, peak: float, rate: int) -> np.ndarray:
    """One period, (2048,) complex64: the dull table, and what makes it bright as the imaginary part."""
    bright, dull = (_table(pitch, each, even, peak, rate) for each in (slope, slope + 0.7))
    return (dull + 1j * (bright - dull)).astype(np.complex64)


def _table(pitch: int, slope: float, even: float, peak: float, rate: int) -> np.ndarray:
    """One period, (2048,), of as many partials as the rate allows."""
    base = hertz(pitch)
    count = max(1, min(int(0.46 * rate / base), 80))
    number = np.arange(1, count + 1)
    levels = number ** (-slope) * np.where(number % 2, 1.0, even)
    if peak:
        levels *= 0.4 + 1.6 / (1 + ((np.log2(number * base) - np.log2(peak)) / 0.7) ** 2)
    spectrum = np.zeros(_TABLE // 2 + 1, complex)
    angles = np.random.default_rng(pitch).uniform(0, 2 * np.pi, count)
    spectrum[1 : count + 1] = levels * np.exp(1j * angles)
    table = np.fft.irfft(spectrum)
    return table / np.sqrt(np.mean(table**2)) * 0.3


def _envelope(instrument: Instrument, seconds: float, length: int, rate: int) -> np.ndarray:
    points = [0, min(instrument.attack, 0.7 * seconds), 0.0, seconds, length / rate]
    points[2] = min(points[1] + 0.25, 0.98 * max(seconds, points[1] + 1e-3))
    levels = [0.0, 1.0, instrument.hold, 0.9 * instrument.hold, 0.0]
    return np.interp(np.arange(length) / rate, np.maximum.accumulate(points), levels).astype(np.float32)


def _struck(
    instrument: Instrument, pitch: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator
) -> np.ndarray:
    """A sum of partials, the higher the sooner gone."""
    base = hertz(pitch)
    decay = instrument.decay * 2.0 ** ((_MIDDLE_C - pitch) / 24)
    length = int(min(seconds + instrument.release, 6.0 * decay + 0.05) * rate)
    time = np.arange(length, dtype=np.float32) / rate
    number = np.arange(1, 17)
    ratios = (
        np.asarray(instrument.ratios)
        if instrument.ratios
        else number * np.sqrt(1 + instrument.stretch * number**2)
    )
    ratios = ratios[ratios * base < 0.46 * rate][:16]
    slope = instrument.slope - 0.8 * (velocity - 0.6)
    levels = np.arange(1, len(ratios) + 1) ** (-slope)
    sound = np.zeros(length, np.float32)
    for voice in range(instrument.voices):
        apart = 2.0 ** (instrument.spread * voice / 12)
        for ratio, level in zip(ratios, levels, strict=True):
            angle = np.float32(2 * np.pi * base * apart * ratio) * time + np.float32(rng.uniform(0, 6.28))
            fall = np.float32(decay / (1 + 0.35 * (ratio / ratios[0] - 1)))
            sound += np.float32(level) * np.sin(angle) * np.exp(-time / fall)
    sound *= 0.42 / np.sqrt(instrument.voices * np.sum(levels**2))
    if instrument.noise:
        knock = rng.standard_normal(length).astype(np.float32) * np.exp(-time / np.float32(0.012))
        sound += 6 * instrument.noise * velocity * _smooth(knock)
    return sound * _let_go(time, seconds, instrument.release) * np.minimum(time / 0.002, 1.0)


def _plucked(
    instrument: Instrument, pitch: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator
) -> np.ndarray:
    """A string as Karplus and Strong pluck it, all periods at once: each partial falls at its own speed."""
    base = hertz(pitch)
    decay = instrument.decay * 2.0 ** ((_MIDDLE_C - pitch) / 30)
    length = int(min(seconds + instrument.release, 5.0 * decay + 0.05) * rate)
    periods = int(length * base / rate) + 3
    count = max(2, min(int(0.46 * rate / base), 60))
    number = np.arange(1, count + 1)
    where = rng.uniform(0.13, 0.3)  # along the string
    levels = number ** (-instrument.slope + 0.5 * (velocity - 0.6)) * np.abs(np.sin(np.pi * number * where))
    if instrument.peak:
        levels *= 0.5 + 1.5 / (1 + ((np.log2(number * base) - np.log2(instrument.peak)) / 0.6) ** 2)
    speeds = (1 + 0.035 * number**1.35) / (decay * base)
    size = 1 << (2 * count + 1).bit_length()
    spectrum = np.zeros((periods, size // 2 + 1), np.complex64)
    phases = levels * np.exp(2j * np.pi * rng.random(count))
    spectrum[:, 1 : count + 1] = phases * np.exp(-np.arange(periods)[:, None] * speeds)
    rows = irfft(spectrum, axis=1, overwrite_x=True)
    place = np.arange(length) * (base * size / rate)
    whole = place.astype(np.int32)
    part = (place - whole).astype(np.float32)
    wave = rows.ravel()
    sound = wave[whole] + part * (wave[whole + 1] - wave[whole])
    sound *= np.float32(0.3 / (np.sqrt(np.mean(rows[0] ** 2)) + 1e-9))
    time = np.arange(length, dtype=np.float32) / np.float32(rate)
    return sound * _let_go(time, seconds, instrument.release) * np.minimum(time / 0.001, 1.0)


def _let_go(time: np.ndarray, seconds: float, release: float) -> np.ndarray:
    return np.exp(np.minimum(seconds - time, 0) / np.float32(0.35 * release))


def _smooth(noise: np.ndarray) -> np.ndarray:
    noise[1:] = 0.5 * (noise[1:] + noise[:-1])
    return noise
