"""The encoder a task was given: an encoder, or the id of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from comicenc.encoder import ComicEncoder

PARTS = ("faces", "bodies")  # the modalities in which a character on a page is seen


def as_encoder(encoder: ComicEncoder | str) -> ComicEncoder:
    """The encoder itself, loaded if only its id or folder was given."""
    if not isinstance(encoder, str):
        return encoder
    from comicenc.encoder import ComicEncoder

    return ComicEncoder.from_pretrained(encoder)


def parts_of(encoder: ComicEncoder) -> tuple[str, ...]:
    """Which parts of a character an encoder takes: faces, bodies or both.

    Raises:
        ValueError: If it takes neither.
    """
    parts = tuple(part for part in PARTS if part in encoder.modalities)
    if not parts:
        raise ValueError(
            f"{encoder.info()['id']} takes {', '.join(encoder.modalities)},"
            " and characters are seen by faces or bodies"
        )
    return parts


def calibrated(encoder: ComicEncoder, entry: str, key: str) -> float:
    """A number of the encoder's calibration.

    Raises:
        ValueError: If it was never calibrated.
    """
    try:
        return float(encoder.calibration[entry][key])
    except (KeyError, TypeError):
        raise ValueError(
            f"{encoder.info()['id']} has no {entry}.{key} in its calibration.json: give a threshold"
        ) from None


def encoder_key(encoder: ComicEncoder) -> dict[str, Any]:
    """What tells whether vectors were made by the same weights: id and revision."""
    info = encoder.info()
    return {"id": info["id"], "revision": info.get("revision")}
