"""What is to be encoded, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from comicenc.media import UnreadableFile, audio_seconds, read_image

PICTURES = ("faces", "bodies", "images")  # modalities whose items are pictures
TAGS = "tags"
AUDIO = "audio"
WORDS = {"texts": (str, "a str"), TAGS: (list | tuple, "a list of str")}  # what else has to be checked


def checked_columns(items: dict[str, Sequence | None], modalities: Sequence[str], id: str) -> dict[str, list]:
    """The items by modality, as lists of one length; a blank text is none, and so is an empty list of tags.

    Args:
        items: By modality; None for a modality that is not given at all.
        modalities: What the encoder takes.
        id: What to call the encoder.

    Raises:
        ValueError: If a keyword is none of the modalities, lengths differ, an item has no part at all, or a
            text or a list of tags is none.
    """
    wrong = sorted(set(items) - set(modalities))
    if wrong:
        raise ValueError(f"{id} takes {' and '.join(modalities)}, not {', '.join(wrong)}")
    given = {name: column for name, column in items.items() if column is not None}
    if not given:
        raise ValueError(f"{id} needs {' or '.join(modalities)}")
    for name, column in given.items():
        picture = isinstance(column, np.ndarray) and column.ndim in (2, 3)
        if picture or isinstance(column, str | bytes) or not isinstance(column, Iterable):
            raise ValueError(f"{name} is one {type(column).__name__}, where a list is needed")
    columns = {name: list(column) for name, column in given.items()}
    if len({len(column) for column in columns.values()}) > 1:
        counts = ", ".join(f"{len(column)} {name}" for name, column in columns.items())
        raise ValueError(f"{counts}: all must describe the same items, with None for a missing part")
    columns |= {name: _worded(name, columns[name]) for name in WORDS if name in columns}
    for index, parts in enumerate(zip(*columns.values(), strict=True)):
        if all(part is None for part in parts):
            raise ValueError(f"item {index} has no {' and no '.join(columns)}")
    return columns


def _worded(name: str, column: list) -> list:
    """Texts or tags, None for those that are blank."""
    kind, needed = WORDS[name]
    for index, item in enumerate(column):
        right = item is None or (isinstance(item, kind) and all(isinstance(word, str) for word in item))
        if not right:
            raise ValueError(f"{name}[{index}] is {type(item).__name__}, where {needed} or None is needed")
    return [item if item and any(word.strip() for word in item) else None for item in column]


def refuse_several(columns: dict[str, list], id: str) -> None:
    """Check that one modality is given, where a picture, a text and a track are no parts of one item.

    Raises:
        ValueError: If it is not.
    """
    if len(columns) > 1:
        raise ValueError(f"{id} encodes one kind of item at a time, not {' with '.join(columns)}")


def refuse_missing(columns: dict[str, list], required: Iterable[str], id: str) -> None:
    """Check that nothing is missing that the encoder cannot do without.

    Raises:
        ValueError: If something is; it names the first item.
    """
    for name in required:
        missing = [index for index, item in enumerate(columns.get(name, [None])) if item is None]
        if missing:
            raise ValueError(f"item {missing[0]} has no {name}, which {id} needs")


def read(modality: str, item: Any) -> Any:
    """An item as processors take it: pictures are read, all else stays as it is."""
    return read_image(item) if modality in PICTURES and item is not None else item


def refuse_unreadable(columns: dict[str, list]) -> None:
    """Read every picture and every track once.

    Raises:
        UnreadableFile: If some cannot be read; it names all of them.
    """
    wrong = []
    for name, column in columns.items():
        for index, item in enumerate(column):
            try:
                audio_seconds(item) if name == AUDIO else read(name, item)
            except UnreadableFile as error:
                wrong.append(f"{name}[{index}]: {error}")
    if wrong:
        raise UnreadableFile("; ".join(wrong))
