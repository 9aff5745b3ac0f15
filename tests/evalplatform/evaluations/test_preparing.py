from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from evalplatform.errors import DomainError, InvalidInput
from evalplatform.evaluations import preparing, requests, running
from evalplatform.evaluations.models import Dataset, Evaluation, Example
from evalplatform.projects.models import Project
from evalplatform.tracing.models import Trace
from tests.evalplatform.evaluations.conftest import Ask, add_dataset
from tests.exports.conftest import add_traces

Drain = Callable[[], None]
pytestmark = pytest.mark.django_db(transaction=True)


def of_traces(ask: Ask, **more: Any) -> Evaluation:
    evaluation = ask(source={"traces": {}}, dataset=None, **more)
    assert preparing.prepare(evaluation)
    return evaluation


def rows(evaluation: Evaluation, *fields: str) -> list[Any]:
    return list(evaluation.results.order_by("id").values_list(*fields, flat=len(fields) == 1))


def test_examples_become_results_in_their_order(dataset: Dataset, ask: Ask) -> None:
    evaluation = ask(repeats=2, cluster_by="page")
    assert rows(evaluation, "pair_key", "repeat", "cluster", "state") == [
        (f"e-{n}", repeat, str(n // 2), "waiting") for n in range(4) for repeat in (0, 1)
    ]
    example, first = Example.objects.get(external_id="e-0"), evaluation.results.order_by("id")[0]
    assert (first.example_id, first.input, first.reference, first.metadata) == (example.id, '"q-0"', '"0"', {"page": 0})
    assert (first.id.version, first.id.variant) == (7, "specified in RFC 4122")
    assert abs((first.id.int >> 80) - (evaluation.id.int >> 80)) < 60_000


def test_ids_rise_beyond_one_counter(project: Project, ask: Ask) -> None:
    add_dataset(project, [{"input": n} for n in range(50)])
    evaluation = ask(repeats=100)
    found = rows(evaluation, "pair_key", "repeat")
    assert (len(found), found[0], found[-1]) == (5000, ("e-0", 0), ("e-49", 99))


def test_traces_become_results(project: Project, ask: Ask) -> None:
    (trace,) = add_traces(project, 1, session_id="s", latency_ms=7.5, input_tokens=3, output_tokens=4, cost_usd="0.5", metadata={"a": 1})
    evaluation = of_traces(ask)
    result = evaluation.results.get()
    assert (result.trace_id, result.pair_key, result.cluster, result.state) == (trace.id, "t-0", "s", "answered")
    assert (result.input, result.output, result.metadata, result.latency_ms) == (trace.input, '"4"', {"a": 1}, 7.5)
    evaluation.refresh_from_db()
    assert (evaluation.total, evaluation.input_tokens, evaluation.output_tokens, str(evaluation.cost_usd)) == (1, 3, 4, "0.5000000000")


def test_a_trace_without_output_is_errored(project: Project, ask: Ask, drain: Drain) -> None:
    add_traces(project, 1, output=None, error="out of\x02 memory")
    add_traces(project, 1, external_id_prefix="u", output=None)
    evaluation = ask(source={"traces": {}}, dataset=None)
    drain()
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.done, evaluation.errored) == ("completed", 2, 2)
    assert rows(evaluation, "error_code", "error_message") == [
        ("no_output", "out of\x02 memory"),
        ("no_output", "The trace has no output."),
    ]


def test_pairs_by_a_field_or_a_key_of_metadata(project: Project, ask: Ask) -> None:
    for n, case in enumerate(["a", "b", "a", None, ""]):
        add_traces(project, 1, external_id_prefix=f"p{n}", session_id=f"s{n // 3}", metadata={} if case is None else {"case": case})
    by_case, by_session = of_traces(ask, pair_by="case"), of_traces(ask, pair_by="session_id", cluster_by="metadata.case")
    assert rows(by_case, "pair_key", "repeat", "cluster") == [
        ("a", 0, "s0"), ("b", 0, "s0"), ("a", 1, "s0"), ("p3-0", 0, "s1"), ("p4-0", 0, "s1")
    ]  # fmt: skip
    assert rows(by_session, "pair_key", "repeat", "cluster") == [
        ("s0", 0, "a"),
        ("s0", 1, "b"),
        ("s0", 2, "a"),
        ("s1", 0, ""),
        ("s1", 1, ""),
    ]


def test_a_trace_of_no_name_has_its_id(project: Project, ask: Ask) -> None:
    trace = Trace.objects.create(project=project, input='"q"', output='"a"', content_hash=b"")
    assert rows(of_traces(ask), "pair_key") == [str(trace.id)]


@pytest.mark.parametrize("name", ["input", "tags", "metadata", "a..b", "scores"])
def test_what_is_no_single_value_does_not_pair(project: Project, ask: Ask, name: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        ask(source={"traces": {}}, dataset=None, pair_by=name)
    assert [one.pointer for one in caught.value.problems] == ["/pair_by"]


def test_nothing_matches(project: Project, ask: Ask, drain: Drain) -> None:
    add_traces(project, 1)
    evaluation = ask(source={"traces": {"field": "external_id", "op": "in", "value": []}}, dataset=None)
    drain()
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.total) == ("completed", 0)


def test_no_trace_of_another_project(stranger_project: Project, ask: Ask) -> None:
    add_traces(stranger_project, 2)
    assert rows(of_traces(ask), "pair_key") == []


def test_a_large_set_is_made_by_the_job(dataset: Dataset, ask: Ask, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "AT_ONCE", 3)
    evaluation = ask()
    assert (evaluation.prepared_at, evaluation.results.count()) == (None, 0)
    drain()
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.total, evaluation.results.count()) == ("queued", 4, 4)
    running.prepare(evaluation.id)
    assert evaluation.results.count() == 4


def test_too_many_make_none(project: Project, ask: Ask, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "MAX_RESULTS", 2)
    add_traces(project, 3)
    evaluation = ask(source={"traces": {}}, dataset=None)
    drain()
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.error_code, evaluation.results.count()) == ("failed", "too_many_results", 0)


def test_one_that_is_cancelled_gets_none(project: Project, ask: Ask) -> None:
    add_traces(project, 1)
    evaluation = ask(source={"traces": {}}, dataset=None)
    requests.cancel(evaluation)
    assert not preparing.prepare(evaluation)
    assert evaluation.results.count() == 0


def test_a_dataset_that_is_gone_is_told(dataset: Dataset, ask: Ask) -> None:
    evaluation = ask()
    evaluation.results.all().delete()
    evaluation.prepared_at = evaluation.dataset = None
    evaluation.save()
    with pytest.raises(DomainError) as caught:
        preparing.prepare(evaluation)
    assert caught.value.code == "dataset_deleted"


def test_the_planner_walks_traces_by_their_index(project: Project, ask: Ask) -> None:
    add_traces(project, 3)
    evaluation = ask(source={"traces": {}}, dataset=None)
    select = preparing._select(evaluation)
    assert select
    with connection.cursor() as cursor:
        cursor.execute(select.sql, select.parameters)
        assert [row[2] for row in cursor.fetchall()] == ["t-0", "t-1", "t-2"]
