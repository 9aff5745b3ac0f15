import pytest

from exports.finetuning.redact.addresses import meant, redact_url
from tests.exports.finetuning.redact.redacting import redacted


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.org/a.png?to=john%40example.com&w=2", "https://x.org/a.png?to=%5BEMAIL%5D&w=2"),
        ("https://x.org/a.png?q=call+%2B49+30+1234567&&b", "https://x.org/a.png?q=call%20%5BPHONE%5D&&b"),
        ("https://u:p@x.org/john@example.com/a.png", "https://%5BCREDENTIALS%5D@x.org/%5BEMAIL%5D/a.png"),
        ("https://x.org/?a=b?c=d%zz#f", "https://x.org/?a=b?c=d%zz#f"),
        ("https://x.org/?%ed%a0%80=\ud800", "https://x.org/?%ed%a0%80=\ud800"),
        ("data:image/png;base64,john@example.com", "data:image/png;base64,john@example.com"),
        ("", ""),
    ],
    ids=["email", "phone", "credentials", "nothing", "surrogate", "data", "empty"],
)
def test_urls(url: str, expected: str) -> None:
    assert redact_url(url, redacted) == expected
    assert redact_url(expected, redacted) == expected


def test_what_is_searched() -> None:
    assert meant("https://x.org/a") == "https://x.org/a"
    assert meant("https://x.org/a?b=c%40d+e") == "https://x.org/a?b=c%40d+e\nhttps://x.org/a?b=c@d e"
    assert meant("DATA:image/png;base64,AAAA") == ""
