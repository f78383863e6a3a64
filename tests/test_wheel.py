"""The wheel, installed where nothing else of the project is.

A virtual environment gets the wheel and links to exactly the packages that its declared dependencies lead
to, extras left out. So a file that the wheel forgot, and a library that is used but not declared, both fail
here. That the versions can be downloaded is not shown: `make` does that.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
BUNDLED = sorted(folder.name for folder in (ROOT / "src/comicenc/checkpoints").iterdir() if folder.is_dir())

ENCODE = """
import comicenc, numpy, sys
from PIL import Image
assert sys.prefix in comicenc.__file__, comicenc.__file__
item = {"faces": Image.new("RGB", (50, 40), "red"), "texts": "Where is the egg?"}
item |= {"bodies": item["faces"], "images": item["faces"], "tags": None}
item |= {"audio": (numpy.sin(numpy.arange(8000)), 8000)}
encoder = comicenc.ComicEncoder.from_pretrained("comicenc/" + sys.argv[1])
apart = "audio" in encoder.modalities  # each kind of item has a vector of its own
for parts in zip(encoder.modalities) if apart else [encoder.modalities]:
    vectors = encoder.encode(**{part: [item[part]] for part in parts})
    print(vectors.shape, *(vectors ** 2).sum(1).round(4))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing left over from an earlier build gets in."""
    copy = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", copy / "dist", copy)
    return next((copy / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of the environment."""
    place = tmp_path_factory.mktemp("clean")
    venv.create(place, symlinks=True)
    site = next(place.glob("lib/python*/site-packages"))
    install = ["-m", "pip", "install", "--no-deps", "--no-index", "--quiet"]
    run(sys.executable, *install, "--prefix", place, "--ignore-installed", wheel)
    for each in declared(Requirement("comicenc"), set()):
        link(each, site)
    return place / "bin"


def declared(requirement: Requirement, seen: set[str]) -> list[Distribution]:
    """What a requirement leads to, itself left out, as far as it is installed."""
    found = []
    for text in distribution(requirement.name).requires or ():
        needed = Requirement(text)
        wanted = needed.marker is None or any(
            needed.marker.evaluate({"extra": extra}) for extra in requirement.extras or {""}
        )
        name = f"{needed.name}[{','.join(sorted(needed.extras))}]"
        if not wanted or name in seen:
            continue
        seen.add(name)
        try:
            found += [distribution(needed.name), *declared(needed, seen)]
        except PackageNotFoundError:
            continue  # an optional accelerator of another package; pip saw to the rest
    return found


def link(each: Distribution, site: Path) -> None:
    for name in {file.parts[0] for file in each.files or ()} - {"..", "__pycache__"}:
        if not name.endswith(".pth") and not (site / name).exists():
            (site / name).symlink_to(Path(str(each.locate_file(name))))


def run(*command: object, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COMICENC"))}
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        cwd="/",
        env=env | {"HF_HUB_OFFLINE": "1"} | variables,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


def test_holds_what_is_not_code(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    data = {
        file.relative_to(ROOT / "src").as_posix()
        for file in (ROOT / "src/comicenc").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert data <= names, sorted(data - names)
    assert not [name for name in names if name.startswith(("tests", "train", "hub_cards"))]


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_answers_without_torch(clean: Path, option: str) -> None:
    done = run(clean / "comicenc", option, PYTHONPROFILEIMPORTTIME="1")
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "comicenc" in imported
    assert not imported & {"torch", "transformers", "numpy", "cv2", "sklearn"}
    assert done.stdout.strip()


@pytest.mark.parametrize("name", BUNDLED)
def test_runs_a_bundled_checkpoint(clean: Path, tmp_path: Path, name: str) -> None:
    said = run(clean / "python", "-c", ENCODE, name, HF_HOME=str(tmp_path)).stdout
    assert all(line.startswith("(1, ") and line.split()[-1] == "1.0" for line in said.splitlines()) and said


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_checkpoint_is_whole_and_small(name: str) -> None:
    folder = ROOT / "src/comicenc/checkpoints" / name
    assert (folder / "model.safetensors").stat().st_size < 8_000_000
    assert {"README.md", "config.json", "processor_config.json", "recipe.json"} <= set(os.listdir(folder))


def test_has_no_library_that_it_does_not_declare(clean: Path) -> None:
    seen = run(
        clean / "python",
        "-c",
        "import importlib.util as u; print(u.find_spec('pytest'), u.find_spec('typer'))",
    )
    missing, there = seen.stdout.strip().split(maxsplit=1)
    assert missing == "None" and "typer" in there
