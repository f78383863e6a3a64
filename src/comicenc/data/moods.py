"""Pages with their mood, and their genre where it is known: out of annotated comics, or out of datasets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from comicenc.comic import Comic, Page
from comicenc.data.comics import stored_page

if TYPE_CHECKING:
    from datasets import Dataset

MOODS = ("happy", "funny", "sad", "tender", "exciting", "angry", "scary")  # AudioSet's, in its order


class MoodPages(NamedTuple):
    """N pages; a picture is decoded when it is asked for.

    Args:
        pages: With `Page.mood`: the first choice, and the second where there is one.
        comics: Title of the comic of each.
        genres: Of each, None where it is not known.
    """

    pages: list[Page]
    comics: list[str]
    genres: list[str | None]


def moods_of_comics(comics: Iterable[Comic]) -> MoodPages:
    """The pages of comics whose mood is annotated; the others are passed over.

    Raises:
        ValueError: If there is none, or a mood is none of `MOODS`.
    """
    return _checked([(page, comic.title, None) for comic in comics for page in comic if page.mood])


def moods_in(dataset: Dataset) -> MoodPages:
    """The pages of a dataset whose mood is known; the others are passed over.

    Args:
        dataset: Of the config `genre_pages` or `pages`.

    Raises:
        ValueError: As `moods_of_comics`.
    """
    from datasets import Image

    rows = dataset.cast_column("image", Image(decode=False))
    return _checked(
        [
            (stored_page(row, row.get("page") or f"{number:06d}"), row["title"], row["genre"])
            for number, row in enumerate(rows)
            if row["mood"]
        ]
    )


def _checked(found: list[tuple[Page, str, str | None]]) -> MoodPages:
    if not found:
        raise ValueError("no page has a mood")
    for page, title, _ in found:
        if unknown := [mood for mood in page.mood if mood not in MOODS]:
            raise ValueError(f"the mood {unknown[0]!r} of {title}/{page.name} is none of {', '.join(MOODS)}")
    return MoodPages(*(list(column) for column in zip(*found, strict=True)))
