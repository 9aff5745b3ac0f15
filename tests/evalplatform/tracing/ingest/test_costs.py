"""What traces cost by the catalogue, beside what their senders said."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evalplatform import filtering
from evalplatform.fields import columns_of, select_json
from evalplatform.projects.models import Project
from evalplatform.tracing.fields import TRACES
from evalplatform.tracing.ingest import store
from evalplatform.tracing.ingest.checking import check
from evalplatform.tracing.ingest.files import Line
from evalplatform.tracing.ingest.writer import write
from evalplatform.tracing.models import LanguageModel, Trace
from tests.evalplatform.tracing.test_ingest import FULL, state

TOKENS = {"input_tokens": 1_000, "output_tokens": 10}


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    LanguageModel.objects.all().delete()
    LanguageModel.objects.create(provider="acme", name="large", input_price=3, output_price=15)


def trace(external_id: str = "a", model: str = "large", usage: Any = TOKENS, **more: Any) -> dict[str, Any]:
    return {"external_id": external_id, "input": 1, "model": model, "provider": "acme", "usage": usage, **more}


def costs() -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Sent and computed."""
    rows = Trace.objects.order_by("external_id").values_list("external_id", "cost_usd", "computed_cost_usd")
    return {str(name): (sent, computed) for name, sent, computed in rows}


def test_a_cost_is_computed_where_none_was_sent(project: Project) -> None:
    sent = {**TOKENS, "cost_usd": "0.5"}
    store(project.pk, [trace("a"), trace("b", usage=sent), trace("c", "unheard of"), trace("d", usage=None), trace("e", "")])
    assert costs() == {"a": (None, Decimal("0.00315")), "b": (Decimal("0.5"), None)} | dict.fromkeys("cde", (None, None))


def test_a_cost_of_nothing_that_was_sent_is_not_computed(project: Project) -> None:
    store(project.pk, [trace(usage={**TOKENS, "cost_usd": 0})])
    assert costs() == {"a": (Decimal(0), None)}


def test_the_same_content_changes_nothing_after_prices_changed(project: Project) -> None:
    store(project.pk, [trace(), FULL])
    before = state(project)
    LanguageModel.objects.update(input_price=4)
    assert [one.status for one in store(project.pk, [trace(), FULL])] == ["unchanged"] * 2
    assert state(project) == before


def test_other_content_is_priced_as_it_is_then(project: Project) -> None:
    store(project.pk, [trace()])
    LanguageModel.objects.update(input_price=4)
    store(project.pk, [trace(name="changed")])
    assert costs() == {"a": (None, Decimal("0.00415"))}
    store(project.pk, [trace(usage={**TOKENS, "cost_usd": "1"})])
    assert costs() == {"a": (Decimal(1), None)}


def test_what_was_loaded_comes_back_as_it_was_sent(project: Project) -> None:
    store(project.pk, [trace()])
    with connection.cursor() as cursor:
        cursor.execute(*select_json(TRACES.rows(project.pk), columns_of(TRACES.listed)))
        (text,) = cursor.fetchone()
    assert '"usage":{"input_tokens" : 1000, "output_tokens" : 10, "cost_usd" : null}' in text
    assert "0.00315" not in text


def test_lines_of_a_file_are_priced_too(project: Project) -> None:
    raw = b'{"external_id":"a","input":1,"model":"acme/large-2026-01-31","usage":{"input_tokens":1000,"output_tokens":10}}'
    write(project.pk, check([Line(1, raw)]).batch)
    assert costs() == {"a": (None, Decimal("0.00315"))}


def test_a_cost_too_large_for_the_column_is_unknown(project: Project) -> None:
    store(project.pk, [trace(usage={"input_tokens": 2**62 - 1, "output_tokens": 0})])
    assert costs() == {"a": (None, None)}


def test_one_query_a_batch_and_none_without_need(project: Project) -> None:
    def asked(items: list[Any]) -> int:
        with CaptureQueriesContext(connection) as queries:
            store(project.pk, items)
        return sum("tracing_languagemodel" in one["sql"] for one in queries)

    assert asked([trace(str(number), f"model-{number}") for number in range(50)]) == 1
    assert asked([trace("x", usage=None), trace("y", usage={**TOKENS, "cost_usd": 1})]) == 0


def test_fields_tell_what_was_sent_from_what_was_computed(project: Project) -> None:
    store(project.pk, [trace("a"), trace("b", usage={**TOKENS, "cost_usd": "0.5"}), trace("c", usage=None)])

    def found(field: str, operator: str, value: Any) -> list[str | None]:
        chosen = filtering.build(TRACES, {"field": field, "op": operator, "value": value})
        return list(TRACES.rows(project.pk).filter(chosen).order_by("external_id").values_list("external_id", flat=True))

    assert found("cost", "eq", "0.00315") == ["a"]
    assert found("cost", "gt", "0") == ["a", "b"]
    assert found("usage.cost_usd", "gt", "0") == ["b"]
    assert found("usage.computed_cost_usd", "exists", True) == ["a"]
    assert found("cost", "exists", False) == ["c"]
