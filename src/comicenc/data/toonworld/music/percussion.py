"""Our own drums and effects, of noise and falling tones."""

from __future__ import annotations

import numpy as np
from scipy.signal import butter, sosfilt

from .drumming import (
    BONGO,
    CLAP,
    CLAVES,
    CONGA,
    COWBELL,
    CRASH,
    FLOOR,
    GUIRO,
    HAT,
    HIGH_TOM,
    KICK,
    LOW_BONGO,
    LOW_CONGA,
    LOW_TOM,
    LOW_WOOD,
    MARACAS,
    MUTED_CONGA,
    OPEN,
    PEDAL,
    RIDE,
    RIM,
    SHAKER,
    SNARE,
    TAMBOURINE,
    TOM,
    TRIANGLE,
    WOOD,
)
from .instruments import KITS
from .tones import hertz

# A drum's tone in Hz (0 for none), how far it falls in octaves, its length and its noise's level, length and
# band in Hz.
_DRUMS: dict[int, tuple[float, float, float, float, float, tuple[float, float]]] = {
    KICK: (52, 1.6, 0.16, 0.25, 0.012, (800, 5000)),
    SNARE: (185, 0.4, 0.07, 1.0, 0.11, (900, 9000)),
    RIM: (480, 0.1, 0.02, 0.5, 0.012, (1500, 8000)),
    CLAP: (0, 0, 0.01, 1.0, 0.09, (900, 4500)),
    HAT: (0, 0, 0.01, 0.7, 0.028, (6000, 10500)),
    PEDAL: (0, 0, 0.01, 0.5, 0.05, (4500, 10000)),
    OPEN: (0, 0, 0.01, 0.7, 0.2, (5500, 10500)),
    CRASH: (0, 0, 0.01, 0.9, 0.7, (2500, 10500)),
    RIDE: (3200, 0.0, 0.25, 0.4, 0.28, (4500, 10500)),
    FLOOR: (68, 0.7, 0.28, 0.4, 0.04, (200, 2000)),
    LOW_TOM: (92, 0.6, 0.22, 0.35, 0.04, (300, 3000)),
    TOM: (125, 0.6, 0.18, 0.35, 0.04, (300, 4000)),
    HIGH_TOM: (165, 0.6, 0.15, 0.35, 0.03, (300, 5000)),
    TAMBOURINE: (0, 0, 0.01, 0.6, 0.09, (5000, 10500)),
    COWBELL: (560, 0.0, 0.08, 0.15, 0.01, (1500, 5000)),
    BONGO: (410, 0.2, 0.06, 0.2, 0.01, (800, 5000)),
    LOW_BONGO: (310, 0.2, 0.08, 0.2, 0.01, (800, 4000)),
    CONGA: (230, 0.15, 0.12, 0.2, 0.015, (600, 4000)),
    LOW_CONGA: (165, 0.15, 0.15, 0.2, 0.015, (500, 3000)),
    MUTED_CONGA: (240, 0.1, 0.04, 0.3, 0.012, (600, 4000)),
    MARACAS: (0, 0, 0.01, 0.5, 0.03, (5000, 10000)),
    GUIRO: (0, 0, 0.01, 0.5, 0.1, (2000, 7000)),
    CLAVES: (2400, 0.0, 0.03, 0.1, 0.004, (2000, 6000)),
    WOOD: (1150, 0.05, 0.03, 0.2, 0.006, (800, 4000)),
    LOW_WOOD: (760, 0.05, 0.035, 0.2, 0.006, (600, 3000)),
    TRIANGLE: (4100, 0.0, 0.5, 0.05, 0.01, (5000, 9000)),
    SHAKER: (0, 0, 0.01, 0.45, 0.04, (5500, 10000)),
}


