"""CBZ and ZIP archives, read in place: nothing is unpacked to disk."""

from __future__ import annotations

import re
import stat
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL.Image import Image

from comicenc.media.images import MAX_BYTES, UnreadableFile, decode, reason

MAX_ENTRIES = 10_000
MAX_UNPACKED = 4 * 2**30  # bytes
MAX_RATIO = 100  # unpacked to packed; pictures hardly shrink, and blank bitmaps stay under RATIO_FROM
RATIO_FROM = 64 * 2**20  # bytes unpacked below which the ratio is harmless


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive, its list of contents checked.

    Raises:
        UnreadableFile: If it is no ZIP, damaged, a bomb, or holds a name that points outside.
    """
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise UnreadableFile(f"{path} does not exist") from None
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be opened: {error.strerror or error}") from error
    except Exception as error:  # a damaged list of contents raises more than BadZipFile
        raise UnreadableFile(f"{path} is not a sound ZIP archive ({reason(error)})") from error
    with archive:
        _check(archive, path)
        yield archive


def entry_names(archive: zipfile.ZipFile) -> list[str]:
    """Names of the files in an archive, folders left out."""
    return [entry.filename for entry in archive.infolist() if not entry.is_dir()]


def read_entry(archive: zipfile.ZipFile, name: str, where: str) -> bytes:
    """The bytes of one file; `where` stands in messages.

    Raises:
        UnreadableFile: If it is damaged, encrypted, a link, or too large.
    """
    try:
        entry = archive.getinfo(name)
    except KeyError:
        raise UnreadableFile(f"{where} is no longer there") from None
    if entry.flag_bits & 1:
        raise UnreadableFile(f"{where} is encrypted")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UnreadableFile(f"{where} is a link, not a file")
    if entry.file_size > MAX_BYTES:
        raise UnreadableFile(f"{where} is larger than the {MAX_BYTES // 2**20} MiB allowed for a file")
    try:
        return archive.read(entry)
    except Exception as error:  # damaged data raises whatever its decompressor does
        raise UnreadableFile(f"{where} cannot be unpacked ({reason(error)})") from error


def load_page(path: Path, name: str) -> Image:
    """Open the archive again and decode one picture of it."""
    where = f"{path}/{name}"
    with opened(path) as archive:
        data = read_entry(archive, name, where)
    return decode(data, where)


def _check(archive: zipfile.ZipFile, path: Path) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise UnreadableFile(f"{path} holds {len(entries):,} files, more than the {MAX_ENTRIES:,} allowed")
    for entry in entries:
        if _escapes(entry.orig_filename):
            name = entry.orig_filename
            raise UnreadableFile(f"{path} holds {name!r}, a name that points outside the archive")
    for name, times in Counter(entry.filename for entry in entries).items():
        if times > 1:
            raise UnreadableFile(f"{path} holds {name!r} {times} times")
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if unpacked > MAX_UNPACKED:
        raise UnreadableFile(f"{path} unpacks to {unpacked:,} bytes, more than the {MAX_UNPACKED:,} allowed")
    if unpacked > RATIO_FROM and unpacked > MAX_RATIO * packed:
        raise UnreadableFile(f"{path} unpacks to {unpacked // packed} times its size, as no comic does")


def _escapes(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return ".." in parts or parts[0] == "" or bool(re.match(r"[A-Za-z]:", name)) or "\0" in name
