"""The real command line in this process, on a comic of coloured squares and a small untrained model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image, ImageDraw

from comicenc.cli import main

COLORS = {"Rosso": (220, 20, 20), "Verde": (20, 200, 40), "Bleu": (20, 40, 220)}


class Answer(NamedTuple):
    """What a command left: its exit code and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Run a command as `comicenc` does."""

    def call(*arguments: object) -> Answer:
        capsys.readouterr()
        code = main([str(each) for each in arguments])
        return Answer(code, *capsys.readouterr())

    return call


@pytest.fixture
def fails(run: Callable[..., Answer]) -> Callable[..., str]:
    """Run a command that must fail with a code, and give the one line it says."""

    def call(code: int, *arguments: object) -> str:
        answer = run(*arguments)
        assert (answer.code, answer.out) == (code, ""), answer
        assert answer.err.startswith("comicenc: ") and answer.err.count("\n") == 1, answer.err
        return answer.err

    return call


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint's folder: random weights, but the same on every run."""
    import torch
    from transformers import ResNetConfig

    from comicenc.encoder import ComicEncoder
    from comicenc.models.identity_simclr import (
        IdentitySimCLRConfig,
        IdentitySimCLRImageProcessor,
        IdentitySimCLRModel,
        IdentitySimCLRProcessor,
    )

    torch.manual_seed(0)
    image = ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic")
    config = IdentitySimCLRConfig(
        image_config=image.to_dict(), face_size=24, body_size=24, projection_dim=16, identity_dim=16
    )
    processor = IdentitySimCLRProcessor(IdentitySimCLRImageProcessor(face_size=24, body_size=24))
    calibration = {"cast_distance": {"value": 0.02}, "unknown": {"threshold": 0.999, "top": 1}}
    folder = tmp_path_factory.mktemp("models") / "tiny"
    ComicEncoder(IdentitySimCLRModel(config), processor, calibration=calibration).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def talker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint that takes faces and texts."""
    import torch
    from transformers import BertConfig, ResNetConfig

    from comicenc.encoder import ComicEncoder
    from comicenc.models.manga_mmtl import (
        MangaMMTLConfig,
        MangaMMTLImageProcessor,
        MangaMMTLModel,
        MangaMMTLProcessor,
        wordpiece_tokenizer,
    )

    torch.manual_seed(0)
    tokenizer = wordpiece_tokenizer(["quack meow woof"])
    sizes = {"hidden_size": 12, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    config = MangaMMTLConfig(
        image_config=ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic"),
        text_config=BertConfig(vocab_size=len(tokenizer), max_position_embeddings=16, **sizes),
        num_characters=4,
        num_albums=2,
        hidden_dim=16,
        face_size=24,
        uncropped_size=28,
        text_length=16,
    )
    processor = MangaMMTLProcessor(MangaMMTLImageProcessor(face_size=24, uncropped_size=28), tokenizer, 16)
    calibration = {
        "cast_distance": {"value": 0.3},
        "cast_distance_without_texts": {"value": 0.02},
        "unknown": {"threshold": 0.999, "top": 1},
    }
    folder = tmp_path_factory.mktemp("models") / "talker"
    ComicEncoder(MangaMMTLModel(config), processor, calibration=calibration).save_pretrained(folder)
    return folder


@pytest.fixture
def talking(comic: Path) -> Path:
    """The comic, with something said on its first page."""
    page = json.loads((comic / "001.json").read_text())
    page["texts"] = [{"text_en": "quack", "text_ja": "meow", "box": [1, 1, 9, 9], "panel": 0}]
    (comic / "001.json").write_text(json.dumps(page))
    return comic


@pytest.fixture
def comic(tmp_path: Path) -> Path:
    """Two pages with three squares each, annotated."""
    folder = tmp_path / "album"
    folder.mkdir()
    for number in (1, 2):
        page = Image.new("RGB", (100, 40), "white")
        characters = []
        for place, (name, color) in enumerate(COLORS.items()):
            box = [5 + 30 * place, 5, 30 + 30 * place, 30]
            ImageDraw.Draw(page).rectangle(box, fill=color)
            characters.append({"name": name, "panel": 0, "face": box, "body": box})
        page.save(folder / f"{number:03d}.png")
        document = {
            "page": f"{number:03d}.png",
            "width": 100,
            "height": 40,
            "panels": [[0, 0, 100, 40]],
            "characters": characters,
            "texts": [],
        }
        (folder / f"{number:03d}.json").write_text(json.dumps(document))
    return folder


@pytest.fixture
def crops(tmp_path: Path) -> Path:
    """Three pictures of each of three colours, in a folder a colour."""
    folder = tmp_path / "crops"
    for name, color in COLORS.items():
        (folder / name).mkdir(parents=True)
        for number in range(3):
            Image.new("RGB", (30 + number, 30), color).save(folder / name / f"{number}.png")
    return folder
