"""One trace in the API's shape to a frozen row, or to everything that is wrong with it.

Only `input` is required; it is any JSON value, so `""` and `null` are two different inputs. Everywhere else null says the same as
leaving the field out. Unknown fields are refused, since a typo must not lose data; what the server itself writes into its answers and
exports (`id`, `ingested_at`, `updated_at`, `usage.computed_cost_usd`, and in scores and spans `id`, `trace_id`, `created_at`) is accepted
and ignored, so both can be loaded back. `spans` left out, as in a list or an export, leaves the stored spans as they are; `[]` removes
them. A span without a kind is a `chain`. `ended_at` may lie before `started_at`: clocks differ. A span's parent need not be in the same
trace.

Lengths are counted in characters. What stands in an index has at most 500, so 2,000 bytes in UTF-8: PostgreSQL refuses keys beyond 2,704.
"""

from typing import Any

from evalplatform.errors import Problem
from evalplatform.tracing import values
from evalplatform.tracing.models import ScoreSource, SpanKind, Status
from evalplatform.tracing.rows import ScoreRow, SpanRow, Texts, TraceRow, Usage
from evalplatform.tracing.values import MAX_PROBLEMS, Problems

MAX_ID = 500
MAX_NAME = 1000
MAX_LABEL = 1000
MAX_WORD = 200
MAX_TAGS = 100
MAX_LONG_TEXT = 100_000

_TEXTS = (
    ("name", MAX_NAME),
    ("session_id", MAX_ID),
    ("user_id", MAX_ID),
    ("environment", MAX_WORD),
    ("release", MAX_WORD),
    ("model", MAX_WORD),
    ("provider", MAX_WORD),
)
_STATUSES = tuple(Status.values)
_KINDS = tuple(SpanKind.values)
_SOURCES = tuple(ScoreSource.values)
_IGNORED = frozenset({"id", "ingested_at", "updated_at"})
_IGNORED_INSIDE = frozenset({"id", "trace_id", "created_at"})
_TRACE_FIELDS = frozenset({*TraceRow._fields, *Texts._fields} - {"texts"})
_USAGE_FIELDS = frozenset(Usage._fields)
_USAGE_KEYS = _USAGE_FIELDS | {"computed_cost_usd"}
_SCORE_FIELDS = frozenset(ScoreRow._fields)
_SPAN_FIELDS = frozenset(SpanRow._fields)
_TRACE_KEYS = _TRACE_FIELDS | _IGNORED
_SCORE_KEYS = _SCORE_FIELDS | _IGNORED_INSIDE
_SPAN_KEYS = _SPAN_FIELDS | _IGNORED_INSIDE
_NO_USAGE = Usage(None, None, None)


def read_trace(item: Any) -> TraceRow | tuple[Problem, ...]:
    """The row of one trace, or its problems: all of them, up to MAX_PROBLEMS."""
    if not isinstance(item, dict):
        return (Problem("", "A trace must be an object.", "type"),)
    problems: Problems = []
    get = item.get
    if not item.keys() <= _TRACE_KEYS:
        values.refuse_unknown(item.keys() - _IGNORED, _TRACE_FIELDS, "", problems)
    if "input" not in item:
        problems.append(Problem("/input", "This is required. It may be any JSON value, null too.", "required"))
    row = TraceRow(
        external_id=values.read_id(get("external_id"), "", "external_id", MAX_ID, problems),
        texts=Texts(*[values.read_text(get(name), "", name, limit, problems) for name, limit in _TEXTS]),
        status=values.read_choice(get("status"), "", "status", _STATUSES, Status.OK.value, problems),
        error=values.read_optional_text(get("error"), "", "error", MAX_LONG_TEXT, problems),
        input=values.read_json(get("input"), "", "input", problems),
        output=values.read_optional_json(get("output"), "", "output", problems),
        reference=values.read_optional_json(get("reference"), "", "reference", problems),
        tools=_tools(get("tools"), problems),
        metadata=values.read_object(get("metadata"), "", "metadata", problems),
        tags=_tags(get("tags"), problems),
        usage=_usage(get("usage"), problems),
        latency_ms=values.read_duration(get("latency_ms"), "", "latency_ms", problems),
        started_at=values.read_moment(get("started_at"), "", "started_at", problems),
        ended_at=values.read_moment(get("ended_at"), "", "ended_at", problems),
        scores=read_scores(get("scores"), "/scores", problems),
        spans=_spans(get("spans"), problems),
    )
    return tuple(problems[:MAX_PROBLEMS]) if problems else row


def read_scores(value: Any, where: str, problems: Problems) -> tuple[ScoreRow, ...]:
    """A list of scores; each needs a name, and a value or a label. Two of one name and source are refused."""
    if not value and value is None:
        return ()
    head, _, name = where.rpartition("/")
    rows = []
    for index, one in enumerate(values.read_list(value, head, name, problems)):
        if len(problems) >= MAX_PROBLEMS:
            break
        rows.append(_score(one, f"{where}/{index}", problems))
    if len(rows) > 1 and not problems:
        _refuse_twins([(row.name, row.source) for row in rows], where, "name and source", problems)
    return tuple(rows)


