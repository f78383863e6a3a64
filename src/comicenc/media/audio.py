"""Sound as every model hears it: mono float32 at the model's rate, in chunks of one length.

WAV, FLAC, OGG (Vorbis or Opus), MP3 and AIFF are decoded by libsndfile, which lies in soundfile's wheel, and
not by FFmpeg. Files are decoded a block at a time, so that hours of music need no more memory than seconds.
What is cut short is read as far as it goes: such files do not say reliably how long they should be.
"""

from __future__ import annotations

import io
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from comicenc.media.images import UnreadableFile, reason

if TYPE_CHECKING:
    from soundfile import SoundFile

AUDIO_SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff"})
FORMATS = ("WAV", "WAVEX", "RF64", "W64", "FLAC", "OGG", "MP3", "AIFF")
TAGS = ("title", "artist", "album", "genre", "license")
MAX_SECONDS = 12 * 3600
MAX_VALUES = 2**28  # of a track that is held in memory as a whole: 1 GiB
MAX_CHANNELS = 64
RATES = (1_000, 768_000)
LOUDEST = 16.0  # full scale is 1; MP3 goes somewhat beyond it, and 16-bit integers as floats far
SILENCE = 1e-3  # root mean square below which a moment is silent: -60 dB of full scale
MOMENTS = 20  # a second, each of which sounds or not
_BLOCK = 2**18  # values decoded at a time

