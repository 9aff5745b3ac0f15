"""Redacts URLs: what stands in a query as it is meant, not as it is escaped; what comes out is a URL again."""

from collections.abc import Callable
from urllib.parse import quote, unquote_plus


def redact_url(url: str, redact: Callable[[str], str]) -> str:
    """A `data:` URL stays: it is a picture, and base64 looks like anything."""
    if _is_data(url):
        return url
    base, question, query = url.partition("?")
    return _base(base, redact) + question + "&".join(_pair(one, redact) for one in query.split("&"))


def meant(url: str) -> str:
    """What is to be searched: the URL, and its query without escapes."""
    if _is_data(url):
        return ""
    return f"{url}\n{unquote_plus(url)}" if "?" in url else url


def _is_data(url: str) -> bool:
    return url[:5].lower() == "data:"


def _base(text: str, redact: Callable[[str], str]) -> str:
    """Brackets are escaped, since in a URL they stand around IPv6 addresses; `redact` sees them, and so what was redacted before."""
    value = text.replace("%5B", "[").replace("%5D", "]")
    changed = redact(value)
    return text if changed == value else changed.replace("[", "%5B").replace("]", "%5D")


def _pair(pair: str, redact: Callable[[str], str]) -> str:
    return "=".join(_value(one, redact) for one in pair.split("=", 1))


def _value(text: str, redact: Callable[[str], str]) -> str:
    value = unquote_plus(text)
    changed = redact(value)
    return text if changed == value else quote(changed, safe="", errors="replace")
