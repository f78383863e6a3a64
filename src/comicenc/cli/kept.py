"""Vectors that outlive the process that computed them, so that an interrupted job continues."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comicenc.cli.console import watched
from comicenc.cli.output import whole_file

if TYPE_CHECKING:
    import numpy as np

    from comicenc.encoder import ComicEncoder


@contextmanager
def kept_beside(out: Path, encoder: ComicEncoder, *earlier: Path) -> Iterator[KeptVectors]:
    """Keep vectors in a hidden folder beside the output they are for, until that is written.

    Args:
        out: The output.
        encoder: Computes them.
        earlier: Folders in which an earlier run saved some.
    """
    out = out.resolve()
    kept = KeptVectors(encoder, out.with_name(f".{out.name}.kept"), *earlier)
    yield kept
    shutil.rmtree(kept.folder, ignore_errors=True)


class KeptVectors:
    """An encoder that writes each batch to a folder as soon as it is computed, and computes nothing twice.

    It is taken wherever a `ComicEncoder` is, and answers as the one inside it does. A vector is known again
    by the pixels and words it was made from and by what the encoder tells of itself: the revision of its
    weights, device and precision.

    Args:
        encoder: Computes what is not in the folder yet.
        folder: Where vectors are kept; it is made with the first batch.
        earlier: Folders in which more are found.
    """

    def __init__(self, encoder: ComicEncoder, folder: Path, *earlier: Path) -> None:
        self.encoder = encoder
        self.folder = folder
        self._model = json.dumps(encoder.info(), sort_keys=True)
        self._known = {key: vector for each in (*earlier, folder) for key, vector in _read_all(each).items()}
        self._used: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.encoder, name)

    def encode(self, *, batch_size: int = 32, progress: bool = False, **items: Sequence | None) -> np.ndarray:
        """As `ComicEncoder.encode`: (N, D) float32, unit rows."""
        import numpy as np

        parts = {part: list(values) for part, values in items.items() if values is not None}
        keys = self._keys(parts)
        if not keys:
            return self.encoder.encode(batch_size=batch_size, **parts)
        missing = list({key: i for i, key in enumerate(keys) if key not in self._known}.values())
        starts = range(0, len(missing), batch_size)
        for start in watched(starts, "Encoding") if progress else starts:
            chosen = missing[start : start + batch_size]
            batch = {part: [values[i] for i in chosen] for part, values in parts.items()}
            vectors = self.encoder.encode(batch_size=batch_size, **batch)
            self._keep([keys[i] for i in chosen], vectors)
        self._used.update(keys)
        return np.stack([self._known[key] for key in keys])

    def save(self, folder: Path) -> None:
        """Write what was asked for to a folder that a later run can be given as an earlier one's."""
        import numpy as np

        keys = sorted(self._used)
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(folder / "vectors.npz", keys=np.array(keys), vectors=[self._known[key] for key in keys])

    def _keys(self, parts: dict[str, list]) -> list[str]:
        digests = [
            [f"{part} {_content(part, value)}" for value in values] for part, values in sorted(parts.items())
        ]
        return [_digest(self._model, *row) for row in zip(*digests, strict=True)]

    def _keep(self, keys: list[str], vectors: np.ndarray) -> None:
        import numpy as np

        with whole_file(self.folder / f"{_digest(*keys)}.npz") as part:
            np.savez(part, keys=np.array(keys), vectors=vectors)
        self._known.update(zip(keys, vectors, strict=True))


def _read_all(folder: Path) -> dict[str, np.ndarray]:
    import numpy as np

    known: dict[str, np.ndarray] = {}
    for file in sorted(folder.glob("*.npz")):
        with np.load(file, allow_pickle=False) as batch:
            known.update(zip(batch["keys"].tolist(), batch["vectors"], strict=True))
    return known


def _content(part: str, item: Any) -> str:
    """What an item says or shows, as a digest: the file of music; else the pixels, whatever they came in."""
    if item is None:
        return "none"
    if part == "audio":
        return hashlib.sha256(item.read_bytes()).hexdigest()
    if part in ("texts", "tags"):
        return hashlib.sha256(json.dumps(item).encode()).hexdigest()
    from comicenc.media import read_image

    image = read_image(item)
    return hashlib.sha256(f"{image.size}".encode() + image.tobytes()).hexdigest()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
