from __future__ import annotations

import numpy as np

from comicenc.tasks.clustering.naming import group_names
from comicenc.tasks.gallery import Gallery
from tests.tasks.clustering.rows import rows_of

MADE_BY = {"id": "stand-in", "revision": None, "commit": None}


def test_groups_have_numbers() -> None:
    vectors, labels = rows_of([3] * 3)
    assert group_names(vectors, labels) == ["cluster 01", "cluster 02", "cluster 03"]
    assert group_names(vectors, np.full(9, -1)) == []
    many = np.arange(120)
    assert group_names(np.eye(120), many)[99] == "cluster 100"


def test_a_gallery_names_whom_it_knows_and_each_name_is_given_once() -> None:
    vectors, labels = rows_of([4, 4, 4, 4])
    labels = np.where(np.arange(16) == 1, 4, labels)  # a part of the first group
    gallery = Gallery(None, threshold=0.8, made_by=MADE_BY)
    gallery.add_vectors("Ada", vectors[1:2])
    gallery.add_vectors("Bo", vectors[8:10])
    names = group_names(vectors, labels, gallery)
    assert names == ["Ada 2", "cluster 02", "Bo", "cluster 04", "Ada"]
