import json
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalplatform.projects.models import Project
from evalplatform.tracing.amend import add_scores, delete_trace
from evalplatform.tracing.ingest import store
from evalplatform.tracing.models import Score, Span, Trace
from evalplatform.tracing.otlp import from_protobuf
from evalplatform.tracing.otlp import merge as merging
from evalplatform.tracing.otlp.merge import Merged, merge
from tests.evalplatform.tracing.otlp.sent import TRACE_ID, Sent, as_protobuf, span

OTHER = "f" * 32
IN, OUT = Merged(0, ""), "00000000000000"
ROOT = span(1, name="agent", seconds=9, attributes={"openinference.span.kind": "AGENT", "input.value": "q", "tag.tags": ["b", "a"]})
FIRST = span(
    2,
    parent=1,
    start=1,
    attributes={
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "small",
        "gen_ai.input.messages": json.dumps([{"role": "user", "parts": [{"type": "text", "content": "hi"}]}]),
        "gen_ai.usage.input_tokens": 3,
        "gen_ai.usage.output_tokens": 5,
        "gen_ai.usage.cost": 0.1,
        "session.id": "fallback",
    },
    events=(("gen_ai.evaluation.result", {"gen_ai.evaluation.name": "good", "gen_ai.evaluation.score.value": 0.25}),),
)
TOOL = span(3, parent=1, start=2, name="f", status=2, message="no net", attributes={"gen_ai.tool.name": "f", "tag.tags": ["c", "a"]})
LAST = span(
    4,
    parent=1,
    start=3,
    attributes={
        "gen_ai.operation.name": "chat",
        "gen_ai.response.model": "large",
        "gen_ai.provider.name": "p",
        "gen_ai.conversation.id": "chat-1",
        "gen_ai.output.messages": json.dumps([{"role": "assistant", "parts": [{"type": "text", "content": "ho"}]}]),
        "gen_ai.usage.prompt_tokens": 7,
        "gen_ai.usage.cost": 0.2,
    },
    events=(("gen_ai.evaluation.result", {"gen_ai.evaluation.name": "good", "gen_ai.evaluation.score.label": "yes"}),),
    resource={"service.name": "shop", "service.version": "1.2", "telemetry.sdk.name": "x"},
)
WHOLE = (ROOT, FIRST, TOOL, LAST)
# what the four say together, worked out by hand
EXPECTED: dict[str, Any] = {
    "external_id": TRACE_ID,
    "name": "agent",
    "session_id": "chat-1",
    "user_id": "",
    "environment": "",
    "release": "1.2",
    "model": "large",
    "provider": "p",
    "status": "ok",
    "error": None,
    "input": '"q"',
    "output": '{"role":"assistant","content":"ho"}',
    "tools": "[]",
    "metadata": {},
    "tags": ["b", "a", "c"],
    "input_tokens": 10,
    "output_tokens": 5,
    "cost_usd": "0.3000000000",
    "latency_ms": 9000.0,
    "scores": '[{"name":"good","value":null,"label":"yes","source":"api","comment":""}]',
}


def send(project: Project, *spans: Sent) -> Merged:
    return merge(project.id, from_protobuf.decode(as_protobuf(*spans)))


def stored(project: Project, trace: str = TRACE_ID) -> dict[str, Any]:
    found = Trace.objects.values(*EXPECTED).get(project=project, external_id=trace)
    return {**found, "cost_usd": None if found["cost_usd"] is None else str(found["cost_usd"])}


def all_of(project: Project) -> dict[str, Any]:
    """All that stands in the database but what the server gives anew to each row."""
    rows = Span.objects.filter(project=project).order_by("external_id")
    own = ("external_id", "parent_external_id", "name", "kind", "started_at", "ended_at", "input", "output", "attributes")
    scores = Score.objects.filter(project=project).order_by("name").values("name", "value", "label", "source", "comment", "sent_with_trace")
    return {**stored(project), "spans": list(rows.values(*own)), "score_rows": list(scores)}


