"""What a comic is put to: scenes of one mood, each with its music and the reason for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from comicenc.tasks.library import Entry
from comicenc.tasks.soundtrack.feelings import Feeling, spoken


@dataclass(frozen=True)
class Segment:
    """The piece of a track that fits best.

    Args:
        start: In seconds.
        end: In seconds.
        agreement: How likely it and the page are of one mood, 0 to 1.
    """

    start: float
    end: float
    agreement: float

    @property
    def time(self) -> str:
        """ "1:05–1:15"."""
        return f"{clock(self.start)}–{clock(self.end)}"


@dataclass(frozen=True)
class Match:
    """A track for a page or a scene.

    Args:
        entry: The track.
        agreement: How likely the track and the page are of one mood, 0 to 1.
        segment: Where in the track it fits best.
        feeling: What the track feels like.
    """

    entry: Entry
    agreement: float
    segment: Segment
    feeling: Feeling

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "track": self.entry.to_dict(),
            "agreement": self.agreement,
            "segment": vars(self.segment),
            **self.feeling.to_dict(),
        }


@dataclass(frozen=True)
class Scene:
    """Pages of one mood, one after the other.

    Args:
        first: Number of the first page, from 0.
        pages: Their names.
        mood: Of all of them; a page may lean to another.
        feeling: The mean of the pages'.
        matches: Tracks that fit, the best first.
    """

    first: int
    pages: tuple[str, ...]
    mood: str
    feeling: Feeling
    matches: tuple[Match, ...]

    @property
    def chosen(self) -> Match:
        """The track that plays."""
        return self.matches[0]

    @property
    def numbers(self) -> str:
        """ "page 3" or "pages 3–5"."""
        last = self.first + len(self.pages)
        return f"page {last}" if len(self.pages) == 1 else f"pages {self.first + 1}–{last}"

    @property
    def reason(self) -> str:
        """Why this track, in a sentence."""
        chosen = self.chosen
        feel = "feels" if len(self.pages) == 1 else "feel"
        return (
            f"{self.numbers.capitalize()} {feel} {spoken(self.feeling.moods)},"
            f" of the genre {spoken(self.feeling.genres, 1)};"
            f" the track feels {spoken(chosen.feeling.moods)} and fits best at {chosen.segment.time}."
        )

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "pages": list(self.pages),
            "mood": self.mood,
            **self.feeling.to_dict(),
            "reason": self.reason,
            "matches": [match.to_dict() for match in self.matches],
        }


@dataclass(frozen=True)
class Playlist:
    """A comic put to music.

    Args:
        title: Of the comic.
        scenes: In reading order.
        feelings: Of each page.
        settings: How it was made.
    """

    title: str
    scenes: tuple[Scene, ...]
    feelings: tuple[Feeling, ...]
    settings: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "title": self.title,
            "settings": self.settings,
            "scenes": [scene.to_dict() for scene in self.scenes],
            "pages": [feeling.to_dict() for feeling in self.feelings],
        }

    def to_m3u(self) -> str:
        """As players read it: a track a scene, from where it fits best."""
        lines = ["#EXTM3U", f"#PLAYLIST:{_line(self.title)}"]
        for scene in self.scenes:
            entry, segment = scene.chosen.entry, scene.chosen.segment
            named = " - ".join(filter(None, (entry.artist, entry.title)))
            lines += [
                f"#EXTINF:{round(entry.seconds)},{_line(named)}",
                f"#EXTVLCOPT:start-time={segment.start:g}",
                str(entry.path),
            ]
        return "\n".join(lines) + "\n"


def clock(seconds: float) -> str:
    """ "1:05"."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _line(text: str) -> str:
    return " ".join(text.split())
