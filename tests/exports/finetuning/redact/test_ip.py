import pytest

from exports.finetuning.asked import RedactMode
from tests.exports.finetuning.redact.redacting import redacted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from 192.168.1.10:8080", "from [IP]:8080"),
        ("http://203.0.113.7/x", "http://[IP]/x"),
        ("10.0.0.1, 10.0.0.2.", "[IP], [IP]."),
        ("(172.16.254.1)", "([IP])"),
        ("see 2001:db8::1. Or", "see [IP]. Or"),
        ("fe80::1%eth0", "[IP]%eth0"),
        ("[2001:0db8:85a3:0000:0000:8a2e:0370:7334]:443", "[[IP]]:443"),
        ("::ffff:192.0.2.128", "[IP]"),
        ("64:ff9b::192.0.2.33", "[IP]"),
        ("fd12:3456:789a:1::1", "[IP]"),
    ],
)
def test_addresses(text: str, expected: str) -> None:
    assert redacted(text, "ip") == expected


@pytest.mark.parametrize(
    "text",
    [
        "1.2.3.4",
        "v10.20.30.40",
        "version 10.20.30.40",
        "Chrome/120.0.0.0",
        "package==10.20.30.40",
        "section 12.1.1.1",
        "10.20.30.256",
        "10.20.30.40.50",
        "10.20.30",
        "127.0.0.1",
        "0.0.0.0",
        "255.255.255.0",
        "12:34:56",
        "x[::2]",
        "a::b std::vector fade::in",
        "00:1a:2b:3c:4d:5e",
        "::1",
        "2001:db8:::1",
        "2024: 5",
        "1,234,567.89",
    ],
)
def test_what_is_none(text: str) -> None:
    assert redacted(text, "ip") == text


def test_one_pseudonym_however_it_is_written() -> None:
    ways = ("2001:db8::1", "2001:0DB8:0:0:0:0:0:0001")
    assert len({redacted(one, mode=RedactMode.PSEUDONYM) for one in ways}) == 1
