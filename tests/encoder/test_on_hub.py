"""An encoder goes to a Hub and comes back over real HTTP, and a gallery finds the commit that made it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hub_server import client_environment, serving

CLIENT = """
import numpy as np
from huggingface_hub import HfApi
from transformers import ResNetConfig

from comicenc import ComicEncoder, Gallery
from comicenc.models.identity_simclr import (
    IdentitySimCLRConfig, IdentitySimCLRImageProcessor, IdentitySimCLRModel, IdentitySimCLRProcessor
)

def made(width):
    image = ResNetConfig(embedding_size=8, hidden_sizes=[8, width], depths=[1, 1], layer_type="basic")
    model = IdentitySimCLRModel(IdentitySimCLRConfig(image_config=image))
    sizes = IdentitySimCLRImageProcessor(face_size=24, body_size=24)
    return ComicEncoder(model, IdentitySimCLRProcessor(sizes))

faces = [np.random.default_rng(0).integers(0, 256, (30, 30, 3), dtype=np.uint8)]
source = made(16)
source.calibration = {"unknown": {"threshold": 0.5, "top": 1}}
address = source.push_to_hub("me/tiny", private=True)
first = ComicEncoder.from_pretrained("me/tiny")
np.testing.assert_allclose(first.encode(faces=faces), source.encode(faces=faces), atol=1e-6)
assert first.calibration == source.calibration
assert address.endswith(first.info()["commit"]), address
assert len(first.info()["commit"]) == 40 and len(first.info()["revision"]) == 12
source.save_pretrained("kept")
assert ComicEncoder.from_pretrained("kept").info()["revision"] == first.info()["revision"]

gallery = Gallery(first)
gallery.add("Rita", faces=faces)
gallery.save("friends")
card = HfApi().upload_file(repo_id="me/tiny", path_or_fileobj=b"a card", path_in_repo="README.md")
second = ComicEncoder.from_pretrained("me/tiny")
assert second.info()["commit"] != first.info()["commit"]
assert Gallery.load("friends", second).identify(faces=faces)[0].name == "Rita", "a card changes no vector"

made(24).push_to_hub("me/tiny")
third = ComicEncoder.from_pretrained("me/tiny")
try:
    Gallery.load("friends", third)
except ValueError as error:
    print(error)
assert Gallery.load("friends").identify(faces=faces)[0].name == "Rita", "its commit is still there"
old = ComicEncoder.from_pretrained("me/tiny", revision=first.info()["commit"], local_files_only=True)
assert old.info() == first.info()
for wrong in ({"id_or_path": "me/nothing"}, {"id_or_path": "me/tiny", "revision": "v9"}):
    try:
        ComicEncoder.from_pretrained(**wrong)
    except OSError as error:
        print(error)
"""


@pytest.mark.slow
def test_there_and_back(tmp_path: Path) -> None:
    with serving() as (url, hub):
        environment = client_environment(url, tmp_path / "home")
        command = [sys.executable, "-c", CLIENT]
        run = {"env": environment, "cwd": tmp_path, "capture_output": True, "text": True, "timeout": 300}
        done = subprocess.run(command, **run)
    assert done.returncode == 0, done.stderr
    other_weights, nothing, no_revision = done.stdout.splitlines()
    assert other_weights.startswith("the gallery was made by me/tiny at revision ")
    assert nothing.startswith("me/nothing does not ship with comicenc, is no folder")
    assert no_revision.startswith("me/tiny does not ship with comicenc, is no folder")
    repo = hub.repos["me/tiny"]
    assert repo.private
    assert sorted(repo.commits[repo.branches["main"]]) == [
        ".gitattributes",
        "README.md",
        "calibration.json",
        "config.json",
        "model.safetensors",
        "processor_config.json",
    ]
