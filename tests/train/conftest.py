"""A dataset of a second, in the canonical form: flat colours with a stripe that tells who it is."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

SERIES, PANELS, CAST = 8, 6, 3
README = """---
configs:
- config_name: instances
  data_files:
  - split: train
    path: instances/train-*.parquet
- config_name: sequences
  data_files:
  - split: train
    path: sequences/train-*.parquet
---
"""


def picture(rng: np.random.Generator, colours: np.ndarray, size: tuple[int, int]) -> Image.Image:
    pixels = np.empty((size[1], size[0], 3), dtype=np.int64)
    pixels[:] = colours[0]
    pixels[size[1] // 3 : size[1] // 2] = colours[1]
    return Image.fromarray((pixels + rng.integers(-20, 20, pixels.shape)).clip(0, 255).astype(np.uint8))


@pytest.fixture(scope="session")
def tiny_data(tmp_path_factory):
    """The folder of a dataset with `instances` and `sequences`; some parts are missing."""
    from datasets import Dataset, Features, Value

    from comicenc.data.schema import INSTANCES, SEQUENCES

    folder = tmp_path_factory.mktemp("tiny")
    rng = np.random.default_rng(0)
    instances, sequences = [], []
    for series in range(SERIES):
        looks = rng.integers(0, 256, (CAST, 2, 3))
        panels = []
        for panel in range(PANELS):
            figures = []
            for who in range(CAST):
                kept = rng.random() < 0.8, rng.random() < 0.8
                face = picture(rng, looks[who], (14, 14)) if kept[0] or not kept[1] else None
                body = picture(rng, looks[who], (10, 20)) if kept[1] else None
                figures.append(
                    {"uuid": f"{series}/{panel}/{who}", "identity": f"w{who}", "face": face, "body": body}
                )
                instances.append(
                    {"face": face, "body": body, "face_score": 1.0, "body_score": 1.0, "char_index": who}
                    | {"series_id": f"s{series}", "page_id": f"{panel}", "identity": f"s{series}/w{who}"}
                )
            panels.append(figures)
        for start in (0, 2):  # two sequences that share two panels
            shown = [
                {**figure, "panel": offset, "identity": f"{start}{figure['identity']}"}
                for offset in range(4)
                for figure in panels[start + offset]
            ]
            sequences.append(
                {"sequence_id": f"{series}-{start}", "series_id": f"s{series}", "instances": shown}
            )
    known = Features({**INSTANCES, "identity": Value("string")})
    for name, rows, features in (("instances", instances, known), ("sequences", sequences, SEQUENCES)):
        (folder / name).mkdir()
        Dataset.from_list(rows, features=features).to_parquet(folder / name / "train-0.parquet")
    (folder / "README.md").write_text(README)
    return folder
