"""Named characters from a few crops each, and who is on a new one; or unknown."""

from comicenc.tasks.gallery.gallery import Gallery
from comicenc.tasks.gallery.scores import Candidate, Identification, name_scores

__all__ = ["Candidate", "Gallery", "Identification", "name_scores"]
