"""Rows survive Parquet in each canonical config, missing parts included."""

from __future__ import annotations

import numpy as np
import pytest
from datasets import Dataset
from PIL import Image

from comicenc.data.files import write_rows
from comicenc.data.schema import CONFIGS


def picture(value: int) -> Image.Image:
    return Image.new("RGB", (4, 5), (value, 0, 0))


ROWS = {
    "pages": [
        {
            "image": picture(1),
            "title": "A",
            "page": "001",
            "panels": [[0, 0, 4, 5]],
            "characters": [
                {"name": "Pepper", "face": [1, 1, 2, 2], "body": None, "panel": 0},
                {"name": None, "face": None, "body": [0, 0, 3, 3], "panel": None},
            ],
            "texts": [{"box": None, "text": "Ah!", "speaker": None, "panel": 0}],
            "genre": None,
            "mood": "happy",
        },
        {
            "image": picture(2),
            "title": "A",
            "page": "002",
            "panels": [],
            "characters": [],
            "texts": [],
            "genre": None,
            "mood": None,
        },
    ],
    "faces": [{"image": picture(3), "text": "", "character": "Carrot", "album": "A", "page": "001"}],
    "instances": [
        {
            "face": None,
            "body": picture(4),
            "face_score": None,
            "body_score": 0.5,
            "series_id": "1551",
            "page_id": "1_2",
            "char_index": 0,
        }
    ],
    "sequences": [
        {
            "sequence_id": "s",
            "series_id": "1551",
            "instances": [
                {"uuid": "u", "panel": 0, "identity": "a", "face": picture(5), "body": None},
                {"uuid": "v", "panel": 3, "identity": "b", "face": None, "body": picture(6)},
            ],
        }
    ],
    "tagged": [
        {"image": picture(7), "tags": ["1girl", ">_<", "青"], "character": "hatsune_miku"},
        {"image": None, "tags": [], "character": "rin_(series)"},
    ],
    "music": [{"audio": {"bytes": b"RIFF", "path": "a.wav"}, "mood": "tender"}],
    "genre_pages": [
        {"image": picture(8), "genre": "four-frame cartoons", "mood": None, "title": "A"},
        {"image": picture(9), "genre": "horror", "mood": "scary", "title": "B"},
    ],
}


def plain(value):
    if isinstance(value, Image.Image):
        return np.asarray(value).tolist()
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list) else value


def test_every_config_is_tried():
    assert set(ROWS) == set(CONFIGS)


@pytest.mark.parametrize("config", CONFIGS)
def test_rows_survive_parquet(config, tmp_path):
    rows = ROWS[config]
    if config == "music":  # what encodes audio in datasets wants FFmpeg, and the canonical rows are encoded
        write_rows(tmp_path / "data.parquet", config, rows)
    else:
        Dataset.from_list(rows, features=CONFIGS[config]).to_parquet(tmp_path / "data.parquet")
    read = Dataset.from_parquet(str(tmp_path / "data.parquet"), cache_dir=str(tmp_path / "cache"))
    assert read.features == CONFIGS[config]
    assert plain(list(read)) == plain(rows)
