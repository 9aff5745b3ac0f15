from hypothesis import given
from hypothesis import strategies as st

from exports.finetuning.asked import RedactMode
from tests.exports.finetuning.redact.redacting import redacted

PIECES = [
    "john@example.com", "+49 30 1234567", "415-555-2671", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "10.20.30.40",
    "2001:db8::1", "ghp_" + "a1B" * 12, "Bearer abc123def456", "https://u:p@h.com", "[EMAIL]", "[PHONE_0123456789]",
    "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", *'1+@.:- aZ_[]{}\\,"\n\0é漢\ud800', "4111", "\\n", "//",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(TEXTS, st.sampled_from(RedactMode))
def test_a_second_time_changes_nothing(text: str, mode: RedactMode) -> None:
    redacted(text, mode=mode)


@given(TEXTS, st.sampled_from([r"[a-z]+", r"\d\d", r"[^a]{5}", r"(?s)\[.*\]", "^.", r".$", r"\bE"]))
def test_nor_with_an_expression_of_ones_own(text: str, pattern: str) -> None:
    redacted(text, "email", "card", patterns={"own": pattern})


@given(st.text())
def test_any_text(text: str) -> None:
    redacted(text)


def test_the_first_wins_and_then_the_longer() -> None:
    assert redacted("abcde", patterns={"late": "bcde", "short": "ab", "long": "abc"}) == "[LONG]de"
    assert redacted("abc", patterns={"first": "ab.", "second": ".bc"}) == "[FIRST]"


def test_what_is_left_of_a_longer_word_is_looked_at_again() -> None:
    assert redacted(" axjohn@example.com", "email", patterns={"own": " ax"}) == "[OWN][EMAIL]"


def test_a_long_text() -> None:
    text = "nothing here. " * 200_000
    assert redacted(f"{text}john@example.com {text}", "email") == f"{text}[EMAIL] {text}"
