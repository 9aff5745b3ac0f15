from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalplatform.errors import InvalidInput
from exports.finetuning.conversation import Conversation, Example, Labelled, Preference, Turn
from exports.finetuning.targets import Needs, custom, get
from exports.finetuning.targets.custom import Target
from exports.finetuning.targets.custom_template import MAX_CHARACTERS, MAX_DEPTH, MAX_VALUES
from exports.finetuning.targets.custom_values import PLACEHOLDERS
from tests.exports.finetuning.targets import proofs
from tests.exports.finetuning.targets.proofs import ANSWER, CALLING, PAIR, SEEING, SYSTEM, TOOL, USER, Case, Refusal, talk

TEMPLATE = {
    "text": "Q: ${prompt}\nA: ${answer}",
    "turns": "${messages}",
    "system": "${system}",
    "tools": "${tools}",
    "meta": {"n": 1, "list": ["x", None]},
}
TARGET = custom.parse(TEMPLATE)
GOOD = {
    "text": "Q: Hi\nA: Ho",
    "turns": [{"role": "user", "content": "Hi"}],
    "system": "",
    "tools": [],
    "meta": {"n": 1, "list": ["x", None]},
}
LABELS = custom.parse({"good": "${label}", "answer": "${answer}"})
CASES = (
    Case("not_an_object", GOOD, [GOOD], ""),
    Case("missing_key", GOOD, {key: GOOD[key] for key in ("text", "turns", "system", "tools")}, "/meta"),
    Case("unknown_key", GOOD, {**GOOD, "meta": {"n": 1, "list": ["x", None], "m": 1}}, "/meta/m"),
    Case("wrong_type", GOOD, {**GOOD, "turns": "Hi"}, "/turns"),
    Case("wrong_type", GOOD, {**GOOD, "turns": ["Hi"]}, "/turns/0"),
    Case("wrong_type", GOOD, {**GOOD, "system": None}, "/system"),
    Case("wrong_length", GOOD, {**GOOD, "meta": {"n": 1, "list": ["x"]}}, "/meta/list"),
    Case("wrong_value", GOOD, {**GOOD, "meta": {"n": True, "list": ["x", None]}}, "/meta/n"),
    Case("wrong_value", GOOD, {**GOOD, "text": "Hi"}, "/text", schema=False),
    Case("empty_value", GOOD, {**GOOD, "turns": []}, "/turns"),
)
REFUSED = (
    Refusal("wrong_example", PAIR, ""),
    Refusal("wrong_example", Labelled(talk(USER, ANSWER), True), ""),
    Refusal("unsupported_image", talk(SEEING, ANSWER), "/text"),
    Refusal("unsupported_weight", talk(USER, ANSWER._replace(weight=0)), "/text"),
    Refusal("several_systems", talk(SYSTEM, SYSTEM, USER, ANSWER), "/system"),
    Refusal("no_user_turn", talk(SYSTEM, ANSWER), "/text"),
    Refusal("not_one_text", talk(USER, CALLING), "/text"),
    Refusal("not_one_text", Conversation((USER, ANSWER, ANSWER), 1), "/text"),
)
ASKED, ANSWERED = {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}


def wrong(template: Any) -> list[tuple[str, str]]:
    """Code and pointer of each problem of the template."""
    with pytest.raises(InvalidInput) as raised:
        custom.parse(template)
    return [(one.code, one.pointer) for one in raised.value.problems]


def test_it_is_registered_with_a_template_of_its_own() -> None:
    target = get("custom")
    assert target.needs is Needs.CONVERSATION
    assert target.render(talk(USER, ANSWER)) == {"messages": [ASKED, ANSWERED]}


@pytest.mark.parametrize("case", CASES, ids=[f"{case.rule} {case.pointer}" for case in CASES])
def test_rule(case: Case) -> None:
    proofs.assert_case(TARGET, case)


def test_a_label_is_true_or_false() -> None:
    proofs.assert_case(LABELS, Case("wrong_type", {"good": True, "answer": "Ho"}, {"good": 1, "answer": "Ho"}, "/good"))


def test_each_rule_has_its_case() -> None:
    assert {one.rule for one in (*CASES, *REFUSED)} == {name for name, _ in TARGET.RULES}


@pytest.mark.parametrize("refusal", REFUSED, ids=[f"{one.rule} {one.pointer} {place}" for place, one in enumerate(REFUSED)])
def test_refusal(refusal: Refusal) -> None:
    proofs.assert_refusal(TARGET, refusal)


def test_each_refusal_has_its_example() -> None:
    assert {one.rule for one in REFUSED} == {name for name, _ in TARGET.REFUSALS}


def test_document() -> None:
    proofs.assert_document(Target())


