from __future__ import annotations

import json
from pathlib import Path

import pytest


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
    fails(2, "dataset", "manga109")
    fails(2, *toonworld, "--albums", 0)
