"""An OpenAI-compatible endpoint as a request describes it: checked once and frozen. Its key is apart, and sealed."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evalplatform import outbound
from evalplatform.errors import InvalidInput
from evalplatform.evaluations.answering import template
from evalplatform.evaluations.reading import Reader

CHAT = "/chat/completions"
MAX_URL, MAX_MODEL, MAX_TEXT, MAX_KEY = 2_000, 200, 100_000, 8_192
MAX_CONCURRENCY, MAX_ATTEMPTS, MAX_SECONDS = 64, 20, 600
OURS = ("model", "messages", "stream", "stream_options", "n")  # keys of the body that `params` may not have


@dataclass(frozen=True)
class Prices:
    """US dollars for a million tokens; None is unknown."""

    input: Decimal | None = None
    output: Decimal | None = None

    def cost(self, input_tokens: int | None, output_tokens: int | None) -> Decimal | None:
        if None in (self.input, self.output, input_tokens, output_tokens):
            return None
        assert self.input is not None
        assert self.output is not None
        return ((input_tokens or 0) * self.input + (output_tokens or 0) * self.output) / 1_000_000


@dataclass(frozen=True)
class Budget:
    """What answers may use up; None is without end."""

    cost_usd: Decimal | None = None
    tokens: int | None = None


@dataclass(frozen=True)
class Endpoint:
    """`address` is what is posted to. An answer must be whole within `timeout_seconds`."""

    address: str
    model: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    system: str = ""
    template: str = ""
    provider: str = ""
    concurrency: int = 4
    max_attempts: int = 3
    timeout_seconds: float = 60.0
    prices: Prices = Prices()
    budget: Budget = Budget()


def read(reader: Reader) -> Endpoint:
    """The endpoint in the object that is read, without its key; problems are in the reader."""
    made = Endpoint(
        address=address(reader),
        model=reader.text("model", most=MAX_MODEL, required=True),
        params=_params(reader),
        system=reader.text("system", most=MAX_TEXT),
        template=_template(reader),
        provider=reader.text("provider", most=100),
        concurrency=reader.whole("concurrency", low=1, high=MAX_CONCURRENCY, default=4) or 4,
        max_attempts=reader.whole("max_attempts", low=1, high=MAX_ATTEMPTS, default=3) or 3,
        timeout_seconds=reader.number("timeout_seconds", low=1, high=MAX_SECONDS, default=60),
        prices=_prices(reader.within("prices")),
        budget=_budget(reader.within("budget")),
    )
    key(reader)
    reader.refuse_unknown()
    return made


def parse(stored: dict[str, Any], *, pointer: str = "") -> Endpoint:
    """The endpoint in what `described` gave. Raises InvalidInput."""
    reader = Reader(stored, pointer=pointer)
    made = read(reader)
    reader.raise_if_any()
    return made


def address(reader: Reader) -> str:
    """`url` is the base, such as https://api.example.com/v1, or the whole address, which ends in /chat/completions."""
    url = reader.text("url", most=MAX_URL, required=True)
    if not url:
        return ""
    try:
        parts = outbound.check_url(url)
    except InvalidInput as error:
        reader.refuse("url", error.message, "invalid_url")
        return ""
    if parts.fragment:
        reader.refuse("url", "An address has no fragment here.", "invalid_url")
    path = parts.path.rstrip("/")
    return parts._replace(path=path if path.endswith(CHAT) else path + CHAT).geturl()


def key(reader: Reader) -> str:
    """The secret that is sent as `Authorization: Bearer …`; empty for none."""
    found = reader.text("key", most=MAX_KEY)
    if found and not (found.isascii() and found.isprintable() and " " not in found):
        reader.refuse("key", "key is printable ASCII without spaces.", "invalid")
        return ""
    return found


def _params(reader: Reader) -> dict[str, Any]:
    inner = reader.within("params")
    reader.json("params")
    for name in OURS:
        if name in inner.body:
            inner.refuse(name, f"{name} is no parameter here: the server sets it itself.")
    return {name: value for name, value in inner.body.items() if name not in OURS}


def _template(reader: Reader) -> str:
    text = reader.text("template", most=MAX_TEXT)
    for problem in template.problems(text):
        reader.refuse("template", problem, "unknown_placeholder")
    return text


def _prices(reader: Reader) -> Prices:
    found = Prices(reader.money("input"), reader.money("output"))
    if (reader.get("input") is None) != (reader.get("output") is None):
        reader.refuse("", "Give both prices, input and output: US dollars for a million tokens.", "required")
    reader.refuse_unknown()
    return found


def _budget(reader: Reader) -> Budget:
    found = Budget(reader.money("cost_usd"), reader.whole("tokens", low=1, high=2**53, default=None))
    reader.refuse_unknown()
    return found