AudioSource = str | Path | bytes | tuple[Any, int]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a track.

    Args:
        start: Seconds from the beginning of the track.
        end: Likewise.
        samples: (L,) float32, mono, -1 to 1 but for overshoot.
        weight: What it counts in the track's mean: the seconds of it that sound and that no chunk before
            holds.
    """

    start: float
    end: float
    samples: np.ndarray
    weight: float


def read_audio(source: AudioSource, start: float = 0.0, seconds: float = math.inf) -> tuple[np.ndarray, int]:
    """Read a track, or a piece of it.

    Args:
        source: A path, the bytes of a file, or `(samples, rate)`: samples (n,) or (n, channels), floats from
            -1 to 1 or integers of full scale, and their rate in Hz.
        start: Where the piece starts, in seconds. What is before it is decoded too, since formats do not seek
            exactly.
        seconds: Length of the piece; less where the track ends before.

    Returns:
        (n, channels) float32 and the rate in Hz; of a piece beyond the end, n is 0.

    Raises:
        UnreadableFile: If it is missing, no audio, damaged, without a sample, or over the limits.
    """
    with _opened(source) as track:
        first, last = round(start * track.rate), (start + seconds) * track.rate
        blocks, values, count = [], 0, 0
        for block in track.blocks():
            blocks.append(block[max(first - count, 0) : math.ceil(max(min(last - count, len(block)), 0))])
            count += len(block)
            values += blocks[-1].size
            if count >= last:
                break
            if values > MAX_VALUES:
                limit = f"{MAX_VALUES / track.rate / block.shape[1] / 60:.0f} minutes"
                raise UnreadableFile(f"{track.name} is longer than the {limit} that are read at once")
        return np.concatenate(blocks), track.rate


def audio_seconds(source: AudioSource) -> float:
    """How long a track is, by decoding all of it: what its header says is not to be relied on.

    Raises:
        UnreadableFile: As `read_audio`, but for what is too long to be read at once.
    """
    with _opened(source) as track:
        return sum(map(len, track.blocks())) / track.rate


def audio_tags(source: str | Path | bytes) -> dict[str, str]:
    """What a file says of itself: those of `TAGS` that it has.

    Raises:
        UnreadableFile: If it is missing, no audio, or over the limits.
    """
    with _opened(source) as track:
        said = track.file.copy_metadata()
    return {name: text for name in TAGS if (text := said.get(name, "").strip())}


def audio_chunks(source: AudioSource, rate: int, length: int) -> Iterator[Chunk]:
    """A track as chunks of one length, one after the other; memory does not grow with the track.

    Chunks do not overlap, but for the last, which ends where the track ends. A track that is shorter than one
    chunk is repeated until it fills it. The same samples give the same chunks always.

    Args:
        source: As for `read_audio`.
        rate: Of the chunks, in Hz, whatever the track's own is.
        length: Samples of a chunk.

    Raises:
        UnreadableFile: As `read_audio`, while chunks are asked for.
    """
    held, before, start = np.zeros(0, np.float32), None, 0
    for block in mono_blocks(source, rate):
        held = np.concatenate([held, block])
        while len(held) >= length:
            before, held = held[:length], held[length:]
            yield _chunk(before, start, start + length, before, rate)
            start += length
    end = start + len(held)
    if before is None:
        yield _chunk(np.resize(held, length), 0, end, held, rate)
    elif len(held):
        yield _chunk(np.concatenate([before[len(held) :], held]), end - length, end, held, rate)


def _chunk(samples: np.ndarray, start: int, end: int, new: np.ndarray, rate: int) -> Chunk:
    return Chunk(start / rate, end / rate, samples, _sounding(new, rate))


def _sounding(samples: np.ndarray, rate: int) -> float:
    """Seconds that are not silent."""
    starts = np.arange(0, len(samples), max(rate // MOMENTS, 1))
    lengths = np.diff(np.append(starts, len(samples)))
    power = np.add.reduceat(np.square(samples, dtype=np.float64), starts) / lengths
    return float(lengths[power > SILENCE**2].sum() / rate)


def mono_blocks(source: AudioSource, rate: int) -> Iterator[np.ndarray]:
    """A track as blocks (n,) float32 at a rate: the mean of its channels, resampled where it has another.

    Raises:
        UnreadableFile: As `read_audio`, while blocks are asked for.
    """
    with _opened(source) as track:
        mono = (block.mean(axis=1, dtype=np.float32) for block in track.blocks())
        if track.rate == rate:
            yield from mono
            return
        import soxr

        stream = soxr.ResampleStream(track.rate, rate, 1, dtype="float32", quality="HQ")
        empty = True
        for block in mono:
            if len(ready := stream.resample_chunk(block)):
                empty = False
                yield ready
        rest = stream.resample_chunk(np.zeros(0, np.float32), last=True)
        yield rest if len(rest) or not empty else np.zeros(1, np.float32)


@dataclass
class _Track:
    """A track that is open: its name in messages, its rate, and the file or the samples."""

    name: str
    rate: int
    file: SoundFile | None = None
    samples: np.ndarray | None = None

    def blocks(self) -> Iterator[np.ndarray]:
        """(n, channels) float32, each checked.

        Raises:
            UnreadableFile: If it breaks off damaged, is too long, or is empty.
        """
        count = 0
        for block in self._decoded() if self.file else self._cut():
            count += len(block)
            if count > MAX_SECONDS * self.rate:
                raise UnreadableFile(
                    f"{self.name} is longer than the {MAX_SECONDS // 3600} hours allowed for a track"
                )
            if not np.abs(block).max() <= LOUDEST:  # written so that nan is refused too
                raise UnreadableFile(f"{self.name} holds values that are not between -1 and 1")
            yield block
        if not count:
            raise UnreadableFile(f"{self.name} holds no sound: it has not one sample")

    def _decoded(self) -> Iterator[np.ndarray]:
        from soundfile import SoundFileError

        frames = max(_BLOCK // self.file.channels, 1)
        while True:
            try:
                with _hushed():
                    block = self.file.read(frames, dtype="float32", always_2d=True)
            except SoundFileError as error:
                raise UnreadableFile(f"{self.name} is damaged ({_why(error)})") from error
            if not len(block):
                return
            yield block

    def _cut(self) -> Iterator[np.ndarray]:
        frames = max(_BLOCK // self.samples.shape[1], 1)
        for start in range(0, len(self.samples), frames):
            yield _scaled(self.samples[start : start + frames])


@contextmanager
def _opened(source: AudioSource) -> Iterator[_Track]:
    if isinstance(source, tuple):
        samples, rate = _checked_samples(source)
        yield _Track("the audio given", rate, samples=samples)
        return
    if isinstance(source, bytes | bytearray | memoryview):
        name, stream = "the audio given", io.BytesIO(bytes(source))
    elif isinstance(source, str | os.PathLike):
        name, stream = str(source), _stream(Path(source))
    else:
        kinds = "a path, bytes or (samples, rate)"
        raise UnreadableFile(f"{type(source).__name__} is no audio: it needs {kinds}")
    with stream, _sound_file(stream, name) as file:
        yield _Track(name, file.samplerate, file=file)


def _stream(path: Path) -> io.BufferedReader:
    try:
        if path.is_dir():
            raise UnreadableFile(f"{path} is a folder, where a file is needed")
        return path.open("rb")
    except FileNotFoundError:
        raise UnreadableFile(f"{path} does not exist") from None
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be opened: {error.strerror or error}") from error


def _sound_file(stream: io.BufferedIOBase, name: str) -> SoundFile:
    from soundfile import SoundFile, SoundFileError

    try:
        with _hushed():
            file = SoundFile(_Nameless(stream))
    except SoundFileError as error:
        if not stream.seek(0, os.SEEK_END):
            raise UnreadableFile(f"{name} is empty") from None
        kinds = "WAV, FLAC, OGG, MP3, AIFF"
        raise UnreadableFile(f"{name} is no audio that can be read ({kinds}): {_why(error)}") from error
    if file.format not in FORMATS:
        raise UnreadableFile(f"{name} is {file.format}, and what is read is {', '.join(FORMATS)}")
    if not RATES[0] <= file.samplerate <= RATES[1] or file.channels > MAX_CHANNELS:
        raise UnreadableFile(_beyond(name, file.samplerate, file.channels))
    return file


class _Nameless:
    """A stream for soundfile that hides its name, whose suffix would else decide what the file is."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self.read, self.readinto = stream.read, stream.readinto
        self.seek, self.tell = stream.seek, stream.tell


