"""Run what is missing and write the results: `python -m train.ablations RECIPE.yaml [--key=value …]`."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from comicenc.evaluation import Measurement, Result
from train.ablations import identity_simclr, manga_audioclip, manga_deepcluster, manga_mmtl, mfdn
from train.ablations.claims import Runs, Table, judged, summary
from train.loop import replace_file
from train.recipe import RecipeError, override, read_yaml, to_recipe

SYSTEMS = {
    "identity_simclr": identity_simclr,
    "manga_audioclip": manga_audioclip,
    "manga_deepcluster": manga_deepcluster,
    "manga_mmtl": manga_mmtl,
    "mfdn": mfdn,
}
WHERE = ("data", "music", "pages", "output", "results", "cache")  # fields that no number depends on


def main(arguments: list[str]) -> int:
    """Gives the exit status: 1, with one line, for a recipe or data that cannot be used; 2 for wrong use."""
    if not arguments or arguments[0].startswith("-"):
        print("usage: python -m train.ablations RECIPE.yaml [--key=value …]", file=sys.stderr)
        return 2
    try:
        content = override(read_yaml(arguments[0]), arguments[1:])
        name = content.pop("system", "identity_simclr")
        if name not in SYSTEMS:
            raise RecipeError(f"{arguments[0]}: system is {name!r}, but must be one of {', '.join(SYSTEMS)}")
        system, name = SYSTEMS[name], name.replace("_", "-")
        ablations = to_recipe(system.Ablations, content, arguments[0])
        runs = system.measured_runs(ablations)
        command = " ".join(["python -m train.ablations", *arguments])
        Path(ablations.results).mkdir(parents=True, exist_ok=True)
        for which, table in system.TABLES.items():
            path = Path(ablations.results) / f"{name}-ablations-{which}.json"
            found = document(name, table, runs, ablations, command)
            replace_file(path, json.dumps(found, indent=2, ensure_ascii=False) + "\n")
            for claim in found["claims"]:
                print(f"{claim['verdict']}: {claim['claim']} ({claim['source']})")
    except (ValueError, OSError, FloatingPointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def document(name: str, table: Table, runs: Runs, ablations: Any, command: str) -> dict[str, Any]:
    """The content of one result file: means and deviations by `row: metric`, and verdicts on the claims."""
    means, deviations = summary({row: runs[row] for row in table.rows})
    result = Result(
        model=f"{name}, small, for ablations",
        dataset="Toonworld",
        protocol=f"ablations: {table.source}",
        measurement=Measurement(n=len(ablations.seeds), metrics=means, paper=table.reported),
        seed=ablations.seeds[0],
        command=command,
        split="test",
    )
    settings = {key: value for key, value in dataclasses.asdict(ablations).items() if key not in WHERE}
    claims = [judged(claim, runs, table.reported) for claim in table.claims]
    return result.document() | {"deviations": deviations, "claims": claims} | settings


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