def drum(kit: str, key: int, velocity: float, rate: int, rng: np.random.Generator) -> np.ndarray:
    """One stroke on a drum of a kit, (samples,) float32."""
    _, tuning, ring, share = KITS[kit]
    pitch, fall, length, noise, hiss, band = _DRUMS[key]
    length, hiss = length * ring, hiss * ring
    time = np.arange(int(6 * max(length, hiss) * rate) + 1, dtype=np.float32) / rate
    sound = np.zeros(len(time), np.float32)
    if pitch:
        height = pitch * tuning * 2.0 ** (fall * np.exp(-time / 0.03))
        angle = 2 * np.pi * np.cumsum(height) / rate
        sound += np.sin(angle) * np.exp(-time / length)
        if key in (RIDE, COWBELL, TRIANGLE):
            sound += 0.6 * np.sin(1.483 * angle) * np.exp(-time / length)
    grain = rng.standard_normal(len(time)) * np.exp(-time / hiss)
    if key in (CLAP, GUIRO):
        grain *= 0.4 + 0.6 * (np.sin(2 * np.pi * time * (95 if key == CLAP else 70)) > 0)
    sound += 1.4 * noise * share * _band(grain, band, rate)
    attack = np.minimum(time / (0.0008 if key != SHAKER else 0.02), 1.0)
    return (0.8 * sound * attack * velocity**1.4).astype(np.float32)


def effect(
    name: str, pitch: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator
) -> np.ndarray:
    """An effect by the name of its instrument, (samples,) float32."""
    time = np.arange(max(int(seconds * rate), 64), dtype=np.float32) / rate
    along = time / time[-1]
    make = {
        "rising noise": _rising,
        "low boom": _boom,
        "scrape": _scrape,
        "breath": _breath,
        "slide whistle": _slide,
        "spring": _spring,
    }[name]
    sound = make(time, along, hertz(pitch), rate, rng)
    fade = np.minimum(1.0, np.minimum(time, time[-1] - time) / 0.01)
    return (0.6 * velocity * sound * fade).astype(np.float32)


def _rising(time, along, base, rate, rng) -> np.ndarray:
    """Noise and a tone that rise until they stop."""
    noise = rng.standard_normal(len(time))
    low, high = _band(noise, (300, 1500), rate), _band(noise, (3000, 10000), rate)
    angle = 2 * np.pi * np.cumsum(base * 2.0 ** (2 * along)) / rate
    return along**2 * ((1 - along) * low + along * high + 0.25 * np.sin(angle))


def _boom(time, along, base, rate, rng) -> np.ndarray:
    """Something very large that falls down."""
    angle = 2 * np.pi * np.cumsum(base * 2.0 ** (1.2 * np.exp(-time / 0.12))) / rate
    dust = _band(rng.standard_normal(len(time)), (60, 400), rate) * np.exp(-time / 0.4)
    return 1.6 * np.sin(angle) * np.exp(-time / 0.9) + 0.8 * dust


def _scrape(time, along, base, rate, rng) -> np.ndarray:
    """Metal on metal: inharmonic partials that beat."""
    sound = np.zeros(len(time))
    for _ in range(7):
        high = base * rng.uniform(0.9, 3.5)
        angle = 2 * np.pi * np.cumsum(high * (1 + 0.01 * rng.normal() * along)) / rate
        sound += rng.uniform(0.3, 1.0) * np.sin(angle) * (0.6 + 0.4 * np.sin(6.28 * rng.uniform(1, 7) * time))
    return 0.25 * sound * np.sin(np.pi * along)


def _breath(time, along, base, rate, rng) -> np.ndarray:
    """Wind, or somebody who breathes."""
    noise = _band(rng.standard_normal(len(time)), (250, 1800), rate)
    return (
        1.5 * noise * (0.5 + 0.5 * np.sin(2 * np.pi * rng.uniform(0.2, 0.7) * time)) * np.sin(np.pi * along)
    )


def _slide(time, along, base, rate, rng) -> np.ndarray:
    """A slide whistle, up or down."""
    reach = float(rng.choice((-1.2, 1.0, 1.4)))
    angle = 2 * np.pi * np.cumsum(base * 2.0 ** (reach * along)) / rate
    return 0.6 * np.sin(angle + 0.3 * np.sin(2 * np.pi * 6 * time)) + 0.02 * rng.standard_normal(len(time))


def _spring(time, along, base, rate, rng) -> np.ndarray:
    """Boing."""
    angle = 2 * np.pi * np.cumsum(base * (1 + 0.35 * np.sin(2 * np.pi * (9 + 14 * along) * time))) / rate
    return (np.sin(angle) + 0.4 * np.sin(2 * angle)) * np.exp(-time / 0.25)


def _band(noise: np.ndarray, band: tuple[float, float], rate: int) -> np.ndarray:
    low, high = band[0], min(band[1], 0.49 * rate)
    if low >= 0.9 * high:
        low = 0.5 * high
    return sosfilt(butter(2, (low, high), "bandpass", fs=rate, output="sos"), noise)
