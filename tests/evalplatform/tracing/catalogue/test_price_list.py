from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evalplatform.tracing.catalogue import Call, find, price_list
from evalplatform.tracing.models import LanguageModel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    LanguageModel.objects.all().delete()
    for name, price in (("Small", 1), ("large", 10)):
        LanguageModel.objects.create(provider="acme", name=name, aliases=[f"{name}-Alias"], input_price=price, output_price=price)


def call(model: str, tokens: int | None = 1_000_000, **more: Any) -> Call:
    return Call("acme", model, tokens, tokens, **more)


def cost(*calls: Call) -> Decimal | None:
    return price_list((one.provider, one.model) for one in calls).cost(calls)


def test_each_call_by_its_own_model() -> None:
    assert cost(call("small"), call("large-2026-01-31"), call("SMALL-alias")) == 24


def test_what_was_sent_is_part_of_the_sum() -> None:
    assert cost(call("small"), call("unheard of", cost_usd=Decimal("0.5"))) == Decimal("2.5")


def test_a_sum_without_one_of_its_calls_would_be_wrong() -> None:
    assert cost(call("small"), call("unheard of")) is None
    assert cost(call("small"), call("large", None)) is None
    assert cost() is None


def test_one_query_for_all_and_none_for_nothing() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        price_list([("acme", "small"), ("", "large"), ("x", "y")] * 500)
        price_list([])
    assert len(queries) == 1


def test_an_edit_holds_at_once() -> None:
    assert cost(call("small")) == 2
    LanguageModel.objects.filter(name="Small").update(input_price=None)
    assert cost(call("small")) is None


def test_names_that_are_made_to_break_something() -> None:
    for model in ("%s", "'; --", "a" * 200, "/" * 200, "models/" * 28, "{}", "\\", "İ", "\u200b"):
        assert find("acme", model) is None
        assert find(f"x{model}", "small") is None


def test_find_gives_the_entry() -> None:
    found = find("", "acme/Small-2026-01-31")
    assert found is not None
    assert (found.provider, found.name, found.prices.input) == ("acme", "Small", Decimal(1))
