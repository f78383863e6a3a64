"""Drawings grouped by who is on them, the groups that may be wrong, and a map."""

from .clustering import Clustering, cluster, group, layout
from .suggestions import Suggestion, suggest_merges, suggest_splits

__all__ = ["Clustering", "Suggestion", "cluster", "group", "layout", "suggest_merges", "suggest_splits"]
