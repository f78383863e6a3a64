"""Who is known, where, and in which panel, whatever the data lies in."""

from __future__ import annotations

import numpy as np
import pytest
from datasets import Dataset, Features, Value

from comicenc.data.schema import INSTANCES
from comicenc.evaluation import labelled
from comicenc.evaluation.baselines import ColourHistogram

from .drawings import comic, swatch


class FacesOnly(ColourHistogram):
    modalities = ("faces",)


def instances(*characters: tuple[str | None, str]) -> Dataset:
    """An instance a character: its identity, and which parts are drawn."""
    rows = [
        {
            "face": swatch("Red", number) if "face" in parts else None,
            "body": swatch("Blue", number) if "body" in parts else None,
            "face_score": None,
            "body_score": None,
            "series_id": f"series {number % 2}",
            "page_id": "p",
            "char_index": number,
            "identity": name,
        }
        for number, (name, parts) in enumerate(characters)
    ]
    return Dataset.from_list(rows, features=Features({**INSTANCES, "identity": Value("string")}))


def test_a_name_in_two_comics_is_two_characters():
    found = labelled.of_comics([comic(["Red -Green|Red"], "a"), comic(["Red"], "b")], ColourHistogram())
    assert found.names == ["a/Red", "a/Red", "b/Red"]
    assert found.comics == ["a", "a", "b"]
    assert found.panels == [("p0", 0), ("p0", 1), ("p0", 0)]
    assert found.vectors.shape == (3, 96)
    with pytest.raises(ValueError, match="nobody in these comics is named"):
        labelled.of_comics([comic(["-Red"])], ColourHistogram())


def test_instances_have_a_series_and_no_panel():
    dataset = instances(("Rita", "face body"), (None, "face"), ("Rita", "body"), ("Greta", "face"))
    found = labelled.of_instances(dataset, ColourHistogram())
    assert found.names == ["Rita", "Rita", "Greta"]
    assert found.comics == ["series 0", "series 0", "series 1"]
    assert found.panels is None
    np.testing.assert_allclose(
        found.vectors,
        ColourHistogram().encode(
            faces=[swatch("Red", 0), None, swatch("Red", 3)],
            bodies=[swatch("Blue", 0), swatch("Blue", 2), None],
        ),
        atol=1e-6,
    )
    seen = labelled.of_instances(dataset, FacesOnly())
    assert seen.names == ["Rita", "Greta"], "a body alone is nobody to who takes faces"
    with pytest.raises(ValueError, match="no column identity"):
        labelled.of_instances(dataset.remove_columns("identity"), ColourHistogram())


def test_faces_are_of_no_comic(tmp_path):
    for name in ("Red", "Green"):
        (tmp_path / name).mkdir()
        for number in (10, 2):
            swatch(name, number).save(tmp_path / name / f"{number}.png")
    found = labelled.of_faces(tmp_path, ColourHistogram())
    assert found.names == ["Green", "Green", "Red", "Red"]
    assert found.comics is None
