"""A training of a second with everything that a resumed run must get right; test_loop runs it.

    python -m tests.train.tiny_run FOLDER [KILL …] end

starts a process for each argument, one after the other. KILL is where the process kills itself:
`step:EPOCH:STEP`, `write:EPOCH` before a checkpoint gets its name, or `prune:EPOCH` before an old one goes;
`end` is a run to its end. Prints how each ended.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from pathlib import Path

import numpy as np
import torch
import torch._dynamo  # what every process would otherwise import anew
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

from train import loop
from train.recipe import Machine, Schedule


class Tiny:
    """Noise from all three generators goes in, so that losing one of their states shows."""

    steps_per_epoch = 5

    def __init__(self, kill: list[str], process: int) -> None:
        self.kill = kill
        self.process = process
        layers = nn.Linear(6, 8), nn.BatchNorm1d(8), nn.Dropout(0.3), nn.ReLU(), nn.Linear(8, 2)
        self.network = Loss(nn.Sequential(*layers))

    def batches(self, epoch):
        order = np.random.default_rng((epoch, self.process)).permutation(50)
        for step in range(self.steps_per_epoch):
            if self.kill == ["step", str(epoch), str(step)]:
                os.kill(os.getpid(), signal.SIGKILL)
            x = torch.from_numpy(order[step * 10 : step * 10 + 10, None] / 50).float().repeat(1, 6)
            x = x + 0.1 * torch.randn(10, 6) + float(np.random.rand()) + random.random()
            yield {"x": x, "y": (x[:, 0] > x.mean()).long()}

    def evaluate(self, network):
        return {"score": float(network.layers[0].weight.abs().mean())}


class Loss(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.layers = layers

    def forward(self, x, y):
        return {"loss": F.cross_entropy(self.layers(x), y)}


def main(folder: Path, kill: list[str]) -> None:
    schedule = Schedule(epochs=4, learning_rate=0.05, average=0.9, metric="score", patience=9)
    machine = Machine(threads=1, seed=3, log_every=2)
    accelerator = loop.start(machine)
    stage = Tiny(kill, accelerator.process_index)
    plain_rename, plain_rmtree = os.rename, shutil.rmtree

    def rename(source, target):
        if kill == ["write", str(int(Path(target).name.removeprefix("epoch-").removesuffix(".partial")))]:
            os.kill(os.getpid(), signal.SIGKILL)
        plain_rename(source, target)

    def rmtree(path, *arguments, **keywords):
        if kill == ["prune", str(int(Path(path).name.removeprefix("epoch-").removesuffix(".partial")))]:
            os.kill(os.getpid(), signal.SIGKILL)
        plain_rmtree(path, *arguments, **keywords)

    loop.os.rename, loop.shutil.rmtree = rename, rmtree
    network = loop.fit(accelerator, stage, schedule, machine, folder, {"tiny": 1})
    if accelerator.is_main_process:
        save_file(network.state_dict(), folder / "final.safetensors")


def ending(folder: Path, kill: str) -> int:
    """How a process of its own ends: 0, or the signal that killed it, negative."""
    child = os.fork()
    if child == 0:
        main(folder, kill.split(":"))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    print([ending(Path(sys.argv[1]), kill) for kill in sys.argv[2:]])
