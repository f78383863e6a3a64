"""A comic with its music: a page to read and hear, in a single HTML file that needs no network."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from comicenc.comic import Comic
from comicenc.media import read_audio
from comicenc.report.palette import ink_on
from comicenc.report.pictures import page_picture
from comicenc.report.rendering import rendered, scripted

if TYPE_CHECKING:
    from comicenc.tasks.soundtrack import Match, Playlist, Scene

COLORS = {
    "happy": "#e9a820",
    "funny": "#e76fb0",
    "sad": "#2f86d6",
    "tender": "#3aa35f",
    "exciting": "#e4703b",
    "angry": "#c0202f",
    "scary": "#6a4fa8",
}
SECONDS, ALL_SECONDS = 30.0, 1500.0  # of music: a scene, and all scenes together, some 24 MB
RATE = 32_000
FADE = 0.4  # seconds at both ends, so that a loop does not click


@dataclass(frozen=True)
class Staged:
    """A scene as it is shown and heard.

    Args:
        scene: The scene.
        pictures: Data URI of each page.
        sound: Data URI of a piece of the chosen track.
        from_: Where that piece starts, in seconds.
        seconds: How long it is.
        bars: Mood, its colour, and its confidence for the pages and for the track.
    """

    scene: Scene
    pictures: list[str]
    sound: str
    from_: float
    seconds: float
    bars: list[tuple[str, str, float, float]]

    @property
    def color(self) -> str:
        return COLORS[self.scene.mood]

    @property
    def ink(self) -> str:
        return ink_on(self.color)


def write_soundtrack(
    playlist: Playlist,
    comic: Comic,
    out: str | Path,
    *,
    settings: Mapping[str, Any] | None = None,
    attribution: str | None = None,
    progress: bool = False,
) -> Path:
    """Write a comic and what it was put to as one HTML file that plays.

    Args:
        playlist: Of this comic.
        comic: The comic; each page is read once.
        out: The HTML file.
        settings: What else to say of how it was made.
        attribution: Whose art it is.
        progress: Whether to show a bar on standard error.

    Returns:
        The file.

    Raises:
        ValueError: If the playlist is not of this comic.
        UnreadableFile: If a page or a track cannot be read any more.
    """
    if [page.name for page in comic] != [name for scene in playlist.scenes for name in scene.pages]:
        raise ValueError(f"the playlist is not of {comic.title}: its pages are others")
    seconds = min(SECONDS, ALL_SECONDS / len(playlist.scenes))
    staged = [_staged(scene, comic, seconds) for scene in _watched(playlist.scenes, progress)]
    page = rendered(
        "soundtrack.html.jinja",
        "style.css",
        "soundtrack.css",
        playlist=playlist,
        staged=staged,
        right_to_left=comic.right_to_left,
        colors=COLORS,
        tracks=len({scene.chosen.entry.id for scene in playlist.scenes}),
        settings=_settings(playlist) | dict(settings or {}),
        attribution=attribution,
        **scripted("soundtrack.js"),
    )
    out = Path(out)
    out.write_text(page, encoding="utf-8")
    return out


def _staged(scene: Scene, comic: Comic, seconds: float) -> Staged:
    start = _start(scene.chosen, seconds)
    pages = comic.pages[scene.first : scene.first + len(scene.pages)]
    heard = scene.chosen.feeling.moods
    sound, length = _excerpt(scene.chosen.entry.path, start, seconds)
    return Staged(
        scene=scene,
        pictures=[page_picture(page.image(), len(comic)) for page in pages],
        sound=sound,
        from_=start,
        seconds=length,
        bars=[(mood, COLORS[mood], value, heard[mood]) for mood, value in scene.feeling.moods.items()],
    )


def _start(match: Match, seconds: float) -> float:
    """Where to start, so that the best piece is heard soon and there is something left to hear."""
    return max(min(match.segment.start, match.entry.seconds - seconds), 0.0)


def _excerpt(path: Path, start: float, seconds: float) -> tuple[str, float]:
    """A piece of a track as an MP3 that every browser plays, and its length."""
    import soundfile
    import soxr

    samples, rate = read_audio(path, start, seconds)
    stereo = samples[:, :2] if samples.shape[1] == 2 else samples.mean(axis=1, keepdims=True)
    heard = soxr.resample(stereo, rate, RATE)
    fade = np.minimum(np.arange(len(heard)) / (FADE * RATE), 1)[:, None]
    buffer = io.BytesIO()
    options = {"subtype": "MPEG_LAYER_III", "bitrate_mode": "CONSTANT", "compression_level": 0.8}
    soundfile.write(buffer, np.clip(heard * fade * fade[::-1], -1, 1), RATE, format="MP3", **options)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f"data:audio/mpeg;base64,{data}", len(heard) / RATE


def _settings(playlist: Playlist) -> dict[str, Any]:
    settings = playlist.settings
    shown = {
        "model": settings["encoder"]["id"],
        "revision": settings["encoder"]["revision"],
        "what a change of mood costs": f"{settings['steadiness']:g}",
        "tracks chosen from": settings["where"],
    }
    return {name: value for name, value in shown.items() if value is not None}


def _watched(scenes: tuple[Scene, ...], progress: bool):
    from rich.console import Console
    from rich.progress import track

    return track(scenes, "Drawing the report", console=Console(stderr=True), disable=not progress)
