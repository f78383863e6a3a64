"""Things that stand for a genre: lanterns, planets, roses, a ball in flight, bars of light through blinds.

They are drawn behind the people, in units of a panel's height from its upper left, and not in every panel.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..brush import Brush
from ..canvas import Canvas
from ..scenery import Place
from ..style import Style
from ..vocabulary import pick
from . import daily, marvels

_SHARE = 0.6  # of the panels that show one

MOTIFS: dict[str, tuple[Callable[[Brush, Place, np.random.Generator, float], None], ...]] = {
    "animals": (daily.butterflies, marvels.mushrooms, daily.paws),
    "battle": (marvels.slash, marvels.sword, marvels.banner),
    "fantasy": (marvels.circle, marvels.crystals, marvels.dragon),
    "four-frame cartoons": (daily.spots,),
    "historical drama": (daily.lantern, daily.branch, daily.screen),
    "horror": (marvels.web, marvels.ghost, marvels.graves),
    "humor": (daily.bunting,),
    "love romance": (daily.roses, daily.lace),
    "romantic comedy": (daily.board, daily.lace, daily.bunting),
    "science fiction": (marvels.planet, marvels.panes, marvels.rocket),
    "sports": (daily.ball, daily.net, daily.crowd),
    "suspense": (daily.blinds, daily.clock, daily.skyline),
}


def draw_motif(
    canvas: Canvas, genre: str, place: Place, style: Style, light: str, rng: np.random.Generator
) -> None:
    """Draw something of a genre behind whoever will stand there, or nothing.

    Args:
        canvas: The panel, with its place or backdrop.
        genre: A key of `MOTIFS`.
        place: Whose colours it takes.
        style: Whose hand draws.
        light: Of the panel.
        rng: Source of chance.
    """
    if rng.random() >= _SHARE:
        return
    canvas.owner = 0
    canvas.look(0.0, 0.0, float(canvas.height))
    brush = Brush(canvas, style, light, 0.2 if style.colourless else 0.0)
    pick(rng, MOTIFS[genre])(brush, place, rng, canvas.width / canvas.height)
    canvas.look(0.0, 0.0, 1.0)
