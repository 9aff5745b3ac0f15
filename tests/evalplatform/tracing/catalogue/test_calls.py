from decimal import Decimal

import pytest

from evalplatform.tracing.catalogue import Call, Prices
from evalplatform.tracing.catalogue.calls import cost_of, dollars, rates_of

PRICES = Prices(Decimal("2.5"), Decimal("10"), Decimal("1.25"))
MAX_TOKENS = 2**62 - 1


def cost(read: int | None, written: int | None, prices: Prices = PRICES, *, cached: int | None = None) -> str | None:
    found = cost_of(Call("", "", read, written, cached), rates_of(prices))
    return None if found is None else f"{Decimal(found).scaleb(-12).normalize():f}"


@pytest.mark.parametrize(
    ("read", "written", "costs"),
    [
        (1_000_000, 1_000_000, "12.5"),
        (9, 1, "0.0000325"),
        (1, 0, "0.0000025"),
        (0, 0, "0"),
        (None, 1, None),
        (1, None, None),
        (None, None, None),
    ],
)
def test_tokens_by_prices(read: int | None, written: int | None, costs: str | None) -> None:
    assert cost(read, written) == costs


def test_an_embedding_says_nothing_of_output() -> None:
    assert cost(1000, None, Prices(Decimal("0.02"), Decimal(0))) == "0.00002"


def test_an_unknown_price_matters_only_where_there_are_tokens() -> None:
    assert cost(10, 0, Prices(Decimal(1), None)) == "0.00001"
    assert cost(10, 1, Prices(Decimal(1), None)) is None
    assert cost(10, 1, Prices()) is None


@pytest.mark.parametrize(("cached", "costs"), [(None, "2.5"), (0, "2.5"), (400_000, "2"), (1_000_000, "1.25"), (1_000_001, "2.5")])
def test_cached_tokens_are_among_the_input(cached: int | None, costs: str) -> None:
    assert cost(1_000_000, 0, cached=cached) == costs


def test_cached_tokens_without_a_price_of_their_own_cost_what_others_do() -> None:
    assert cost(1_000_000, 0, PRICES._replace(cached_input=None), cached=400_000) == "2.5"


def test_beyond_the_limit_of_the_prices_nothing_is_known() -> None:
    limited = PRICES._replace(up_to=200_000)
    assert (cost(200_000, 1, limited), cost(200_001, 1, limited)) == ("0.50001", None)


def test_a_call_of_unknown_length_may_be_beyond_it() -> None:
    assert cost(None, 1, Prices(Decimal(0), Decimal(1), up_to=200_000)) is None


def test_the_largest_numbers_are_exact() -> None:
    found = cost_of(Call("", "", MAX_TOKENS, 0), rates_of(Prices(Decimal("999999.999999"))))
    assert found == 4611686018422776216_981572612097


@pytest.mark.parametrize(
    ("trillionths", "amount"),
    [(0, "0E-10"), (50, "0E-10"), (51, "1E-10"), (150, "2E-10"), (250, "2E-10"), (12_500_000_000_000, "12.5000000000")],
)
def test_an_amount_has_ten_decimals_and_half_goes_to_even(trillionths: int, amount: str) -> None:
    assert str(dollars(trillionths)) == amount


def test_what_was_sent_is_added_before_rounding() -> None:
    assert dollars(50, Decimal("0.00000000005")) == Decimal("0.0000000001")


def test_an_amount_that_the_column_cannot_hold_is_unknown() -> None:
    assert str(dollars(10**22 - 100)) == "9999999999.9999999999"
    assert dollars(10**22 - 50) is None
