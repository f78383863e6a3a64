"""One page to look at: who is who in a comic, with everything in a single HTML file that needs no network.

A section is a template in `template/sections/` and a line in `SECTIONS`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comicenc.comic import Comic
from comicenc.report import scatter
from comicenc.report.dialogue import Heard, hear
from comicenc.report.rendering import rendered, scripted
from comicenc.report.view import View, look

if TYPE_CHECKING:
    from comicenc.tasks.cast import Cast

MOST_DOUBTS, MOST_ADVICE, MOST_CHANGES = 24, 12, 24
SCORES = {
    "ari": ("Adjusted Rand index", "pairs told right, 0 by chance, 1 at best"),
    "ami": ("Adjusted mutual information", "shared knowledge, 0 by chance, 1 at best"),
    "v_measure": ("V-measure", "harmonic mean of the next two"),
    "homogeneity": ("Homogeneity", "whether an identity holds one character only"),
    "completeness": ("Completeness", "whether a character lies in one identity only"),
}


@dataclass(frozen=True)
class Section:
    """A part of the page: its template, and what the bar at the top calls it."""

    name: str
    short: str


SECTIONS = (
    Section("appearances", "Who is where"),
    Section("cast", "Cast"),
    Section("pages", "Pages"),
    Section("uncertain", "Uncertain"),
    Section("dialogue", "Dialogue"),
    Section("map", "Map"),
    Section("numbers", "Numbers"),
)


def write_report(
    cast: Cast,
    comic: Comic,
    out: str | Path,
    *,
    without_texts: Cast | None = None,
    settings: Mapping[str, Any] | None = None,
    attribution: str | None = None,
    attribution_url: str | None = None,
    progress: bool = False,
) -> Path:
    """Write what a cast found in a comic as one HTML file; every page's picture is read once.

    Pictures are kept small: see `pictures` for the bounds, which hold for comics of any length.

    Args:
        cast: Found in this comic. Scores are shown where the comic's characters have names.
        comic: The comic.
        out: The HTML file.
        without_texts: The cast that `Cast.find(…, texts=False)` found, by what is seen and not by what is
            said; with it the page shows what the words changed.
        settings: What else to say of how it was made, beside the cast's own settings.
        attribution: Whose art it is, such as "art: David Revoy, CC BY 4.0".
        attribution_url: Where the attribution leads.
        progress: Whether to show a progress bar on stderr.

    Returns:
        The file.

    Raises:
        ValueError: If the cast is not of this comic, or `attribution_url` is no web address.
        OSError: If a page cannot be read any more, or the file cannot be written.
    """
    from rich.console import Console
    from rich.progress import Progress

    if attribution_url and not re.match(r"https?://[^\s/]", attribution_url):
        raise ValueError(f"attribution_url {attribution_url!r} is no http or https address")
    with Progress(console=Console(stderr=True), transient=True, disable=not progress) as bar:
        task = bar.add_task("drawing the report", total=len(comic))
        view = look(cast, comic, tick=lambda: bar.advance(task))
    page = _render(
        view,
        heard=without_texts and hear(cast, without_texts, comic, view),
        settings=_settings(cast) | dict(settings or {}),
        scores=_scores(cast.scores(comic)),
        attribution=attribution or attribution_url,
        attribution_url=attribution_url,
    )
    out = Path(out)
    out.write_text(page, encoding="utf-8")
    return out


def _render(
    view: View,
    *,
    heard: Heard | None,
    settings: Mapping[str, Any],
    scores: list[tuple[str, str, str]],
    **credit: Any,
) -> str:
    shown = {
        "uncertain": view.close or view.advice,
        "dialogue": heard is not None,
        "map": len(view.sights) > 1,
    }
    return rendered(
        "report.html.jinja",
        "style.css",
        view=view,
        heard=heard,
        sections=[section for section in SECTIONS if shown.get(section.name, True)],
        settings=settings,
        scores=scores,
        map_size=(scatter.WIDTH, scatter.HEIGHT),
        most_doubts=MOST_DOUBTS,
        most_advice=MOST_ADVICE,
        most_changes=MOST_CHANGES,
        **scripted("script.js"),
        **credit,
    )


def _settings(cast: Cast) -> dict[str, Any]:
    settings = cast.settings
    shown = {
        "model": cast.encoder.get("id"),
        "revision": cast.encoder.get("revision"),
        "size of a vector": cast.vectors.shape[1],
        "distance that still counts as the same": f"{settings.threshold:.3f}",
        "two in one panel are two characters": "yes" if settings.panel_rule else "no",
        "share of the comic's mean taken out": settings.center or None,
        "neighbours averaged": settings.smoothing or None,
        "faces grouped before bodies": "yes" if settings.faces_first else None,
        "appearances with words around them": cast.texts and sum(map(bool, cast.texts)),
        "corrections by hand": len(cast.must_link) + len(cast.cannot_link) or None,
        "pages on which nobody was looked for": len(cast.skipped) or None,
        "characters that the model could not see": len(cast.left_out) or None,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _scores(values: Mapping[str, float]) -> list[tuple[str, str, str]]:
    """Name, value and meaning of each score, over the instances whose true name is annotated."""
    if not values:
        return []
    found = f"{values['identities_found']} for {values['identities_true']}"
    rows = [(name, f"{values[key]:.3f}", meaning) for key, (name, meaning) in SCORES.items()]
    return [*rows, ("Identities", found, f"found for true, over {values['instances']} annotated appearances")]
