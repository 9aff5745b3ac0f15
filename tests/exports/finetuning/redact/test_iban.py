import pytest

from exports.finetuning.asked import RedactMode
from exports.finetuning.redact.iban import has_right_check_digits
from tests.exports.finetuning.redact.redacting import redacted


@pytest.mark.parametrize(
    "number",
    [
        "DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "DE89-3704-0044-0532-0130-00",
        "gb29 nwbk 6016 1331 9268 19",
        "NO93 8601 1117 947",
        "BE68\u00a05390\u00a00754\u00a07034",
        "MT84MALT011000012345MTLCAST001S",
        "FR1420041010050500013M02606",
    ],
)
def test_numbers(number: str) -> None:
    assert redacted(f"to {number}.", "iban") == "to [IBAN]."


def test_a_word_after_it_stays() -> None:
    assert redacted("DE89 3704 0044 0532 0130 00 BIC COBADEFFXXX", "iban") == "[IBAN] BIC COBADEFFXXX"


def test_behind_what_looks_like_the_beginning_of_one() -> None:
    assert redacted("AB12 DE89 3704 0044 0532 0130 00", "iban") == "AB12 [IBAN]"


@pytest.mark.parametrize(
    "text",
    [
        "DE88370400440532013000",
        "DE8937040044053201300",
        "DE893704004405320130000",
        "ZZ89370400440532013000",
        "XDE89370400440532013000",
        "de89370400440532013000ab12de89370400440532",
        "DE89",
    ],
)
def test_what_is_none(text: str) -> None:
    assert redacted(text, "iban") == text


def test_check_digits() -> None:
    assert has_right_check_digits(b"GB82WEST12345698765432")
    assert not has_right_check_digits(b"GB82WEST12345698765423")


def test_one_pseudonym_however_it_is_written() -> None:
    ways = ("DE89370400440532013000", "de89 3704 0044 0532 0130 00")
    assert len({redacted(one, mode=RedactMode.PSEUDONYM) for one in ways}) == 1
