"""Random projections against a naive sum, and what they are for: inner products stay."""

from __future__ import annotations

import pytest
import torch

from comicenc.nn.random_projection import _draw, randomly_projected


@pytest.mark.parametrize(("count", "size"), [(7, 3), (12, 4), (5, 1), (9, 8)])
def test_each_number_is_in_one_sum_with_a_sign(count, size):
    rows = torch.randn(4, count, dtype=torch.float64)
    order, signs = _draw(count, size, 3)
    expected = torch.zeros(4, size, dtype=torch.float64)
    for place, number in enumerate(order.tolist()):
        if number < count:
            expected[:, place % size] += signs[number] * rows[:, number]
    torch.testing.assert_close(randomly_projected(rows, size, 3), expected)
    assert sorted(order.tolist())[:count] == list(range(count)) and set(signs.tolist()) <= {-1, 1}


def test_few_numbers_stay_as_they_are():
    rows = torch.randn(2, 5)
    assert randomly_projected(rows, 5, 0) is rows


def test_a_seed_is_one_projection():
    rows = torch.randn(2, 100)
    assert torch.equal(randomly_projected(rows, 10, 1), randomly_projected(rows, 10, 1))
    assert not torch.equal(randomly_projected(rows, 10, 1), randomly_projected(rows, 10, 2))


def test_inner_products_stay_about_the_same():
    generator = torch.Generator().manual_seed(0)
    rows = torch.randn(30, 20_000, generator=generator).relu()
    rows = rows / rows.norm(dim=1, keepdim=True)
    small = randomly_projected(rows, 4096, 0)
    assert ((small @ small.T) - (rows @ rows.T)).abs().max() < 0.08
