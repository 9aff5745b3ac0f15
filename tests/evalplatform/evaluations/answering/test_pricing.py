from decimal import Decimal
from typing import Any

import pytest

from evalplatform.errors import InvalidInput
from evalplatform.evaluations.answering import endpoint, pricing
from evalplatform.tracing.models import LanguageModel

URL = "https://api.example.com/v1"
KNOWN = endpoint.Prices(Decimal("2.5"), Decimal(10))


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    def add(provider: str, name: str, input: str | None, output: str | None, **more: Any) -> None:
        LanguageModel.objects.create(provider=provider, name=name, input_price=input, output_price=output, **more)

    add("acme", "swift", "2.5", "10", aliases=["swift-chat"])
    add("acme", "half", "2.5", None)
    add("acme", "short", "1", "2", priced_up_to=200_000)
    add("acme", "gift", "0", "0")
    add("azure", "hosted", "3", "4")
    add("one", "twin", "1", "2")
    add("two", "twin", "5", "6")


@pytest.mark.parametrize(
    ("provider", "name", "prices"),
    [
        ("", "swift", KNOWN),
        ("acme", "Swift-2026-01-31", KNOWN),
        ("", "swift-chat", KNOWN),
        ("openrouter", "acme/swift", KNOWN),
        ("other", "swift", endpoint.Prices()),
        ("", "half", endpoint.Prices()),
        ("", "short", endpoint.Prices()),
        ("", "gift", endpoint.Prices(Decimal(0), Decimal(0))),
        ("", "hosted", endpoint.Prices()),
        ("azure", "hosted", endpoint.Prices(Decimal(3), Decimal(4))),
        ("", "twin", endpoint.Prices()),
        ("two", "twin", endpoint.Prices(Decimal(5), Decimal(6))),
        ("", "nobody-knows", endpoint.Prices()),
    ],
)
def test_prices_are_the_catalogues_or_unknown(provider: str, name: str, prices: endpoint.Prices) -> None:
    assert pricing.of_model(name, provider) == prices


def test_an_endpoint_keeps_the_prices_of_its_request() -> None:
    source = {"endpoint": {"url": URL, "model": "swift"}}
    assert pricing.priced(source) == {"endpoint": {"url": URL, "model": "swift", "prices": {"input": "2.500000", "output": "10.000000"}}}
    named = {"endpoint": {"url": URL, "model": "swift", "prices": {"input": "1", "output": "2"}}}
    assert pricing.priced(named) == named
    unknown = {"endpoint": {"url": URL, "model": "nobody-knows"}}
    assert pricing.priced(unknown) == {"endpoint": {"url": URL, "model": "nobody-knows", "prices": None}}
    assert pricing.priced({"traces": {}}) == {"traces": {}}


def test_a_budget_in_money_needs_prices() -> None:
    with pytest.raises(InvalidInput, match="Nothing is known of what nobody-knows costs"):
        pricing.priced({"endpoint": {"url": URL, "model": "nobody-knows", "budget": {"cost_usd": "1"}}})


def judge(**params: Any) -> list[dict[str, Any]]:
    return [{"name": "exact_match"}, {"name": "llm_judge", "as": "fine", "params": {"rubric": "r", **params}}]


def test_a_judge_without_prices_has_the_catalogues() -> None:
    plain, priced = pricing.judged(judge(model="swift"))
    assert plain == {"name": "exact_match"}
    assert priced["as"] == "fine"
    assert priced["params"] == {"rubric": "r", "model": "swift", "input_price": "2.500000", "output_price": "10.000000"}


@pytest.mark.parametrize(
    "params",
    [{"model": "nobody-knows"}, {"model": "swift", "input_price": 1}, {"model": "swift", "output_price": "0"}],
    ids=["unknown", "input", "output"],
)
def test_a_judge_that_names_a_price_or_is_unknown_stays_as_it_is(params: dict[str, Any]) -> None:
    assert pricing.judged(judge(**params)) == judge(**params)
