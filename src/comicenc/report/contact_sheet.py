"""One page of pictures with their tags, in a single HTML file that needs no network and runs no script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comicenc.report.pictures import at_most, data_uri
from comicenc.report.rendering import rendered

if TYPE_CHECKING:
    from PIL.Image import Image

    from comicenc.tasks.tagger import Guess, Tags

SIDE = 360  # pixels of the longer side
BYTES, ALL_BYTES = 24_000, 40_000_000
MOST_COMMON = 30  # tags in the summary


@dataclass(frozen=True)
class Shot:
    """A picture and what was found in it.

    Args:
        name: What it is called.
        picture: A data URI; empty where it is not shown.
        tags: Its tags.
        who: Who it may be, the likeliest first; empty where that was not asked.
    """

    name: str
    picture: str
    tags: Tags
    who: Sequence[Guess] = ()

    def to_dict(self) -> dict[str, Any]:
        """All but the picture, as JSON has it."""
        return {
            "picture": self.name,
            "known": list(self.tags.known),
            "tags": self.tags.by_category,
            "who": {guess.name: guess.probability for guess in self.who},
        }


def thumbnail(image: Image, of: int = 1) -> str:
    """A data URI of at most 24 kB, less where there are many.

    Args:
        image: RGB.
        of: How many pictures the page shows, which share 40 MB.
    """
    return data_uri(at_most(image, SIDE), min(BYTES, ALL_BYTES // max(of, 1)))


def write_contact_sheet(
    shots: Sequence[Shot],
    out: str | Path,
    *,
    title: str = "Tags",
    settings: Mapping[str, Any] | None = None,
) -> Path:
    """Write the page.

    Args:
        shots: In the order in which they are shown.
        out: The HTML file.
        title: Its heading.
        settings: What to say of how it was made.

    Returns:
        The file.
    """
    counts = Counter(tag for shot in shots for tag in shot.tags.names)
    page = rendered(
        "contact_sheet.html.jinja",
        "style.css",
        "contact_sheet.css",
        shots=shots,
        title=title,
        settings=dict(settings or {}),
        distinct=len(counts),
        common=counts.most_common(MOST_COMMON),
    )
    out = Path(out)
    out.write_text(page, encoding="utf-8")
    return out
