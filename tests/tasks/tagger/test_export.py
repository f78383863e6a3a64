from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from comicenc.tasks.tagger import Calibration, Line, Tagger, Thresholds, read_thresholds
from comicenc.tasks.tagger import export as exporting
from tests.tasks.tiny_tagger import noise, save_tiny_tagger

FILES = ["categories.json", "model.onnx", "preprocess.json", "selected_tags.csv", "thresholds.csv"]


def answers(folder: Path, pixels: np.ndarray) -> np.ndarray:
    import onnxruntime

    return onnxruntime.InferenceSession(folder / "model.onnx").run(["prediction"], {"input": pixels})[0]


@pytest.mark.slow
def test_the_network_gives_our_probabilities(tagger: Tagger, tmp_path: Path) -> None:
    tagger.calibration = Calibration({0: Line(1.5, -0.5), 4: Line(0.5, 1.0)})
    tagger.thresholds = Thresholds(0.5, {}, {"hat": 0.25})
    written = exporting.export(tagger, tmp_path)
    assert sorted(file.name for file in written) == FILES == sorted(each.name for each in tmp_path.iterdir())
    assert read_thresholds(tmp_path).tags["hat"] == 0.25
    for count in (1, 5):
        pictures = noise(count, seed=count)
        pixels = tagger.encoder.processor(images=pictures)["pixel_values"].numpy()
        ours, _ = tagger.look(pictures)
        assert np.abs(answers(tmp_path, pixels) - ours).max() < 1e-5


@pytest.mark.slow
def test_weights_too_large_for_one_file_lie_beside(
    tagger: Tagger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_BYTES", 1000)
    exporting.export(tagger, tmp_path)
    assert (tmp_path / "model.onnx.data").exists()
    pixels = tagger.encoder.processor(images=noise(2))["pixel_values"].numpy()
    assert np.abs(answers(tmp_path, pixels) - tagger.look(noise(2))[0]).max() < 1e-5


def test_the_preparation_is_the_processors(tagger: Tagger) -> None:
    """Its steps, done by hand as imgutils does them, make the processor's tensor."""
    steps = exporting.preparation(tagger)["test"]
    assert [step["type"] for step in steps] == ["convert_rgb", "pad_to_size", "maybe_to_tensor", "normalize"]
    picture = Image.fromarray(noise(1, size=(37, 90))[0])
    (width, height), color = steps[1]["size"], steps[1]["background_color"]
    ratio = min(width / picture.width, height / picture.height)
    inner = picture.resize((round(picture.width * ratio), round(picture.height * ratio)), Image.BICUBIC)
    square = Image.new("RGB", (width, height), color)
    square.paste(inner, ((width - inner.width) // 2, (height - inner.height) // 2))
    array = np.asarray(square, np.float32).transpose(2, 0, 1) / 255
    mean, std = (np.array(steps[3][key], np.float32).reshape(3, 1, 1) for key in ("mean", "std"))
    ours = tagger.encoder.processor(images=[picture])["pixel_values"][0].numpy()
    assert np.abs((array - mean) / std - ours).max() < 1e-6


def test_what_predicts_no_tags_is_not_exported(tmp_path: Path) -> None:
    tagger = Tagger(save_tiny_tagger(tmp_path / "model", variant="picture"))
    with pytest.raises(ValueError, match="predicts no tags"):
        exporting.export(tagger, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert json.dumps(exporting.preparation(tagger))
