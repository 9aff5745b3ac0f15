"""The catalogue of language models: which one a trace means by its words, and what its tokens cost."""

from evalplatform.tracing.catalogue.calls import Call
from evalplatform.tracing.catalogue.entries import Entry, Prices
from evalplatform.tracing.catalogue.price_list import PriceList, find, price_list

__all__ = ["Call", "Entry", "PriceList", "Prices", "find", "price_list"]
