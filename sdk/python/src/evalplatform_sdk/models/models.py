"""What `models` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

OriginEnum: TypeAlias = Literal["packaged", "edited"]


class LanguageModel(TypedDict):
    """A model. Prices are US dollars for a million tokens, exact decimals; null is unknown, not free."""

    id: str
    provider: str
    name: str
    aliases: list[str]
    dated_snapshots: bool
    context_window: int | None
    max_output: int | None
    capabilities: list[str]
    input_price: str | None
    output_price: str | None
    cached_input_price: str | None
    priced_up_to: int | None
    as_of: str | None
    source: str
    origin: OriginEnum


class LanguageModelPage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[LanguageModel]
