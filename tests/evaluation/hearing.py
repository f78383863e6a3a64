"""Albums of faces that are colours, and who sees and hears them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from datasets import Dataset

from comicenc.data.schema import FACES
from comicenc.media import read_image

from .drawings import swatch

WORDS = ("quack", "meow", "woof")


def faces(albums: dict[str, str], copies: int = 1) -> Dataset:
    """`one="Red:A:quack Red:B Grey:?"`: a colour, a character ("?" is not known) and what is said."""
    rows = []
    for album, written in albums.items():
        for number, each in enumerate(written.split() * copies):
            colour, character, *said = each.split(":")
            rows.append(
                {
                    "image": swatch(colour, len(rows)),
                    "text": " ".join(said),
                    "character": None if character == "?" else f"{album}/{character}",
                    "album": album,
                    "page": f"{number:03d}",
                }
            )
    return Dataset.from_list(rows, features=FACES)


class Hearing:
    """Mean colours and words; `model` says what of the paper it is."""

    def __init__(self, *modalities: str, variant: str | None = None) -> None:
        self.modalities, self.given = modalities, {}
        if variant:
            config = SimpleNamespace(model_type="manga_mmtl", variant=variant)
            self.model = SimpleNamespace(config=config)

    def encode(self, **items: list) -> np.ndarray:
        self.given = items
        parts = []
        if pictures := items.get("faces", items.get("images")):
            seen = np.array([np.asarray(read_image(each)).mean((0, 1)) for each in pictures]) / 255 - 0.3
            parts.append(seen / np.linalg.norm(seen, axis=1, keepdims=True))
        if "texts" in items:
            parts.append(
                np.array([[word in (text or "") for word in WORDS] for text in items["texts"]], float)
            )
        vectors = np.concatenate(parts, axis=1) + 1e-3
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
