"""Music with moods out of a folder or a dataset."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from datasets import load_dataset

from comicenc.data.files import write_rows
from comicenc.evaluation.music import music_in, music_of


@pytest.fixture
def folder(tmp_path):
    """Two files, of which one has no mood, and their table."""
    (tmp_path / "audio").mkdir()
    for name in ("a.wav", "b.wav"):
        soundfile.write(tmp_path / "audio" / name, np.zeros(800), 8000)
    (tmp_path / "moods.csv").write_text("file,title,mood\na.wav,A,sad\nb.wav,B,\n")
    return tmp_path


def test_a_folder_with_a_table(folder):
    found = music_in(folder)
    assert found.tracks == [folder / "audio" / "a.wav"] and found.moods == ["sad"]
    (folder / "audio").rename(folder / "elsewhere")
    with pytest.raises(FileNotFoundError, match=r"a.wav, which .*moods.csv names"):
        music_in(folder)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("file,mood\na.wav,gloomy\n", "'gloomy'"),
        ("name,mood\na.wav,sad\n", "lacks the columns"),
        ("file,mood\na.wav,\n", "have no mood"),
        ("", "have no mood"),
    ],
)
def test_tables_that_say_nothing(folder, table, words):
    (folder / "moods.csv").write_text(table)
    with pytest.raises(ValueError, match=words):
        music_in(folder)


def test_a_folder_without_a_table(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"moods.csv: no such file"):
        music_in(tmp_path)


def test_a_dataset(folder, tmp_path):
    data = (folder / "audio" / "a.wav").read_bytes()
    rows = [{"audio": {"bytes": data, "path": "a.wav"}, "mood": mood} for mood in ("sad", None)]
    write_rows(tmp_path / "test.parquet", "music", rows)
    found = music_of(load_dataset(str(tmp_path), data_files="test.parquet", split="train"))
    assert found.tracks == [data] and found.moods == ["sad"]
