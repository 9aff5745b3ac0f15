import pytest

from evalplatform.errors import InvalidInput
from exports.finetuning.asked import Redact
from exports.finetuning.redact import Redactor
from tests.exports.finetuning.redact.redacting import KEY, redacted


def test_ones_own() -> None:
    assert redacted("Ticket ab-12, AB-7", patterns={"ticket": r"(?i)\b[a-z]{2}-\d+\b"}) == "Ticket [TICKET], [TICKET]"


def test_letters_of_any_script() -> None:
    assert redacted("Frau Müller, Herr Ó", patterns={"name": r"(?:Frau|Herr) \p{Lu}\pL*"}) == "[NAME], [NAME]"


def test_the_beginning_is_that_of_each_text_in_json() -> None:
    assert redacted('{"a": "secret: x", "b": "no secret: x"}', patterns={"s": "^secret: .*"}) == '{"a": "[S]", "b": "no secret: x"}'


def test_what_was_redacted_before_is_taken_along_whole() -> None:
    assert redacted("say: [EMAIL] and [EMAIL_0123456789].", patterns={"said": "say:.*"}) == "[SAID]"
    assert redacted("a[EMAIL]b", patterns={"x": "[^b]"}) == "[X][EMAIL]b"


@pytest.mark.parametrize(
    ("name", "pattern", "detail"),
    [
        ("x", "(", "RE2 does not take this expression: missing ): (."),
        ("x", r"(a)\1", r"RE2 does not take this expression: invalid escape sequence: \1."),
        ("x", "(?=a)", "RE2 does not take this expression: invalid perl operator: (?=."),
        ("x", "\ud800", "RE2 does not take this expression: it holds half of a surrogate pair."),
        ("x", "(?:a{1000}){1000}", "RE2 does not take this expression: invalid repetition size: {1000}."),
        ("x", r"(?:\pL{100}){9}", "RE2 does not take this expression: pattern too large - compile failed."),
        ("x", r"\pL{20}", "This expression is too large once its repetitions are written out"),
        ("x", "a*", "This expression matches the empty text"),
        ("x", r"\b", "This expression matches the empty text"),
        ("x", "", "An expression has 1 to 1,000 characters."),
        ("x", "a" * 1001, "An expression has 1 to 1,000 characters."),
        ("email", "a", "[EMAIL] stands for another kind already"),
        ("my name", "a", "A pattern's name has at most 40 letters"),
        ("_x", "a", "A pattern's name has at most 40 letters"),
        ("é", "a", "A pattern's name has at most 40 letters"),
    ],
    ids=[f"flaw{number}" for number in range(15)],
)
def test_what_cannot_be_used(name: str, pattern: str, detail: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Redactor(Redact(patterns=((name, pattern),)), key=KEY)
    (problem,) = caught.value.problems
    assert problem.detail.startswith(detail)
    assert (problem.pointer, problem.code) == (f"/patterns/{name}", "invalid_pattern")


def test_all_problems_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        Redactor(Redact(patterns=(("A", "x"), ("a", "y"), ("b/c", "(")), kinds=("email",)), key=KEY)
    assert [one.pointer for one in caught.value.problems] == ["/patterns/a", "/patterns/b~1c"]
