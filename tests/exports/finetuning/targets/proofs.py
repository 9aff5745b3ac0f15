"""How targets outside of OpenAI's family are tried: each rule by a line that keeps it and one that breaks it; and any example at all."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from exports.finetuning.breaches import Rejected
from exports.finetuning.conversation import ROLES, Conversation, Example, Image, Labelled, Preference, Text, ToolCall, Turn
from exports.finetuning.targets import Target

DOCUMENTS = Path(__file__).parents[4] / "docs" / "targets"
TOOL = {
    "type": "function",
    "function": {"name": "add", "description": "Adds.", "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}}},
}
USER, ANSWER, SYSTEM = Turn("user", "Hi"), Turn("assistant", "Ho"), Turn("system", "Be short.")
CALL = ToolCall("c1", "add", '{"a": 1}')
CALLING, RESULT = Turn("assistant", None, (CALL,)), Turn("tool", "1", call_id="c1")
PAIR = Preference((USER,), (ANSWER,), (Turn("assistant", "Huh"),))
SEEING = Turn("user", (Text("What?"), Image("https://x.org/a.png")))


class Case(NamedTuple):
    """`breaks` breaks the one rule, at the pointer; `schema` says whether the JSON Schema can tell."""

    rule: str
    keeps: Any
    breaks: Any
    pointer: str
    schema: bool = True


class Refusal(NamedTuple):
    """What `render` rejects, with this rule at this pointer."""

    rule: str
    example: Example
    pointer: str


def talk(*turns: Turn, tools: Sequence[Any] = ()) -> Conversation:
    """The last turn is the answer."""
    return Conversation(turns, len(turns) - 1, tuple(tools))


def assert_case(target: Target, case: Case) -> None:
    assert target.check(case.keeps) == []
    assert [(breach.rule, breach.pointer) for breach in target.check(case.breaks)] == [(case.rule, case.pointer)]
    schema = Draft202012Validator(target.schema())
    assert (schema.is_valid(case.keeps), schema.is_valid(case.breaks)) == (True, not case.schema)


def assert_refusal(target: Target, refusal: Refusal) -> None:
    with pytest.raises(Rejected) as raised:
        target.render(refusal.example)
    assert [(one.rule, one.pointer) for one in raised.value.breaches] == [(refusal.rule, refusal.pointer)]


def assert_document(target: Target) -> None:
    """The document is the schema, and the schema is one."""
    Draft202012Validator.check_schema(target.schema())
    assert json.loads((DOCUMENTS / f"{target.name}.json").read_text()) == target.schema()


def assert_sound(target: Target, example: Example) -> None:
    """Whatever goes in is rejected, or breaks rules that have a name, or is a line as the schema has it that can be written."""
    known = {name for name, _ in target.RULES}
    refusals = {name for name, _ in target.REFUSALS}  # type: ignore[attr-defined]
    try:
        line = target.render(example)
    except Rejected as error:
        rejected = {one.rule for one in error.breaches}
    else:
        rejected = set()
    assert rejected <= refusals
    if rejected:
        return
    breaches = target.check(line)
    assert {one.rule for one in breaches} <= known
    if not breaches:
        Draft202012Validator(target.schema()).validate(line)
        assert target.check(orjson.loads(orjson.dumps(line))) == []
        assert all(isinstance(text, str) for text in target.texts(line))


def assert_check_takes(target: Target, value: Any) -> None:
    """Any JSON value is checked; what passes is as the schema has it, and each pointer leads somewhere, but for what is missing."""
    breaches = target.check(value)
    if not breaches:
        Draft202012Validator(target.schema()).validate(value)
    for breach in breaches:
        assert breach.rule in {name for name, _ in target.RULES}
        if breach.rule != "missing_key":
            resolve(value, breach.pointer)


def resolve(value: Any, pointer: str) -> Any:
    """What the pointer leads to; a last key that is missing is allowed. Raises KeyError and IndexError."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    for place, step in enumerate(steps):
        if isinstance(value, dict) and step not in value and place == len(steps) - 1:
            return None
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def mutated(lines: Sequence[Any]) -> st.SearchStrategy[Any]:
    """Lines with one value in them replaced or left out, and any JSON."""
    return st.one_of(values, st.builds(_replaced, st.sampled_from(lines), st.integers(0, 200), values, st.booleans()))


def _replaced(line: Any, place: int, value: Any, leave_out: bool) -> Any:
    copied = json.loads(json.dumps(line))
    places = list(_places(copied))
    holder, step = places[place % len(places)]
    if leave_out:
        del holder[step]
    else:
        holder[step] = value
    return copied


def _places(value: Any) -> Any:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield value, step
        yield from _places(inner)


scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
keys = st.sampled_from(["role", "content", "name", "type", "a/b", "~"]) | st.text(max_size=4)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=8)

texts = st.sampled_from(["", " ", "Hi", "Ünïcödé 🚀", "<think>", "\u2028"]) | st.text(max_size=12)
contents = st.none() | texts | st.lists(st.builds(Text, texts) | st.builds(Image, texts, texts), min_size=1, max_size=3).map(tuple)
names = st.sampled_from(["add", "get_weather", "", "with space", "x" * 70])
objects = st.dictionaries(texts, values, max_size=3)
arguments = st.sampled_from(["", "{}", '{"a": 1}', "[1]", '{"a": NaN}', "{", "null"]) | objects | texts
call = st.tuples(st.sampled_from(["", "c1", "c2"]), names, arguments).map(lambda found: ToolCall(*found))
calls = st.lists(call, max_size=3).map(tuple)
turns = st.tuples(
    st.sampled_from(ROLES),
    contents,
    st.just(()) | calls,
    st.sampled_from(["", "c1", "c2", "other"]),
    st.just("") | names,
    st.sampled_from([None, None, 0, 1]),
).map(lambda found: Turn(*found))
plain_turns = st.tuples(st.sampled_from(ROLES), texts).map(lambda found: Turn(*found))
alternating = st.lists(texts, min_size=1, max_size=6).map(
    lambda found: [Turn("assistant" if place % 2 else "user", text) for place, text in enumerate(found)]
)
several_turns = st.lists(turns, max_size=6) | st.lists(plain_turns, max_size=6) | alternating
parameters = st.sampled_from(
    [
        {"type": "object", "properties": {}},
        {"type": "object", "properties": {"a": {"type": ["integer", "null"], "enum": [1]}}, "additionalProperties": False},
        {"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"const": "x"}}},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        {"oneOf": []},
        True,
    ]
)
functions = st.fixed_dictionaries(
    {"name": names}, optional={"description": texts, "parameters": parameters | values, "strict": st.booleans()}
)
tools = st.just(()) | st.lists(functions.map(lambda found: {"type": "function", "function": found}) | objects, max_size=2).map(tuple)
flags = st.sampled_from([None, True, False])


several = several_turns.map(tuple)
conversations = st.tuples(several, st.integers(0, 6), tools, flags).map(
    lambda found: Conversation(found[0], min(found[1], len(found[0])), *found[2:])
)
preferences = st.tuples(several, several, several, tools, flags).map(lambda found: Preference(*found))
labelled = st.tuples(conversations, st.booleans()).map(lambda found: Labelled(*found))
examples = st.one_of(conversations, preferences, labelled)
