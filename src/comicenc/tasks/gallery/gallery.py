"""Know named characters again from a few crops, and say "unknown" to everybody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from comicenc.tasks import encoders, storage
from comicenc.tasks.encoders import as_encoder, calibrated, encoder_key, encoder_of, entry_for
from comicenc.tasks.gallery import hub, scores
from comicenc.tasks.gallery.scores import Identification

if TYPE_CHECKING:
    from comicenc.encoder import ComicEncoder
    from comicenc.tasks.cast import Cast

KIND = "comicenc gallery 1"
SAME = 1 - 1e-6  # similarity above which a crop is one that was added before


class Gallery:
    """Characters with names, each known from a few crops.

    Args:
        encoder: An encoder of faces, bodies or both, with texts or without, or its id; None loads the one in
            `made_by` when it is first needed.
        threshold: Lowest score of somebody known. By default the encoder's calibrated one; how often that
            accepts strangers and rejects friends stands in its calibration.json (`unknown`).
        top: How many of a character's nearest crops count; by default what the threshold was calibrated for.
        texts: Whether crops come with what is said in their frames; it decides which calibrated threshold
            holds (`unknown_without_texts` where they do not and there is one).
        made_by: Id, revision and commit of the encoder, where `encoder` is None.

    Raises:
        ValueError: If there is no threshold, or `top` is changed without giving one.
    """

    def __init__(
        self,
        encoder: ComicEncoder | str | None,
        *,
        threshold: float | None = None,
        top: int | None = None,
        texts: bool = False,
        made_by: Mapping[str, Any] | None = None,
    ) -> None:
        if encoder is not None:
            encoder = as_encoder(encoder)
            made_by = encoder_key(encoder)
        entry = entry_for(encoder, "unknown", with_texts=texts)
        threshold, used = calibrated(encoder, entry, "threshold", threshold, {"top": top}, fallback=1)
        self.threshold, self.top = threshold, used["top"]
        self.made_by = dict(made_by)
        self._encoder = encoder
        self._labels: list[str] = []
        self._vectors: np.ndarray | None = None  # (N, D), one row a label

    @property
    def encoder(self) -> ComicEncoder:
        """The encoder; loaded now if only its id was known.

        Raises:
            ValueError: If what is loaded under that id has other weights now.
        """
        if self._encoder is None:
            self._encoder = encoder_of(self.made_by, "the gallery")
        return self._encoder

    @property
    def counts(self) -> dict[str, int]:
        """How many crops each name is known from, in the order in which they were added."""
        return {name: self._labels.count(name) for name in dict.fromkeys(self._labels)}

    @property
    def names(self) -> list[str]:
        """Everybody in the gallery."""
        return list(self.counts)

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self._labels

    def __repr__(self) -> str:
        return f"Gallery({len(self)} characters, {len(self._labels)} crops)"

    def add(
        self,
        name: str,
        *,
        faces: Sequence[Any] | None = None,
        bodies: Sequence[Any] | None = None,
        texts: Sequence[str | None] | None = None,
        batch_size: int = 32,
    ) -> int:
        """Add crops of somebody, new or known already.

        Args:
            name: Who it is.
            faces: Crops of the face, cut as `Character.crops` does; None where one is missing.
            bodies: Crops of the figure, of the same items.
            texts: What is said in their frames, for an encoder that takes texts.
            batch_size: Crops that are encoded at once.

        Returns:
            How many were new; a crop that is in the gallery under this name is not added again.
        """
        return self.add_vectors(name, self._encode(batch_size, faces=faces, bodies=bodies, texts=texts))

    def add_vectors(self, name: str, vectors: np.ndarray) -> int:
        """As `add`, from (N, D) unit rows of the same encoder."""
        name = name.strip()
        if not name:
            raise ValueError("a name in a gallery cannot be empty")
        vectors = np.atleast_2d(np.asarray(vectors, dtype=np.float32))
        known = np.zeros((0, vectors.shape[1]), np.float32) if self._vectors is None else self._vectors
        self._refuse_width(vectors, known)
        own = list(known[np.array(self._labels, dtype=object) == name])
        before = len(own)
        for row in vectors:
            if not own or (np.stack(own) @ row).max() < SAME:
                own.append(row)
        new = own[before:]
        if new:
            self._vectors = np.concatenate([known, np.stack(new)])
            self._labels += [name] * len(new)
        return len(new)

    def add_cast(self, cast: Cast) -> int:
        """Add everybody whom somebody named in a cast; returns how many appearances were new.

        Raises:
            ValueError: If the cast's vectors are of another encoder.
        """
        self.refuse_other(cast.encoder)
        named = [identity for identity in cast.identities if identity.name is not None]
        return sum(self.add_vectors(each.name, cast.vectors[list(each.rows)]) for each in named)

    def remove(self, name: str) -> None:
        """Forget somebody.

        Raises:
            ValueError: If nobody has that name.
        """
        if name not in self:
            raise ValueError(f"nobody in the gallery is named {name!r}; there are {', '.join(self.names)}")
        keep = [row for row, label in enumerate(self._labels) if label != name]
        self._labels = [self._labels[row] for row in keep]
        self._vectors = self._vectors[keep] if keep else None

    def identify(
        self,
        *,
        faces: Sequence[Any] | None = None,
        bodies: Sequence[Any] | None = None,
        texts: Sequence[str | None] | None = None,
        batch_size: int = 32,
    ) -> list[Identification]:
        """Say who is on each crop, or that it is nobody in the gallery; the parts are those of `add`.

        Raises:
            ValueError: If the gallery is empty.
        """
        self._refuse_empty()
        return self.identify_vectors(self._encode(batch_size, faces=faces, bodies=bodies, texts=texts))

    def identify_vectors(self, vectors: np.ndarray) -> list[Identification]:
        """As `identify`, from (N, D) unit rows of the same encoder."""
        self._refuse_empty()
        vectors = np.atleast_2d(np.asarray(vectors, dtype=np.float32))
        self._refuse_width(vectors, self._vectors)
        labels = np.array(self._labels, dtype=object)
        return scores.identify(vectors @ self._vectors.T, labels, self.top, self.threshold)

    def save(self, path: str | Path) -> Path:
        """Write the gallery, whole or not at all.

        Args:
            path: A folder, for gallery.json in it, or a .json file; the vectors lie beside.

        Returns:
            The JSON file.

        Raises:
            ValueError: If the gallery is empty.
        """
        self._refuse_empty()
        content = {
            "encoder": self.made_by,
            "threshold": self.threshold,
            "top": self.top,
            "labels": self._labels,
        }
        return storage.save(_file(path), KIND, content, self._vectors)

    @staticmethod
    def load(path: str | Path, encoder: ComicEncoder | str | None = None) -> Gallery:
        """Read a gallery that was saved.

        Args:
            path: The folder or the JSON file.
            encoder: The encoder that made it; None loads it when it is first needed.

        Raises:
            ValueError: If it is no gallery, is damaged, or was made by another encoder.
        """
        path = _file(path)
        content, vectors = storage.load(path, KIND)
        try:
            options = {"threshold": float(content["threshold"]), "top": int(content["top"])}
            made_by = {key: content["encoder"][key] for key in ("id", "revision", "commit")}
            labels = [str(label) for label in content["labels"]]
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path}: a damaged gallery ({type(error).__name__}: {error})") from None
        if len(labels) != len(vectors):
            raise ValueError(f"{path}: a damaged gallery (names and vectors are not equally many)")
        gallery = Gallery(None, made_by=made_by, **options)
        gallery._labels, gallery._vectors = labels, vectors
        if encoder is not None:
            encoder = as_encoder(encoder)
            gallery.refuse_other(encoder_key(encoder))
            gallery._encoder = encoder
        return gallery

    def push_to_hub(self, repo_id: str, **options: Any) -> str:
        """Put the gallery into a repository of the Hub: see `hub.push` for the options.

        Returns:
            URL of the commit, or of the pull request.
        """
        return hub.push(self, repo_id, **options)

    @staticmethod
    def from_pretrained(
        id_or_path: str | Path, encoder: ComicEncoder | str | None = None, **options: Any
    ) -> Gallery:
        """Read a gallery from a folder or from a repository of the Hub: see `hub.pull` for the options.

        Raises:
            ValueError: As `load`.
            OSError: If there is no such repository or it cannot be reached.
        """
        folder = id_or_path if Path(id_or_path).exists() else hub.pull(str(id_or_path), **options)
        return Gallery.load(folder, encoder)

    def refuse_other(self, key: Mapping[str, Any]) -> None:
        """Refuse vectors of other weights than the gallery's own.

        Raises:
            ValueError: If the revisions differ or, where one is not known, the ids.
        """
        encoders.refuse_other(self.made_by, key, "the gallery")

    def _encode(self, batch_size: int, **items: Sequence | None) -> np.ndarray:
        given = {part: column for part, column in items.items() if column is not None}
        return self.encoder.encode(**given, batch_size=batch_size)

    def _refuse_empty(self) -> None:
        if not self._labels:
            raise ValueError("the gallery is empty: add somebody first")

    def _refuse_width(self, vectors: np.ndarray, known: np.ndarray) -> None:
        if vectors.shape[1] != known.shape[1]:
            raise ValueError(
                f"vectors are {vectors.shape[1]} wide, and those of the gallery {known.shape[1]}"
            )


def _file(path: str | Path) -> Path:
    path = Path(path)
    return path if path.suffix == ".json" else path / hub.FILE
