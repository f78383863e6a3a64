"""How sure a model is of each mood, given a genre, or of each genre, given a mood, as a picture.

These are the confidences that Zero-Shot Music Retrieval For Japanese Manga tells in its text (§3).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from .results import InvalidCard, Scored

CELL, HEIGHT = 74, 30
Given = Literal["genres", "moods"]
FOUND = {"genres": "moods", "moods": "genres"}  # what is retrieved, given the other


@dataclass(frozen=True)
class Matrix:
    """A picture of confidences.

    Args:
        title: Its heading.
        result: Name of a result file of the protocol `confidence`, without `.json`.
        given: What is in its rows: `genres`, of pages that ask for music, or `moods`, of music that asks for
            pages.
        figure: Name of the SVG file beside the card.
        note: What to know before looking at it.
    """

    title: str
    result: str
    given: Given
    figure: str
    note: str = ""


def draw_matrix(score: Scored, given: Given) -> str:
    """An SVG picture that needs nothing beside it; it follows a reader's dark or light screen.

    Args:
        score: Of the protocol `confidence`.
        given: As in `Matrix`.

    Raises:
        InvalidCard: If it has no such confidences.
    """
    from jinja2 import Environment, StrictUndefined

    cells: dict[str, dict[str, float]] = {}
    for key, value in score.metrics.items():
        if key.count("/") == 2 and key.startswith(f"{FOUND[given]}/"):
            _, row, column = key.split("/")
            cells.setdefault(row, {})[column] = value
    if not cells:
        raise InvalidCard(f"the result of {score.name} on {score.data} has no confidences, given {given}")
    columns = list(dict.fromkeys(column for row in cells.values() for column in row))
    environment = Environment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string((files(__package__) / "confidence.svg.jinja").read_text("utf-8"))
    return template.render(
        cell=CELL,
        height=HEIGHT,
        label=f"Confidence in {FOUND[given]}, given {given}, in %",
        rows=[(name, [(column, row.get(column, 0.0)) for column in columns]) for name, row in cells.items()],
        columns=columns,
        highest=max(value for row in cells.values() for value in row.values()),
    )
