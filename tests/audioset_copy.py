"""A folder in the form of AudioSet, whose every clip is a tone of known pitch."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import soundfile

RATE = 8000
HEADER = "# Segments csv created Sun Mar  5 10:54:31 2017\n# num_ytids=3\n# YTID, start_seconds, ...\n"
PITCHES = {"happy": 400, "sad": 300}


def write_audioset(source: Path) -> Path:
    """Write ten happy clips and five sad ones; two more have no audio, one has both moods and one none.

    The sad ones are for evaluation, their segments begin at 3 seconds and their files are named in all ways.
    """
    source.mkdir(parents=True)
    _write_ontology(source / "ontology.json")
    happy = {f"-happy{number:05d}": ("/m/04rlf", "/t/dd00031") for number in range(10)}
    sad = {f"sad_{number:07d}": ("/t/dd00033",) for number in range(5)}
    others = {"both_______": ("/t/dd00031", "/t/dd00033"), "none_______": ("/m/04rlf",)}
    gone = {"gone______1": ("/t/dd00031",), "gone______2": ("/t/dd00031",)}
    _write_table(source / "balanced_train_segments.csv", {**happy, **others, **gone}, 0.0)
    _write_table(source / "eval_segments.csv", sad, 3.0)
    for id in happy:
        _write_tone(source / "audio" / f"{id}.wav", PITCHES["happy"])
    _write_tone(source / "audio" / "both_______.wav", 500)
    names = ["{}.wav", "Y{}.flac", "{}_3.000.ogg", "{}_3000_5000.wav", "Y{}_3.000_5.000.wav"]
    for id, name in zip(sad, names, strict=True):
        _write_tone(source / "audio" / "eval" / name.format(id), PITCHES["sad"])
    return source


def _write_ontology(file: Path) -> None:
    names = {"/t/dd00031": "Happy music", "/t/dd00033": "Sad music"}
    classes = [{"id": "/t/dd00030", "name": "Music mood", "child_ids": list(names)}]
    classes += [{"id": id, "name": name, "child_ids": []} for id, name in names.items()]
    file.write_text(json.dumps([*classes, {"id": "/m/04rlf", "name": "Music", "child_ids": []}]))


def _write_tone(file: Path, pitch: float) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(file, 0.5 * np.sin(2 * np.pi * pitch * np.arange(2 * RATE) / RATE), RATE)


def _write_table(file: Path, rows: dict[str, tuple[str, ...]], start: float) -> None:
    lines = [f'{id}, {start:.3f}, {start + 2:.3f}, "{",".join(labels)}"\n' for id, labels in rows.items()]
    file.write_text(HEADER + "".join(lines))
