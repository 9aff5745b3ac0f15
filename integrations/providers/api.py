"""One call of a provider's API, and what its failures mean: later, never, or not here."""

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

import orjson

from evalplatform import outbound
from evalplatform.errors import Unavailable
from integrations.providers.telling import ProviderFailure

SECONDS = 15.0
MAX_BYTES = 8 * 1024 * 1024
PER_PAGE = 100
LONGEST_WAIT = 3600
RATE_LIMIT_WAIT = 60  # where the provider does not say how long


class _Remedy(NamedTuple):
    code: str
    advice: str


_REMEDIES = {
    401: _Remedy("provider_unauthorized", "The token is wrong or has ended. Give the connection another one."),
    403: _Remedy("provider_forbidden", "The token may not do this. Give it the rights that docs/ci.md names."),
    404: _Remedy("provider_not_found", "There is no such thing, or the token may not see it. Look after repository, address and rights."),
    409: _Remedy("provider_refused", "The provider refuses it in the state that it is in."),
    422: _Remedy("provider_refused", "The provider does not take it."),
}


def call(
    method: str,
    base_url: str,
    path: str,
    *,
    headers: Mapping[str, str],
    body: Any = None,
    allow: Callable[[outbound.Answer], bool] = lambda _: False,
) -> tuple[Any, outbound.Answer]:
    """The decoded answer, and the answer itself; `allow` says which failures are none. Raises ProviderFailure, AddressRefused."""
    sent = b"" if body is None else orjson.dumps(body)
    named = {"User-Agent": "evalplatform", **headers, **({"Content-Type": "application/json"} if sent else {})}
    try:
        answer = outbound.send(method, base_url.rstrip("/") + path, headers=named, body=sent, seconds=SECONDS, max_bytes=MAX_BYTES)
    except Unavailable as error:
        raise ProviderFailure("provider_unavailable", error.message, is_final=False) from None
    if not 200 <= answer.status < 300 and not allow(answer):
        raise failure(answer, f"{method} {path.partition('?')[0]}")
    return _decoded(answer), answer


def failure(answer: outbound.Answer, asked: str) -> ProviderFailure:
    """What the answer means; the provider's own words are in the text."""
    said = f"{asked} was answered {answer.status}{_words(answer)}."
    if answer.status >= 500:
        return ProviderFailure("provider_unavailable", said, is_final=False, wait_seconds=_wait(answer))
    if answer.status == 429 or (answer.status == 403 and is_rate_limit(answer)):
        text = f"{said} It is asked again when the limit is over."
        return ProviderFailure("provider_rate_limited", text, is_final=False, wait_seconds=_wait(answer) or RATE_LIMIT_WAIT)
    if 300 <= answer.status < 400:
        return ProviderFailure("provider_moved", f"{said} The repository or the server has another address: change the connection.")
    code, remedy = _REMEDIES.get(answer.status, _Remedy("provider_refused", "The provider does not take it."))
    return ProviderFailure(code, f"{said} {remedy}")


def is_rate_limit(answer: outbound.Answer) -> bool:
    """GitHub says so by 403 too: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api."""
    spent = answer.headers.get("x-ratelimit-remaining") == "0"
    return spent or "retry-after" in answer.headers or b"rate limit" in answer.body[:4096].lower()


def segment(text: str) -> str:
    """One part of a path, whatever it holds."""
    return quote(text, safe="")


def _wait(answer: outbound.Answer) -> int:
    """Seconds, by `Retry-After` or by the Unix time at which the limit begins anew."""
    asked = answer.headers.get("retry-after", "")
    if asked.isascii() and asked.isdigit():
        return min(int(asked[:9]), LONGEST_WAIT)
    reset = answer.headers.get("x-ratelimit-reset") or answer.headers.get("ratelimit-reset") or ""
    if not (reset.isascii() and reset.isdigit()):
        return 0
    return min(max(0, int(reset[:12]) - int(time.time()) + 1), LONGEST_WAIT)


def _words(answer: outbound.Answer) -> str:
    try:
        body = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return ""
    said = (body.get("message") or body.get("error")) if isinstance(body, dict) else None
    text = said if isinstance(said, str) else orjson.dumps(said).decode() if said else ""
    return f" ({text[:300]})".replace("\0", "") if text else ""


def _decoded(answer: outbound.Answer) -> Any:
    if answer.truncated:
        raise ProviderFailure("provider_refused", f"The provider's answer is larger than {MAX_BYTES} bytes.")
    try:
        return orjson.loads(answer.body) if answer.body else None
    except orjson.JSONDecodeError:
        if 200 <= answer.status < 300:
            text = "The provider's answer is not JSON. Look whether the connection's address is that of its API."
            raise ProviderFailure("provider_refused", text) from None
        return None
