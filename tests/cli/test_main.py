"""What holds for every command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from comicenc.cli import app, vectors


def every_command() -> list[list[str]]:
    found = []
    for name, command in typer.main.get_command(app).commands.items():
        found += [[name, *inner] for inner in [[]] + [[each] for each in getattr(command, "commands", {})]]
    return found


@pytest.mark.parametrize("command", every_command(), ids=" ".join)
def test_every_command_and_option_is_explained(run, command: list[str]) -> None:
    answer = run(*command, "--help")
    assert answer.code == 0 and answer.err == ""
    found = typer.main.get_command(app)
    for name in command:
        found = found.commands[name]
    assert found.help
    assert [each.name for each in found.params if each.name != "help" and not each.help] == []


def test_the_script_answers_without_heavy_libraries() -> None:
    script = Path(sys.executable).with_name("comicenc")
    environment = os.environ | {"PYTHONPROFILEIMPORTTIME": "1"}
    done = subprocess.run([script, "--help"], capture_output=True, text=True, env=environment, timeout=60)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert done.returncode == 0 and "demo" in done.stdout
    assert "comicenc.cli" in imported
    assert not imported & {"torch", "transformers", "numpy", "cv2", "sklearn", "pandas", "PIL"}


def test_no_command_shows_the_help(run) -> None:
    assert run().out == run("--help").out


def test_an_unknown_command_is_wrong_use(fails) -> None:
    assert "nonsense" in fails(2, "nonsense")
    assert "--nonsense" in fails(2, "encode", "--nonsense")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (ValueError("ep01.json: a box\nis empty"), 1, "comicenc: ep01.json: a box is empty\n"),
        (FileNotFoundError(2, "No such file", "a.png"), 1, "comicenc: a.png: No such file\n"),
        (OSError("the disk is full"), 1, "comicenc: the disk is full\n"),
        (KeyboardInterrupt(), 130, "comicenc: interrupted\n"),
        (
            ModuleNotFoundError("No module named 'cv2'", name="cv2"),
            1,
            "comicenc[toonworld,danmul,onnx,train]",
        ),
        (KeyError("panel"), 1, "COMICENC_DEBUG=1"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_failure_is_one_line(
    fails, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: BaseException, code: int, said: str
) -> None:
    def breaks(*_: object) -> None:
        raise error

    monkeypatch.setattr(vectors, "load_encoder", breaks)
    assert said in fails(code, "encode", tmp_path, "--out", tmp_path / "v.npz")


def test_a_traceback_is_there_for_the_asking(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMICENC_DEBUG", "1")
    with pytest.raises(FileNotFoundError):
        run("gallery", "list", tmp_path / "nowhere")


def test_a_pipe_that_closes_is_no_failure() -> None:
    script = Path(sys.executable).with_name("comicenc")
    done = subprocess.run(
        f"{script} --help | head -n 1", shell=True, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
