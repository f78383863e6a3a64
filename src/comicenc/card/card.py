"""A model card: facts that somebody wrote, and scores that nobody can have written by hand.

Every score comes out of a result file that `comicenc evaluate` wrote; a card that names a result which is not
there is not rendered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .comparison import Comparison, compare
from .confidence import Matrix, draw_matrix
from .figure import draw_albums
from .results import NOTHING, RESULT_KEYS, InvalidCard, Scored, printed, read_json, read_scores

if TYPE_CHECKING:
    from huggingface_hub import EvalResult


@dataclass(frozen=True)
class Table:
    """One table of scores.

    Args:
        title: Its heading.
        task: What the Hub calls the task, for the model index.
        metrics: Keys of the results' metrics, and what the card calls them; a name that ends in "%" is shown
            times 100.
        results: Names of result files without `.json`, and what the card calls their data.
        note: What to know before reading it.
        model: Whose results these are; the card's model by default.
    """

    title: str
    task: str
    metrics: dict[str, str]
    results: dict[str, str]
    note: str = ""
    model: str | None = None


@dataclass(frozen=True)
class Facts:
    """What a card says beside its scores, in Markdown.

    Args:
        model: Id of the model.
        title: Heading of the card.
        summary: What it is.
        usage: Ten lines of Python.
        training_data: What it was trained on, and under which licence that is.
        paper: Title, authors and venue.
        differences: From the paper.
        limits: What it cannot do.
        reproduce: Shell commands that train it.
        tables: The scores.
        tags: For the Hub.
        datasets: Ids of what it was trained on.
        claims: Names of the ablations' result files without `.json`; their verdicts are shown.
        comparisons: Results side by side, of other models too.
        matrices: Confidences in pictures.
    """

    model: str
    title: str
    summary: str
    usage: str
    training_data: str
    paper: str
    differences: list[str]
    limits: list[str]
    reproduce: list[str]
    tables: list[Table]
    tags: list[str]
    datasets: list[str]
    pipeline_tag: str = "image-feature-extraction"
    library_name: str = "comicenc"
    license: str = "apache-2.0"
    claims: list[str] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    matrices: list[Matrix] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """One score: a metric of a result, as it is printed and as the Hub's index takes it."""

    name: str
    ours: str
    baselines: dict[str, str]
    paper: str
    data: str
    indexed: EvalResult


def render_card(facts: str | Path, results: str | Path) -> str:
    """Render a model card, a README.md with the Hub's metadata.

    Args:
        facts: YAML file with the fields of `Facts`.
        results: Folder of result files.

    Raises:
        InvalidCard: If the facts are incomplete, or a result they name is missing, damaged, of another model
            or without a metric.
    """
    from huggingface_hub import ModelCard, ModelCardData
    from jinja2 import Environment, StrictUndefined

    facts, results = _read_facts(Path(facts)), Path(results)
    found = {name: _read_result(results, name, table, facts) for table, name in _named(facts)}
    tried = [_read_claims(results, name) for name in facts.claims]
    rows = [[*_rows(table, found)] for table in facts.tables]
    data = ModelCardData(
        model_name=facts.model.rpartition("/")[2],
        license=facts.license,
        library_name=facts.library_name,
        pipeline_tag=facts.pipeline_tag,
        tags=facts.tags,
        datasets=facts.datasets,
        metrics=list(dict.fromkeys(key for table in facts.tables for key in table.metrics)),
        eval_results=[row.indexed for of_table in rows for row in of_table],
    )
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["cell"] = lambda text: str(text).replace("|", "\\|").replace("\n", " ")
    template = environment.from_string((files(__package__) / "card.md.jinja").read_text("utf-8"))
    tables = [
        (table, of_table, _baselines(of_table)) for table, of_table in zip(facts.tables, rows, strict=True)
    ]
    claims = [_claim(claim, result["deviations"]) for result in tried for claim in result["claims"]]
    beside = [(each, _compared(each, results)) for each in facts.comparisons]
    shown = dict.fromkeys(name for each in facts.comparisons for name in each.results if name not in found)
    shown |= dict.fromkeys(each.result for each in facts.matrices if each.result not in found)
    others = [read_json(results / f"{name}.json", "the card shows it") for name in shown]
    commands = {result["command"]: result for result in (*found.values(), *tried, *others)}.values()
    body = template.render(
        facts=facts, tables=tables, comparisons=beside, claims=claims, results=commands, nothing=NOTHING
    )
    return str(ModelCard(f"---\n{data.to_yaml()}\n---\n\n{body}"))


