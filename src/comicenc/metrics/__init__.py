"""Metrics: functions of arrays that return plain numbers; `modules` has each as an `evaluate.Metric`."""

from .bootstrap import bootstrap_intervals
from .characters import album_clustering, query_retrieval
from .classification import classification_metrics
from .clustering import clustering_metrics, outlier_clustering, outliers_alone, rare_as_other
from .cross_retrieval import cross_retrieval, label_retrieval
from .in_batch import in_batch_metrics
from .retrieval import leave_one_out, query_scores, retrieval_metrics
from .tagging import expected_calibration_error, identification_metrics, tagging_metrics

__all__ = [
    "album_clustering",
    "bootstrap_intervals",
    "classification_metrics",
    "clustering_metrics",
    "cross_retrieval",
    "expected_calibration_error",
    "identification_metrics",
    "in_batch_metrics",
    "label_retrieval",
    "leave_one_out",
    "outlier_clustering",
    "outliers_alone",
    "query_retrieval",
    "query_scores",
    "rare_as_other",
    "retrieval_metrics",
    "tagging_metrics",
]
