import base64
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from evalplatform_sdk import webhooks
from evalplatform_sdk.webhooks import NotGenuine
from standardwebhooks import Webhook, WebhookVerificationError

from tests.vectors import vectors

VECTORS = vectors("signatures")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SENT_AT = datetime(2021, 2, 25, 15, 2, 10, tzinfo=UTC)


def name(case: dict[str, Any]) -> str:
    return str(case["name"])


@pytest.mark.parametrize("case", VECTORS["signed"], ids=name)
def test_signed(case: dict[str, Any]) -> None:
    headers = webhooks.sign(base64.b64decode(case["body_base64"]), case["secrets"], id=case["id"], timestamp=case["timestamp"])
    assert headers["webhook-signature"] == case["signature"]


@pytest.mark.parametrize("case", VECTORS["verified"], ids=name)
def test_verified(case: dict[str, Any]) -> None:
    body = base64.b64decode(case["body_base64"])
    if not case["holds"]:
        with pytest.raises(NotGenuine):
            webhooks.verify(body, case["headers"], case["secrets"], now=case["now"])
        return
    message = webhooks.verify(body, case["headers"], case["secrets"], now=case["now"])
    assert (message.id, message.sent_at, message.body) == ("msg_p5jXN8AQM9LWM0D4loKWxJek", SENT_AT, body)
    assert message.json() == {"test": 2432232314}


@pytest.mark.parametrize("number", range(len(VECTORS["no_secrets"])))
def test_what_is_no_secret(number: int) -> None:
    with pytest.raises(ValueError, match="24 to 64 bytes"):
        webhooks.verify(b"", {}, VECTORS["no_secrets"][number])


def test_the_reference_library_takes_our_signature_and_we_take_its() -> None:
    body, now = '{"größe": "🙂"}', datetime.now(UTC)
    Webhook(SECRET).verify(body, webhooks.sign(body, SECRET, id="msg_1"))
    signature = Webhook(SECRET).sign("msg_2", now, body)
    theirs = {"webhook-id": "msg_2", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
    assert webhooks.verify(body, theirs, SECRET).json() == {"größe": "🙂"}


@pytest.mark.parametrize("seconds", [-400, -250, 250, 400])
def test_the_reference_library_takes_and_refuses_the_same_ages(seconds: int) -> None:
    headers = webhooks.sign(b"{}", SECRET, id="msg_1", timestamp=int((datetime.now(UTC) + timedelta(seconds=seconds)).timestamp()))
    fits = nullcontext() if abs(seconds) < 300 else pytest.raises((NotGenuine, WebhookVerificationError))
    with fits:
        webhooks.verify(b"{}", headers, SECRET)
    with fits:
        Webhook(SECRET).verify(b"{}", headers)


def test_another_tolerance() -> None:
    headers = webhooks.sign(b"{}", SECRET, id="msg_1", timestamp=1_000_000)
    assert webhooks.verify(b"{}", headers, SECRET, tolerance_seconds=3600, now=1_003_600).id == "msg_1"
    with pytest.raises(NotGenuine, match="last 3600 seconds"):
        webhooks.verify(b"{}", headers, SECRET, tolerance_seconds=3600, now=1_003_601)
