"""The models that come with a release: one file a provider, in data/."""

import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from evalplatform.tracing.models import LanguageModel, Origin

FOLDER = Path(__file__).parent / "data"


def packaged() -> list[LanguageModel]:
    """All of them as rows that are not stored, by provider and name."""
    return sorted(_all(), key=lambda row: (row.provider, row.name))


def _all() -> Iterator[LanguageModel]:
    for path in FOLDER.glob("*.toml"):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, facts in content["models"].items():
            yield _row(content["provider"], name, content["source"], facts)


def _row(provider: str, name: str, source: str, facts: dict[str, Any]) -> LanguageModel:
    day: date = facts["as_of"]
    unknown: list[str | None] = [None] * 3
    prices = [None if price is None else Decimal(price) for price in (*facts.get("price", ()), *unknown)]
    return LanguageModel(
        provider=provider,
        name=name,
        aliases=facts.get("aliases", []),
        dated_snapshots=facts.get("dated", True),
        context_window=facts.get("context"),
        max_output=facts.get("output"),
        input_price=prices[0],
        output_price=prices[1],
        cached_input_price=prices[2],
        priced_up_to=facts.get("up_to"),
        capabilities=facts["can"],
        origin=Origin.PACKAGED,
        as_of=day,
        source=source,
    )
