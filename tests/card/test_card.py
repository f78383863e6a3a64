import json
import re
from pathlib import Path

import pytest
import yaml
from huggingface_hub import ModelCard

from comicenc.card import InvalidCard, render_card, render_figures
from comicenc.card.comparison import METRICS

OURS = Path(__file__).parents[2] / "hub_cards"
CARDS = [path.name for path in sorted(OURS.glob("*.yaml"))]
RESULT = {
    "model": "comicenc/test-mini",
    "dataset": "faces/test",
    "revision": "r1",
    "protocol": "leave-one-out",
    "split": "test",
    "n": 272,
    "metrics": {"precision_at_1": 0.88123, "map": 0.75449, "clusters": 12, "unused": 0.123456},
    "intervals": {"map": [0.7111, 0.7999]},
    "baselines": {"colour histogram": {"precision_at_1": 0.643, "map": 0.421}, "random": {"map": 0.179}},
    "paper": {"precision_at_1": 0.7654},
    "seed": 0,
    "commit": "0123456789abcdef+",
    "date": "2026-01-02T03:04:05+00:00",
    "command": "comicenc evaluate comicenc/test-mini faces/test --protocol leave-one-out",
}
FACTS = {
    "model": "comicenc/test-mini",
    "title": "Test, mini",
    "summary": "It tests.",
    "usage": "import comicenc",
    "training_data": "Drawn by program.",
    "paper": "A paper.",
    "differences": ["It is small."],
    "limits": ["It is a test."],
    "reproduce": ["python -m train.test train/test.yaml"],
    "tags": ["comics"],
    "datasets": ["comicenc/toonworld"],
    "tables": [
        {
            "title": "Finding again",
            "task": "image-feature-extraction",
            "metrics": {"precision_at_1": "rank-1, %", "map": "mAP, %", "clusters": "found"},
            "results": {"test-faces": "Faces | test"},
        }
    ],
}


@pytest.fixture
def render(tmp_path):
    """Render a card of these facts and results; a result of None is not written."""

    def render(facts=FACTS, results=None):
        path = tmp_path / "facts.yaml"
        path.write_text(yaml.safe_dump(facts, sort_keys=False))
        folder = tmp_path / "results"
        folder.mkdir(exist_ok=True)
        for name, result in ({"test-faces": RESULT} if results is None else results).items():
            text = result if isinstance(result, str) else json.dumps(result)
            (folder / f"{name}.json").write_text(text)
        return render_card(path, folder)

    return render


def test_scores_stand_beside_baselines_paper_and_dataset(render):
    lines = render().splitlines()
    start = lines.index("### Finding again")
    assert lines[start + 2 : start + 7] == [
        "| measure | ours | colour histogram | random | paper | dataset |",
        "|---|---|---|---|---|---|",
        "| rank-1, % | **88.1** | 64.3 | – | 76.5 | Faces \\| test (272) |",
        "| mAP, % | **75.4 [71.1, 80.0]** | 42.1 | 17.9 | – | Faces \\| test (272) |",
        "| found | **12** | – | – | – | Faces \\| test (272) |",
    ]


def test_the_hub_can_read_the_metadata(render):
    data = ModelCard(render()).data
    assert (data.license, data.library_name, data.pipeline_tag) == (
        "apache-2.0",
        "comicenc",
        "image-feature-extraction",
    )
    assert data.metrics == ["precision_at_1", "map", "clusters"]
    assert data.datasets == ["comicenc/toonworld"]
    assert data.model_name == "test-mini"
    found = {result.metric_type: result.metric_value for result in data.eval_results}
    assert found == {"precision_at_1": 0.88123, "map": 0.75449, "clusters": 12}
    assert {result.dataset_type for result in data.eval_results} == {"faces/test"}


def test_results_of_one_dataset_stay_apart_in_the_index(render):
    table = FACTS["tables"][0] | {"results": {"one": "One", "two": "Two"}}
    other = RESULT | {"metrics": {"precision_at_1": 0.5, "map": 0.5, "clusters": 5}}
    card = render(FACTS | {"tables": [table]}, {"one": RESULT, "two": other})
    index = yaml.safe_load(card.split("---")[1])["model-index"][0]["results"]
    assert [entry["dataset"]["name"] for entry in index] == ["One", "Two"]
    assert [entry["metrics"][0]["value"] for entry in index] == [0.88123, 0.5]


