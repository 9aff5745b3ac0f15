"""Traces in: created, replaced, unchanged or refused, each alone and each exactly."""

import threading
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalplatform.errors import Problem
from evalplatform.exact_json import loads
from evalplatform.projects.models import Project
from evalplatform.tracing import amend
from evalplatform.tracing.ingest import Outcome, store
from evalplatform.tracing.models import Score, Span, Trace

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers(-(2**80), 2**80) | TEXT


def values(floats: st.SearchStrategy[float]) -> st.SearchStrategy[Any]:
    return st.recursive(SCALARS | floats, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=10)


VALUES = values(st.floats(allow_nan=False, allow_infinity=False))
# jsonb writes 5.5e16 as 55000000000000000: the same JSON number, which Python then reads as an integer
METADATA = st.dictionaries(TEXT, values(st.floats(-1e15, 1e15)))
FULL: dict[str, Any] = {
    **{"external_id": "full", "name": "\x01\x02\t\n\\", "session_id": "s,\"'", "user_id": "é🙂", "environment": "\\N", "release": "\\."},
    **{"model": "m", "provider": "p", "status": "error", "error": "", "input": ["\x01\x02\n\\"], "output": {"a": 1}, "reference": "r"},
    **{"tools": [{"type": "function"}], "metadata": {"k": ["v", 1.5, None]}, "tags": ['a"b', "c\\d", "e,f", "", "NULL", "{}", "\n\x01"]},
    **{"usage": {"input_tokens": 1, "output_tokens": 2, "cost_usd": "0.0000000001"}, "latency_ms": 0.1},
    **{"started_at": "2026-01-31T12:00:00.000001Z", "ended_at": "2026-01-31T12:00:01Z"},
    "scores": [{"name": "s\n", "value": 1, "label": "", "source": "human", "comment": "c\x02"}],
    "spans": [{"external_id": "a\n", "kind": "tool", "input": "\\", "output": None, "attributes": {"x": "\t"}}],
}


def statuses(outcomes: list[Outcome]) -> list[str]:
    return [outcome.status for outcome in outcomes]


def state(project: Project) -> list[Any]:
    """All that stands in the three tables."""
    return [list(model._default_manager.filter(project=project).order_by("id").values()) for model in (Trace, Score, Span)]


def scores_of(trace: Trace) -> list[tuple[str, float | None, str, bool]]:
    return list(trace.score_rows.order_by("id").values_list("name", "value", "source", "sent_with_trace"))


def copied(trace: Trace) -> list[tuple[str, float | None]]:
    trace.refresh_from_db()
    return [(score["name"], score["value"]) for score in loads(trace.scores or "")]


def score(name: str, value: float, **more: Any) -> dict[str, Any]:
    return {"name": name, "value": value, **more}


def test_every_field_is_stored_as_it_was_sent(project: Project) -> None:
    (outcome,) = store(project.pk, [FULL])
    trace = Trace.objects.get()
    plain = {name: FULL[name] for name in ("external_id", "name", "session_id", "user_id", "environment", "release", "model", "provider")}
    assert {name: getattr(trace, name) for name in plain} == plain
    assert outcome == Outcome(0, "created", trace.pk)
    assert (trace.status, trace.error, trace.tags, trace.metadata) == ("error", "", FULL["tags"], FULL["metadata"])
    assert [loads(text or "") for text in (trace.input, trace.output, trace.reference, trace.tools, trace.scores)] == [
        *(FULL[name] for name in ("input", "output", "reference", "tools", "scores")),
    ]
    assert (trace.input_tokens, trace.output_tokens, str(trace.cost_usd), trace.latency_ms) == (1, 2, "1E-10", 0.1)
    assert (trace.started_at.isoformat(), trace.updated_at) == ("2026-01-31T12:00:00.000001+00:00", None)  # type: ignore[union-attr]


def test_scores_and_spans_are_rows_too(project: Project) -> None:
    store(project.pk, [FULL])
    found = Score.objects.values_list("name", "value", "label", "source", "comment", "sent_with_trace", "project_id").get()
    assert found == ("s\n", 1.0, "", "human", "c\x02", True, project.pk)
    span = Span.objects.values_list("external_id", "parent_external_id", "kind", "input", "output", "attributes", "project_id").get()
    assert span == ("a\n", None, "tool", '"\\\\"', None, '{"x":"\\t"}', project.pk)


def test_the_same_content_again_changes_nothing(project: Project) -> None:
    (first,) = store(project.pk, [FULL])
    before = state(project)
    again = {**FULL, "started_at": "2026-01-31T13:00:00.000001+01:00", "id": "ignored", "error": ""}
    assert store(project.pk, [again]) == [Outcome(0, "unchanged", first.id)]
    assert state(project) == before


def test_a_replaced_trace_keeps_its_id_and_its_birth(project: Project) -> None:
    (first,) = store(project.pk, [{"external_id": "a", "input": 1, "model": "m"}])
    before = Trace.objects.get()
    assert store(project.pk, [{"external_id": "a", "input": 2}]) == [Outcome(0, "replaced", first.id)]
    after = Trace.objects.get()
    assert (after.input, after.model) == ("2", "")
    assert (after.pk, after.ingested_at, after.created_xid) == (before.pk, before.ingested_at, before.created_xid)
    assert after.updated_at is not None
    assert after.updated_at >= after.ingested_at


