"""What calls of language models cost, exactly: in whole trillionths of a dollar, as a price for a million tokens has six decimals."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import NamedTuple

from evalplatform.tracing.catalogue.entries import Prices

_EXACT = Context(prec=120, rounding=ROUND_HALF_EVEN)
_STEP, _LIMIT = Decimal("1e-10"), Decimal(10**10)  # as the columns of costs
_TRILLIONTHS = -12
_NONE_SENT = Decimal(0)


class Call(NamedTuple):
    """One call of a model. `cached_tokens` are among the input tokens; `cost_usd` is what its sender said of it."""

    provider: str
    model: str
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None = None
    cost_usd: Decimal | None = None


class Rates(NamedTuple):
    """Trillionths of a dollar for a token; None is unknown. `up_to` as in Prices."""

    input: int | None
    output: int | None
    cached_input: int | None
    up_to: int | None


def rates_of(prices: Prices) -> Rates:
    input, output, cached_input = (None if price is None else int(price.scaleb(6)) for price in prices[:3])
    return Rates(input, output, cached_input, prices.up_to)


def cost_of(call: Call, rates: Rates) -> int | None:
    """Trillionths of a dollar; None where a number or a price is missing that matters, or the call is beyond these prices."""
    tokens, cached = call.input_tokens, call.cached_tokens or 0
    if rates.up_to is not None and (tokens is None or tokens > rates.up_to):
        return None
    written = _part(call.output_tokens, rates.output)
    if written is None:
        return None
    # A sender that counts cached tokens apart breaks the conventions: how many there are is not known then.
    if tokens is None or not 0 < cached <= tokens or rates.cached_input is None:
        read = _part(tokens, rates.input)
        return None if read is None else read + written
    fresh = _part(tokens - cached, rates.input)
    return None if fresh is None else fresh + cached * rates.cached_input + written


def dollars(trillionths: int, sent: Decimal = _NONE_SENT) -> Decimal | None:
    """The amount, and what was sent besides, with the ten decimals of the column; None where it is too large for that."""
    exact = _EXACT.add(_EXACT.scaleb(Decimal(trillionths), _TRILLIONTHS), sent)
    rounded = _EXACT.quantize(exact, _STEP)
    return rounded if rounded < _LIMIT else None


def _part(tokens: int | None, rate: int | None) -> int | None:
    """None of what is dear, or any number of what is free, costs nothing."""
    if tokens == 0 or rate == 0:
        return 0
    return None if tokens is None or rate is None else tokens * rate
