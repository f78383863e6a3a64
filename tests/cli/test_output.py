from __future__ import annotations

from pathlib import Path

import pytest

from comicenc.cli.output import whole_file, whole_folder


def left_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_file_is_there_whole(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "out.json"
    with whole_file(target) as part:
        part.write_text("new")
        assert not target.exists()
    assert target.read_text() == "new"
    assert left_in(target.parent) == ["out.json"]


def test_a_file_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    with pytest.raises(RuntimeError), whole_file(target) as part:
        part.write_text("half")
        raise RuntimeError
    assert target.read_text() == "old"
    assert left_in(tmp_path) == ["out.json"]


def test_a_folder_replaces_one_of_its_own_kind(tmp_path: Path) -> None:
    target = tmp_path / "out"
    for text in ("first", "second"):
        with whole_folder(target, holds={"report.html"}) as part:
            (part / "report.html").write_text(text)
    assert (target / "report.html").read_text() == "second"
    assert left_in(tmp_path) == ["out"]


def test_a_folder_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "report.html").write_text("old")
    with pytest.raises(RuntimeError), whole_folder(target, holds={"report.html"}) as part:
        (part / "report.html").write_text("half")
        raise RuntimeError
    assert (target / "report.html").read_text() == "old"
    assert left_in(tmp_path) == ["out"]


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(FileExistsError, match=r"thesis\.doc"), whole_folder(tmp_path, holds={"report.html"}):
        pytest.fail("nothing may be computed for an output that cannot be written")
    assert left_in(tmp_path) == ["thesis.doc"]


def test_a_file_where_a_folder_goes_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("a file")
    with pytest.raises(FileExistsError, match="is a file"), whole_folder(target, holds=set()):
        pass
    assert target.read_text() == "a file"
