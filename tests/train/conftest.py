"""A dataset of a second, in the canonical form: flat colours with a stripe that tells who it is."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile
from PIL import Image

SERIES, PANELS, CAST = 8, 6, 3
README = """---
configs:
- config_name: instances
  data_files:
  - split: train
    path: instances/train-*.parquet
  - split: test
    path: instances/test-*.parquet
- config_name: sequences
  data_files:
  - split: train
    path: sequences/train-*.parquet
  - split: test
    path: sequences/test-*.parquet
---
"""


def picture(rng: np.random.Generator, colours: np.ndarray, size: tuple[int, int]) -> Image.Image:
    pixels = np.empty((size[1], size[0], 3), dtype=np.int64)
    pixels[:] = colours[0]
    pixels[size[1] // 3 : size[1] // 2] = colours[1]
    return Image.fromarray((pixels + rng.integers(-20, 20, pixels.shape)).clip(0, 255).astype(np.uint8))


@pytest.fixture(scope="session")
def tiny_data(tmp_path_factory):
    """The folder of a dataset with `instances` and `sequences`; some parts are missing."""
    from datasets import Dataset, Features, Value

    from comicenc.data.schema import INSTANCES, SEQUENCES

    folder = tmp_path_factory.mktemp("tiny")
    features = {
        "instances": Features({**INSTANCES, "identity": Value("string")}),
        "sequences": SEQUENCES,
    }
    for split, series in (("train", range(SERIES)), ("test", range(SERIES, SERIES + 3))):
        for config, rows in drawn(series).items():
            (folder / config).mkdir(exist_ok=True)
            file = folder / config / f"{split}-0.parquet"
            Dataset.from_list(rows, features=features[config]).to_parquet(file)
    (folder / "README.md").write_text(README)
    return folder


def drawn(numbers: range) -> dict[str, list[dict]]:
    """Rows of both configs for some series."""
    instances, sequences = [], []
    for series in numbers:
        rng = np.random.default_rng(series)
        looks = rng.integers(0, 256, (CAST, 2, 3))
        panels = [
            [figure(rng, series, panel, who, looks[who]) for who in range(CAST)] for panel in range(PANELS)
        ]
        for panel, figures in enumerate(panels):
            for who, one in enumerate(figures):
                where = {"series_id": f"s{series}", "page_id": f"{panel}", "char_index": who}
                scores = {"face_score": 1.0, "body_score": 1.0, "identity": f"s{series}/w{who}"}
                instances.append({"face": one["face"], "body": one["body"], **where, **scores})
        for start in (0, 2):  # two sequences that share two panels
            shown = [
                {**one, "panel": offset, "identity": f"{start}{one['identity']}"}
                for offset in range(4)
                for one in panels[start + offset]
            ]
            where = {"sequence_id": f"{series}-{start}", "series_id": f"s{series}"}
            sequences.append({**where, "instances": shown})
    return {"instances": instances, "sequences": sequences}


def figure(rng: np.random.Generator, series: int, panel: int, who: int, looks: np.ndarray) -> dict:
    """Somebody in a panel, in a fifth of the cases without face, or without body."""
    bare, hidden = rng.random() < 0.2, rng.random() < 0.2
    face = None if bare and not hidden else picture(rng, looks, (14, 14))
    body = None if hidden else picture(rng, looks, (10, 20))
    return {"uuid": f"{series}/{panel}/{who}", "identity": f"w{who}", "face": face, "body": body}


@pytest.fixture(scope="session")
def tiny_faces(tmp_path_factory):
    """The folder of a dataset with `faces`: an album has its own words, and a third of the faces no text."""
    from datasets import Dataset

    from comicenc.data.schema import FACES

    folder = tmp_path_factory.mktemp("tiny-faces")
    lines = ["configs:", "- config_name: faces", "  data_files:"]
    for split, albums in (("train", range(4)), ("test", range(4, 6))):
        rows = [row for album in albums for row in album_faces(album)]
        Dataset.from_list(rows, features=FACES).to_parquet(folder / f"{split}.parquet")
        lines += [f"  - split: {split}", f"    path: {split}.parquet"]
    (folder / "README.md").write_text("\n".join(["---", *lines, "---\n"]))
    return folder


def album_faces(album: int) -> list[dict]:
    """Rows of an album: five pages, each with two frames that show all three of its cast."""
    rng = np.random.default_rng(album)
    words = [["crown", "river"], ["robot", "moon"], ["海", "夏"], ["school", "bell"], ["fox"], ["鬼"]][album]
    looks = rng.integers(0, 256, (CAST, 2, 3))
    rows = []
    for page in range(5):
        for _ in range(2):
            said = "" if rng.random() < 0.33 else " ".join(rng.choice(words, 3)) + "!"
            where = {"text": said, "album": f"a{album}", "page": f"{page}"}
            rows += [
                {"image": picture(rng, looks[who], (14, 14)), "character": f"a{album}/w{who}", **where}
                for who in range(CAST)
            ]
    return rows


HAIR, EYES = ("red_hair", "green_hair", "blue_hair"), ("black_eyes", "white_eyes")


@pytest.fixture(scope="session")
def tiny_tagged(tmp_path_factory):
    """The folder of a dataset with `tagged`: two colours are who it is and tags; a fifth has no tags."""
    from datasets import Dataset

    from comicenc.data.schema import TAGGED

    folder = tmp_path_factory.mktemp("tiny-tagged")
    lines = ["configs:", "- config_name: tagged", "  data_files:"]
    for seed, (split, count) in enumerate((("train", 16), ("test", 6), ("validation", 4))):
        rng = np.random.default_rng(seed)
        rows = [tagged_picture(rng, who) for _ in range(count) for who in range(6)]
        Dataset.from_list(rows, features=TAGGED).to_parquet(folder / f"{split}.parquet")
        lines += [f"  - split: {split}", f"    path: {split}.parquet"]
    (folder / "README.md").write_text("\n".join(["---", *lines, "---\n"]))
    return folder


def tagged_picture(rng: np.random.Generator, who: int) -> dict:
    """One of six characters, each with a hair and an eye colour of its own."""
    colours = np.array([np.eye(3)[who % 3] * 200, [who // 3 * 255] * 3])
    tags = [HAIR[who % 3], EYES[who // 3], "solo"] + ["smile"] * int(rng.random() < 0.5)
    shown = [] if rng.random() < 0.2 else [str(tag) for tag in rng.permutation(tags)]
    return {"image": picture(rng, colours, (16, 16)), "tags": shown, "character": f"w{who}"}


RATE = 4000
MOODS, GENRES = ("sad", "angry"), ("horror", "humor")


def piece(rng: np.random.Generator, mood: str) -> dict:
    """A hum that is sad, a hiss that is angry, as a WAV file of half a second to two."""
    count = int(rng.integers(RATE // 2, RATE * 2))
    hum = np.sin(np.arange(count) * rng.uniform(0.1, 0.3))
    samples = 0.3 * (hum if mood == "sad" else rng.uniform(-1, 1, count))
    file = io.BytesIO()
    soundfile.write(file, samples, RATE, format="WAV")
    return {"audio": {"bytes": file.getvalue(), "path": f"{mood}.wav"}, "mood": mood}


def page(rng: np.random.Generator, genre: str, mood: str) -> dict:
    """Horror is dark, humour light; sad is blue, angry red."""
    colour = np.array([200, 0, 0] if mood == "angry" else [0, 0, 200]) * (0.3 if genre == "horror" else 1)
    pixels = rng.normal(colour + 40, 10, (24, 18, 3)).clip(0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return {
        "image": {"bytes": file.getvalue(), "path": None},
        "genre": genre,
        "mood": mood,
        "title": f"{genre}-{mood}",
    }


@pytest.fixture(scope="session")
def tiny_moods(tmp_path_factory):
    """The folder of a dataset with `music`, a hum or a hiss, and `genre_pages`, light or dark."""
    from comicenc.data.files import front_matter, write_rows

    folder = tmp_path_factory.mktemp("tiny-moods")
    for config in ("music", "genre_pages"):
        (folder / config).mkdir()
    splits = {"train": 12, "validation": 4, "test": 4}
    for seed, (split, count) in enumerate(splits.items()):
        rng = np.random.default_rng(seed)
        music = [piece(rng, mood) for _ in range(count) for mood in MOODS]
        pages = [page(rng, genre, mood) for _ in range(count // 2) for genre in GENRES for mood in MOODS]
        write_rows(folder / "music" / f"{split}-0.parquet", "music", music)
        write_rows(folder / "genre_pages" / f"{split}-0.parquet", "genre_pages", pages)
    configs = ("music", "genre_pages")
    files = {config: {split: f"{config}/{split}-0.parquet" for split in splits} for config in configs}
    (folder / "README.md").write_text(front_matter({}, files))
    return folder
