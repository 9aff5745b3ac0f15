from typing import Any

import pytest

from evalplatform.tracing.otlp.kinds import kind_of


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ({"gen_ai.operation.name": "chat"}, "llm"),
        ({"gen_ai.operation.name": "text_completion"}, "llm"),
        ({"gen_ai.operation.name": "generate_content"}, "llm"),
        ({"gen_ai.operation.name": "embeddings"}, "embedding"),
        ({"gen_ai.operation.name": "retrieval"}, "retriever"),
        ({"gen_ai.operation.name": "execute_tool", "gen_ai.request.model": "m"}, "tool"),
        ({"gen_ai.operation.name": "invoke_agent", "gen_ai.request.model": "m"}, "agent"),
        ({"gen_ai.operation.name": "create_agent"}, "agent"),
        ({"gen_ai.operation.name": "invoke_workflow"}, "chain"),
        ({"gen_ai.operation.name": "new", "gen_ai.request.model": "m"}, "llm"),
        ({"openinference.span.kind": "LLM"}, "llm"),
        ({"openinference.span.kind": "reranker"}, "retriever"),
        ({"openinference.span.kind": "GUARDRAIL", "llm.model_name": "m"}, "chain"),
        ({"openinference.span.kind": "TOOL", "gen_ai.operation.name": "chat"}, "tool"),
        ({"openinference.span.kind": 7, "gen_ai.operation.name": "chat"}, "llm"),
        ({"traceloop.span.kind": "workflow"}, "chain"),
        ({"traceloop.span.kind": "tool"}, "tool"),
        ({"llm.request.type": "completion"}, "llm"),
        ({"gen_ai.system": "openai", "gen_ai.request.model": "m"}, "llm"),
        ({"gen_ai.tool.name": "f"}, "tool"),
        ({"http.request.method": "GET"}, "chain"),
        ({"gen_ai.operation.name": ["chat"]}, "chain"),
        ({}, "chain"),
    ],
    ids=str,
)
def test_kinds(attributes: dict[str, Any], kind: str) -> None:
    assert kind_of(attributes) == kind
