"""One loop for every recipe: accelerate's processes and precision, whole checkpoints, exact resuming.

A run lives in a folder: `log.jsonl`, `recipe.json`, and `checkpoints/epoch-00007/`, which appear by one
rename and so are there whole or not at all. Started again, a run goes on from the newest of them and ends
with the same weights as one that was never stopped, on the same machine and number of processes.

Differs from the paper in nothing that it states: it clips the gradient at 0.5, synchronises batch norm over
processes, and anneals by a cosine; here that goes step by step. Batch norm is synchronised on GPUs, where
torch can; between processes on CPUs each normalises by its own share of the batch, and the running
statistics are those of the first process.
"""

from __future__ import annotations

import copy
import json
import math
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from accelerate.utils import broadcast_object_list, set_seed
from torch import Tensor, nn
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel

from train.recipe import Machine, RecipeError, Schedule


class Stage(Protocol):
    """What is trained, beside its schedule.

    `network` is called with one batch and gives a dict of scalars, of which `loss` is minimised. `batches`
    gives an epoch's batches on the right device, this process's share of each, and depends on nothing but its
    argument and the random states; `schedule.accumulation` of them make one of the `steps_per_epoch` of the
    optimiser, for the mean of their losses. `evaluate` gives the validation metrics, on the main process
    only.
    """

    network: nn.Module
    steps_per_epoch: int

    def batches(self, epoch: int) -> Iterable[dict[str, Tensor]]: ...

    def evaluate(self, network: nn.Module) -> dict[str, float]: ...


def start(machine: Machine) -> Accelerator:
    """Threads, processes, precision and seeds; to be called before the network is made."""
    torch.set_num_threads(machine.threads)
    AcceleratorState._reset_state()  # a run after another in one process has a precision of its own
    accelerator = Accelerator(mixed_precision=machine.mixed_precision)
    set_seed(machine.seed)
    return accelerator


def fit(
    accelerator: Accelerator,
    stage: Stage,
    schedule: Schedule,
    machine: Machine,
    folder: Path,
    recipe: dict,
    renew: Callable[[int], Iterable[nn.Parameter]] | None = None,
) -> nn.Module:
    """Train to the end of the schedule, from the newest checkpoint in `folder` if there is one.

    Args:
        recipe: All that the run was asked for, as JSON; a folder begun with another recipe is refused.
        renew: Called before each epoch with its number; gives the parameters that it started afresh, in
            place, whose moments the optimiser then forgets.

    Returns:
        The trained network: the best by `schedule.metric` where that is watched, else the last; averaged over
        the steps where `schedule.average` asks for it.

    Raises:
        RecipeError: If `folder` holds a run of another recipe.
        FloatingPointError: If the loss of an epoch is not finite; that epoch leaves no checkpoint.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _claim(accelerator, folder, recipe)
    plain = stage.network
    if accelerator.num_processes > 1 and accelerator.device.type == "cuda":
        plain = nn.SyncBatchNorm.convert_sync_batchnorm(plain)
    average = _average_of(plain, schedule.average).to(accelerator.device) if schedule.average else None
    parameters = [parameter for parameter in plain.parameters() if parameter.requires_grad]
    optimizer = _optimizer(schedule, parameters)
    scheduler = LambdaLR(optimizer, learning_rate_factor(schedule, stage.steps_per_epoch))
    network, optimizer = accelerator.prepare(plain, optimizer)
    accelerator.gradient_accumulation_steps = schedule.accumulation
    progress = Progress(schedule)
    accelerator.register_for_checkpointing(scheduler, progress)
    if average:
        accelerator.register_for_checkpointing(average)
    # What is drawn in training differs between the processes; the weights come from the first anyway.
    set_seed(machine.seed, device_specific=True)
    newest = newest_checkpoint(folder / "checkpoints")
    if newest:
        accelerator.load_state(str(newest))
    log = Log(folder / "log.jsonl", progress.epoch, accelerator.is_main_process)

    while not progress.finished:
        watch = Watch(machine.log_every)
        for parameter in renew(progress.epoch) if renew else ():
            optimizer.state.pop(parameter, None)
        network.train()
        batches = iter(stage.batches(progress.epoch))
        for _ in range(stage.steps_per_epoch):
            share = islice(batches, schedule.accumulation)
            losses = _step(accelerator, network, optimizer, share, schedule.gradient_clip)
            rate = scheduler.get_last_lr()[0]
            scheduler.step()
            if average:
                average.update_parameters(plain)
            if line := watch.step(losses):
                log.write({"epoch": progress.epoch, "learning_rate": rate, **line})
        watch.check_finite()
        result = average.module if average else plain
        metrics = _evaluate(accelerator, stage, result)
        log.write({"epoch": progress.epoch, "validation": metrics, **watch.epoch()})
        progress.update(metrics, result)
        write_checkpoint(accelerator, folder / "checkpoints", progress.epoch, machine.keep_checkpoints)
    result = average.module if average else plain
    if progress.best_weights:
        result.load_state_dict(progress.best_weights)
    return result


def _optimizer(schedule: Schedule, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
    numbers = {"lr": schedule.learning_rate, "weight_decay": schedule.weight_decay}
    if schedule.optimizer == "sgd":
        return torch.optim.SGD(parameters, momentum=schedule.momentum, **numbers)
    return torch.optim.AdamW(parameters, **numbers)


def _step(
    accelerator: Accelerator,
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    batches: Iterable[dict[str, Tensor]],
    gradient_clip: float,
) -> dict[str, Tensor]:
    """One step of the optimiser for the mean of the batches' losses, which come back."""
    means: dict[str, Tensor] = {}
    for batch in batches:
        with accelerator.accumulate(network):
            losses = network(**batch)
            accelerator.backward(losses["loss"])
            if accelerator.sync_gradients and gradient_clip:
                accelerator.clip_grad_norm_(network.parameters(), gradient_clip)
            optimizer.step()  # does nothing before the last batch, nor does zero_grad
            optimizer.zero_grad(set_to_none=True)
        for name, value in losses.items():
            means[name] = means.get(name, 0.0) + value.detach() / accelerator.gradient_accumulation_steps
    return means


