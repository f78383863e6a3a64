"""What is left to see of somebody in a finished illustration: pixels and colours of each part."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from .canvas import Colour
from .colours import colour_names
from .illustration import Illustration, Sitter
from .parts import Part

HAIR_PARTS = (Part.HAIR, Part.BANGS, Part.SIDE_LOCKS, Part.AHOGE, Part.TAIL_OF_HAIR, Part.BRAID, Part.BUN)


class Seen:
    """One sitter of an illustration, as the reader sees them.

    Attributes:
        illustration: The whole picture.
        sitter: Who is looked at.
        head: Height of the head in pixels.
    """

    def __init__(self, illustration: Illustration, sitter: Sitter):
        self.illustration, self.sitter = illustration, sitter
        self.head = sitter.head
        owners = illustration.owners
        self._mine = (owners == sitter.owner) | (owners == sitter.owner + 1)
        self._parts = illustration.parts[self._mine]
        self._counts = np.bincount(self._parts, minlength=len(Part)).tolist()

    def count(self, *parts: Part) -> int:
        """How many pixels show any of some parts."""
        return sum(self._counts[which] for which in parts)

    def share(self, *parts: Part) -> float:
        """How many pixels show any of some parts, beside those of a square on the head."""
        return self.count(*parts) / self.head**2

    def shows(self, *parts: Part, least: int = 6, share: float = 0.0) -> bool:
        """Whether at least so many pixels show any of some parts, and so large a share of the head."""
        return self.count(*parts) >= max(least, share * self.head**2)

    def colour(self, *parts: Part) -> Colour:
        """The middle colour of all pixels that show some parts; some must."""
        shown = self._pixels[self._chosen(parts)]
        middle = len(shown) // 2
        return tuple(np.partition(shown, middle, axis=0)[middle].tolist())

    def mean_colour(self, *parts: Part) -> Colour:
        """The mean colour of all pixels that show some parts; some must."""
        return tuple(self._pixels[self._chosen(parts)].mean(axis=0).tolist())

    def cloth(self, dyed: Colour, *parts: Part) -> str:
        """What people call the colour of some parts, "" where the picture has no colours.

        Args:
            dyed: The colour of the design, whose name stays where it is a plausible one of what is seen.
            parts: Some must show.
        """
        if not self.coloured:
            return ""
        names, own = colour_names(self.colour(*parts), "cloth"), colour_names(dyed, "cloth")[0]
        return own if own in names else names[0]

    def _chosen(self, parts: tuple[Part, ...]) -> np.ndarray:
        """Which of this sitter's pixels show some parts."""
        shown = np.zeros(len(Part), bool)
        shown[list(parts)] = True
        return shown[self._parts]

    @property
    def coloured(self) -> bool:
        return not self.illustration.style.colourless

    @cached_property
    def _pixels(self) -> np.ndarray:
        return self.illustration.pixels[self._mine]

    def lowest(self, *parts: Part) -> float:
        """How low some parts reach, in head heights below the middle of the head; -1 where none shows."""
        found = self._mine.copy()
        found[self._mine] = self._chosen(parts)
        rows = np.flatnonzero(np.count_nonzero(found, axis=1) > 1)
        return (rows[-1] - self.sitter.y) / self.head if len(rows) else -1.0

    @property
    def bottom(self) -> float:
        """Where the picture ends, in head heights below the middle of the head."""
        return (len(self.illustration.pixels) - self.sitter.y) / self.head
