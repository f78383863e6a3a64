"""The metrics as `evaluate.Metric`: batches are added, by several processes too, and all count at the end.

```python
metric = Retrieval(num_process=2, process_id=rank, experiment_id="run", cache_dir=shared)
metric.add_batch(predictions=vectors, references=labels)
metric.compute()  # the numbers on process 0, None elsewhere
```

They come with the package, so nothing is fetched. Labels may be numbers or words; they are kept as words.
"""

from __future__ import annotations

from typing import ClassVar

import evaluate
from datasets import Features, List, Value

from .characters import album_clustering, query_retrieval
from .classification import classification_metrics
from .clustering import clustering_metrics, outlier_clustering
from .cross_retrieval import cross_retrieval
from .in_batch import in_batch_metrics
from .retrieval import leave_one_out
from .tagging import expected_calibration_error, identification_metrics, tagging_metrics

VECTOR, LABEL, FLAG, GROUP = List(Value("float32")), Value("string"), Value("bool"), Value("int64")
RANKING, PROBABILITIES, TAGS = List(Value("string")), List(Value("float64")), List(Value("bool"))


class _OfPredictionsAndReferences(evaluate.Metric):
    """Subclasses say what a prediction and a reference is, and which function of all of them is meant.

    What `beside` names is given with each row as well.
    """

    prediction, reference = LABEL, LABEL
    beside: ClassVar[dict[str, Value]] = {}

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=self.__doc__,
            citation="",
            inputs_description="",
            features=Features(predictions=self.prediction, references=self.reference, **self.beside),
        )

    def add_batch(self, *, predictions=None, references=None, **kwargs) -> None:
        """Add rows; every process has to add some before the numbers are computed."""
        super().add_batch(
            predictions=_column(predictions, self.prediction),
            references=_column(references, self.reference),
            **{name: _column(kwargs.pop(name), feature) for name, feature in self.beside.items()},
            **kwargs,
        )


class Retrieval(_OfPredictionsAndReferences):
    """`leave_one_out` of vectors (predictions) with identities (references)."""

    prediction = VECTOR

    def _compute(self, predictions, references) -> dict[str, float]:
        return leave_one_out(predictions, references)


class Clustering(_OfPredictionsAndReferences):
    """`clustering_metrics` of groups (predictions) with identities (references)."""

    def _compute(self, predictions, references) -> dict[str, float]:
        return clustering_metrics(references, predictions)


class OutlierClustering(_OfPredictionsAndReferences):
    """`outlier_clustering` of groups (predictions), −1 for outliers, with identities (references)."""

    prediction = GROUP

    def _compute(self, predictions, references) -> dict[str, float]:
        return outlier_clustering(references, predictions)


class AlbumClustering(_OfPredictionsAndReferences):
    """`album_clustering` of groups (predictions) with identities (references) in `albums`."""

    beside: ClassVar[dict[str, Value]] = {"albums": LABEL}

    def _compute(self, predictions, references, albums) -> dict[str, float]:
        return album_clustering(references, predictions, albums)


class QueryRetrieval(_OfPredictionsAndReferences):
    """`query_retrieval` of vectors (predictions) with identities (references); `queries` says who asks."""

    prediction = VECTOR
    beside: ClassVar[dict[str, Value]] = {"queries": FLAG}

    def _compute(self, predictions, references, queries) -> dict[str, float]:
        return query_retrieval(predictions, references, queries)


class InBatch(_OfPredictionsAndReferences):
    """`in_batch_metrics` of one view (predictions) with the other (references); all added is one batch."""

    prediction, reference = VECTOR, VECTOR

    def _compute(self, predictions, references) -> dict[str, float]:
        return in_batch_metrics(predictions, references)


class Identification(_OfPredictionsAndReferences):
    """`identification_metrics` of names, the likeliest first (predictions), with who it is (references)."""

    prediction = RANKING

    def _compute(self, predictions, references) -> dict[str, float]:
        return identification_metrics(predictions, references)


class Tagging(_OfPredictionsAndReferences):
    """`tagging_metrics` of each tag's probability (predictions) with whether it is there (references).

    `compute(thresholds=...)` takes one threshold or one a tag.
    """

    prediction, reference = PROBABILITIES, TAGS

    def _compute(self, predictions, references, thresholds=0.5) -> dict[str, float]:
        return tagging_metrics(predictions, references, thresholds)


class CalibrationError(_OfPredictionsAndReferences):
    """`expected_calibration_error` of each tag's probability (predictions) with whether it is there."""

    prediction, reference = PROBABILITIES, TAGS

    def _compute(self, predictions, references) -> dict[str, float]:
        return {"ece": expected_calibration_error(predictions, references)}


class Classification(_OfPredictionsAndReferences):
    """`classification_metrics` of confidences (predictions) with the index of the class (references)."""

    prediction, reference = PROBABILITIES, GROUP

    def _compute(self, predictions, references) -> dict[str, float]:
        return classification_metrics(predictions, references)


class CrossRetrieval(_OfPredictionsAndReferences):
    """`cross_retrieval` of each query's similarities (predictions) with gains (references)."""

    prediction, reference = PROBABILITIES, PROBABILITIES

    def _compute(self, predictions, references) -> dict[str, float]:
        return cross_retrieval(predictions, references)


def _column(values, feature) -> list:
    kept = {"string": str, "bool": bool, "int64": int}[feature.dtype] if isinstance(feature, Value) else list
    return [kept(value) for value in values]
