"""Where the names go on a page: beside their boxes, and not on each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comicenc.comic import Box

# Of a label on a page 600 px wide, as shares of the page's width.
LETTER, PADDING, HEIGHT, LONGEST = 0.0125, 0.022, 0.034, 18


@dataclass(frozen=True)
class Label:
    """Where a name stands.

    Args:
        left: In percent of the page's width.
        top: In percent of the page's height.
        above: Whether it stands on that point or hangs from it.
        before: Whether it ends at that point or starts there.
    """

    left: float
    top: float
    above: bool
    before: bool


def place_labels(boxes: Sequence[Box], names: Sequence[str], size: tuple[int, int]) -> list[Label]:
    """Put each name at the corner of its box where it covers least of the names before it.

    Args:
        boxes: One a name, in page pixels.
        names: What is written.
        size: Width and height of the page.
    """
    page, taken, labels = Box(0, 0, *size), [], []
    for box, name in zip(boxes, names, strict=True):
        width = (PADDING + LETTER * min(len(name), LONGEST)) * size[0]
        height = HEIGHT * size[0]
        corners = [
            (x, y, above, before)
            for y, above in ((box.y0, True), (box.y1, True), (box.y0, False), (box.y1, False))
            for x, before in ((box.x0, False), (box.x1, True))
        ]
        spots = [_spot(corner, width, height) for corner in corners]
        hidden = [sum(map(spot.intersection, taken)) for spot in spots]
        outside = [spot.area - spot.intersection(page) for spot in spots]
        costs = [covered + 9 * cut for covered, cut in zip(hidden, outside, strict=True)]
        best = costs.index(min(costs))
        taken.append(spots[best])
        x, y, above, before = corners[best]
        labels.append(Label(100 * x / size[0], 100 * y / size[1], above, before))
    return labels


def _spot(corner: tuple[float, float, bool, bool], width: float, height: float) -> Box:
    x, y, above, before = corner
    left, top = x - width if before else x, y - height if above else y
    return Box(left, top, left + width, top + height)
