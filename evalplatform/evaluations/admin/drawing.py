"""Plots of the back office as SVG that need no script; a table beside each has the same numbers."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from evalplatform.evaluations.admin.paired import CELLS, Grid
from evalplatform.evaluations.report.plots import Scale, number

SIDE, EDGE = 320, 30
WIDTH, HEIGHT = 640, 200
_SVG = '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" style="max-width:{}px"><title>{}</title>{}</svg>'


class Spot(NamedTuple):
    """An evaluation of a trend; `tone` is pass, fail, no_verdict or ours."""

    label: str
    mean: float
    interval: Sequence[float] | None
    tone: str


def paired(title: str, grid: Grid) -> SafeString:
    """A dot for each cell with examples, the larger the more; above the diagonal this one is higher, below it the other."""
    room = (SIDE - 2 * EDGE) / CELLS
    most = max(cell.examples for cell in grid.cells)
    dots = format_html_join(
        "",
        '<circle class="{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
        (
            (
                "higher" if cell.higher > cell.lower else "lower" if cell.lower > cell.higher else "same",
                round(EDGE + (cell.x + 0.5) * room, 1),
                round(SIDE - EDGE - (cell.y + 0.5) * room, 1),
                round(2 + (room / 2 - 2) * (cell.examples / most) ** 0.5, 1),
                f"{cell.examples:,}",
            )
            for cell in grid.cells
        ),
    )
    frame = format_html(
        '<line class="zero" x1="{0}" y1="{1}" x2="{1}" y2="{0}"/><text class="number" x="{0}" y="{2}">{3}</text>'
        '<text class="number end" x="{1}" y="{2}">{4}</text><text class="number" x="{5}" y="{2}" text-anchor="middle">the other</text>'
        '<text class="number" x="{0}" y="16">this one, from {3} up to {4}</text>',
        EDGE, SIDE - EDGE, SIDE - 8, number(grid.low), number(grid.high), SIDE // 2,
    )  # fmt: skip
    return format_html(_SVG, SIDE, SIDE, title, SIDE, title, frame + dots)


def trend(title: str, spots: Sequence[Spot]) -> SafeString:
    """From left to right as they came, each with its interval."""
    scale = Scale.of([one for spot in spots for one in (spot.mean, *(spot.interval or ()))])
    span = Scale(scale.low, scale.high, HEIGHT - 24, 24)  # upside down: the largest on top
    step = (WIDTH - 2 * EDGE) / max(1, len(spots) - 1)
    places = [(round(EDGE + at * step, 1), spot) for at, spot in enumerate(spots)]
    line = " ".join(f"{x},{span.at(spot.mean)}" for x, spot in places)
    whiskers = format_html_join(
        "",
        '<line class="whisker" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>',
        ((x, span.at(spot.interval[0]), span.at(spot.interval[1])) for x, spot in places if spot.interval),
    )
    dots = format_html_join(
        "",
        '<circle class="{}" cx="{}" cy="{}" r="4"><title>{}: {}</title></circle>',
        ((spot.tone, x, span.at(spot.mean), spot.label, number(spot.mean)) for x, spot in places),
    )
    ends = format_html(
        '<text class="number" x="{0}" y="14">{1}</text><text class="number" x="{0}" y="{2}">{3}</text>',
        EDGE, number(scale.high), HEIGHT - 4, number(scale.low),
    )  # fmt: skip
    drawn = format_html('<polyline class="trend" points="{}"/>', line) + whiskers + dots + ends
    return format_html(_SVG, WIDTH, HEIGHT, title, WIDTH, title, drawn)
