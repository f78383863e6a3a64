"""Albums whose genre and mood can be seen: the same comics, told with more than faces and words."""

from __future__ import annotations

from dataclasses import replace

from .album import Album, sample_album
from .dress import DRESSES, dress, inked, sample_palette, sample_uniform

_LEAST_PITCH = 2.4  # pixels; finer dots would beat with the pixels


def vivid_album(seed: int, index: int) -> Album:
    """The album that `sample_album` gives, dressed and drawn as its genre is."""
    album = sample_album(seed, index)
    rng, genre = album.rng(15), album.genre
    team = sample_uniform(rng, album.cast[0].design.outfits[0], genre)
    cast = tuple(replace(member, design=dress(rng, member.design, genre, team)) for member in album.cast)
    style, habits = inked(rng, album.style, genre), album.habits.preferring(DRESSES[genre].layouts)
    palette = sample_palette(rng, genre)
    return replace(album, vivid=True, cast=cast, style=style, habits=habits, palette=palette)


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
