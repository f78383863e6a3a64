"""A copy of Danbooru2021 in small, and the rules of Dan:mul once more, in plain loops."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

GENERAL = ("1girl", "solo", "long_hair", "blue_eyes", "smile", ">_<", ":d", "s.m.s.", "v", "hat")


class Post(NamedTuple):
    """What a post says."""

    id: int | None
    characters: tuple[str, ...]
    tags: tuple[str, ...]


class Expected(NamedTuple):
    """What the rules leave, and what each removes, in their order."""

    posts: dict[int, tuple[str, set[str]]]
    tf_idf: dict[str, float]
    removed: list[int]


def some_posts(seed: int = 0, count: int = 300) -> list[Post]:
    """Posts of some characters, most of them rare; some tags are rare too, and some posts have none."""
    rng = np.random.default_rng(seed)
    posts = []
    for number in range(count):
        who = np.minimum(rng.geometric(0.2, rng.choice(3, p=(0.1, 0.8, 0.1))), 30)
        tags = rng.choice(GENERAL, rng.integers(0, 7), replace=False)
        rare = [f"tag_{n}" for n in rng.zipf(1.3, 3) if n < 10**6]
        seen = () if rng.random() < 0.05 else tuple(dict.fromkeys([*map(str, tags), *rare]))
        posts.append(Post(3 + 7 * number, tuple({f"girl_{n}_(series)": 0 for n in who}), seen))
    return posts


def write_copy(
    folder: Path, posts: Sequence[Post], form: str = "tag_string_general", *, pictures: bool = True
) -> Path:
    """Write the posts in two files of one of the forms, and a picture of each."""
    metadata = folder / "metadata"
    metadata.mkdir(parents=True)
    half = len(posts) // 2
    for number, some in enumerate((posts[:half], posts[half:])):
        _write_lines(metadata / f"posts{number:012d}.json", (_fields(post, form) for post in some))
    if form == "tag_string":
        kinds = {"artist": 1, "highres": 5} | {tag: 0 for post in posts for tag in post.tags}
        kinds |= {name: 4 for post in posts for name in post.characters}
        tags = ({"name": name, "category": str(kind)} for name, kind in kinds.items())
        _write_lines(metadata / "tags000000000000.json", tags)
    for post in posts if pictures else ():
        if post.id is not None:
            write_picture(folder, post.id)
    return folder


def write_picture(folder: Path, post: int) -> Path:
    """A small square of a colour that tells the post."""
    file = folder / "512px" / f"{post % 1000:04d}" / f"{post}.jpg"
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 8), (post % 256, post // 256 % 256, 99)).save(file)
    return file


def by_the_rules(posts: Iterable[Post], least: int = 10, threshold: float = 0.2) -> Expected:
    """§III.A of the paper, post by post and tag by tag, for posts that all have a picture and an id."""
    posts = list(posts)
    one = [post for post in posts if len(post.characters) == 1]
    classes = Counter(post.characters for post in one)
    kept = {
        post.id: (post.characters[0], set(post.tags)) for post in one if classes[post.characters] >= least
    }
    counts = Counter(tag for _, tags in kept.values() for tag in tags)
    emoticons = {tag for tag in counts if re.search(r"[^\w]|_", tag) and not re.search(r"[^\W_]{2}", tag)}
    single = {tag for tag, count in counts.items() if count == 1} - emoticons
    kept = {post: (who, tags - emoticons - single) for post, (who, tags) in kept.items()}
    shares = Counter()
    for _, tags in kept.values():
        for tag in tags:
            shares[tag] += 1 / len(tags)
    tf_idf = {tag: share * math.log(len(kept) / counts[tag]) for tag, share in shares.items()}
    common = {tag for tag, value in tf_idf.items() if value < threshold}
    removed = [
        0,
        0,
        sum(not post.characters for post in posts),
        sum(len(post.characters) > 1 for post in posts),
        len(one) - len(kept),
        len(emoticons),
        len(single),
        len(common),
    ]
    left = {post: (who, tags - common) for post, (who, tags) in kept.items()}
    return Expected(left, {tag: value for tag, value in tf_idf.items() if tag not in common}, removed)


def _write_lines(file: Path, fields: Iterable[dict]) -> None:
    file.write_text("".join(json.dumps(each) + "\n" for each in fields), encoding="utf-8")


def _fields(post: Post, form: str) -> dict:
    """A post as its release has it; ids are strings in the older ones."""
    other = {"rating": "s", "file_ext": "png", "is_deleted": False}
    everything = " ".join(("artist", *post.characters, *post.tags, "highres"))
    if form == "tags":
        kinds = [("artist", 1), *((name, 4) for name in post.characters), *((tag, 0) for tag in post.tags)]
        tags = [{"id": "7", "name": name, "category": str(kind)} for name, kind in kinds]
        return {"id": str(post.id), **other, "tags": tags}
    fields = {"id": post.id, **other, "tag_string": everything}
    if form == "tag_string_general":
        fields["tag_string_general"] = " ".join(post.tags)
        fields["tag_string_character"] = " ".join(post.characters)
    return fields
