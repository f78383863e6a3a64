"""What many tests need."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real comics to measure on; tests that need it are skipped where it is absent."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("COMICENC_REAL_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"no real comics at {folder}; COMICENC_REAL_DATA names another place")
    return folder
