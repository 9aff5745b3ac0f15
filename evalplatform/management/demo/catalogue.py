"""The demo's language models: made-up names, plausible prices, and how good, quick and reliable each is."""

from dataclasses import dataclass, field
from decimal import Decimal

from evalplatform.management.demo.dice import Dice, log_normal, weighted

OLD_RELEASE, NEW_RELEASE = "2.4.1", "2.5.0"
UNITS_PER_DOLLAR = 10**10  # as exact as the column `cost_usd`


@dataclass(frozen=True)
class LanguageModelProfile:
    """A model of the catalogue with its behaviour. Prices are US dollars for a million tokens.

    `quality` is the share of right answers; `quality_now` the share under the new release, where it differs.
    """

    name: str
    provider: str
    context_window: int
    input_price: str
    output_price: str
    capabilities: tuple[str, ...]
    quality: float = 0.0
    quality_now: float | None = None
    error_rate: float = 0.0
    first_token_ms: float = 0.0
    token_ms: float = 0.0
    wordy: int = 0  # 0 terse to 2 talkative
    latency: tuple[float, ...] = field(default=(1.0,), repr=False)

    def quality_in(self, release: str) -> float:
        return self.quality_now if release == NEW_RELEASE and self.quality_now is not None else self.quality

    def latency_ms(self, dice: Dice, output_tokens: int) -> int:
        return int((self.first_token_ms + self.token_ms * output_tokens) * dice.pick(self.latency))


def _entry(
    name: str, provider: str, window: int, prices: tuple[str, str], capabilities: str
) -> tuple[str, str, int, str, str, tuple[str, ...]]:
    return name, provider, window, *prices, tuple(capabilities.split())


CHAT_MODELS = (
    LanguageModelProfile(
        *_entry("aurora-large-3", "aurora", 200_000, ("3", "15"), "chat tools vision json"),
        quality=0.91,
        error_rate=0.02,
        first_token_ms=820,
        token_ms=17,
        wordy=2,
        latency=log_normal(0.38),
    ),
    LanguageModelProfile(
        *_entry("aurora-mini-3", "aurora", 128_000, ("0.25", "1.25"), "chat tools json"),
        quality=0.77,
        error_rate=0.02,
        first_token_ms=260,
        token_ms=6,
        wordy=1,
        latency=log_normal(0.3),
    ),
    LanguageModelProfile(
        *_entry("corvus-70b", "openweights", 131_072, ("0.6", "0.8"), "chat tools"),
        quality=0.83,
        error_rate=0.035,
        first_token_ms=540,
        token_ms=14,
        wordy=1,
        latency=log_normal(0.5),
    ),
    LanguageModelProfile(
        *_entry("corvus-8b", "openweights", 32_768, ("0.06", "0.08"), "chat"),
        quality=0.57,
        error_rate=0.05,
        first_token_ms=140,
        token_ms=5,
        wordy=0,
        latency=log_normal(0.45),
    ),
    LanguageModelProfile(
        *_entry("lumen-2", "lumen", 64_000, ("1", "3"), "chat tools json"),
        quality=0.82,
        quality_now=0.7,
        error_rate=0.03,
        first_token_ms=430,
        token_ms=10,
        wordy=1,
        latency=log_normal(0.35),
    ),
)
EMBEDDING_MODEL = LanguageModelProfile(*_entry("aurora-embed-1", "aurora", 8_192, ("0.02", "0"), "embedding"))
CATALOGUE = (*CHAT_MODELS, EMBEDDING_MODEL)

_TRAFFIC = (8, 12, 6, 5, 6)
CHAT_TRAFFIC = weighted(dict(zip(CHAT_MODELS, _TRAFFIC, strict=True)))
TOOL_TRAFFIC = weighted({model: share for model, share in zip(CHAT_MODELS, _TRAFFIC, strict=True) if "tools" in model.capabilities})

_UNIT_PRICES = {model.name: (int(Decimal(model.input_price) * 10_000), int(Decimal(model.output_price) * 10_000)) for model in CATALOGUE}


def cost_usd(model: str, input_tokens: int, output_tokens: int) -> str:
    """The exact price of a call in US dollars, without zeros at the end."""
    input_price, output_price = _UNIT_PRICES[model]
    dollars, rest = divmod(input_tokens * input_price + output_tokens * output_price, UNITS_PER_DOLLAR)
    return f"{dollars}.{rest:010d}".rstrip("0").rstrip(".")