def test_one_batch(project: Project) -> None:
    assert send(project, *WHOLE) == IN
    assert stored(project) == EXPECTED
    assert [(one.value, one.label, one.sent_with_trace) for one in Score.objects.all()] == [(None, "yes", True)]
    assert list(Span.objects.order_by("external_id").values_list("kind", flat=True)) == ["agent", "llm", "tool", "llm"]


def test_one_by_one_backwards(project: Project) -> None:
    for one in reversed(WHOLE):
        assert send(project, one) == IN
    assert stored(project) == EXPECTED


@pytest.fixture
def once(project: Project) -> dict[str, Any]:
    """What is there after one batch, in its order."""
    with transaction.atomic():
        send(project, *WHOLE)
        found = all_of(project)
        transaction.set_rollback(True)
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    sent=st.lists(st.integers(0, 3), max_size=8).flatmap(lambda more: st.permutations([0, 1, 2, 3, *more])),
    cuts=st.sets(st.integers(1, 11), max_size=6),
)
def test_any_order_repetition_and_partition_makes_the_same_trace(
    once: dict[str, Any], project: Project, sent: list[int], cuts: set[int]
) -> None:
    borders = [0, *sorted(cut for cut in cuts if cut < len(sent)), len(sent)]
    with transaction.atomic():
        for start, end in zip(borders, borders[1:], strict=False):
            assert send(project, *(WHOLE[number] for number in sent[start:end])) == IN
        found = all_of(project)
        transaction.set_rollback(True)
    assert found == once


@pytest.mark.django_db(transaction=True)  # else all is one transaction, with one changed_xid
def test_the_same_again_changes_nothing(project: Project) -> None:
    send(project, *WHOLE)
    before = [*Trace.objects.values_list("id", "changed_xid", "updated_at"), *Span.objects.values_list("id", "changed_xid")]
    send(project, *WHOLE)
    assert [*Trace.objects.values_list("id", "changed_xid", "updated_at"), *Span.objects.values_list("id", "changed_xid")] == before


@pytest.mark.django_db(transaction=True)  # else all is one transaction, with one changed_xid
def test_a_new_span_changes_its_trace_and_no_other_span(project: Project) -> None:
    send(project, FIRST, span(1, trace=OTHER))
    before = dict(Span.objects.values_list("id", "changed_xid"))
    unchanged = Trace.objects.get(external_id=OTHER).changed_xid
    send(project, TOOL, span(1, trace=OTHER))
    assert before.items() <= dict(Span.objects.values_list("id", "changed_xid")).items()
    assert Trace.objects.get(external_id=OTHER).changed_xid == unchanged
    assert Trace.objects.get(external_id=TRACE_ID).updated_at is not None
    assert Trace.objects.get(external_id=TRACE_ID).changed_xid > unchanged


HALF = span(1, seconds=1, attributes={"input.value": "half"})
DONE = span(1, seconds=2, attributes={"input.value": "done"})


@pytest.mark.parametrize("order", [(HALF, DONE), (DONE, HALF)], ids=["half first", "half last"])
@pytest.mark.parametrize("together", [True, False], ids=["one batch", "two batches"])
def test_of_two_versions_of_a_span_the_one_that_ended_later_is_kept(project: Project, order: tuple[Sent, Sent], together: bool) -> None:
    for batch in [order] if together else [order[:1], order[1:]]:
        send(project, *batch)
    assert (stored(project)["input"], stored(project)["latency_ms"]) == ('"done"', 2000.0)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=str)
