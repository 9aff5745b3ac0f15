"""What matching and computing need to know of an entry of the catalogue."""

from decimal import Decimal
from typing import NamedTuple


class Prices(NamedTuple):
    """US dollars for a million tokens; None is unknown, not free. `up_to` is the input of one call beyond which they do not hold."""

    input: Decimal | None = None
    output: Decimal | None = None
    cached_input: Decimal | None = None
    up_to: int | None = None


class Entry(NamedTuple):
    """A model under the name and the aliases that its provider's API knows; `dated` says that dated forms of these mean it too."""

    provider: str
    name: str
    aliases: tuple[str, ...] = ()
    dated: bool = True
    prices: Prices = Prices()
