"""The JSON Schema (2020-12) of the JSON report and of a comparison: what is published, and what the API's own document says.

It stands in docs/schemas/evaluation-report.schema.json too; a test tells when the two differ.
"""

from typing import Any

from evalplatform.evaluations.report.document import SCHEMA_VERSION

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _object(**properties: Schema) -> Schema:
    """One that has these keys, all of them and no other."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _or_null(schema: Schema) -> Schema:
    if isinstance(kind := schema.get("type"), str):
        return {**schema, "type": [kind, "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(*texts: str) -> Schema:
    """No `enum`: to those drf-spectacular gives names, which must then agree with all other names of the API's document."""
    return {"oneOf": [{"const": text} for text in texts]}


def _list(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


def _by_metric(values: Schema) -> Schema:
    return {"type": "object", "description": "by the name of the metric", "additionalProperties": values}


def _told(schema: Schema, described: str) -> Schema:
    return {**schema, "description": described}


TEXT, NUMBER, COUNT = {"type": "string"}, {"type": "number"}, {"type": "integer", "minimum": 0}
MAYBE_TEXT, MAYBE_NUMBER = _or_null(TEXT), _or_null(NUMBER)
ID = {"type": "string", "format": "uuid"}
OUTCOME, COUNTS_AS = _one_of("pass", "fail", "no_verdict"), _one_of("pass", "fail")
DIRECTION = _one_of("higher", "lower")
INTERVAL = _or_null(_list(NUMBER, minItems=2, maxItems=2, description="low and high"))
SHARE = {"type": "number", "minimum": 0, "maximum": 1}

REASON = _object(
    code=_told(TEXT, "stable"), metric=_told(MAYBE_TEXT, "what it is about, if it is about one"), text=_told(TEXT, "for people")
)
WAIVER = _object(who=TEXT, why=TEXT, until={"type": "string", "format": "date-time"})
COMPARED: dict[str, Schema] = {
    "name": TEXT,
    "verdict": OUTCOME,
    "reasons": _list(REASON),
    "n": _told(COUNT, "examples compared"),
    "clusters": _told(COUNT, "independent groups among them"),
    "baseline": _told(MAYBE_NUMBER, "mean"),
    "candidate": _told(MAYBE_NUMBER, "mean"),
    "difference": _told(MAYBE_NUMBER, "candidate less baseline"),
    "interval": _told(INTERVAL, "of the difference"),
    "allowed_loss": MAYBE_NUMBER,
    "p_value": _told(_or_null(SHARE), "two-sided, unadjusted, of the hypothesis that the loss is allowed_loss"),
    "p_adjusted": _told(_or_null(SHARE), "Holm's, over all metrics that are compared"),
    "test": _told(MAYBE_TEXT, "mcnemar_exact, tango_score, binomial_exact or permutation"),
    "better": COUNT,
    "worse": COUNT,
    "detectable": _told(MAYBE_NUMBER, "the smallest loss that would have been shown with a chance of 80 %"),
    "more_examples": _told(_or_null(COUNT), "how many more would settle what is open, if they turn out as these did"),
    "errored": COUNT,
    "newly_errored": COUNT,
    "errored_in_baseline": COUNT,
    "waiver": _or_null(WAIVER),
}
JUDGED: dict[str, Schema] = {
    "verdict": OUTCOME,
    "counts_as": COUNTS_AS,
    "no_verdict_counts_as": COUNTS_AS,
    "reasons": _list(REASON),
    "only_candidate": _told(COUNT, "examples that the baseline lacks"),
    "only_baseline": _told(COUNT, "examples that the candidate lacks"),
    "metrics": _list(_object(**COMPARED)),
}
SHOWN: dict[str, Schema] = {"example": TEXT, "input": MAYBE_TEXT, "reference": MAYBE_TEXT, "output": MAYBE_TEXT}
CHANGE = _object(**SHOWN, baseline=NUMBER, candidate=NUMBER, difference=NUMBER, baseline_output=MAYBE_TEXT)
CHANGES = _object(  # the counts are of all, also of what is not listed
    better=_list(CHANGE),
    worse=_list(CHANGE),
    newly_errored=_list(_object(**SHOWN, error=MAYBE_TEXT, baseline_output=MAYBE_TEXT)),
    better_count=COUNT,
    worse_count=COUNT,
    newly_errored_count=COUNT,
    only_candidate=COUNT,
    only_baseline=COUNT,
)
MEASURED: dict[str, Schema] = {
    "name": TEXT,
    "n": COUNT,
    "errored": COUNT,
    "mean": MAYBE_NUMBER,
    "interval": _told(INTERVAL, "of the mean, at 95 %"),
}
QUARTILES = _or_null(_list(NUMBER, minItems=5, maxItems=5, description="the least, the quartiles, the largest"))
SPENT = _object(
    n=COUNT, sum=MAYBE_NUMBER, percentiles=_object() | {"properties": dict.fromkeys(("50", "95", "99"), NUMBER), "required": []}
)
SUMMARY = _object(
    total=_told(COUNT, "results, repeats included"),
    metrics=_list(_object(**MEASURED, quartiles=QUARTILES)),
    answers=_object(latency_ms=SPENT, input_tokens=SPENT, output_tokens=SPENT, cost_usd=SPENT),
)
_LISTED = _list(_object(**SHOWN, value=NUMBER))
SLICE = _object(
    by=_told(TEXT, "the field"),
    values=_list(_object(value=_told(MAYBE_TEXT, "null where the field is missing"), n=COUNT, metrics=_list(_object(**MEASURED)))),
    more_values=_told(COUNT, "values that are not listed, which have the fewest examples"),
)
COMMIT = _object(repository=TEXT, sha=TEXT, branch=TEXT, pull_request=_or_null(COUNT))

COMPARISON: Schema = _object(**JUDGED, evaluation=ID, baseline=ID, directions=_by_metric(DIRECTION), examples=_by_metric(CHANGES))
REPORT: Schema = {
    "$schema": DIALECT,
    "title": "Report of an evaluation",
    **_object(
        schema_version={"const": SCHEMA_VERSION},
        evaluation=ID,
        name=TEXT,
        suite=MAYBE_TEXT,
        dataset=_or_null(_object(name=TEXT, version=_or_null(COUNT))),
        commit=_or_null(COMMIT),
        finished_at=_or_null({"type": "string", "format": "date-time"}),
        compared_with=_or_null(ID),
        gate=_told(_or_null(_object(**JUDGED)), "null where the suite has no rules"),
        summary=SUMMARY,
        directions=_by_metric(_told(DIRECTION, "which way is better")),
        examples=_by_metric(_object(best=_LISTED, worst=_LISTED)),
        changes=_or_null(_by_metric(CHANGES)),
        slices=_list(SLICE),
    ),
}