def test_every_section_and_the_commands_are_there(render):
    card = render()
    headings = re.findall(r"^## (.+)$", card, re.MULTILINE)
    assert headings == [
        "How to use",
        "Training data and licence",
        "Scores",
        "Differences from the paper",
        "Limits",
        "How to reproduce",
    ]
    assert f"{RESULT['command']}  # 2026-01-02, 0123456789abcdef+" in card
    assert "python -m train.test train/test.yaml" in card


def test_claims_stand_with_their_verdicts_and_one_command(render):
    claim = {
        "claim": "a | is above b",
        "source": "Table 3",
        "metric": "top1",
        "verdict": "did not hold",
        "ours": {"a": 0.5, "b": 0.6},
        "paper": {"a": 0.9, "b": 0.2},
    }
    tried = RESULT | {
        "claims": [claim],
        "deviations": {"a: top1": 0.012},
        "seeds": [0, 1],
        "command": "python -m t",
    }
    second = tried | {"claims": [claim | {"paper": {}, "verdict": "held"}], "command": "python -m t"}
    results = {"test-faces": RESULT, "claims-one": tried, "claims-two": second}
    card = render(FACTS | {"claims": ["claims-one", "claims-two"]}, results)
    assert r"| a \| is above b | Table 3 | did not hold | a 50.0 ± 1.2, b 60.0 | a 90.0, b 20.0 |" in card
    assert "| held | a 50.0 ± 1.2, b 60.0 | – |" in card
    assert card.count("python -m t  #") == 1
    with pytest.raises(InvalidCard, match=r"claims-three\.json is missing"):
        render(FACTS | {"claims": ["claims-one", "claims-three"]}, results)
    with pytest.raises(InvalidCard, match="lacks claims, deviations, seeds"):
        render(FACTS | {"claims": ["test-faces"]})


def test_results_of_several_models_stand_side_by_side(render, tmp_path):
    albums = {"ami": 0.5, "ami/ep05": 0.25, "ami/ep08": 0.75}
    ours, theirs = (RESULT | {"model": model, "metrics": albums} for model in ("comicenc/a", "comicenc/b"))
    comparison = {
        "title": "Albums",
        "by": "album",
        "metrics": {"ami": "AMI"},
        "results": {"of-a": "A", "of-b": "B"},
        "note": "Look.",
        "figure": "albums.svg",
    }
    results = {"test-faces": RESULT, "of-a": ours, "of-b": theirs | {"command": "comicenc evaluate b"}}
    lines = render(FACTS | {"comparisons": [comparison]}, results).splitlines()
    start = lines.index("### Albums")
    assert lines[start + 2 : start + 10] == [
        "Look.",
        "",
        "| AMI by album | A | B |",
        "| --- | --- | --- |",
        "| ep05 | **0.250** | **0.250** |",
        "| ep08 | **0.750** | **0.750** |",
        "",
        "![Albums](albums.svg)",
    ]
    assert any(line.startswith("comicenc evaluate b  #") for line in lines)
    figures = render_figures(tmp_path / "facts.yaml", tmp_path / "results")
    assert list(figures) == ["albums.svg"] and "ep05, B: 0.250" in figures["albums.svg"]
    with pytest.raises(InvalidCard, match=r"of-c\.json is missing"):
        render(FACTS | {"comparisons": [comparison | {"results": {"of-c": "C"}}]}, results)
    with pytest.raises(InvalidCard, match="its comparison cannot have rows"):
        render(FACTS | {"comparisons": [comparison | {"rows": 3}]}, results)


def test_a_missing_result_fails_in_one_sentence(render):
    with pytest.raises(InvalidCard, match=r"test-faces\.json is missing, and the card of comicenc/test-mini"):
        render(results={})


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ("{", "is no JSON"),
        ("[]", "holds no result"),
        ({key: value for key, value in RESULT.items() if key != "commit"}, "lacks commit"),
        (RESULT | {"metrics": {"map": 0.5, "clusters": 1}}, "lacks the metric precision_at_1"),
        (RESULT | {"model": "somebody/else"}, "is a result of somebody/else and not of comicenc/test-mini"),
    ],
)
def test_a_result_that_does_not_fit_fails(render, result, message):
    with pytest.raises(InvalidCard, match=rf"test-faces\.json {message}"):
        render(results={"test-faces": result})


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({key: value for key, value in FACTS.items() if key != "limits"}, "its facts lacks limits"),
        (FACTS | {"scores": {"map": 0.99}}, "its facts cannot have scores"),
        (FACTS | {"tables": [{"title": "x"}]}, "its table lacks metrics, results, task"),
        ("just words", "holds no facts"),
    ],
)
def test_facts_that_do_not_fit_fail(render, facts, message):
    with pytest.raises(InvalidCard, match=message):
        render(facts)


