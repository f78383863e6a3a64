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
        chosen = np.isin(self._parts, parts)
        return tuple(np.median(self._pixels[chosen], axis=0).tolist())

    def mean_colour(self, *parts: Part) -> Colour:
        """The mean colour of all pixels that show some parts; some must."""
        chosen = np.isin(self._parts, parts)
        return tuple(self._pixels[chosen].mean(axis=0).tolist())

    def cloth(self, *parts: Part) -> str:
        """What people call the middle colour of some parts, "" where the picture has no colours."""
        return colour_names(self.colour(*parts), "cloth")[0] if self.coloured else ""

    @property
    def coloured(self) -> bool:
        return not self.illustration.style.colourless

    @cached_property
    def _pixels(self) -> np.ndarray:
        return self.illustration.pixels[self._mine]

    def lowest(self, *parts: Part) -> float:
        """How low some parts reach, in head heights below the middle of the head; -1 where none shows."""
        shown = np.zeros(len(Part), bool)
        shown[list(parts)] = True
        rows = np.flatnonzero((self._mine & shown[self.illustration.parts]).sum(axis=1) > 1)
        return (rows[-1] - self.sitter.y) / self.head if len(rows) else -1.0

    @property
    def bottom(self) -> float:
        """Where the picture ends, in head heights below the middle of the head."""
        return (len(self.illustration.pixels) - self.sitter.y) / self.head
