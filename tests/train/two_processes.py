"""Loss and gradients of one step, a batch's rows shared among the processes; test_two_processes runs it.

    ACCELERATE_USE_CPU=true accelerate launch --multi_gpu --num_processes 2 -m tests.train.two_processes FILE

With `--cpu` instead, accelerate starts several processes only through MPI, and without it quietly one.
"""

from __future__ import annotations

import os
import sys

import networkx
import torch
from accelerate import Accelerator
from safetensors.torch import save_file

from comicenc.models.identity_simclr import IdentitySimCLRConfig, IdentitySimCLRModel
from train import loop
from train.identity_simclr.fine_tune import IdentityLoss
from train.identity_simclr.recipe import FineTune
from train.identity_simclr.self_supervised import ViewLosses
from train.identity_simclr.supervised import IdentityContrast
from train.recipe import Machine

ROWS = 12
BACKBONE = {"model_type": "resnet", "embedding_size": 8, "hidden_sizes": [8, 16], "depths": [1, 1]}
SIZES = {"face_size": 16, "body_size": 24, "projection_dim": 8, "identity_dim": 8}


def batches() -> dict[str, dict[str, torch.Tensor]]:
    """What each stage is given; the two halves lack different numbers of parts."""
    rng = torch.Generator().manual_seed(1)

    def images(*shape: int) -> torch.Tensor:
        return torch.randn(ROWS, *shape, generator=rng)

    parts = {
        "pixel_values": images(3, 16, 16),
        "body_pixel_values": images(3, 24, 24),
        "has_face": torch.arange(ROWS) != 2,
        "has_body": ~torch.isin(torch.arange(ROWS), torch.tensor([4, 9, 10])),
    }
    views = {"face_views": images(2, 3, 16, 16), "body_views": images(2, 3, 24, 24)}
    who = torch.arange(ROWS) % 5
    encoded = {"features": images(2, 16).movedim(1, 0), "present": torch.ones(2, ROWS, dtype=torch.bool)}
    return {
        "self_supervised": parts | views,
        "supervised": parts | {"identity": who},
        "fine_tune": encoded | {"identity": who, "series": who // 3},
    }


def known_to_differ() -> networkx.Graph:
    """Two series: identities 0 to 2 of one, 3 and 4 of the other."""
    return networkx.Graph([(0, 1), (1, 2), (0, 2), (3, 4)])


def networks() -> dict[str, torch.nn.Module]:
    """One network a stage, in evaluation mode: between CPUs no batch statistics are shared."""
    tuning = FineTune(data="", output="", checkpoint="", loss="triplet", mix_series=True)
    config = IdentitySimCLRConfig(image_config={**BACKBONE, "layer_type": "basic"}, **SIZES)
    made = {
        "self_supervised": ViewLosses(IdentitySimCLRModel(config)),
        "supervised": IdentityContrast(IdentitySimCLRModel(config)),
        "fine_tune": IdentityLoss(IdentitySimCLRModel(config), tuning, known_to_differ()),
    }
    for name, network in made.items():
        network.model.set_stage("identity" if name == "fine_tune" else "self_supervised")
    return {name: network.eval() for name, network in made.items()}


def step(accelerator: Accelerator) -> dict[str, torch.Tensor]:
    """The loss of each stage and the gradient of every parameter."""
    share = torch.arange(ROWS).tensor_split(accelerator.num_processes)[accelerator.process_index]
    found = {"processes": torch.tensor(accelerator.num_processes)}
    for name, network in networks().items():
        batch = {
            key: values[:, share] if key in ("features", "present") else values[share]
            for key, values in batches()[name].items()
        }
        prepared = accelerator.prepare(network)
        loss = prepared(**batch)["loss"]
        accelerator.backward(loss)
        found[f"{name}.loss"] = accelerator.reduce(loss.detach(), "mean")
        for key, value in network.named_parameters():
            if value.grad is not None:
                found[f"{name}.{key}"] = value.grad.contiguous()
    return found


if __name__ == "__main__":
    accelerator = loop.start(Machine(threads=1))
    found = step(accelerator)
    if accelerator.is_main_process:
        save_file(found, sys.argv[1])
    accelerator.wait_for_everyone()
    os._exit(0)  # gloo's threads now and then abort an interpreter that shuts down in order
