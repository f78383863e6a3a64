"""How many tags are hidden at which step, and which."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from comicenc.models.mfdn import IGNORED, mask_ratio, mask_tags

PAD, UNK, CLS, SEP, MASK = range(5)
IDS = torch.tensor(
    [
        [CLS, *range(5, 15), SEP],
        [CLS, 20, 21, 22, SEP, *[PAD] * 7],
        [CLS, SEP, *[PAD] * 10],
        [CLS, UNK, 9, MASK, SEP, *[PAD] * 7],
    ]
)


@pytest.mark.parametrize(
    ("step", "expected"),
    [(0, 0), (10, 0.0244717), (25, 0.1464466), (50, 0.5), (75, 0.8535534), (99, 0.9997533)],
)
def test_the_ratio_follows_equation_7(step, expected):
    assert mask_ratio(step, 200) == pytest.approx(expected, abs=1e-7)


def test_the_ratio_rises_and_is_held_at_one_after_half():
    ratios = [mask_ratio(step, 1000) for step in range(1001)]
    assert all(before <= after for before, after in pairwise(ratios))
    assert ratios[499] < 1 and set(ratios[500:]) == {1.0}
    assert mask_ratio(0, 1) == 0 and mask_ratio(1, 1) == 1


@pytest.mark.parametrize("ratio", [0, 0.1, 0.5, 0.9, 1])
def test_special_tokens_are_never_hidden(ratio):
    for seed in range(50):
        seen, labels = mask_tags(IDS, ratio, torch.Generator().manual_seed(seed))
        hidden = labels != IGNORED
        assert not hidden[IDS <= MASK].any()
        assert seen[(IDS == CLS) | (IDS == SEP) | (IDS == UNK)].all()
        assert not seen[(IDS == PAD) | (IDS == MASK)].any()
        assert (seen ^ hidden)[IDS > MASK].all(), "a tag is either seen or to be found"
        assert torch.equal(labels[hidden], IDS[hidden])


def test_the_share_is_the_ratio():
    for ratio, fewest, most in ((0, 0, 0), (0.25, 2, 3), (0.4, 4, 4), (1, 10, 10)):
        generator = torch.Generator().manual_seed(0)
        counts = [(mask_tags(IDS, ratio, generator)[1][0] != IGNORED).sum().item() for _ in range(400)]
        assert set(counts) == {fewest, most}
        assert sum(counts) / 400 == pytest.approx(10 * ratio, abs=0.1)


def test_each_tag_is_hidden_as_often_as_any_other():
    generator = torch.Generator().manual_seed(0)
    often = sum((mask_tags(IDS, 0.3, generator)[1][0] != IGNORED).float() for _ in range(1000)) / 1000
    assert often[1:11].numpy() == pytest.approx(0.3, abs=0.05)


def test_a_seed_decides_and_rows_may_differ_in_ratio():
    one, same, other = (mask_tags(IDS, 0.5, torch.Generator().manual_seed(seed))[1] for seed in (0, 0, 1))
    assert torch.equal(one, same) and not torch.equal(one, other)
    ratios = torch.tensor([[1.0], [0.0], [1.0], [1.0]], dtype=torch.float64)
    assert (mask_tags(IDS, ratios)[1] != IGNORED).sum(1).tolist() == [10, 0, 0, 1]
