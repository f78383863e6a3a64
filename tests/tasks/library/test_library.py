"""Music in a table, by its content."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from comicenc.encoder import ComicEncoder
from comicenc.media import UnreadableFile
from comicenc.tasks.library import Change, Library
from comicenc.tasks.library import adding as module
from tests.tasks.listening import tiny_listener, write_piece


@pytest.fixture(scope="module")
def encoder() -> ComicEncoder:
    return tiny_listener()


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Three tracks, one of them in a folder of its own."""
    for number, name in enumerate(("a.wav", "b.flac", "deep/it's c.wav")):
        write_piece(tmp_path / "music" / name, 1.2 + number, 200.0 * (number + 1))
    return tmp_path / "music"


@pytest.fixture
def library(tmp_path: Path, encoder: ComicEncoder) -> Library:
    return Library(tmp_path / "music.lance", encoder)


def counts(change: Change) -> dict[str, int]:
    return {name: count for name, count in vars(change).items() if count}


def titles(library: Library, where: str | None = None) -> list[str]:
    return [entry.title for entry in library.entries(where)]


def test_a_folder_becomes_a_table_of_vectors(library: Library, music: Path, encoder: ComicEncoder) -> None:
    assert counts(library.add(music)) == {"added": 3}
    entries, vectors = library.vectors()
    assert [entry.path for entry in entries] == [music / "a.wav", music / "b.flac", music / "deep/it's c.wav"]
    assert [entry.seconds for entry in entries] == pytest.approx([1.2, 2.2, 3.2])
    np.testing.assert_allclose(vectors, encoder.encode(audio=[each.path for each in entries]), atol=1e-5)
    assert len(library) == 3 and "3 tracks" in repr(library)


def test_chunks_are_kept_with_their_times(library: Library, music: Path, encoder: ComicEncoder) -> None:
    library.add(music)
    entry = library.entries("title = 'b'")[0]
    kept = library.tracks([entry.id])[entry.id]
    ((_, heard),) = encoder.tracks([entry.path])
    for name in ("starts", "ends", "weights", "vectors"):
        np.testing.assert_allclose(getattr(kept, name), getattr(heard, name), atol=1e-5)
    assert kept.starts.tolist() == pytest.approx([0, 0.5, 1, 1.5, 1.7])
    with pytest.raises(ValueError, match="holds no track nothing"):
        library.tracks(["nothing"])


def test_what_is_known_is_not_heard_again(library: Library, music: Path, monkeypatch) -> None:
    library.add(music)
    monkeypatch.setattr(ComicEncoder, "_embed_chunks", lambda *_: pytest.fail("heard again"))
    assert counts(library.add(music)) == {"unchanged": 3}
    os.utime(music / "a.wav", (1, 1))
    assert counts(library.add(music)) == {"unchanged": 3}
    shutil.copy(music / "a.wav", music / "copy.wav")
    assert counts(library.add(music)) == {"unchanged": 3, "doubled": 1}
    (music / "a.wav").rename(music / "moved.wav")
    (music / "copy.wav").unlink()
    assert counts(library.add(music, mirror=True)) == {"unchanged": 2, "moved": 1}
    assert titles(library) == ["b", "it's c", "a"]  # titles of files without one are of when they were heard
    assert library.entries()[2].path == music / "moved.wav"


def test_changed_content_replaces_the_old(library: Library, music: Path) -> None:
    library.add(music)
    before = dict(zip(titles(library), library.vectors()[1], strict=True))
    write_piece(music / "a.wav", 2.0, 900.0)
    assert counts(library.add(music)) == {"unchanged": 2, "changed": 1}
    after = dict(zip(titles(library), library.vectors()[1], strict=True))
    assert sorted(after) == ["a", "b", "it's c"]
    assert np.abs(before["a"] - after["a"]).max() > 1e-4
    np.testing.assert_array_equal(before["b"], after["b"])
    (music / "a.wav").write_text("no music any more")
    change = library.add(music)
    assert "a.wav is no audio" in change.refused[music / "a.wav"]
    assert titles(library) == ["b", "it's c"]


def test_two_files_that_change_places_are_both_kept(library: Library, music: Path) -> None:
    library.add(music)
    ids = {entry.path.name: entry.id for entry in library.entries()}
    os.utime(music / "b.flac", (5, 5))
    for old, new in (("a.wav", "x"), ("b.flac", "a.wav"), ("x", "b.flac")):
        (music / old).rename(music / new)
    library.add(music)
    found = {entry.path.name: entry.id for entry in library.entries()}
    assert found == {"a.wav": ids["b.flac"], "b.flac": ids["a.wav"], "it's c.wav": ids["it's c.wav"]}


def test_a_mirror_forgets_what_is_gone_from_its_folder_only(library: Library, music: Path) -> None:
    other = write_piece(music.parent / "other/d.wav", pitch=50)
    library.add([music, other])
    (music / "deep/it's c.wav").unlink()
    other.unlink()
    assert counts(library.add(music)) == {"unchanged": 2}
    assert len(library) == 4
    assert counts(library.add(music, mirror=True)) == {"unchanged": 2, "removed": 1}
    assert titles(library) == ["a", "b", "d"]


