from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from evalplatform.environment import read, secret_keys
from evalplatform.sealed import SecretLost, rotate, seal, unseal

OLD, NEW = "o" * 32, "n" * 32


def test_what_is_sealed_is_unreadable_and_comes_back() -> None:
    token = seal("hunter2 é", purpose="a")
    assert "hunter2" not in token
    assert unseal(token, purpose="a") == "hunter2 é"


def test_another_purpose_cannot_open_it() -> None:
    with pytest.raises(SecretLost):
        unseal(seal("x", purpose="a"), purpose="b")


def test_keys_rotate(settings: Any) -> None:
    settings.SECRETS_KEYS = (OLD,)
    token = seal("x", purpose="a")
    settings.SECRETS_KEYS = (NEW, OLD)
    assert unseal(token, purpose="a") == "x"
    rotated = rotate(token, purpose="a")
    settings.SECRETS_KEYS = (NEW,)
    assert unseal(rotated, purpose="a") == "x"
    with pytest.raises(SecretLost):
        unseal(token, purpose="a")


def test_what_the_secret_key_sealed_opens_after_keys_were_set(settings: Any) -> None:
    token = seal("x", purpose="a")
    settings.SECRETS_KEYS = (NEW,)
    assert unseal(token, purpose="a") == "x"


def test_a_lost_key_says_what_to_do(settings: Any) -> None:
    token = seal("x", purpose="a")
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(SecretLost) as caught:
        unseal(token, purpose="a")
    assert (caught.value.code, caught.value.message) == (
        "secret_lost",
        "A stored secret was sealed with a key that this server does not have. Put the former key at the end of SECRETS_KEYS "
        "(or set the former SECRET_KEY again), or enter the secret anew.",
    )


def test_keys_that_are_too_short_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRETS_KEYS", f"{NEW}, {OLD}")
    assert read(secret_keys, "SECRETS_KEYS") == (NEW, OLD)
    monkeypatch.setenv("SECRETS_KEYS", f"{NEW},short")
    with pytest.raises(ImproperlyConfigured, match="SECRETS_KEYS has a value that cannot be read: each key has at least 32 characters"):
        read(secret_keys, "SECRETS_KEYS")
