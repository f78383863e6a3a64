"""The config `music` on disk: loads plainly, resumes, is dealt by mood, and can be heard."""

import io
import json
from collections import Counter

import numpy as np
import pyarrow.parquet as pq
import pytest
import soundfile
from datasets import load_dataset

from comicenc.data.schema import CONFIGS
from comicenc.data.toonworld.music import MOODS, dataset
from comicenc.data.toonworld.music.dataset import (
    SPLITS,
    MusicContents,
    deal,
    encoded,
    music_row,
    piece_of,
    write_music,
)
from comicenc.data.toonworld.music.demo import write_demo_music

SETTINGS = {"seed": 4, "pieces": 70, "seconds": (1.0, 1.5), "rate": 8000, "format": "flac"}
CONTENTS = MusicContents(4, 70, 1.0, 1.5, 8000, "flac")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_music(tmp_path_factory.mktemp("music") / "data", **SETTINGS, workers=1)


def test_loads_with_the_canonical_columns(folder, tmp_path):
    loaded = load_dataset(str(folder), "music", cache_dir=str(tmp_path))
    assert set(loaded) == set(SPLITS)
    assert sum(len(rows) for rows in loaded.values()) == 70
    for rows in loaded.values():
        assert rows.features == CONFIGS["music"]
        assert len(set(Counter(rows["mood"]).values())) == 1 and set(rows["mood"]) == set(MOODS)
    row = loaded["test"][0]
    assert f"-{row['mood']}-" in row["audio"]["path"] and row["audio"]["path"].endswith(".flac")
    sound, rate = soundfile.read(io.BytesIO(row["audio"]["bytes"]))
    assert rate == 8000 and 8000 <= len(sound) <= 12000 and np.abs(sound).max() > 0.05


def test_every_piece_is_dealt_once():
    for pieces in (70, 71, 700):
        dealt = deal(MusicContents(pieces=pieces))
        assert sorted(np.concatenate(list(dealt.values())).tolist()) == list(range(pieces))
        assert all(len(numbers) for numbers in dealt.values())
    assert {split: len(numbers) for split, numbers in dealt.items()} == {
        "train": 560,
        "test": 70,
        "validation": 70,
    }


def test_a_piece_does_not_hang_on_how_many_there_are():
    assert piece_of(CONTENTS, 13) == piece_of(MusicContents(4, 7000, 1.0, 1.5), 13)
    assert piece_of(CONTENTS, 13) != piece_of(MusicContents(5, 7000, 1.0, 1.5), 13)
    assert music_row(CONTENTS, 13) == music_row(CONTENTS, 13)


@pytest.mark.parametrize("format", dataset.FORMATS)
def test_formats_sound_alike(format):
    tone = 0.3 * np.sin(np.arange(3 * 22050) / 22050 * 2 * np.pi * 330)
    sound = np.stack([tone, 0.5 * tone], axis=1).astype(np.float32)
    heard, rate = soundfile.read(io.BytesIO(encoded(sound, 22050, format)))
    assert rate == 22050 and heard.shape == sound.shape
    assert np.sqrt(np.mean((heard - sound) ** 2)) < 0.01


def test_a_stopped_run_goes_on_where_it_stopped(folder, monkeypatch):
    files = {file: file.read_bytes() for file in sorted(folder.rglob("*.parquet"))}
    lost = next(file for file in files if file.name.startswith("test-"))
    lost.unlink()
    played, play = [], dataset._play_shard
    monkeypatch.setattr(
        dataset, "_play_shard", lambda out, shard: (played.append(shard.file), play(out, shard))
    )
    write_music(folder, **SETTINGS, workers=1)
    assert played == [f"music/{lost.name}"] and lost.read_bytes() == files[lost]


def test_another_toonworld_is_not_mixed_in(folder):
    with pytest.raises(ValueError, match="another Toonworld"):
        write_music(folder, **{**SETTINGS, "rate": 16000}, workers=1)
    assert json.loads((folder / "toonworld-music.json").read_text())["rate"] == 8000


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"pieces": 7}, "pieces is 7"),
        ({"seed": -1}, "seed is -1"),
        ({"rate": 800}, "rate is 800"),
        ({"seconds": (5.0, 2.0)}, "seconds are 5.0 to 2.0"),
        ({"seconds": (0.1, 2.0)}, "seconds are 0.1"),
        ({"format": "mp3"}, "format is 'mp3'"),
    ],
)
def test_what_makes_no_sense(tmp_path, settings, said):
    with pytest.raises(ValueError, match=said):
        write_music(tmp_path / "data", **{**SETTINGS, **settings})
    assert not (tmp_path / "data").exists()


def test_what_is_no_soundfont(tmp_path):
    pytest.importorskip("symusic")
    with pytest.raises(OSError, match=r"none\.sf2"):
        write_music(tmp_path / "data", **SETTINGS, soundfonts=[tmp_path / "none.sf2"])
    (tmp_path / "wrong.sf2").write_bytes(b"RIFF0000WAVE and so on")
    with pytest.raises(ValueError, match=r"wrong\.sf2 is no SoundFont 2"):
        write_music(tmp_path / "data", **SETTINGS, soundfonts=[tmp_path / "wrong.sf2"])
    assert not (tmp_path / "data").exists()


def test_demo_music_is_small(tmp_path):
    out = write_demo_music(tmp_path / "demo", seconds=1.5, rate=16000)
    assert {file.name for file in out.iterdir()} == {f"{mood}.ogg" for mood in MOODS}
    for file in out.iterdir():
        sound, rate = soundfile.read(file)
        assert rate == 16000 and sound.shape == (24000, 2)


@pytest.mark.slow
def test_two_workers_play_what_one_plays(folder, tmp_path):
    other = write_music(tmp_path / "data", **SETTINGS, workers=2)
    for file in folder.rglob("*.parquet"):
        assert pq.read_table(other / file.relative_to(folder)).equals(pq.read_table(file))
