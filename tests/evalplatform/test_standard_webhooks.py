import base64
from typing import Any

import pytest

from evalplatform import standard_webhooks
from evalplatform.standard_webhooks import Refused, key_of, new_secret, sign, verify

# the vector that the specification's own libraries are tested with
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 (published)
ID, TIME, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
HEADERS = {"webhook-id": ID, "webhook-timestamp": str(TIME), "webhook-signature": SIGNATURE}
OTHER = "whsec_" + base64.b64encode(b"o" * 24).decode()


def test_the_published_vector() -> None:
    assert sign(BODY, secrets=[SECRET], id=ID, timestamp=TIME) == HEADERS


def test_two_secrets_make_two_signatures_and_either_proves_it() -> None:
    headers = sign(BODY, secrets=[OTHER, SECRET], id=ID, timestamp=TIME)
    assert headers["webhook-signature"].split(" ")[1] == SIGNATURE
    assert [verify(BODY, headers, secrets=[one], now=TIME) for one in (SECRET, OTHER)] == [ID, ID]


def test_a_receiver_that_changes_its_secret_takes_both() -> None:
    assert verify(BODY, {name.title(): value for name, value in HEADERS.items()}, secrets=[OTHER, SECRET], now=TIME + 300) == ID


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"webhook-id": "msg_other"}, "No signature is right"),
        ({"webhook-timestamp": str(TIME + 1)}, "No signature is right"),
        ({"webhook-signature": SIGNATURE.replace("v1,", "v2,")}, "No signature is right"),
        ({"webhook-signature": SIGNATURE[3:]}, "No signature is right"),
        ({"webhook-signature": ""}, "No signature is right"),
        ({"webhook-signature": "v1,ä"}, "No signature is right"),
        ({"webhook-timestamp": str(TIME - 301)}, "not of the last 300 seconds"),
        ({"webhook-timestamp": str(TIME + 301)}, "not of the last 300 seconds"),
        ({"webhook-timestamp": "-1"}, "no Unix time"),
        ({"webhook-timestamp": "²"}, "no Unix time"),
        ({"webhook-timestamp": "9" * 5000}, "no Unix time"),
    ],
    ids=str,
)
def test_what_is_not_signed_so_is_refused(change: dict[str, str], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        verify(BODY, {**HEADERS, **change}, secrets=[SECRET], now=TIME)


@pytest.mark.parametrize("missing", sorted(HEADERS))
def test_a_missing_header_is_named(missing: str) -> None:
    with pytest.raises(Refused, match=missing):
        verify(BODY, {name: value for name, value in HEADERS.items() if name != missing}, secrets=[SECRET], now=TIME)


@pytest.mark.parametrize(("body", "secrets"), [(BODY + b" ", [SECRET]), (BODY, [OTHER]), (BODY, [])], ids=["body", "secret", "none"])
def test_another_body_or_secret_is_refused(body: bytes, secrets: Any) -> None:
    with pytest.raises(Refused, match="No signature is right"):
        verify(body, HEADERS, secrets=secrets, now=TIME)


def test_a_new_secret_is_32_random_bytes() -> None:
    one, other = new_secret(), new_secret()
    assert (one[:6], len(key_of(one)), one == other) == (standard_webhooks.PREFIX, 32, False)


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_ä", "whsec_!!!!", "whsec_" + base64.b64encode(b"x" * 23).decode(), base64.b64encode(b"x" * 65).decode()]
)
def test_what_is_no_secret(secret: str) -> None:
    with pytest.raises(ValueError, match="24 to 64 bytes"):
        key_of(secret)
