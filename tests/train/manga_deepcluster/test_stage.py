"""What a stage does before an epoch: new pseudo-labels, a classifier that starts afresh, even draws."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.train.manga_deepcluster.conftest import content
from train import loop
from train.manga_deepcluster.__main__ import beginning
from train.manga_deepcluster.faces import read_faces
from train.manga_deepcluster.recipe import Recipe
from train.manga_deepcluster.stage import LabelledStage, PseudoLabelledStage
from train.recipe import to_recipe


@pytest.fixture
def made(tiny_faces, tmp_path):
    def make(kind, **changes):
        recipe = to_recipe(Recipe, content(tiny_faces, tmp_path / "run", **changes), "r")
        accelerator = loop.start(recipe.machine)
        model, processor = beginning(recipe)
        faces = read_faces(recipe, processor.image_processor)
        return kind(recipe, recipe.dc, faces, model, processor, accelerator)

    return make


def test_labels_are_those_of_some_albums_and_held_out_albums_are_others(made):
    faces = made(LabelledStage).faces
    albums = np.array([name.split("/")[0] for name in faces.characters])
    labelled = faces.training[faces.labels[faces.training] >= 0]
    assert not set(albums[faces.training]) & set(albums[faces.held_out])
    assert len(set(albums[labelled])) == 2 and set(albums[labelled]) < set(albums[faces.training])
    assert (faces.labels[faces.held_out] == -1).all()
    for label in np.unique(faces.labels[labelled]):
        assert len(set(faces.characters[faces.labels == label])) == 1


def test_a_stage_with_labels_shows_each_face_once(made):
    stage = made(LabelledStage)
    first, second = stage.order(0), stage.order(1)
    assert sorted(first) == sorted(second) == sorted(stage.rows) and (first != second).any()
    labels = torch.cat([batch["labels"] for batch in stage.batches(0)])
    assert labels.tolist() == stage.labels[first[: len(labels)]].tolist() and labels.min() >= 0


def test_each_epoch_has_new_pseudo_labels_and_a_new_classifier(made):
    stage = made(PseudoLabelledStage)
    last = stage.network.model.classifier[-1]
    seen = []
    for epoch in (0, 1, 0):
        renewed = list(stage.renew(epoch))
        assert renewed == list(last.parameters())
        seen.append((stage.labels[stage.rows].copy(), last.weight.detach().clone()))
    assert not torch.equal(seen[0][1], seen[1][1]) and torch.equal(seen[0][1], seen[2][1])
    np.testing.assert_array_equal(seen[0][0], seen[2][0])
    assert set(seen[0][0]) == set(range(8)), "no pseudo-class is empty"
    assert (stage.labels[stage.faces.held_out] == -1).all()


def test_pseudo_classes_come_equally_often(made):
    stage = made(PseudoLabelledStage)
    stage.renew(0)
    counts = np.bincount(stage.labels[stage.order(0)], minlength=8)
    sizes = np.bincount(stage.labels[stage.rows], minlength=8)
    assert counts.max() - counts.min() <= 3 < sizes.max() - sizes.min()


def test_the_features_that_are_grouped_are_those_of_the_network_as_it_is(made):
    stage = made(PseudoLabelledStage, feature="fc1", model={"mirrored": True, "dropout": 0.5})
    stage.network.train()
    list(stage.renew(0))
    model = stage.network.model.eval()
    images = stage.plain(stage.faces.images(stage.rows))
    with torch.no_grad():
        expected = model.features_of(images, ["fc1"], once=True)["fc1"]
    found = np.load(stage.folder / "features.npy")
    assert found.dtype == np.float16 and np.allclose(found, expected, atol=2e-3)


def test_the_optimiser_forgets_the_old_classifier(made, tmp_path, monkeypatch):
    stage = made(PseudoLabelledStage)
    known = []
    plain = stage.batches

    def batches(epoch):
        optimizer = held[0]
        weight = stage.network.model.classifier[-1].weight
        known.append((weight in optimizer.state, stage.network.model.classifier[0].weight in optimizer.state))
        yield from plain(epoch)

    held, make = [], loop._optimizer
    monkeypatch.setattr(loop, "_optimizer", lambda *given: held.append(make(*given)) or held[0])
    stage.batches = batches
    loop.fit(stage.accelerator, stage, stage.schedule, stage.recipe.machine, tmp_path / "f", {}, stage.renew)
    assert known == [(False, False), (False, True)]
