"""Local and global evaluation on sequences that fit a page."""

from __future__ import annotations

import numpy as np
import pytest
from datasets import Dataset

from comicenc.data.schema import SEQUENCES
from comicenc.data.sequences import link_identities, query_reference, read_sequences
from comicenc.evaluation.baselines import ColourHistogram, RandomVectors
from comicenc.evaluation.sequences import sequence_global, sequence_local
from comicenc.metrics import leave_one_out, retrieval_metrics

from .drawings import swatch


def sequences(**figures: str) -> Dataset:
    """`one="Red:A Red:A green:B"`: a colour, lower case without a face, and an identity; series is `one`."""
    rows = []
    for number, (name, written) in enumerate(figures.items()):
        instances = []
        for place, each in enumerate(written.split()):
            colour, identity = each.split(":")
            face = swatch(colour, 100 * number + place) if colour[0].isupper() else None
            body = swatch(colour.capitalize(), 100 * number + place + 50)
            uuid = f"{name}-{place}"
            instances.append({"uuid": uuid, "panel": place, "identity": identity, "face": face, "body": body})
        rows.append({"sequence_id": name, "series_id": name.split("_")[0], "instances": instances})
    return Dataset.from_list(rows, features=SEQUENCES)


MIXED = {"one": "Red:A Red:A green:B Green:B", "two": "Blue:A Blue:A Grey:B", "three": "Red:A Green:B"}


def test_local_asks_within_a_sequence_only():
    """In "three" nobody is seen twice; its Red is never offered to the Reds of "one"."""
    found = sequence_local(sequences(**MIXED), ColourHistogram(), resamples=20)
    assert found.n == 6
    assert found.metrics["map"] == found.metrics["precision_at_1"] == 1
    assert found.paper["precision_at_1"] == 0.681
    faces = sequence_local(sequences(**MIXED), ColourHistogram(), parts="faces", resamples=0)
    assert faces.n == 4


def test_local_is_the_mean_over_figures_of_leave_one_out():
    dataset, encoder = sequences(**MIXED), RandomVectors()
    found = sequence_local(dataset, encoder, parts="bodies", resamples=0)
    expected = []
    for row in dataset:
        identities = [each["identity"] for each in row["instances"]]
        if len(set(identities)) < len(identities):
            vectors = encoder.encode(bodies=[each["body"] for each in row["instances"]])
            expected.append(leave_one_out(vectors, identities))
    total = sum(each["queries"] for each in expected)
    mean = sum(each["map"] * each["queries"] for each in expected) / total
    assert found.metrics["map"] == pytest.approx(mean)
    assert found.n == total


def test_global_asks_all_series_at_once():
    dataset, encoder = sequences(**MIXED), RandomVectors()
    found = sequence_global(dataset, encoder, parts="bodies", resamples=10, seed=3)
    read = read_sequences(dataset)
    curated = query_reference(read, link_identities(read), seed=3)
    pictures = {each["uuid"]: each["body"] for row in dataset for each in row["instances"]}
    queries, references = (
        encoder.encode(bodies=[pictures[uuid] for uuid in group])
        for group in (curated.queries, curated.references)
    )
    expected = retrieval_metrics(
        1 - queries @ references.T, list(curated.queries.values()), list(curated.references.values())
    )
    assert found.metrics == pytest.approx(expected)
    assert found.n == 3


def test_global_is_harder_where_other_series_look_alike():
    alike = sequences(one="Red:A Red:A Green:B", two="Red:A Red:A Green:B")
    assert sequence_local(alike, ColourHistogram(), resamples=0).metrics["map"] == 1
    several = [
        sequence_global(alike, ColourHistogram(), resamples=0, seed=s).metrics["map"] for s in range(8)
    ]
    assert min(several) < 1


def test_baselines_stand_beside_and_intervals_draw_sequences():
    many = sequences(**{f"s{n}": "Red:A Red:A Green:B Green:B" for n in range(6)})
    found = sequence_local(many, RandomVectors(), baselines={"colours": ColourHistogram()}, resamples=50)
    assert found.baselines["colours"]["map"] == 1
    low, high = found.intervals["map"]
    assert low < high and np.isfinite([low, high]).all()


def test_nobody_seen_twice_is_an_error():
    with pytest.raises(ValueError, match="no query has another instance"):
        sequence_local(sequences(one="Red:A Green:B"), ColourHistogram(), resamples=0)
