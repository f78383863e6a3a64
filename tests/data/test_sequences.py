"""Linking, splitting and curating sequences, on cases that fit a page."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest

from comicenc.data.sequences import (
    Figure,
    PanelSequence,
    link_identities,
    query_reference,
    read_sequences,
    split_by_series,
)


def sequence(name: str, figures: str, series: str = "s") -> PanelSequence:
    """`"A:1 B:2"`: identity A is figure 1, identity B figure 2."""
    pairs = (figure.split(":") for figure in figures.split())
    return PanelSequence(name, series, tuple(Figure(uuid, 0, who) for who, uuid in pairs))


def known_pairs(sequences, linked) -> tuple[int, int]:
    """Similar and dissimilar pairs of figures that may be trained on."""
    of = {f.uuid: who for s in sequences for f, who in zip(s.figures, linked.of(s), strict=True)}
    pairs = list(combinations(of, 2))
    similar = sum(of[a] == of[b] for a, b in pairs)
    return similar, sum(linked.dissimilar.has_edge(of[a], of[b]) for a, b in pairs)


def test_identities_of_different_sequences_are_neither_alike_nor_apart():
    linked = link_identities([sequence("1", "A:1 B:2"), sequence("2", "A:3 B:4")])
    assert len(set(linked.identities.values())) == 4
    assert sorted(map(sorted, linked.dissimilar.edges)) == [[0, 1], [2, 3]]


def test_a_shared_figure_links_and_multiplies_pairs():
    """Appendix C.2: a panel that two sequences share carries identities across."""
    one = sequence("1", "A:1 A:2 A:shared B:3 C:4")
    two = sequence("2", "X:shared X:5 Y:6 Z:7 Z:8")
    apart = [known_pairs([s], link_identities([s])) for s in (one, two)]
    assert apart == [(comb(3, 2), 3 * 2 + 1), (comb(2, 2) + comb(2, 2), 2 * 1 + 2 * 2 + 1 * 2)]
    linked = link_identities([one, two])
    assert linked.identities["1", "A"] == linked.identities["2", "X"]
    similar, dissimilar = known_pairs([one, two], linked)
    assert similar == comb(3 + 2 - 1, 2) + comb(2, 2)
    # all four of A against 1 + 1 + 1 + 2 others; within each sequence B–C, and Y against both of Z
    assert dissimilar == 4 * 5 + 1 + 2
    assert not linked.dissimilar.has_edge(linked.identities["1", "B"], linked.identities["2", "Y"])


def test_links_reach_over_chains_of_sequences():
    linked = link_identities([sequence("1", "A:1"), sequence("2", "A:1 B:2"), sequence("3", "C:2 D:9")])
    assert linked.identities["1", "A"] == linked.identities["2", "A"]
    assert linked.identities["2", "B"] == linked.identities["3", "C"]
    assert linked.dissimilar.has_edge(linked.identities["1", "A"], linked.identities["3", "C"])
    assert linked.conflicts == ()


@pytest.mark.parametrize(
    "contradicting",
    [
        [sequence("1", "A:1 B:2"), sequence("2", "C:1 C:2")],
        [sequence("1", "A:1 B:2"), sequence("2", "A:1"), sequence("3", "A:1 A:2")],
        [sequence("1", "A:2 B:2")],
    ],
    ids=["at once", "over a third", "within one"],
)
def test_a_link_that_contradicts_annotations_is_left_out_and_reported(contradicting):
    linked = link_identities(contradicting)
    assert linked.identities["1", "A"] != linked.identities["1", "B"]
    assert linked.conflicts == ("2",)
    assert not any(linked.dissimilar.has_edge(who, who) for who in linked.dissimilar)


def test_split_holds_out_the_smallest_series_until_the_threshold():
    series = ["large"] * 9 + ["a"] + ["b"] * 2 + ["middle"] * 4 + ["c"] * 3
    split = split_by_series(series, threshold=5, seed=1)
    held_out = {series[row] for part in ("validation", "test") for row in split[part]}
    assert held_out == {"a", "b", "c"}  # 1 + 2 < 5, and c passes it
    assert {series[row] for row in split["train"]} == {"large", "middle"}
    assert np.array_equal(np.sort(np.concatenate(list(split.values()))), np.arange(len(series)))
    assert len(split["validation"]) == len(split["test"]) == 3


def test_split_is_seeded_and_stops_when_the_threshold_is_reached_exactly():
    series = [name for name in "abcdef" for _ in range(4)]
    first, again, other = (split_by_series(series, threshold=8, seed=seed) for seed in (0, 0, 5))
    assert len(first["validation"]) + len(first["test"]) == 8
    assert np.array_equal(first["test"], again["test"])
    assert not np.array_equal(first["test"], other["test"])


def test_split_that_leaves_nothing_to_train_on_is_refused():
    with pytest.raises(ValueError, match="leave none to train on when 800"):
        split_by_series(["a", "b", "b"])


def test_curation_takes_the_largest_group_that_is_known_to_differ():
    sequences = [
        sequence("1", "A:1 A:2 B:3"),  # 3 figures
        sequence("2", "C:4 C:5 C:6 D:7"),  # 4 figures, might be A and B again
        sequence("3", "Z:8 Z:9", series="t"),
    ]
    linked = link_identities(sequences)
    c, d, z = (linked.identities[key] for key in (("2", "C"), ("2", "D"), ("3", "Z")))
    curated = query_reference(sequences, linked, seed=0)
    assert sorted(curated.queries.values()) == [c, z]
    assert sorted(curated.references.values()) == [c, c, d, z]
    assert set(curated.queries) | set(curated.references) == {"4", "5", "6", "7", "8", "9"}
    assert curated.references["7"] == d, "the only figure of an identity is a reference"
    assert not set(curated.queries) & set(curated.references)


def test_curation_counts_a_figure_of_two_sequences_once():
    sequences = [sequence("1", "A:1 B:2"), sequence("2", "A:1 C:3 C:4")]
    linked = link_identities(sequences)
    curated = query_reference(sequences, linked)
    assert {*curated.queries, *curated.references} == {"1", "3", "4"}


def test_curation_draws_queries_by_seed():
    sequences = [sequence("1", " ".join(f"A:{i}" for i in range(50)))]
    linked = link_identities(sequences)
    first, again, other = (query_reference(sequences, linked, seed=seed).queries for seed in (0, 0, 1))
    assert first == again != other


def test_read_from_a_dataset_without_decoding():
    from datasets import Dataset

    from comicenc.data.schema import SEQUENCES

    broken = {"bytes": b"no picture", "path": None}
    instance = {"uuid": "u", "panel": 2, "identity": "A", "face": broken, "body": None}
    rows = [{"sequence_id": "1", "series_id": "s", "instances": [instance]}]
    dataset = Dataset.from_list(rows, features=SEQUENCES)
    assert read_sequences(dataset) == [PanelSequence("1", "s", (Figure("u", 2, "A"),))]
