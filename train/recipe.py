"""Recipes: the numbers of a training, as frozen dataclasses whose defaults are the paper's.

A recipe is a YAML file with one mapping; `--key=value` on the command line replaces a value, and a dotted key
reaches inside (`--schedule.epochs=3`). Numbers of the architecture live in the model's config, not here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


class RecipeError(ValueError):
    """A recipe that cannot be used; the message is one sentence that names the file and the key."""


@dataclass(frozen=True)
class Schedule:
    """How long and how fast.

    Args:
        epochs: Passes over the data.
        learning_rate: Its highest value.
        weight_decay: The optimiser's; biases and norms are decayed too, as in the papers' plain AdamW.
        optimizer: `adamw` or `sgd`.
        momentum: Of `sgd`.
        accumulation: Batches that make one step of the optimiser, where all of them do not fit at once.
        shape: `cosine` from the highest to the lowest, `exponential` by `gamma` once an epoch, `one_cycle` up
            for `warmup` of the steps and down by a cosine, `two_cosines` likewise but down by one cosine to
            the `knee` and by another to the lowest, `constant`.
        lowest: The last learning rate of the shapes with a cosine, as a share of the highest.
        knee: The learning rate between two cosines, as a share of the highest.
        knee_at: Share of the steps at which it is reached.
        gamma: Factor an epoch, for `exponential`.
        warmup: Share of the steps of a linear rise from zero, for `one_cycle` and `two_cosines`.
        gradient_clip: Largest norm of the gradient, or 0 for no limit.
        average: Decay of an exponential moving average of the weights, which is then what is evaluated and
            kept; 0 for none.
        patience: Epochs without a better `metric` before training stops; 0 means never.
        metric: The validation metric that is watched; higher is better.
    """

    epochs: int = 500
    learning_rate: float = 5e-4
    weight_decay: float = 0.01
    optimizer: Literal["adamw", "sgd"] = "adamw"
    momentum: float = 0.9
    accumulation: int = 1
    shape: Literal["cosine", "exponential", "one_cycle", "two_cosines", "constant"] = "cosine"
    lowest: float = 1 / 50
    knee: float = 0.6
    knee_at: float = 0.6
    gamma: float = 0.95
    warmup: float = 0.1
    gradient_clip: float = 0.5
    average: float = 0.0
    patience: int = 0
    metric: str = ""

    def __post_init__(self) -> None:
        if self.epochs < 1 or self.learning_rate <= 0 or not 0 < self.gamma <= 1 or not 0 <= self.warmup < 1:
            raise ValueError("needs epochs >= 1, learning_rate > 0, gamma in (0, 1] and warmup in [0, 1)")
        if self.shape == "two_cosines" and not self.warmup < self.knee_at < 1:
            raise ValueError("needs knee_at after the warmup and before the end")
        if self.accumulation < 1 or not 0 <= self.momentum < 1:
            raise ValueError("needs accumulation >= 1 and momentum in [0, 1)")
        if self.patience and not self.metric:
            raise ValueError("has patience but names no metric to watch")


@dataclass(frozen=True)
class Machine:
    """Where and how exactly it runs; no result should depend on these beyond rounding.

    Args:
        mixed_precision: `bf16` on CPUs with AMX and on GPUs, else `no`.
        threads: Threads of torch in each process.
        seed: Of weights, order of data and augmentation.
        keep_checkpoints: How many epoch boundaries to keep; the newest is what a killed run continues from.
        log_every: Steps between two lines of the log.
    """

    mixed_precision: Literal["no", "bf16", "fp16"] = "no"
    threads: int = 2
    seed: int = 0
    keep_checkpoints: int = 1
    log_every: int = 50

    def __post_init__(self) -> None:
        if self.threads < 1 or self.keep_checkpoints < 1 or self.log_every < 1:
            raise ValueError("needs threads, keep_checkpoints and log_every of at least 1")


def read_yaml(path: str | Path) -> dict[str, Any]:
    """The mapping of a recipe file.

    Raises:
        RecipeError: If it is not readable, not YAML, or not one mapping.
    """
    try:
        content = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path}: cannot be read ({error.__class__.__name__})") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise RecipeError(f"{path}: not YAML{f' (line {mark.line + 1})' if mark else ''}") from None
    if not isinstance(content, dict):
        raise RecipeError(f"{path}: a recipe is one mapping of keys to values")
    return content


def override(content: dict[str, Any], arguments: Sequence[str]) -> dict[str, Any]:
    """A copy of a recipe's mapping with `--key=value` arguments applied; values are read as YAML.

    Raises:
        RecipeError: If an argument has another form, or a dotted key goes through something without keys.
    """
    result = dict(content)
    for argument in arguments:
        key, equals, value = argument.removeprefix("--").partition("=")
        if not (argument.startswith("--") and key and equals):
            raise RecipeError(f"{argument}: an override looks like --key=value")
        *parents, last = key.split(".")
        place = result
        for parent in parents:
            inner = place.get(parent) or {}
            if not isinstance(inner, dict):
                raise RecipeError(f"--{key}: {parent} holds no keys of its own")
            place[parent] = dict(inner)
            place = place[parent]
        try:
            place[last] = yaml.safe_load(value)
        except yaml.YAMLError:
            raise RecipeError(f"--{key}: {value} is not YAML") from None
    return result


def to_recipe(kind: type[T], content: dict[str, Any], source: str | Path) -> T:
    """The dataclass that a mapping describes.

    Raises:
        RecipeError: If a key is unknown or a value has the wrong type, in one sentence.
    """
    content = _completed(kind, content, source)
    try:
        return TypeAdapter(kind).validate_python(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        problem = first["msg"].removeprefix("Value error, ")
        shown = "" if isinstance(first["input"], dict) else f", not {first['input']!r}"
        raise RecipeError(f"{source}: {key or 'the recipe'}: {problem}{shown}") from None


def _completed(kind: type, content: dict[str, Any], source: str | Path, prefix: str = "") -> dict[str, Any]:
    """Keys checked; an inner mapping is laid over what `kind` has there, not over its own defaults."""
    fields = {field.name: field for field in dataclasses.fields(kind)}
    result = dict(content)
    for key, value in content.items():
        if key not in fields:
            known = ", ".join(fields)
            raise RecipeError(f"{source}: unknown key {prefix}{key}; known are {known}")
        factory = fields[key].default_factory
        default = None if factory is dataclasses.MISSING else factory()
        if dataclasses.is_dataclass(default) and isinstance(value, dict):
            inner = _completed(type(default), value, source, f"{prefix}{key}.")
            result[key] = dataclasses.asdict(default) | inner
    return result
