"""What a piece of Toonworld's music is before it sounds: parts of notes, and how they are mixed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Note(NamedTuple):
    """One note or beat of a drum.

    Args:
        start: In beats while it is composed, in seconds in a finished part.
        length: In the same unit, until it is let go.
        pitch: MIDI number; of a kit the key of the drum in General MIDI.
        velocity: From 0 to 1.
    """

    start: float
    length: float
    pitch: float
    velocity: float


@dataclass(frozen=True, slots=True)
class Part:
    """What one instrument plays.

    Args:
        instrument: Name in `INSTRUMENTS`, or of a kit.
        notes: By their start, in seconds.
        gain: Loudness beside the other parts, in decibels.
        pan: From -1 (left) to 1 (right).
        send: How much of it goes to the room.
        seed: Of this player's own colour of tone.
        sampled: Whether a SoundFont plays it where one is given.
        ducked: How far the kick drum pushes it down, from 0 to 1.
    """

    instrument: str
    notes: tuple[Note, ...]
    gain: float
    pan: float
    send: float
    seed: int
    sampled: bool
    ducked: float = 0.0


@dataclass(frozen=True, slots=True)
class Finish:
    """How a piece was recorded and mastered.

    Args:
        room: Time until its echo has fallen by 60 dB, in seconds.
        wet: Level of the echo.
        loudness: Root mean square of the whole, in decibels below full scale.
        slope: How the density of power is to fall, in decibels an octave; records fall by about 5 to 6.
        top: Where what is above is cut off, in Hz; None where nothing is.
        bottom: Where what is below is cut off, in Hz.
        drive: How hard the whole is pressed, from 0 (untouched) to 1 (as loud records are).
        crackle: Level of a worn record's noise, 0 for none.
    """

    room: float
    wet: float
    loudness: float
    slope: float
    top: float | None
    bottom: float
    drive: float
    crackle: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A composed piece.

    Args:
        mood: One of the seven.
        manner: Name of its kind of music, in `MANNERS`.
        tempo: Beats a minute.
        scale: Name in `SCALES`.
        tonic: Pitch class, 0 for C.
        seconds: How long it lasts.
        parts: Of which it consists.
        finish: How it is mastered.
        seed: Of what the renderer draws by chance.
    """

    mood: str
    manner: str
    tempo: float
    scale: str
    tonic: int
    seconds: float
    parts: tuple[Part, ...]
    finish: Finish
    seed: int
