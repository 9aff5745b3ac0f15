from evalplatform.evaluations.scorers.scorer import Scored
from tests.evalplatform.evaluations.scorers.scoring import code, outcome, value

CITY = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "people": {"$ref": "#/$defs/count"}},
    "required": ["city"],
    "additionalProperties": False,
    "$defs": {"count": {"type": "integer", "minimum": 0}},
}


def test_json_that_fits() -> None:
    assert value("json_schema", '{"city": "Zürich", "people": 434335}', schema=CITY) == 1.0
    assert value("json_schema", {"city": "Zürich"}, schema=CITY) == 1.0


def test_json_that_does_not_fit_is_told_with_its_place() -> None:
    told = "/people: -1 is less than the minimum of 0"
    assert outcome("json_schema", '{"city": "Zürich", "people": -1}', schema=CITY) == Scored(0.0, "minimum", told)
    told = "The whole: 'city' is a required property"
    assert outcome("json_schema", {}, schema=CITY) == Scored(0.0, "required", told)


def test_no_json_does_not_fit() -> None:
    found = outcome("json_schema", "Zürich", schema=CITY)
    assert (found[0], found[1]) == (0.0, "not_json")


def test_a_fence() -> None:
    fenced = '```json\n{"city": "Bern"}\n```'
    assert value("json_schema", fenced, schema=CITY) == 0.0
    assert value("json_schema", fenced, schema=CITY, fence=True) == 1.0


def test_what_cannot_be_decided_is_no_wrong_answer() -> None:
    assert code("json_schema", "{}", schema={"$ref": "#"}) == "schema_undecided"
