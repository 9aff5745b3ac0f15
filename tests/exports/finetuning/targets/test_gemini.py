from typing import Any

import pytest
from hypothesis import given

from exports.finetuning.conversation import Example, ToolCall, Turn
from exports.finetuning.targets import get
from exports.finetuning.targets.gemini import Target
from tests.exports.finetuning.targets import proofs
from tests.exports.finetuning.targets.proofs import ANSWER, CALL, CALLING, PAIR, RESULT, SEEING, SYSTEM, TOOL, USER, Case, Refusal, talk

TARGET = Target()


def content(role: Any, *parts: Any) -> dict[str, Any]:
    return {"role": role, "parts": list(parts)}


def line(*contents: Any, **more: Any) -> dict[str, Any]:
    return {"contents": list(contents), **more}


def answered(name: Any = "add", output: Any = "1") -> dict[str, Any]:
    return {"functionResponse": {"name": name, "response": {"output": output}}}


def tooled(**changed: Any) -> dict[str, Any]:
    return line(ASKED, ANSWERED, tools=[{"functionDeclarations": [{"name": "add", **changed}]}])


def described(**parameters: Any) -> dict[str, Any]:
    return tooled(parameters={"type": "OBJECT", "properties": parameters})


ASKED, ANSWERED = content("user", {"text": "Hi"}), content("model", {"text": "Ho"})
CALLED = {"functionCall": {"name": "add", "args": {"a": 1}}}
PARAMETERS = {"type": "OBJECT", "properties": {"a": {"type": "INTEGER"}}}
DECLARED = [{"functionDeclarations": [{"name": "add", "description": "Adds.", "parameters": PARAMETERS}]}]
GOOD = line(ASKED, ANSWERED, ASKED, ANSWERED, systemInstruction={"parts": [{"text": "Be short."}]})
TOOLED = line(
    ASKED, content("model", {"text": "So:"}, CALLED), content("user", answered()), ANSWERED, ASKED, content("model", CALLED), tools=DECLARED
)
DECLARATION, PROPERTIES = "/tools/0/functionDeclarations/0", "/tools/0/functionDeclarations/0/parameters/properties"
WIDE = described(
    a={"type": "STRING", "enum": ["x"], "nullable": True, "minLength": 1},
    b={"anyOf": [{"type": "NUMBER", "minimum": 0.5}, {"type": "NULL"}], "default": None},
    c={"type": "ARRAY", "items": {"ref": "#/defs/A"}, "maxItems": 2.0},
    d={"type": "OBJECT", "additionalProperties": {"type": "BOOLEAN"}},
)
CASES = (
    Case("not_an_object", GOOD, "x", ""),
    Case("missing_key", GOOD, {"tools": []}, "/contents"),
    Case("missing_key", GOOD, line(ASKED, {"role": "model"}), "/contents/1/parts"),
    Case("missing_key", GOOD, {**GOOD, "systemInstruction": {}}, "/systemInstruction/parts"),
    Case("missing_key", TOOLED, line(ASKED, content("model", {"functionCall": {"name": "add"}})), "/contents/1/parts/0/functionCall/args"),
    Case("missing_key", TOOLED, {**TOOLED, "tools": [{"functionDeclarations": [{}]}]}, f"{DECLARATION}/name"),
    Case("unknown_key", GOOD, {**GOOD, "generationConfig": {}}, "/generationConfig"),
    Case("unknown_key", GOOD, {**GOOD, "systemInstruction": {"role": "system", "parts": [{"text": "x"}]}}, "/systemInstruction/role"),
    Case("unknown_key", TOOLED, tooled(strict=True), f"{DECLARATION}/strict"),
    Case("wrong_type", GOOD, {"contents": ASKED}, "/contents"),
    Case("wrong_type", GOOD, line(ASKED, content("model", "Ho")), "/contents/1/parts/0"),
    Case("wrong_type", GOOD, line(ASKED, content("model", {"text": None})), "/contents/1/parts/0/text"),
    Case(
        "wrong_type",
        TOOLED,
        line(ASKED, content("model", {"functionCall": {"name": "add", "args": "{}"}})),
        "/contents/1/parts/0/functionCall/args",
    ),
    Case("wrong_type", TOOLED, tooled(description=None), f"{DECLARATION}/description"),
    Case("unknown_role", GOOD, line(ASKED, content("assistant", {"text": "Ho"})), "/contents/1/role"),
    Case("no_contents", GOOD, line(), "/contents"),
    Case("empty_parts", GOOD, line(ASKED, content("model")), "/contents/1/parts"),
    Case("part_kind", GOOD, line(ASKED, content("model", {"text": "Ho", "thought": True})), "/contents/1/parts/0"),
    Case("part_kind", GOOD, line(content("user", {"fileData": {}}), ANSWERED), "/contents/0/parts/0"),
    Case("misplaced_part", TOOLED, line(content("user", {"text": "Hi"}, CALLED), content("model", {"text": "x"})), "/contents/0/parts/1"),
    Case(
        "misplaced_part",
        TOOLED,
        line(ASKED, content("model", CALLED), content("user", answered(), {"text": "x"}), ANSWERED),
        "/contents/2/parts/1",
    ),
    Case("misplaced_part", TOOLED, line(content("user", {"text": "x"}, answered()), ANSWERED), "/contents/0/parts/1"),
    Case("misplaced_part", TOOLED, line(ASKED, content("model", {"text": "x"}, answered())), "/contents/1/parts/1"),
    Case("empty_text", GOOD, line(ASKED, content("model", {"text": ""})), "/contents/1/parts/0/text"),
    Case("empty_text", GOOD, {**GOOD, "systemInstruction": {"parts": [{"text": ""}]}}, "/systemInstruction/parts/0/text"),
    Case("first_not_user", GOOD, line(ANSWERED, ASKED, ANSWERED), "/contents/0/role"),
    Case("last_not_model", GOOD, line(ASKED, ANSWERED, ASKED), "/contents/2/role", schema=False),
    Case("not_alternating", GOOD, line(ASKED, ASKED, ANSWERED), "/contents/1/role", schema=False),
    Case("unanswered_call", TOOLED, line(ASKED, content("model", CALLED), ASKED, ANSWERED), "/contents/2", schema=False),
    Case(
        "unanswered_call",
        TOOLED,
        line(ASKED, content("model", CALLED, CALLED), content("user", answered()), ANSWERED),
        "/contents/2",
        schema=False,
    ),
    Case(
        "unanswered_call",
        TOOLED,
        line(ASKED, content("model", CALLED), content("user", answered("sub")), ANSWERED),
        "/contents/2",
        schema=False,
    ),
    Case("response_without_call", TOOLED, line(content("user", answered()), ANSWERED), "/contents/0", schema=False),
    Case(
        "bad_function_name",
        TOOLED,
        line(ASKED, content("model", {"functionCall": {"name": "a b", "args": {}}})),
        "/contents/1/parts/0/functionCall/name",
    ),
    Case("bad_function_name", TOOLED, {**TOOLED, "tools": [{"functionDeclarations": [{"name": "1"}]}]}, f"{DECLARATION}/name"),
    Case(
        "duplicate_function",
        TOOLED,
        {**TOOLED, "tools": [{"functionDeclarations": [{"name": "add"}]}, {"functionDeclarations": [{"name": "add"}]}]},
        "/tools/1/functionDeclarations/0/name",
        schema=False,
    ),
    Case("unsupported_schema", WIDE, described(a={"type": "string"}), f"{PROPERTIES}/a/type"),
    Case("unsupported_schema", WIDE, described(**{"a/b": {"oneOf": []}}), f"{PROPERTIES}/a~1b/oneOf"),
    Case("unsupported_schema", WIDE, described(a={"enum": [1]}), f"{PROPERTIES}/a/enum"),
    Case("unsupported_schema", WIDE, described(a={"anyOf": [{}, {"items": []}]}), f"{PROPERTIES}/a/anyOf/1/items"),
    Case("unsupported_schema", WIDE, described(a=True), f"{PROPERTIES}/a"),
    Case("unsupported_schema", WIDE, described(a={"minLength": True}), f"{PROPERTIES}/a/minLength"),
)


