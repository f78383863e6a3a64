"""Albums whose genre and mood can be seen: the same comics, told with more than faces and words."""

from __future__ import annotations

from dataclasses import replace

from .album import Album, sample_album

_LEAST_PITCH = 2.4  # pixels; finer dots would beat with the pixels


def vivid_album(seed: int, index: int) -> Album:
    """The album that `sample_album` gives, dressed and drawn as its genre is."""
    return replace(sample_album(seed, index), vivid=True)


def at_height(album: Album, height: int) -> Album:
    """The same album on pages of another height in pixels."""
    habits = album.habits
    factor = height / habits.height
    width = max(round(habits.width * factor), 1)
    return replace(
        album,
        habits=replace(habits, width=width, height=height),
        pitch=max(album.pitch * factor, _LEAST_PITCH),
    )