def test_tracks_are_forgotten_by_path_folder_or_id(library: Library, music: Path) -> None:
    library.add(music)
    assert library.remove(library.entries("title = 'a'")[0].id[:8]) == 1
    assert library.remove(music / "deep") == 1
    assert titles(library) == ["b"]
    with pytest.raises(ValueError, match=r"holds no track of .*nowhere"):
        library.remove(music / "nowhere")


def test_tracks_are_chosen_by_what_is_known_of_them(library: Library, music: Path) -> None:
    library.add(music / "a.wav", labels=["calm", "night"])
    library.add(music, labels=["mine"])
    assert titles(library, "array_has(labels, 'calm')") == ["a"]
    assert titles(library, "array_has(labels, 'mine') AND seconds > 2") == ["b", "it's c"]
    assert titles(library, "title = 'it''s c'") == ["it's c"]
    assert library.entries("title = 'a'")[0].labels == ("calm", "night", "mine")
    for wrong in ("mood = 'sad'", "seconds >", "title = 'a"):
        with pytest.raises(ValueError, match="chooses no tracks") as caught:
            library.entries(wrong)
        assert "\n" not in str(caught.value)
    with pytest.raises(ValueError, match="holds no track where seconds > 1000"):
        library.vectors("seconds > 1000")


def test_bad_files_are_told_and_left_out(library: Library, music: Path) -> None:
    (music / "words.wav").write_text("la la")
    told = {}
    change = library.add(music, refused=told.__setitem__)
    assert counts(change) == {"added": 3, "refused": told}
    assert list(told) == [music / "words.wav"] and "words.wav is no audio" in told[music / "words.wav"]
    with pytest.raises(UnreadableFile, match="nowhere does not exist"):
        library.add(music / "nowhere")


def test_an_interrupted_round_keeps_what_it_heard_and_goes_on(library, music, encoder, monkeypatch) -> None:
    monkeypatch.setattr(module, "ROWS_A_WRITE", 1)
    embed, calls = ComicEncoder._embed_chunks, []

    def stopped(self, samples):
        calls.append(len(samples))
        if len(calls) == 5:
            raise KeyboardInterrupt
        return embed(self, samples)

    monkeypatch.setattr(ComicEncoder, "_embed_chunks", stopped)
    with pytest.raises(KeyboardInterrupt):
        library.add(music, batch_size=1)
    monkeypatch.setattr(ComicEncoder, "_embed_chunks", embed)
    again = Library(library.path, encoder)
    assert titles(again) == ["a"]
    assert counts(again.add(music)) == {"unchanged": 1, "added": 2}


KILLED = """
import sys
from comicenc.tasks.library import Library, adding
from tests.tasks.listening import tiny_listener
adding.ROWS_A_WRITE = 2
Library(sys.argv[1], tiny_listener()).add(sys.argv[2])
"""


@pytest.mark.slow
def test_a_killed_round_loses_nothing_and_hears_nothing_twice(tmp_path: Path, encoder: ComicEncoder) -> None:
    for number in range(24):
        write_piece(tmp_path / f"music/{number:03d}.wav", 2.0, 100.0 + number)
    place = tmp_path / "music.lance"
    job = subprocess.Popen(
        [sys.executable, "-c", KILLED, place, tmp_path / "music"], cwd=Path(__file__).parents[3]
    )
    while not (place.exists() and len(list(place.glob("tracks.lance/data/*"))) >= 3):
        assert job.poll() is None
        time.sleep(0.02)
    job.kill()
    job.wait()
    library = Library(place, encoder)
    there = len(library)
    assert 0 < there < 24 and there % 2 == 0
    assert counts(library.add(tmp_path / "music")) == {"unchanged": there, "added": 24 - there}
    assert [entry.path.name for entry in library.entries()] == [f"{number:03d}.wav" for number in range(24)]


def test_only_its_own_encoder_is_taken(library: Library, music: Path) -> None:
    library.add(music)
    assert len(Library(library.path)) == 3  # no encoder is needed to look
    other = tiny_listener(1)
    other.id = "another/listener"
    with pytest.raises(ValueError, match=r"the library was made by tiny/listener.*another/listener"):
        Library(library.path, other)


def test_what_is_no_library_is_refused(tmp_path: Path, music: Path, encoder: ComicEncoder) -> None:
    with pytest.raises(ValueError, match="is no library"):
        Library(music)
    with pytest.raises(ValueError, match="hears no music: it takes faces and bodies"):
        Library(tmp_path / "new.lance", "comicenc/identity-simclr-mini").add(music)
    with pytest.raises(ValueError, match="needs an encoder"):
        Library(tmp_path / "new.lance").add(music)
    assert Library(tmp_path / "new.lance").entries() == []
    with pytest.raises(ValueError, match="holds no track"):
        Library(tmp_path / "new.lance").vectors()
    import lancedb

    lancedb.connect(tmp_path / "strange").create_table("tracks", [{"a": 1}])
    with pytest.raises(ValueError, match="no library of comicenc"):
        Library(tmp_path / "strange")


def test_an_empty_folder_makes_no_library(library: Library, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert counts(library.add(tmp_path / "empty")) == {}
    assert not library.path.exists()