def _score(one: Any, where: str, problems: Problems) -> ScoreRow:
    if not isinstance(one, dict):
        problems.append(Problem(where, "A score must be an object.", "type"))
        return ScoreRow("", 0, None, "", "")
    get = one.get
    if not one.keys() <= _SCORE_KEYS:
        values.refuse_unknown(one.keys() - _IGNORED_INSIDE, _SCORE_FIELDS, where, problems)
    row = ScoreRow(
        name=values.read_text(get("name"), where, "name", MAX_WORD, problems),
        value=values.read_number(get("value"), where, "value", problems),
        label=values.read_optional_text(get("label"), where, "label", MAX_LABEL, problems),
        source=values.read_choice(get("source"), where, "source", _SOURCES, ScoreSource.API.value, problems),
        comment=values.read_text(get("comment"), where, "comment", MAX_LONG_TEXT, problems),
    )
    if not get("name"):
        problems.append(Problem(f"{where}/name", "A score needs a name.", "required"))
    if get("value") is None and get("label") is None:
        problems.append(Problem(where, "A score needs a value or a label.", "required"))
    return row


def _spans(value: Any, problems: Problems) -> tuple[SpanRow, ...] | None:
    if value is None:
        return None
    rows = []
    for index, one in enumerate(values.read_list(value, "", "spans", problems)):
        if len(problems) >= MAX_PROBLEMS:
            break
        rows.append(_span(one, f"/spans/{index}", problems))
    if len(rows) > 1 and not problems:
        _refuse_twins([row.external_id for row in rows], "/spans", "external_id", problems)
    return tuple(rows)


def _span(one: Any, where: str, problems: Problems) -> SpanRow:
    if not isinstance(one, dict):
        problems.append(Problem(where, "A span must be an object.", "type"))
        one = {"external_id": "-"}
    get = one.get
    if not one.keys() <= _SPAN_KEYS:
        values.refuse_unknown(one.keys() - _IGNORED_INSIDE, _SPAN_FIELDS, where, problems)
    if get("external_id") is None:
        problems.append(Problem(f"{where}/external_id", "A span needs an id, unique in its trace.", "required"))
    return SpanRow(
        external_id=values.read_id(get("external_id"), where, "external_id", MAX_ID, problems) or "",
        parent_external_id=values.read_id(get("parent_external_id"), where, "parent_external_id", MAX_ID, problems),
        name=values.read_text(get("name"), where, "name", MAX_NAME, problems),
        kind=values.read_choice(get("kind"), where, "kind", _KINDS, SpanKind.CHAIN.value, problems),
        started_at=values.read_moment(get("started_at"), where, "started_at", problems),
        ended_at=values.read_moment(get("ended_at"), where, "ended_at", problems),
        input=values.read_optional_json(get("input"), where, "input", problems),
        output=values.read_optional_json(get("output"), where, "output", problems),
        attributes=values.read_object(get("attributes"), where, "attributes", problems),
    )


def _refuse_twins(keys: list[Any], where: str, what: str, problems: Problems) -> None:
    first: dict[Any, int] = {}
    for index, key in enumerate(keys):
        if key in first:
            problems.append(Problem(f"{where}/{index}", f"This has the same {what} as {where}/{first[key]}.", "duplicate"))
        first.setdefault(key, index)


def _tools(value: Any, problems: Problems) -> str:
    found = values.read_list(value, "", "tools", problems)
    return values.read_json(found, "", "tools", problems) if found else "[]"


def _tags(value: Any, problems: Problems) -> tuple[str, ...]:
    found = values.read_list(value, "", "tags", problems)
    if len(found) > MAX_TAGS:
        problems.append(Problem("/tags", f"These are more than {MAX_TAGS} tags.", "too_long"))
        return ()
    for index, tag in enumerate(found):
        if tag is None:
            problems.append(Problem(f"/tags/{index}", "This must be a string.", "type"))
        else:
            values.read_text(tag, "/tags", str(index), MAX_WORD, problems)
    return tuple(found) if not problems else ()


def _usage(value: Any, problems: Problems) -> Usage:
    if value is None:
        return _NO_USAGE
    if not isinstance(value, dict):
        problems.append(Problem("/usage", "This must be an object or null.", "type"))
        return _NO_USAGE
    get = value.get
    if not value.keys() <= _USAGE_KEYS:
        values.refuse_unknown(value.keys() - _USAGE_KEYS, _USAGE_FIELDS, "/usage", problems)
    return Usage(
        input_tokens=values.read_count(get("input_tokens"), "/usage", "input_tokens", problems),
        output_tokens=values.read_count(get("output_tokens"), "/usage", "output_tokens", problems),
        cost_usd=values.read_cost(get("cost_usd"), "/usage", "cost_usd", problems),
    )
