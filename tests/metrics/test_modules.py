"""Each metric as an `evaluate.Metric`: constructible offline, exact when several processes add batches."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from comicenc.metrics import (
    album_clustering,
    classification_metrics,
    clustering_metrics,
    cross_retrieval,
    expected_calibration_error,
    identification_metrics,
    in_batch_metrics,
    leave_one_out,
    outlier_clustering,
    query_retrieval,
    tagging_metrics,
)
from comicenc.metrics.modules import (
    AlbumClustering,
    CalibrationError,
    Classification,
    Clustering,
    CrossRetrieval,
    Identification,
    InBatch,
    OutlierClustering,
    QueryRetrieval,
    Retrieval,
    Tagging,
)

RNG = np.random.default_rng(0)
LABELS = RNG.integers(0, 5, 30)
VECTORS = RNG.normal(size=(30, 4)).astype(np.float32)
VIEWS = VECTORS + RNG.normal(size=VECTORS.shape).astype(np.float32)
ALBUMS = RNG.integers(0, 3, 30)
QUERIES = RNG.random(30) < 0.4
RANKED = RNG.permuted(np.tile(np.arange(8).astype(str), (30, 1)), axis=1)[:, :5]
TAGS = RNG.random((30, 6)) < 0.3
PROBABILITIES = np.clip(RNG.normal(0.3 + 0.4 * TAGS, 0.2), 0, 1)

CASES = [
    (Retrieval, (VECTORS, LABELS), {}, leave_one_out),
    (Clustering, (LABELS // 2, LABELS), {}, lambda found, true: clustering_metrics(true, found)),
    (OutlierClustering, (LABELS // 2 - 1, LABELS), {}, lambda found, true: outlier_clustering(true, found)),
    (InBatch, (VECTORS, VIEWS), {}, in_batch_metrics),
    (
        AlbumClustering,
        (LABELS // 2, LABELS),
        {"albums": ALBUMS},
        lambda found, true, albums: album_clustering(true, found, albums),
    ),
    (QueryRetrieval, (VECTORS, LABELS), {"queries": QUERIES}, query_retrieval),
    (Identification, (RANKED, LABELS.astype(str)), {}, identification_metrics),
    (Tagging, (PROBABILITIES, TAGS), {}, tagging_metrics),
    (Classification, (PROBABILITIES, LABELS), {}, classification_metrics),
    (CrossRetrieval, (PROBABILITIES, TAGS.astype(float)), {}, cross_retrieval),
    (
        CalibrationError,
        (PROBABILITIES, TAGS),
        {},
        lambda found, true: {"ece": expected_calibration_error(found, true)},
    ),
]


def add(metric, pair, beside, rows) -> None:
    predictions, references = (column[rows] for column in pair)
    own = {name: column[rows] for name, column in beside.items()}
    metric.add_batch(predictions=predictions, references=references, **own)


@pytest.mark.parametrize(("module", "pair", "beside", "function"), CASES)
def test_batches_add_up_to_the_function(module, pair, beside, function, tmp_path):
    metric = module(cache_dir=str(tmp_path))
    for rows in np.split(np.arange(30), [7, 8]):
        add(metric, pair, beside, rows)
    assert metric.compute() == pytest.approx(function(*pair, *beside.values()))


@pytest.mark.parametrize(("module", "pair", "beside", "function"), CASES)
def test_processes_add_up_to_the_function(module, pair, beside, function, tmp_path):
    def process(rank: int) -> dict | None:
        metric = module(cache_dir=str(tmp_path), num_process=2, process_id=rank, experiment_id="run")
        for rows in np.split(np.flatnonzero(np.arange(30) % 3 == rank * 2), 2):
            add(metric, pair, beside, rows)
        return metric.compute()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(process, range(2))
    rows = np.concatenate([np.flatnonzero(np.arange(30) % 3 == rest) for rest in (0, 2)])
    assert first == pytest.approx(function(*(column[rows] for column in (*pair, *beside.values()))))
    assert second is None


def test_thresholds_are_given_when_all_are_there(tmp_path):
    metric = Tagging(cache_dir=str(tmp_path))
    metric.add_batch(predictions=PROBABILITIES, references=TAGS)
    thresholds = np.linspace(0.2, 0.7, 6)
    found = metric.compute(thresholds=thresholds)
    assert found == pytest.approx(tagging_metrics(PROBABILITIES, TAGS, thresholds))
    assert found["error"] != tagging_metrics(PROBABILITIES, TAGS)["error"]
