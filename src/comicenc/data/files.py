"""Files of a dataset on disk: each is there whole or not at all, with the canonical columns."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

ROW_GROUP = 64  # rows that a streaming reader fetches at once


def write_rows(file: Path, config: str, rows: Sequence[Mapping]) -> None:
    """Write rows of a canonical config as Parquet; instances with their `identity`."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from datasets import Features, Value

    from comicenc.data.schema import CONFIGS

    columns = CONFIGS[config]
    if config == "instances":
        columns = Features({**columns, "identity": Value("string")})
    table = pa.Table.from_pylist(list(rows), schema=columns.arrow_schema)
    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, row_group_size=ROW_GROUP)
    write_whole(file, buffer.getvalue())


def write_whole(file: Path, content: bytes) -> None:
    """Write beside the place first and move it there, so that no half file is ever seen."""
    part = file.with_name(file.name + ".part")
    try:
        part.write_bytes(content)
        os.replace(part, file)
    finally:
        part.unlink(missing_ok=True)


def claim(file: Path, contents: Mapping, folders: Sequence[str], what: str) -> None:
    """Make a folder a dataset's own by a file that says what it holds.

    Args:
        file: The file, in the dataset's folder.
        contents: What the dataset holds, as JSON has it.
        folders: That it needs in it.
        what: To call such a dataset where the folder holds another.

    Raises:
        ValueError: If the folder holds another dataset, or the file is broken.
    """
    if file.exists():
        try:
            there = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{file} is not JSON: {error}") from error
        if there != contents:
            said = there if isinstance(there, dict) else {}
            other = next(key for key in {**contents, **said} if said.get(key) != contents.get(key))
            raise ValueError(
                f"{file.parent} already holds another {what}, of another {other}; choose a new folder"
            )
        return
    for folder in folders:
        (file.parent / folder).mkdir(parents=True, exist_ok=True)
    write_whole(file, (json.dumps(contents, ensure_ascii=False, indent=1) + "\n").encode())


def front_matter(known: Mapping, files: Mapping[str, Mapping[str, str | Sequence[str]]]) -> str:
    """The YAML with which a dataset's README begins, by which `load_dataset` finds the files.

    Args:
        known: Language, licence, tags and so on.
        files: Config to split to the paths of its files, or a pattern of them; the first is the default.
    """
    configs = [
        {
            "config_name": config,
            **({"default": True} if number == 0 else {}),
            "data_files": [
                {"split": split, "path": paths if isinstance(paths, str) else list(paths)}
                for split, paths in splits.items()
            ],
        }
        for number, (config, splits) in enumerate(files.items())
    ]
    content = {**known, "configs": configs}
    return f"---\n{yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)}---\n"
