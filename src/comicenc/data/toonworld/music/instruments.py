"""The instruments: how our own synthesis makes each, and which of General MIDI's it is in a SoundFont."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["wave", "struck", "plucked", "effect"]


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument.

    Args:
        kind: How it is synthesised: a wave that is held, partials that ring out, a string that is plucked, or
            an effect by the instrument's name.
        low: Lowest pitch that it plays here, a MIDI number.
        high: Highest pitch.
        program: Of General MIDI, from 0; None where no SoundFont has it.
        slope: How fast partials fall, as a power of their number.
        even: Level of the even partials.
        attack: Seconds until it is loudest.
        release: Seconds until it is gone once let go.
        decay: Seconds in which a struck or plucked tone falls to a third, at middle C.
        hold: Level of a held tone after its attack.
        vibrato: Depth in semitones.
        voices: Players, or oscillators, a little out of tune with each other.
        spread: By how much, in semitones.
        noise: Breath, bow or hammer beside the tone.
        peak: Hz where its body or its filter resonates; 0 for none.
        stretch: How far partials of a struck tone lie above the harmonic series.
        ratios: Partials of a bell or bar, instead of the harmonic series.
        drive: How hard its amplifier is driven.
    """

    kind: Kind
    low: int
    high: int
    program: int | None = None
    slope: float = 1.2
    even: float = 1.0
    attack: float = 0.02
    release: float = 0.12
    decay: float = 1.0
    hold: float = 0.85
    vibrato: float = 0.0
    voices: int = 1
    spread: float = 0.06
    noise: float = 0.0
    peak: float = 0.0
    stretch: float = 0.0
    ratios: tuple[float, ...] = ()
    drive: float = 0.0


def _held(low: int, high: int, program: int | None = None, **settings) -> Instrument:
    return Instrument("wave", low, high, program, **settings)


def _struck(low: int, high: int, program: int | None = None, **settings) -> Instrument:
    return Instrument("struck", low, high, program, **settings)


def _plucked(low: int, high: int, program: int | None = None, **settings) -> Instrument:
    return Instrument("plucked", low, high, program, **settings)


_BAR, _TUBE, _GLASS = (1.0, 3.93, 9.24), (1.0, 2.76, 5.4, 8.93), (1.0, 2.0, 3.01, 4.1, 5.43)
_BELL = (0.5, 1.0, 1.19, 1.5, 2.0, 2.52, 3.01, 4.1)

