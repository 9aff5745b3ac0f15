"""The cost of a trace that was made from spans: each call by its own model, however the spans came."""

from decimal import Decimal
from itertools import permutations

import pytest

from evalplatform.projects.models import Project
from evalplatform.tracing.models import LanguageModel, Trace
from evalplatform.tracing.otlp import from_protobuf
from evalplatform.tracing.otlp.merge import merge
from tests.evalplatform.tracing.otlp.sent import Sent, as_protobuf, span

CHAT = {"gen_ai.operation.name": "chat", "gen_ai.provider.name": "acme"}


def call(number: int, model: str, tokens: int | None = 1_000_000, *, cost: float | None = None, cached: str = "") -> Sent:
    used = {} if tokens is None else {"gen_ai.usage.input_tokens": tokens, "gen_ai.usage.output_tokens": 0}
    sent = {} if cost is None else {"gen_ai.usage.cost": cost}
    among = {cached: 500_000} if cached else {}
    return span(number, start=number, attributes={**CHAT, "gen_ai.response.model": model, **used, **sent, **among})


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    LanguageModel.objects.all().delete()
    LanguageModel.objects.create(provider="acme", name="small", input_price=1, output_price=1)
    LanguageModel.objects.create(provider="acme", name="large", input_price=10, output_price=10, cached_input_price=2)


def send(project: Project, *spans: Sent) -> tuple[Decimal | None, Decimal | None]:
    """Sent and computed cost of the trace."""
    assert merge(project.pk, from_protobuf.decode(as_protobuf(*spans))).rejected == 0
    return Trace.objects.values_list("cost_usd", "computed_cost_usd").get()


def test_calls_of_different_models_each_by_its_own(project: Project) -> None:
    assert send(project, call(1, "small"), call(2, "large-2026-01-31")) == (None, Decimal(11))


@pytest.mark.parametrize("order", list(permutations((0, 1, 2))), ids=str)
def test_spans_that_come_apart_make_the_same_cost(project: Project, order: tuple[int, ...]) -> None:
    spans = (call(1, "small"), call(2, "large"), call(3, "small", 500_000))
    found = [send(project, spans[place]) for place in order][-1]
    assert found == (None, Decimal("11.5"))


def test_a_cost_that_was_sent_is_part_of_the_sum_and_stays_what_it_was(project: Project) -> None:
    assert send(project, call(1, "small"), call(2, "unheard of", cost=0.25)) == (Decimal("0.25"), Decimal("1.25"))


def test_nothing_is_computed_where_all_was_sent(project: Project) -> None:
    assert send(project, call(1, "small", cost=0.25), call(2, "small", None)) == (Decimal("0.25"), None)


def test_a_sum_that_lacks_a_call_is_not_given(project: Project) -> None:
    assert send(project, call(1, "small"), call(2, "unheard of")) == (None, None)


@pytest.mark.parametrize("name", ["gen_ai.usage.cache_read.input_tokens", "llm.token_count.prompt_details.cache_read"])
def test_cached_tokens_have_their_own_price(project: Project, name: str) -> None:
    assert send(project, call(1, "large", cached=name)) == (None, Decimal(6))


def test_the_same_span_again_changes_nothing_after_prices_changed(project: Project) -> None:
    send(project, call(1, "small"))
    before = list(Trace.objects.values())
    LanguageModel.objects.update(input_price=7)
    send(project, call(1, "small"))
    assert list(Trace.objects.values()) == before


def test_spans_that_are_no_calls_cost_nothing(project: Project) -> None:
    agent = span(9, attributes={"gen_ai.operation.name": "invoke_agent", "gen_ai.usage.input_tokens": 5, "gen_ai.response.model": "small"})
    assert send(project, agent) == (None, None)
