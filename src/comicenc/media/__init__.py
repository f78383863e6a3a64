"""Pictures, comics and music read safely: folders, CBZ and ZIP archives, PDFs, single files."""

from comicenc.media.audio import (
    AUDIO_SUFFIXES,
    Chunk,
    audio_chunks,
    audio_seconds,
    audio_tags,
    read_audio,
)
from comicenc.media.folders import audio_files, picture_files
from comicenc.media.images import IMAGE_SUFFIXES, UnreadableFile, read_image
from comicenc.media.pages import read_pages, sidecars

__all__ = [
    "AUDIO_SUFFIXES",
    "IMAGE_SUFFIXES",
    "Chunk",
    "UnreadableFile",
    "audio_chunks",
    "audio_files",
    "audio_seconds",
    "audio_tags",
    "picture_files",
    "read_audio",
    "read_image",
    "read_pages",
    "sidecars",
]
