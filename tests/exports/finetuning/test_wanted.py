from typing import Any

import pytest

from evalplatform.errors import InvalidInput
from exports import spec

PAIRS = {"pairs": {"score": "correct"}}


def problems(**body: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        spec.parse({"resource": "traces", **body})
    return [(one.pointer, one.code) for one in caught.value.problems]


UNKNOWN = {"field": "x", "op": "eq", "value": 1}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"shape": "openai"}, [("/shape", "unknown_shape")]),
        ({"shape": "openai-chat", "resource": "scores"}, [("/resource", "unfit_resource")]),
        ({"shape": "openai-chat", "format": "csv"}, [("/format", "unfit_format")]),
        ({"shape": "openai-chat", "fields": ["id"]}, [("/fields", "unfit_key")]),
        ({"shape": "openai-chat", "template": {}}, [("/template", "unfit_key")]),
        ({"curate": {"dedupe": "exact"}}, [("/curate", "unfit_key")]),
        ({"shape": "openai-dpo"}, [("/curate/pairs", "missing")]),
        ({"shape": "trl-kto"}, [("/curate/label", "missing")]),
        ({"shape": "openai-chat", "curate": PAIRS}, [("/curate/pairs", "unfit_key")]),
        ({"shape": "openai-dpo", "curate": {**PAIRS, "dedupe": "x"}}, [("/curate/dedupe", "unknown_dedupe")]),
        ({"shape": "openai-chat", "curate": {"repairs": ["x"]}}, [("/curate/repairs", "unknown_repair")]),
        ({"shape": "openai-chat", "curate": {"best_by": "a.label"}}, [("/curate/best_by", "wrong_type")]),
        ({"shape": "openai-dpo", "curate": {"pairs": {"score": "a.label"}}}, [("/curate/pairs/score", "wrong_type")]),
        ({"shape": "trl-kto", "curate": {"label": {"score": "a.label"}}}, [("/curate/label/score", "wrong_type")]),
        ({"shape": "openai-chat", "curate": {"group_by": "x"}}, [("/curate/group_by", "unknown_field")]),
        ({"shape": "openai-chat", "curate": {"balance": {"field": "x"}}}, [("/curate/balance/field", "unknown_field")]),
        ({"shape": "openai-chat", "curate": {"tokens": {"vocabulary": "x"}}}, [("/curate/tokens/vocabulary", "unknown_vocabulary")]),
        ({"shape": "openai-chat", "curate": {"redact": {"kinds": ["x"]}}}, [("/curate/redact/kinds/0", "unknown_kind")]),
        ({"shape": "openai-chat", "curate": {"keep_out_traces": UNKNOWN}}, [("/curate/keep_out_traces/field", "unknown_field")]),
    ],
)  # fmt: skip
def test_refuses_with_pointer(body: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert problems(**body) == expected


def test_scores_are_conditions_beside_the_filter() -> None:
    only = {"field": "model", "op": "eq", "value": "m"}
    asked = spec.parse({"resource": "traces", "shape": "openai-chat", "filter": only, "curate": {"min_score": {"correct": 1}}})
    assert asked.filter == {"and": [only, {"field": "score.correct", "op": "gte", "value": 1.0}]}


def test_spans_are_grouped_by_the_session_of_their_trace() -> None:
    asked = spec.parse({"resource": "spans", "shape": "openai-chat"})
    assert asked.training
    assert asked.training.curate.group_by == "trace.session_id"


def test_records_know_nothing_of_it() -> None:
    assert spec.parse({"resource": "traces"}).training is None
