"""What a tagger says of a picture."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from comicenc.tasks.tagger.files import category_name


@dataclass(frozen=True)
class Tags:
    """The tags of one picture.

    Args:
        found: Tags that were found, with their calibrated probabilities, the likeliest first.
        known: Tags that were known before, as the vocabulary writes them.
        categories: The number of the category of each of both.
    """

    found: Mapping[str, float]
    known: tuple[str, ...]
    categories: Mapping[str, int]

    @property
    def names(self) -> list[str]:
        """All tags: the known ones, then those that were found."""
        return [*self.known, *self.found]

    def category(self, tag: str) -> str:
        """Name of the category of one of them."""
        return category_name(self.categories[tag])

    @property
    def by_category(self) -> dict[str, dict[str, float]]:
        """Those that were found by the names of their categories."""
        groups: dict[str, dict[str, float]] = {}
        for tag, probability in self.found.items():
            groups.setdefault(self.category(tag), {})[tag] = probability
        return groups

    def caption(self) -> str:
        """All tags with commas between and blanks for underscores, as trainers of image models read them."""
        return ", ".join(map(_in_words, self.names))


@dataclass(frozen=True)
class Guess:
    """Who it may be, and how probable that is."""

    name: str
    probability: float


def _in_words(tag: str) -> str:
    """A tag with blanks; a face of signs, such as ^_^ or o_o, stays as it is."""
    return tag.replace("_", " ") if re.search(r"[^\W\d_]{2}", tag) else tag
