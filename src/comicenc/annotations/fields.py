"""Values taken out of JSON objects and checked on the way; `what` names the object in messages."""

from __future__ import annotations

from comicenc.annotations.document import Document


def entries(value: object, document: Document, what: str) -> list[dict]:
    """A list of JSON objects, checked to be one."""
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise document.invalid(f"{what} must be a list of objects")
    return value


def entry(holder: dict, key: str, document: Document, what: str) -> object:
    """The value under a key that must be there."""
    if key not in holder:
        raise document.invalid(f"{what} has no {key!r}")
    return holder[key]


def words(holder: dict, key: str, document: Document, what: str) -> str | None:
    """The text under a key, verbatim; None where it is missing, null or empty."""
    value = holder.get(key)
    if value is not None and not (isinstance(value, str) and _writable(value)):
        raise document.invalid(f"{key!r} of {what} must be text, not {value!r}")
    return value or None


def score(holder: dict, key: str, document: Document, what: str) -> float | None:
    """The detection score under a key, 0 to 1, or None."""
    value = holder.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise document.invalid(f"{key!r} of {what} must be between 0 and 1, not {value!r}")
    return float(value)


def _writable(text: str) -> bool:
    """Whether it can be written again: JSON can hold half of a surrogate pair, which no file can."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
