import pytest

from tests.exports.finetuning.redact.redacting import redacted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgres://user:pa$$@db.example.com:5432/x", "postgres://[CREDENTIALS]@db.example.com:5432/x"),
        ("redis://:secret@localhost", "redis://[CREDENTIALS]@localhost"),
        ("https://me:p@ss@example.com/a@b", "https://[CREDENTIALS]@example.com/a@b"),
        ("amqp+tls://u:p@h, http://a:b@c", "amqp+tls://[CREDENTIALS]@h, http://[CREDENTIALS]@c"),
    ],
)
def test_user_and_password(text: str, expected: str) -> None:
    assert redacted(text, "credentials") == expected
    assert redacted(text, "credentials", "email") == expected


@pytest.mark.parametrize(
    "text", ["https://example.com:80/a@b", "https://me@example.com", "http://a/b:c@d", "x:y@z", "a://b:@c", "://u:p@h"]
)
def test_none(text: str) -> None:
    assert redacted(text, "credentials") == text
