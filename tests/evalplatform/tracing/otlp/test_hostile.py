"""Whatever attributes hold, a span is stored or rejected: the database never refuses one, and the whole never fails."""

import json
from contextlib import suppress

from django.db import transaction
from django.db.models import CharField, Func
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalplatform.exact_json import NotJSON
from evalplatform.projects.models import Project
from evalplatform.tracing.models import Span, Trace
from evalplatform.tracing.otlp import from_protobuf
from evalplatform.tracing.otlp.merge import merge
from evalplatform.tracing.otlp.rows import read_span
from tests.evalplatform.tracing.otlp.sent import Sent, as_protobuf, span

NAMES = [
    *("gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions", "gen_ai.tool.definitions", "gen_ai.prompt"),
    *("gen_ai.completion", "gen_ai.operation.name", "gen_ai.request.model", "gen_ai.provider.name", "gen_ai.conversation.id"),
    *("gen_ai.usage.input_tokens", "gen_ai.usage.cost", "gen_ai.event.content", "message", "content", "tool_calls", "role", "id"),
    *("gen_ai.evaluation.name", "gen_ai.evaluation.score.value", "gen_ai.evaluation.score.label", "gen_ai.evaluation.explanation"),
    *("input.value", "input.mime_type", "openinference.span.kind", "tag.tags", "metadata", "session.id", "user.id"),
    *("llm.input_messages.0.message.role", "llm.input_messages.0.message.tool_calls.1.tool_call.function.name", "llm.input_messages.0"),
    *("llm.tools.0.tool.json_schema", "gen_ai.completion.0.tool_calls.0.name", "gen_ai.completion.0", "retrieval.documents.3.document"),
    *("otel.resource", "otel.events", "service.name", "service.version", "service", "deployment.environment", "exception.type"),
]
EVENTS = ["gen_ai.choice", "gen_ai.user.message", "gen_ai.tool.message", "gen_ai.evaluation.result", "exception"]
EVENTS += ["gen_ai.client.inference.operation.details", "gen_ai.content.prompt"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.sampled_from(
    ["\0", "chat", "LLM", "application/json", "\x01\x02", "x" * 501]
)
PLAIN = st.none() | st.booleans() | TEXTS | st.integers(-(2**63), 2**63 - 1) | st.floats()
KEYS = st.sampled_from(["role", "parts", "type", "content", "text", "tool_call", "blob", "name", "id", "arguments", "mime_type", "a"])
JSON = st.recursive(
    PLAIN | KEYS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | TEXTS, inner, max_size=3), max_leaves=8
)
VALUES = JSON | st.builds(json.dumps, JSON) | st.builds(lambda value: json.dumps([value]), JSON)
ATTRIBUTES = st.dictionaries(st.sampled_from(NAMES) | TEXTS, VALUES, max_size=6)


@st.composite
def spans(draw: st.DrawFn) -> Sent:
    events = draw(st.lists(st.tuples(st.sampled_from(EVENTS), ATTRIBUTES), max_size=3))
    made = span(
        draw(st.integers(1, 4)),
        parent=draw(st.none() | st.integers(1, 4)),
        name=draw(TEXTS),
        attributes=draw(ATTRIBUTES),
        events=tuple(events),
        status=draw(st.sampled_from([0, 1, 2])),
        message=draw(TEXTS),
        resource=draw(ATTRIBUTES),
    )
    made.span.start_time_unix_nano = draw(st.integers(0, 2**64 - 1))
    return made


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(batches=st.lists(st.lists(spans(), min_size=1, max_size=3), min_size=1, max_size=3))
def test_nothing_is_refused_by_the_database(project: Project, batches: list[list[Sent]]) -> None:
    with transaction.atomic():
        for batch in batches:
            merged = merge(project.id, from_protobuf.decode(as_protobuf(*batch)))
            assert "refused" not in merged.message
            assert 0 <= merged.rejected <= len(batch)
        # PostgreSQL reads what it stored: `json` takes texts that fail only when somebody looks into them
        looked_into = list(
            Trace.objects.annotate(kind=Func("input", function="json_typeof", output_field=CharField())).values_list("kind", flat=True)
        )
        assert len(looked_into) == Span.objects.exists()
        transaction.set_rollback(True)


@settings(deadline=None, max_examples=200)
@given(made=spans())
def test_the_attributes_of_a_span_that_was_sent_are_not_changed(made: Sent) -> None:
    received, same = (from_protobuf.decode(as_protobuf(made)).spans[0] for _ in range(2))
    with suppress(NotJSON):
        read_span(received)
    assert repr(received) == repr(same)
