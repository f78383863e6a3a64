"""Equation 4: which terms there are and who takes part in them."""

from __future__ import annotations

import pytest
import torch

from comicenc.objectives.identity_aware import identity_aware_loss
from comicenc.objectives.nt_xent import nt_xent


@pytest.fixture
def views() -> torch.Tensor:
    return torch.randn(6, 10, 8, generator=torch.Generator().manual_seed(0))


def test_is_the_sum_of_three_nt_xents(views):
    loss = identity_aware_loss(faces=views[0:2], bodies=views[2:4], pairs=views[4:6], temperature=0.1)
    face, body, identity = (nt_xent(*views[2 * k : 2 * k + 2], 0.1) for k in range(3))
    torch.testing.assert_close([loss.face, loss.body, loss.identity], [face, body, identity])
    torch.testing.assert_close(loss.loss, face + body + identity)


def test_unaligned_and_single_part_models_leave_terms_out(views):
    unaligned = identity_aware_loss(faces=views[0:2], bodies=views[2:4])
    assert unaligned.identity is None
    torch.testing.assert_close(unaligned.loss, nt_xent(*views[0:2]) + nt_xent(*views[2:4]))
    alone = identity_aware_loss(faces=views[0:2])
    assert alone.body is None
    torch.testing.assert_close(alone.loss, alone.face)


def test_an_instance_takes_no_part_in_the_terms_it_lacks(views):
    has_face = torch.tensor([1, 1, 1, 0, 0, 1, 1, 1, 1, 0], dtype=torch.bool)
    has_body = torch.tensor([1, 1, 0, 1, 1, 1, 1, 1, 0, 1], dtype=torch.bool)
    views[0:2, ~has_face] = torch.nan
    views[2:4, ~has_body] = torch.nan
    views[4, ~has_face] = torch.nan
    views[5, ~has_body] = torch.nan
    views.requires_grad_()
    loss = identity_aware_loss(
        faces=tuple(views[0:2]),
        bodies=tuple(views[2:4]),
        pairs=tuple(views[4:6]),
        has_face=has_face,
        has_body=has_body,
    )
    both = has_face & has_body
    expected = [
        nt_xent(views[2 * k][m], views[2 * k + 1][m]) for k, m in enumerate([has_face, has_body, both])
    ]
    torch.testing.assert_close(list(loss[1:]), expected)
    loss.loss.backward()
    assert torch.isfinite(views.grad).all()
    assert (views.grad[0, ~has_face] == 0).all()
    assert (views.grad[4, ~both] == 0).all()


def test_a_batch_without_any_face_still_trains_on_bodies(views):
    nobody = torch.zeros(10, dtype=torch.bool)
    loss = identity_aware_loss(faces=views[0:2], bodies=views[2:4], pairs=views[4:6], has_face=nobody)
    assert loss.face == 0 and loss.identity == 0
    torch.testing.assert_close(loss.loss, nt_xent(*views[2:4]))


def test_no_term_is_an_error():
    with pytest.raises(ValueError, match="needs faces, bodies or pairs"):
        identity_aware_loss()