def render_figures(facts: str | Path, results: str | Path) -> dict[str, str]:
    """The SVG pictures that lie beside a card, by file name.

    Args:
        facts: As in `render_card`.
        results: Likewise.

    Raises:
        InvalidCard: Likewise.
    """
    drawn = {}
    for each in _read_facts(Path(facts)).comparisons:
        if each.figure:
            metric, label = next(iter(each.metrics.items()))
            drawn[each.figure] = draw_albums(_scores(each, Path(results)), metric, label, each.layer)
    for each in _read_facts(Path(facts)).matrices:
        (score,) = read_scores(Path(results) / f"{each.result}.json")
        drawn[each.figure] = draw_matrix(score, each.given)
    return drawn


def _compared(comparison: Comparison, results: Path) -> str:
    told = {"by": comparison.by, "metrics": comparison.metrics, "layer": comparison.layer}
    return compare(_scores(comparison, results), **told)


def _scores(comparison: Comparison, results: Path) -> list[Scored]:
    files = ((results / f"{name}.json", title) for name, title in comparison.results.items())
    return [one for file, title in files for one in read_scores(file, title)]


def _read_facts(path: Path) -> Facts:
    import yaml

    try:
        written = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise InvalidCard(f"{path} is no YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(written, Mapping):
        raise InvalidCard(f"{path} holds no facts")
    made = {"tables": Table, "comparisons": Comparison, "matrices": Matrix}
    lists = {
        name: [_made(kind, each, path) for each in written.get(name) or []] for name, kind in made.items()
    }
    return _made(Facts, {**written, **lists}, path)


def _made(kind: type, written: Any, path: Path) -> Any:
    """A dataclass from what stands in the facts.

    Raises:
        InvalidCard: If a field is missing or unknown.
    """
    given = set(written) if isinstance(written, Mapping) else set()
    needed = {one.name for one in fields(kind) if one.default is one.default_factory is MISSING}
    if missing := sorted(needed - given):
        raise InvalidCard(f"{path}: its {kind.__name__.lower()} lacks {', '.join(missing)}")
    if unknown := sorted(given - {one.name for one in fields(kind)}):
        raise InvalidCard(f"{path}: its {kind.__name__.lower()} cannot have {', '.join(unknown)}")
    return kind(**written)


def _read_claims(folder: Path, name: str) -> dict[str, Any]:
    result = read_json(folder / f"{name}.json", "the card shows its claims")
    if missing := [key for key in ("claims", "deviations", "seeds", *RESULT_KEYS) if key not in result]:
        raise InvalidCard(f"{folder / name}.json lacks {', '.join(missing)}")
    return result


def _claim(claim: Mapping[str, Any], deviations: Mapping[str, float]) -> dict[str, str]:
    """A claim as it is printed, its rows with mean and deviation in percent."""
    ours = []
    for row, value in claim["ours"].items():
        deviation = deviations.get(f"{row}: {claim['metric']}")
        ours.append(f"{row} {100 * value:.1f}" + ("" if deviation is None else f" ± {100 * deviation:.1f}"))
    paper = [f"{row} {100 * value:.1f}" for row, value in claim["paper"].items()]
    told = {name: claim[name] for name in ("claim", "source", "verdict")}
    return told | {"ours": ", ".join(ours), "paper": ", ".join(paper) or NOTHING}


def _named(facts: Facts) -> Iterator[tuple[Table, str]]:
    return ((table, name) for table in facts.tables for name in table.results)


def _read_result(folder: Path, name: str, table: Table, facts: Facts) -> dict[str, Any]:
    path = folder / f"{name}.json"
    result = read_json(path, f"the card of {facts.model} shows it under {table.title!r}")
    if missing := [key for key in RESULT_KEYS if key not in result]:
        raise InvalidCard(f"{path} lacks {', '.join(missing)}")
    if result["model"] != (table.model or facts.model):
        raise InvalidCard(f"{path} is a result of {result['model']} and not of {table.model or facts.model}")
    if missing := [key for key in table.metrics if key not in result["metrics"]]:
        raise InvalidCard(f"{path} lacks the metric {', '.join(missing)}")
    return result


def _rows(table: Table, found: Mapping[str, dict[str, Any]]) -> Iterator[Row]:
    from huggingface_hub import EvalResult

    for name, title in table.results.items():
        result = found[name]
        for key, label in table.metrics.items():
            baselines = result.get("baselines") or {}
            yield Row(
                name=label,
                ours=printed(result["metrics"][key], label, (result.get("intervals") or {}).get(key)),
                baselines={of: printed(values.get(key), label) for of, values in baselines.items()},
                paper=printed((result.get("paper") or {}).get(key), label),
                data=f"{title} ({result['n']})",
                indexed=EvalResult(
                    task_type=table.task,
                    dataset_type=result["dataset"],
                    dataset_name=title,
                    dataset_config=name,
                    dataset_split=result.get("split"),
                    metric_type=key,
                    metric_name=label,
                    metric_value=result["metrics"][key],
                ),
            )


def _baselines(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row.baselines))
