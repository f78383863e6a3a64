"""Importing comicenc is quick, and plain transformers knows its models in whichever order the two come."""

from __future__ import annotations

import subprocess
import sys

import pytest

import comicenc

KNOWN = """
from transformers import IMAGE_PROCESSOR_MAPPING, PROCESSOR_MAPPING, AutoConfig, AutoModel
for name in ("identity_simclr", "manga_deepcluster", "manga_mmtl", "mfdn"):
    config = type(AutoConfig.for_model(name))
    for known in (AutoModel._model_mapping, IMAGE_PROCESSOR_MAPPING, PROCESSOR_MAPPING):
        assert config in known
"""


def run(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_it_imports_nothing_heavy():
    heavy = {"torch", "transformers", "numpy", "PIL", "sklearn", "datasets"}
    run(f"import sys, comicenc; comicenc.Comic; assert not {heavy} & set(sys.modules)")


@pytest.mark.parametrize(
    "first",
    [
        "import comicenc",
        "import transformers, comicenc",
        "import comicenc.models.identity_simclr.configuration_identity_simclr",
    ],
)
def test_plain_transformers_knows_the_models(first):
    run(first + KNOWN)


def test_public_names_are_all_there():
    for name in comicenc.__all__:
        assert getattr(comicenc, name).__name__ == name
    assert set(comicenc.__all__) <= set(dir(comicenc))
    assert comicenc.__version__
    with pytest.raises(AttributeError, match="nothing"):
        comicenc.nothing  # noqa: B018
