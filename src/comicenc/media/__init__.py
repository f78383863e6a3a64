"""Pictures and comics read safely: folders, CBZ and ZIP archives, PDFs, single pictures."""

from comicenc.media.images import IMAGE_SUFFIXES, UnreadableFile, read_image
from comicenc.media.pages import picture_files, read_pages, sidecars

__all__ = ["IMAGE_SUFFIXES", "UnreadableFile", "picture_files", "read_image", "read_pages", "sidecars"]
