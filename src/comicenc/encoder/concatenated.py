"""Several encoders as one: their vectors side by side (Manga-MMTL §4.3, Table 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from comicenc.encoder.items import checked_columns, refuse_unreadable

if TYPE_CHECKING:
    import torch

    from comicenc.encoder.encoder import ComicEncoder


class ConcatenatedEncoder:
    """What `encoder + encoder` gives: the vectors of all, side by side.

    Each counts the same: the cosine of two characters is the mean of the cosines of their vectors. Where an
    encoder is given nothing of a character, as one of texts where nobody speaks, its share is zero, and the
    others make up the vector alone.

    Args:
        encoders: Two or more; those that are concatenated themselves are taken apart.
    """

    calibration: ClassVar[dict[str, Any]] = {}  # distances of its parts say nothing of its own

    def __init__(self, *encoders: ComicEncoder | ConcatenatedEncoder) -> None:
        self.encoders = tuple(part for each in encoders for part in getattr(each, "encoders", (each,)))

    @property
    def id(self) -> str:
        """Ids joined by "+"; `ComicEncoder.from_pretrained` loads all of them again."""
        return "+".join(str(encoder.info()["id"]) for encoder in self.encoders)

    @property
    def revision(self) -> str | None:
        """Digests of all weights, or None where one is not known."""
        revisions = [encoder.info().get("revision") for encoder in self.encoders]
        return None if None in revisions else "+".join(revisions)

    @property
    def commit(self) -> str | None:
        """Commits of the Hub, empty for those that are not from there; None where none is."""
        commits = [encoder.info().get("commit") or "" for encoder in self.encoders]
        return "+".join(commits) if any(commits) else None

    @property
    def modalities(self) -> tuple[str, ...]:
        """Keywords that `encode` takes: those of any of the encoders."""
        return tuple(dict.fromkeys(name for encoder in self.encoders for name in encoder.modalities))

    @property
    def device(self) -> torch.device:
        return self.encoders[0].device

    def info(self) -> dict[str, Any]:
        """What really runs."""
        return {
            "id": self.id,
            "revision": self.revision,
            "commit": self.commit,
            "modalities": self.modalities,
            "dimension": sum(encoder.info()["dimension"] for encoder in self.encoders),
            "calibrated": [],
            "encoders": [encoder.info() for encoder in self.encoders],
        }

    def encode(self, *, batch_size: int = 32, progress: bool = False, **items: Sequence | None) -> np.ndarray:
        """Encode N items: see `ComicEncoder.encode`.

        Args:
            items: For each modality of any of the encoders, N items; None where one lacks that part.
            batch_size: How many each computes at once.
            progress: Whether each shows a bar on standard error.

        Returns:
            (N, D) float32, unit rows; D is the sum of the encoders' dimensions.

        Raises:
            ValueError: As `ComicEncoder.encode`.
            UnreadableFile: Likewise.
        """
        columns = checked_columns(items, self.modalities, self.id)
        refuse_unreadable(columns)
        options = {"batch_size": batch_size, "progress": progress}
        seen, shares = zip(*(_share(encoder, columns, options) for encoder in self.encoders), strict=True)
        shown = np.sum(seen, axis=0, dtype=np.float32)  # (N,) how many encoders are given something of each
        return np.concatenate(shares, axis=1) / np.sqrt(shown)[:, None]

    def similarity(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Cosine similarity of unit rows, (N, D) and (M, D) to (N, M)."""
        return np.asarray(a) @ np.asarray(b).T

    def __add__(self, other: ComicEncoder | ConcatenatedEncoder) -> ConcatenatedEncoder:
        return ConcatenatedEncoder(self, other) if hasattr(other, "modalities") else NotImplemented


def _share(
    encoder: ComicEncoder, columns: dict[str, list], options: dict[str, Any]
) -> tuple[np.ndarray, np.ndarray]:
    """(N,) bool, whether there is anything of an item for an encoder; (N, d) vectors, zero where not."""
    own = {name: column for name, column in columns.items() if name in encoder.modalities}
    count = len(next(iter(columns.values())))
    seen = np.array(
        [any(column[row] is not None for column in own.values()) for row in range(count)], dtype=bool
    )
    share = np.zeros((count, encoder.info()["dimension"]), np.float32)
    if seen.any():
        rows = np.flatnonzero(seen)
        chosen = {name: [column[row] for row in rows] for name, column in own.items()}
        share[rows] = encoder.encode(**chosen, **options)
    return seen, share
