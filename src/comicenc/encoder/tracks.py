"""Music to vectors: a vector a chunk, and of these one a track."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from operator import itemgetter

import numpy as np

from comicenc.media import Chunk, UnreadableFile, audio_chunks
from comicenc.media.audio import AudioSource

Refused = Callable[[int, UnreadableFile], None]
_NOTHING = np.zeros(0, np.float32)


@dataclass(frozen=True, eq=False)
class Track:
    """A piece of music as an encoder hears it, chunk by chunk.

    Args:
        starts: (n,) seconds at which each chunk starts.
        ends: (n,) seconds at which it ends.
        weights: (n,) seconds of it that count (`Chunk.weight`).
        vectors: (n, D) float32, unit rows.
    """

    starts: np.ndarray
    ends: np.ndarray
    weights: np.ndarray
    vectors: np.ndarray

    @property
    def vector(self) -> np.ndarray:
        """(D,) float32, unit: the weighted mean of the chunks; where all is silent, all count the same."""
        weights = self.weights if self.weights.any() else np.ones_like(self.weights)
        mean = weights @ self.vectors
        return (mean / np.linalg.norm(mean)).astype(np.float32)

    @property
    def seconds(self) -> float:
        """How long it is."""
        return float(self.ends[-1])


def encode_tracks(
    items: Iterable[AudioSource],
    embed: Callable[[list[np.ndarray]], np.ndarray],
    *,
    rate: int,
    length: int,
    batch_size: int,
    refused: Refused | None = None,
) -> Iterator[tuple[int, Track]]:
    """Encode tracks of any length, `batch_size` chunks at a time, whichever tracks these are of.

    Args:
        items: As for `read_audio`; each is opened once, when its turn comes.
        embed: N arrays (L,) of mono samples to (N, D) unit rows.
        rate: At which the encoder hears, in Hz.
        length: Samples of a chunk.
        batch_size: Chunks that are computed at once.
        refused: Told the number and the reason of a track that cannot be read, which is then left out; by
            default such a track is an error.

    Yields:
        The number of a track among the items, and the track.
    """
    damaged: set[int] = set()

    def chunks() -> Iterator[tuple[int, Chunk]]:
        for number, item in enumerate(items):
            try:
                for chunk in audio_chunks(item, rate, length):
                    yield number, chunk
            except UnreadableFile as error:
                if refused is None:
                    raise
                damaged.add(number)
                refused(number, error)

    for number, heard in groupby(_embedded(chunks(), embed, batch_size), key=itemgetter(0)):
        _, parts, vectors = zip(*heard, strict=True)
        if number not in damaged:  # some break off after chunks that were fine
            yield number, _track(parts, vectors)


def _embedded(
    chunks: Iterator[tuple[int, Chunk]], embed: Callable[[list[np.ndarray]], np.ndarray], batch_size: int
) -> Iterator[tuple[int, Chunk, np.ndarray]]:
    while batch := list(islice(chunks, batch_size)):
        vectors = embed([chunk.samples for _, chunk in batch])
        for (number, chunk), vector in zip(batch, vectors, strict=True):
            yield number, replace(chunk, samples=_NOTHING), vector  # hours of samples would add up


def _track(parts: Sequence[Chunk], vectors: Sequence[np.ndarray]) -> Track:
    starts, ends, weights = np.array([(part.start, part.end, part.weight) for part in parts]).T
    return Track(starts, ends, weights.astype(np.float32), np.stack(vectors))
