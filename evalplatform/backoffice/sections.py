"""What a page about one thing is put together from: facts, tables, texts and drawings."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

MAX_TEXT = 64 * 1024  # characters of one text that a page shows


@dataclass(frozen=True)
class Fact:
    name: str
    value: Any


@dataclass(frozen=True)
class Section:
    """One of a table (`head` and `rows`), a text that stands as it is, and a drawing; `empty` is said in place of no rows."""

    title: str
    says: str = ""
    facts: Sequence[Fact] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    empty: str = ""
    text: str = ""
    drawing: SafeString | str = ""
    more: SafeString | str = ""
    ask: str = ""  # a parameter of the page that its reader can fill in
    asked: str = ""


def facts(*pairs: tuple[str, Any]) -> tuple[Fact, ...]:
    """Those that have a value; 0 and False are values."""
    return tuple(Fact(name, value) for name, value in pairs if value is not None and value != "" and value != [])


def link(name: str, words: object, *arguments: object, query: str = "") -> SafeString:
    """To the admin page of that name."""
    return format_html('<a class="underline" href="{}">{}</a>', reverse(f"admin:{name}", args=arguments) + query, words)


def listed(values: Iterable[object], *, none: str = "-") -> str:
    return ", ".join(str(one) for one in values) or none


def readable_json(value: Any) -> str:
    """On many lines, cut where it is very long."""
    return cut(json.dumps(value, indent=2, ensure_ascii=False))


def cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}\n… and {len(text) - MAX_TEXT:,} characters more"


def moment(at: datetime | None) -> str:
    """In UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if at else ""