@pytest.mark.django_db(transaction=True)
def test_only_what_changes_gets_a_new_transaction_id(project: Project) -> None:
    sent = [{"external_id": name, "input": 1, "scores": [score("x", 1), score("y", 1)]} for name in "ab"]
    store(project.pk, sent)
    store(project.pk, [{**sent[0], "scores": [score("x", 1), score("y", 2)]}, sent[1]])
    touched = [trace.changed_xid > trace.created_xid for trace in Trace.objects.order_by("external_id")]
    touched_scores = list(Score.objects.order_by("trace__external_id", "name").values_list("changed_xid", "created_xid"))
    assert touched == [True, False]
    assert [changed > created for changed, created in touched_scores] == [False, True, False, False]


def test_without_an_external_id_every_trace_is_new(project: Project) -> None:
    assert statuses(store(project.pk, [{"input": 1}, {"input": 1}, {"input": 1, "external_id": None}])) == ["created"] * 3
    assert Trace.objects.count() == 3


def test_ids_rise_in_the_order_of_the_items(project: Project) -> None:
    outcomes = store(project.pk, [{"input": n, "external_id": name} for n, name in enumerate(["z", "b", "é", "a", "y"])])
    assert list(Trace.objects.order_by("id").values_list("input", flat=True)) == ["0", "1", "2", "3", "4"]
    assert [outcome.id for outcome in outcomes] == sorted(UUID(str(outcome.id)) for outcome in outcomes)


def test_a_bad_item_is_refused_alone(project: Project) -> None:
    outcomes = store(project.pk, [{"input": 1}, {"inptu": 1}, 5, {"input": 2}])
    assert statuses(outcomes) == ["created", "refused", "refused", "created"]
    assert [outcome.index for outcome in outcomes] == [0, 1, 2, 3]
    assert [problem.pointer for problem in outcomes[1].problems] == ["/inptu", "/input"]
    assert outcomes[2].problems == (Problem("", "A trace must be an object.", "type"),)
    assert Trace.objects.count() == 2


def test_nothing_is_a_batch_too(project: Project) -> None:
    assert store(project.pk, []) == []


def test_of_one_id_twice_in_a_batch_the_last_one_wins(project: Project) -> None:
    items = [{"external_id": "a", "input": n, "scores": [score("n", n)]} for n in (1, 2, 2, 3)]
    assert statuses(store(project.pk, items)) == ["created", "replaced", "unchanged", "replaced"]
    trace = Trace.objects.get()
    assert (trace.input, copied(trace), trace.score_rows.count()) == ("3", [("n", 3)], 1)
    assert statuses(store(project.pk, items[2:])) == ["replaced", "replaced"]
    assert statuses(store(project.pk, items[3:])) == ["unchanged"]


def test_a_strangers_trace_of_the_same_id_is_another_one(project: Project, stranger_project: Project) -> None:
    store(project.pk, [FULL])
    before = state(project)
    assert statuses(store(stranger_project.pk, [{"external_id": "full", "input": "theirs"}])) == ["created"]
    assert statuses(store(stranger_project.pk, [FULL])) == ["replaced"]
    assert state(project) == before


def test_scores_no_longer_sent_go(project: Project) -> None:
    store(project.pk, [{"external_id": "a", "input": 1, "scores": [score("x", 1), score("y", 1)]}])
    store(project.pk, [{"external_id": "a", "input": 1, "scores": [score("y", 2), score("z", 1)]}])
    trace = Trace.objects.get()
    assert scores_of(trace) == [("y", 2.0, "api", True), ("z", 1.0, "api", True)]
    assert copied(trace) == [("y", 2), ("z", 1)]


def test_scores_that_others_added_stay_and_win(project: Project) -> None:
    store(project.pk, [{"external_id": "a", "input": 1, "scores": [score("x", 0), score("y", 0)]}])
    trace = Trace.objects.get()
    amend.add_scores(project.pk, trace.pk, [score("x", 1), score("late", 1, source="human")])
    store(project.pk, [{"external_id": "a", "input": 2, "scores": [score("x", 0), score("new", 0)]}])
    assert sorted(scores_of(trace)) == [("late", 1.0, "human", False), ("new", 0.0, "api", True), ("x", 1.0, "api", False)]
    assert copied(trace) == [("x", 1), ("new", 0), ("late", 1)]


def test_spans_no_longer_sent_go_and_the_others_keep_their_ids(project: Project) -> None:
    spans = [{"external_id": name, "name": "first"} for name in ("a", "b", "c")]
    store(project.pk, [{"external_id": "t", "input": 1, "spans": spans}])
    kept = dict(Span.objects.values_list("external_id", "id"))
    store(project.pk, [{"external_id": "t", "input": 1, "spans": [{**spans[1], "name": "second"}, spans[2], {"external_id": "d"}]}])
    found = list(Span.objects.order_by("id").values_list("external_id", "name"))
    assert found == [("b", "second"), ("c", "first"), ("d", "")]
    assert {"b": kept["b"], "c": kept["c"]}.items() <= dict(Span.objects.values_list("external_id", "id")).items()


