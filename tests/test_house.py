"""The files around the code agree with each other."""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_dependency_is_pinned_to_a_version_it_allows() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {pin.name: pin.specifier for pin in map(Requirement, (line for line in lines if line[0] != "#"))}
    needed = [Requirement(text) for group in PROJECT["optional-dependencies"].values() for text in group]
    needed += map(Requirement, PROJECT["dependencies"])
    assert pins.keys() == {each.name for each in needed}
    for each in needed:
        (pin,) = pins[each.name]
        assert pin.operator == "==" and each.specifier.contains(pin.version)
