"""Music that was heard once: vectors of tracks in a folder, by their content."""

from comicenc.tasks.library.library import Library, is_library
from comicenc.tasks.library.rows import Change, Entry

__all__ = ["Change", "Entry", "Library", "is_library"]
