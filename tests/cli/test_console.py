from __future__ import annotations

import pytest

from comicenc.cli import console


def test_columns_are_as_wide_as_their_widest_cell_and_numbers_stand_right() -> None:
    assert console.table(["who", "seen"], [("Pepper", 7), ("Carrot the cat", 12), ("?", 0.5)]) == [
        "who              seen",
        "Pepper              7",
        "Carrot the cat     12",
        "?               0.500",
    ]


def test_a_table_without_rows_is_its_header() -> None:
    assert console.table(["who", "seen"], []) == ["who  seen"]


@pytest.mark.parametrize("terminal", [True, False])
def test_a_bar_is_drawn_on_a_terminal_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    monkeypatch.setattr(console, "on_terminal", lambda: terminal)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert list(console.watched([1, 2, 3], "Reading")) == [1, 2, 3]
    said = capsys.readouterr()
    assert ("Reading" in said.err) is terminal
    assert said.out == ""


def test_a_note_is_one_line_whatever_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    console.note("a.json:\n  line 3\r\n  is wrong")
    assert capsys.readouterr().err == "comicenc: a.json: line 3 is wrong\n"