def declaring(**schema: Any) -> Example:
    function = {"name": "add", "parameters": {"type": "object", "properties": {"a": schema}}}
    return talk(USER, ANSWER, tools=[{"type": "function", "function": function}])


REFUSED = (
    Refusal("wrong_example", PAIR, ""),
    Refusal("unsupported_role", talk(Turn("developer", "x"), USER, ANSWER), "/contents/0"),
    Refusal("unsupported_image", talk(SEEING, ANSWER), "/contents/0/parts"),
    Refusal("unsupported_name", talk(USER._replace(name="ann"), ANSWER), "/contents/0"),
    Refusal("unsupported_weight", talk(USER, ANSWER._replace(weight=0), USER, ANSWER), "/contents/1"),
    Refusal("several_systems", talk(SYSTEM, SYSTEM, USER, ANSWER), "/contents/0"),
    Refusal("system_not_first", talk(USER, SYSTEM, ANSWER), "/contents/1"),
    Refusal(
        "invalid_arguments", talk(USER, CALLING._replace(calls=(CALL._replace(arguments="x"),))), "/contents/1/parts/0/functionCall/args"
    ),
    Refusal("unsupported_schema", talk(USER, ANSWER, tools=[{"type": "web_search"}]), DECLARATION),
    Refusal("unsupported_schema", declaring(oneOf=[]), f"{PROPERTIES}/a/oneOf"),
    Refusal("unsupported_schema", declaring(type=["string", "integer"]), f"{PROPERTIES}/a/type"),
    Refusal("unsupported_schema", declaring(type="any"), f"{PROPERTIES}/a/type"),
    Refusal("unsupported_schema", declaring(const=1), f"{PROPERTIES}/a/const"),
    Refusal("unsupported_schema", declaring(**{"$ref": "other.json"}), f"{PROPERTIES}/a/$ref"),
    Refusal("unsupported_schema", declaring(anyOf={}), f"{PROPERTIES}/a/anyOf"),
    Refusal("unsupported_schema", declaring(properties=[]), f"{PROPERTIES}/a/properties"),
)


