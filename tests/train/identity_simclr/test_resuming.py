"""Each stage, stopped in the middle of an epoch, ends with the very weights of a run that was not stopped."""

from __future__ import annotations

import json

import pytest

from tests.train.identity_simclr.test_stages import MODEL, RECIPES
from train.identity_simclr import __main__ as command


class Stopped(BaseException):
    pass


@pytest.fixture
def stage_one(tiny_data, tmp_path):
    recipe = {"stage": "self_supervised", "data": str(tiny_data), "output": str(tmp_path / "one")}
    content = recipe | RECIPES["self_supervised"] | {"cache": str(tmp_path / "px")}
    content |= {"schedule": {"epochs": 1}, "machine": {"threads": 1}}
    (tmp_path / "one.yaml").write_text(json.dumps(content))
    assert command.main([str(tmp_path / "one.yaml")]) == 0
    return str(tmp_path / "one" / "checkpoint")


@pytest.mark.parametrize("stage", ["self_supervised", "supervised", "fine_tune"])
def test_a_stopped_stage_ends_the_same(stage, tiny_data, stage_one, tmp_path, monkeypatch):
    content = {"stage": stage, "data": str(tiny_data), "output": "", "cache": str(tmp_path / "px")}
    content |= RECIPES[stage] | {"schedule": {"epochs": 3, "average": 0.9}, "machine": {"threads": 1}}
    if stage == "fine_tune":
        content |= {"checkpoint": stage_one, "model": {"random_masking": 0.4}}
    else:
        content["model"] = MODEL | content["model"]
    (tmp_path / "r.yaml").write_text(json.dumps(content))

    def train(name: str) -> bytes:
        output = tmp_path / name
        assert command.main([str(tmp_path / "r.yaml"), f"--output={output}"]) == 0
        return (output / "checkpoint" / "model.safetensors").read_bytes()

    calm = train("calm")
    make = command.make_stage

    def stopping(*arguments):
        made = make(*arguments)
        plain = made.batches

        def batches(epoch):
            for index, batch in enumerate(plain(epoch)):
                if (epoch, index) == (2, made.steps_per_epoch // 2):
                    raise Stopped
                yield batch

        made.batches = batches
        return made

    with monkeypatch.context() as patch:
        patch.setattr(command, "make_stage", stopping)
        with pytest.raises(Stopped):
            train("stopped")
    assert not (tmp_path / "stopped" / "checkpoint").exists()
    assert train("stopped") == calm
