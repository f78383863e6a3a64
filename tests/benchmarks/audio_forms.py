"""How far vectors move with a track's form: `python tests/benchmarks/audio_forms.py MODEL FOLDER`.

Every track of FOLDER is written again in other formats, with one channel and two, and at 8 to 48 kHz, and
encoded; a row a form: how far its vectors lie from those of the tracks as they are (cosine distance, mean and
largest), which share of them is still nearest to its own track among all, and for which share the likeliest
mood is still the same. Beside them stands how far different tracks lie apart.

Of manga-audioclip-mini, which hears at 16 kHz, and 31 real tracks of 40 s: WAV, FLAC, OGG, Opus and MP3, one
channel or two, 16 to 44 kHz and half as loud are 0.0007 off on average and 0.004 at most, each still nearest
to its own track; a second of silence before it 0.005 (0.03). 11 kHz is 0.05 off (61 % nearest), 8 kHz 0.15
(39 %). Different tracks lie 0.49 apart.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr

from comicenc.media import audio_files, read_audio

Form = Callable[[np.ndarray, int], tuple[np.ndarray, int, dict[str, str]]]  # of samples and their rate

WAV = {"format": "WAV", "subtype": "PCM_16"}
FORMS: dict[str, Form] = {
    "WAV, 16 bits": lambda samples, rate: (samples, rate, WAV),
    "FLAC": lambda samples, rate: (samples, rate, {"format": "FLAC", "subtype": "PCM_16"}),
    "OGG Vorbis": lambda samples, rate: (samples, rate, {"format": "OGG", "subtype": "VORBIS"}),
    "OGG Opus": lambda samples, rate: (
        *resampled(samples, rate, 48_000),
        {"format": "OGG", "subtype": "OPUS"},
    ),
    "MP3": lambda samples, rate: (samples, rate, {"format": "MP3", "subtype": "MPEG_LAYER_III"}),
    "one channel": lambda samples, rate: (samples.mean(axis=1, keepdims=True), rate, WAV),
    "two channels": lambda samples, rate: (
        np.repeat(samples.mean(axis=1, keepdims=True), 2, axis=1),
        rate,
        WAV,
    ),
    "half as loud": lambda samples, rate: (samples / 2, rate, WAV),
    "1 s of silence first": lambda samples, rate: (np.pad(samples, ((rate, 0), (0, 0))), rate, WAV),
} | {
    f"{rate // 1000} kHz": lambda samples, own, rate=rate: (*resampled(samples, own, rate), WAV)
    for rate in (8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000)
}


def resampled(samples: np.ndarray, rate: int, other: int) -> tuple[np.ndarray, int]:
    return soxr.resample(samples, rate, other), other


def written(files: list[Path], form: Form) -> Iterator[bytes]:
    for file in files:
        samples, rate, options = form(*read_audio(file))
        buffer = io.BytesIO()
        soundfile.write(buffer, np.clip(samples, -1, 1), rate, **options)
        yield buffer.getvalue()


def main(model: str, folder: Path) -> None:
    """Print a JSON line for each form."""
    from comicenc.encoder import ComicEncoder
    from comicenc.tasks.soundtrack.feelings import MOODS, Names

    encoder, files = ComicEncoder.from_pretrained(model), audio_files(folder)
    names = Names(encoder, MOODS)

    def encoded(tracks) -> np.ndarray:
        return np.stack([track.vector for _, track in encoder.tracks(tracks)])

    own = encoded(files)
    apart = 1 - (own @ own.T)[~np.eye(len(own), dtype=bool)]
    told("different tracks", distance=apart.mean(), nearest=apart.min(), tracks=len(own))
    moods = (own @ names.vectors.T).argmax(axis=1)
    for name, form in FORMS.items():
        vectors = encoded(written(files, form))
        moved = 1 - (vectors * own).sum(axis=1)
        told(
            name,
            distance=moved.mean(),
            largest=moved.max(),
            own=((vectors @ own.T).argmax(axis=1) == np.arange(len(own))).mean(),
            same_mood=((vectors @ names.vectors.T).argmax(axis=1) == moods).mean(),
        )


def told(form: str, **numbers: float) -> None:
    print(
        json.dumps({"form": form} | {name: round(float(value), 5) for name, value in numbers.items()}),
        flush=True,
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
