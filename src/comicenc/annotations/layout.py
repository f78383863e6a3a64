"""Reading order of panels, what lies in which panel, and which face belongs to which body."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from comicenc.comic import Box, Panel

FACE_INSIDE = 0.95  # Identity-Aware SimCLR, Appendix B: the share of a face that its body must hold
SHRINKS = (0.0, 0.05, 0.1, 0.2, 0.3)  # of each side: slanted gutters let the boxes of panels overlap


def reading_order(boxes: Sequence[Box], right_to_left: bool = False) -> list[int]:
    """Indices of the boxes in the order in which they are read.

    The recursive cut: rows from the top, columns inside a row from the side where reading starts, rows
    inside a column, and so on. Where no straight cut goes through, the boxes are shrunk a little more and
    it is tried again; where none goes through at all, the box that begins highest is read first and the
    rest is cut anew.
    """
    return _cut(list(range(len(boxes))), boxes, right_to_left)


def in_reading_order(boxes: Sequence[Box], right_to_left: bool = False) -> tuple[Panel, ...]:
    """The panels of these boxes in the order in which they are read."""
    return tuple(Panel(boxes[index]) for index in reading_order(boxes, right_to_left))


def panel_of(box: Box, panels: Sequence[Panel]) -> int | None:
    """Index of the panel that shares most with a box, the smaller one of two; None where none does."""
    shared = [(panel.box.intersection(box), -panel.box.area, -index) for index, panel in enumerate(panels)]
    area, _, index = max(shared, default=(0, 0, 0))
    return -index if area > 0 else None


def place_key(box: Box, panel: int | None, right_to_left: bool) -> tuple:
    """Sorts what stands in panels as it is read: by panel, then away from the corner where reading starts."""
    return panel is None, panel or 0, box.y0 + (-box.x1 if right_to_left else box.x0)


def pair_faces(
    faces: Sequence[Box], bodies: Sequence[Box], inside: float = FACE_INSIDE
) -> list[tuple[int | None, int | None]]:
    """Which face and body are one character (Identity-Aware SimCLR, Appendix B).

    A face that lies inside a body by more than `inside` is paired with it; of several bodies, with the one
    whose top is nearest to its own.

    Differs from the paper: a body takes one face only, the one with the nearest top; the paper leaves open
    what happens to the other, which here looks for its next body.

    Returns:
        Indices of face and body, first every face in order, then the bodies without a face; None where
        one is missing.
    """
    near = sorted(
        (abs(face.y0 - body.y0), i, j)
        for i, face in enumerate(faces)
        for j, body in enumerate(bodies)
        if face.inside(body) > inside
    )
    return pairs_of(((i, j) for _, i, j in near), len(faces), len(bodies))


def pairs_of(
    candidates: Iterable[tuple[int, int]], faces: int, bodies: int
) -> list[tuple[int | None, int | None]]:
    """One body at most for each face, taken in the order of the candidates; who is left stands alone."""
    body_of: dict[int, int] = {}
    for face, body in candidates:
        if face not in body_of and body not in body_of.values():
            body_of[face] = body
    alone = [body for body in range(bodies) if body not in body_of.values()]
    return [(face, body_of.get(face)) for face in range(faces)] + [(None, body) for body in alone]


def _cut(indices: list[int], boxes: Sequence[Box], right_to_left: bool) -> list[int]:
    if len(indices) < 2:
        return indices
    for shrink in SHRINKS:
        rows = _groups(indices, [(boxes[i].y0, boxes[i].y1) for i in indices], shrink)
        columns = _groups(indices, [(boxes[i].x0, boxes[i].x1) for i in indices], shrink)
        if len(rows) > 1:
            return [i for row in rows for i in _cut(row, boxes, right_to_left)]
        if len(columns) > 1:
            columns = columns[::-1] if right_to_left else columns
            return [i for column in columns for i in _cut(column, boxes, right_to_left)]
    first = min(indices, key=lambda i: boxes[i].y0)
    return [first, *_cut([i for i in indices if i != first], boxes, right_to_left)]


def _groups(indices: list[int], spans: list[tuple[float, float]], shrink: float) -> list[list[int]]:
    """The boxes parted where a straight line crosses none of them, each shrunk from both ends."""
    shrunk = sorted(
        (start + shrink * (end - start), end - shrink * (end - start), index)
        for index, (start, end) in zip(indices, spans, strict=True)
    )
    groups, reach = [], float("-inf")
    for start, end, index in shrunk:
        if start >= reach:
            groups.append([])
        groups[-1].append(index)
        reach = max(reach, end)
    return groups
