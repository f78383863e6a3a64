"""Scales, chords by their Roman numerals, and which sequences of them suit which mood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "harmonic": (0, 2, 3, 5, 7, 8, 11),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "double harmonic": (0, 1, 4, 5, 7, 8, 11),
    "octatonic": (0, 1, 3, 4, 6, 7, 9, 10),
    "whole tone": (0, 2, 4, 6, 8, 10),
}
_DEGREES = {"i": 0, "ii": 2, "iii": 4, "iv": 5, "v": 7, "vi": 9, "vii": 11}
_QUALITIES = {
    "": None,  # by the case of the numeral
    "5": (0, 7),
    "7": (4, 7, 10),
    "maj7": (4, 7, 11),
    "6": (4, 7, 9),
    "add9": (4, 7, 14),
    "sus2": (2, 7),
    "sus4": (5, 7),
    "o": (3, 6),
    "o7": (3, 6, 9),
    "h7": (3, 6, 10),
    "+": (4, 8),
    "m7": (3, 7, 10),
    "m9": (3, 7, 10, 14),
    "maj9": (4, 7, 11, 14),
    "9": (4, 7, 10, 14),
    "mmaj7": (3, 7, 11),
    "b2": (1, 7),
    "b5": (6, 12),
}
_NUMERAL = re.compile(r"([b#]?)([iv]+|[IV]+)(.*)")

# Scale, chords and how common the sequence is in the mood; a chord lasts a bar or half of one. Degrees count
# from the major scale, so that the sixth of a minor key is bVI.
# fmt: off
PROGRESSIONS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "happy": (
        ("major", "I V vi IV", 3), ("major", "I IV V IV", 3), ("major", "I vi IV V", 2),
        ("major", "I IV I V", 3), ("major", "IV V I vi", 1), ("major", "I ii IV V", 1),
        ("mixolydian", "I bVII IV I", 2), ("major", "I iii IV V", 1), ("major", "I6 ii V7 I6", 1),
        ("major", "Imaj7 vim7 iim7 V9", 2), ("lydian", "I II IV I", 1), ("major", "vi IV I V", 2),
        ("major", "I V I V", 2), ("major", "IVmaj7 iiim7 iim7 Imaj7", 1), ("dorian", "im7 IV7", 1.2),
        ("major", "I I IV V", 2), ("minor", "i bVII bVI bVII", 0.6),
        ("major", "Iadd9 Vsus4 vim7 IVadd9", 1.5),
    ),
    "funny": (
        ("major", "I V7 I V7", 3), ("major", "I VI7 II7 V7", 3), ("major", "I IV V7 I", 2),
        ("major", "I #io7 iim7 V7", 2), ("major", "I I V7 V7", 2), ("harmonic", "i i V7 i", 2),
        ("harmonic", "i iv V7 i", 1.5), ("whole tone", "I+ II+", 0.7), ("major", "I bVI7 V7 I", 1),
        ("mixolydian", "I7 IV7 I7 V7", 1.5), ("dorian", "i6 IV7", 1), ("major", "I6 bIII6 IV6 V7", 0.8),
        ("harmonic", "i bII7 i V7", 1),
    ),
    "sad": (
        ("minor", "i bVI bIII bVII", 2.5), ("minor", "i iv i v", 2), ("harmonic", "i iv V i", 2),
        ("minor", "i bVII bVI v", 2), ("harmonic", "i bVI iv V", 2), ("minor", "im9 ivm9", 1.5),
        ("minor", "i v bVI iv", 2), ("minor", "i i bVI bVI", 1.5), ("minor", "bVImaj7 bVII im7 im7", 1.5),
        ("major", "vi iii IV I", 1.2), ("major", "I iii IV iv", 1), ("harmonic", "i iio7 V i", 1),
        ("minor", "isus2 bVI bVII isus4", 1), ("dorian", "im7 IV im7 v", 0.7),
    ),
    "tender": (
        ("major", "Imaj7 IVmaj7", 3), ("major", "I iii IV I", 2), ("major", "Iadd9 V vi IVadd9", 3),
        ("major", "IVmaj7 Imaj7 iim7 vim7", 2), ("lydian", "Imaj7 II Imaj7 II", 1),
        ("major", "I IV vi V", 2), ("major", "I Isus4 I IVadd9", 2), ("major", "Imaj9 vim9 iim9 V9", 2),
        ("major", "IVadd9 V iiim7 vim7", 1.5), ("major", "I V IV IV", 2), ("minor", "im9 bVImaj7", 0.8),
        ("major", "vim7 IVmaj7 I V", 1.5), ("mixolydian", "Iadd9 bVII IV Iadd9", 0.7),
    ),
    "exciting": (
        ("minor", "i bVI bIII bVII", 3), ("minor", "i bVII bVI bVII", 3), ("minor", "i i bVI bVII", 2),
        ("mixolydian", "I bVII IV I", 1.5), ("dorian", "i IV i IV", 1.5), ("major", "I V vi IV", 1.5),
        ("minor", "i bIII bVII IV", 1.5), ("minor", "bVI bVII i i", 2), ("major", "vi IV I V", 2),
        ("mixolydian", "I bVII bVI bVII", 1), ("harmonic", "i iv bVI V", 1),
        ("minor", "i5 i5 bVI5 bVII5", 1.5),
        ("lydian", "I II I II", 0.7), ("dorian", "im7 im7 bVII IV", 1),
    ),
    "angry": (
        ("phrygian", "i5 i5 bII5 i5", 3), ("minor", "i5 bVI5 bVII5 i5", 2), ("minor", "i5 bIII5 iv5 bII5", 2),
        ("phrygian", "i5 bII5 bIII5 bII5", 2), ("octatonic", "i5 bV5 i5 bII5", 2),
        ("harmonic", "i i bVI V", 1.5),
        ("minor", "i i i i", 2), ("harmonic", "i iv V V", 1), ("minor", "i5 bVII5 bVI5 V5", 1),
        ("octatonic", "ib5 i5 bIIIb5 bII5", 1), ("phrygian", "i i bII bII", 1),
        ("dorian", "i5 bIII5 IV5 i5", 1),
    ),
    "scary": (
        ("phrygian", "i i bII i", 2), ("octatonic", "i #ivo i #ivo", 2), ("minor", "i i i i", 3),
        ("octatonic", "i bvi i bvi", 2), ("minor", "i bvi bii v", 1), ("harmonic", "i iio7 V i", 1.2),
        ("phrygian", "i bII bIII bII", 1.2), ("octatonic", "io7 #io7 iio7 io7", 1),
        ("minor", "i i bVI bVI", 1.5),
        ("double harmonic", "i bII i bII", 1.2), ("whole tone", "I+ bII+ I+ bV+", 0.6),
        ("minor", "immaj7 ivmmaj7", 1), ("minor", "ib2 ib2 bVIb5 ib2", 1), ("minor", "i bVI iv i", 1.2),
    ),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Chord:
    """Semitones of the root over the tonic, and of every tone over the root (0 among them)."""

    root: int
    tones: tuple[int, ...]


@lru_cache
def read_chord(numeral: str) -> Chord:
    """A chord of its Roman numeral: capital letters are major, and what follows says more.

    Raises:
        ValueError: If it is no such numeral.
    """
    match = _NUMERAL.fullmatch(numeral)
    if not match or match[2].lower() not in _DEGREES or match[3] not in _QUALITIES:
        raise ValueError(f"{numeral!r} is no chord")
    shift = {"": 0, "b": -1, "#": 1}[match[1]]
    above = _QUALITIES[match[3]] or ((4, 7) if match[2].isupper() else (3, 7))
    if match[2].islower() and match[3] in ("6", "add9"):
        above = tuple(3 if tone == 4 else tone for tone in above)
    return Chord((_DEGREES[match[2].lower()] + shift) % 12, (0, *above))


def pitches(chord: Chord, tonic: int, low: int, high: int) -> list[int]:
    """Every pitch of a chord from `low` to `high`, upward."""
    classes = {(tonic + chord.root + tone) % 12 for tone in chord.tones}
    return [pitch for pitch in range(low, high + 1) if pitch % 12 in classes]


def ladder(scale: str, tonic: int, low: int, high: int) -> list[int]:
    """Every pitch of a scale from `low` to `high`, upward."""
    classes = {(tonic + step) % 12 for step in SCALES[scale]}
    return [pitch for pitch in range(low, high + 1) if pitch % 12 in classes]


def root_near(chord: Chord, tonic: int, around: float) -> int:
    """The root in the octave nearest to a pitch."""
    pitch_class = (tonic + chord.root) % 12
    return pitch_class + 12 * round((around - pitch_class) / 12)


def voicing(chord: Chord, tonic: int, around: float, before: Sequence[int] = ()) -> list[int]:
    """A chord in close position round a pitch, with as little movement from the voicing before as can be.

    Returns:
        Three or four pitches, upward; two of a fifth alone.
    """
    count = min(len(chord.tones), 4)
    centre = sum(before) / len(before) if before else around
    centre = 0.6 * centre + 0.4 * around  # voices do not wander off
    tones = pitches(chord, tonic, int(centre) - 14, int(centre) + 14)
    windows = [tones[start : start + count] for start in range(len(tones) - count + 1)]
    full = [window for window in windows if len({pitch % 12 for pitch in window}) == count] or windows
    return min(full, key=lambda window: abs(sum(window) / count - centre))
