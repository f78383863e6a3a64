"""NT-Xent against a library, a naive loop, and itself on two processes."""

from __future__ import annotations

import math
import os

import pytest
import torch
from torch.nn import functional as F

from comicenc.objectives.nt_xent import multi_positive_nt_xent, nt_xent

GRID = [(n, d, t) for n in (1, 2, 5, 16) for d in (2, 8, 128) for t in (0.05, 0.07, 0.5, 1.0)]


def views(n: int, d: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(1000 * n + d)
    a, b = torch.randn(2, n, d, generator=generator, dtype=torch.float64)
    return a, b + a


def naive(a: torch.Tensor, b: torch.Tensor, temperature: float) -> float:
    rows = [row / row.norm() for row in [*a, *b]]
    total = 0.0
    for i, anchor in enumerate(rows):
        partner = rows[(i + len(a)) % len(rows)]
        others = sum(math.exp(anchor @ row / temperature) for j, row in enumerate(rows) if j != i)
        total -= math.log(math.exp(anchor @ partner / temperature) / others)
    return total / len(rows)


@pytest.mark.parametrize(("n", "d", "temperature"), GRID)
def test_equals_a_naive_double_loop(n, d, temperature):
    a, b = views(n, d)
    assert nt_xent(a, b, temperature).item() == pytest.approx(naive(a, b, temperature), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("n", "d", "temperature"), GRID)
def test_equals_pytorch_metric_learning_in_value_and_gradient(n, d, temperature):
    losses = pytest.importorskip("pytorch_metric_learning.losses")
    a, b = (view.requires_grad_() for view in views(n, d))
    labels = torch.arange(n).repeat(2)
    theirs = losses.NTXentLoss(temperature)(torch.cat([a, b]), labels)
    ours = nt_xent(a, b, temperature)
    torch.testing.assert_close(ours, theirs)
    for mine, other in zip(
        torch.autograd.grad(ours, (a, b)), torch.autograd.grad(theirs, (a, b)), strict=True
    ):
        torch.testing.assert_close(mine, other)


def test_is_the_logarithm_of_the_others_where_nothing_tells_views_apart():
    same = torch.ones(320, 4)
    assert nt_xent(same, same).item() == pytest.approx(math.log(639), rel=1e-5)


def test_no_view_at_all_is_zero_with_a_gradient():
    a = torch.zeros(0, 8, requires_grad=True)
    loss = nt_xent(a, a)
    loss.backward()
    assert loss.item() == 0
    assert a.grad.shape == (0, 8)


def test_views_of_different_instances_are_refused():
    with pytest.raises(ValueError, match="differ in shape"):
        nt_xent(torch.ones(2, 4), torch.ones(3, 4))


def weights_after_backward(model: torch.nn.Module, a: torch.Tensor, b: torch.Tensor) -> list[torch.Tensor]:
    loss = nt_xent(model(a), model(b), 0.07)
    loss.backward()
    return [loss.detach(), *(parameter.grad for parameter in model.parameters())]


def encoder() -> torch.nn.Module:
    torch.manual_seed(3)
    return torch.nn.Sequential(torch.nn.Linear(6, 16), torch.nn.ReLU(), torch.nn.Linear(16, 8)).double()


CUTS = {"equal halves": 4, "unequal halves": 3, "a process without any face": 8}


def one_process(rank: int, folder: str) -> None:
    """Its part of a batch of eight under DistributedDataParallel; leaves the mean loss and gradients."""
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", init_method=f"file://{folder}/meet", rank=rank, world_size=2)
    a, b = views(8, 6)
    for name, cut in CUTS.items():
        part = slice(0, cut) if rank == 0 else slice(cut, None)
        model = torch.nn.parallel.DistributedDataParallel(encoder())
        loss, *gradients = weights_after_backward(model, a[part], b[part])
        torch.distributed.all_reduce(loss)
        torch.save([loss / 2, *gradients], f"{folder}/{name}-{rank}.pt")
    torch.distributed.barrier()
    os._exit(0)  # gloo's threads now and then abort an interpreter that shuts down in order


def test_two_processes_are_one_of_the_whole_batch(tmp_path):
    torch.multiprocessing.spawn(one_process, args=(str(tmp_path),), nprocs=2)
    whole = weights_after_backward(encoder(), *views(8, 6))
    for name in CUTS:
        for rank in range(2):
            torch.testing.assert_close(torch.load(tmp_path / f"{name}-{rank}.pt"), whole)


def test_the_whole_batch_is_not_the_mean_of_its_halves():
    a, b = views(8, 6)
    whole = nt_xent(a, b)
    halves = (nt_xent(a[:4], b[:4]) + nt_xent(a[4:], b[4:])) / 2
    assert not torch.isclose(whole, halves, rtol=0.05), "else the test above would pass without gathering"


def test_length_of_the_projections_does_not_matter():
    a, b = views(5, 8)
    torch.testing.assert_close(nt_xent(a, b), nt_xent(7 * a, F.normalize(b, dim=1)))


@pytest.mark.parametrize(
    ("n", "dim", "temperature", "labels"), [(6, 4, 0.07, 2), (17, 8, 0.5, 5), (9, 3, 0.2, 9)]
)
def test_multi_positive_equals_a_naive_loop(n, dim, temperature, labels):
    generator = torch.Generator().manual_seed(n)
    vectors = torch.randn(n, dim, generator=generator, dtype=torch.float64)
    who = torch.randint(0, labels, (n,), generator=generator)
    unit = torch.nn.functional.normalize(vectors, dim=1)
    terms = []
    for i in range(n):
        others = [j for j in range(n) if j != i]
        total = sum(math.exp(float(unit[i] @ unit[j]) / temperature) for j in others)
        partners = [j for j in others if who[j] == who[i]]
        if partners:
            logs = [float(unit[i] @ unit[j]) / temperature - math.log(total) for j in partners]
            terms.append(-sum(logs) / len(partners))
    expected = sum(terms) / len(terms) if terms else 0.0
    assert float(multi_positive_nt_xent(vectors, who, temperature)) == pytest.approx(expected, rel=1e-9)


def test_multi_positive_equals_supcon_of_pytorch_metric_learning():
    losses = pytest.importorskip("pytorch_metric_learning.losses")
    vectors, who = torch.randn(24, 8, generator=torch.Generator().manual_seed(1)), torch.arange(24) % 5
    theirs = losses.SupConLoss(temperature=0.07)(vectors, who)
    assert float(multi_positive_nt_xent(vectors, who, 0.07)) == pytest.approx(float(theirs), rel=1e-5)


def test_multi_positive_with_pairs_is_nt_xent():
    a, b = torch.randn(2, 7, 5, generator=torch.Generator().manual_seed(2))
    who = torch.arange(7).repeat(2)
    assert torch.allclose(multi_positive_nt_xent(torch.cat([a, b]), who), nt_xent(a, b))


def test_losses_keep_full_precision_under_autocast():
    a, b = torch.randn(2, 16, 32, generator=torch.Generator().manual_seed(3))
    with torch.autocast("cpu", torch.bfloat16):
        rounded = nt_xent(a, b)
    assert torch.allclose(rounded, nt_xent(a, b), atol=1e-5)
