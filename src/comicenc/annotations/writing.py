"""Files written whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path


def whole_json(path: Path, content: object) -> None:
    """Write JSON beside its place first and move it there, so that no half file is ever seen."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(
            json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8"
        )
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
