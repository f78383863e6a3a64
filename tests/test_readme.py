"""What the README says is so."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import typer
from PIL import Image

from comicenc.annotations import write_page_json
from comicenc.cli import app
from comicenc.reading import read_comic

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMIC = next((ROOT / "src/comicenc/demo_comic").iterdir())


def test_the_tree_is_there() -> None:
    tree = README.partition("## The tree")[2].partition("```\n")[2].partition("```")[0]
    folder, missing = Path(), []
    for line in tree.splitlines():
        names = re.match(r" *((?:[\w./-]+[/.][\w./-]* )+)", f"{line} ")[1].split()
        if not line.startswith(" "):
            folder = ROOT / names[0]
            names = []
        missing += [name for name in names if not (folder / name).exists()]
        missing += [] if folder.exists() else [str(folder)]
    assert missing == []


def test_every_command_is_named_and_is_one() -> None:
    named = set(re.findall(r"`comicenc (\w+)", README))
    assert named == set(typer.main.get_command(app).commands)


def test_the_ten_lines_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    for name, color in (("a.png", "red"), ("b.png", "blue")):
        Image.new("RGB", (40, 60), color).save(name)
    comic = read_comic(COMIC)
    Path(shutil.make_archive("album", "zip", COMIC)).rename("album.cbz")
    write_page_json(comic, "album.json")
    page = comic.pages[0]
    page.characters[0].crops(page.image())[0].save("somebody.png")
    exec(re.search(r"```python\n(.*?)```", README, re.DOTALL)[1], {})
    assert capsys.readouterr().out.strip() in ("Pepper", "None")
