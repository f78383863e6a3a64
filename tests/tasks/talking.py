"""An encoder that hears as well as it sees, and comics in which something is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from comicenc.comic import Comic, Text
from tests.tasks.stand_ins import ColorEncoder, _color, album

WORDS = ("quack", "meow", "woof")
CALIBRATION = {
    "cast_distance": {"value": 0.6},
    "cast_distance_without_texts": {"value": 0.5},
    "unknown": {"threshold": 0.9, "top": 1},
    "unknown_without_texts": {"threshold": 0.8, "top": 1},
}


@dataclass
class TalkingEncoder(ColorEncoder):
    """The mean colour of a face, then which word is said; half of either where both are there."""

    modalities: tuple[str, ...] = ("faces", "texts")
    id: str = "stand-in/talking"

    def __post_init__(self) -> None:
        self.calibration = dict(CALIBRATION)
        self.heard: list[str | None] = []

    def info(self) -> dict:
        return super().info() | {"dimension": 3 + len(WORDS)}

    def encode(
        self, *, faces: Sequence, texts: Sequence[str | None] | None = None, batch_size: int = 32
    ) -> np.ndarray:
        texts = [None] * len(faces) if texts is None else texts
        self.heard += texts
        seen = np.array([_color(face) for face in faces]) / 255 - 0.3
        said = np.array([[text is not None and word in text for word in WORDS] for text in texts], float)
        seen /= np.linalg.norm(seen, axis=1, keepdims=True)
        vectors = np.c_[seen, said]
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def talking(*pages: str, said: dict[tuple[int, int], str | dict[str, str]]) -> Comic:
    """A comic of `stand_ins.album` in which texts are said, by page and panel."""
    comic = album(*pages).comic()
    return comic.with_pages(
        tuple(
            replace(
                page,
                texts=tuple(
                    Text({"en": text} if isinstance(text, str) else text, panel=panel)
                    for (place, panel), text in said.items()
                    if place == number
                ),
            )
            for number, page in enumerate(comic)
        )
    )
