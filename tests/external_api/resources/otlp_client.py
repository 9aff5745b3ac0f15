"""A program as its users write it: an agent that calls a model and a tool, seen by OpenTelemetry, which sends what it saw to us.

`python -m tests.external_api.resources.otlp_client (plain|openai_v2|openinference) [MODEL_URL]`; where to send stands in the environment,
by OpenTelemetry's own names. Prints the ids of its traces, and exits with 1 when a batch could not be sent.
"""

import sys
from typing import Any

from django.utils.module_loading import import_string
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Span, Tracer

INSTRUMENTORS = {
    "openai_v2": "opentelemetry.instrumentation.openai_v2.OpenAIInstrumentor",
    "openinference": "openinference.instrumentation.openai.OpenAIInstrumentor",
}
TOOL = {
    "type": "function",
    "function": {"name": "weather", "description": "now", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}},
}


class _Watched(SpanExporter):
    """The real exporter, whose failures are remembered. It is given one span at a time: each trace comes in as many requests."""

    def __init__(self) -> None:
        self.exporter = OTLPSpanExporter()
        self.failed = 0

    def export(self, spans: Any) -> SpanExportResult:
        result = self.exporter.export(spans)
        self.failed += result is not SpanExportResult.SUCCESS
        return result

    def shutdown(self) -> None:
        self.exporter.shutdown()  # type: ignore[no-untyped-call]


def _run(kind: str, model_url: str) -> int:
    watched = _Watched()
    provider = TracerProvider(resource=Resource.create({"service.name": "agent", "service.version": "3"}))
    provider.add_span_processor(SimpleSpanProcessor(watched))
    tracer = provider.get_tracer("tests", "1")
    with tracer.start_as_current_span(
        "agent", attributes={"gen_ai.operation.name": "invoke_agent", "gen_ai.conversation.id": "c-1"}
    ) as root:
        if kind == "plain":
            _plain(tracer)
        else:
            _talk(kind, provider, tracer, model_url)
    provider.shutdown()
    sys.stdout.write(_trace_id(root))
    return 1 if watched.failed else 0


def _plain(tracer: Tracer) -> None:
    """What only a program without instrumentation does: structured messages, a failure, a judgement."""
    with tracer.start_as_current_span("chat m", attributes={"gen_ai.operation.name": "chat", "gen_ai.request.model": "m"}) as span:
        message: Any = {"role": "user", "parts": ({"type": "text", "content": "Grüße 🙂"},)}
        span.set_attribute("gen_ai.input.messages", (message,))
        span.add_event("gen_ai.evaluation.result", {"gen_ai.evaluation.name": "polite", "gen_ai.evaluation.score.value": 0.5})
    try:
        with tracer.start_as_current_span("fails"):
            raise ValueError("no luck")
    except ValueError:
        pass


def _talk(kind: str, provider: TracerProvider, tracer: Tracer, model_url: str) -> None:
    instrumentor = import_string(INSTRUMENTORS[kind])()
    instrumentor.instrument(tracer_provider=provider)
    import openai

    client = openai.OpenAI(api_key="none", base_url=model_url)
    messages: list[Any] = [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Weather in Ulm?"}]
    tools: Any = [TOOL]
    asked = client.chat.completions.create(model="gpt-4o-mini", messages=messages, tools=tools)
    with tracer.start_as_current_span("execute_tool weather", attributes={"gen_ai.operation.name": "execute_tool"}) as span:
        span.set_attribute("gen_ai.tool.call.result", "21")
    messages += [asked.choices[0].message.model_dump(exclude_none=True), {"role": "tool", "tool_call_id": "call_1", "content": "21"}]
    client.chat.completions.create(model="gpt-4o-mini", messages=messages, tools=tools)


def _trace_id(span: Span) -> str:
    return f"{span.get_span_context().trace_id:032x}"


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""))
