"""The list of traces and the page of one; what is in a trace is data, whatever it says."""

import html
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evalplatform.dashboard.traces import looking_back, pages
from evalplatform.projects import held
from evalplatform.projects.models import Project
from evalplatform.tracing.ingest import store
from evalplatform.tracing.models import Trace

pytestmark = pytest.mark.django_db
CHAT = [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Weather in Ulm?"}]
CALLED = {
    "role": "assistant",
    "content": None,
    "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Ulm"}'}}],
}
ANSWERED = [*CHAT, CALLED, {"role": "tool", "tool_call_id": "c1", "content": "21 degrees"}]
HOSTILE = "<script>alert(1)</script>\u202egnp.exe {{ 7 }} {% load x %}"


def sent(project: Project, **trace: Any) -> Trace:
    (outcome,) = store(project.id, [{"name": "answer", "input": "2+2?", **trace}])
    assert outcome.id, outcome
    return Trace.objects.get(id=outcome.id)


def page(client: Client, one: Trace) -> str:
    answer = client.get(reverse("admin:tracing_trace_change", args=[one.id]))
    assert answer.status_code == 200
    return answer.content.decode()


def listed(client: Client, word: str) -> tuple[int, list[str]]:
    answer = client.get(reverse("admin:tracing_trace_changelist"), {"q": word})
    assert answer.status_code == 200
    return answer.context["cl"].queryset.count(), [str(one) for one in answer.context["messages"]]


def test_a_list_without_an_index_looks_back_bit_by_bit(admin_client: Client, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        sent(project, name=f"{number}", latency_ms=number % 2)
    monkeypatch.setattr(looking_back, "AT_A_TIME", 3)
    monkeypatch.setattr(looking_back, "TOO_MUCH", -1)
    address, seen = reverse("admin:tracing_trace_changelist") + '?q={"field":"latency_ms","op":"eq","value":0}', []
    while address:
        answer = admin_client.get(address)
        seen.append([one.name for one in answer.context["cl"].result_list])
        says = "".join(map(str, answer.context["messages"]))
        assert ("looks through 3 traces at a time" in says) == ("Look further back" in says) == bool(says)
        following = re.search(r'href="([^"]+)"', says)
        address = reverse("admin:tracing_trace_changelist") + html.unescape(following[1]) if following else ""
    assert seen == [["6", "4"], ["2"], ["0"]]


def test_a_list_that_an_index_narrows_looks_at_all(admin_client: Client, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        sent(project, session_id="s")
    monkeypatch.setattr(looking_back, "AT_A_TIME", 1)
    assert listed(admin_client, "s") == (3, [])
    assert listed(admin_client, "") == (3, [])


def test_a_list_goes_on_where_it_is_not_counted_further(admin_client: Client, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        sent(project, name=f"{number}")
    for place in (held, pages):
        monkeypatch.setattr(place, "COUNTED", 4)
    monkeypatch.setattr(pages.TraceAdmin, "list_per_page", 2)
    lists, seen = reverse("admin:tracing_trace_changelist"), []
    for query in ("", "?p=2"):
        answer = admin_client.get(lists + query)
        seen.append(("Go on with older ones" in answer.content.decode(), [one.name for one in answer.context["cl"].result_list]))
    following = re.search(r'href="([^"]+)">Go on', answer.content.decode())
    assert following
    older = admin_client.get(lists + html.unescape(following[1]))
    assert seen == [(False, ["4", "3"]), (True, ["2", "1"])]
    assert [one.name for one in older.context["cl"].result_list] == ["1", "0"]


def test_a_place_to_go_on_from_that_is_none(admin_client: Client, project: Project) -> None:
    answer = admin_client.get(reverse("admin:tracing_trace_changelist"), {"id__lte": "nowhere"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{reverse('admin:tracing_trace_changelist')}?e=1")


def test_a_conversation_with_its_tool_call(admin_client: Client, project: Project) -> None:
    one = sent(project, input=ANSWERED, output="It is 21 degrees.")
    text = page(admin_client, one)
    for said in ("Be short.", "calls weather as c1: {&quot;city&quot;: &quot;Ulm&quot;}", "answers the call c1", "It is 21 degrees."):
        assert said in text


@pytest.mark.parametrize("where", ["name", "input", "output", "session_id", "error"])
def test_what_is_in_a_trace_is_data(admin_client: Client, project: Project, where: str) -> None:
    text = page(admin_client, sent(project, **{"output": "4", where: HOSTILE}))
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{ 7 }}" in text


@pytest.mark.parametrize(
    ("input", "output", "said"),
    [
        (5, None, "cannot be read as a conversation"),
        ({"a": {"b": [1]}}, {"c": 2}, "cannot be read as a conversation"),
        ("x" * 1_500_000, "y", "too long to be laid out"),
        (json.loads("[" * 150 + "]" * 150), "y", "cannot be read as a conversation"),
    ],
    ids=["number", "object", "megabytes", "deep"],
)
def test_what_is_no_conversation_is_shown_as_it_came(admin_client: Client, project: Project, input: Any, output: Any, said: str) -> None:
    text = page(admin_client, sent(project, input=input, output=output))
    assert said in text
    assert len(text) < 1_000_000


def test_spans_scores_and_metadata(admin_client: Client, project: Project) -> None:
    times = {"started_at": "2026-01-01T00:00:00Z", "ended_at": "2026-01-01T00:00:01.5Z"}
    inner = {"started_at": "2026-01-01T00:00:00.25Z", "ended_at": "2026-01-01T00:00:01Z"}
    spans = [
        {"external_id": "a", "name": "agent", "kind": "agent", **times},
        {"external_id": "b", "parent_external_id": "a", "name": "ask", "kind": "llm", **inner},
    ]
    one = sent(project, spans=spans, scores=[{"name": "polite", "value": 0.5}], metadata={"topic": "sums"})
    text = page(admin_client, one)
    for said in ("– ask", "250.0", "750.0", "Spans over 1,500.0 ms", "polite", "&quot;topic&quot;: &quot;sums&quot;", "None."):
        assert said in text


def test_spans_in_a_ring_and_without_parents_are_shown_once(admin_client: Client, project: Project) -> None:
    spans = [
        {"external_id": name, "parent_external_id": parent, "name": f"span-{name}", "kind": "tool"}
        for name, parent in (("a", "b"), ("b", "a"), ("c", "gone"))
    ]
    text = page(admin_client, sent(project, spans=spans))
    assert [text.count(f">{dashes}span-{name}<") for dashes, name in (("", "a"), ("– ", "b"), ("", "c"))].count(1) >= 2


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("t-1", 1), ("t", 0), ("talk", 2), ('{"field": "name", "op": "eq", "value": "answer"}', 2),
        ('{"field": "external_id", "op": "in", "value": ["t-2"]}', 1), ("{}", 2),
    ],
    ids=["id", "part", "session", "filter", "in", "all"],
)  # fmt: skip
def test_the_list_is_searched(admin_client: Client, project: Project, word: str, found: int) -> None:
    for number in (1, 2):
        sent(project, external_id=f"t-{number}", session_id="talk")
    assert listed(admin_client, word) == (found, [])


@pytest.mark.parametrize(
    ("word", "said"),
    [('{"field"', "cannot be read"), ('{"field": "nonsense", "op": "eq", "value": 1}', "nonsense"), ('{"op": "eq"}', "The filter: ")],
    ids=["json", "field", "shape"],
)
def test_a_wrong_filter_says_where(admin_client: Client, project: Project, word: str, said: str) -> None:
    sent(project)
    count, (message,) = listed(admin_client, word)
    assert (count, said in message) == (0, True)
