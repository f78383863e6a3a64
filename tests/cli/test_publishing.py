from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from comicenc import Gallery
from tests.hub_server import client_environment, serving


@pytest.fixture
def at_hub(tmp_path: Path):
    """Run a command in a process of its own, whose Hub is on loopback; gives what it printed."""
    with serving() as (url, hub):
        environment = client_environment(url, tmp_path / "home")

        def call(*arguments: object) -> str:
            command = [Path(sys.executable).with_name("comicenc"), *map(str, arguments)]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, done.stderr
            return done.stdout

        yield call, hub


@pytest.mark.slow
def test_a_checkpoint_goes_to_the_hub_as_it_lies_and_comes_back(
    at_hub, model: Path, crops: Path, tmp_path: Path
) -> None:
    call, hub = at_hub
    folder = shutil.copytree(model, tmp_path / "tiny")
    (folder / "README.md").write_text("a card")
    call("push", folder, "me/tiny", "--private")
    repo = hub.repos["me/tiny"]
    assert repo.private
    sent = repo.commits[repo.branches["main"]]
    assert {name: data for name, data in sent.items() if name != ".gitattributes"} == {
        file.name: file.read_bytes() for file in folder.iterdir()
    }
    out = tmp_path / "vectors.npz"
    assert "9 vectors" in call("encode", crops, "--out", out, "--model", "me/tiny")


@pytest.mark.slow
def test_a_gallery_goes_to_the_hub(run, at_hub, model: Path, crops: Path, tmp_path: Path) -> None:
    call, hub = at_hub
    place = tmp_path / "gallery"
    assert run("gallery", "add", place, "Rosso", crops / "Rosso", "--model", model).code == 0
    call("push", place, "me/friends")
    repo = hub.repos["me/friends"]
    for name, data in repo.commits[repo.branches["main"]].items():
        (tmp_path / name).write_bytes(data)
    assert Gallery.load(tmp_path).names == ["Rosso"]


def test_what_does_not_load_is_not_pushed(fails, model: Path, tmp_path: Path) -> None:
    assert "does not ship" in fails(1, "push", "comicenc/nobody-mini", "me/tiny")
    broken = shutil.copytree(model, tmp_path / "broken")
    (broken / "model.safetensors").write_bytes(b"half")
    assert "broken" in fails(1, "push", broken, "me/tiny")


def test_a_card_whose_result_is_missing_is_not_written(fails, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text(FACTS)
    assert "newgame.json" in fails(1, "card", facts, "--out", tmp_path / "README.md")
    assert "nowhere" in fails(1, "card", tmp_path / "nowhere.yaml")
    assert [each.name for each in tmp_path.iterdir()] == ["facts.yaml"]


def test_a_card_with_its_picture_beside_it(run, tmp_path: Path) -> None:
    told = {"model": "comicenc/identity-simclr-mini", "dataset": "newgame", "protocol": "clustering", "n": 9}
    told |= {
        "metrics": {"map": 0.5, "ami/a": 0.25},
        "commit": "c",
        "date": "2026-01-02",
        "command": "comicenc",
    }
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "newgame.json").write_text(json.dumps(told))
    facts = tmp_path / "facts.yaml"
    facts.write_text(FACTS + COMPARISONS)
    answer = run("card", facts, "--out", tmp_path / "shown" / "README.md")
    assert answer.code == 0, answer.err
    assert "![Albums](albums.svg)" in (tmp_path / "shown" / "README.md").read_text(encoding="utf-8")
    assert "a, SimCLR: 0.250" in (tmp_path / "shown" / "albums.svg").read_text(encoding="utf-8")


FACTS = """
model: comicenc/identity-simclr-mini
title: A card
summary: What it is.
usage: import comicenc
training_data: Drawings.
paper: A paper.
differences: []
limits: []
reproduce: []
tags: []
datasets: []
tables:
  - title: Retrieval
    task: image-feature-extraction
    metrics: {map: "mAP %"}
    results: {newgame: New Game}
"""
COMPARISONS = """
comparisons:
  - {title: Albums, by: album, metrics: {ami: AMI}, results: {newgame: SimCLR}, figure: albums.svg}
"""
