"""Plots of a report as SVG that need no script; their numbers stand as text beside them. Drawn for a telephone's width."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH = 360
EDGE = 12
LABELS = 130
LONGEST = 18  # characters of a label; the table has it whole
ROW = 24

_SVG = '<svg viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>{}</svg>'
_LINE = '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>'
_DOT = '<circle class="{}" cx="{}" cy="{}" r="5"/>'
_BOX = '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>'
_TEXT = '<text class="{}" x="{}" y="{}">{}</text>'


class Point(NamedTuple):
    """A number with its interval, if it has one. `tone` is a class of the page's style."""

    label: str
    value: float
    interval: Sequence[float] | None = None
    tone: str = "ours"


class Scale(NamedTuple):
    """Numbers to places between two edges; all in the middle where they are all the same."""

    low: float
    high: float
    left: float = EDGE
    right: float = WIDTH - EDGE

    @classmethod
    def of(cls, numbers: Iterable[float], *, left: float = EDGE) -> "Scale":
        found = list(numbers)
        return cls(min(found), max(found), left)

    def at(self, value: float) -> float:
        span = self.high / 2 - self.low / 2  # halves: the whole may be more than a float holds
        share = (value / 2 - self.low / 2) / span if span else 0.5
        return round(self.left + min(max(share, 0.0), 1.0) * (self.right - self.left), 1)


def difference(title: str, point: Point, *, allowed: float | None) -> SafeString:
    """A difference with its interval; a line at none, and a dashed one at the `allowed` loss (negative where higher is better)."""
    marks = [0.0] if allowed is None else [0.0, allowed]
    scale = Scale.of([point.value, *(point.interval or ()), *marks])
    lines = [_line("zero", scale.at(0.0), 4, scale.at(0.0), 40)]
    lines += [] if not allowed else [_line("allowed", scale.at(allowed), 4, scale.at(allowed), 40)]
    return _svg(title, 62, _joined([*lines, _whisker(scale, point, 22), *_ends(scale, 58)]))


def box(title: str, quartiles: Sequence[float], mean: float) -> SafeString:
    """The least, the quartiles and the largest value, and a dot at the mean."""
    least, low, middle, high, most = quartiles
    scale = Scale.of([*quartiles, mean])
    parts = [
        _line("range", scale.at(least), 22, scale.at(most), 22),
        format_html(_BOX, "half", scale.at(low), 10, max(round(scale.at(high) - scale.at(low), 1), 2), 24),
        _line("middle", scale.at(middle), 10, scale.at(middle), 34),
        format_html(_DOT, "ours", scale.at(mean), 22),
    ]
    return _svg(title, 62, _joined([*parts, *_ends(scale, 58)]))


def points(title: str, rows: Sequence[Point]) -> SafeString:
    """One below the other on one scale, each with its label."""
    scale = Scale.of([one for row in rows for one in (row.value, *(row.interval or ()))], left=LABELS)
    drawn = []
    for place, row in enumerate(rows):
        middle = place * ROW + ROW // 2
        drawn += [format_html(_TEXT, "label", LABELS - 12, middle + 4, _short(row.label)), _whisker(scale, row, middle)]
    height = len(rows) * ROW + 22
    return _svg(title, height, _joined([*drawn, *_ends(scale, height - 4)]))


def bars(title: str, rows: Sequence[tuple[str, float]], *, unit: str) -> SafeString:
    """From 0 on, the largest as wide as the plot, each with its number."""
    most = max((value for _, value in rows), default=0.0)
    room = WIDTH - 60 - 90
    drawn = []
    for place, (label, value) in enumerate(rows):
        top = place * ROW
        width = max(round(room * value / most, 1), 1.0) if most > 0 else 1.0
        drawn += [
            format_html(_TEXT, "label", 52, top + 17, label),
            format_html(_BOX, "half", 60, top + 4, width, 16),
            format_html(_TEXT, "number", 66 + width, top + 17, f"{number(value)} {unit}".strip()),
        ]
    return _svg(title, len(rows) * ROW + 4, _joined(drawn))


def number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def _whisker(scale: Scale, point: Point, y: int) -> SafeString:
    dot = format_html(_DOT, point.tone, scale.at(point.value), y)
    if point.interval is None:
        return dot
    low, high = (scale.at(one) for one in point.interval)
    return _joined(
        [_line("whisker", low, y, high, y), _line("whisker", low, y - 5, low, y + 5), _line("whisker", high, y - 5, high, y + 5), dot]
    )


def _ends(scale: Scale, y: int) -> list[SafeString]:
    """The numbers at both ends of the scale; one where they are the same."""
    found = [format_html(_TEXT, "number", scale.left, y, number(scale.low))]
    return found if scale.low == scale.high else [*found, format_html(_TEXT, "number end", scale.right, y, number(scale.high))]


def _line(tone: str, *places: float) -> SafeString:
    return format_html(_LINE, tone, *places)


def _svg(title: str, height: int, inner: SafeString) -> SafeString:
    return format_html(_SVG, WIDTH, height, title, title, inner)


def _joined(parts: Iterable[Any]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
