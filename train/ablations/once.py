"""What was measured is not measured again."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from train.loop import replace_file


def once(folder: Path, content: dict[str, Any], make: Callable[[], Any]) -> Any:
    """What `make` gave for this content, from the folder if it was made before.

    Args:
        folder: Of the run.
        content: All that the outcome depends on, as JSON.
        make: Gives something that is JSON.
    """
    path = folder / "measured.json"
    kept = json.loads(path.read_text()) if path.exists() else None
    if not kept or kept["recipe"] != json.loads(json.dumps(content)):
        print(f"running {folder}", file=sys.stderr, flush=True)
        scores = make()
        folder.mkdir(parents=True, exist_ok=True)
        kept = {"recipe": content, "scores": scores}
        replace_file(path, json.dumps(kept) + "\n")
    return kept["scores"]
