"""Rendering: a piece becomes sound, each part for itself, then mixed and mastered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.signal import butter, sosfilt

from .drumming import KICK
from .instruments import INSTRUMENTS, KITS, Instrument
from .mastering import echo, master
from .percussion import drum, effect
from .score import Note, Part, Piece
from .soundfont import has, play
from .tones import tone

_LOUD = 0.12  # level of a part at 0 dB
_BLOCK = 0.05  # seconds over which a part's loudness is taken
_FADE = 0.02


def render(
    piece: Piece, rate: int = 22050, channels: int = 1, soundfonts: Sequence[str | Path] = ()
) -> np.ndarray:
    """The sound of a piece.

    Args:
        piece: Composed by `compose`.
        rate: Samples a second.
        channels: 1 or 2.
        soundfonts: Files of which one plays what the piece leaves to sampled instruments; our own
            instruments play all of it where there are none.

    Returns:
        (samples, channels) float32 within ±1.

    Raises:
        ValueError: If the rate is below 8,000 Hz, or there are more channels than two.
    """
    if rate < 8000:
        raise ValueError(f"a rate of {rate} Hz is too low; it must be at least 8000")
    if channels not in (1, 2):
        raise ValueError(f"{channels} channels make no sense; there are 1 or 2")
    rng = np.random.default_rng(piece.seed)
    soundfont = Path(soundfonts[rng.integers(len(soundfonts))]) if soundfonts else None
    length = round(piece.seconds * rate)
    dry, sent = np.zeros((2, channels, length), np.float32)
    pressed = _kicks(piece, length, rate)
    for part in piece.parts:
        stem = _stem(part, length, rate, soundfont)
        stem *= np.float32(_LOUD * 10 ** (part.gain / 20) / _loudness(stem, rate))
        if part.ducked:
            stem = stem * (1 - np.float32(part.ducked) * pressed)
        placed = _placed(stem, part.pan, channels)
        dry += placed
        sent += np.float32(part.send) * placed
    wet = echo(sent, piece.finish.room, rate, rng)
    mixed = dry + np.float32(piece.finish.wet) * wet
    sound = master(mixed, piece.finish, rate, rng)
    ends = np.minimum(1.0, np.arange(length)[::-1] / (_FADE * rate))
    return np.ascontiguousarray((sound * ends).T, np.float32)


def _stem(part: Part, length: int, rate: int, soundfont: Path | None) -> np.ndarray:
    """A part alone, (channels, samples)."""
    if soundfont and part.sampled and has(part.instrument):
        stem = play(soundfont, part.instrument, part.notes, rate)[:, :length]
        return np.pad(stem, ((0, 0), (0, length - stem.shape[1])))
    stem = _synthesised(part, length, rate)
    instrument = INSTRUMENTS.get(part.instrument)
    if instrument and instrument.drive:
        stem = _driven(stem, instrument, rate)
    return stem[None]


def _synthesised(part: Part, length: int, rate: int) -> np.ndarray:
    """A part by our own instruments, (samples,); notes that are alike are made once."""
    rng = np.random.default_rng(part.seed)
    kit = part.instrument in KITS
    mine = None if kit else _player(INSTRUMENTS[part.instrument], rng)
    stem, made = np.zeros(length, np.float32), {}
    for note in part.notes:
        alike = (round(note.pitch, 1), round(note.velocity * 6), 0 if kit else round(note.length * 25))
        if alike not in made:
            made[alike] = _sound(part.instrument, mine, note, rate, rng)
        begin = round(note.start * rate)
        sound = made[alike][: length - begin]
        stem[begin : begin + len(sound)] += sound
    return stem


def _sound(name: str, mine: Instrument | None, note: Note, rate: int, rng: np.random.Generator) -> np.ndarray:
    if mine is None:
        return drum(name, int(note.pitch), note.velocity, rate, rng)
    if mine.kind == "effect":
        return effect(name, note.pitch, note.length, note.velocity, rate, rng)
    return tone(mine, note.pitch, note.length, note.velocity, rate, rng)


def _player(instrument: Instrument, rng: np.random.Generator) -> Instrument:
    """One player's own instrument: no two are of quite the same make."""
    spread = np.exp(rng.normal(0, 0.25, 5))
    return replace(
        instrument,
        slope=instrument.slope + float(rng.normal(0, 0.15)),
        attack=instrument.attack * float(spread[0]),
        release=instrument.release * float(spread[1]),
        decay=instrument.decay * float(spread[2]),
        vibrato=instrument.vibrato * float(spread[3]),
        noise=instrument.noise * float(spread[4]),
        peak=instrument.peak * float(np.exp(rng.normal(0, 0.15))),
    )


def _driven(stem: np.ndarray, instrument: Instrument, rate: int) -> np.ndarray:
    """Through an amplifier that is turned up, and its loudspeaker."""
    loud = np.tanh(instrument.drive * stem / (np.sqrt(np.mean(stem**2)) * 3 + 1e-9))
    return sosfilt(butter(2, min(5200.0, 0.45 * rate), fs=rate, output="sos"), loud).astype(np.float32)


def _loudness(stem: np.ndarray, rate: int) -> float:
    """How loud a part is where it plays: a high quantile of its level over short blocks."""
    block = int(_BLOCK * rate)
    whole = stem.shape[1] // block * block
    power = np.mean(stem[:, :whole].reshape(len(stem), -1, block) ** 2, axis=(0, 2))
    sounding = power[power > 1e-4 * power.max()] if power.size and power.max() > 0 else np.ones(1)
    return float(np.sqrt(np.quantile(sounding, 0.8)) + 1e-9)


def _placed(stem: np.ndarray, pan: float, channels: int) -> np.ndarray:
    """A stem of one or two channels in the mix, panned at constant power."""
    if channels == 1:
        return stem.mean(axis=0, keepdims=True)
    angle = np.pi / 4 * (1 + max(-1.0, min(1.0, pan)))
    return np.float32(np.sqrt(2)) * np.array([[np.cos(angle)], [np.sin(angle)]], np.float32) * stem


def _kicks(piece: Piece, length: int, rate: int) -> np.ndarray:
    """(samples,) 1 where a kick drum strikes, and less after it."""
    pressed = np.zeros(length, np.float32)
    if not any(part.ducked for part in piece.parts):
        return pressed
    shape = np.exp(-np.arange(int(0.5 * rate)) / (0.11 * rate))
    for part in piece.parts:
        for note in part.notes if part.instrument in KITS else ():
            if note.pitch == KICK:
                begin = round(note.start * rate)
                reach = min(len(shape), length - begin)
                pressed[begin : begin + reach] = np.maximum(pressed[begin : begin + reach], shape[:reach])
    return pressed
