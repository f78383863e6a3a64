"""What is known of who is who: links that somebody gave, and the rule of panels."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Sequence
from itertools import pairwise

import numpy as np

from comicenc.tasks.linkage import grouped

Pairs = Sequence[tuple[int, int]]


def pairs_apart(groups: np.ndarray, cannot_link: Pairs, panels: Sequence[Hashable | None]) -> np.ndarray:
    """Which items may not be of one identity.

    Two items of one panel are two characters, unless must-links hold them together.

    Args:
        groups: (N,) which items must-links hold together.
        cannot_link: Pairs that somebody named.
        panels: The panel of each item; None where it is not known or does not count.

    Returns:
        (N, N) bool, symmetric.
    """
    keys = {panel: number for number, panel in enumerate(dict.fromkeys(panels)) if panel is not None}
    number = np.array([keys.get(panel, -1) for panel in panels], dtype=int)
    apart = (number[:, None] == number) & (number >= 0) & (groups[:, None] != groups)
    for first, second in cannot_link:
        apart[first, second] = apart[second, first] = True
    return apart


def contradiction(count: int, must_link: Pairs, cannot_link: Pairs) -> list[int] | None:
    """The first chain of must-links whose two ends a cannot-link keeps apart, or None."""
    groups = grouped(count, must_link)
    for first, second in cannot_link:
        if groups[first] == groups[second]:
            return _chain(first, second, must_link)
    return None


def explained(chain: Sequence[str], apart: str = "cannot_link", joined: str = "must_link") -> str:
    """What a contradiction is, in a sentence.

    Args:
        chain: Names of its items in order.
        apart: What the link that keeps its ends apart is called.
        joined: What the links between are called.
    """
    if len(chain) == 1:
        return f"{apart} keeps {chain[0]} apart from itself"
    through = "".join(f", {first} with {second}" for first, second in pairwise(chain))[2:]
    return f"{apart} keeps {chain[0]} and {chain[-1]} apart, but {joined} joins {through}"


def _chain(start: int, end: int, must_link: Pairs) -> list[int]:
    """The shortest way from one item to another along must-links."""
    came_from, waiting = {start: start}, deque([start])
    while end not in came_from:
        here = waiting.popleft()
        for pair in must_link:
            for there in pair if here in pair else ():
                if there not in came_from:
                    came_from[there] = here
                    waiting.append(there)
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]
