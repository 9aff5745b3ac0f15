"""Plots as SVG that need no script: bars lying side by side, and histograms; each with its numbers in a table below it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH = 720
LABELS = 230
NUMBERS = 90
ROW = 26
HEIGHT = 150
LONGEST = 32  # characters of a label; the table has it whole
MOST = 40  # bars lying; the table has all


class Item(NamedTuple):
    """`tone` is a class of the page's style."""

    label: str
    value: int
    tone: str = "kept"


def lying(name: str, title: str, items: Sequence[Item], *, unit: str) -> SafeString:
    """A bar for each item, the largest as wide as the plot. `name` tells this plot from the others of the page."""
    shown = items[:MOST]
    most = max((item.value for item in shown), default=0) or 1
    bars = format_html_join("", BAR, (_bar(position, item, most) for position, item in enumerate(shown)))
    number = f"{len(items):,} bars" if len(items) <= MOST else f"The first {MOST} of {len(items):,} bars"
    described = f"{number}, in {unit}; all numbers stand in the table below."
    svg = _svg(name, title, described, bars, height=max(len(shown), 1) * ROW)
    return _figure(title, svg, ((item.label, item.value) for item in items), head=("", unit))


def histogram(name: str, title: str, bars: Sequence[Mapping[str, Any]], *, unit: str) -> SafeString:
    """Bars standing from left to right, one for each range of numbers, as spread.py makes them."""
    most = max((bar["count"] for bar in bars), default=0) or 1
    step = WIDTH / max(len(bars), 1)
    drawn = format_html_join("", COLUMN, (_column(position * step, step, bar, most) for position, bar in enumerate(bars)))
    ends = format_html(ENDS, HEIGHT + 18, f"{bars[0]['from']:,}", WIDTH, f"{bars[-1]['to']:,}") if bars else SafeString("")
    described = f"Lines by their number of {unit}, ranges of larger numbers being wider; all numbers stand in the table below."
    svg = _svg(name, title, described, drawn + ends, height=HEIGHT + 24)
    return _figure(title, svg, ((_range(bar), bar["count"]) for bar in bars), head=(unit, "lines"))


BAR = (
    '<text class="label" x="{}" y="{}">{}</text><rect class="{}" x="{}" y="{}" width="{}" height="18" rx="3"/>'
    '<text class="number" x="{}" y="{}">{}</text>'
)
COLUMN = '<rect class="kept" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>'
ENDS = '<text class="number" x="0" y="{0}">{1}</text><text class="number end" x="{2}" y="{0}">{3}</text>'
SVG = (
    '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-text">'
    '<title id="{}-title">{}</title><desc id="{}-text">{}</desc>{}</svg>'
)
FIGURE = (
    "<figure>{}<details><summary>Numbers: {}</summary><table><caption>{}</caption>"
    '<thead><tr><th scope="col">{}</th><th scope="col">{}</th></tr></thead><tbody>{}</tbody></table></details></figure>'
)
LINE = '<tr><th scope="row"><bdi>{}</bdi></th><td>{}</td></tr>'


def _svg(name: str, title: str, described: str, inner: SafeString, *, height: int) -> SafeString:
    return format_html(SVG, WIDTH, height, name, name, name, title, name, described, inner)


def _figure(title: str, svg: SafeString, rows: Any, *, head: tuple[str, str]) -> SafeString:
    lines = format_html_join("", LINE, ((label, f"{value:,}") for label, value in rows))
    return format_html(FIGURE, svg, title, title, head[0] or "what", head[1], lines)


def _bar(position: int, item: Item, most: int) -> tuple[Any, ...]:
    top, width = position * ROW + 4, round((WIDTH - LABELS - NUMBERS) * item.value / most, 1)
    baseline = top + 14
    label = item.label if len(item.label) <= LONGEST else f"{item.label[: LONGEST - 1]}…"
    return LABELS - 8, baseline, label, item.tone, LABELS, top, max(width, 1), LABELS + max(width, 1) + 6, baseline, f"{item.value:,}"


def _column(left: float, step: float, bar: Mapping[str, Any], most: int) -> tuple[Any, ...]:
    """A bar with anything in it is to be seen, however small."""
    height = round(max(HEIGHT * bar["count"] / most, 1.5 if bar["count"] else 0), 1)
    return round(left + 0.5, 1), round(HEIGHT - height, 1), round(max(step - 1, 1), 1), height, f"{_range(bar)}: {bar['count']:,}"


def _range(bar: Mapping[str, Any]) -> str:
    return f"{bar['from']:,}" if bar["from"] == bar["to"] else f"{bar['from']:,} to {bar['to']:,}"
