"""Links as people give them, checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from comicenc.tasks.cast.instances import Instance
from comicenc.tasks.links import Pairs, contradiction, explained

Reference = int | Instance | tuple[str, int]  # a row, an instance, or a page's name and the index on it
Link = tuple[Reference, Reference]


def checked_links(
    instances: Sequence[Instance], must_link: Iterable[Link], cannot_link: Iterable[Link]
) -> tuple[Pairs, Pairs]:
    """Links as pairs of rows, each once.

    Raises:
        ValueError: If a link names an instance that does not exist, or links contradict each other.
    """
    rows = {(instance.page, instance.index): row for row, instance in enumerate(instances)}
    must, cannot = (_pairs(links, rows, len(instances)) for links in (must_link, cannot_link))
    if chain := contradiction(len(instances), must, cannot):
        raise ValueError(explained([str(instances[row]) for row in chain]))
    return must, cannot


def _pairs(links: Iterable[Link], rows: dict[tuple[str, int], int], count: int) -> Pairs:
    pairs = [tuple(sorted(_row(reference, rows, count) for reference in link)) for link in links]
    return tuple(dict.fromkeys(pairs))


def _row(reference: Reference, rows: dict[tuple[str, int], int], count: int) -> int:
    if isinstance(reference, Instance):
        reference = (reference.page, reference.index)
    row = rows.get(tuple(reference), -1) if isinstance(reference, Sequence) else int(reference)
    if not 0 <= row < count:
        where = f"{reference[0]} #{reference[1]}" if isinstance(reference, Sequence) else f"row {reference}"
        raise ValueError(f"a link names {where}, and the cast has no such instance")
    return row
