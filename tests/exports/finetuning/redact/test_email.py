import pytest

from tests.exports.finetuning.redact.redacting import redacted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail john.doe+news@Example.co.uk, now", "mail [EMAIL], now"),
        ("<o'brien@example.org>", "<[EMAIL]>"),
        ("mailto:a_b%c@x-y.example.com.", "mailto:[EMAIL]."),
        ("'quoted@example.com'", "'[EMAIL]'"),
        (".john@example.com", ".[EMAIL]"),
        ("请联系john@example.com谢谢", "请联系[EMAIL]谢谢"),
        ("jörg@müller.de und δ@παράδειγμα.ελ", "[EMAIL] und [EMAIL]"),
        ("john@xn--mller-kva.de a@b.xn--p1ai", "[EMAIL] [EMAIL]"),
        ("a@b.io\nc@d.io", "[EMAIL]\n[EMAIL]"),
        ("john@mail.example.com@home", "[EMAIL]@home"),
        ("\0john@example.com\ud800", "\0[EMAIL]\ud800"),
    ],
)
def test_addresses(text: str, expected: str) -> None:
    assert redacted(text, "email") == expected


@pytest.mark.parametrize(
    "text",
    [
        "git@github.com:owner/name.git",
        "icon@2x.png",
        "@property",
        "a @ b.T",
        "x@y",
        "user@localhost",
        "react@18.2.0",
        "@john.doe",
        "a@b.c",
        "@",
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert redacted(text, "email") == text
