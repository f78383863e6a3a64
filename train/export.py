"""The checkpoint folder that a training leaves: as a Hub repo looks."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedModel, ProcessorMixin

from comicenc.evaluation.result import running_commit


def export(model: PreTrainedModel, processor: ProcessorMixin, facts: dict[str, Any], folder: Path) -> None:
    """Write config, float16 weights, processor and `recipe.json`, each whole or not at all.

    Other files of the folder, such as a card or a calibration, stay.

    Args:
        model: Any transformers model; it is left in half precision on the CPU.
        processor: What prepares its inputs.
        facts: What it was trained with and on, as JSON.
        folder: Where to.
    """
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    model.eval().to("cpu", torch.float16, memory_format=torch.contiguous_format).save_pretrained(partial)
    processor.save_pretrained(partial)
    (partial / "recipe.json").write_text(json.dumps(facts | {"commit": running_commit()}, indent=2) + "\n")
    folder.mkdir(parents=True, exist_ok=True)
    for file in partial.iterdir():
        os.replace(file, folder / file.name)
    partial.rmdir()
