"""Encoders: what describes characters to vectors, one call for every model and for several at once."""

from comicenc.encoder.checkpoints import checkpoint_path
from comicenc.encoder.concatenated import ConcatenatedEncoder
from comicenc.encoder.encoder import ComicEncoder

__all__ = ["ComicEncoder", "ConcatenatedEncoder", "checkpoint_path"]
