"""The calls of models that the spans of a trace tell of, where their cost is to be computed."""

from collections.abc import Sequence

from evalplatform.tracing.catalogue import Call
from evalplatform.tracing.otlp.facts import Facts


def calls_of(llm: Sequence[Facts]) -> tuple[Call, ...]:
    """Each by its own model, those whose cost was sent among them; none where all that say anything say their cost."""
    telling = [one for one in llm if one.cost is not None or one.input_tokens is not None or one.output_tokens is not None]
    if all(one.cost is not None for one in telling):
        return ()
    return tuple([Call(one.provider, one.model, one.input_tokens, one.output_tokens, one.cached_tokens, one.cost) for one in telling])
