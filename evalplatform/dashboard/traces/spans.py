"""The spans of a trace as a waterfall, and as a table with the same numbers."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from evalplatform.backoffice.sections import Section
from evalplatform.tracing.models import Span, Trace

MOST = 500
WIDTH, ROW, LABELS, LONGEST = 640, 20, 200, 26


class Placed(NamedTuple):
    """`begun` and `took` in milliseconds from the first of all; None where a time was not sent."""

    span: Span
    depth: int
    begun: float | None
    took: float | None


def spans(one: Trace) -> Sequence[Section]:
    found = list(one.spans.defer("input", "output", "attributes").order_by("started_at", "id")[: MOST + 1])
    if not found:
        return []
    placed = list(in_order(found[:MOST]))
    rows = [
        ("– " * each.depth + (each.span.name or each.span.external_id), each.span.kind, _ms(each.begun), _ms(each.took)) for each in placed
    ]
    says = f"Only the first {MOST} are shown." if len(found) > MOST else ""
    return [Section("Spans", says, head=("span", "kind", "begins (ms)", "takes (ms)"), rows=rows, drawing=waterfall(placed))]


def in_order(found: Sequence[Span]) -> Iterator[Placed]:
    """Each behind its parent, as deep as it lies. A span whose parent is not among them, or is its own descendant, is a root."""
    known = {one.external_id for one in found}
    below: dict[str | None, list[Span]] = {}
    for one in found:
        below.setdefault(one.parent_external_id if one.parent_external_id in known else None, []).append(one)
    first = min((one.started_at for one in found if one.started_at), default=None)
    seen: set[str] = set()

    def walk(parent: str | None) -> Iterator[Placed]:
        stack = [(one, 0) for one in reversed(below.get(parent, []))]
        while stack:
            one, depth = stack.pop()
            if one.external_id in seen:
                continue
            seen.add(one.external_id)
            begun = (one.started_at - first).total_seconds() * 1000 if one.started_at and first else None
            took = (one.ended_at - one.started_at).total_seconds() * 1000 if one.ended_at and one.started_at else None
            yield Placed(one, depth, begun, took)
            stack += [(inner, depth + 1) for inner in reversed(below.get(one.external_id, []))]

    yield from walk(None)
    for one in found:  # those in a ring have no root
        if one.external_id not in seen:
            yield from walk(one.parent_external_id)


def waterfall(placed: Sequence[Placed]) -> SafeString:
    """A bar for each span that has times; nothing where none has."""
    timed = [(one, one.begun, one.took or 0.0) for one in placed if one.begun is not None]
    whole = max((begun + took for _, begun, took in timed), default=0.0)
    if not timed:
        return SafeString("")
    scale = (WIDTH - LABELS) / (whole or 1.0)
    bars = format_html_join(
        "",
        '<text x="{}" y="{}">{}</text><rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}: {} ms</title></rect>',
        (
            (
                4 + 8 * min(one.depth, 8), at * ROW + 15, _short(_name(one.span)),
                "ours" if one.span.kind == "llm" else "half", round(LABELS + begun * scale, 1), at * ROW + 4,
                round(max(2.0, took * scale), 1), ROW - 8, _name(one.span), _ms(took),
            )
            for at, (one, begun, took) in enumerate(timed)
        ),
    )  # fmt: skip
    height, title = len(timed) * ROW + 4, f"Spans over {_ms(whole)} ms"
    view = '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" style="max-width:{}px"><title>{}</title>{}</svg>'
    return format_html(view, WIDTH, height, title, WIDTH, title, bars)


def _name(span: Span) -> str:
    return span.name or span.external_id


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f}"
