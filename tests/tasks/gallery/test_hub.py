"""A gallery goes to a Hub and comes back, over real HTTP."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hub_server import Repo, client_environment, serving

CLIENT = """
from comicenc.tasks.gallery import Gallery
from tests.tasks.stand_ins import COLORS, ColorEncoder

gallery = Gallery(ColorEncoder())
gallery.add("Rita", faces=[[[COLORS["red"]]]])
first = gallery.push_to_hub("me/friends", token="t", private=True)
gallery.add("Greta", faces=[[[COLORS["green"]]]])
second = gallery.push_to_hub("me/friends", token="t", commit_message="Greta too")
pulled = Gallery.from_pretrained("me/friends", ColorEncoder())
assert pulled.counts == {"Rita": 1, "Greta": 1}, pulled.counts
assert pulled.identify(faces=[[[COLORS["green"]]]])[0].name == "Greta"
old = Gallery.from_pretrained("me/friends", revision=first.rsplit("/", 1)[-1])
assert old.names == ["Rita"]
assert "/discussions/1" in gallery.push_to_hub("me/friends", token="t", create_pr=True)
try:
    gallery.push_to_hub("me/friends", token="t", exist_ok=False)
except OSError:
    print("exists")
for repo in ("me/empty", "me/nothing"):
    try:
        Gallery.from_pretrained(repo)
    except (OSError, ValueError) as error:
        print(type(error).__name__, error)
"""


@pytest.mark.slow
def test_there_and_back(tmp_path: Path) -> None:
    with serving() as (url, hub):
        hub.repos["me/empty"] = Repo()
        hub.repos["me/empty"].commit({"README.md": b"nothing"})
        root = Path(__file__).parents[3]
        done = subprocess.run(
            [sys.executable, "-c", CLIENT],
            env=client_environment(url, tmp_path),
            cwd=root,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert said[0] == "exists"
    assert said[1] == "ValueError me/empty: holds no gallery.json, so it is no gallery"
    assert said[2].startswith("RepositoryNotFoundError")
    repo = hub.repos["me/friends"]
    assert repo.private
    files = repo.commits[repo.branches["main"]]
    assert len([path for path in files if path.endswith(".safetensors")]) == 1
    assert b"- Rita: 1 crops" in files["README.md"]
    assert b"Greta" not in files["README.md"], "a card that is there stays"
