"""The examples on the page of a report: the best and worst of each metric, and what got better or worse."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from evalplatform.evaluations.report.plots import number

_TEXTS = (
    ("input", "asked"),
    ("reference", "reference"),
    ("output", "answered"),
    ("baseline_output", "the baseline answered"),
    ("error", "error"),
)
_SECTION = "<section><h2>{}</h2>{}</section>"
_FOLDED = "<details><summary>{}</summary>{}</details>"


def changes(found: Mapping[str, Any]) -> SafeString:
    """By metric; folded, since answers are long."""
    inner = format_html_join(
        "", '<div class="metric"><h3><bdi>{}</bdi></h3>{}</div>', ((name, _changed(one)) for name, one in found.items())
    )
    return format_html(_SECTION, "What changed", inner)


def best_and_worst(found: Mapping[str, Any]) -> SafeString:
    def listed(one: Mapping[str, Any]) -> SafeString:
        return _list("Best", one["best"], None) + _list("Worst", one["worst"], None)

    inner = format_html_join("", '<div class="metric"><h3><bdi>{}</bdi></h3>{}</div>', ((name, listed(one)) for name, one in found.items()))
    return format_html(_SECTION, "Best and worst", inner)


def _changed(one: Mapping[str, Any]) -> SafeString:
    return (
        _list("Worse", one["worse"], one["worse_count"])
        + _list("Without an answer now", one["newly_errored"], one["newly_errored_count"])
        + _list("Better", one["better"], one["better_count"])
    )


def _list(title: str, examples: Iterable[Mapping[str, Any]], count: int | None) -> SafeString:
    inner = format_html_join("", "{}", ((_example(one),) for one in examples))
    if not inner:
        return format_html('<p class="soft">{}: none</p>', title)
    return format_html(_FOLDED, title if count is None else f"{title}: {count:,}", inner)


def _example(one: Mapping[str, Any]) -> SafeString:
    texts = format_html_join("", "<dt>{}</dt><dd><bdi>{}</bdi></dd>", ((said, one[key]) for key, said in _TEXTS if one.get(key)))
    return format_html('<div class="example"><b><bdi>{}</bdi></b> {}<dl>{}</dl></div>', one["example"], _worth(one), texts)


def _worth(one: Mapping[str, Any]) -> str:
    if "difference" in one:
        return f"{number(one['baseline'])} → {number(one['candidate'])}"
    return number(one["value"]) if "value" in one else ""