INSTRUMENTS: dict[str, Instrument] = {
    "piano": _struck(28, 96, 0, slope=1.25, decay=1.6, stretch=0.0004, noise=0.02, release=0.18),
    "bright piano": _struck(28, 96, 1, slope=0.95, decay=1.4, stretch=0.0005, noise=0.03, release=0.15),
    "felt piano": _struck(28, 92, 0, slope=2.1, decay=1.3, stretch=0.0004, noise=0.05, release=0.3),
    "honky tonk": _struck(33, 96, 3, slope=1.0, decay=1.2, stretch=0.0005, voices=2, spread=0.14, noise=0.02),
    "electric piano": _struck(33, 88, 4, slope=2.0, decay=1.3, ratios=(1, 2, 3, 14), release=0.2),
    "fm piano": _struck(33, 88, 5, slope=1.8, decay=1.5, ratios=(1, 2, 3, 5, 14), voices=2, spread=0.05),
    "harpsichord": _plucked(36, 84, 6, slope=0.25, decay=0.9),
    "clavinet": _plucked(36, 84, 7, slope=0.35, decay=0.5, peak=1400),
    "celesta": _struck(60, 102, 8, slope=1.6, decay=0.9, ratios=_GLASS),
    "glockenspiel": _struck(67, 105, 9, slope=1.0, decay=0.8, ratios=_TUBE),
    "music box": _struck(60, 98, 10, slope=1.1, decay=0.7, ratios=(1, 2.01, 5.1, 7.9), noise=0.02),
    "vibraphone": _struck(53, 89, 11, slope=1.9, decay=1.6, ratios=(1, 4.0, 10.0)),
    "marimba": _struck(45, 91, 12, slope=1.5, decay=0.22, ratios=_BAR, noise=0.02),
    "xylophone": _struck(60, 100, 13, slope=0.9, decay=0.14, ratios=(1, 3.0, 6.2), noise=0.03),
    "tubular bells": _struck(48, 79, 14, slope=0.7, decay=2.6, ratios=_BELL, release=1.5),
    "kalimba": _struck(55, 91, 108, slope=1.4, decay=0.4, ratios=(1, 5.4, 9.1), noise=0.02),
    "steel drums": _struck(52, 88, 114, slope=0.9, decay=0.4, ratios=(1, 2.0, 3.0, 4.02), noise=0.02),
    "organ": _held(36, 88, 16, slope=1.1, attack=0.01, release=0.05, hold=1.0, vibrato=0.06),
    "church organ": _held(31, 91, 19, slope=0.9, attack=0.05, release=0.5, hold=1.0, voices=2, spread=0.04),
    "accordion": _held(41, 88, 21, slope=0.75, attack=0.03, release=0.08, voices=2, spread=0.12),
    "harmonica": _held(55, 88, 22, slope=0.7, attack=0.04, vibrato=0.15, noise=0.03, peak=1500),
    "nylon guitar": _plucked(40, 79, 24, slope=0.9, decay=0.8),
    "steel guitar": _plucked(40, 81, 25, slope=0.5, decay=1.1),
    "ukulele": _plucked(55, 84, 24, slope=0.9, decay=0.45),
    "jazz guitar": _plucked(40, 81, 26, slope=1.4, decay=0.9),
    "clean guitar": _plucked(40, 84, 27, slope=0.7, decay=1.2),
    "muted guitar": _plucked(40, 79, 28, slope=0.8, decay=0.1),
    "overdriven guitar": _plucked(38, 81, 29, slope=0.4, decay=2.2, drive=4.0),
    "distorted guitar": _plucked(33, 79, 30, slope=0.35, decay=2.6, drive=12.0),
    "banjo": _plucked(48, 84, 105, slope=0.3, decay=0.3, peak=900),
    "sitar": _plucked(45, 81, 104, slope=0.2, decay=1.0, peak=2200),
    "koto": _plucked(50, 86, 107, slope=0.4, decay=0.8),
    "harp": _plucked(36, 96, 46, slope=1.0, decay=1.0),
    "pizzicato": _plucked(36, 88, 45, slope=1.2, decay=0.18, voices=2),
    "acoustic bass": _plucked(28, 57, 32, slope=1.3, decay=0.6),
    "finger bass": _plucked(28, 57, 33, slope=1.1, decay=0.9),
    "picked bass": _plucked(28, 57, 34, slope=0.7, decay=0.9),
    "slap bass": _plucked(28, 60, 36, slope=0.4, decay=0.7),
    "synth bass": _held(26, 57, 38, slope=1.0, attack=0.005, hold=0.6, release=0.06, peak=500),
    "growl bass": _held(
        24, 52, 39, slope=0.6, attack=0.005, hold=0.8, voices=3, spread=0.2, drive=5.0, peak=700
    ),
    "sub bass": _held(24, 45, None, slope=4.0, attack=0.008, hold=0.75, release=0.15, drive=0.8),
    "violin": _held(55, 96, 40, slope=0.9, attack=0.07, vibrato=0.22, noise=0.015, peak=2600),
    "fiddle": _held(55, 93, 110, slope=0.8, attack=0.03, vibrato=0.14, noise=0.03, peak=2600),
    "viola": _held(48, 84, 41, slope=0.95, attack=0.08, vibrato=0.2, noise=0.015, peak=1700),
    "cello": _held(36, 74, 42, slope=0.95, attack=0.09, vibrato=0.2, noise=0.015, peak=1100),
    "contrabass": _held(28, 57, 43, slope=1.0, attack=0.1, vibrato=0.1, noise=0.02, peak=600),
    "strings": _held(36, 96, 48, slope=1.0, attack=0.14, release=0.35, voices=4, spread=0.12, vibrato=0.12),
    "slow strings": _held(
        36, 93, 49, slope=1.2, attack=0.45, release=0.7, voices=4, spread=0.12, vibrato=0.12
    ),
    "tremolo strings": _held(
        36, 93, 44, slope=0.9, attack=0.1, release=0.2, voices=4, spread=0.16, noise=0.03
    ),
    "spiccato": _held(
        36, 93, 48, slope=0.9, attack=0.02, release=0.1, hold=0.5, voices=3, spread=0.12, noise=0.03
    ),
    "synth strings": _held(36, 93, 50, slope=1.0, attack=0.25, release=0.6, voices=4, spread=0.18),
    "choir": _held(
        43, 88, 52, slope=1.6, attack=0.25, release=0.5, voices=4, spread=0.2, vibrato=0.2, peak=800
    ),
    "voices": _held(
        48, 86, 53, slope=1.8, attack=0.12, release=0.3, voices=3, spread=0.15, vibrato=0.2, peak=500
    ),
    "trumpet": _held(55, 88, 56, slope=0.55, attack=0.03, vibrato=0.08, peak=1500),
    "muted trumpet": _held(55, 86, 59, slope=0.35, attack=0.03, vibrato=0.1, peak=2500),
    "trombone": _held(40, 72, 57, slope=0.75, attack=0.04, vibrato=0.05, peak=700),
    "tuba": _held(28, 58, 58, slope=1.1, attack=0.04, peak=300),
    "horn": _held(41, 77, 60, slope=1.3, attack=0.06, voices=2, spread=0.05, peak=500),
    "brass": _held(40, 84, 61, slope=0.65, attack=0.04, voices=3, spread=0.1, peak=1100),
    "saxophone": _held(49, 82, 65, slope=0.7, attack=0.04, vibrato=0.2, noise=0.03, peak=1100),
    "tenor saxophone": _held(44, 76, 66, slope=0.75, attack=0.04, vibrato=0.2, noise=0.04, peak=800),
    "oboe": _held(58, 88, 68, slope=0.5, attack=0.04, vibrato=0.14, peak=1300),
    "english horn": _held(52, 81, 69, slope=0.6, attack=0.05, vibrato=0.16, peak=950),
    "bassoon": _held(34, 70, 70, slope=0.7, attack=0.03, vibrato=0.06, peak=480),
    "clarinet": _held(50, 88, 71, slope=0.9, even=0.12, attack=0.03, vibrato=0.04),
    "piccolo": _held(74, 102, 72, slope=2.2, attack=0.03, vibrato=0.12, noise=0.05),
    "flute": _held(60, 93, 73, slope=2.0, attack=0.05, vibrato=0.2, noise=0.06),
    "recorder": _held(60, 93, 74, slope=1.9, even=0.4, attack=0.03, vibrato=0.06, noise=0.04),
    "pan flute": _held(58, 91, 75, slope=2.6, attack=0.06, vibrato=0.12, noise=0.14),
    "whistle": _held(67, 96, 78, slope=3.5, attack=0.05, vibrato=0.25, noise=0.05),
    "kazoo": _held(55, 79, None, slope=0.25, attack=0.03, vibrato=0.3, noise=0.05, peak=900),
    "theremin": _held(55, 91, None, slope=2.6, attack=0.2, vibrato=0.5, release=0.3),
    "square lead": _held(48, 93, 80, slope=1.0, even=0.02, attack=0.005, vibrato=0.1, release=0.06),
    "saw lead": _held(48, 93, 81, slope=0.9, attack=0.008, vibrato=0.1, voices=2, spread=0.1, release=0.1),
    "chip": _held(45, 93, None, slope=0.9, even=0.3, attack=0.002, release=0.02, vibrato=0.12),
    "supersaw": _held(40, 88, None, slope=0.85, attack=0.02, voices=6, spread=0.3, release=0.2),
    "synth pluck": _plucked(43, 91, None, slope=0.4, decay=0.2),
    "synth brass": _held(40, 84, 62, slope=0.9, attack=0.03, voices=3, spread=0.14, release=0.15),
    "warm pad": _held(40, 84, 89, slope=1.7, attack=0.5, release=0.9, voices=4, spread=0.14),
    "glass pad": _held(48, 88, 88, slope=1.3, even=0.4, attack=0.4, release=1.0, voices=3, spread=0.16),
    "dark pad": _held(31, 67, 95, slope=1.9, attack=0.8, release=1.2, voices=4, spread=0.25, noise=0.02),
    "bowed pad": _held(
        40, 79, 92, slope=1.2, even=0.5, attack=0.7, release=1.0, voices=3, spread=0.2, noise=0.04
    ),
    "timpani": _struck(38, 57, 47, slope=0.8, decay=0.7, ratios=(1, 1.5, 1.99, 2.44), noise=0.15),
    "rising noise": Instrument("effect", 48, 72),
    "low boom": Instrument("effect", 24, 40),
    "scrape": Instrument("effect", 60, 96),
    "breath": Instrument("effect", 40, 80),
    "slide whistle": Instrument("effect", 67, 91),
    "spring": Instrument("effect", 48, 72),
}

# Kits of drums: the program of General MIDI's drum channel, and how ours are tuned and how long they ring.
KITS: dict[str, tuple[int, float, float, float]] = {
    # program, pitch, length, share of noise
    "acoustic": (0, 1.0, 1.0, 1.0),
    "room": (8, 0.95, 1.4, 1.0),
    "power": (16, 0.85, 1.3, 1.2),
    "electronic": (24, 1.1, 0.8, 0.8),
    "808": (25, 0.75, 1.6, 0.6),
    "jazz": (32, 1.25, 0.8, 0.9),
    "brush": (40, 1.2, 0.7, 1.3),
    "orchestra": (48, 0.6, 2.6, 0.8),
}
