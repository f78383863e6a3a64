"""Contrast between modalities against naive loops, torch's cross entropy, and itself on two processes."""

from __future__ import annotations

import math
import os

import pytest
import torch
from torch.nn import functional as F

from comicenc.objectives.cross_modal import multi_positive_contrastive, symmetric_contrastive

GRID = [(n, d, scale) for n in (1, 2, 5, 16) for d in (2, 32) for scale in (1.0, 14.3, 100.0)]


def sides(n: int, d: int) -> tuple[torch.Tensor, torch.Tensor]:
    rows = torch.randn(2, n, d, generator=torch.Generator().manual_seed(100 * n + d), dtype=torch.float64)
    return tuple(F.normalize(rows, dim=-1))


def naive(a: torch.Tensor, b: torch.Tensor, scale: float, labels: list[int]) -> float:
    """Each row picks each of its partners; a mean over partners, one over rows, a sum over directions."""
    total = 0.0
    for rows, others in ((a, b), (b, a)):
        for i, row in enumerate(rows):
            odds = [math.exp(scale * float(row @ other)) for other in others]
            partners = [j for j in range(len(others)) if labels[j] == labels[i]]
            total -= sum(math.log(odds[j] / sum(odds)) for j in partners) / len(partners) / len(rows)
    return total


@pytest.mark.parametrize(("n", "d", "scale"), GRID)
def test_the_papers_loss_equals_a_naive_double_loop(n, d, scale):
    a, b = sides(n, d)
    expected = naive(a, b, scale, list(range(n)))
    assert symmetric_contrastive(a, b, scale).item() == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("n", "d", "scale"), GRID)
@pytest.mark.parametrize("classes", [1, 3])
def test_with_several_partners_it_equals_a_naive_double_loop(n, d, scale, classes):
    (a, b), labels = sides(n, d), torch.arange(n) % classes
    expected = naive(a, b, scale, labels.tolist())
    loss = multi_positive_contrastive(a, b, scale, labels)
    assert loss.item() == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("weights", [None, torch.tensor([0.5, 2.0, 1.0, 0.0], dtype=torch.float64)])
def test_the_papers_loss_is_cross_entropy_of_rows_and_columns_in_value_and_gradient(weights):
    a, b = (side.requires_grad_() for side in sides(4, 8))
    scale = torch.tensor(20.0, dtype=torch.float64, requires_grad=True)
    logits, own = scale * a @ b.T, torch.arange(4)
    theirs = F.cross_entropy(logits, own, weight=weights) + F.cross_entropy(logits.T, own, weight=weights)
    ours = symmetric_contrastive(a, b, scale, weights=weights)
    torch.testing.assert_close(ours, theirs)
    for mine, other in zip(
        *(torch.autograd.grad(loss, (a, b, scale)) for loss in (ours, theirs)), strict=True
    ):
        torch.testing.assert_close(mine, other)


def test_labels_that_occur_once_change_nothing():
    a, b = sides(6, 8)
    loss = multi_positive_contrastive(a, b, 10.0, torch.randperm(6))
    torch.testing.assert_close(loss, symmetric_contrastive(a, b, 10.0))


def test_texts_that_are_labels_make_both_losses_one_in_value_and_gradient():
    """A row's partners are then equal, so that picking one of them is picking each."""
    (a, words), labels = sides(12, 8), torch.arange(12) % 3
    words = words[labels]
    pairs = [[side.clone().requires_grad_() for side in (a, words)] for _ in range(2)]
    losses = [
        multi_positive_contrastive(*pair, 20.0, own) for pair, own in zip(pairs, (None, labels), strict=True)
    ]
    torch.testing.assert_close(*losses)
    sounds, texts = zip(
        *(torch.autograd.grad(loss, pair) for loss, pair in zip(losses, pairs, strict=True)), strict=True
    )
    torch.testing.assert_close(*sounds)
    of_words = [torch.stack([grad[labels == label].sum(0) for label in range(3)]) for grad in texts]
    torch.testing.assert_close(*of_words)


def test_texts_that_say_the_same_in_other_words_draw_a_piece_only_with_several_partners():
    """One piece lies between two texts of its mood: the paper's loss wants it nearer to its own of them."""
    words = torch.eye(3, dtype=torch.float64)
    sound = F.normalize(torch.tensor([1.0, 1.0, 0.0], dtype=torch.float64), dim=0)
    pulls = []
    for labels in (None, torch.tensor([0, 0, 1])):
        a = torch.stack([sound, sound, words[2]]).requires_grad_()
        (gradient,) = torch.autograd.grad(multi_positive_contrastive(a, words, 5.0, labels), a)
        pulls.append(gradient[0, 1] - gradient[0, 0])
    assert pulls[0] > 0.1
    assert abs(pulls[1]) < 1e-12


def test_sides_that_do_not_pair_up_are_refused():
    with pytest.raises(ValueError, match="3 rows of one modality and 2 of the other"):
        symmetric_contrastive(torch.ones(3, 4), torch.ones(2, 4), 1.0)


def test_full_precision_is_kept_under_autocast():
    a, b = (side.float() for side in sides(16, 32))
    with torch.autocast("cpu", torch.bfloat16):
        rounded = symmetric_contrastive(a, b, 100.0)
    torch.testing.assert_close(rounded, symmetric_contrastive(a, b, 100.0), atol=1e-4, rtol=0)


def weights_after_backward(model: torch.nn.Module, a, b, labels, weights) -> list[torch.Tensor]:
    rows = (F.normalize(model(side), dim=1) for side in (a, b))
    loss = multi_positive_contrastive(*rows, 20.0, labels, weights=weights)
    loss.backward()
    return [loss.detach(), *(parameter.grad for parameter in model.parameters())]


def encoder() -> torch.nn.Module:
    torch.manual_seed(3)
    return torch.nn.Sequential(torch.nn.Linear(6, 16), torch.nn.ReLU(), torch.nn.Linear(16, 8)).double()


def batch(labelled: bool) -> tuple[torch.Tensor | None, ...]:
    weights = torch.arange(1, 9, dtype=torch.float64)
    return *sides(8, 6), torch.arange(8) % 3 if labelled else None, weights if labelled else None


CUTS = {"equal halves": 4, "unequal halves": 3, "a process without a pair": 8}


def one_process(rank: int, folder: str) -> None:
    """Its part of a batch of eight under DistributedDataParallel; leaves the mean loss and gradients."""
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", init_method=f"file://{folder}/meet", rank=rank, world_size=2)
    for labelled in (False, True):
        for name, cut in CUTS.items():
            part = slice(0, cut) if rank == 0 else slice(cut, None)
            own = [None if values is None else values[part] for values in batch(labelled)]
            model = torch.nn.parallel.DistributedDataParallel(encoder())
            loss, *gradients = weights_after_backward(model, *own)
            torch.distributed.all_reduce(loss)
            torch.save([loss / 2, *gradients], f"{folder}/{labelled}-{name}-{rank}.pt")
    torch.distributed.barrier()
    os._exit(0)  # gloo's threads now and then abort an interpreter that shuts down in order


def test_two_processes_are_one_of_the_whole_batch(tmp_path):
    torch.multiprocessing.spawn(one_process, args=(str(tmp_path),), nprocs=2)
    for labelled in (False, True):
        whole = weights_after_backward(encoder(), *batch(labelled))
        for name in CUTS:
            for rank in range(2):
                parts = torch.load(tmp_path / f"{labelled}-{name}-{rank}.pt")
                torch.testing.assert_close(parts, whole)
