"""Eq. (1) by hand, the emoticons, and the parts of which Table I tells."""

from __future__ import annotations

import math
from collections.abc import Iterator

import duckdb
import pytest

from comicenc.data.danmul.rules import EMOTICON, divide, drop_rare, select_posts, select_tags
from comicenc.data.danmul.summary import PAPER_1

PARTS = ("train", "test", "validation")


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE posts (id BIGINT, people INT, character VARCHAR, tags VARCHAR[])")
        yield connection


def fill(db: duckdb.DuckDBPyConnection, *tags: list[str]) -> None:
    rows = [(number, 1, "rin", each) for number, each in enumerate(tags)]
    db.executemany("INSERT INTO posts VALUES (?, ?, ?, ?)", rows)


def weights(db: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, float]]:
    return {name: numbers for name, *numbers in db.execute("SELECT name, posts, tf_idf FROM tags").fetchall()}


def test_tf_idf_is_as_reckoned_by_hand(db) -> None:
    fill(db, ["a", "b"], ["a"], ["a", "b", "once", ">_<"], [], ["a", "b", "c", "d"], ["c", "d"])
    select_tags(db, threshold=0)
    # C = 6, the picture without tags among them; `once` and `>_<` have left when k is counted
    shares = {
        "a": 1 / 2 + 1 + 1 / 2 + 1 / 4,
        "b": 1 / 2 + 1 / 2 + 1 / 4,
        "c": 1 / 4 + 1 / 2,
        "d": 1 / 4 + 1 / 2,
    }
    counts = {"a": 4, "b": 3, "c": 2, "d": 2}
    hand = {tag: [counts[tag], pytest.approx(shares[tag] * math.log(6 / counts[tag]))] for tag in counts}
    assert weights(db) == hand
    assert weights(db)["a"][1] == pytest.approx(0.9123, abs=1e-4)


def test_tags_below_the_threshold_leave_and_their_pictures_stay(db) -> None:
    fill(db, *[["everywhere", "half"] if number % 2 else ["everywhere"] for number in range(10)])
    emoticons, single, common = select_tags(db, threshold=0.2)
    assert (emoticons.removed, single.removed, common.removed, common.left) == (0, 0, 1, 1)
    assert common.examples == ["everywhere"], "its logarithm is 0, however often it stands"
    assert sum(divide(db, seed=0).values()) == 10
    assert db.execute("SELECT count(*), count(DISTINCT place) FROM tagged").fetchone() == (5, 5)


def test_a_threshold_is_met_by_what_equals_it(db) -> None:
    fill(db, ["a"], ["a"], [], [])
    select_tags(db, threshold=2 * math.log(2))
    assert list(weights(db)) == ["a"]


@pytest.mark.parametrize(
    ("tag", "meant"),
    [
        *(
            (tag, True)
            for tag in (">_<", "=_", "=_=", "^3^", "s.m.s.", ":d", "o_o", "0_0", "...", "\\m/", "|_|")
        ),
        *(
            (tag, False)
            for tag in ("v", "w", "3d", "2021", "1girl", "o3o", "k-on!", "no.6", "h&k_p30", "★日本")
        ),
    ],
)
def test_emoticons_are_known_by_their_signs(db, tag: str, meant: bool) -> None:
    assert db.execute("SELECT regexp_full_match(?, ?)", [tag, EMOTICON]).fetchone() == (meant,)


def test_parts_are_those_of_table_1(db) -> None:
    sizes = {f"n{size}": size for size in (*range(10, 60), 42_582)}
    db.executemany(
        "INSERT INTO posts SELECT ? * 100000 + range, 1, ?, [] FROM range(?)",
        [(number, *each) for number, each in enumerate(sizes.items())],
    )
    select_tags(db)
    divide(db, seed=0)
    parts = {
        character: tuple(counts)
        for character, *counts in db.execute(
            "SELECT character, count(*) FILTER (split = 0), count(*) FILTER (split = 1), "
            "count(*) FILTER (split = 2) FROM plan GROUP BY character"
        ).fetchall()
    }
    assert parts["n10"] == tuple(PAPER_1[part][1] for part in PARTS) == (7, 2, 1)
    assert parts["n42582"] == tuple(PAPER_1[part][2] for part in PARTS)
    for character, (train, test, validation) in parts.items():
        size = sizes[character]
        assert train + test + validation == size and validation >= 1
        assert 0 <= 0.7 * size - train < 1 and 0 <= 0.25 * size - test < 1


def test_chance_is_of_the_seed_alone(db) -> None:
    db.execute("INSERT INTO posts SELECT range, 1, 'n' || (range % 5), [] FROM range(500)")
    select_tags(db)

    def plan(seed: int) -> list[tuple]:
        divide(db, seed)
        return db.execute("SELECT place, split, id FROM plan ORDER BY place").fetchall()

    first = plan(1)
    assert plan(1) == first
    other = plan(2)
    assert {post for _, part, post in other if part == 2} != {post for _, part, post in first if part == 2}
    assert sorted(post for _, _, post in first) == list(range(500))
    assert [place for place, _, _ in first] == list(range(500))
    assert [part for _, part, _ in first] == sorted(part for _, part, _ in first)
    train = [post for _, part, post in first if part == 0]
    assert train != sorted(train), "characters come in no order"


def test_posts_leave_by_the_first_rule_that_they_break(db) -> None:
    db.execute(
        """INSERT INTO posts VALUES
            (NULL, 1, 'rin', ['x']), (1, 1, 'rin', ['x']), (1, 1, 'rin', ['y']), (2, 0, NULL, NULL),
            (3, 2, NULL, NULL), (4, 1, 'rin', ['x']), (5, 1, 'miku', []), (6, 1, 'rin', [])"""
    )
    db.execute("CREATE TABLE pictures AS SELECT unnest([1, 2, 3, 5, 6, 77]) AS id")
    removals = select_posts(db, with_pictures=True)
    assert [each.removed for each in removals] == [1, 1, 1, 1, 1]
    rare = drop_rare(db, least=2)
    assert (rare.removed, rare.left) == (1, 2)
    assert db.execute("SELECT id, tags FROM posts ORDER BY id").fetchall() == [(1, ["x"]), (6, [])]
