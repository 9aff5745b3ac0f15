import hmac
from hashlib import sha256

import pytest

from evalplatform import standard_webhooks
from integrations.providers import provider_of
from integrations.providers.change import Malformed
from integrations.providers.github import verify as github
from integrations.providers.gitlab import verify as gitlab

# https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
SECRET, BODY = "It's a Secret to Everybody", b"Hello, World!"
SIGNATURE = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
# https://github.com/standard-webhooks/standard-webhooks, the example of its specification
KEY, ID, AT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
SIGNED, STANDARD = b'{"test": 2432232314}', "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def signed(**change: str) -> dict[str, str]:
    return {"webhook-id": ID, "webhook-timestamp": str(AT), "webhook-signature": STANDARD} | change


def test_the_vector_that_github_publishes() -> None:
    assert github.verify(BODY, {"x-hub-signature-256": SIGNATURE}, [SECRET], 0)


@pytest.mark.parametrize(
    ("body", "secret", "signature"),
    [
        (BODY + b"!", SECRET, SIGNATURE),
        (BODY, "another secret", SIGNATURE),
        (BODY, SECRET, SIGNATURE.upper()),
        (BODY, SECRET, SIGNATURE[:-1]),
        (BODY, SECRET, ""),
        (BODY, SECRET, "sha256=\u00e9" + "0" * 63),
    ],
    ids=["body", "secret", "case", "short", "none", "no ascii"],
)
def test_anything_else_is_not_github(body: bytes, secret: str, signature: str) -> None:
    assert not github.verify(body, {"x-hub-signature-256": signature}, [secret], 0)


def test_no_secret_verifies_nothing() -> None:
    assert not github.verify(BODY, {"x-hub-signature-256": SIGNATURE}, [], 0)
    assert not gitlab.verify(BODY, {"x-gitlab-token": ""}, [], 0)
    assert not gitlab.verify(SIGNED, signed(), [], AT)


def test_both_secrets_hold_while_one_takes_the_place_of_another() -> None:
    assert github.verify(BODY, {"x-hub-signature-256": SIGNATURE}, ["the new secret", SECRET], 0)
    assert gitlab.verify(BODY, {"x-gitlab-token": SECRET}, ["the new secret", SECRET], 0)


def test_the_proof_of_github_is_the_signature() -> None:
    headers = {"x-github-delivery": "d", "x-github-event": "push", "x-hub-signature-256": SIGNATURE}
    assert github.sent(BODY, headers) == ("d", "push", SIGNATURE)
    with pytest.raises(Malformed, match="X-GitHub-Delivery"):
        github.sent(BODY, {"x-hub-signature-256": SIGNATURE})


def test_the_vector_of_standard_webhooks_is_gitlab() -> None:
    assert gitlab.verify(SIGNED, signed(), [KEY], AT + 299)


@pytest.mark.parametrize(
    ("headers", "secret", "now"),
    [
        (signed(), KEY, AT + 301),
        (signed(), KEY, AT - 301),
        (signed(**{"webhook-id": "another"}), KEY, AT),
        (signed(), standard_webhooks.new_secret(), AT),
        (signed(), "no key of such a signature", AT),
        (signed(**{"webhook-signature": "v1,AAAA", "x-gitlab-token": KEY}), KEY, AT),
    ],
    ids=["old", "early", "id", "secret", "plain secret", "right token"],
)
def test_a_signature_that_is_wrong_or_old_is_not_gitlab(headers: dict[str, str], secret: str, now: float) -> None:
    assert not gitlab.verify(SIGNED, headers, [secret], now)


def test_the_token_of_gitlab_is_the_secret_itself() -> None:
    assert gitlab.verify(b"", {"x-gitlab-token": "a plain secret"}, ["a plain secret"], 0)
    assert not gitlab.verify(b"", {"x-gitlab-token": "a plain secret "}, ["a plain secret"], 0)


def test_the_id_of_gitlab_is_the_same_over_retries() -> None:
    named = {"x-gitlab-event": "Push Hook", "x-gitlab-event-uuid": "u", "idempotency-key": "k"}
    assert gitlab.sent(b"", named) == ("k", "Push Hook", "")
    assert gitlab.sent(b"x", {"x-gitlab-event": "Push Hook"}).delivery_id == f"sha256:{sha256(b'x').hexdigest()}"
    with pytest.raises(Malformed):
        gitlab.sent(b"", {"x-gitlab-token": "t"})


@pytest.mark.parametrize("kind", ["github", "gitlab"])
def test_what_is_not_signed_at_all_is_known_before_its_body(kind: str) -> None:
    assert not provider_of(kind).is_signed({"content-type": "application/json"})


def test_the_largest_body() -> None:
    body = b"x" * (25 * 1024 * 1024)
    signature = f"sha256={hmac.new(SECRET.encode(), body, sha256).hexdigest()}"
    assert github.verify(body, {"x-hub-signature-256": signature}, [SECRET], 0)
    assert not github.verify(body[:-1], {"x-hub-signature-256": signature}, [SECRET], 0)
