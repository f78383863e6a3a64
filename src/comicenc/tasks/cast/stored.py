"""A cast as JSON."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from comicenc.comic import Box
from comicenc.tasks import storage
from comicenc.tasks.cast.instances import Encoded, Instance
from comicenc.tasks.cast.solving import Settings

if TYPE_CHECKING:
    from comicenc.tasks.cast.cast import Cast

KIND = "comicenc cast 1"


def instance_to_dict(instance: Instance) -> dict[str, Any]:
    return {
        "page": instance.page,
        "index": instance.index,
        "panel": instance.panel,
        "face": instance.face and list(instance.face.as_tuple()),
        "body": instance.body and list(instance.body.as_tuple()),
    }


def instance_from_dict(entry: dict[str, Any]) -> Instance:
    face, body = (Box(*entry[part]) if entry[part] else None for part in ("face", "body"))
    return Instance(entry["page"], entry["index"], entry["panel"], face, body)


def cast_to_dict(cast: Cast) -> dict[str, Any]:
    """What people and programs read of a cast: see `Cast.to_dict`."""
    return {
        "title": cast.title,
        "identities": [
            {
                "id": identity.id,
                "name": identity.name,
                "pages": list(identity.pages),
                "instances": [_with_text(cast, row) for row in identity.rows],
            }
            for identity in cast.identities
        ],
        "skipped": list(cast.skipped),
        "left_out": [instance_to_dict(instance) for instance in cast.left_out],
        "settings": asdict(cast.settings),
    }


def _with_text(cast: Cast, row: int) -> dict[str, Any]:
    entry = instance_to_dict(cast.instances[row])
    return entry if cast.texts is None else entry | {"text": cast.texts[row]}


def save_cast(cast: Cast, path: str | Path) -> Path:
    content = {
        "title": cast.title,
        "encoder": dict(cast.encoder),
        "settings": asdict(cast.settings),
        "names": {str(id): name for id, name in sorted(cast.names.items())},
        "ids": cast.solved.tolist(),
        "next_id": cast.next_id,
        "must_link": [list(pair) for pair in cast.must_link],
        "cannot_link": [list(pair) for pair in cast.cannot_link],
        "instances": [instance_to_dict(instance) for instance in cast.instances],
        "skipped": list(cast.skipped),
        "left_out": [instance_to_dict(instance) for instance in cast.left_out],
        "texts": cast.texts and list(cast.texts),
    }
    return storage.save(path, KIND, content, cast.vectors)


def load_cast(path: str | Path) -> dict[str, Any]:
    """The arguments of the `Cast` that was saved.

    Raises:
        ValueError: If the file is no cast or is damaged.
    """
    content, vectors = storage.load(path, KIND)
    try:
        encoded = Encoded(
            instances=tuple(map(instance_from_dict, content["instances"])),
            vectors=vectors,
            skipped=tuple(content["skipped"]),
            left_out=tuple(map(instance_from_dict, content["left_out"])),
            texts=None if content.get("texts") is None else tuple(map(str, content["texts"])),
        )
        arguments = {
            "title": content["title"],
            "encoded": encoded,
            "settings": Settings(**content["settings"]),
            "must_link": tuple((int(a), int(b)) for a, b in content["must_link"]),
            "cannot_link": tuple((int(a), int(b)) for a, b in content["cannot_link"]),
            "names": {int(id): str(name) for id, name in content["names"].items()},
            "solved": np.array(content["ids"], dtype=int),
            "next_id": int(content["next_id"]),
            "encoder": content["encoder"],
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"{path}: a damaged cast ({type(error).__name__}: {error})") from None
    counts = {len(encoded.instances), len(vectors), len(arguments["solved"])}
    if len(counts | ({len(encoded.texts)} if encoded.texts is not None else set())) > 1:
        raise ValueError(f"{path}: a damaged cast (instances, ids and vectors are not equally many)")
    return arguments
