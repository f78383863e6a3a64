"""Run what is missing and write the results: `python -m train.ablations RECIPE.yaml [--key=value …]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from comicenc.evaluation import Measurement, Result
from train.ablations.claims import Runs, judged, summary
from train.ablations.identity_simclr import TABLES, Ablations, Table, measured_runs
from train.loop import replace_file
from train.recipe import override, read_yaml, to_recipe


def main(arguments: list[str]) -> int:
    """Gives the exit status: 1, with one line, for a recipe or data that cannot be used; 2 for wrong use."""
    if not arguments or arguments[0].startswith("-"):
        print("usage: python -m train.ablations RECIPE.yaml [--key=value …]", file=sys.stderr)
        return 2
    try:
        content = override(read_yaml(arguments[0]), arguments[1:])
        ablations = to_recipe(Ablations, content, arguments[0])
        runs = measured_runs(ablations)
        Path(ablations.results).mkdir(parents=True, exist_ok=True)
        for name, table in TABLES.items():
            path = Path(ablations.results) / f"identity-simclr-ablations-{name}.json"
            found = document(table, runs, ablations, " ".join(["python -m train.ablations", *arguments]))
            replace_file(path, json.dumps(found, indent=2, ensure_ascii=False) + "\n")
            for claim in found["claims"]:
                print(f"{claim['verdict']}: {claim['claim']} ({claim['source']})")
    except (ValueError, OSError, FloatingPointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def document(table: Table, runs: Runs, ablations: Ablations, command: str) -> dict[str, Any]:
    """The content of one result file: means and deviations by `row: metric`, and verdicts on the claims."""
    means, deviations = summary({row: runs[row] for row in table.rows})
    paper = {f"{row}: {claim.metric}": value for claim in table.claims for row, value in claim.paper.items()}
    result = Result(
        model="identity-simclr, small, for ablations",
        dataset="Toonworld",
        protocol=f"ablations: {table.source}",
        measurement=Measurement(n=len(ablations.seeds), metrics=means, paper=paper),
        seed=ablations.seeds[0],
        command=command,
        split="test",
    )
    more = {"seeds": list(ablations.seeds), "first": ablations.first, "second": ablations.second}
    claims = [judged(claim, runs) for claim in table.claims]
    return result.document() | {"deviations": deviations, "claims": claims} | more


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
