"""Annotated sequences of panels: linked, split and curated (Identity-Aware SimCLR, Appendix C and F.3).

In a sequence of four panels every figure has an identity that can be compared within the sequence only. Each
figure has also a UUID, the same in every sequence that shows its panel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datasets import Dataset
    from networkx import Graph


@dataclass(frozen=True, slots=True)
class Figure:
    """One appearance of somebody, without its pictures.

    Args:
        uuid: Of the drawn figure.
        panel: 0 to 3 within the sequence.
        identity: Who it is within the sequence.
    """

    uuid: str
    panel: int
    identity: str


@dataclass(frozen=True, slots=True)
class PanelSequence:
    """Four consecutive panels of a series and who is seen in them."""

    sequence_id: str
    series_id: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Linked:
    """What is known of identities once sequences are linked.

    Args:
        identities: Number of the identity by sequence id and the identity's name in that sequence.
        dissimilar: Graph of these numbers with an edge where two are known to differ.
        conflicts: UUIDs that would make one identity of two that are annotated as different; they link
            nothing.
    """

    identities: dict[tuple[str, str], int]
    dissimilar: Graph
    conflicts: tuple[str, ...]

    def of(self, sequence: PanelSequence) -> list[int]:
        """Number of the identity of each figure."""
        return [self.identities[sequence.sequence_id, figure.identity] for figure in sequence.figures]


def read_sequences(dataset: Dataset) -> list[PanelSequence]:
    """Sequences of a dataset of the config `sequences`; no picture is decoded."""
    plain = dataset.with_format("arrow")
    columns = [plain[name][:].to_pylist() for name in ("sequence_id", "series_id")]
    # one scalar at a time, so that the pictures of one sequence only are held
    figures = (
        (Figure(i["uuid"], i["panel"], i["identity"]) for i in row.as_py()) for row in plain["instances"][:]
    )
    return [PanelSequence(*ids, tuple(row)) for *ids, row in zip(*columns, figures, strict=True)]


def link_identities(sequences: Iterable[PanelSequence]) -> Linked:
    """Make one identity of those that share a figure, over all sequences (Appendix C.2).

    Differs from the paper: where links would contradict annotations, in order of reading the later ones are
    left out and reported; the paper says nothing of it.
    """
    from networkx import Graph

    seen: dict[str, list[tuple[str, str]]] = {}
    apart = Graph()
    for sequence in sequences:
        for figure in sequence.figures:
            seen.setdefault(figure.uuid, []).append((sequence.sequence_id, figure.identity))
        here = dict.fromkeys((sequence.sequence_id, figure.identity) for figure in sequence.figures)
        apart.add_nodes_from(here)
        apart.add_edges_from(combinations(here, 2))
    group = {identity: [identity] for identity in apart}  # the same list for all that are one
    conflicts = []
    for uuid, (first, *others) in seen.items():
        for other in others:
            one, two = group[first], group[other]
            if one is two:
                continue
            if any(apart.has_edge(a, b) for a in one for b in two):
                conflicts.append(uuid)
                continue
            one.extend(two)
            group.update(dict.fromkeys(two, one))
    return _numbered(apart, group, tuple(dict.fromkeys(conflicts)))


def _numbered(apart: Graph, group: dict, conflicts: tuple[str, ...]) -> Linked:
    from networkx import Graph

    numbers: dict[int, int] = {}
    identities = {identity: numbers.setdefault(id(group[identity]), len(numbers)) for identity in apart}
    dissimilar = Graph()
    dissimilar.add_nodes_from(identities.values())
    dissimilar.add_edges_from((identities[a], identities[b]) for a, b in apart.edges)
    return Linked(identities, dissimilar, conflicts)


def split_by_series(series: Sequence[str], *, threshold: int = 800, seed: int = 0) -> dict[str, np.ndarray]:
    """Rows of train, validation and test (Appendix C.1).

    Series are taken from the one with the fewest sequences on, until `threshold` sequences are reached; these
    are dealt at random into validation and test, halves each. All other series are for training.

    Args:
        series: (N,) the series of each sequence.
        threshold: How many sequences are held out at least; the paper's is 800 of 3,169.
        seed: Of the dealing.

    Raises:
        ValueError: If nothing would be left to train on.
    """
    names, of, counts = np.unique(np.asarray(series), return_inverse=True, return_counts=True)
    order = np.argsort(counts, kind="stable")
    before = np.cumsum(counts[order]) - counts[order]
    held_out = order[before < threshold]
    if len(held_out) == len(names):
        raise ValueError(
            f"{len(of)} sequences of {len(names)} series leave none to train on when {threshold} are held out"
        )
    rows = np.random.default_rng(seed).permutation(np.flatnonzero(np.isin(of, held_out)))
    middle = len(rows) // 2
    return {
        "train": np.flatnonzero(~np.isin(of, held_out)),
        "validation": np.sort(rows[:middle]),
        "test": np.sort(rows[middle:]),
    }


@dataclass(frozen=True)
class QueryReference:
    """Figures to ask with, and to be found, as identity by UUID."""

    queries: dict[str, int]
    references: dict[str, int]


def query_reference(sequences: Sequence[PanelSequence], linked: Linked, *, seed: int = 0) -> QueryReference:
    """Queries and references for the global evaluation (Appendix F.3).

    Of each series the group of identities is taken that are all known to differ and have the most figures
    together. Of each identity in it one figure is a query and the others are references; the only figure of
    an identity is a reference.

    Differs from the paper: it does not say which figure is the query; here it is drawn.

    Args:
        sequences: Of the test split.
        linked: What `link_identities` says of them.
        seed: Of the drawing.
    """
    from networkx import find_cliques

    rng = np.random.default_rng(seed)
    series: dict[str, dict[int, dict[str, None]]] = {}  # figures of each identity, in order of reading
    owner: dict[str, int] = {}
    for sequence in sequences:
        for figure, identity in zip(sequence.figures, linked.of(sequence), strict=True):
            if (
                owner.setdefault(figure.uuid, identity) == identity
            ):  # else a conflict: the first reading holds
                series.setdefault(sequence.series_id, {}).setdefault(identity, {})[figure.uuid] = None
    found = QueryReference({}, {})
    for figures in series.values():
        cliques = (sorted(clique) for clique in find_cliques(linked.dissimilar.subgraph(figures)))
        best = min(cliques, key=lambda clique: (-sum(len(figures[who]) for who in clique), clique))
        for who in best:
            uuids = list(figures[who])
            query = uuids[rng.integers(len(uuids))] if len(uuids) > 1 else None
            for uuid in uuids:
                (found.queries if uuid == query else found.references)[uuid] = who
    return found
