"""Dan:mul from a small copy: it holds what loops over the rules say, and what is wrong is named."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from datasets import Dataset, load_dataset

from comicenc.data.danmul import Choice, write_danmul
from comicenc.data.schema import TAGGED
from comicenc.media import UnreadableFile
from tests.danbooru_copy import Post, by_the_rules, some_posts, write_copy, write_picture

POSTS = some_posts()
EXPECTED = by_the_rules(POSTS)
CHOICE = Choice(shard_rows=40)
PARTS = ("train", "test", "validation")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_copy(tmp_path_factory.mktemp("danbooru") / "raw", POSTS)


@pytest.fixture(scope="module")
def built(source: Path) -> Path:
    out = source.parent / "built"
    write_danmul(source, out, CHOICE)
    return out


@pytest.fixture(scope="module")
def rows(built: Path) -> dict[str, Dataset]:
    return load_dataset(str(built), "tagged", cache_dir=str(built.parent / "cache"))


def held(rows: dict[str, Dataset]) -> dict[int, tuple[str, set[str]]]:
    return {
        int(Path(row["image"]["path"]).stem): (row["character"], set(row["tags"]))
        for part in rows.values()
        for row in part.with_format("arrow")[:].to_pylist()
    }


def content(out: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in out.rglob("*") if file.is_file()}


def test_it_holds_what_the_rules_leave(rows: dict[str, Dataset]) -> None:
    assert list(rows) == list(PARTS) and all(dict(part.features) == dict(TAGGED) for part in rows.values())
    assert sum(map(len, rows.values())) == len(EXPECTED.posts) > 100
    assert held(rows) == EXPECTED.posts
    classes = [set(part["character"]) for part in rows.values()]
    assert classes[0] == classes[1] == classes[2] and len(classes[0]) > 5
    assert any(not tags for _, tags in EXPECTED.posts.values()), "some have no tags"


@pytest.mark.parametrize("form", ["tags", "tag_string"])
def test_the_older_forms_give_the_same_dataset(form: str, built: Path, tmp_path: Path) -> None:
    write_danmul(write_copy(tmp_path / "raw", POSTS, form), tmp_path / "out", CHOICE)
    ours, other = content(built), content(tmp_path / "out")
    assert ours.keys() == other.keys()
    assert all(ours[name] == other[name] for name in ours if name != "danmul.json")


def test_pictures_are_as_their_files(rows: dict[str, Dataset], source: Path) -> None:
    for row in rows["test"].with_format("arrow")[:].to_pylist():
        (file,) = source.glob(f"512px/*/{row['image']['path']}")
        assert row["image"]["bytes"] == file.read_bytes()
    assert rows["test"][0]["image"].size == (8, 8)


def test_what_each_rule_removed_is_told(source: Path, built: Path) -> None:
    summary = write_danmul(source, built, CHOICE)
    removed = {each.rule: each.removed for each in summary.removals}
    assert removed.pop("not in the 512 px folder") == 0
    assert list(removed.values()) == EXPECTED.removed
    assert all(EXPECTED.removed[2:7]), "each rule has something to do"
    kept = json.loads((built / "danmul.json").read_text())
    assert [each["removed"] for each in kept["removals"] if "512" not in each["rule"]] == EXPECTED.removed


def test_the_tables_count_what_was_written(source: Path, built: Path, rows: dict[str, Dataset]) -> None:
    summary = write_danmul(source, built, CHOICE)
    for name, part in rows.items():
        classes, tags = Counter(part["character"]), [len(tags) for tags in part["tags"]]
        assert summary.splits[name] == {
            "images": len(part),
            "least_a_class": min(classes.values()),
            "most_a_class": max(classes.values()),
            "mean_a_class": pytest.approx(len(part) / len(classes)),
            "least_tags": min(tags),
            "most_tags": max(tags),
            "mean_tags": pytest.approx(sum(tags) / len(tags)),
        }
    _, ours = summary.table_2()
    assert ours[1:5] == (len(EXPECTED.posts), *map(len, rows.values()))
    assert ours[6] == len(EXPECTED.tf_idf)
    readme = (built / "README.md").read_text()
    assert "| No. Image | " in readme and "| 1,125,100 |" in readme and "| emoticons | tags | 3 |" in readme


def test_the_list_of_tags_has_counts_and_weights(built: Path) -> None:
    with (built / "tags.csv").open(newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    assert {row["name"]: float(row["tf_idf"]) for row in found} == pytest.approx(EXPECTED.tf_idf)
    counts = Counter(tag for _, tags in EXPECTED.posts.values() for tag in tags)
    assert {row["name"]: int(row["count"]) for row in found} == counts
    assert [int(row["count"]) for row in found] == sorted(counts.values(), reverse=True)
    assert {row["category"] for row in found} == {"0"}


def test_a_stopped_run_goes_on_where_it_stopped(
    source: Path, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comicenc.data.danmul import dataset

    write, written = dataset.write_rows, []

    def stops_at_the_third(file: Path, *rest) -> None:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(file)
        write(file, *rest)

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(dataset, "write_rows", stops_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            write_danmul(source, out, CHOICE)
    monkeypatch.setattr(dataset, "write_rows", lambda file, *rest: (written.append(file), write(file, *rest)))
    monkeypatch.setattr(dataset, "read_posts", lambda *_: pytest.fail("the posts are read again"))
    write_danmul(source, out, CHOICE)
    assert len(written) == len(set(written)) == len(list(out.glob("tagged/*"))) > 4
    assert content(out) == content(built), "nothing that was needed for the work is left"


def test_a_lost_file_is_made_again(source: Path, built: Path) -> None:
    before = content(built)
    (built / "tagged" / "test-00000.parquet").unlink()
    write_danmul(source, built, CHOICE)
    assert content(built) == before
    with pytest.raises(ValueError, match="built holds Dan:mul of other metadata or by other choices"):
        write_danmul(source, built, Choice(seed=1, shard_rows=40))
    assert content(built) == before


def test_without_pictures_the_text_is_the_same(source: Path, built: Path, tmp_path: Path) -> None:
    raw = write_copy(tmp_path / "raw", POSTS, pictures=False)
    write_danmul(raw, tmp_path / "out", Choice(pictures=False))
    rows = load_dataset(str(tmp_path / "out"), "tagged", cache_dir=str(tmp_path / "cache"))
    assert set(rows["train"]["image"]) == {None}
    pictured = load_dataset(str(built), "tagged", split="train", cache_dir=str(tmp_path / "cache"))
    assert rows["train"]["tags"][:] == pictured["tags"][:]
    assert rows["train"]["character"][:] == pictured["character"][:]


def girls(count: int, name: str, first: int) -> list[Post]:
    return [Post(first + number, (name,), ("1girl", name[:1])) for number in range(count)]


def test_posts_without_a_picture_are_not_in_the_subset(tmp_path: Path) -> None:
    source = write_copy(tmp_path / "raw", [*girls(12, "ann", 1), *girls(10, "bea", 50)])
    (source / "512px" / "0050" / "50.jpg").unlink()
    (source / "512px" / "0001").rename(source / "512px" / "1001")
    summary = write_danmul(source, tmp_path / "out")
    removed = {each.rule: each.removed for each in summary.removals}
    assert removed["not in the 512 px folder"] == 2
    assert removed["characters of fewer than 10 pictures"] == 9
    assert summary.classes == 1 and summary.table_2()[1][1] == 11


def test_broken_pictures_are_named_or_left_out_before_characters_are_counted(tmp_path: Path) -> None:
    source = write_copy(tmp_path / "raw", [*girls(12, "ann", 1), *girls(10, "bea", 50)])
    torn = source / "512px" / "0055" / "55.jpg"
    torn.write_bytes(torn.read_bytes()[:-40])
    (source / "512px" / "0003" / "3.jpg").write_bytes(b"")
    with pytest.raises(
        UnreadableFile, match=r"^2 pictures cannot be read.*3\.jpg is empty; .*55\.jpg is trunc"
    ):
        write_danmul(source, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    summary = write_danmul(source, tmp_path / "out", Choice(skip_broken=True))
    assert [each.removed for each in summary.removals if each.rule == "unreadable pictures"] == [2]
    assert summary.table_2()[1][1:6] == (11, 7, 2, 2, 1), "bea has nine that can be read"
    assert json.loads((tmp_path / "out" / "danmul.json").read_text())["broken"] == [3, 55]


def test_a_post_told_twice_is_in_one_part_only(tmp_path: Path) -> None:
    posts = girls(12, "ann", 1)
    write_danmul(write_copy(tmp_path / "raw", [*posts, *posts]), tmp_path / "out")
    rows = load_dataset(str(tmp_path / "out"), "tagged", cache_dir=str(tmp_path / "cache"))
    assert sum(map(len, rows.values())) == 12


@pytest.mark.parametrize(
    ("missing", "error", "sentence"),
    [
        ("512px", FileNotFoundError, r"raw/512px is no folder"),
        ("metadata", FileNotFoundError, r"raw holds neither metadata/posts"),
        ("", FileNotFoundError, r"raw is no folder"),
    ],
)
def test_what_the_copy_lacks_is_named(missing: str, error: type, sentence: str, tmp_path: Path) -> None:
    source = write_copy(tmp_path / "raw", girls(12, "ann", 1))
    (source / missing).rename(tmp_path / "elsewhere")
    with pytest.raises(error, match=sentence):
        write_danmul(source, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_nothing_is_left_of_what_cannot_be_built(tmp_path: Path) -> None:
    source = write_copy(tmp_path / "raw", girls(9, "ann", 1))
    with pytest.raises(ValueError, match="has no character with 10 pictures: nothing is left"):
        write_danmul(source, tmp_path / "out")
    for file in source.glob("512px/*/*.jpg"):
        file.unlink()
    with pytest.raises(FileNotFoundError, match=r"holds no picture such as 512px/0123/4560123\.jpg"):
        write_danmul(source, tmp_path / "out")
    posts = source / "metadata" / "posts000000000001.json"
    posts.write_text(posts.read_text() + '{"id": 9')
    write_picture(source, 1)
    with pytest.raises(ValueError, match=r"posts000000000001\.json cannot be read: line 6 is no JSON"):
        write_danmul(source, tmp_path / "out")
    for memory, sentence in (("lots", "no amount such as 2GB"), ("10KB", "too few")):
        with pytest.raises(ValueError, match=sentence):
            write_danmul(source, tmp_path / "out", memory=memory)
    assert not (tmp_path / "out").exists()
