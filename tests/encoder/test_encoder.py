"""ComicEncoder: what goes in, what comes out, and what it says when something is wrong."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import AutoModel, AutoProcessor, ResNetConfig, ResNetModel

import comicenc.encoder.encoder
from comicenc.encoder import ComicEncoder, checkpoint_path, checkpoints
from comicenc.media import UnreadableFile
from comicenc.models.identity_simclr import (
    IdentitySimCLRConfig,
    IdentitySimCLRImageProcessor,
    IdentitySimCLRModel,
    IdentitySimCLRProcessor,
)

CALIBRATION = {"cast_distance": {"value": 0.8, "data": "toonworld"}}


def resnet() -> ResNetConfig:
    return ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic")


def made(**settings) -> ComicEncoder:
    torch.manual_seed(0)
    model = IdentitySimCLRModel(IdentitySimCLRConfig(image_config=resnet(), identity_dim=12, **settings))
    model.train()
    with torch.no_grad():  # batch statistics unlike those it was born with
        size = dict.fromkeys(model.config.modalities)
        faces = torch.randn(8, 3, 32, 32) if "faces" in size else None
        bodies = torch.randn(8, 3, 32, 32) if "bodies" in size else None
        model(faces, bodies)
    processor = IdentitySimCLRProcessor(IdentitySimCLRImageProcessor(face_size=32, body_size=48))
    return ComicEncoder(model, processor, calibration=CALIBRATION, id="tiny")


@pytest.fixture(scope="module")
def encoder() -> ComicEncoder:
    return made()


@pytest.fixture(scope="module")
def saved(encoder, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("checkpoint") / "tiny"
    encoder.save_pretrained(folder)
    return folder


def picture(seed: int, size: tuple[int, int] = (60, 60)) -> Image.Image:
    rng = np.random.default_rng(seed)
    return Image.fromarray(rng.integers(0, 256, (4, 4, 3), dtype=np.uint8)).resize(size)


def characters(n: int) -> dict[str, list]:
    return {
        "faces": [None if i % 3 == 1 else picture(i) for i in range(n)],
        "bodies": [None if i % 3 == 2 else picture(50 + i, (50, 90)) for i in range(n)],
    }


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "png")
    return buffer.getvalue()


def test_vectors_are_unit_rows_in_float32(encoder):
    vectors = encoder.encode(**characters(7))
    assert vectors.shape == (7, 12)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    similar = encoder.similarity(vectors, vectors[:2])
    assert similar.shape == (7, 2)
    assert similar[1, 1] == pytest.approx(1)
    assert similar[1, 0] < 0.999


@pytest.mark.parametrize("batch_size", [1, 2, 3, 5, 64])
def test_batch_size_and_order_change_nothing(encoder, batch_size):
    columns, order = characters(11), np.random.default_rng(0).permutation(11)
    vectors = encoder.encode(**columns, batch_size=11)
    assert np.abs(encoder.encode(**columns, batch_size=batch_size) - vectors).max() < 1e-5
    shuffled = {name: [column[i] for i in order] for name, column in columns.items()}
    assert np.abs(encoder.encode(**shuffled, batch_size=batch_size) - vectors[order]).max() < 1e-5


def test_a_picture_may_come_in_any_form(encoder, tmp_path):
    image = picture(3)
    image.save(tmp_path / "face.png")
    forms = [tmp_path / "face.png", str(tmp_path / "face.png"), png(image), image, np.asarray(image)]
    vectors = encoder.encode(faces=forms)
    assert (vectors == vectors[0]).all()
    assert np.array_equal(encoder.encode(faces=iter(forms)), vectors)
    assert np.array_equal(encoder.encode(faces=np.stack([np.asarray(image)] * 2)), vectors[:2])


def test_one_part_of_all_is_the_same_as_the_other_missing_from_all(encoder):
    faces = [picture(i) for i in range(3)]
    np.testing.assert_array_equal(
        encoder.encode(faces=faces), encoder.encode(faces=faces, bodies=[None, None, None])
    )


def test_nothing_gives_no_rows(encoder):
    assert encoder.encode(faces=[]).shape == (0, 12)


def test_every_unreadable_picture_is_named_before_anything_is_computed(encoder, tmp_path, monkeypatch):
    text, cut, missing = tmp_path / "text.png", tmp_path / "cut.jpg", tmp_path / "missing.png"
    text.write_text("no picture")
    picture(1).resize((200, 200)).save(cut)
    cut.write_bytes(cut.read_bytes()[:-200])
    monkeypatch.setattr(encoder.model, "embed", lambda **_: pytest.fail("something was computed"))
    faces = [picture(0), text, picture(1), cut]
    with pytest.raises(UnreadableFile) as caught:
        encoder.encode(faces=faces, bodies=[None, None, None, missing], batch_size=1)
    for part in ("text.png", "cut.jpg", "missing.png", "faces[1]", "faces[3]", "bodies[3]"):
        assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ({"face": [picture(0)]}, "tiny takes faces and bodies, not face"),
        ({}, "tiny needs faces or bodies"),
        ({"faces": None}, "tiny needs faces or bodies"),
        ({"faces": [picture(0)], "bodies": [None, None]}, "1 faces, 2 bodies"),
        ({"faces": [picture(0), None], "bodies": [None, None]}, "item 1 has no faces and no bodies"),
        ({"faces": [None]}, "item 0 has no faces"),
        ({"faces": "face.png"}, "faces is one str, where a list is needed"),
        ({"faces": Path("face.png")}, "where a list is needed"),
        ({"faces": picture(0)}, "where a list is needed"),
        ({"faces": np.asarray(picture(0))}, "faces is one ndarray, where a list is needed"),
        ({"faces": [3]}, r"faces\[0\]: int is no picture: it needs a path, bytes, a PIL image or an array"),
    ],
    ids=lambda value: value if isinstance(value, str) else " and ".join(value),
)
def test_wrong_use_is_one_clear_sentence(encoder, items, message):
    with pytest.raises(ValueError, match=message):
        encoder.encode(**items)


@pytest.mark.parametrize(
    ("variant", "takes", "other"), [("face", "faces", "bodies"), ("body", "bodies", "faces")]
)
def test_a_variant_of_one_part_takes_that_part_only(variant, takes, other):
    encoder = made(variant=variant)
    assert encoder.modalities == (takes,)
    assert encoder.encode(**{takes: [picture(0)]}).shape == (1, 12)
    with pytest.raises(ValueError, match=f"takes {takes}, not {other}"):
        encoder.encode(**{takes: [picture(0)], other: [picture(0)]})


def test_a_checkpoint_saved_and_loaded_gives_the_same_vectors(encoder, saved):
    again = ComicEncoder.from_pretrained(saved)
    assert again.calibration == CALIBRATION
    assert np.array_equal(again.encode(**characters(5)), encoder.encode(**characters(5)))
    assert not again.model.training
    assert {path.suffix for path in saved.iterdir()} == {".json", ".safetensors"}
    plain = (
        AutoModel.from_pretrained(saved)
        .eval()
        .embed(**AutoProcessor.from_pretrained(saved)(faces=[picture(0)]))
    )
    np.testing.assert_allclose(plain.detach().numpy(), again.encode(faces=[picture(0)]), atol=1e-6)


def test_info_says_what_runs(encoder, saved):
    info = ComicEncoder.from_pretrained(str(saved), device="cpu").info()
    assert info["id"] == str(saved)
    assert info["device"] == "cpu"
    assert info["dtype"] == "float32"
    assert info["dimension"] == 12
    assert info["modalities"] == ("faces", "bodies")
    assert info["parameters"] == sum(p.numel() for p in encoder.model.parameters())
    assert json.dumps(info)
    assert encoder.info()["revision"] is None


def test_the_revision_of_a_folder_tells_its_content(encoder, saved, tmp_path):
    encoder.save_pretrained(tmp_path / "same")
    revision = ComicEncoder.from_pretrained(saved).info()["revision"]
    assert ComicEncoder.from_pretrained(tmp_path / "same").info()["revision"] == revision
    made(fusion="coefficient_sum").save_pretrained(tmp_path / "other")
    assert ComicEncoder.from_pretrained(tmp_path / "other").info()["revision"] != revision


def test_half_precision_weights_load_as_float32(encoder, tmp_path):
    half = ComicEncoder(made().model.half(), encoder.processor)
    half.save_pretrained(tmp_path)
    loaded = ComicEncoder.from_pretrained(tmp_path)
    assert loaded.info()["dtype"] == "float32"
    expected = encoder.encode(**characters(6))
    assert (np.sum(loaded.encode(**characters(6)) * expected, axis=1) > 0.999).all()
    kept = ComicEncoder.from_pretrained(tmp_path, dtype="float16")
    assert kept.info()["dtype"] == "float16"
    vectors = kept.encode(**characters(6))
    assert vectors.dtype == np.float32
    assert (np.sum(vectors * expected, axis=1) > 0.99).all()


@pytest.mark.parametrize("device", ["cuda:99", "banana"])
def test_a_device_that_is_not_there_is_refused(saved, device):
    with pytest.raises(ValueError, match=f"no device {device} here"):
        ComicEncoder.from_pretrained(saved, device=device)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_cuda_without_a_gpu_is_refused(saved):
    with pytest.raises(ValueError, match="no device cuda here, only cpu"):
        ComicEncoder.from_pretrained(saved, device="cuda")


def test_a_folder_without_an_encoder_is_one_clear_sentence(saved, tmp_path):
    with pytest.raises(OSError, match=r"has no config\.json"):
        ComicEncoder.from_pretrained(tmp_path)
    ResNetModel(resnet()).save_pretrained(tmp_path / "resnet")
    with pytest.raises(ValueError, match="resnet cannot be loaded: it is no model of comicenc"):
        ComicEncoder.from_pretrained(tmp_path / "resnet")
    for name, damage in {
        "config.json": b"{",
        "model.safetensors": b"not weights",
        "calibration.json": b"[",
    }.items():
        damaged = tmp_path / name
        damaged.mkdir()
        for path in saved.iterdir():
            (damaged / path.name).write_bytes(damage if path.name == name else path.read_bytes())
        with pytest.raises(ValueError, match="cannot be loaded") as caught:
            ComicEncoder.from_pretrained(damaged)
        assert "\n" not in str(caught.value)


def test_a_hub_id_is_fetched_whole_and_tells_its_commit(saved, tmp_path, monkeypatch):
    asked = {}

    def download(id: str, **wanted) -> str:
        asked.update(wanted, id=id)
        snapshot = tmp_path / "0123456789abcdef"
        snapshot.symlink_to(saved)
        return str(snapshot)

    monkeypatch.setattr(checkpoints, "snapshot_download", download)
    encoder = ComicEncoder.from_pretrained(
        "someone/model", revision="v1", token="secret", cache_dir=tmp_path, local_files_only=True
    )
    assert encoder.info()["id"] == "someone/model"
    assert encoder.info()["commit"] == "0123456789abcdef"
    assert encoder.info()["revision"] == ComicEncoder.from_pretrained(saved).info()["revision"]
    assert encoder.calibration == CALIBRATION
    assert asked.pop("allow_patterns")
    assert asked == {
        "id": "someone/model",
        "revision": "v1",
        "token": "secret",
        "cache_dir": tmp_path,
        "local_files_only": True,
    }


def test_an_id_that_is_nowhere_is_one_clear_sentence(tmp_path):
    with pytest.raises(OSError, match="someone/nothing does not ship") as caught:
        ComicEncoder.from_pretrained("someone/nothing", cache_dir=tmp_path, local_files_only=True)
    assert "\n" not in str(caught.value)


def test_push_makes_the_repository_and_uploads_what_save_writes(encoder, monkeypatch):
    calls = []

    class Api:
        def __init__(self, token):
            calls.append(token)

        def create_repo(self, repo_id, **settings):
            calls.append((repo_id, settings))
            return type("Repo", (), {"repo_id": repo_id})

        def upload_folder(self, *, repo_id, folder_path, commit_message):
            calls.append((repo_id, sorted(path.name for path in Path(folder_path).iterdir()), commit_message))
            return type("Commit", (), {"commit_url": "https://hub/commit/1"})

    monkeypatch.setattr(comicenc.encoder.encoder, "HfApi", Api)
    assert encoder.push_to_hub("me/mine", token="secret", private=True) == "https://hub/commit/1"
    written = ["calibration.json", "config.json", "model.safetensors", "processor_config.json"]
    assert calls == [
        "secret",
        ("me/mine", {"private": True, "exist_ok": True}),
        ("me/mine", written, "Upload encoder"),
    ]


def test_bundled_ids_are_folders_of_the_package(saved, tmp_path, monkeypatch):
    bundled = tmp_path / "checkpoints/tiny-mini"
    bundled.mkdir(parents=True)
    for path in saved.iterdir():
        (bundled / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(checkpoints, "files", lambda package: tmp_path)
    monkeypatch.setattr(checkpoints, "snapshot_download", lambda *_, **__: pytest.fail("asked the network"))
    assert checkpoint_path("comicenc/tiny-mini") == bundled
    assert ComicEncoder.from_pretrained("comicenc/tiny-mini").info()["id"] == "comicenc/tiny-mini"
    with pytest.raises(ValueError, match="other-mini does not ship with comicenc, which has comicenc/tiny"):
        checkpoint_path("comicenc/other-mini")


def test_progress_is_shown_on_standard_error_only(encoder, capsys):
    encoder.encode(faces=[picture(0)] * 3, batch_size=1, progress=True)
    shown = capsys.readouterr()
    assert "Encoding" in shown.err
    assert not shown.out
    encoder.encode(faces=[picture(0)])
    assert not capsys.readouterr().err


def test_two_checkpoints_are_loaded_by_one_id(encoder, saved, tmp_path):
    made(variant="face").save_pretrained(tmp_path / "face")
    joined = ComicEncoder.from_pretrained(f"{saved}+{tmp_path / 'face'}", device="cpu")
    assert joined.id == f"{saved}+{tmp_path / 'face'}"
    vectors = joined.encode(**characters(4))
    np.testing.assert_array_equal(vectors, (encoder + made(variant="face")).encode(**characters(4)))
    assert vectors.shape == (4, 24)
