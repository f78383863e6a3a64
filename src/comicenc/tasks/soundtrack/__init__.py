"""Music for pages: what a page feels like, and which track of a library feels the same."""

from comicenc.tasks.soundtrack.calibrating import calibrate_soundtrack
from comicenc.tasks.soundtrack.feelings import GENRES, MOODS, Feeling
from comicenc.tasks.soundtrack.playlist import Match, Playlist, Scene, Segment
from comicenc.tasks.soundtrack.scenes import scenes
from comicenc.tasks.soundtrack.soundtrack import Found, Soundtrack
from comicenc.tasks.soundtrack.space import centred, modality_gap

__all__ = [
    "GENRES",
    "MOODS",
    "Feeling",
    "Found",
    "Match",
    "Playlist",
    "Scene",
    "Segment",
    "Soundtrack",
    "calibrate_soundtrack",
    "centred",
    "modality_gap",
    "scenes",
]