def _checked_samples(source: tuple) -> tuple[np.ndarray, int]:
    try:
        samples, rate = source
        samples, rate = np.asarray(samples), int(rate)
    except (TypeError, ValueError):
        raise UnreadableFile("the audio given is no (samples, rate)") from None
    if samples.ndim not in (1, 2) or samples.dtype.kind not in "fiu":
        needed = "(n,) or (n, channels) of floats or integers"
        raise UnreadableFile(
            f"an array of shape {samples.shape} and {samples.dtype} is no audio: it needs {needed}"
        )
    samples = samples.reshape(len(samples), -1) if samples.size else np.zeros((0, 1), np.float32)
    if not RATES[0] <= rate <= RATES[1] or samples.shape[1] > MAX_CHANNELS:
        raise UnreadableFile(_beyond("the audio given", rate, samples.shape[1]))
    return samples, rate


def _beyond(name: str, rate: int, channels: int) -> str:
    allowed = f"{RATES[0]:,} to {RATES[1]:,} Hz and {MAX_CHANNELS} channels at most"
    return f"{name} has {channels} channels at {rate:,} Hz, where {allowed} are read"


def _scaled(samples: np.ndarray) -> np.ndarray:
    """Integers to floats, so that full scale is 1."""
    if samples.dtype.kind == "f":
        return samples.astype(np.float32)
    info = np.iinfo(samples.dtype)
    middle = 0 if samples.dtype.kind == "i" else info.max // 2 + 1
    return ((samples.astype(np.float64) - middle) / (info.max - middle + 1)).astype(np.float32)


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep libmpg123 from writing on stderr, which it does for every oddity of an MP3."""
    try:
        kept = os.dup(2)
    except OSError:  # there is no stderr
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _why(error: Exception) -> str:
    """What libsndfile said, without the name of our stream."""
    return reason(getattr(error, "error_string", None) or error).rstrip(". ")
