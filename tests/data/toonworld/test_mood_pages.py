"""Small pages with genre and mood on disk: loads plainly, resumes, and no album is in two splits."""

from collections import Counter

import pytest
from datasets import load_dataset

from comicenc.data.schema import CONFIGS
from comicenc.data.toonworld import mood_pages
from comicenc.data.toonworld.album import sample_album
from comicenc.data.toonworld.mood_pages import ALBUM_PAGES, SPLITS, sample_moods, write_mood_pages
from comicenc.data.toonworld.vocabulary import GENRES, MOODS

SETTINGS = {"seed": 6, "pages": 16, "side": 64}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_mood_pages(tmp_path_factory.mktemp("moods") / "data", **SETTINGS, workers=1)


def test_loads_with_the_canonical_columns(folder, tmp_path):
    loaded = load_dataset(str(folder), "genre_pages", cache_dir=str(tmp_path))
    assert set(loaded) == set(SPLITS) and sum(map(len, loaded.values())) == SETTINGS["pages"]
    titles = Counter()
    for rows in loaded.values():
        assert rows.features == CONFIGS["genre_pages"]
        assert set(rows["mood"]) <= set(MOODS) and set(rows["genre"]) <= set(GENRES)
        titles.update(set(rows["title"]))
        for image in rows["image"]:
            assert image.size[1] == 64 and 40 <= image.size[0] <= 52
    assert set(titles.values()) == {1}, "no album is in two splits"


def test_a_page_does_not_hang_on_what_else_is_drawn(folder, tmp_path):
    more = write_mood_pages(tmp_path / "data", seed=6, pages=12, side=64, workers=1)
    few, many = (
        load_dataset(str(place), "genre_pages", split="train", cache_dir=str(tmp_path / "cache"))
        for place in (more, folder)
    )
    for one, other in zip(few, many, strict=False):
        assert one["title"] == other["title"] and one["mood"] == other["mood"]
        assert one["image"].tobytes() == other["image"].tobytes()


def test_moods_of_an_album_differ_and_follow_its_genre():
    first: dict[str, Counter] = {genre: Counter() for genre in GENRES}
    for index in range(200):
        album = sample_album(1, index)
        moods = sample_moods(album)
        assert len(moods) == ALBUM_PAGES == len({mood for mood, _ in moods})
        assert all(mood != second for mood, second in moods)
        first[album.genre].update([moods[0][0]])
    together = sum(first.values(), Counter())
    assert max(first["horror"], key=first["horror"].get) == "scary"
    assert min(together[mood] for mood in MOODS) > 10, "and none is rare"


def test_a_stopped_run_goes_on_where_it_stopped(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(mood_pages, "_ALBUMS", 1)
    settings = {"seed": 6, "pages": 12, "side": 48, "workers": 1}
    out = write_mood_pages(tmp_path / "data", **settings)
    files = sorted(out.rglob("*.parquet"))
    assert len(files) == 3
    content = files[1].read_bytes()
    times = [file.stat().st_mtime_ns for file in files]
    files[1].unlink()
    write_mood_pages(out, **settings)
    assert files[1].read_bytes() == content
    assert [file.stat().st_mtime_ns == time for file, time in zip(files, times, strict=True)] == [
        True,
        False,
        True,
    ]
    with pytest.raises(ValueError, match="another Toonworld, of another side"):
        write_mood_pages(out, **{**settings, "side": 49})


@pytest.mark.parametrize("wrong", [{"pages": 11}, {"side": 8}, {"seed": -1}])
def test_numbers_that_make_no_sense(tmp_path, wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        write_mood_pages(tmp_path / "data", **{**SETTINGS, **wrong})
    assert not (tmp_path / "data").exists()
