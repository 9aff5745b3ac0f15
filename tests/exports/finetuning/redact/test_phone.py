import pytest

from exports.finetuning.asked import RedactMode
from tests.exports.finetuning.redact.redacting import redacted


@pytest.mark.parametrize(
    "number",
    [
        "+4915112345678",
        "+49 (0)30 123456-78",
        "+44 20 7946 0958",
        "+49 30/123456-78",
        "+4930 12345678",
        "+33 1 23 45 67 89",
        "+1 (415) 555-2671",
        "+1-415-555-2671",
        "+14155552671",
        "+7 495 123-45-67",
        "+86 138 0013 8000",
        "+91\u00a098765\u00a043210",
        "+358 40 1234567",
        "(415) 555-2671",
        "(415)555-2671",
        "415-555-2671",
        "415.555.2671",
        "1-800-555-0199",
    ],
)
def test_numbers(number: str) -> None:
    assert redacted(f"call {number}, please", "phone") == "call [PHONE], please"
    assert redacted(f"tel:{number}", "phone") == "tel:[PHONE]"


@pytest.mark.parametrize(
    "text",
    [
        "12345678",
        "4155552671",
        "2+12345678901",
        "(a)+491511234567",
        "x = +12345678",
        "+3.33333333333333",
        "+350000/500",
        "+350000-50000",
        "+12.345678901",
        "+5 -3 +2 -1 +4 +6 +7",
        "+1 2 3 4 5 6 7 8 9",
        "+20000000000",
        "+12,345,678,901",
        "+1234567890123456789",
        "2026-01-02T03:04:05+01:00",
        "2026-11-22",
        "555-1234",
        "1415-555-2671",
        "415-555-26711",
        "415-555-2671-9",
        "415.555-2671",
        "0.415.555.2671",
        "550e8400-e29b-41d4-a716-446655440000",
        "1,234,567.89",
        "$415-555-26 71",
        "+89 123 456 789",
        "C++ 2023",
        "+",
    ],
)
def test_other_numbers(text: str) -> None:
    assert redacted(text, "phone") == text


def test_one_number_has_one_pseudonym_however_it_is_written() -> None:
    ways = ("+1 (415) 555-2671", "+14155552671", "415-555-2671", "1.415.555.2671")
    assert {redacted(one, "phone", mode=RedactMode.PSEUDONYM) for one in ways} == {"[PHONE_2a40b6c79f]"}
    assert redacted("+44 (0)20 7946 0958", mode=RedactMode.PSEUDONYM) == redacted("+442079460958", mode=RedactMode.PSEUDONYM)
