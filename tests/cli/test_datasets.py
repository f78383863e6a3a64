from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.audioset_copy import write_audioset
from tests.danbooru_copy import by_the_rules, some_posts, write_copy
from tests.manga109_books import write_books


@pytest.fixture
def toonworld(tmp_path: Path) -> list:
    sizes = ["--albums", 2, "--pages", 1, "--shard-albums", 1, "--workers", 1, "--seed", 7]
    return ["dataset", "toonworld", "--out", tmp_path / "toons", *sizes]


def test_toonworld_goes_on_where_it_stopped(
    run, toonworld: list, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datasets import load_dataset

    from comicenc.data.toonworld import dataset

    draw, drawn = dataset._draw_shard, []

    def dies_at_the_second(out, shard) -> None:
        if drawn:
            raise KeyboardInterrupt
        drawn.append(shard)
        draw(out, shard)

    with monkeypatch.context() as patch:
        patch.setattr(dataset, "_draw_shard", dies_at_the_second)
        assert run(*toonworld).code == 130
    assert not (tmp_path / "toons").exists()

    monkeypatch.setattr(dataset, "_draw_shard", lambda out, shard: (drawn.append(shard), draw(out, shard)))
    answer = run(*toonworld, "--json")
    assert answer.code == 0, answer.err
    assert len(drawn) == len(set(drawn)) == 2, "the first album was not drawn again"
    assert [each.name for each in tmp_path.iterdir()] == ["toons"]
    pages = load_dataset(str(tmp_path / "toons"), "pages", split="train", cache_dir=str(tmp_path / "cache"))
    assert len(pages) == 2


def test_another_toonworld_is_not_overwritten(fails, toonworld: list, tmp_path: Path) -> None:
    out = tmp_path / "toons"
    out.mkdir()
    (out / "toonworld.json").write_text(json.dumps({"seed": 1}))
    assert "another Toonworld" in fails(1, *toonworld)


def test_a_folder_with_other_files_is_left_alone(fails, toonworld: list, tmp_path: Path) -> None:
    out = tmp_path / "toons"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    assert "something else" in fails(1, *toonworld)
    assert [each.name for each in out.iterdir()] == ["thesis.txt"]


def test_wrong_use(fails, toonworld: list) -> None:
    fails(2, "dataset")
    fails(2, "dataset", "toonworld")
    fails(2, "dataset", "manga109", "--out", "there")
    fails(2, *toonworld, "--albums", 0)


def test_toonworld_music(run, fails, tmp_path: Path) -> None:
    from datasets import load_dataset

    command = ["dataset", "toonworld-music", "--out", tmp_path / "music", "--pieces", 70, "--workers", 1]
    command += ["--rate", 8000]
    answer = run(*command, "--seconds", "1..1.2", "--json")
    assert answer.code == 0, answer.err
    assert answer.json["seconds"] == [1.0, 1.2] and answer.json["pieces"] == 70
    assert [each.name for each in tmp_path.iterdir()] == ["music"]
    rows = load_dataset(str(tmp_path / "music"), "music", split="test", cache_dir=str(tmp_path / "cache"))
    assert sorted(rows["mood"]) == ["angry", "exciting", "funny", "happy", "sad", "scary", "tender"]
    assert "no range" in fails(2, *command, "--seconds", "long")
    fails(2, *command, "--pieces", 10)
    said = fails(1, *command, "--seconds", "1..1.2", "--soundfont", tmp_path / "none.sf2")
    assert "none.sf2" in said


def test_manga109_with_the_users_own_lists(run, fails, tmp_path: Path) -> None:
    from datasets import load_dataset

    source, out = write_books(tmp_path / "raw", ["Hana", "Kaze"]), tmp_path / "out"
    for split, title in (("train", "Hana"), ("test", "Kaze")):
        (tmp_path / f"{split}.txt").write_text(f"# mine\n{title}\n", encoding="utf-8")
    command = ["dataset", "manga109", "--source", source, "--out", out]
    lists = ["--train-list", tmp_path / "train.txt", "--test-list", tmp_path / "test.txt"]
    answer = run(*command, *lists, "--json")
    assert answer.code == 0, answer.err
    assert answer.json["splits"]["test"] == {"albums": 1, "faces": 24, "characters": 2}
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out", "raw", "test.txt", "train.txt"]
    faces = load_dataset(str(out), "faces", split="test", cache_dir=str(tmp_path / "cache"))
    assert set(faces["character"]) == {"Kaze/Ada", "Kaze/Bo"}
    assert run(*command, *lists).code == 0, "the same again changes nothing"

    assert "another preset" in fails(1, *command, *lists, "--preset", "deepcluster")
    fails(2, *command, *lists, "--lists", "tsubota-2018")
    said = fails(1, *command[:-1], tmp_path / "other")
    assert "of the 109 albums of the lists, 109 lack pictures or annotations" in said
    assert not (tmp_path / "other").exists()


def test_manga109_without_pictures(fails, tmp_path: Path) -> None:
    source = write_books(tmp_path / "raw", ["Hana"])
    for picture in (source / "images" / "Hana").iterdir():
        picture.unlink()
    (source / "images" / "Hana").rmdir()
    (tmp_path / "train.txt").write_text("Hana", encoding="utf-8")
    arguments = ["--source", source, "--out", tmp_path / "out", "--train-list", tmp_path / "train.txt"]
    said = fails(1, "dataset", "manga109", *arguments)
    assert str(source / "images" / "Hana") in said and "does not exist" in said


def test_toonworld_moods(run, fails, tmp_path: Path) -> None:
    from datasets import load_dataset

    out = tmp_path / "moods"
    command = ["dataset", "toonworld-moods", "--out", out, "--workers", 1, "--side", 48]
    answer = run(*command, "--pages", 12, "--json")
    assert answer.code == 0, answer.err
    assert answer.json == {"out": str(out), "seed": 0, "pages": 12, "side": 48}
    assert len(load_dataset(str(out), "genre_pages", split="train", cache_dir=str(tmp_path / "cache"))) == 4
    assert "of another pages" in fails(1, *command, "--pages", 16)
    fails(2, *command, "--pages", 3)


def test_genre_pages(run, fails, tmp_path: Path) -> None:
    source, table = write_books(tmp_path / "raw", ["Hana", "Kaze"]), tmp_path / "genre.csv"
    table.write_text("title,genre\nHana,sports\nKaze,horror\n", encoding="utf-8")
    command = ["dataset", "genre-pages", "--source", source, "--genres", table, "--out", tmp_path / "out"]
    answer = run(*command)
    assert answer.code == 0, answer.err
    lines = [line.split() for line in answer.out.splitlines()]
    assert ["genre", "train", "validation"] in lines and ["sports", "5", "1"] in lines
    assert run(*command, "--json").json["splits"]["train"] == {"horror": 5, "sports": 5}
    assert "another held_out" in fails(1, *command, "--held-out", "albums")
    fails(2, *command, "--held-out", "chapters")
    table.write_text("book\nHana\n", encoding="utf-8")
    assert "genre.csv has no columns title and genre" in fails(1, *command)


def test_music_mood(run, fails, tmp_path: Path) -> None:
    source, out = write_audioset(tmp_path / "raw"), tmp_path / "out"
    command = ["dataset", "music-mood", "--source", source, "--out", out]
    answer = run(*command)
    assert answer.code == 0, answer.err
    lines = [line.split() for line in answer.out.splitlines()]
    assert ["mood", "train", "validation", "missing", "broken", "several"] in lines
    assert ["happy", "8", "2", "2", "0", "1"] in lines
    assert run(*command, "--json").json["clips"]["validation"] == {"happy": 2, "sad": 1}
    assert "of another splits" in fails(1, *command, "--splits", "audioset")
    said = fails(1, *command[:-1], tmp_path / "other", "--audio", tmp_path / "nowhere")
    assert "nowhere" in said and not (tmp_path / "other").exists()


def test_danmul_prints_its_tables(run, fails, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from datasets import load_dataset

    from comicenc.data.danmul import dataset

    posts = some_posts()
    source, out, expected = write_copy(tmp_path / "raw", posts), tmp_path / "out", by_the_rules(posts)
    command = ["dataset", "danmul", "--source", source, "--out", out, "--shard-rows", 100]
    write = dataset.write_rows

    def stops_at_the_second(file: Path, *rest) -> None:
        write(file, *rest)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(dataset, "write_rows", stops_at_the_second)
        assert run(*command).code == 130
    assert not out.exists()

    answer = run(*command)
    assert answer.code == 0, answer.err
    lines = [line.split() for line in answer.out.splitlines()]
    assert ["no", "character", "pictures", str(expected.removed[2]), str(300 - expected.removed[2])] in lines
    assert ["Table", "I", "train", "test", "validation"] in lines
    (ours,) = (line for line in lines if line[:1] == ["built"])
    assert ours[1] == str(len(expected.posts)) and ours[-1] == str(len(expected.tf_idf))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out", "raw"]
    rows = load_dataset(str(out), "tagged", cache_dir=str(tmp_path / "cache"))
    assert sum(map(len, rows.values())) == len(expected.posts)

    answer = run(*command, "--json")
    assert answer.json["tags"] == len(expected.tf_idf) and answer.json["splits"]["test"]["least_tags"] == 0
    assert "by other choices" in fails(1, *command, "--seed", 1)
    assert "no amount" in fails(1, *command, "--memory", "much")
    assert "nowhere is no folder" in fails(1, *command[:2], "--source", tmp_path / "nowhere", *command[4:])


def test_danmul_without_pictures(run, fails, tmp_path: Path) -> None:
    source = write_copy(tmp_path / "raw", some_posts(), pictures=False)
    command = ["dataset", "danmul", "--source", source, "--out", tmp_path / "out"]
    assert "512px is no folder" in fails(1, *command)
    assert [each.name for each in tmp_path.iterdir()] == ["raw"]
    assert run(*command, "--no-pictures").code == 0
