"""What calls of language models cost, exactly."""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import NamedTuple

from evalplatform.tracing.catalogue.entries import Prices

_EXACT = Context(prec=120, rounding=ROUND_HALF_EVEN)
_STEP, _LIMIT = Decimal("1e-10"), Decimal(10**10)  # as the columns of costs
_FREE = Decimal(0)
_PER_MILLION = -6


class Call(NamedTuple):
    """One call of a model. `cached_tokens` are among the input tokens; `cost_usd` is what its sender said of it."""

    provider: str
    model: str
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None = None
    cost_usd: Decimal | None = None


def cost_of(call: Call, prices: Prices) -> Decimal | None:
    """US dollars by the number of tokens; None where a number or a price is missing that matters, or the call is beyond these prices."""
    tokens, cached = call.input_tokens, call.cached_tokens or 0
    if prices.up_to is not None and (tokens or 0) > prices.up_to:
        return None
    if tokens is None or cached > tokens or prices.cached_input is None:
        cached = 0  # a sender that counts them apart breaks the conventions: how many there are is not known then
    rest = None if tokens is None else tokens - cached
    parts = [_part(rest, prices.input), _part(cached, prices.cached_input), _part(call.output_tokens, prices.output)]
    total = _FREE
    for part in parts:
        if part is None:
            return None
        total = _EXACT.add(total, part)
    return _EXACT.scaleb(total, _PER_MILLION)


def sum_of(costs: Iterable[Decimal]) -> Decimal | None:
    """The sum with the ten decimals of the column; None where it is too large for that."""
    total = _FREE
    for cost in costs:
        total = _EXACT.add(total, cost)
    rounded = _EXACT.quantize(total, _STEP)
    return rounded if rounded < _LIMIT else None


def _part(tokens: int | None, price: Decimal | None) -> Decimal | None:
    if tokens == 0 or price == 0:
        return _FREE
    return None if tokens is None or price is None else _EXACT.multiply(price, tokens)
