"""A second program reads our tagger as its own: imgutils, from a Hub, over real HTTP.

imgutils wants NumPy 1 and so an environment of its own:

    python -m venv .venv-imgutils
    .venv-imgutils/bin/pip install dghs-imgutils==0.19.0 onnxruntime "opencv-contrib-python<4.12"

COMICENC_IMGUTILS names another Python that has it.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from comicenc.tasks.tagger import Calibration, Line, Tagger, Thresholds
from comicenc.tasks.tagger.export import export
from tests.hub_server import Repo, client_environment, serving
from tests.tasks.tiny_tagger import noise

ROOT = Path(__file__).parents[3]
CLIENT = """
import json, sys
from imgutils.generic import multilabel_timm_predict

form = {"general": "general", "character": "character", "meta": "meta", "raw": "prediction"}
said = []
for file in sys.argv[1:]:
    answer = multilabel_timm_predict(file, repo_id="me/tagger", fmt=form)
    answer["raw"] = answer["raw"].tolist()
    by_category = multilabel_timm_predict(file, repo_id="me/tagger", fmt="tag", use_tag_thresholds=False)
    said.append(answer | {"by_category": by_category})
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def imgutils() -> Path:
    """The Python that has it."""
    python = Path(os.environ.get("COMICENC_IMGUTILS", ROOT / ".venv-imgutils" / "bin" / "python"))
    if not python.exists():
        pytest.skip(f"no imgutils at {python}; {Path(__file__).name} says how to install it")
    return python


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Wide, tall and square, with colours, without, and with holes."""
    files = []
    for number, (size, mode) in enumerate([((37, 90), "RGB"), ((90, 41), "L"), ((32, 32), "RGBA")]):
        picture = Image.fromarray(noise(1, size=size, seed=number)[0]).convert(mode)
        if mode == "RGBA":
            picture.putalpha(Image.fromarray(np.tile(np.uint8([0, 255]), (32, 16))))
        files.append(tmp_path / f"{number}.png")
        picture.save(files[-1])
    return files


@pytest.mark.slow
def test_imgutils_gives_our_tags(
    tagger: Tagger, imgutils: Path, pictures: list[Path], tmp_path: Path
) -> None:
    tagger.calibration = Calibration({0: Line(1.5, -0.5), 4: Line(0.5, 1.0)})
    probabilities, _ = tagger.look(pictures)
    middle = {tag: round(float(row.mean()), 6) for tag, row in zip(tagger.tags, probabilities.T, strict=True)}
    tagger.thresholds = Thresholds(0.5, {0: 0.45, 4: 0.55, 5: 0.5}, middle)
    export(tagger, tmp_path / "exported")
    with serving() as (url, hub):
        hub.repos["me/tagger"] = Repo()
        hub.repos["me/tagger"].commit(
            {file.name: file.read_bytes() for file in (tmp_path / "exported").iterdir()}
        )
        done = subprocess.run(
            [imgutils, "-c", CLIENT, *pictures],
            env=client_environment(url, tmp_path / "home") | {"ONNX_MODE": "cpu"},
            capture_output=True,
            text=True,
            timeout=300,
        )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    ours, coarser = tagger.tag(pictures), tagger.tag(pictures, level="category")
    assert len({frozenset(tags.found) for tags in ours}) > 1, "the pictures differ in their tags"
    for theirs, tags, by_category, row in zip(said, ours, coarser, probabilities, strict=True):
        assert theirs["raw"] == pytest.approx(row.tolist(), abs=1e-5)
        for category in ("general", "character", "meta"):
            expected = tags.by_category.get(category, {})
            assert list(theirs[category]) == list(expected)
            assert theirs[category] == pytest.approx(expected, abs=1e-5)
        assert theirs["by_category"] == pytest.approx(dict(by_category.found), abs=1e-5)
