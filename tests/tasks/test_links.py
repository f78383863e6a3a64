"""Links: what follows from them, and what contradicts them."""

from __future__ import annotations

import numpy as np

from comicenc.tasks.linkage import grouped
from comicenc.tasks.links import contradiction, pairs_apart


def test_links_hold_chains_together() -> None:
    assert grouped(6, [(4, 5), (1, 2), (2, 4)]).tolist() == [0, 1, 1, 3, 1, 1]


def test_a_panel_keeps_apart_all_but_the_linked() -> None:
    groups = grouped(5, [(0, 1)])
    apart = pairs_apart(groups, [(3, 4)], ["a", "a", "a", None, None])
    pairs = {(int(a), int(b)) for a, b in np.argwhere(np.triu(apart))}
    assert pairs == {(0, 2), (1, 2), (3, 4)}
    assert (apart == apart.T).all()


def test_a_contradiction_is_found_through_the_shortest_chain() -> None:
    must = [(0, 1), (1, 2), (2, 3), (0, 4), (4, 3)]
    assert contradiction(6, must, [(0, 5)]) is None
    assert contradiction(6, must, [(0, 5), (3, 0)]) == [3, 4, 0]
    assert contradiction(6, [], [(2, 2)]) == [2]
