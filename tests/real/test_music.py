"""Real music: read, heard, and put under real pages."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from comicenc.media import audio_chunks, audio_files
from comicenc.reading import read_comic
from comicenc.tasks.library import Library
from comicenc.tasks.soundtrack import Soundtrack
from tests.tasks.listening import tiny_listener

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(scope="module")
def music(real_data: Path) -> Path:
    return real_data / "music"


def test_every_piece_is_read_to_its_end(music: Path) -> None:
    files = audio_files(music)
    with (music / "moods.csv").open(encoding="utf-8") as table:
        assert sorted(row["file"] for row in csv.DictReader(table)) == [file.name for file in files]
    for file in files:
        chunks = list(audio_chunks(file, 22_050, 220_500))
        assert chunks[-1].end == pytest.approx(40, abs=0.5)
        assert sum(chunk.weight for chunk in chunks) > 25


def test_real_pages_are_put_to_real_music(music: Path, real_data: Path, tmp_path: Path) -> None:
    encoder = tiny_listener()
    library = Library(tmp_path / "music.lance", encoder)
    assert library.add(music).added == 31
    comic = read_comic(real_data / "peppercarrot/ep10")
    playlist = Soundtrack(encoder, library).for_comic(comic, steadiness=0.1)
    assert [name for scene in playlist.scenes for name in scene.pages] == [page.name for page in comic]
    for scene in playlist.scenes:
        assert scene.chosen.entry.path.parent == (music / "audio").resolve()
        assert 0 <= scene.chosen.segment.start < scene.chosen.segment.end <= scene.chosen.entry.seconds
