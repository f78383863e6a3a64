"""Libraries of music, and comics that are put to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from comicenc.data.moods import MOODS
from comicenc.tasks.library import Library
from tests.tasks.listening import tiny_listener, write_piece


@pytest.fixture(scope="module")
def listener(tmp_path_factory) -> Path:
    """A checkpoint's folder."""
    folder = tmp_path_factory.mktemp("models") / "listener"
    tiny_listener().save_pretrained(folder)
    return folder


@pytest.fixture
def music(tmp_path: Path) -> Path:
    for number in range(3):
        write_piece(tmp_path / f"music/{number}.wav", 1.2, 150.0 * (number + 1))
    return tmp_path / "music"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "comic").mkdir()
    for number, color in enumerate(("navy", "orange", "crimson"), start=1):
        Image.new("RGB", (60, 80), color).save(tmp_path / f"comic/{number}.png")
    return tmp_path / "comic"


@pytest.fixture
def library(run, music: Path, listener: Path, tmp_path: Path) -> Path:
    place = tmp_path / "known"
    answer = run("library", "add", place, music, "--model", listener, "--label", "drawn", "--json")
    assert answer.code == 0 and answer.json["added"] == 3, answer.err
    return place


def test_a_library_grows_shrinks_and_is_listed(run, fails, library: Path, music: Path) -> None:
    write_piece(music / "new.wav", 1.0, 900)
    (music / "0.wav").unlink()
    (music / "words.wav").write_text("la la")
    answer = run("library", "add", library, music, "--mirror")  # by the model that made it
    assert answer.out == f"1 added, 2 unchanged, 1 removed; 3 tracks in {library}\n"
    assert answer.err.startswith("comicenc: left out: ") and "words.wav" in answer.err
    listed = run("library", "list", library, "--json").json["tracks"]
    assert [Path(each["path"]).name for each in listed] == ["1.wav", "2.wav", "new.wav"]
    assert [
        each["title"]
        for each in run("library", "list", library, "--where", "array_has(labels, 'drawn')", "--json").json[
            "tracks"
        ]
    ] == ["1", "2"]
    assert "new.wav" in run("library", "list", library).out
    assert run("library", "remove", library, listed[0]["id"][:8], music / "new.wav").code == 0
    assert len(Library(library)) == 1
    assert "holds no track of" in fails(1, "library", "remove", library, music / "new.wav")


def test_a_page_gets_a_ranked_list(run, library: Path, pages: Path) -> None:
    answer = run("library", "search", library, pages, "--top", "2", "--json")
    assert answer.code == 0, answer.err
    assert [Path(page).name for page in answer.json] == ["1.png", "2.png", "3.png"]
    for found in answer.json.values():
        first, second = found["matches"]
        assert first["agreement"] >= second["agreement"] and len(found["moods"]) == 7
    assert run("library", "search", library, pages / "1.png").out.splitlines()[0].split() == [
        "page",
        "track",
        "from",
        "agreement",
        "feels",
    ]


def test_a_comic_is_put_to_a_folder_of_music(run, fails, pages, music, listener, tmp_path) -> None:
    out = tmp_path / "out"
    answer = run("soundtrack", pages, "--music", music, "--out", out, "--model", listener, "--json")
    assert answer.code == 0, answer.err
    assert sorted(path.name for path in out.iterdir()) == [
        "music.lance",
        "playlist.json",
        "playlist.m3u8",
        "report.html",
    ]
    kept = json.loads((out / "playlist.json").read_text("utf-8"))
    assert kept["scenes"] == answer.json["scenes"]
    assert [name for scene in kept["scenes"] for name in scene["pages"]] == ["1.png", "2.png", "3.png"]
    assert (out / "playlist.m3u8").read_text("utf-8").startswith("#EXTM3U")
    assert "data:audio/mpeg" in (out / "report.html").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["comic", "music", "out"]


