"""The config `tagged` on disk: loads plainly, resumes, and splits the pictures of each character."""

import json
from collections import Counter

import numpy as np
import pyarrow.parquet as pq
import pytest
from datasets import load_dataset

from comicenc.data.schema import CONFIGS
from comicenc.data.toonworld import tagged
from comicenc.data.toonworld.tagged import SPLITS, TaggedContents, deal, tagged_row, write_tagged
from comicenc.data.toonworld.tags import vocabulary

SETTINGS = {"seed": 2, "characters": 5, "pictures": 80, "side": 64}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_tagged(tmp_path_factory.mktemp("tagged") / "data", **SETTINGS, workers=1)


def test_loads_with_the_canonical_columns(folder, tmp_path):
    loaded = load_dataset(str(folder), "tagged", cache_dir=str(tmp_path))
    assert set(loaded) == set(SPLITS)
    assert sum(len(rows) for rows in loaded.values()) == SETTINGS["pictures"]
    for rows in loaded.values():
        assert rows.features == CONFIGS["tagged"]
        assert len(set(rows["character"])) == SETTINGS["characters"]
    picture = loaded["train"][0]["image"]
    assert picture.size == (64, 64) and picture.mode == "RGB"
    assert {tag for rows in loaded.values() for tags in rows["tags"] for tag in tags} <= vocabulary().keys()
    assert all(tags for tags in loaded["test"]["tags"])


def test_every_character_is_in_every_split():
    contents = TaggedContents(characters=300, pictures=6000)
    dealt = deal(contents)
    shares = {split: len(pictures) / 6000 for split, pictures in dealt.items()}
    assert shares == pytest.approx(SPLITS, abs=0.02)
    for pictures in dealt.values():
        assert set(pictures[:, 0].tolist()) == set(range(300))
    together = np.concatenate(list(dealt.values()))
    assert len({tuple(picture) for picture in together.tolist()}) == 6000
    counts = Counter(together[:, 0].tolist())
    assert min(counts.values()) >= 10 and max(counts.values()) <= 200


def test_a_picture_does_not_hang_on_what_else_is_drawn():
    small, large = TaggedContents(characters=2, pictures=40, side=48), TaggedContents(side=48)
    assert tagged_row(small, 1, 7, annotated=False) == tagged_row(large, 1, 7, annotated=False)
    other = TaggedContents(seed=1, side=48)
    assert tagged_row(other, 1, 7, annotated=False) != tagged_row(large, 1, 7, annotated=False)


def test_annotators_forget_some_and_leave_some_out():
    careless = TaggedContents(side=48, untagged=0.4, forgotten=0.3)
    whole = [tagged_row(careless, 0, number, annotated=False)["tags"] for number in range(30)]
    told = [tagged_row(careless, 0, number, annotated=True)["tags"] for number in range(30)]
    assert all(set(some) <= set(every) for some, every in zip(told, whole, strict=True))
    assert 0.15 < np.mean([not some for some in told]) < 0.65
    kept = [len(some) / len(every) for some, every in zip(told, whole, strict=True) if some]
    assert 0.5 < np.mean(kept) < 0.85


def test_a_stopped_run_goes_on_where_it_stopped(folder, monkeypatch):
    files = {file: file.read_bytes() for file in sorted(folder.rglob("*.parquet"))}
    lost = next(file for file in files if file.name.startswith("test-"))
    lost.unlink()
    drawn, draw = [], tagged._draw_shard
    monkeypatch.setattr(
        tagged, "_draw_shard", lambda out, shard: (drawn.append(shard.file), draw(out, shard))
    )
    write_tagged(folder, **SETTINGS, workers=1)
    assert drawn == [f"tagged/{lost.name}"] and lost.read_bytes() == files[lost]


def test_another_toonworld_is_not_mixed_in(folder):
    with pytest.raises(ValueError, match="another Toonworld"):
        write_tagged(folder, **{**SETTINGS, "seed": 5}, workers=1)
    assert json.loads((folder / "toonworld-tagged.json").read_text())["seed"] == 2


@pytest.mark.parametrize(
    ("name", "value"), [("characters", 0), ("side", 8), ("seed", -1), ("untagged", 1.0), ("forgotten", -0.1)]
)
def test_numbers_that_make_no_sense(tmp_path, name, value):
    with pytest.raises(ValueError, match=name):
        write_tagged(tmp_path / "data", **{**SETTINGS, name: value})
    assert not (tmp_path / "data").exists()


@pytest.mark.slow
def test_two_workers_draw_what_one_draws(folder, tmp_path):
    other = write_tagged(tmp_path / "data", **SETTINGS, workers=2)
    for file in folder.rglob("*.parquet"):
        assert pq.read_table(other / file.relative_to(folder)).equals(pq.read_table(file))
