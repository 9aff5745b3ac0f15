"""The page on which an evaluation is compared with another: verdict in words, paired plot, and example by example what changed."""

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import urlencode

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from evalplatform.backoffice.sections import Section
from evalplatform.evaluations import reporting
from evalplatform.evaluations.admin import drawing, explaining, paired
from evalplatform.evaluations.admin.paired import PAGE, Changed, Grid
from evalplatform.evaluations.models import Evaluation
from evalplatform.evaluations.report.plots import number
from evalplatform.evaluations.report.snippets import NOTHING, Snippet, snippets

_HEAD = ("example", "value", "asked", "reference", "the other answered", "this one answered")


def sections(evaluation: Evaluation, query: Mapping[str, str]) -> list[Section]:
    """`query` has baseline, metric, change (worse or better), and for a further page size and key. Raises DomainError."""
    body = reporting.compare(evaluation, query.get("baseline", ""))
    directions: dict[str, str] = body["directions"]
    found = explaining.verdict(body, directions)
    names = [one["name"] for one in body["metrics"]]
    if not names:
        return found
    metric = query.get("metric", "") if query.get("metric", "") in names else names[0]
    other = Evaluation.objects.only("id", "name").get(project_id=evaluation.project_id, id=body["baseline"])
    is_worse = query.get("change") != "better"
    asked = {"baseline": str(other.id), "metric": metric, "change": "worse" if is_worse else "better"}
    others = [("metric", name, name) for name in names if name != metric] + [("change", _turned(is_worse), f"what got {_turned(is_worse)}")]
    links = format_html_join(
        " · ", '<a class="underline" href="?{}">{}</a>', ((urlencode({**asked, key: to}), says) for key, to, says in others)
    )
    is_higher = is_worse == (directions.get(metric) == "lower")
    rows = paired.changed(
        evaluation.id, other.id, metric, is_higher=is_higher, after=paired.read_after(query.get("size", ""), query.get("key", ""))
    )
    return [*found, _grid(metric, paired.grid(evaluation.id, other.id, metric)), _changes(evaluation, other, rows, asked, links)]


def _turned(is_worse: bool) -> str:
    return "better" if is_worse else "worse"


def _grid(metric: str, grid: Grid | None) -> Section:
    title = f"{metric}, example by example"
    if grid is None:
        return Section(title, says="No example has a value on both sides.")
    rows = [
        (_between(grid.bounds(cell.x)), _between(grid.bounds(cell.y)), f"{cell.examples:,}", f"{cell.higher:,}", f"{cell.lower:,}")
        for cell in grid.cells
    ]
    head = ("in the other", "in this one", "examples", "higher here", "lower here")
    says = "Each dot stands for examples with about these values; on the diagonal nothing changed, above it this one is higher."
    return Section(title, says=says, drawing=drawing.paired(title, grid), head=head, rows=rows)


def _between(bounds: tuple[float, float]) -> str:
    return number(bounds[0]) if bounds[0] == bounds[1] else f"{number(bounds[0])} to {number(bounds[1])}"


def _changes(evaluation: Evaluation, other: Evaluation, rows: list[Changed], asked: dict[str, str], links: SafeString) -> Section:
    shown = rows[:PAGE]
    keys = {one.pair_key for one in shown}
    ours, theirs = snippets(evaluation.id, keys), snippets(other.id, keys)
    table = [_row(one, ours.get(one.pair_key, NOTHING), theirs.get(one.pair_key, NOTHING)) for one in shown]
    more = SafeString("")
    if len(rows) > PAGE:
        further = {**asked, "size": repr(shown[-1].size), "key": shown[-1].pair_key}
        more = format_html('<a class="underline" href="?{}">The next {}</a> · ', urlencode(further), PAGE)
    title = f"What got {asked['change']} in {asked['metric']}"
    return Section(title, head=_HEAD, rows=table, empty="No example.", more=more + links)


def _row(one: Changed, ours: Snippet, theirs: Snippet) -> tuple[Any, ...]:
    before, after = theirs.output or theirs.error or "", ours.output or ours.error or ""
    value = f"{number(one.baseline)} → {number(one.candidate)}"
    return (one.pair_key, value, ours.input or "-", ours.reference or "-", *_marked(before, after))


def _marked(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Both answers, with the words that only one of them has marked."""
    left, right = before.split(" "), after.split(" ")
    was, now = [], []
    for kind, low, high, start, end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        was.append(_words(left[low:high], "" if kind == "equal" else "del"))
        now.append(_words(right[start:end], "" if kind == "equal" else "ins"))
    return _joined(was), _joined(now)


def _words(words: list[str], tag: str) -> SafeString | str:
    text = " ".join(words)
    return format_html("<del>{}</del>", text) if tag == "del" and text else format_html("<ins>{}</ins>", text) if tag and text else text


def _joined(parts: list[SafeString | str]) -> SafeString:
    return format_html_join(" ", "{}", ((part,) for part in parts if part)) or SafeString("-")