def test_a_trace_sent_without_a_word_on_spans_keeps_them(project: Project) -> None:
    store(project.pk, [{"external_id": "t", "input": 1, "spans": [{"external_id": "a"}]}])
    store(project.pk, [{"external_id": "t", "input": 2}])
    assert Span.objects.count() == 1
    store(project.pk, [{"external_id": "t", "input": 2, "spans": []}])
    assert Span.objects.count() == 0


@pytest.fixture
def touchy_database(project: Project) -> None:
    """The database refuses what validation lets through."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tracing_trace ADD CONSTRAINT no_bad_names CHECK (name <> 'bad')")
        cursor.execute("ALTER TABLE tracing_span ADD CONSTRAINT no_bad_spans CHECK (name <> 'bad')")


@pytest.mark.usefixtures("touchy_database")
def test_what_only_the_database_refuses_sinks_no_other(project: Project) -> None:
    items: list[Any] = [{"external_id": f"{n:03}", "input": n} for n in range(100)]
    items[17]["name"] = "bad"
    items[70]["spans"] = [{"external_id": "s", "name": "bad"}]
    outcomes = store(project.pk, items)
    assert [outcome.index for outcome in outcomes if outcome.status != "created"] == [17, 70]
    assert [problem.code for problem in outcomes[17].problems] == ["database"]
    assert "no_bad_names" in outcomes[17].problems[0].detail
    assert (Trace.objects.count(), Span.objects.count()) == (98, 0)


@pytest.mark.usefixtures("touchy_database")
def test_when_the_database_refuses_the_last_of_one_id_the_one_before_is_in(project: Project) -> None:
    outcomes = store(project.pk, [{"external_id": "a", "input": 1}, {"external_id": "a", "input": 2, "name": "bad"}])
    assert statuses(outcomes) == ["created", "refused"]
    assert Trace.objects.get().input == "1"


def test_the_longest_keys_fit_into_the_indexes(project: Project) -> None:
    wide = "".join(chr(0x1F300 + n % 700) for n in range(0, 500 * 37, 37))
    item = {"external_id": wide, "session_id": wide, "tags": [wide[:200]], "input": 1, "scores": [score(wide[:200], 1)]}
    assert statuses(store(project.pk, [{**item, "spans": [{"external_id": wide}]}])) == ["created"]


def test_a_value_of_ten_megabytes_comes_back(project: Project) -> None:
    value = {"text": "é\n" * 3_500_000}
    assert statuses(store(project.pk, [{"input": value, "metadata": value}])) == ["created"]
    assert loads(Trace.objects.values_list("input", flat=True).get() or "") == value


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(value=VALUES, metadata=METADATA, tags=st.lists(TEXT, max_size=3), name=TEXT)
def test_any_value_comes_back(project: Project, value: Any, metadata: Any, tags: list[str], name: str) -> None:
    item = {"input": value, "output": value, "metadata": metadata, "tags": tags, "name": name}
    (outcome,) = store(project.pk, [item])
    with connection.cursor() as cursor:
        cursor.execute("SELECT input, output, metadata::text, tags, name FROM tracing_trace WHERE id = %s", [outcome.id])
        row = cursor.fetchone()
    assert [loads(row[0]), None if row[1] is None else loads(row[1]), loads(row[2]), row[3], row[4]] == [value, value, metadata, tags, name]


@pytest.mark.django_db(transaction=True)
def test_writers_of_the_same_ids_neither_lock_each_other_out_nor_double(project: Project) -> None:
    names = [f"{n:03}" for n in range(200)]
    orders = [names, names[::-1], names[100:] + names[:100]]
    failures: list[BaseException] = []

    def send(order: list[str], who: int) -> None:
        try:
            for round_ in range(5):
                store(project.pk, [{"external_id": name, "input": [who, round_], "scores": [score("s", who)]} for name in order])
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=send, args=(order, who)) for who, order in enumerate(orders)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert (Trace.objects.count(), Score.objects.count()) == (200, 200)
    assert all(copied(trace) == [("s", loads(trace.input or "")[0])] for trace in Trace.objects.all())


@pytest.mark.django_db(transaction=True)
def test_scores_added_while_a_trace_is_replaced_are_not_lost(project: Project) -> None:
    store(project.pk, [{"external_id": "a", "input": 0}])
    trace = Trace.objects.get()
    failures: list[BaseException] = []

    def replace() -> None:
        try:
            for n in range(30):
                store(project.pk, [{"external_id": "a", "input": n + 1}])
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    writer = threading.Thread(target=replace)
    writer.start()
    for n in range(30):
        amend.add_scores(project.pk, trace.pk, [score(f"{n:02}", n)])
    writer.join()
    assert failures == []
    assert copied(trace) == [(f"{n:02}", n) for n in range(30)]
