"""The encoder a task was given: an encoder, or the id of one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from comicenc.encoder import ComicEncoder

PARTS = ("faces", "bodies")  # the modalities in which a character on a page is seen


def as_encoder(encoder: ComicEncoder | str | Path) -> ComicEncoder:
    """The encoder itself, loaded if only its id or folder was given."""
    if not isinstance(encoder, str | Path):
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


def takes_texts(encoder: ComicEncoder) -> bool:
    """Whether an encoder takes what is said around a character."""
    return "texts" in encoder.modalities


def entry_for(encoder: ComicEncoder | None, entry: str, *, with_texts: bool) -> str:
    """Name of a calibration's entry that holds with texts, or without: `cast_distance_without_texts`.

    What is said makes the characters of one comic alike, so that an encoder that takes texts has numbers for
    either case; where the calibration has one only, that has to do.
    """
    alone = f"{entry}_without_texts"
    use_alone = encoder is not None and takes_texts(encoder) and not with_texts
    return alone if use_alone and alone in encoder.calibration else entry


def calibrated(
    encoder: ComicEncoder | None,
    entry: str,
    key: str,
    threshold: float | None,
    options: Mapping[str, Any],
    *,
    fallback: float = 0,
) -> tuple[float, dict[str, Any]]:
    """A threshold and the options it holds for, from the encoder's calibration where they are not given.

    Args:
        encoder: Its `calibration` is read; None where a threshold is given.
        entry: Of the calibration.
        key: Of the threshold in that entry.
        threshold: What was given, or None.
        options: What was given or None, by name; the entry notes for which values the threshold was found.
        fallback: Of options that neither say.

    Raises:
        ValueError: If there is no threshold, or one for other options than those given.
    """
    found = encoder.calibration.get(entry, {}) if encoder else {}
    if threshold is None and key not in found:
        raise ValueError(f"{encoder.info()['id']} has no {entry} in its calibration.json: give a threshold")
    used = {}
    for name, given in options.items():
        own = found.get(name, fallback)
        if threshold is None and given not in (None, own):
            raise ValueError(f"the threshold is calibrated for {name}={own}: give one for {name}={given}")
        used[name] = own if given is None else given
    return float(found[key] if threshold is None else threshold), used


def encoder_key(encoder: ComicEncoder) -> dict[str, Any]:
    """What tells vectors of these weights from others: id and revision, and the Hub's commit of them."""
    info = encoder.info()
    return {"id": info["id"], "revision": info.get("revision"), "commit": info.get("commit")}


def encoder_of(made_by: Mapping[str, Any], what: str) -> ComicEncoder:
    """The encoder that made vectors which were kept.

    Args:
        made_by: Its `encoder_key`.
        what: Where the vectors lie, such as "the gallery".

    Raises:
        OSError: If it is not to be had any more.
        ValueError: If what is loaded under that id has other weights now.
    """
    from comicenc.encoder import ComicEncoder

    encoder = ComicEncoder.from_pretrained(made_by["id"], revision=made_by["commit"])
    refuse_other(made_by, encoder_key(encoder), what)
    return encoder


def refuse_other(made_by: Mapping[str, Any], key: Mapping[str, Any], what: str) -> None:
    """Refuse vectors of other weights than those that made the ones that were kept.

    Args:
        made_by: `encoder_key` of the encoder whose vectors were kept.
        key: Of the other one.
        what: Where the kept vectors lie, such as "the gallery".

    Raises:
        ValueError: If the revisions differ or, where one is not known, the ids.
    """
    ours, theirs = ((each["id"], each.get("revision")) for each in (made_by, key))
    by_revision = None not in (ours[1], theirs[1])
    if ours[by_revision] != theirs[by_revision]:
        raise ValueError(
            f"{what} was made by {_called(*ours)}, and its vectors cannot be compared with those of"
            f" {_called(*theirs)}: load that encoder, or add everything again"
        )


def _called(id: str, revision: str | None) -> str:
    return f"{id} at revision {revision}" if revision else id
