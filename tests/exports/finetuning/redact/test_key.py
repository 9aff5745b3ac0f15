import pytest

from tests.exports.finetuning.redact.redacting import redacted

A = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIEow==\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    "secret",
    [
        f"sk-{A}",
        f"sk-proj-{A}_{A}-{A}",
        f"sk-ant-api03-{A}",
        f"ghp_{A}{A}",
        f"github_pat_11{A}_{A}",
        f"glpat-{A}",
        f"glpat-{A}.01.{A}",
        f"xoxb-123456789012-{A}",
        "AKIAIOSFODNN7EXAMPLE",
        f"AIza{A}12345678",
        f"sk_live_{A}",
        f"whsec_{A}+/=",
        f"hf_{A}{A}",
        f"npm_{A}123456789",
        JWT,
        "eyJhbGciOiJkaXIifQ..48V1_ALb6US04U3b.5eym8TW_c8SuK0lt.XFBoMYUZodetZdvT",
        PEM,
        PEM.replace("RSA ", ""),
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQdG\n-----END PGP PRIVATE KEY BLOCK-----",
        "Zk3mQ9aB.x7LqP2vN8rT4wY6zA1bC3dE5fG7hJ9kM",
    ],
)
def test_secrets(secret: str) -> None:
    assert redacted(f"key={secret} .", "key") == "key=[KEY] ."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Authorization: Bearer abc.def-123_456~789", "Authorization: Bearer [KEY]"),
        ("authorization: basic dXNlcjpwYXNzd29yZDE=", "authorization: basic [KEY]"),
        (f"sk-{A}.", "[KEY]."),
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "[KEY]."),
        (f"{PEM}{PEM}", "[KEY][KEY]"),
        ("-----BEGIN PRIVATE KEY-----\nMIIEow\n", "[KEY]"),
        ('{"k": "-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n"}', '{"k": "[KEY]\\n"}'),
    ],
    ids=["bearer", "basic", "full-stop", "unsigned", "two", "cut", "json"],
)
def test_in_their_surroundings(text: str, expected: str) -> None:
    assert redacted(text, "key") == expected


@pytest.mark.parametrize(
    "text",
    [
        "sk-learn-is-a-long-kebab-case-name",
        f"task-{A}",
        "bearer authentication",
        "Bearer token-based-authentication",
        "AKIA",
        "ghp_short",
        "styles12.d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "550e8400-e29b-41d4-a716-446655440000",
        "-----BEGIN CERTIFICATE-----\nMIIEow==\n-----END CERTIFICATE-----",
        "eyJhbGciOiJIUzI1NiJ9",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...",
    ],
)
def test_what_is_no_secret(text: str) -> None:
    assert redacted(text, "key") == text


def test_our_own_keys(db: None) -> None:
    from rest_framework_api_key.crypto import KeyGenerator

    secret, _, _ = KeyGenerator().generate()
    assert redacted(f"X-API-Key: {secret}", "key") == "X-API-Key: [KEY]"
