"""The file that keeps what was measured."""

from __future__ import annotations

import json
import subprocess
from datetime import datetime

import pytest

from comicenc.evaluation import Measurement, Result, write_result

FIELDS = {
    *("model", "dataset", "revision", "protocol", "split", "n", "metrics", "intervals", "baselines", "paper"),
    *("seed", "commit", "date", "command"),
}


def result(**metrics: float) -> Result:
    measurement = Measurement(
        n=3, metrics=metrics, intervals={"map": (0.1, 0.9)}, baselines={"random": {"map": 0.2}}
    )
    return Result("comicenc/x", "faces", "retrieval", measurement, seed=0, command="comicenc evaluate …")


def test_holds_every_field_and_no_other(tmp_path):
    path = write_result(tmp_path / "new" / "x.json", result(map=0.5))
    content = json.loads(path.read_text("utf-8"))
    assert set(content) == FIELDS
    assert content["metrics"] == {"map": 0.5}
    assert content["intervals"] == {"map": [0.1, 0.9]}
    assert content["n"] == 3
    assert datetime.fromisoformat(content["date"]).tzinfo is not None
    assert content["commit"]


def test_a_number_that_is_none_is_not_written_and_leaves_the_old_file(tmp_path):
    path = write_result(tmp_path / "x.json", result(map=0.5))
    before = path.read_bytes()
    with pytest.raises(ValueError, match=r"x\.json is not written"):
        write_result(path, result(map=float("nan")))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_outside_a_checkout_the_version_stands_for_the_commit(monkeypatch):
    from comicenc.evaluation.result import running_commit

    def no_checkout(*arguments, **options):
        raise subprocess.CalledProcessError(128, "git")

    monkeypatch.setattr(subprocess, "run", no_checkout)
    assert running_commit().startswith("comicenc ")
