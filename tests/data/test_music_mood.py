"""AudioSet's music moods from a copy in its own form, whose every clip is a tone of known pitch."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile
from datasets import DatasetDict, load_dataset

from comicenc.data.music_mood import mood_classes, read_segments, write_music_mood
from comicenc.data.schema import CONFIGS
from comicenc.media import UnreadableFile, read_audio
from tests.audioset_copy import HEADER, PITCHES, RATE, write_audioset


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return write_audioset(tmp_path / "raw")


def pitch_of(samples: np.ndarray) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples[:, 0])))) * RATE / len(samples)


def load(folder: Path, tmp_path: Path) -> DatasetDict:
    return load_dataset(str(folder), "music", cache_dir=str(tmp_path / "cache"))


def test_clips_are_found_and_a_fifth_of_each_mood_is_held_out(copy: Path, tmp_path: Path) -> None:
    listed = write_music_mood(copy, tmp_path / "out")
    assert listed.clips == {"train": {"happy": 8, "sad": 4}, "validation": {"happy": 2, "sad": 1}}
    assert listed.missing == {"happy": 2} and listed.several == {"happy": 1, "sad": 1} and not listed.broken
    loaded = load(tmp_path / "out", tmp_path)
    for split, rows in loaded.items():
        assert rows.features == CONFIGS["music"]
        assert Counter(rows["mood"]) == listed.clips[split]
        for row in rows:
            samples, rate = read_audio(row["audio"]["bytes"])
            assert (rate, len(samples)) == (RATE, 2 * RATE)
            assert pitch_of(samples) == pytest.approx(PITCHES[row["mood"]], abs=1)
    assert "| happy | 8 | 2 | 2 | 0 | 1 |" in (tmp_path / "out" / "README.md").read_text()


def test_audiosets_own_splits(copy: Path, tmp_path: Path) -> None:
    listed = write_music_mood(copy, tmp_path / "out", splits="audioset")
    assert listed.clips == {"train": {"happy": 10}, "test": {"sad": 5}}
    assert set(load(tmp_path / "out", tmp_path)) == {"train", "test"}


def test_the_segment_is_cut_out_of_a_whole_video(copy: Path, tmp_path: Path) -> None:
    waves = [0.5 * np.sin(2 * np.pi * pitch * np.arange(2 * RATE) / RATE) for pitch in (900, 900, 300, 900)]
    video = np.concatenate(waves)[RATE:]  # the segment lies from 3 to 5 seconds
    soundfile.write(copy / "audio" / "eval" / "sad_0000000.wav", np.stack([video, 0 * video], axis=1), RATE)
    write_music_mood(copy, tmp_path / "out", splits="audioset")
    rows = load(tmp_path / "out", tmp_path)["test"]
    (cut,) = (row["audio"] for row in rows if row["audio"]["path"] == "sad_0000000.flac")
    samples, _ = read_audio(cut["bytes"])
    assert samples.shape == (2 * RATE, 2) and pitch_of(samples) == pytest.approx(300, abs=1)


def test_a_name_with_another_start_is_another_segment(copy: Path, tmp_path: Path) -> None:
    file = copy / "audio" / "eval" / "sad_0000002_3.000.ogg"
    file.rename(file.with_name("sad_0000002_30.000.ogg"))
    assert write_music_mood(copy, tmp_path / "out").missing == {"happy": 2, "sad": 1}


def test_broken_audio_is_named_or_counted(copy: Path, tmp_path: Path) -> None:
    (copy / "audio" / "-happy00003.wav").write_text("no sound")
    with pytest.raises(UnreadableFile, match=r"-happy00003\.wav"):
        write_music_mood(copy, tmp_path / "out")
    listed = write_music_mood(copy, tmp_path / "skipped", skip_broken=True)
    assert listed.broken == {"happy": 1}
    assert sum(count["happy"] for count in listed.clips.values()) == 9


def test_a_stopped_run_goes_on_where_it_stopped(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comicenc.data import music_mood

    monkeypatch.setattr(music_mood, "_ROWS", 4)
    whole = write_music_mood(copy, tmp_path / "whole")
    files = sorted(file.name for file in (tmp_path / "whole" / "music").iterdir())
    assert len(files) == 4
    read, rows = [], music_mood._row
    with monkeypatch.context() as patch:
        patch.setattr(music_mood, "_row", lambda *given: read.append(given) or rows(*given))
        write_music_mood(copy, tmp_path / "out")
        lost = tmp_path / "out" / "music" / files[1]
        content = lost.read_bytes()
        lost.unlink()
        read.clear()
        assert write_music_mood(copy, tmp_path / "out") == whole
    assert len(read) == 4 and lost.read_bytes() == content
    with pytest.raises(ValueError, match="another set of music, of another splits"):
        write_music_mood(copy, tmp_path / "out", splits="audioset")


def test_what_a_copy_lacks(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no table of segments"):
        write_music_mood(tmp_path, tmp_path / "out", ontology=copy / "ontology.json")
    (tmp_path / "silence").mkdir()
    with pytest.raises(FileNotFoundError, match="no audio of the 17 segments"):
        write_music_mood(copy, tmp_path / "out", audio=tmp_path / "silence")
    (copy / "ontology.json").unlink()
    with pytest.raises(FileNotFoundError, match=r"ontology\.json"):
        write_music_mood(copy, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("abc, 0, 10", "line 4 .* is no segment"),
        ("abcdefghijk, 10, 0, /t/dd00031", "line 4 .* no segment of a video"),
        ("short, 0, 10, /t/dd00031", "line 4 .* no segment of a video"),
    ],
)
def test_tables_that_make_no_sense(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "segments.csv").write_text(f"{HEADER}{line}\n")
    with pytest.raises(ValueError, match=said):
        read_segments(tmp_path / "segments.csv")


def test_a_video_listed_twice(copy: Path, tmp_path: Path) -> None:
    (copy / "unbalanced_train_segments.csv").write_text((copy / "eval_segments.csv").read_text())
    with pytest.raises(ValueError, match="sad_0000000 twice"):
        write_music_mood(copy, tmp_path / "out")


def test_an_ontology_that_is_none(tmp_path: Path) -> None:
    for content in ("[]", "{}", "moods"):
        (tmp_path / "ontology.json").write_text(content)
        with pytest.raises(ValueError, match="is no ontology of AudioSet's"):
            mood_classes(tmp_path / "ontology.json")


@pytest.mark.real
def test_audiosets_own_ontology_has_the_seven_moods(real_data: Path) -> None:
    classes = mood_classes(real_data / "audioset" / "ontology.json")
    assert [f"/t/dd000{number}" for number in range(31, 38)] == list(classes)
    assert set(classes.values()) == {"happy", "funny", "sad", "tender", "exciting", "angry", "scary"}
