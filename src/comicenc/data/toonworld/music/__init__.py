"""Toonworld's music: pieces in seven moods, composed and played by program.

`compose` turns a seed and a mood into a piece, `render` the piece into sound. All instruments are synthesised
here; a SoundFont that the user has can play those that it samples instead.
"""

from .composer import compose
from .moods import MOODS
from .renderer import render
from .score import Piece

__all__ = ["MOODS", "Piece", "compose", "render"]
