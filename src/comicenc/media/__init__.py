"""Pictures and comics read safely: folders, CBZ and ZIP archives, PDFs, single pictures."""

from comicenc.media.images import IMAGE_SUFFIXES, UnreadableFile, read_image
from comicenc.media.pages import read_pages, sidecars

__all__ = ["IMAGE_SUFFIXES", "UnreadableFile", "read_image", "read_pages", "sidecars"]
