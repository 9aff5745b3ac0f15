from typing import Any

import pytest

from evalplatform.evaluations.answering.endpoint import Endpoint
from evalplatform.evaluations.answering.prompt import Unaskable, body, messages
from evalplatform.evaluations.answering.template import MissingField, fill, problems

CHAT = [{"role": "system", "content": "old"}, {"role": "user", "content": "q"}]


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


@pytest.mark.parametrize(
    ("input", "expected"),
    [
        ("q", [user("q")]),
        (CHAT, CHAT),
        ({"messages": CHAT}, CHAT),
        (user("q"), [user("q")]),
        ({"question": "ü"}, [user('{"question":"ü"}')]),
        ([1, 2], [user("[1,2]")]),
        (0, [user("0")]),
    ],
    ids=["text", "chat", "wrapped", "message", "object", "list", "zero"],
)
def test_what_is_asked_without_a_template(input: Any, expected: Any) -> None:
    assert messages(Endpoint("", "m"), input=input, metadata={}) == expected


def test_system_takes_the_place_of_the_chats_own() -> None:
    asked = messages(Endpoint("", "m", system="new"), input=CHAT, metadata={})
    assert asked == [{"role": "system", "content": "new"}, user("q")]


@pytest.mark.parametrize("input", ["", None, [], {}], ids=repr)
def test_nothing_cannot_be_asked(input: Any) -> None:
    with pytest.raises(Unaskable):
        messages(Endpoint("", "m"), input=input, metadata={})


def test_a_template_takes_fields() -> None:
    text = "${input.q} ${input.list.1} ${metadata.lang} $${x} ${input.more}"
    values = {"q": "${input.q} \\1", "list": [1, 2.5], "more": {"a": None}}
    assert fill(text, input=values, metadata={"lang": "de"}) == '${input.q} \\1 2.5 de ${x} {"a":null}'


@pytest.mark.parametrize("path", ["input.b", "input.a.b", "input.list.2", "metadata.a", "input.list.x"])
def test_a_field_that_is_missing_is_named(path: str) -> None:
    with pytest.raises(MissingField, match=path.replace(".", r"\.")):
        fill("${" + path + "}", input={"a": 1, "list": [1, 2]}, metadata={})


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("${input}", 0), ("$${input}", 1), ("no place", 1), ("${input", 1), ("${inputs}${input..a}", 2)]
)
def test_a_template_is_checked_before(text: str, count: int) -> None:
    assert len(list(problems(text))) == count


def test_parameters_go_along_and_cannot_change_what_is_asked() -> None:
    sent = body(Endpoint("", "m", params={"temperature": 0.5, "model": "other"}), input="q", metadata={})
    assert sent == b'{"temperature":0.5,"model":"m","messages":[{"role":"user","content":"q"}]}'
