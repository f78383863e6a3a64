"""Who is in a comic."""

from comicenc.tasks.cast.cast import Cast, Identity
from comicenc.tasks.cast.doubts import Doubt, Suggestion
from comicenc.tasks.cast.instances import Encoded, Instance, encode_instances, true_names
from comicenc.tasks.cast.solving import Settings, comic_distances, solve

__all__ = [
    "Cast",
    "Doubt",
    "Encoded",
    "Identity",
    "Instance",
    "Settings",
    "Suggestion",
    "comic_distances",
    "encode_instances",
    "solve",
    "true_names",
]
