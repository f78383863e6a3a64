"""The rules of Dan:mul (Yi et al., §III.A), each a deletion whose number of rows is what it removed.

What the paper leaves open is settled so:

- *The 512 px subset* is what the folder holds; neither rating nor deletion nor any other field decides.
- *One character*: a post names exactly one tag of Danbooru's category character, as DAF:re counts. A costume
  with a tag of its own is a second.
- *Order*: as the paper tells them. Pictures first: the 512 px subset, one character, ten pictures a class.
  Then tags: those of the category general ("associated with the image features"), emoticons, tags of a single
  picture, TF-IDF. So C, c_i and k_i of eq. (1) count what the rules before have left, and C the pictures
  without tags too.
- *Nothing is repeated*: tags leave and pictures stay (in Table I some have no tags), so that no class
  shrinks; and a picture that loses tags has a smaller k, so that the sums of the tags that stay only grow.
- *Logarithm*: natural. Base 10 would remove more, since each sum is 2.3 times smaller.
- *Emoticons*: tags with a sign and no two letters or digits side by side, as all four of the paper's
  examples are: `>_<`, `=_`, `^3^`, `s.m.s.`. That takes `?` and `...` too, and leaves `v`, `3d` and `o3o`.
- *0.7, 0.25, 0.05* hold in each class: training and test rounded down, and the rest for validation. Table I
  is met so by its smallest class (10 = 7 + 2 + 1), its largest (42,582 = 29,807 + 10,645 + 2,130) and its
  averages, and no class is without a picture for validation. Seed and id decide where a picture goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SPLITS = ("train", "test", "validation")
LEAST = 10  # pictures of a class
THRESHOLD = 0.2  # of the TF-IDF, summed over the pictures
EMOTICON = r"([\pL\pN]?[^\pL\pN])+[\pL\pN]?"
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Removal:
    """What a rule took away, and what was left after it.

    Args:
        rule: What it removes, in words.
        of: Which of the two it is about.
        removed: How many.
        left: How many others.
        examples: The commonest of the tags that it removed.
    """

    rule: str
    of: Literal["pictures", "tags"]
    removed: int
    left: int
    examples: list[str]


def select_posts(db: DuckDBPyConnection, *, with_pictures: bool) -> list[Removal]:
    """Leave in the table `posts` those of one character, and where asked those that `pictures` names."""
    rules = {
        "posts without an id": "id IS NULL",
        "posts told twice": "rowid NOT IN (SELECT min(rowid) FROM posts GROUP BY id)",
        "not in the 512 px folder": "NOT EXISTS (SELECT 1 FROM pictures WHERE pictures.id = posts.id)",
        "no character": "people = 0",
        "several characters": "people > 1",
    }
    if not with_pictures:
        del rules["not in the 512 px folder"]
    return [_remove(db, "pictures", rule, which) for rule, which in rules.items()]


def drop_broken(db: DuckDBPyConnection, posts: list[int]) -> Removal:
    """Take out the posts whose pictures cannot be read."""
    return _remove(db, "pictures", "unreadable pictures", "id IN (SELECT unnest(?))", [posts])


def drop_rare(db: DuckDBPyConnection, least: int = LEAST) -> Removal:
    """Take out the characters with fewer pictures than that."""
    rare = f"SELECT character FROM posts GROUP BY character HAVING count(*) < {least:d}"
    return _remove(db, "pictures", f"characters of fewer than {least} pictures", f"character IN ({rare})")


def select_tags(db: DuckDBPyConnection, threshold: float = THRESHOLD) -> list[Removal]:
    """Fill the tables `tags` (number, name, posts, tf_idf) and `uses` (post, tag) from what `posts` holds.

    `posts` is c_i and `tf_idf` is eq. (1), the sum over a tag's pictures of 1 / k, k their numbers of tags,
    times log(C / c_i), added in one order so that it is the same to the last digit on every run. `uses`
    may still name tags that have been removed.
    """
    db.execute(
        """CREATE OR REPLACE TABLE tags AS
            SELECT row_number() OVER (ORDER BY name) AS number, name, count(*) AS posts,
                NULL::DOUBLE AS tf_idf
            FROM (SELECT unnest(tags) AS name FROM posts) GROUP BY name"""
    )
    removed = [
        _remove(db, "tags", "emoticons", f"regexp_full_match(name, '{EMOTICON}')"),
        _remove(db, "tags", "tags of a single picture", "posts = 1"),
    ]
    db.execute(
        """CREATE OR REPLACE TABLE uses AS SELECT post, number AS tag
            FROM (SELECT id AS post, unnest(tags) AS name FROM posts) JOIN tags USING (name)"""
    )
    db.execute(
        """UPDATE tags SET tf_idf = tf * ln((SELECT count(*) FROM posts) / posts)
            FROM (SELECT tag, sum(pictures / k ORDER BY k) AS tf
                FROM (SELECT tag, k, count(*) AS pictures
                    FROM uses JOIN (SELECT post, count(*) AS k FROM uses GROUP BY post) USING (post)
                    GROUP BY tag, k)
                GROUP BY tag)
            WHERE tag = number"""
    )
    return [*removed, _remove(db, "tags", f"TF-IDF below {threshold}", "tf_idf < ?", [threshold])]


def divide(db: DuckDBPyConnection, seed: int) -> dict[str, int]:
    """Fill the tables `plan` (place, split, id, character) and `tagged` (place, tag), both by place.

    Places go through the splits one after the other, and within one every order is as likely.

    Returns:
        Split to its number of pictures.
    """
    db.execute(
        f"""CREATE OR REPLACE TABLE plan AS
            WITH drawn AS (SELECT id, character, md5({seed:d} || '-' || id) AS lot FROM posts),
            ranked AS (SELECT *, count(*) OVER (PARTITION BY character) AS pictures,
                row_number() OVER (PARTITION BY character ORDER BY lot) AS rank FROM drawn),
            parted AS (SELECT *, CASE WHEN rank <= pictures * 7 // 10 THEN 0
                WHEN rank <= pictures * 7 // 10 + pictures // 4 THEN 1 ELSE 2 END AS split FROM ranked)
            SELECT row_number() OVER (ORDER BY split, lot) - 1 AS place, split, id, character
            FROM parted ORDER BY place"""
    )
    db.execute(
        """CREATE OR REPLACE TABLE tagged AS SELECT place, tag FROM uses
            JOIN plan ON post = id JOIN tags ON tag = number ORDER BY place, tag"""
    )
    sizes = dict(db.execute("SELECT split, count(*) FROM plan GROUP BY split").fetchall())
    return {name: sizes.get(split, 0) for split, name in enumerate(SPLITS)}


def _remove(
    db: DuckDBPyConnection, of: Literal["pictures", "tags"], rule: str, which: str, values: list | None = None
) -> Removal:
    table = {"pictures": "posts", "tags": "tags"}[of]
    commonest = f"SELECT name FROM tags WHERE {which} ORDER BY posts DESC, name LIMIT {_EXAMPLES}"
    examples = [name for (name,) in db.execute(commonest, values or []).fetchall()] if of == "tags" else []
    (removed,) = db.execute(f"DELETE FROM {table} WHERE {which}", values or []).fetchone()
    (left,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
    return Removal(rule, of, removed, left, examples)
