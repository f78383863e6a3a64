"""Vectors and what is known of them, on disk: a JSON file and a safetensors file beside it.

The vectors' file is named by its content and written first; the JSON file that names it is then put in place
in one step. So there is always the old state or the new one, and saving after a correction writes no vectors.
"""

from __future__ import annotations

import hashlib
import json
import os
from glob import escape
from pathlib import Path
from typing import Any

import numpy as np


def save(path: str | Path, kind: str, content: dict[str, Any], vectors: np.ndarray) -> Path:
    """Write `content` to a JSON file and `vectors` beside it, whole or not at all.

    Args:
        path: The JSON file; its folder is made where it is missing.
        kind: What it is, with the version of its form: "comicenc cast 1".
        content: What JSON can hold.
        vectors: (N, D) float32.
    """
    from safetensors.numpy import save as to_bytes

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = to_bytes({"vectors": np.ascontiguousarray(vectors, dtype=np.float32)})
    digest = hashlib.sha256(data).hexdigest()
    beside = path.with_name(f"{path.stem}-{digest[:12]}.safetensors")
    if not beside.exists() or hashlib.sha256(beside.read_bytes()).hexdigest() != digest:
        put(beside, data)
    document = {"kind": kind, "vectors": beside.name, **content}
    put(path, json.dumps(document, ensure_ascii=False, indent=1).encode())
    for old in path.parent.glob(f"{escape(path.stem)}-{'[0-9a-f]' * 12}.safetensors"):
        if old != beside:
            old.unlink(missing_ok=True)
    return path


def load(path: str | Path, kind: str) -> tuple[dict[str, Any], np.ndarray]:
    """Read what `save` wrote.

    Raises:
        ValueError: If the file is no such thing, or its vectors are missing or damaged; it is named.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load as from_bytes

    path = Path(path)
    document = read_json(path)
    if document.get("kind") != kind:
        raise ValueError(f"{path}: holds {document.get('kind', 'something else')}, and {kind} was expected")
    beside = path.with_name(Path(str(document.get("vectors"))).name)
    try:
        data = beside.read_bytes()
        vectors = from_bytes(data)["vectors"]
    except FileNotFoundError:
        raise ValueError(f"{path}: its vectors, {beside.name}, are missing beside it") from None
    except (SafetensorError, KeyError):
        raise ValueError(f"{path}: its vectors, {beside.name}, are damaged") from None
    if hashlib.sha256(data).hexdigest()[:12] != beside.stem[-12:]:
        raise ValueError(f"{path}: its vectors, {beside.name}, are damaged")
    return document, vectors


def read_json(path: Path) -> dict[str, Any]:
    """The object that a JSON file holds.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it holds anything else.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path}: is not JSON ({error})") from None
    if not isinstance(document, dict):
        raise ValueError(f"{path}: holds no JSON object")
    return document


def put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
