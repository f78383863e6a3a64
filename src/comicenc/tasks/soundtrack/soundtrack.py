"""Music for a page, for a comic, and pages for music.

Paper: Zero-Shot Music Retrieval For Japanese Manga. Pages and music were never seen together: both were
brought near the names of moods and genres, and so near each other.

Differs from the paper: each modality's mean is taken away, and a page and a track are compared by how likely
both are of one mood, which finds more than their cosine; a comic gets a playlist that changes where its mood
does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from comicenc.comic import Comic, Page
from comicenc.tasks.encoders import as_encoder, encoder_key, refuse_other
from comicenc.tasks.library import Entry, Library
from comicenc.tasks.soundtrack.calibrating import ENTRY
from comicenc.tasks.soundtrack.feelings import GENRES, MOODS, Feeling, Names, feeling, mean_feeling
from comicenc.tasks.soundtrack.playlist import Match, Playlist, Scene, Segment
from comicenc.tasks.soundtrack.scenes import scenes
from comicenc.tasks.soundtrack.space import centred

if TYPE_CHECKING:
    from comicenc.encoder import ComicEncoder
    from comicenc.media.audio import AudioSource

STEADINESS = 1.5  # nats; a page of another mood is passed over where it is less than 20 times surer of it
SCALE = 10.0  # of encoders that are not calibrated
FEWEST = 8  # tracks whose mean stands for all music


@dataclass(frozen=True)
class Found:
    """A page for a piece of music.

    Args:
        page: Number of the page among those given, from 0.
        agreement: How likely it and the music are of one mood, 0 to 1.
        feeling: What the page feels like.
    """

    page: int
    agreement: float
    feeling: Feeling


class Soundtrack:
    """Finds music for pages, and pages for music.

    Args:
        model: An encoder of images, texts and audio in one space, or its id or folder.
        library: The music, or the folder of a library.
        centres: (D,) means of the modalities `images` and `audio`, to be taken away; by default those of the
            encoder's calibration, and where there are none the library's own mean for its music. An empty
            mapping takes nothing away.

    Raises:
        ValueError: If the encoder is none of that kind, or another one than the library's.
    """

    def __init__(
        self,
        model: ComicEncoder | str | Path,
        library: Library | str | Path,
        *,
        centres: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        self.encoder = as_encoder(model)
        if missing := {"images", "texts", "audio"} - set(self.encoder.modalities):
            raise ValueError(f"{self.encoder.id} takes no {sorted(missing)[0]}: it puts no music under pages")
        self.library = library if isinstance(library, Library) else Library(library, self.encoder)
        if self.library.made_by is not None:
            refuse_other(self.library.made_by, encoder_key(self.encoder), "the library")
        kept = self.encoder.calibration.get(ENTRY, {})
        self.scales: dict[str, float] = kept.get("scales", {})
        self.steadiness = float(kept.get("steadiness", STEADINESS))
        own = {name: np.array(values, np.float32) for name, values in kept.get("centres", {}).items()}
        self._centres = own if centres is None else dict(centres)
        self._own_centre = centres is None and "audio" not in own
        self._moods, self._genres = Names(self.encoder, MOODS), Names(self.encoder, GENRES)

    def for_page(self, page: Any, *, top: int = 10, where: str | None = None) -> list[Match]:
        """Tracks for a page, the best first.

        Args:
            page: A `Page`, or a picture as `ComicEncoder.encode` takes it.
            top: How many.
            where: Which tracks to choose from: see `Library`.

        Raises:
            ValueError: If there is no such track.
        """
        return self.rank(self.page_moods([page])[0], top=top, where=where)

    def for_comic(
        self,
        comic: Comic,
        *,
        steadiness: float | None = None,
        top: int = 3,
        where: str | None = None,
        batch_size: int = 32,
        progress: bool = False,
    ) -> Playlist:
        """Put a comic to music: scenes of one mood, each with its track; no track plays twice in a row.

        Args:
            comic: With a page at least.
            steadiness: What a change of mood costs (`scenes`); by default the calibrated one, or 1.5.
            top: Tracks that are named for each scene, of which the first plays.
            where: Which tracks to choose from: see `Library`.
            batch_size: Pages that are read at a time.
            progress: Whether to show a bar on standard error.

        Raises:
            ValueError: If there is no page or no such track.
        """
        steadiness = self.steadiness if steadiness is None else steadiness
        vectors = self._page_vectors(comic.pages, batch_size=batch_size, progress=progress)
        confidences = self._told(vectors, "images")
        feelings = tuple(self._feelings(vectors, "images"))
        found: list[Scene] = []
        for start, end, mood in scenes(confidences, steadiness):
            matches = self.rank(confidences[start:end].mean(axis=0), top=top + 1, where=where)
            if found and len(matches) > 1 and matches[0].entry == found[-1].chosen.entry:
                matches = [*matches[1:], matches[0]]
            found.append(
                Scene(
                    first=start,
                    pages=tuple(page.name for page in comic.pages[start:end]),
                    mood=MOODS[mood],
                    feeling=mean_feeling(feelings[start:end]),
                    matches=tuple(matches[:top]),
                )
            )
        settings = {"encoder": encoder_key(self.encoder), "steadiness": steadiness, "where": where}
        return Playlist(comic.title, tuple(found), feelings, settings)

    def pages_for(self, music: AudioSource, pages: Sequence[Any], *, top: int = 10) -> list[Found]:
        """Pages for a piece of music, the best first.

        Args:
            music: A path, bytes, or `(samples, rate)`.
            pages: `Page`s, or pictures.
            top: How many.
        """
        heard = centred(self.encoder.encode(audio=[music]), self._centre("audio"))[0]
        vectors = self._page_vectors(pages)
        agreements = self._told(vectors, "images") @ self._told(heard[None], "audio")[0]
        feelings = self._feelings(vectors, "images")
        best = np.argsort(-agreements, kind="stable")[:top]
        return [Found(int(index), float(agreements[index]), feelings[index]) for index in best]

    def feel(self, *, images: Sequence | None = None, audio: Sequence | None = None) -> list[Feeling]:
        """What pages or pieces of music feel like; give one of the two.

        Raises:
            ValueError: If both are given, or none.
        """
        given = {
            name: items for name, items in {"images": images, "audio": audio}.items() if items is not None
        }
        if len(given) != 1:
            raise ValueError("give either images or audio")
        ((modality, items),) = given.items()
        vectors = centred(self.encoder.encode(**given), self._centre(modality))
        return self._feelings(vectors, modality) if len(items) else []

    def page_moods(self, pages: Sequence[Any], *, batch_size: int = 32, progress: bool = False) -> np.ndarray:
        """(N, 7) confidences in `MOODS` of pages; their pictures are read a few at a time."""
        return self._told(self._page_vectors(pages, batch_size=batch_size, progress=progress), "images")

    def rank(self, moods: np.ndarray, *, top: int = 10, where: str | None = None) -> list[Match]:
        """Tracks for one of `page_moods`, (7,), the best first; arguments and errors as of `for_page`."""
        entries, vectors = self.library.vectors(where)
        vectors = centred(vectors, self._centre("audio"))
        agreements = self._told(vectors, "audio") @ moods
        best = np.argsort(-agreements, kind="stable")[:top]
        chosen: list[Entry] = [entries[index] for index in best]
        tracks = self.library.tracks([entry.id for entry in chosen])
        feelings = self._feelings(vectors[best], "audio")
        return [
            Match(entry, float(agreements[index]), self._segment(tracks[entry.id], moods), felt)
            for entry, index, felt in zip(chosen, best, feelings, strict=True)
        ]

    def _segment(self, track: Any, moods: np.ndarray) -> Segment:
        """The chunk that agrees most with (7,) confidences; one that is silent only where all are."""
        agreements = self._told(centred(track.vectors, self._centre("audio")), "audio") @ moods
        sounds = track.weights > 0
        best = int(np.argmax(np.where(sounds | ~sounds.any(), agreements, -np.inf)))
        return Segment(float(track.starts[best]), float(track.ends[best]), float(agreements[best]))

    def _page_vectors(
        self, pages: Sequence[Any], *, batch_size: int = 32, progress: bool = False
    ) -> np.ndarray:
        """(N, D) centred unit rows."""
        rows = [np.zeros((0, self._moods.vectors.shape[1]), np.float32)]
        for start in _watched(range(0, len(pages), batch_size), progress):
            some = [_picture(page) for page in pages[start : start + batch_size]]
            rows.append(self.encoder.encode(images=some, batch_size=batch_size))
        return centred(np.concatenate(rows), self._centre("images"))

    def _told(self, vectors: np.ndarray, modality: str) -> np.ndarray:
        """(N, 7) confidences in moods of (N, D) centred rows."""
        return self._moods.confidences(vectors, self._scale(modality))

    def _feelings(self, vectors: np.ndarray, modality: str) -> list[Feeling]:
        genres = self._genres.confidences(vectors, self._scale(modality))
        return [feeling(*both) for both in zip(self._told(vectors, modality), genres, strict=True)]

    def _scale(self, modality: str) -> float:
        return float(self.scales.get(modality, SCALE))

    def _centre(self, modality: str) -> np.ndarray | None:
        if modality == "audio" and self._own_centre and len(self.library) >= FEWEST:
            return self.library.centre()
        return self._centres.get(modality)


def _picture(page: Any) -> Any:
    return page.image() if isinstance(page, Page) else page


def _watched(starts: range, progress: bool) -> Iterator[int]:
    if not progress:
        return iter(starts)
    from rich.console import Console
    from rich.progress import track

    return track(starts, "Looking at pages", console=Console(stderr=True))
