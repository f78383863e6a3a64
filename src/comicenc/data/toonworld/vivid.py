"""Albums whose genre and mood can be seen: the same comics, told with more than faces and words."""

from __future__ import annotations

from dataclasses import replace

from .album import Album, sample_album
from .dress import dress, inked, sample_uniform

_LEAST_PITCH = 2.4  # pixels; finer dots would beat with the pixels


def vivid_album(seed: int, index: int) -> Album:
    """The album that `sample_album` gives, dressed and drawn as its genre is."""
    album = sample_album(seed, index)
    rng, genre = album.rng(15), album.genre
    team = sample_uniform(rng, album.cast[0].design.outfits[0], genre)
    cast = tuple(replace(member, design=dress(rng, member.design, genre, team)) for member in album.cast)
    return replace(album, vivid=True, cast=cast, style=inked(rng, album.style, genre))


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
