"""Bars as SVG that need no script; the table beside them has the same numbers."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT, EDGE = 640, 180, 22


class Bar(NamedTuple):
    """`value` None is not known yet; `part` of it stands out."""

    label: str
    value: int | None
    part: int = 0


def bars(title: str, found: Sequence[Bar]) -> SafeString:
    """From left to right."""
    most = max((bar.value or 0 for bar in found), default=0) or 1
    room = WIDTH / max(1, len(found))
    floor, height = HEIGHT - EDGE, HEIGHT - 2 * EDGE
    pieces = [piece for at, bar in enumerate(found) for piece in _pieces(bar, at * room, room, floor, height / most)]
    drawn = format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>', pieces)
    ends = format_html(
        '<line class="zero" x1="0" x2="{0}" y1="{1}" y2="{1}"/><text class="number" x="0" y="14">{2}</text>'
        '<text class="number" x="0" y="{3}">{4}</text><text class="number end" x="{0}" y="{3}">{5}</text>',
        WIDTH, floor, f"{most:,}", HEIGHT - 4, found[0].label if found else "", found[-1].label if found else "",
    )  # fmt: skip
    view = '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" style="max-width:{}px"><title>{}</title>{}</svg>'
    return format_html(view, WIDTH, HEIGHT, title, WIDTH, title, drawn + ends)


def _pieces(bar: Bar, x: float, room: float, floor: float, scale: float) -> list[tuple[str, float, float, float, float, str]]:
    width = round(max(1.0, room - 2), 1)
    if bar.value is None:
        return [("half", round(x, 1), floor - 4, width, 4, f"{bar.label}: not counted yet")]
    said = f"{bar.label}: {bar.value:,}" + (f", {bar.part:,} failed" if bar.part else "")
    tall, low = round(bar.value * scale, 1), round(bar.part * scale, 1)
    whole = [("ours", round(x, 1), round(floor - tall, 1), width, tall, said)]
    return [*whole, ("fail", round(x, 1), round(floor - low, 1), width, low, said)] if bar.part else whole
