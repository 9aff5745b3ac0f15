"""What a model's tokens cost: as the request says, else as the catalogue of models does."""

from typing import Any

from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.answering import endpoint
from evalplatform.evaluations.scorers import get
from evalplatform.evaluations.scorers.scorer import Need
from evalplatform.tracing import catalogue

_PRICES = ("input_price", "output_price")


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


def judged(scorers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The scorers, those that ask a model and name no price with the catalogue's, which hold for the evaluation from now on.

    The scorers have been found to be right.
    """
    return [_judged(one) if Need.JUDGE in get(one["name"]).needs else one for one in scorers]


def _judged(one: dict[str, Any]) -> dict[str, Any]:
    params = one.get("params") or {}
    known = {parameter.name for parameter in get(one["name"]).parameters}
    is_priced = any(params.get(name) is not None for name in _PRICES)
    if is_priced or not known.issuperset(_PRICES) or not isinstance(model := params.get("model"), str):
        return one
    found = of_model(model)
    if found.input is None or found.output is None:
        return one
    return {**one, "params": {**params, "input_price": f"{found.input:f}", "output_price": f"{found.output:f}"}}


def of_model(name: str, provider: str = "") -> endpoint.Prices:
    """The catalogue's prices; unknown where it has none, where it is not clear which, and where they hold for short inputs only."""
    found = catalogue.find(provider, name)
    if found is None or found.prices.up_to is not None or None in found.prices[:2]:
        return endpoint.Prices()
    return endpoint.Prices(found.prices.input, found.prices.output)
