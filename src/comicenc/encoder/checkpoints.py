"""Where checkpoints lie: in the package, in a folder, on the Hub."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

from huggingface_hub import snapshot_download

WEIGHTS_AND_WORDS = ("*config.json", "*.safetensors", "tokenizer.json", "tags.json", "*.txt", "*.model")


def checkpoint_path(id: str) -> Path:
    """Folder of a checkpoint that ships with the package, for plain `from_pretrained`.

    Args:
        id: `comicenc/<model>-mini`.

    Raises:
        ValueError: If none of that name ships.
    """
    folder = Path(str(files("comicenc"))) / "checkpoints"
    bundled = {f"comicenc/{path.parent.name}": path.parent for path in sorted(folder.glob("*/config.json"))}
    if id not in bundled:
        raise ValueError(f"{id} does not ship with comicenc, which has {', '.join(bundled) or 'none'}")
    return bundled[id]


def located(id: str, revision: str | None, hub: dict[str, Any]) -> tuple[Path, str | None]:
    """Folder of a checkpoint, and its commit if it is of the Hub.

    Args:
        id: A folder, the id of a bundled checkpoint, or a Hub id.
        revision: Of the Hub; with it a bundled id is looked up there too.
        hub: Options of `snapshot_download`.

    Raises:
        OSError: If there is no such checkpoint.
    """
    folder = Path(id)
    if revision is None:
        with suppress(ValueError):
            folder = checkpoint_path(id)
    if folder.is_dir():
        if not (folder / "config.json").is_file():
            raise OSError(f"{id} holds no model: it has no config.json")
        return folder, None
    wanted = ["*.json", "*.safetensors", "*.txt", "*.model", "*.csv"]
    try:
        snapshot = Path(snapshot_download(id, revision=revision, allow_patterns=wanted, **hub))
    except (OSError, ValueError) as error:
        reason = f"{id} does not ship with comicenc, is no folder, and does not come from the Hub"
        raise OSError(f"{reason}: {first_line(error)}") from error
    return snapshot, snapshot.name  # the name is the commit


def digest(folder: Path) -> str:
    """Of what vectors depend on; a card or a calibration may change beside it."""
    content = hashlib.sha256()
    for path in sorted({path for pattern in WEIGHTS_AND_WORDS for path in folder.glob(pattern)}):
        content.update(path.name.encode() + path.read_bytes())
    return content.hexdigest()[:12]


def first_line(error: Exception) -> str:
    """What a library said, without what it adds below."""
    return str(error).strip().split("\n")[0] or type(error).__name__
