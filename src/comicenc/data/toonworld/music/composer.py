"""Composing: a mood and a seed become a piece.

A manner says who plays what, the mood how and in which harmony, and chance everything else. What is composed
is an excerpt: it may begin anywhere in a form and ends when its time is over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from ..names import pick
from . import accents, basslines, chordal, drumming
from . import melody as melodies
from .bars import Bar, Frame
from .ensembles import EXTRAS, MANNERS
from .finishing import sample_finish
from .harmony import PROGRESSIONS, read_chord
from .instruments import INSTRUMENTS
from .manners import Layer, Manner
from .moods import MOODS, Feel, sample_feel
from .score import Note, Part, Piece
from .timing import Clock

_PATTERNS: dict[str, Callable] = {
    function.__name__: function
    for function in (
        chordal.sustained, chordal.pulses, chordal.arpeggios, chordal.strums, chordal.oompah,
        chordal.ostinato, chordal.tremolo, chordal.chugs, chordal.cluster, chordal.drone,
        basslines.walking, basslines.riff, melodies.melody, melodies.counter, melodies.calls,
        melodies.sneaking, melodies.wandering, melodies.fanfare, accents.hits, accents.runs,
        accents.sprinkles, accents.risers, accents.booms, drumming.roll,
    )
}  # fmt: skip
_NAMED = {"rhythm": chordal.rhythm, "groove": basslines.groove, "drums": drumming.drums}

# Energy of the sections that follow each other, beside the piece's own.
_FORMS = {
    "level": (0.0, 0.05, 0.0, 0.05),
    "rise": (-0.45, -0.2, 0.1, 0.3),
    "verse": (-0.15, 0.2, -0.1, 0.25),
    "drop": (0.1, -0.4, 0.35, 0.3),
    "fall": (0.2, 0.0, -0.25, -0.4),
    "still": (-0.3, -0.25, -0.3, -0.2),
    "bursts": (-0.35, 0.4, -0.4, 0.35),
}
_FORM_WEIGHTS = {
    "happy": (4, 1, 4, 1, 0.3, 0, 0.2),
    "funny": (3, 0.7, 4, 0.7, 0.3, 0.5, 1.5),
    "sad": (3, 1.5, 2, 0.2, 1.5, 2, 0),
    "tender": (3, 1.5, 2, 0.3, 1, 2, 0),
    "exciting": (2, 4, 2, 3, 0, 0, 0.5),
    "angry": (4, 1, 2, 2, 0, 0, 1),
    "scary": (1.5, 2, 0.7, 0.5, 0.5, 3, 2),
}
_MINUTES = {"tender": 0.92, "sad": 0.95, "scary": 0.95}
_MACHINES = ("electronic", "808")
_DUCKED = {"house": 0.6, "techno": 0.4, "synthwave": 0.4, "dubstep": 0.4, "drum and bass": 0.2}
_SAMPLED = 0.85  # share of the players that a SoundFont plays, where it has their instrument


def compose(seed: int | Sequence[int], mood: str, seconds: float = 30.0, manner: str | None = None) -> Piece:
    """Compose a piece.

    Args:
        seed: Fixes everything.
        mood: One of `MOODS`.
        seconds: How long it lasts.
        manner: Name in `MANNERS`; by default one that suits the mood.

    Raises:
        ValueError: If there is no such mood or manner, or the piece would be shorter than a second.
    """
    if mood not in MOODS:
        raise ValueError(f"{mood!r} is no mood; there are {', '.join(MOODS)}")
    if manner is not None and manner not in MANNERS:
        raise ValueError(f"{manner!r} is no manner; there are {', '.join(MANNERS)}")
    if seconds < 1:
        raise ValueError(f"a piece of {seconds} s is too short; it must last a second")
    rng = np.random.default_rng(seed)
    name = manner or pick(rng, tuple(MANNERS), [each.moods.get(mood, 0.0) for each in MANNERS.values()])
    kind, feel = MANNERS[name], sample_feel(rng, mood)
    tempo = _tempo(rng, kind, feel)
    scale, chords, _ = pick(rng, PROGRESSIONS[mood], [weight for *_, weight in PROGRESSIONS[mood]])
    tonic = int(rng.integers(12))
    bars = _bars(rng, mood, feel, kind, chords.split(), seconds * tempo / 60)
    clock = Clock(rng, tempo, bars[-1].start + bars[-1].beats, kind, feel)
    parts = _parts(rng, name, mood, bars, Frame(tonic, scale, feel, 0, 127), clock, seconds)
    return Piece(
        mood=mood,
        manner=name,
        tempo=tempo,
        scale=scale,
        tonic=tonic,
        seconds=seconds,
        parts=tuple(parts),
        finish=sample_finish(rng, kind, feel),
        seed=int(rng.integers(1 << 31)),
    )


def _tempo(rng: np.random.Generator, manner: Manner, feel: Feel) -> float:
    slow, fast = manner.tempo
    return float(slow + (fast - slow) * np.clip(feel.energy + rng.normal(0, 0.15), 0.0, 1.0))


def _bars(
    rng: np.random.Generator, mood: str, feel: Feel, manner: Manner, chords: list[str], beats: float
) -> list[Bar]:
    """Bars until the time is over, in sections of four or eight, from anywhere in the form."""
    size = int(rng.choice(manner.beats))
    form = _FORMS[pick(rng, tuple(_FORMS), _FORM_WEIGHTS[mood])]
    length = int(rng.choice((4, 8), p=(0.65, 0.35) if beats / size < 24 else (0.4, 0.6)))
    a_bar = float(rng.choice((0.5, 1.0, 2.0), p=(0.45 - 0.35 * feel.energy, 0.5, 0.05 + 0.35 * feel.energy)))
    if size == 3 and a_bar == 2.0:
        a_bar = 1.0
    offset = int(rng.integers(2 * length))
    base, bars, start = 0.25 + 0.6 * feel.energy, [], 0.0
    for number in range(offset, offset + int(np.ceil(beats / size)) + 1):
        section, place = divmod(number, length)
        energy = float(np.clip(base + form[section % len(form)], 0.05, 1.0))
        bars.append(
            Bar(
                start, size, _chords(chords, number, size, a_bar), energy, section, place, place == length - 1
            )
        )
        start += size
    return bars


def _chords(chords: list[str], number: int, size: int, a_bar: float) -> tuple:
    """The chords of a bar: one for two bars (0.5 a bar), one, or two."""
    if a_bar < 2:
        return ((0.0, float(size), read_chord(chords[int(number * a_bar) % len(chords)])),)
    half = size / 2
    return tuple(
        (place * half, half, read_chord(chords[(2 * number + place) % len(chords)])) for place in range(2)
    )


def _parts(
    rng: np.random.Generator,
    manner: str,
    mood: str,
    bars: list[Bar],
    frame: Frame,
    clock: Clock,
    seconds: float,
) -> list[Part]:
    kind = MANNERS[manner]
    kit = str(rng.choice(kind.kits))
    layers = [layer for layer in kind.layers if not layer.only or mood in layer.only.split()]
    here = [layer for layer in layers if rng.random() < layer.chance]
    here += [layer for layer in EXTRAS[mood] if rng.random() < layer.chance]
    stops = _stops(rng, mood, bars)
    sampled = rng.random() < 0.9  # a piece in ten is synthetic throughout
    parts = []
    for number, layer in enumerate(here):
        enters = 0.0 if number == 0 else layer.enters + rng.normal(0, 0.08)
        active = [bar for bar in bars if bar.energy >= enters and not _rests(rng, bar, number)]
        if not active:
            active = bars[len(bars) // 2 :]
        instrument, notes = _play(rng, layer, kit, active, frame)
        notes = [note for note in notes if not any(low <= note.start < high for low, high in stops)]
        finished = clock.times(notes, seconds, drums=instrument == kit)
        if not finished:
            continue
        ducked = _DUCKED.get(manner, 0.0) if instrument != kit else 0.0
        carries = instrument == kit or layer.patterns.startswith("groove")
        parts.append(
            Part(
                instrument=instrument,
                notes=tuple(finished),
                gain=layer.gain + (1.5 if carries else 0.0) + float(rng.normal(0, 1.5)),
                pan=0.0 if number == 0 or carries else float(rng.normal(0, 0.35)),
                send=float(np.clip(rng.normal(0.7, 0.25), 0.1, 1.2)) * (0.35 if instrument == kit else 1.0),
                seed=int(rng.integers(1 << 31)),
                sampled=bool(sampled and rng.random() < _SAMPLED),
                ducked=ducked,
            )
        )
    return parts


def _rests(rng: np.random.Generator, bar: Bar, number: int) -> bool:
    """Whether a part that is not the first leaves out a bar at the beginning of a section."""
    return number > 1 and bar.place == 0 and rng.random() < 0.06


def _play(
    rng: np.random.Generator, layer: Layer, kit: str, bars: Sequence[Bar], frame: Frame
) -> tuple[str, list[Note]]:
    instrument = str(rng.choice(layer.instruments.split("|")))
    family, _, name = str(rng.choice(layer.patterns.split("|"))).partition(" ")
    play = (
        partial(_NAMED[family], **{"cell" if family == "rhythm" else "name": name})
        if name
        else _PATTERNS[family]
    )
    low, high = (
        (0, 127) if instrument == "kit" else (INSTRUMENTS[instrument].low, INSTRUMENTS[instrument].high)
    )
    if layer.span and instrument != "kit":
        low, high = max(low, layer.span[0]), min(high, layer.span[1])
        if high - low < 14:
            low, high = INSTRUMENTS[instrument].low, INSTRUMENTS[instrument].high
    return kit if instrument == "kit" else instrument, play(
        rng, bars, Frame(frame.tonic, frame.scale, frame.feel, low, high)
    )


def _stops(rng: np.random.Generator, mood: str, bars: Sequence[Bar]) -> list[tuple[float, float]]:
    """Moments before a new section in which everything is silent."""
    chance = {"funny": 0.28, "scary": 0.3, "exciting": 0.15, "angry": 0.2, "happy": 0.1}.get(mood, 0.04)
    ends = [bar.start + bar.beats for bar in bars if bar.ends and rng.random() < chance]
    return [(end - float(rng.choice((1.0, 2.0))), end) for end in ends]
