from decimal import Decimal
from typing import Any

import pytest

from evalplatform.errors import InvalidInput
from evalplatform.evaluations.answering.endpoint import Budget, Endpoint, Prices, parse

LEAST = {"url": "https://api.example.com/v1", "model": "m"}


def test_defaults() -> None:
    assert parse(LEAST) == Endpoint("https://api.example.com/v1/chat/completions", "m")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://h/v1/", "https://h/v1/chat/completions"),
        ("https://h", "https://h/chat/completions"),
        ("https://h/x/chat/completions", "https://h/x/chat/completions"),
        ("https://h/o?api-version=1", "https://h/o/chat/completions?api-version=1"),
    ],
)
def test_the_address_is_the_base_or_the_whole(url: str, address: str) -> None:
    assert parse({**LEAST, "url": url}).address == address


def test_money_is_exact() -> None:
    made = parse({**LEAST, "prices": {"input": "0.15", "output": 0.6}, "budget": {"cost_usd": "1.10", "tokens": 5}})
    assert (made.prices, made.budget) == (Prices(Decimal("0.15"), Decimal("0.6")), Budget(Decimal("1.10"), 5))
    assert made.prices.cost(1_000_000, 500_000) == Decimal("0.45")
    assert made.prices.cost(None, 1) is None


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"url": "https://u:p@h"}, "/url"),
        ({"url": "https://h/#x"}, "/url"),
        ({"url": 7}, "/url"),
        ({"model": None}, "/model"),
        ({"params": [1]}, "/params"),
        ({"params": {"stream": True}}, "/params/stream"),
        ({"params": {"a": "\ud800"}}, "/params/a"),
        ({"system": "a\0"}, "/system"),
        ({"concurrency": True}, "/concurrency"),
        ({"max_attempts": 21}, "/max_attempts"),
        ({"timeout_seconds": 0.5}, "/timeout_seconds"),
        ({"prices": {"input": 1}}, "/prices"),
        ({"prices": {"input": -1, "output": 1}}, "/prices/input"),
        ({"budget": {"cost_usd": "NaN"}}, "/budget/cost_usd"),
        ({"budget": {"tokens": 0}}, "/budget/tokens"),
        ({"key": "two words"}, "/key"),
        ({"typo": 1}, "/typo"),
    ],
    ids=lambda value: value if isinstance(value, str) else ascii(value),
)
def test_what_is_wrong_is_told_with_its_place(change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse({**LEAST, **change})
    assert {one.pointer for one in caught.value.problems} == {pointer}
