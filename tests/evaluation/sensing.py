"""Pages that are colours, music that is a pitch, and who puts both and their names into one space."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import torch
from PIL import Image

from comicenc.comic import Comic, Page
from comicenc.data.moods import MOODS, MoodPages, moods_of_comics
from comicenc.evaluation.music import Music
from comicenc.media import read_audio, read_image
from comicenc.tasks.soundtrack import GENRES

RATE = 4000


class Sensing:
    """Each mood is a level of grey and a pitch; names and what they say share an axis.

    Args:
        gaps: Whether pages and music lie apart, each in a direction of its own.
        calibration: As of a checkpoint.
    """

    modalities = ("images", "texts", "audio")
    id = "sensing"

    def __init__(self, gaps: bool = False, calibration: dict | None = None) -> None:
        self.gaps, self.calibration = gaps, calibration or {}
        self.model = SimpleNamespace(scale=lambda pair: torch.tensor(20.0))

    def encode(self, images=None, texts=None, audio=None) -> np.ndarray:
        size = len(MOODS) + len(GENRES)
        if texts is not None:
            rows = [np.arange(size) == [*MOODS, *GENRES].index(text) for text in texts]
            apart = (0, 0)
        elif images is not None:
            levels = [np.asarray(read_image(each)).mean() / 255 * len(MOODS) for each in images]
            rows = [np.arange(size) == int(level) for level in levels]
            apart = (3, 0) if self.gaps else (0, 0)
        else:
            rows = [np.arange(size) == self._pitch(each) for each in audio]
            apart = (0, 3) if self.gaps else (0, 0)
        vectors = np.array([[*row, *apart] for row in rows], np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    @staticmethod
    def _pitch(track) -> int:
        samples, rate = read_audio(track)
        spectrum = np.abs(np.fft.rfft(samples[:, 0]))
        return round(spectrum.argmax() * rate / len(samples) / 100) - 1


def page(mood: str, number: int = 0, second: str | None = None) -> Page:
    """A page of a mood, one grey all over."""
    level = int((MOODS.index(mood) + 0.5) / len(MOODS) * 255)
    picture = Image.new("RGB", (6, 8), (level,) * 3)
    moods = (mood,) if second is None else (mood, second)
    return Page(f"{number:03d}", picture.size, lambda: picture, mood=moods)


def pages(moods: str, genres: str = "") -> MoodPages:
    """`"sad angry/sad"`: the first choice, and perhaps the second; and as many genres, or none."""
    chosen = [each.partition("/") for each in moods.split()]
    found = moods_of_comics(
        [Comic("c", tuple(page(mood, n, other or None) for n, (mood, _, other) in enumerate(chosen)))]
    )
    named = [genre.replace("_", " ") if genre != "?" else None for genre in genres.split()]
    return found._replace(genres=named or found.genres)


def track(mood: str) -> tuple[np.ndarray, int]:
    """A second of a mood's pitch."""
    return 0.5 * np.sin(np.arange(RATE) * 2 * np.pi * 100 * (MOODS.index(mood) + 1) / RATE), RATE


def music(sounds: str, moods: str = "") -> Music:
    """`"sad angry"`: what they sound like, and what they are said to be, where that is something else."""
    return Music([track(mood) for mood in sounds.split()], (moods or sounds).split())
