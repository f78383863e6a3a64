"""Rows of several processes as one batch: a loss of all of them is that of one process."""

from __future__ import annotations

import os

import pytest
import torch

from comicenc.objectives.gather import gather, processes

LABELS = torch.tensor([0, 0, 1, 1, 1, 2, 2])


def inputs() -> torch.Tensor:
    return torch.randn(7, 6, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def network() -> torch.nn.Module:
    torch.manual_seed(2)
    return torch.nn.Linear(6, 4).double()


def trained(model: torch.nn.Module, rows: torch.Tensor, labels: torch.Tensor) -> list[torch.Tensor]:
    from comicenc.objectives.metric_learning import contrastive, triplet_margin

    embeddings, known = gather(model(rows))[0], gather(labels)[0]
    loss = contrastive(embeddings, known) + triplet_margin(embeddings, known, margin=0.3)
    loss.backward()
    return [loss.detach(), *(parameter.grad for parameter in model.parameters())]


def one_process(rank: int, folder: str) -> None:
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", init_method=f"file://{folder}/meet", rank=rank, world_size=2)
    part = slice(0, 3) if rank == 0 else slice(3, None)
    everyone, first = gather(inputs()[part])
    found = trained(torch.nn.parallel.DistributedDataParallel(network()), inputs()[part], LABELS[part])
    torch.save([everyone, torch.tensor(first), *found], f"{folder}/{rank}.pt")
    torch.distributed.barrier()
    os._exit(0)  # gloo's threads now and then abort an interpreter that shuts down in order


def test_a_metric_loss_of_two_processes_is_that_of_one(tmp_path):
    pytest.importorskip("pytorch_metric_learning")
    torch.multiprocessing.spawn(one_process, args=(str(tmp_path),), nprocs=2)
    expected = trained(network(), inputs(), LABELS)
    for rank, start in enumerate((0, 3)):
        everyone, first, *found = torch.load(tmp_path / f"{rank}.pt")
        torch.testing.assert_close(everyone, inputs())
        assert first == start
        torch.testing.assert_close(found, expected)


def test_alone_nothing_is_done():
    rows = inputs()
    assert processes() == 1
    assert gather(rows)[0] is rows
