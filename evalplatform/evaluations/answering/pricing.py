"""What a model's tokens cost: as the request says, else as the catalogue of models does."""

from typing import Any

from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.answering import endpoint
from evalplatform.tracing.models import LanguageModel


def priced(source: dict[str, Any]) -> dict[str, Any]:
    """The source with the prices that hold for it from now on. Raises InvalidInput for a budget in money without any price."""
    if "endpoint" not in source:
        return source
    stored = source["endpoint"]
    asked = endpoint.parse(stored, pointer="/source/endpoint")
    prices = asked.prices if asked.prices.input is not None else of_model(asked.model, asked.provider)
    if prices.input is None and asked.budget.cost_usd is not None:
        detail = f"Nothing is known of what {asked.model} costs, so a budget in money could not be kept. Give prices, or tokens."
        raise InvalidInput(Problem("/source/endpoint/budget/cost_usd", detail, "required"))
    told = None if prices.input is None else {"input": f"{prices.input:f}", "output": f"{prices.output:f}"}
    return {"endpoint": {**stored, "prices": told}}


def of_model(name: str, provider: str = "") -> endpoint.Prices:
    """The catalogue's prices; unknown where it has none, or where providers differ and none is named."""
    found = LanguageModel.objects.filter(name=name, input_price__isnull=False, output_price__isnull=False)
    if provider:
        found = found.filter(provider=provider)
    prices = set(found.values_list("input_price", "output_price"))
    return endpoint.Prices(*prices.pop()) if len(prices) == 1 else endpoint.Prices()