def test_facts_that_are_no_yaml_fail(tmp_path):
    (tmp_path / "facts.yaml").write_text("a: [")
    with pytest.raises(InvalidCard, match=r"facts\.yaml is no YAML"):
        render_card(tmp_path / "facts.yaml", tmp_path)


def scores_in(card):
    """Decimal numbers and percentages of the text, less versions of licences."""
    body = card.split("\n---\n", 1)[1]
    body = re.sub(r"CC BY 4\.0|Apache-2\.0|95 % bootstrap", "", body)
    return set(re.findall(r"\d+\.\d+|\d+(?= ?%)", body))


@pytest.fixture(params=CARDS)
def invented(request, tmp_path):
    """Our facts, and a result file for each name in them, every number another one."""
    facts = yaml.safe_load((OURS / request.param).read_text("utf-8"))
    found, number = {}, iter(range(1, 10_000))

    def invent(name, keys, model=facts["model"]):
        result = found.setdefault(name, RESULT | {"model": model, "metrics": {}, "intervals": {}})
        result |= {"baselines": {}, "paper": {}}
        for key in set(keys) - set(result["metrics"]):  # several tables may tell of one result
            result["metrics"][key] = next(number) / 1000
        return result

    for table in facts["tables"]:
        for name in table["results"]:
            invent(name, table["metrics"], table.get("model", facts["model"]))
    for table in facts.get("comparisons", ()):
        for name in table["results"]:
            row = "a: " if name in facts["claims"] else ""
            invent(name, (row + key for key in compared(table)), "somebody/else")
    for matrix in facts.get("matrices", ()):
        invent(matrix["result"], ("moods/horror/sad", "genres/sad/horror"))
    for name in facts["claims"]:
        claim = {"claim": name, "source": "Table", "metric": "m", "verdict": "held", "paper": {}}
        ours = {"a": next(number) / 1000}
        invent(name, ()).update(claims=[claim | {"ours": ours}], deviations={}, seeds=[0])
    for name, result in found.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(result))
    numbers = [value for result in found.values() for value in result["metrics"].values()]
    numbers += [one["ours"]["a"] for result in found.values() for one in result.get("claims", ())]
    written = {f"{100 * value:.1f}" for value in numbers} | {f"{value:.3f}" for value in numbers}
    return OURS / request.param, tmp_path, written


def compared(table):
    """Keys of a result that a comparison shows."""
    metrics = list(table.get("metrics", METRICS))
    first = f"{table.get('layer', 'fc1')}/{metrics[0]}"
    return {"model": metrics, "layer": [first], "album": [f"{first}/episode"]}[table.get("by", "model")]


def test_every_score_of_our_cards_comes_from_a_file(invented):
    facts, folder, written = invented
    card = render_card(facts, folder)
    assert len(scores_in(card)) > 10
    assert scores_in(card) <= written
    data = ModelCard(card).data
    assert data.library_name == "comicenc"
    tables = yaml.safe_load(facts.read_text("utf-8"))["tables"]
    assert len(data.eval_results) == sum(len(each["metrics"]) * len(each["results"]) for each in tables)


@pytest.mark.parametrize("name", CARDS)
def test_our_usage_is_python(name):
    facts = yaml.safe_load((OURS / name).read_text("utf-8"))
    compile(facts["usage"], "usage", "exec")
    assert len(facts["usage"].splitlines()) <= 12


def test_what_evaluation_writes_can_be_shown(render, tmp_path):
    from comicenc.evaluation.result import Measurement, Result, write_result

    measurement = Measurement(n=9, metrics=RESULT["metrics"], intervals={"map": (0.7, 0.8)})
    result = Result("comicenc/test-mini", "faces/test", "leave-one-out", measurement, seed=0, command="x")
    write_result(tmp_path / "results" / "test-faces.json", result)
    assert "**75.4 [70.0, 80.0]**" in render(results={})


@pytest.mark.parametrize("name", CARDS)
def test_the_card_that_ships_is_what_facts_and_results_give(name) -> None:
    model = yaml.safe_load((OURS / name).read_text("utf-8"))["model"].removeprefix("comicenc/")
    shipped = OURS.parent / "src/comicenc/checkpoints" / model / "README.md"
    assert shipped.read_text(encoding="utf-8") == render_card(OURS / name, OURS / "results")