def test_it_is_registered() -> None:
    assert isinstance(get("gemini"), Target)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.rule} {case.pointer}" for case in CASES])
def test_rule(case: Case) -> None:
    proofs.assert_case(TARGET, case)


def test_each_rule_has_its_case() -> None:
    assert {one.rule for one in (*CASES, *REFUSED)} == {name for name, _ in TARGET.RULES}


@pytest.mark.parametrize("refusal", REFUSED, ids=[f"{one.rule} {one.pointer}" for one in REFUSED])
def test_refusal(refusal: Refusal) -> None:
    proofs.assert_refusal(TARGET, refusal)


def test_each_refusal_has_its_example() -> None:
    assert {one.rule for one in REFUSED} == {name for name, _ in TARGET.REFUSALS}


def test_document() -> None:
    proofs.assert_document(TARGET)


@given(proofs.examples)
def test_any_example(example: Example) -> None:
    proofs.assert_sound(TARGET, example)


@given(proofs.mutated([GOOD, TOOLED, WIDE]))
def test_any_line(value: Any) -> None:
    proofs.assert_check_takes(TARGET, value)


def test_renders_calls_and_results() -> None:
    calls = Turn("assistant", "So:", (CALL, ToolCall("c2", "sub", {})))
    late = Turn("tool", "2", call_id="c2")
    assert TARGET.render(talk(SYSTEM, USER, calls, late, RESULT, ANSWER, tools=[TOOL])) == line(
        ASKED,
        content("model", {"text": "So:"}, CALLED, {"functionCall": {"name": "sub", "args": {}}}),
        content("user", answered(), answered("sub", "2")),
        ANSWERED,
        systemInstruction={"parts": [{"text": "Be short."}]},
        tools=DECLARED,
    )


def test_a_result_without_id_is_of_the_call_in_its_place() -> None:
    rendered = TARGET.render(
        talk(USER, Turn("assistant", None, (ToolCall("", "a", {}), ToolCall("", "b", {}))), Turn("tool", "1"), Turn("tool", "2"))
    )
    assert rendered["contents"][2] == content("user", answered("a", "1"), answered("b", "2"))


def test_parameters_become_a_schema() -> None:
    parameters = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "type": {"type": ["string", "null"], "description": "d"},
            "kind": {"const": "x"},
            "inner": {"$ref": "#/$defs/A"},
            "either": {"anyOf": [{"type": "array", "items": {"type": "number"}}, {"type": "null"}]},
        },
        "required": ["type"],
        "additionalProperties": False,
        "$defs": {"A": {"type": "boolean"}},
    }
    rendered = TARGET.render(
        talk(USER, ANSWER, tools=[{"type": "function", "function": {"name": "add", "parameters": parameters, "strict": True}}])
    )
    assert rendered["tools"][0]["functionDeclarations"][0]["parameters"] == {
        "type": "OBJECT",
        "properties": {
            "type": {"type": "STRING", "nullable": True, "description": "d"},
            "kind": {"enum": ["x"]},
            "inner": {"ref": "#/defs/A"},
            "either": {"anyOf": [{"type": "ARRAY", "items": {"type": "NUMBER"}}, {"type": "NULL"}]},
        },
        "required": ["type"],
        "additionalProperties": False,
        "defs": {"A": {"type": "BOOLEAN"}},
    }
    assert TARGET.check(rendered) == []


@pytest.mark.parametrize("parameters", [None, {}, {"type": "object", "properties": {}, "additionalProperties": False}])
def test_a_function_that_takes_nothing_has_no_parameters(parameters: Any) -> None:
    rendered = TARGET.render(talk(USER, ANSWER, tools=[{"type": "function", "function": {"name": "now", "parameters": parameters}}]))
    assert rendered["tools"] == [{"functionDeclarations": [{"name": "now"}]}]


def test_parameters_nested_too_deep_are_refused() -> None:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(70):
        schema = {"items": schema}
    proofs.assert_refusal(TARGET, Refusal("unsupported_schema", declaring(**schema), f"{PROPERTIES}/a" + "/items" * 59))


def test_texts() -> None:
    assert TARGET.texts(GOOD) == ["Hi", "Ho", "Hi", "Ho", "Be short."]
    assert TARGET.texts(line(content("model", CALLED), tools=[])) == ['{"functionCall":{"name":"add","args":{"a":1}}}', "[]"]
