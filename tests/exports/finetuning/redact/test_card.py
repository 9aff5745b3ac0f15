import pytest

from exports.finetuning.redact.card import is_card
from tests.exports.finetuning.redact.redacting import redacted


@pytest.mark.parametrize(
    "number",
    [
        "4111111111111111",
        "4222222222222",
        "4111 1111 1111 1111",
        "4012-8888-8888-1881",
        "5555555555554444",
        "2223003122003222",
        "3782 822463 10005",
        "371449635398431",
        "6011111111111117",
        "3056 930902 5904",
        "3530111333300000",
        "6205500000000000004",
        "620550 0000000000004",
        "6759649826438453",
    ],
)
def test_numbers(number: str) -> None:
    assert redacted(f"card: {number}.", "card") == "card: [CARD]."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4111 1111 1111 1111 123", "[CARD] 123"),
        ("1234 4111 1111 1111 1111", "1234 [CARD]"),
        ("4111111111111111, 4012888888881881", "[CARD], [CARD]"),
    ],
)
def test_beside_other_numbers(text: str, expected: str) -> None:
    assert redacted(text, "card") == expected


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",
        "1111111111111117",
        "411111111111111",
        "41111111111111111111",
        "4111 1111-1111 1111",
        "411 11111 1111 1111",
        "0.4111111111111111",
        "4111111111111111.5",
        "x4111111111111111",
        "4111111111111111_a",
        "1-4111-1111-1111-1111",
        "1700000000000",
        "9780306406157",
        "66666666666666666",
        "12345678-4111-1111-1111-111111111111",
    ],
)
def test_other_numbers(text: str) -> None:
    assert redacted(text, "card") == text


def test_each_wrong_digit_is_noticed() -> None:
    right = b"4111111111111111"
    wrong = [right[:at] + b"%d" % digit + right[at + 1 :] for at in range(1, 16) for digit in range(10) if digit != int(right[at : at + 1])]
    assert is_card(right)
    assert not any(map(is_card, wrong))
