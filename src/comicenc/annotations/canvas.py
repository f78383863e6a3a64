"""A page with the boxes that a file lays on it: each checked, brought to the page's size, and clipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comicenc.annotations.document import Document
from comicenc.annotations.layout import panel_of
from comicenc.comic import Box, Page, Panel

LARGEST = 1e9  # pixels
SAME_SHAPE = 0.01  # how far width to height may differ between the page and the one that was annotated


@dataclass(frozen=True)
class Canvas:
    """One page of a file of annotations.

    Args:
        document: The file.
        page: The page that it describes.
        made_for: Width and height of the picture that was annotated, where the file says so. A page of
            another size but the same shape gets its boxes scaled.

    Raises:
        InvalidAnnotation: If the page has another shape.
    """

    document: Document
    page: Page
    made_for: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.made_for is None:
            return
        if not all(is_number(side) and side > 0 for side in self.made_for):
            raise self.document.invalid(f"the size {self.made_for} is not a width and a height")
        (width, height), (made_width, made_height) = self.page.size, self.made_for
        if abs(width * made_height / (height * made_width) - 1) > SAME_SHAPE:
            raise self.document.invalid(
                f"made for a page of {made_width} x {made_height}, but {self.page.name} is {width} x {height}"
            )

    def box(self, corners: object, what: str) -> Box:
        """The box with these corners (x0, y0, x1, y1), clipped to the page.

        Raises:
            InvalidAnnotation: If it is not four finite numbers, empty, turned over, or wholly outside.
        """
        x0, y0, x1, y1 = corners = self._four(corners, what)
        what = f"{what} on {self.page.name}"
        if not (x0 < x1 and y0 < y1):
            raise self.document.invalid(f"the box of {what}, {corners}, needs x0 < x1 and y0 < y1")
        width, height = self.page.size
        if self.made_for and self.made_for != self.page.size:
            x0, x1 = x0 * width / self.made_for[0], x1 * width / self.made_for[0]
            y0, y1 = y0 * height / self.made_for[1], y1 * height / self.made_for[1]
        clipped = Box(x0, y0, x1, y1).clipped(width, height)
        if clipped is None:
            raise self.document.invalid(
                f"the box of {what}, {corners}, lies outside the page of {width} x {height}"
            )
        return clipped

    def sized_box(self, corner_and_size: object, what: str) -> Box:
        """The box with this corner and size (x, y, width, height), as in `box`."""
        x, y, width, height = self._four(corner_and_size, what)
        return self.box((x, y, x + width, y + height), what)

    def panel(self, holder: dict, box: Box | None, panels: Sequence[Panel], what: str) -> int | None:
        """The "panel" of a JSON object; where it has no such key, the panel that holds most of its box.

        Raises:
            InvalidAnnotation: If it is no index into the panels.
        """
        if "panel" not in holder:
            return panel_of(box, panels) if box else None
        index = holder["panel"]
        if index is None or (type(index) is int and 0 <= index < len(panels)):
            return index
        raise self.document.invalid(
            f"the panel of {what} is {index!r}, and {self.page.name} has {len(panels)} panels"
        )

    def _four(self, values: object, what: str) -> list[float]:
        if isinstance(values, list | tuple) and len(values) == 4 and all(map(is_number, values)):
            return list(values)
        raise self.document.invalid(
            f"the box of {what} on {self.page.name} must be four finite numbers, not {values!r}"
        )


def is_number(value: object) -> bool:
    """Whether this is a finite number of a size that pixels can have."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST < value < LARGEST
