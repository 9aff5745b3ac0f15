from typing import Any

import pytest

from evalplatform.errors import InvalidInput
from exports.analysis import ANALYSES, asked, measure_of

RANGE = {"from": "2026-01-01", "to": "2026-02-01"}


def test_all_but_drift_unless_it_is_asked_for() -> None:
    assert asked.parse({}, {}).names == ("scores", "lengths", "tokens", "duplicates")
    assert asked.parse({}, {"drift": {"baseline": RANGE, "current": RANGE}}).names[-1] == "drift"


def test_every_name_has_its_analysis() -> None:
    assert set(asked.NAMES) == set(ANALYSES)
    assert all(callable(measure_of(name)) for name in asked.NAMES)


@pytest.mark.parametrize(
    ("options", "pointer", "code"),
    [
        ({"analyses": ["nope"]}, "/options/analyses", "unknown_analysis"),
        ({"analyses": []}, "/options/analyses", "unknown_analysis"),
        ({"analyses": [["scores"]]}, "/options/analyses", "unknown_analysis"),
        ({"analyses": ["drift"]}, "/options/drift", "required"),
        ({"bins": 1}, "/options/bins", "invalid"),
        ({"groups": True}, "/options/groups", "invalid"),
        ({"with_output": 1}, "/options/with_output", "wrong_type"),
        ({"x/y": 1}, "/options/x~1y", "unknown_field"),
        ({"drift": []}, "/options/drift", "wrong_type"),
        ({"drift": {"baseline": RANGE, "current": {"from": "2026-02-01"}}}, "/options/drift/current", "wrong_type"),
        ({"drift": {"baseline": RANGE, "current": {"from": "2026-02-01", "to": "x"}}}, "/options/drift/current", "wrong_type"),
        ({"drift": {"baseline": RANGE, "current": {"from": "2026-02-01", "to": "2026-02-01"}}}, "/options/drift/current", "invalid"),
        ({"drift": {"baseline": RANGE, "current": RANGE, "by": "updated_at"}}, "/options/drift/by", "unknown_field"),
        ({"drift": {"baseline": RANGE, "current": RANGE, "fields": ["nope"]}}, "/options/drift/fields/0", "unknown_field"),
        ({"drift": {"baseline": RANGE, "current": RANGE, "fields": ["input"]}}, "/options/drift/fields/0", "wrong_type"),
    ],
)
def test_what_is_wrong_is_pointed_at(options: dict[str, Any], pointer: str, code: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        asked.parse({}, options)
    assert [(one.pointer, one.code) for one in raised.value.problems] == [(pointer, code)]