def test_music_is_heard_once_for_all_runs(run, pages, music, listener, tmp_path, monkeypatch) -> None:
    job = ("soundtrack", pages, "--music", music, "--out", tmp_path / "out", "--model", listener)
    assert run(*job).code == 0
    (music / "0.wav").unlink()
    with monkeypatch.context() as patch:
        patch.setattr("comicenc.encoder.ComicEncoder._embed_chunks", lambda *_: pytest.fail("heard again"))
        assert run(*job).code == 0
    assert len(Library(tmp_path / "out/music.lance")) == 2
    other = tiny_listener(1)
    other.save_pretrained(tmp_path / "other")
    assert run(*job[:-1], tmp_path / "other").code == 0
    assert Library(tmp_path / "out/music.lance").made_by["id"] == str(tmp_path / "other")


def test_a_comic_is_put_to_a_library(run, fails, library: Path, pages: Path, tmp_path: Path) -> None:
    job = ("soundtrack", pages, "--music", library, "--out", tmp_path / "out")
    answer = run(*job, "--steadiness", "1000", "--credit", "art: Somebody")
    assert answer.code == 0, answer.err
    assert "pages 1–3" in answer.out and "art: Somebody" in (tmp_path / "out/report.html").read_text("utf-8")
    assert not (tmp_path / "out/music.lance").exists() and len(Library(library)) == 3
    assert "holds no track where" in fails(1, *job, "--where", "seconds > 99")
    assert "chooses no tracks" in fails(1, *job, "--where", "mood = 3")


def test_the_comic_that_ships_is_put_to_the_music_that_ships(run, listener: Path, tmp_path: Path) -> None:
    answer = run("soundtrack", "--out", tmp_path / "out", "--model", listener, "--json")
    assert answer.code == 0 and not answer.json["skipped"], answer.err
    assert len(Library(tmp_path / "out/music.lance")) == len(MOODS)
    named = {match["track"]["title"] for scene in answer.json["scenes"] for match in scene["matches"]}
    assert named and {title.lower() for title in named} <= set(MOODS)


def test_music_becomes_vectors(run, fails, music: Path, pages: Path, listener: Path, tmp_path: Path) -> None:
    import numpy as np

    (music / "words.wav").write_text("la la")
    out = tmp_path / "music.npz"
    answer = run("encode", music, "--as", "audio", "--out", out, "--model", listener, "--json")
    assert answer.code == 0 and answer.json["skipped"] == ["words.wav"], answer.err
    with np.load(out) as kept:
        assert kept["ids"].tolist() == ["0.wav", "1.wav", "2.wav"]
        expected = tiny_listener().encode(audio=[music / name for name in kept["ids"]])
        np.testing.assert_allclose(kept["vectors"], expected, atol=1e-5)
    assert "no music in it" in fails(1, "encode", pages, "--as", "audio", "--out", out, "--model", listener)
    assert run("encode", pages, "--as", "images", "--out", out, "--model", listener).code == 0


def test_what_is_wrong_is_one_line(run, fails, pages, music, library, listener, tmp_path, model) -> None:
    (tmp_path / "empty").mkdir()
    to = ("--out", tmp_path / "out", "--model", listener)
    assert "empty: no music in it" in fails(1, "soundtrack", pages, "--music", tmp_path / "empty", *to)
    assert "nowhere" in fails(1, "soundtrack", pages, "--music", tmp_path / "nowhere", *to)
    assert "nowhere" in fails(1, "soundtrack", tmp_path / "nowhere", "--music", music, *to)
    assert "hears no music" in fails(1, "soundtrack", pages, "--music", music, *to[:2], "--model", model)
    assert "no such library" in fails(1, "library", "list", tmp_path / "nowhere")
    assert "is no library" in fails(1, "library", "list", music)
    (tmp_path / "out").mkdir(exist_ok=True)
    (tmp_path / "out/mine.txt").write_text("keep me")
    assert "mine.txt" in fails(1, "soundtrack", pages, "--music", library, "--out", tmp_path / "out")
    assert (tmp_path / "out/mine.txt").exists()
