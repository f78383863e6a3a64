"""Pictures as every model sees them: eight-bit RGB, upright, on white paper."""

from __future__ import annotations

import contextlib
import io
import os
import warnings
from pathlib import Path
from textwrap import shorten

import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError

IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif"})
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")  # others can start programs, as EPS does
MAX_PIXELS = 80_000_000  # a double page at 600 dpi; below the number at which Pillow itself takes alarm
MAX_BYTES = 256 * 2**20

UPRIGHT = {  # the EXIF orientation, and what sets it upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LYING = (5, 6, 7, 8)  # orientations that exchange width and height


class UnreadableFile(ValueError):
    """A file that is missing, damaged, too large or not what it says; the message is a sentence naming it."""


def reason(error: Exception) -> str:
    """What a library said, on one short line."""
    return shorten(str(error), 120, placeholder=" …")


def read_image(source: str | Path | bytes | Image.Image | np.ndarray) -> Image.Image:
    """Read a picture as RGB.

    Upright by its EXIF orientation, alpha laid on white, the first frame where it moves, 16 bits scaled
    to 8, CMYK converted without its colour profile.

    Args:
        source: A path, the bytes of a file, a PIL image, or an array (H, W), (H, W, 1), (H, W, 3) or
            (H, W, 4) of uint8, uint16, bool, or floats from 0 to 1.

    Raises:
        UnreadableFile: If it is missing, no picture, damaged, or over the limits of size.
    """
    if isinstance(source, Image.Image):
        return _rgb(source, getattr(source, "filename", "") or "the picture given")
    if isinstance(source, np.ndarray):
        return _rgb(_from_array(source), "the array given")
    if isinstance(source, bytes | bytearray | memoryview):
        return decode(bytes(source), "the bytes given")
    if not isinstance(source, str | os.PathLike):
        kinds = "a path, bytes, a PIL image or an array"
        raise UnreadableFile(f"{type(source).__name__} is no picture: it needs {kinds}")
    return decode(read_bytes(Path(source)), str(source))


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of at most MAX_BYTES.

    Raises:
        UnreadableFile: If it is missing, no file, not permitted, or larger.
    """
    try:
        if path.is_dir():
            raise UnreadableFile(f"{path} is a folder, where a file is needed")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableFile(f"{path} does not exist") from None
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be opened: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise UnreadableFile(f"{path} is larger than the {MAX_BYTES // 2**20} MiB allowed for a file")
    return data


def decode(data: bytes, name: str) -> Image.Image:
    """Decode the bytes of a picture into RGB; `name` stands in messages.

    Raises:
        UnreadableFile: If it is no picture, damaged, or over the limits of size.
    """
    return _rgb(_opened(data, name), name)


def image_size(data: bytes, name: str) -> tuple[int, int]:
    """Width and height of the upright picture from its header; truncation is noticed, nothing decoded.

    Raises:
        UnreadableFile: If it is no picture, cut short, or over the limits of size.
    """
    image = _opened(data, name)
    width, height = image.size
    size = (height, width) if _orientation(image) in LYING else (width, height)
    try:
        complete = image.format not in ("JPEG", "MPO") or data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda")
        image.verify()
    except Exception as error:  # Pillow's readers raise nearly anything on broken bytes
        raise UnreadableFile(f"{name} is truncated or damaged ({reason(error)})") from error
    if not complete:
        raise UnreadableFile(f"{name} is truncated: the end of the JPEG is missing")
    return size


def _opened(data: bytes, name: str) -> Image.Image:
    """The picture with its header read and its size within the limits."""
    if not data:
        raise UnreadableFile(f"{name} is empty")
    try:
        with warnings.catch_warnings():
            # our own limit lies lower and speaks in a sentence
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        kinds = ", ".join(FORMATS)
        raise UnreadableFile(f"{name} is not a picture that can be read ({kinds})") from None
    except Image.DecompressionBombError:
        raise UnreadableFile(f"{name} has more than the {MAX_PIXELS:,} pixels allowed") from None
    except Exception as error:  # Pillow's readers raise nearly anything on broken bytes
        raise UnreadableFile(f"{name} is truncated or damaged ({reason(error)})") from error
    _check_pixels(image, name)
    return image


def _check_pixels(image: Image.Image, name: str) -> None:
    width, height = image.size
    if not width or not height:
        raise UnreadableFile(f"{name} is {width} x {height} pixels, which is nothing to look at")
    if width * height > MAX_PIXELS:
        raise UnreadableFile(f"{name} is {width} x {height} pixels, more than the {MAX_PIXELS:,} allowed")


def _orientation(image: Image.Image) -> int:
    if image.format == "TIFF":
        return 1  # Pillow turns this one format itself
    with contextlib.suppress(Exception):  # a broken EXIF block is no reason to lose the picture
        # PNG's own getexif would decode the whole picture to look for a late block
        return Image.Image.getexif(image).get(ExifTags.Base.Orientation, 1)
    return 1


def _rgb(image: Image.Image, name: str) -> Image.Image:
    _check_pixels(image, name)
    orientation = _orientation(image)
    try:
        image = _eight_bit(image)
        if image.has_transparency_data:
            image = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
        image = image.convert("RGB")
    except UnreadableFile as error:
        raise UnreadableFile(f"{name} {error}") from error
    except Exception as error:  # Pillow's decoders raise nearly anything on broken bytes
        raise UnreadableFile(f"{name} is truncated or damaged ({reason(error)})") from error
    return image.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else image


def _eight_bit(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return Image.fromarray(_scaled(np.asarray(image).clip(0, 65535)))
    if image.mode == "F":
        return Image.fromarray(_from_unit(np.asarray(image)))
    return image


def _scaled(values: np.ndarray) -> np.ndarray:
    """16-bit values to 8 bits, so that 65535 is 255."""
    return ((values.astype(np.uint32) + 128) // 257).astype(np.uint8)


def _from_unit(values: np.ndarray) -> np.ndarray:
    if not (np.isfinite(values).all() and values.min() >= 0 and values.max() <= 1):
        raise UnreadableFile("holds floating-point values that are not all between 0 and 1")
    return np.rint(values * 255).astype(np.uint8)


def _from_array(array: np.ndarray) -> Image.Image:
    if array.ndim == 3 and array.shape[2] == 1:
        return _from_array(array[:, :, 0])
    if not array.size or array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (3, 4)):
        needed = "(H, W), (H, W, 1), (H, W, 3) or (H, W, 4)"
        raise UnreadableFile(f"an array of shape {array.shape} is no picture: it needs {needed}")
    if array.dtype == np.uint16:
        array = _scaled(array)
    elif array.dtype == bool:
        array = array.astype(np.uint8) * 255
    elif np.issubdtype(array.dtype, np.floating):
        try:
            array = _from_unit(array)
        except UnreadableFile as error:
            raise UnreadableFile(f"the array given {error}") from error
    elif array.dtype != np.uint8:
        needed = "uint8, uint16, bool, or floats from 0 to 1"
        raise UnreadableFile(f"an array of {array.dtype} is no picture: it needs {needed}")
    return Image.fromarray(np.ascontiguousarray(array))