def test_renders_values_and_texts() -> None:
    earlier = (SYSTEM, Turn("user", "a"), Turn("assistant", "b"))
    assert TARGET.render(talk(*earlier, USER, ANSWER, tools=[TOOL])) == {
        "text": "Q: Hi\nA: Ho",
        "turns": [
            {"role": "system", "content": "Be short."},
            {"role": "user", "content": "a"},
            {"role": "assistant", "content": "b"},
            ASKED,
            ANSWERED,
        ],
        "system": "Be short.",
        "tools": [TOOL],
        "meta": {"n": 1, "list": ["x", None]},
    }


def test_placeholders_in_values_stay_as_they_are() -> None:
    hostile = Turn("user", "${answer} $${x} ${")
    assert custom.parse({"t": "<${prompt}>", "u": "${prompt}"}).render(talk(hostile, ANSWER)) == {
        "t": "<${answer} $${x} ${>",
        "u": "${answer} $${x} ${",
    }


def test_two_dollars_write_the_mark() -> None:
    target = custom.parse({"$${k}": "$${prompt} ${prompt} $5 {x} }"})
    assert target.render(talk(USER, ANSWER)) == {"${k}": "${prompt} Hi $5 {x} }"}


def test_a_template_is_not_shared_with_lines() -> None:
    TARGET.render(talk(USER, ANSWER))["meta"]["list"].append(1)
    assert TARGET.render(talk(USER, ANSWER))["meta"]["list"] == ["x", None]


def test_pairs_and_labels() -> None:
    names = ("prompt_messages", "chosen", "rejected", "chosen_messages", "rejected_messages")
    pairs = custom.parse({name: f"${{{name}}}" for name in names})
    assert pairs.needs is Needs.PREFERENCE
    assert pairs.render(Preference((USER,), (ANSWER,), (Turn("assistant", "Huh"),))) == {
        "prompt_messages": [ASKED],
        "chosen": "Ho",
        "rejected": "Huh",
        "chosen_messages": [ANSWERED],
        "rejected_messages": [{"role": "assistant", "content": "Huh"}],
    }
    assert LABELS.needs is Needs.LABEL
    assert LABELS.render(Labelled(talk(USER, ANSWER), False)) == {"good": False, "answer": "Ho"}


@pytest.mark.parametrize(
    ("template", "problems"),
    [
        (None, [("missing", "")]),
        ("${prompt}", [("wrong_type", "")]),
        ([], [("wrong_type", "")]),
        ({}, [("wrong_type", "")]),
        ({"a": "x"}, [("no_placeholder", "")]),
        ({"a": {"b/c": ["${prompt}", "${metadata.a.b}"]}}, [("unknown_placeholder", "/a/b~1c/1")]),
        ({"a": "${}", "b": "${ prompt }"}, [("unknown_placeholder", "/a"), ("unknown_placeholder", "/b")]),
        ({"a": "${prompt", "b": "x ${answer}"}, [("open_placeholder", "/a")]),
        ({"${prompt}": "${prompt}"}, [("placeholder_in_key", "/${prompt}")]),
        ({"a": "x${messages}", "b": "${label}!"}, [("not_text", "/a"), ("not_text", "/b")]),
        ({"a": "${chosen}", "b": "${label}"}, [("mixed_placeholders", "/b")]),
        ({"a": "\0${prompt}"}, [("nul", "/a")]),
        ({"a": float("nan"), "b": "${prompt}"}, [("not_json", "/a")]),
        ({"a": "x" * MAX_CHARACTERS, "b": "${prompt}"}, [("too_large", "")]),
        ({"a": ["${prompt}"] * MAX_VALUES}, [("too_large", "")]),
    ],
    ids=range(15),
)
def test_what_is_wrong_with_a_template_is_told_with_its_place(template: Any, problems: list[tuple[str, str]]) -> None:
    assert wrong(template) == problems


def test_depth_is_bounded() -> None:
    nested: Any = "${prompt}"
    for _ in range(MAX_DEPTH - 1):
        nested = {"a": nested}
    assert custom.parse(nested).render(talk(USER, ANSWER)) is not None
    assert wrong({"a": nested}) == [("too_deep", "/a" * MAX_DEPTH)]


def test_texts() -> None:
    assert TARGET.texts(GOOD) == ["Q: Hi\nA: Ho", "user", "Hi", "", "x"]


@given(proofs.examples, st.sets(st.sampled_from(sorted(PLACEHOLDERS)), min_size=1))
def test_any_example(example: Example, names: set[str]) -> None:
    try:
        target = custom.parse({name: f"${{{name}}}" for name in sorted(names)})
    except InvalidInput:
        return
    proofs.assert_sound(target, example)


@given(proofs.mutated([GOOD]))
def test_any_line(value: Any) -> None:
    proofs.assert_check_takes(TARGET, value)


@given(st.dictionaries(st.text(alphabet="${}ab", max_size=4), proofs.values | st.text(alphabet="${}promt ", max_size=20), max_size=4))
def test_any_template(template: Any) -> None:
    try:
        target = custom.parse(template)
    except InvalidInput as error:
        problems = error.problems
    else:
        problems = ()
        proofs.assert_sound(target, talk(USER, ANSWER))
    for problem in problems:
        proofs.resolve(template, problem.pointer)
