"""The prices for a batch of calls, read by one query, so that a changed price holds from the next batch on in all processes."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import connection

from evalplatform.tracing.catalogue.calls import Call, Rates, cost_of, dollars, rates_of
from evalplatform.tracing.catalogue.entries import Entry, Prices
from evalplatform.tracing.catalogue.matching import match, names

Pair = tuple[str, str]  # provider and model, as a trace names them

_READ = """
    SELECT provider, name, aliases, dated_snapshots, input_price, output_price, cached_input_price, priced_up_to
    FROM tracing_languagemodel
    WHERE lower(name) = ANY(%(names)s) OR EXISTS (SELECT FROM unnest(aliases) AS alias WHERE lower(alias) = ANY(%(names)s))
    ORDER BY provider, name
"""


class PriceList:
    """What one batch needs of the catalogue; each pair is looked for once."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._rates: dict[Pair, Rates] = {}

    def cost(self, calls: Sequence[Call]) -> Decimal | None:
        """What all of these calls cost, as their senders said or else by the catalogue; None without calls, or where one's is unknown."""
        if not calls:
            return None
        total, sent = 0, Decimal(0)
        for call in calls:
            if call.cost_usd is not None:
                sent += call.cost_usd
                continue
            cost = cost_of(call, self._of((call.provider, call.model)))
            if cost is None:
                return None
            total += cost
        return dollars(total, sent)

    def _of(self, pair: Pair) -> Rates:
        if (known := self._rates.get(pair)) is None:
            found = match(*pair, self._entries)
            known = self._rates[pair] = rates_of(found.prices if found else Prices())
        return known


def price_list(pairs: Iterable[Pair]) -> PriceList:
    """The prices of these pairs as they are now."""
    return PriceList(_entries(set(pairs)))


def find(provider: str, model: str) -> Entry | None:
    """The entry that these words mean; None where there is none, or where it is not clear which."""
    return match(provider, model, _entries({(provider, model)}))


def _entries(pairs: set[Pair]) -> list[Entry]:
    if not pairs:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"names": names(pairs)})
        rows = cursor.fetchall()
    return [Entry(provider, name, tuple(aliases), dated, Prices(*prices)) for provider, name, aliases, dated, *prices in rows]
