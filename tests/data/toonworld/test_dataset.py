"""The dataset on disk: loads plainly, resumes, and is the same however it was drawn."""

import json

import pyarrow.parquet as pq
import pytest
from datasets import load_dataset

from comicenc.data.schema import CONFIGS as SCHEMAS
from comicenc.data.toonworld.dataset import CONFIGS, write_toonworld

SETTINGS = {"seed": 4, "albums": 2, "test_albums": 1, "pages": 2, "shard_albums": 1}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_toonworld(tmp_path_factory.mktemp("toonworld") / "data", **SETTINGS, workers=1)


def _load(folder, config, tmp_path, **options):
    return load_dataset(str(folder), config, cache_dir=str(tmp_path), **options)


@pytest.mark.parametrize("config", CONFIGS)
def test_every_config_loads_with_the_canonical_columns(folder, config, tmp_path):
    loaded = _load(folder, config, tmp_path)
    assert set(loaded) == {"train", "test"}
    expected = dict(SCHEMAS[config])
    found = dict(loaded["train"].features)
    if config == "instances":
        assert found.pop("identity").dtype == "string"
    assert found == expected
    assert len(loaded["train"]) > 0


def test_streams_with_pictures(folder, tmp_path):
    page = next(iter(_load(folder, "pages", tmp_path, split="train", streaming=True)))
    assert page["image"].mode == "RGB" and page["image"].size[1] > 900
    sequence = next(iter(_load(folder, "sequences", tmp_path, split="train", streaming=True)))
    assert {instance["panel"] for instance in sequence["instances"]} <= {0, 1, 2, 3}
    assert any(instance["body"] is not None for instance in sequence["instances"])


def test_configs_tell_of_the_same_drawings(folder, tmp_path):
    pages = _load(folder, "pages", tmp_path, split="train").remove_columns("image")
    instances = _load(folder, "instances", tmp_path, split="train").remove_columns(["face", "body"])
    faces = _load(folder, "faces", tmp_path, split="train").remove_columns("image")
    characters = [one for page in pages for one in page["characters"]]
    assert len(instances) == len(characters)
    assert len(faces) == sum(one["face"] is not None for one in characters)
    for row, one in zip(instances, characters, strict=True):
        assert row["identity"] == f"{row['series_id']}/{one['name']}"
        assert (row["face_score"] is None) == (one["face"] is None)
        assert (row["body_score"] is None) == (one["body"] is None)
    test = _load(folder, "instances", tmp_path, split="test").remove_columns(["face", "body"])
    assert not set(test["identity"]) & set(instances["identity"])


def test_shared_panels_share_their_uuids():
    from comicenc.data.toonworld.album import sample_album
    from comicenc.data.toonworld.rows import album_rows

    known: dict[str, str] = {}
    shared = 0
    for index in (0, 1):
        for row in album_rows(sample_album(0, index), 3)["sequences"]:
            assert len({one["panel"] for one in row["instances"]}) <= 4
            for one in row["instances"]:
                shared += one["uuid"] in known
                assert known.setdefault(one["uuid"], one["identity"]) == one["identity"]
    assert shared > 0


def test_a_stopped_run_goes_on_where_it_stopped(folder, tmp_path):
    files = sorted(folder.rglob("*.parquet"))
    before = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in files}
    lost = next(file for file in files if file.parent.name == "instances" and "train-00001" in file.name)
    lost.unlink()
    write_toonworld(folder, **SETTINGS, workers=1)
    assert lost.read_bytes() == before[lost][1]
    untouched = [file for file in files if "train-00001" not in file.name]
    assert untouched and all(file.stat().st_mtime_ns == before[file][0] for file in untouched)
    assert not list(folder.rglob("*.part"))


def test_another_toonworld_is_not_mixed_in(folder):
    with pytest.raises(ValueError, match="another Toonworld"):
        write_toonworld(folder, **{**SETTINGS, "seed": 5}, workers=1)
    assert json.loads((folder / "toonworld.json").read_text())["seed"] == 4


@pytest.mark.parametrize("wrong", [{"albums": 0}, {"shard_albums": 0}, {"seed": -1}])
def test_numbers_that_make_no_sense(tmp_path, wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        write_toonworld(tmp_path / "data", **{**SETTINGS, **wrong})
    assert not (tmp_path / "data").exists()


@pytest.mark.slow
def test_two_workers_draw_what_one_draws(folder, tmp_path):
    other = write_toonworld(tmp_path / "data", **SETTINGS, workers=2)
    for file in folder.rglob("*.parquet"):
        assert pq.read_table(other / file.relative_to(folder)).equals(pq.read_table(file))
