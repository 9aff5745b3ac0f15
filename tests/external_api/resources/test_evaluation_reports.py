"""Reports and comparisons over HTTP, in every form, and what is refused."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as XML

import pytest
from jsonschema import Draft202012Validator as Validator
from rest_framework.test import APIClient

from evalplatform.evaluations.models import Dataset, Evaluation
from evalplatform.evaluations.report.schema import COMPARISON, REPORT
from evalplatform.projects.models import Project
from tests.evalplatform.evaluations.conftest import add_dataset

PATH = "/api/external/evaluations"
Drain = Callable[[], None]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dataset(project: Project) -> Dataset:
    """Twelve examples; the reference of `q-n` is `n`, and there are three topics and no topic."""
    topics = [{"topic": f"t-{n % 3}"} if n < 9 else {} for n in range(12)]
    return add_dataset(project, [{"input": f"q-{n}", "reference": str(n), "metadata": topics[n]} for n in range(12)])


@pytest.fixture
def evaluated(api: APIClient, dataset: Dataset, drain: Drain) -> Callable[..., str]:
    """The id of an evaluation whose examples below `right` are answered right, the rest wrong."""

    def made(right: int, **columns: Any) -> str:
        items = [{"example": f"e-{n}", "output": str(n) if n < right else "<b>wrong</b>"} for n in range(12)]
        body = {"name": "night & day", "scorers": [{"name": "exact_match"}], "dataset": "questions", "source": {"outputs": items}}
        id = str(api.post(PATH, body, format="json").json()["id"])
        Evaluation.objects.filter(id=id).update(**columns)
        drain()
        return id

    return made


Evaluated = Callable[..., str]


def test_two_evaluations_are_compared(api: APIClient, evaluated: Evaluated) -> None:
    baseline, candidate = evaluated(12), evaluated(2)
    answer = api.get(f"{PATH}/{candidate}/compare?baseline={baseline}")
    body = answer.json()
    assert (answer.status_code, list(Validator(COMPARISON).iter_errors(body))) == (200, [])
    (metric,) = body["metrics"]
    assert (body["verdict"], body["baseline"], body["directions"]) == ("fail", baseline, {"exact_match": "higher"})
    assert (metric["test"], metric["p_value"], metric["worse"]) == ("mcnemar_exact", 2 * 0.5**10, 10)
    changes = body["examples"]["exact_match"]
    assert changes["worse_count"] == len(changes["worse"]) == 10
    assert changes["worse"][0] == {
        "example": "e-10", "baseline": 1.0, "candidate": 0.0, "difference": -1.0, "input": "q-10", "reference": "10",
        "output": "<b>wrong</b>", "baseline_output": "10",
    }  # fmt: skip


def test_without_a_baseline_it_is_that_of_the_gate(api: APIClient, evaluated: Evaluated) -> None:
    baseline = evaluated(12)
    gated = evaluated(12, gate={"rules": [{"metric": "exact_match"}]}, baseline=baseline)
    assert api.get(f"{PATH}/{gated}/compare").json()["baseline"] == baseline
    answer = api.get(f"{PATH}/{baseline}/compare")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "required")


def test_the_report_has_four_forms(api: APIClient, evaluated: Evaluated) -> None:
    id = evaluated(6)
    types = {form: api.get(f"{PATH}/{id}/report?format={form}").headers["Content-Type"] for form in ("json", "markdown", "junit", "html")}
    assert types == {
        "json": "application/json",
        "markdown": "text/markdown; charset=utf-8",
        "junit": "application/xml; charset=utf-8",
        "html": "text/html; charset=utf-8",
    }


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("image/png", "application/json"),
        ("text/markdown", "text/markdown; charset=utf-8"),
        ("application/xml, application/json;q=0.5", "application/xml; charset=utf-8"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
    ],
    ids=["none", "any", "other", "markdown", "xml", "browser"],
)
def test_accept_chooses_the_form(api: APIClient, evaluated: Evaluated, accept: str, wanted: str) -> None:
    headers = {"accept": accept} if accept else {}
    answer = api.get(f"{PATH}/{evaluated(6)}/report", headers=headers)
    assert (answer.status_code, answer.headers["Content-Type"], "Accept" in answer.headers["Vary"]) == (200, wanted, True)


def test_the_json_report_keeps_its_schema(api: APIClient, evaluated: Evaluated) -> None:
    gated = evaluated(2, gate={"rules": [{"metric": "exact_match"}]}, baseline=evaluated(12))
    body = api.get(f"{PATH}/{gated}/report?slice_by=metadata.topic").json()
    assert list(Validator(REPORT).iter_errors(body)) == []
    assert (body["schema_version"], body["gate"]["verdict"], body["changes"]["exact_match"]["worse_count"]) == (1, "fail", 10)
    assert body["dataset"] == {"name": "questions", "version": 1}
    best = body["examples"]["exact_match"]["best"]
    assert best[0] == {"example": "e-0", "value": 1.0, "input": "q-0", "reference": "0", "output": "0"}
    assert api.get("/api/external/schemas/evaluation-report").json() == REPORT


def test_slices_have_the_values_of_a_field(api: APIClient, evaluated: Evaluated) -> None:
    (found,) = api.get(f"{PATH}/{evaluated(4)}/report?slice_by=metadata.topic").json()["slices"]
    told = [(one["value"], one["n"], one["metrics"][0]["mean"]) for one in found["values"]]
    assert told == [("t-0", 3, pytest.approx(2 / 3)), ("t-1", 3, pytest.approx(1 / 3)), ("t-2", 3, pytest.approx(1 / 3)), (None, 3, 0.0)]
    assert (found["by"], found["more_values"]) == ("metadata.topic", 0)


def test_a_page_of_others_words_may_do_nothing(api: APIClient, evaluated: Evaluated) -> None:
    answer = api.get(f"{PATH}/{evaluated(6)}/report?format=html")
    assert answer.headers["Content-Security-Policy"].endswith("; sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "&lt;b&gt;wrong&lt;/b&gt;" in answer.content.decode()
    assert "<b>wrong" not in answer.content.decode()


def test_the_xml_is_read_by_a_parser(api: APIClient, evaluated: Evaluated) -> None:
    root = XML.fromstring(api.get(f"{PATH}/{evaluated(6)}/report?format=junit").content)
    assert (root.tag, root[0].attrib["name"], root[0].attrib["tests"]) == ("testsuites", "night & day", "1")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("report?format=pdf", "choice"),
        ("report?typo=1", "unknown_parameter"),
        ("report?slice_by=input", "unknown_field"),
        ("report?slice_by=metadata.", "unknown_field"),
        ("report?" + "&".join(f"slice_by=metadata.{n}" for n in range(6)), "too_many_items"),
        ("compare?baseline=x&typo=1", "unknown_parameter"),
    ],
    ids=["format", "report", "field", "empty", "six", "compare"],
)
def test_what_is_wrong_is_said_with_its_place(api: APIClient, evaluated: Evaluated, query: str, code: str) -> None:
    answer = api.get(f"{PATH}/{evaluated(6)}/{query}")
    assert (answer.status_code, answer.json()["code"], answer.json()["errors"][0]["code"]) == (400, "invalid_parameter", code)


def test_what_has_not_completed_has_no_report(api: APIClient, dataset: Dataset) -> None:
    body = {"scorers": [{"name": "exact_match"}], "dataset": "questions", "source": {"outputs": []}}
    id = api.post(PATH, body, format="json").json()["id"]
    answers = [api.get(f"{PATH}/{id}/{path}") for path in ("report", "report?format=html", f"compare?baseline={id}")]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(409, "not_complete")] * 3


def test_nothing_of_another_project(api: APIClient, stranger: APIClient, evaluated: Evaluated) -> None:
    id = evaluated(6)
    assert [stranger.get(f"{PATH}/{id}/{path}").status_code for path in ("report", f"compare?baseline={id}")] == [404, 404]
    assert api.get(f"{PATH}/{id}/compare?baseline=main").status_code == 404
