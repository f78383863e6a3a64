"""Time and memory of building Dan:mul: `python tests/benchmarks/danmul.py FOLDER [posts] [memory]`.

Metadata in the form of Danbooru2021 is generated in FOLDER (2 kB a post, 25 general tags of 40,000,
long-tailed characters) and built without pictures at four sizes, each beside a bare scan of the same files:
the same engine reads the same columns and adds up their lengths. Every step is a process of its own, so that
its peak of memory is its own. Then the largest is built again with a quarter of the memory, and 20,000 posts
with pictures of 512 px. FOLDER needs 8 GB and is emptied again.

`python tests/benchmarks/danmul.py FOLDER` on two cores that were shared with other work, DuckDB 2.0.0:

| posts | read | scan: s, peak | build: s, processor s, peak | images left | classes |
|---|---|---|---|---|---|
| 200,000 | 0.39 GB | 2.1, 159 MB | 13, 12, 294 MB | 108,485 | 1,628 |
| 400,000 | 0.78 GB | 2.3, 199 MB | 31, 35, 369 MB | 237,671 | 3,282 |
| 800,000 | 1.55 GB | 2.8, 199 MB | 66, 56, 582 MB | 514,897 | 6,475 |
| 1,600,000 | 3.11 GB | 8.7, 199 MB | 123, 122, 1,040 MB | 1,109,975 | 12,981 |

Time grows as the images that are left, by some 0.11 ms each, and memory until it meets what is allowed: with
500 MB instead of 2 GB the largest had peaked at 626 MB when all was planned and 725 of its 1,112 files were
written, where that run was broken off for other work. With pictures 20,000 posts (7,510 of them left, 161 MB)
took 7 s and 563 MB, since a file's pictures are in memory at once.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

FILES = 8
SHARES = (1, 2, 4, 8)  # of the files, at the four sizes
PICTURED = 20_000  # posts
_TAGS, _CHARACTERS = 40_000, 60_000
_LINE = (
    '{"id":%d,"created_at":"2021-12-31T23:59:59.999-05:00","uploader_id":%d,"score":7,"source":'
    '"https://i.pximg.net/img-original/img/2021/12/31/23/59/59/%d_p0.png","md5":"%032x",'
    '"last_comment_bumped_at":null,"rating":"s","image_width":1200,"image_height":1700,"tag_string":'
    '"%s %s an_artist highres","fav_count":9,"file_ext":"png","last_noted_at":null,"parent_id":null,'
    '"has_children":false,"approver_id":null,"tag_count_general":%d,"tag_count_artist":1,'
    '"tag_count_character":1,"tag_count_copyright":1,"file_size":2345678,"up_score":7,"down_score":0,'
    '"is_pending":false,"is_flagged":false,"is_deleted":false,"tag_count":30,"updated_at":'
    '"2022-01-01T00:00:00.000-05:00","is_banned":false,"pixiv_id":95000000,"last_commented_at":null,'
    '"has_active_children":false,"bit_flags":0,"tag_count_meta":1,"has_large":true,'
    '"has_visible_children":false,"tag_string_general":"%s","tag_string_character":"%s",'
    '"tag_string_copyright":"a_series","tag_string_artist":"an_artist","tag_string_meta":"highres",'
    '"file_url":"https://cdn.donmai.us/original/00/00/%032x.png",'
    '"large_file_url":"https://cdn.donmai.us/sample/00/00/sample-%032x.jpg",'
    '"preview_file_url":"https://cdn.donmai.us/preview/00/00/%032x.jpg"}\n'
)


def main(folder: Path, posts: int = 1_600_000, memory: str = "2GB") -> None:
    """Print a JSON line for each size, one for little memory, and one for pictures."""
    folder.mkdir(parents=True)
    try:
        for number in range(FILES):
            write_posts(folder / "all", number, posts // FILES)
        for share in SHARES:
            source = _first_files(folder / f"first{share}", folder / "all", share)
            report = {"posts": posts * share // FILES, "memory": memory, "bytes": _size(source)}
            report["scan"] = _alone(scan, source, memory)
            print(json.dumps(report | {"build": _alone(build, source, memory, False)}), flush=True)
        little = f"{_megabytes(memory) // 4}MB"
        report = {"posts": posts, "memory": little, "build": _alone(build, folder / "all", little, False)}
        print(json.dumps(report), flush=True)
        write_posts(folder / "pictured", 0, PICTURED)
        write_pictures(folder / "pictured", PICTURED)
        report = {"posts": PICTURED, "memory": memory, "with_pictures": True}
        report["build"] = _alone(build, folder / "pictured", memory, True)
        print(json.dumps(report), flush=True)
    finally:
        shutil.rmtree(folder)


def write_posts(folder: Path, number: int, posts: int) -> None:
    """One file of metadata: as many posts of its own ids."""
    rng = np.random.default_rng(number)
    (folder / "metadata").mkdir(parents=True, exist_ok=True)
    tags = _names(_TAGS, ["_hair", "_eyes", "_dress", "_hat", "_shirt", "_bow"])
    characters = _names(_CHARACTERS, ["_(series)", "_(game)", ""])
    with (folder / "metadata" / f"posts{number:012d}.json").open("w", encoding="utf-8") as file:
        for first in range(0, posts, 10_000):
            some = min(10_000, posts - first)
            lines = _lines(rng, 1 + number * posts + first, some, tags, characters)
            file.writelines(lines)


def _lines(
    rng: np.random.Generator, first: int, posts: int, tags: list[str], characters: list[str]
) -> Iterator[str]:
    counts = np.clip(rng.lognormal(3.2, 0.45, posts), 0, 300).astype(int)
    ends = counts.cumsum()
    drawn = _long_tailed(rng, counts.sum(), _TAGS)
    people = rng.choice(3, posts, p=(0.1, 0.8, 0.1))
    who = _long_tailed(rng, (posts, 2), _CHARACTERS)
    for place in range(posts):
        post, hash = first + place, (first + place) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128
        seen = {tags[each] for each in drawn[ends[place] - counts[place] : ends[place]]}
        names = " ".join(characters[each] for each in who[place, : people[place]])
        words = " ".join(sorted(seen))
        yield _LINE % (post, post, post, hash, words, names, len(seen), words, names, hash, hash, hash)


def _long_tailed(rng: np.random.Generator, shape: int | tuple[int, int], count: int) -> np.ndarray:
    """Numbers below `count`, nearly as likely as one over them."""
    return np.minimum((count + 1) ** rng.random(shape) - 1, count - 1).astype(int)


def _names(count: int, ends: list[str]) -> list[str]:
    parts = [a + b for a in "kstnhmryw" for b in "aeiou"]
    return [
        "".join(parts[number // len(parts) ** place % len(parts)] for place in range(3))
        + str(number // len(parts) ** 3)
        + ends[number % len(ends)]
        for number in range(count)
    ]


def write_pictures(folder: Path, posts: int) -> None:
    """A file for each post; they are links to a few, since the dataset takes their bytes as they are."""
    for number in range(16):
        noise = np.random.default_rng(number).integers(0, 255, (64, 64, 3), np.uint8)
        image = Image.fromarray(noise).resize((512, 512), Image.Resampling.BICUBIC)
        image.save(folder / f"{number}.jpg", quality=90)
    for post in range(1, posts + 1):
        file = folder / "512px" / f"{post % 1000:04d}" / f"{post}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        os.link(folder / f"{post % 16}.jpg", file)


def scan(source: Path, memory: str) -> dict:
    """Read the columns that the build reads, and no more."""
    import duckdb

    files = [str(file) for file in sorted(source.glob("metadata/*"))]
    columns = "{id: 'BIGINT', tag_string_general: 'VARCHAR', tag_string_character: 'VARCHAR'}"
    with duckdb.connect(config={"memory_limit": memory, "threads": 2}) as db:
        posts, *_ = db.execute(
            f"""SELECT count(id), sum(length(tag_string_general)), sum(length(tag_string_character))
            FROM read_json(?, format = 'newline_delimited', columns = {columns})""",
            [files],
        ).fetchone()
    return {"posts": posts}


def build(source: Path, memory: str, pictures: bool) -> dict:
    """Build the dataset and throw it away."""
    from comicenc.data.danmul import Choice, write_danmul

    out = source.with_name("out")
    summary = write_danmul(source, out, Choice(pictures=pictures), memory=memory)
    size = sum(file.stat().st_size for file in out.rglob("*.parquet"))
    shutil.rmtree(out)
    _, ours = summary.table_2()
    return {"images": ours[1], "classes": ours[5], "tags": ours[6], "bytes": size}


def _alone(job: Callable[..., dict], *arguments: object) -> dict:
    """What a job gives in a process of its own, with its seconds and its peak of memory."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measured, job, *arguments).result()


def _measured(job: Callable[..., dict], *arguments: object) -> dict:
    start = time.perf_counter()
    result = job(*arguments)
    seconds = time.perf_counter() - start
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    costs = {
        "seconds": round(seconds, 1),
        "processor_seconds": round(sum(os.times()[:2]), 1),
        "peak_mb": round(peak / 1024),
    }
    return costs | result


def _first_files(folder: Path, whole: Path, share: int) -> Path:
    (folder / "metadata").mkdir(parents=True)
    for file in sorted(whole.glob("metadata/*"))[:share]:
        (folder / "metadata" / file.name).symlink_to(file)
    return folder


def _size(source: Path) -> int:
    return sum(file.stat().st_size for file in source.glob("metadata/*"))


def _megabytes(memory: str) -> int:
    return round(float(memory[:-2]) * {"MB": 1, "GB": 1000}[memory[-2:]])


if __name__ == "__main__":
    place, *rest = sys.argv[1:]
    main(Path(place), *(kind(value) for kind, value in zip((int, str), rest, strict=False)))