@pytest.mark.parametrize(
    "texts",
    [("a", "b"), ("B", "a"), ("z", "é"), ("\uffee", "\U0001f600"), ("", "a")],
    ids=["letters", "cases", "accents", "planes", "empty"],
)
@pytest.mark.parametrize("where", ["attributes", "name", "input"])
def test_of_two_versions_that_ended_together_it_is_always_the_same(
    project: Project, order: tuple[int, int], texts: tuple[str, str], where: str
) -> None:
    """The greater one in the order of code points: the second of each pair."""
    for number in order:
        send(project, _version(where, texts[number]))
    (kept,) = Span.objects.all()
    read = {"attributes": json.loads(kept.attributes or "")["a"], "name": kept.name, "input": json.loads(kept.input or "")}
    assert read[where] == texts[1]


def _version(where: str, text: str) -> Sent:
    said = {"input.value": text if where == "input" else "", "a": text if where == "attributes" else ""}
    return span(1, name=text if where == "name" else "n", attributes=said)


def test_what_people_added_stays(project: Project) -> None:
    send(project, FIRST)
    trace = Trace.objects.get()
    add_scores(project.id, trace.id, [{"name": "human", "value": 1, "source": "human"}])
    send(project, LAST, ROOT, TOOL)
    assert [one["name"] for one in json.loads(stored(project)["scores"])] == ["good", "human"]
    assert set(Score.objects.values_list("name", "sent_with_trace")) == {("good", True), ("human", False)}


@pytest.mark.django_db(transaction=True)  # else all is one transaction, with one changed_xid
def test_a_trace_that_came_by_rest_keeps_what_was_sent(project: Project) -> None:
    store(project.id, [{"external_id": TRACE_ID, "input": "mine", "tags": ["x"], "spans": [{"external_id": "own"}]}])
    before = Trace.objects.get()
    assert send(project, *WHOLE) == IN
    after = Trace.objects.get()
    assert (after.input, after.tags, after.name, after.input_tokens) == ('"mine"', ["x"], "", None)
    assert (after.changed_xid > before.changed_xid, after.updated_at is not None) == (True, True)
    assert Span.objects.count() == 5


def test_rest_replaces_a_trace_that_came_as_spans(project: Project) -> None:
    send(project, FIRST, LAST)
    (outcome,) = store(project.id, [{"external_id": TRACE_ID, "input": "mine"}])
    send(project, ROOT)
    assert (outcome.status, stored(project)["input"], Span.objects.count()) == ("replaced", '"mine"', 3)


def test_a_trace_that_was_deleted_begins_anew(project: Project) -> None:
    send(project, FIRST)
    delete_trace(project.id, Trace.objects.get().id)
    send(project, LAST)
    assert (stored(project)["model"], Span.objects.count()) == ("large", 1)


def test_a_full_trace_takes_no_more(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "MAX_SPANS", 2)
    send(project, FIRST, LAST)
    answer = send(project, ROOT, TOOL, span(1, trace=OTHER))
    assert answer == Merged(2, f"Trace {TRACE_ID} has 2 spans, and takes no more.")
    assert list(Span.objects.order_by("trace__external_id").values_list("trace__external_id", flat=True)) == [TRACE_ID, TRACE_ID, OTHER]


def test_what_the_database_refuses_sinks_no_other_trace(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = "evalplatform.tracing.otlp.rows.kind_of"
    monkeypatch.setattr(kind, lambda attributes: "unknown" if "bad" in attributes else "llm")
    answer = send(project, span(1, trace="a" * 32), span(1, attributes={"bad": 1}), span(2), span(1, trace=OTHER))
    assert answer.rejected == 2
    assert answer.message.startswith(f'Trace {TRACE_ID}: the database refused its spans: new row for relation "tracing_span"')
    assert set(Trace.objects.values_list("external_id", flat=True)) == {"a" * 32, OTHER}


def test_many_rejections_make_a_short_message(project: Project) -> None:
    answer = send(project, *(span(number, attributes={"a": "\0"}) for number in range(30)))
    assert (answer.rejected, answer.message.count("Span "), answer.message[-13:]) == (30, 20, " And 10 more.")
    assert not Trace.objects.exists()
