import pytest

from evalplatform.errors import InvalidInput
from exports.finetuning.asked import Redact, RedactMode
from exports.finetuning.conversation import Conversation, Image, Text, ToolCall, Turn
from exports.finetuning.redact import KINDS, Redactor
from tests.exports.finetuning.redact.redacting import KEY, redacted

ALL = Redactor(Redact(kinds=tuple(KINDS)), key=KEY)
CLEAN = Conversation(
    (
        Turn("system", "Be brief."),
        Turn("user", (Text("What is 2.5 * 1,234,567.89?"), Image("data:image/png;base64,AAAA"), Image("https://x.org/a?b=c"))),
        Turn("assistant", None, (ToolCall("call_1", "multiply", '{"a": "2.5\\n\\u0041"}'), ToolCall("call_2", "add", {"a": [1]}))),
        Turn("tool", '{"result": 3086419.725}', call_id="call_1"),
        Turn("tool", "1", call_id="call_2", name="adder"),
        Turn("assistant", "3,086,419.725"),
    ),
    5,
    ({"type": "function", "function": {"name": "multiply", "description": "a × b"}},),
    True,
)


def test_a_conversation_without_data_is_the_same() -> None:
    assert ALL.conversation(CLEAN) == (CLEAN, {})
    assert ALL.conversation(CLEAN)[0] is CLEAN


def test_all_places_of_a_conversation() -> None:
    mail, tool = "john@example.com", {"type": "function", "function": {"name": "send", "description": "To john@example.com"}}
    image = Image(f"https://x.org/?to={mail}", "low")
    calls = (ToolCall(mail, "send", f'{{"to": "{mail}"}}'), ToolCall("b", "send", {"to": [mail], "card": 4111111111111111}))
    turns = (Turn("user", (Text(mail), image), name=mail), Turn("assistant", None, calls, weight=0), Turn("tool", mail, call_id=mail))
    found, counts = ALL.conversation(Conversation(turns, 1, (tool,)))
    assert counts == {"card": 1, "email": 7}
    assert found.turns[0] == Turn("user", (Text("[EMAIL]"), Image("https://x.org/?to=%5BEMAIL%5D", "low")), name="[EMAIL]")
    assert found.turns[1].calls[0] == ToolCall(mail, "send", '{"to": "[EMAIL]"}')
    assert found.turns[1].calls[1] == ToolCall("b", "send", {"to": ["[EMAIL]"], "card": "[CARD]"})
    assert found.turns[1].weight == 0
    assert found.turns[2] == Turn("tool", "[EMAIL]", call_id=mail)
    assert found.tools[0]["function"]["description"] == "To [EMAIL]"
    assert ALL.conversation(found) == (found, {})


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('{"to": "john\\u0040example.com"}', '{"to": "[EMAIL]"}'),
        ('{"to": "\\njohn@example.com"}', '{"to": "\\n[EMAIL]"}'),
        ('{"to": "\\n+49 30 1234567"}', '{"to": "\\n[PHONE]"}'),
    ],
    ids=["u", "n", "phone"],
)
def test_data_behind_escapes(arguments: str, expected: str) -> None:
    conversation = Conversation((Turn("user", "hi"), Turn("assistant", None, (ToolCall("a", "send", arguments),))), 1)
    found, counts = ALL.conversation(conversation)
    assert sum(counts.values()) == 1
    assert found.turns[1].calls[0].arguments == expected


def test_only_the_kinds_that_were_asked_for() -> None:
    assert redacted("john@example.com 10.20.30.40", "ip") == "john@example.com [IP]"


def test_pseudonyms_are_the_same_for_a_value_and_a_key() -> None:
    one, other = (Redactor(Redact(RedactMode.PSEUDONYM, ("email",)), key=key) for key in (KEY, b"other"))
    first, counts = one.text("John@Example.com, john@example.com, jane@example.com")
    assert first == "[EMAIL_ae082957e7], [EMAIL_ae082957e7], [EMAIL_eb1b094ff5]"
    assert counts == {"email": 3}
    assert other.text("john@example.com")[0] not in first


def test_whatever_is_in_a_text() -> None:
    text = "\0\ud800 john@example.com \udfff"
    found, counts = ALL.conversation(Conversation((Turn("user", text), Turn("assistant", "\ud800")), 1))
    assert (found.turns[0].content, counts) == ("\0\ud800 [EMAIL] \udfff", {"email": 1})


def test_texts_without_data() -> None:
    for text in (
        "It was 2026-11-22T10:11:12.123456Z, 1,234,567.89 or 12345678.",
        "He has 40/60=<<40/60=0.6666666666666666>>0.67, so x = +12345678.",
        "550e8400-e29b-41d4-a716-446655440000 da39a3ee5e6b4b0d3255bfef95601890afd80709 v1.2.3 10.0.0",
        "",
    ):
        assert ALL.text(text) == (text, {})


def test_unknown_kinds() -> None:
    with pytest.raises(InvalidInput) as caught:
        Redactor(Redact(kinds=("email", "shoe", "presidio:PERSON")), key=KEY)
    assert [one.pointer for one in caught.value.problems] == ["/kinds/1", "/kinds/2"]
    assert caught.value.problems[0].detail == (
        "There is no kind 'shoe' of data to redact; there are: email, phone, card, iban, ip, key, credentials."
    )
