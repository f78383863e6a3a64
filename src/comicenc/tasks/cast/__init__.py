"""Who is in a comic."""

from comicenc.tasks.cast.cast import Cast, Identity
from comicenc.tasks.cast.changes import Change, changes
from comicenc.tasks.cast.doubts import Doubt, Suggestion
from comicenc.tasks.cast.instances import Encoded, Instance, encode_instances, spoken, true_names
from comicenc.tasks.cast.solving import Settings, solve
from comicenc.tasks.linkage import comic_distances

__all__ = [
    "Cast",
    "Change",
    "Doubt",
    "Encoded",
    "Identity",
    "Instance",
    "Settings",
    "Suggestion",
    "changes",
    "comic_distances",
    "encode_instances",
    "solve",
    "spoken",
    "true_names",
]
