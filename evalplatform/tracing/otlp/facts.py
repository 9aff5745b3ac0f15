"""What one stored span says about its trace: read from the row alone, so that it is the same today and when the next batch comes."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from evalplatform.exact_json import find_flaw_of_text
from evalplatform.tracing.otlp.attributes import finite, first, first_count, first_text, structured
from evalplatform.tracing.otlp.kinds import LLM
from evalplatform.tracing.otlp.received import Attributes
from evalplatform.tracing.otlp.rows import EVENTS, RESOURCE, STATUS, STATUS_MESSAGE
from evalplatform.tracing.rows import ScoreRow
from evalplatform.tracing.validation import MAX_ID, MAX_LABEL, MAX_LONG_TEXT, MAX_TAGS, MAX_WORD

# The conventions of now first, then those of before, then OpenInference's.
_INPUT_TOKENS = ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt", "llm.usage.prompt_tokens")
_OUTPUT_TOKENS = (
    *("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),
    *("llm.token_count.completion", "llm.usage.completion_tokens"),
)
_CACHED_TOKENS = ("gen_ai.usage.cache_read.input_tokens", "llm.token_count.prompt_details.cache_read")  # among the input tokens
_COST = ("gen_ai.usage.cost", "llm.cost.total")
_MODEL = (
    *("gen_ai.response.model", "gen_ai.request.model"),
    *("llm.response.model_name", "llm.model_name", "llm.request.model_name", "embedding.model_name"),
)
_PROVIDER = ("gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system")
_CONVERSATION, _SESSION = ("gen_ai.conversation.id",), ("session.id",)
_USER = ("user.id", "enduser.id")
_ENVIRONMENT = ("deployment.environment.name", "deployment.environment")
_RELEASE = ("service.version",)
_TOOLS = ("gen_ai.tool.definitions", "llm.tools.0.tool.json_schema", "llm.request.functions.0.name")
METADATA = "metadata"  # OpenInference; a JSON text
_COST_LIMIT = Decimal(10**10)


class Rated(NamedTuple):
    """A score, and when it was given, in nanoseconds since 1970."""

    time: int
    score: ScoreRow


class Facts(NamedTuple):
    """`error` is None for a span that did not fail, and may be empty for one that did."""

    id: str
    parent: str | None
    name: str
    is_llm: bool
    started_at: datetime | None
    ended_at: datetime | None
    has_input: bool
    has_output: bool
    has_tools: bool
    has_metadata: bool
    conversation: str
    session: str
    user: str
    model: str
    provider: str
    environment: str
    release: str
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    cost: Decimal | None
    error: str | None
    tags: tuple[str, ...]
    ratings: tuple[Rated, ...]


class Columns(NamedTuple):
    """The columns of a stored span that are needed beside its attributes."""

    id: str
    parent: str | None
    name: str
    kind: str
    started_at: datetime | None
    ended_at: datetime | None
    has_input: bool
    has_output: bool


def facts_of(span: Columns, attributes: Attributes) -> Facts:
    """What the span of these columns and attributes says."""
    resource = _object(attributes.get(RESOURCE))
    events = [one for one in _list(attributes.get(EVENTS)) if isinstance(one, dict)] if EVENTS in attributes else []
    return Facts(
        id=span.id,
        parent=span.parent,
        name=span.name,
        is_llm=span.kind == LLM,
        started_at=span.started_at,
        ended_at=span.ended_at,
        has_input=span.has_input,
        has_output=span.has_output,
        has_tools=any(name in attributes for name in _TOOLS),
        has_metadata=METADATA in attributes,
        conversation=first_text(attributes, _CONVERSATION, MAX_ID),
        session=first_text(attributes, _SESSION, MAX_ID),
        user=first_text(attributes, _USER, MAX_ID),
        model=first_text(attributes, _MODEL, MAX_WORD),
        provider=first_text(attributes, _PROVIDER, MAX_WORD),
        environment=first_text(resource, _ENVIRONMENT, MAX_WORD) or first_text(attributes, _ENVIRONMENT, MAX_WORD),
        release=first_text(resource, _RELEASE, MAX_WORD),
        input_tokens=first_count(attributes, _INPUT_TOKENS),
        output_tokens=first_count(attributes, _OUTPUT_TOKENS),
        cached_tokens=first_count(attributes, _CACHED_TOKENS),
        cost=_cost(attributes),
        error=_error(attributes, events),
        tags=_tags(attributes),
        ratings=tuple([rated for event in events if (rated := _rated(event))]),
    )


def _cost(attributes: Attributes) -> Decimal | None:
    value = finite(first(attributes, _COST))
    if value is None or not 0 <= (cost := Decimal(repr(value))) < _COST_LIMIT:
        return None
    return cost


def _error(attributes: Attributes, events: list[Attributes]) -> str | None:
    """A failed status, or no status and an exception that left the span; its text."""
    status = attributes.get(STATUS)
    raised = [_object(one.get("attributes")) for one in events if one.get("name") == "exception"]
    escaped = [one for one in raised if one.get("exception.escaped") not in (False, "false", "False")]
    if status == "OK" or (status != "ERROR" and not escaped):
        return None
    said = attributes.get(STATUS_MESSAGE) or next((_exception(one) for one in reversed(raised)), "") or attributes.get("error.type")
    return said[:MAX_LONG_TEXT] if isinstance(said, str) else ""


def _exception(attributes: Attributes) -> str:
    parts = (attributes.get("exception.type"), attributes.get("exception.message"))
    return ": ".join(part for part in parts if isinstance(part, str) and part)


def _tags(attributes: Attributes) -> tuple[str, ...]:
    tags = _list(structured(attributes.get("tag.tags")))
    return tuple([tag for tag in tags if isinstance(tag, str) and len(tag) <= MAX_WORD and not find_flaw_of_text(tag, "")][:MAX_TAGS])


def _rated(event: Attributes) -> Rated | None:
    """The score of an evaluation's event, if it has a name, and a value or a label."""
    if event.get("name") != "gen_ai.evaluation.result":
        return None
    said = _object(event.get("attributes"))
    name = first_text(said, ("gen_ai.evaluation.name",), MAX_WORD)
    value = finite(said.get("gen_ai.evaluation.score.value"))
    label = first_text(said, ("gen_ai.evaluation.score.label",), MAX_LABEL) or None
    if not name or (value is None and label is None):
        return None
    comment = said.get("gen_ai.evaluation.explanation")
    time = event.get("time")
    score = ScoreRow(name, value, label, "api", comment[:MAX_LONG_TEXT] if isinstance(comment, str) else "")
    return Rated(time if isinstance(time, int) else 0, score)


def _object(value: Any) -> Attributes:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
