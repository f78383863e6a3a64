"""Scores for people to read: a model card, and several results side by side, out of result files alone.

Every score comes out of a result file that `comicenc evaluate` or `train.ablations` wrote, so that nobody can
have written one by hand.
"""

from comicenc.card.card import render_card, render_figures
from comicenc.card.comparison import Comparison, compare
from comicenc.card.figure import draw_albums
from comicenc.card.results import InvalidCard, Scored, read_scores

__all__ = [
    "Comparison",
    "InvalidCard",
    "Scored",
    "compare",
    "draw_albums",
    "read_scores",
    "render_card",
    "render_figures",
]
