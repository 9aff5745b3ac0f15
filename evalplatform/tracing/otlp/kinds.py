"""Which kind of step a span is, by whichever convention its sender follows."""

from evalplatform.tracing.models import SpanKind
from evalplatform.tracing.otlp.attributes import first
from evalplatform.tracing.otlp.received import Attributes

LLM = SpanKind.LLM.value
_OPENINFERENCE = {
    "LLM": SpanKind.LLM,
    "TOOL": SpanKind.TOOL,
    "RETRIEVER": SpanKind.RETRIEVER,
    "RERANKER": SpanKind.RETRIEVER,
    "AGENT": SpanKind.AGENT,
    "EMBEDDING": SpanKind.EMBEDDING,
}
_OPERATIONS = {
    "chat": SpanKind.LLM,
    "text_completion": SpanKind.LLM,
    "generate_content": SpanKind.LLM,
    "completion": SpanKind.LLM,
    "embeddings": SpanKind.EMBEDDING,
    "embedding": SpanKind.EMBEDDING,
    "retrieval": SpanKind.RETRIEVER,
    "rerank": SpanKind.RETRIEVER,
    "execute_tool": SpanKind.TOOL,
    "create_agent": SpanKind.AGENT,
    "invoke_agent": SpanKind.AGENT,
    "tool": SpanKind.TOOL,
    "agent": SpanKind.AGENT,
}
_OPERATION = ("gen_ai.operation.name", "llm.request.type", "traceloop.span.kind")  # the second and third are OpenLLMetry's
# for older senders that name no operation: what an attribute gives away, the most telling first
_SIGNS = (
    ("gen_ai.tool.name", SpanKind.TOOL),
    ("gen_ai.request.model", SpanKind.LLM),
    ("gen_ai.response.model", SpanKind.LLM),
    ("llm.model_name", SpanKind.LLM),
    ("gen_ai.agent.name", SpanKind.AGENT),
)


def kind_of(attributes: Attributes) -> str:
    """A span's kind; a chain is what nothing says anything about."""
    named = attributes.get("openinference.span.kind")
    if isinstance(named, str):
        return _OPENINFERENCE.get(named.upper(), SpanKind.CHAIN).value
    operation = first(attributes, _OPERATION)
    if isinstance(operation, str) and (known := _OPERATIONS.get(operation.lower())):
        return known.value
    return next((kind for name, kind in _SIGNS if name in attributes), SpanKind.CHAIN).value