def learning_rate_factor(schedule: Schedule, steps_per_epoch: int) -> Callable[[int], float]:
    """The share of the highest learning rate at each optimiser step."""
    total = max(schedule.epochs * steps_per_epoch, 1)
    rises = schedule.shape in ("one_cycle", "two_cosines")
    rise = schedule.warmup * total if rises else 0.0
    falls = [(rise, 1.0), (float(total), schedule.lowest)]  # steps and shares between which a cosine falls
    if schedule.shape == "two_cosines":
        falls.insert(1, (schedule.knee_at * total, schedule.knee))

    def factor(step: int) -> float:
        if schedule.shape == "constant":
            return 1.0
        if schedule.shape == "exponential":
            return schedule.gamma ** (step // steps_per_epoch)
        if step < rise:
            return (step + 1) / (rise + 1)
        second = len(falls) == 3 and step >= falls[1][0]
        (start, high), (end, low) = falls[second : second + 2]
        done = min((step - start) / (end - start), 1.0)
        return low + (high - low) * (1 + math.cos(math.pi * done)) / 2

    return factor


def _average_of(network: nn.Module, decay: float) -> AveragedModel:
    def blend(mean: Tensor, new: Tensor, count: Any) -> Tensor:
        # A fixed decay would keep the random start weights alive for the first 1 / (1 - decay) steps.
        return mean + (new - mean) * max(1 - decay, 9 / (int(count) + 10))

    return AveragedModel(network, avg_fn=blend, use_buffers=True)


class Progress:
    """How far a run is, which epoch was best so far, and whether it is over."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.epoch = 0  # epochs done
        self.best = -math.inf
        self.best_epoch = 0
        self.best_weights: dict[str, Tensor] | None = None

    @property
    def finished(self) -> bool:
        patience = self.schedule.patience
        stalled = patience > 0 and self.epoch - self.best_epoch >= patience and self.best_weights is not None
        return self.epoch >= self.schedule.epochs or stalled

    def update(self, metrics: dict[str, float], network: nn.Module) -> None:
        """Count an epoch, and keep its weights if it is the best so far."""
        self.epoch += 1
        name = self.schedule.metric
        if not name:
            return
        if name not in metrics:
            measured = ", ".join(metrics) or "nothing"
            raise RecipeError(f"the recipe watches {name}, but the stage measures {measured}")
        if metrics[name] > self.best:
            self.best, self.best_epoch = metrics[name], self.epoch
            self.best_weights = copy.deepcopy(network.state_dict())

    def state_dict(self) -> dict[str, Any]:
        return {key: value for key, value in vars(self).items() if key != "schedule"}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        vars(self).update(state)


class Watch:
    """Running means of the losses, and the speed."""

    def __init__(self, every: int) -> None:
        self.every = every
        self.steps = 0
        self.started = time.perf_counter()
        self.total: dict[str, Tensor] = {}

    def step(self, losses: dict[str, Tensor]) -> dict[str, float] | None:
        """Add a step; gives its values when it is time for a line."""
        self.steps += 1
        for name, value in losses.items():
            self.total[name] = self.total.get(name, 0.0) + value.detach().float()
        if self.steps % self.every:
            return None
        seconds = (time.perf_counter() - self.started) / self.steps
        return {"step": self.steps, "seconds_per_step": round(seconds, 4)} | {
            name: round(float(value.detach()), 5) for name, value in losses.items()
        }

    def check_finite(self) -> None:
        if self.steps and not math.isfinite(float(self.total["loss"])):
            raise FloatingPointError("the loss is not finite: lower the learning rate or train without fp16")

    def epoch(self) -> dict[str, float]:
        means = {name: round(float(value) / self.steps, 5) for name, value in self.total.items()}
        return {"mean": means, "steps": self.steps, "seconds": round(time.perf_counter() - self.started, 1)}


class Log:
    """A file with one JSON object a line; lines of epochs that will be done again are dropped on opening."""

    def __init__(self, path: Path, epochs_done: int, main: bool) -> None:
        self.path = path if main else None
        if main and path.exists():
            whole = [line for line in path.read_text().splitlines() if _logged_epoch(line) < epochs_done]
            replace_file(path, "".join(f"{line}\n" for line in whole))

    def write(self, entry: dict[str, Any]) -> None:
        if self.path:
            with self.path.open("a") as file:
                file.write(json.dumps(entry) + "\n")


def _logged_epoch(line: str) -> float:
    try:
        return json.loads(line)["epoch"]
    except (ValueError, KeyError, TypeError):  # a kill can tear the last line
        return math.inf


def replace_file(path: Path, content: str) -> None:
    """Write a text file whole or not at all."""
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def newest_checkpoint(folder: Path) -> Path | None:
    """The checkpoint of the last epoch boundary, or None."""
    whole = [path for path in folder.glob("epoch-*") if re.fullmatch(r"epoch-\d+", path.name)]
    return max(whole, key=lambda path: int(path.name.removeprefix("epoch-")), default=None)


def write_checkpoint(accelerator: Accelerator, folder: Path, epoch: int, keep: int) -> None:
    """Model, optimiser, schedule, random states of every process and progress, by one rename."""
    final = folder / f"epoch-{epoch:05d}"
    partial = folder / f"{final.name}.partial"
    if accelerator.is_main_process:
        folder.mkdir(exist_ok=True)
        for leftover in folder.glob("*.partial"):
            shutil.rmtree(leftover)
    accelerator.wait_for_everyone()
    accelerator.save_state(str(partial))
    accelerator.wait_for_everyone()
    if accelerator.is_main_process:
        for file in partial.iterdir():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())
        os.rename(partial, final)
        whole = sorted(path for path in folder.iterdir() if re.fullmatch(r"epoch-\d+", path.name))
        for old in whole[:-keep]:
            doomed = old.with_name(f"{old.name}.partial")
            os.rename(old, doomed)  # a kill inside rmtree must not leave half a checkpoint under a whole name
            shutil.rmtree(doomed)
    accelerator.wait_for_everyone()


def _claim(accelerator: Accelerator, folder: Path, recipe: dict) -> None:
    path = folder / "recipe.json"
    wanted = json.loads(json.dumps(recipe))
    if path.exists():
        begun = json.loads(path.read_text())
        other = sorted(key for key in wanted.keys() | begun.keys() if wanted.get(key) != begun.get(key))
        if other:
            raise RecipeError(f"{folder} holds a run with another {', '.join(other)}: choose another output")
    accelerator.wait_for_everyone()
    if accelerator.is_main_process and not path.exists():
        replace_file(path, json.dumps(wanted, indent=2) + "\n")
    accelerator.wait_for_everyone()


def _evaluate(accelerator: Accelerator, stage: Stage, network: nn.Module) -> dict[str, float]:
    metrics: list[dict[str, float]] = [{}]
    if accelerator.is_main_process:
        network.eval()
        with torch.no_grad(), accelerator.autocast():
            metrics = [stage.evaluate(network)]
    # Every process must come to the same decision about stopping.
    return broadcast_object_list(metrics)[0]
