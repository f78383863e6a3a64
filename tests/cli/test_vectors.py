from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from comicenc.encoder import ComicEncoder


@pytest.mark.parametrize("suffix", [".npz", ".parquet"])
def test_unreadable_files_are_named_and_left_out(
    run, crops: Path, model: Path, tmp_path: Path, suffix: str
) -> None:
    (crops / "Verde" / "1.png").write_text("no picture")
    truncated = crops / "Bleu" / "2.png"
    truncated.write_bytes(truncated.read_bytes()[:50])
    (crops / "readme.txt").write_text("is not looked at")
    out = tmp_path / f"vectors{suffix}"
    answer = run("encode", crops, "--out", out, "--model", model, "--json")
    assert answer.code == 0, answer.err
    assert answer.json["skipped"] == ["Bleu/2.png", "Verde/1.png"]
    assert [name in answer.err for name in ("Verde/1.png", "Bleu/2.png", "readme")] == [True, True, False]

    if suffix == ".npz":
        with np.load(out) as file:
            ids, vectors = file["ids"].tolist(), file["vectors"]
    else:
        columns = parquet.read_table(out).to_pydict()
        ids, vectors = columns["id"], np.array(columns["vector"], dtype=np.float32)
    assert len(ids) == 7 and "Rosso/0.png" in ids
    expected = ComicEncoder.from_pretrained(model).encode(faces=[crops / id for id in ids])
    assert np.abs(vectors - expected).max() < 1e-5


def test_annotated_pages_give_a_vector_a_character(run, comic: Path, model: Path, tmp_path: Path) -> None:
    out = tmp_path / "vectors.npz"
    assert run("encode", comic, "--as", "pages", "--out", out, "--model", model).code == 0
    with np.load(out) as file:
        assert file["ids"].tolist() == [
            f"{page}.png#{index}" for page in ("001", "002") for index in range(3)
        ]
        assert np.allclose(file["vectors"][:3], file["vectors"][3:], atol=1e-5)


def test_nothing_readable_writes_nothing(run, crops: Path, model: Path, tmp_path: Path) -> None:
    for file in crops.rglob("*.png"):
        file.write_bytes(b"")
    out = tmp_path / "vectors.npz"
    answer = run("encode", crops, "--out", out, "--model", model)
    assert answer.code == 1
    assert "crops: no picture in it that can be read" in answer.err.splitlines()[-1]
    assert not out.exists()


def test_bad_input_is_one_sentence(fails, model: Path, tmp_path: Path) -> None:
    out = tmp_path / "vectors.npz"
    assert "missing" in fails(1, "encode", tmp_path / "missing", "--out", out, "--model", model)
    (tmp_path / "empty").mkdir()
    assert "empty" in fails(1, "encode", tmp_path / "empty", "--out", out, "--model", model)
    assert "no-model" in fails(1, "encode", tmp_path, "--out", out, "--model", tmp_path / "no-model")
    assert "tpu9" in fails(1, "encode", tmp_path, "--out", out, "--model", model, "--device", "tpu9")


def test_wrong_use(fails, crops: Path, model: Path, tmp_path: Path) -> None:
    assert ".npz or .parquet" in fails(2, "encode", crops, "--out", tmp_path / "vectors.txt")
    wrong = fails(2, "encode", crops, "--out", tmp_path / "v.npz", "--as", "hats", "--model", model)
    assert "faces, bodies" in wrong
