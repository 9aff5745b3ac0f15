import json
import logging

import pytest

from evalplatform.standard_webhooks import new_secret
from evalplatform.telemetry import JSONFormatter, masked
from external_api.key_format import KeyGenerator


def logged(message: str, *arguments: object, error: Exception | None = None) -> dict[str, str]:
    exception = (type(error), error, None) if error else None
    record = logging.LogRecord("evalplatform", logging.WARNING, __file__, 1, message, arguments, exception)
    return dict(json.loads(JSONFormatter().format(record)))


def test_a_key_in_an_address_is_not_logged() -> None:
    key, prefix, _ = KeyGenerator().generate()
    line = logged("Not Found: %s", f"/api/external/traces/{key}/x", error=ValueError(f"no {key}"))
    assert line["message"] == f"Not Found: /api/external/traces/evp_{prefix}_[masked]/x"
    assert line["exception"] == f"ValueError: no evp_{prefix}_[masked]"


def test_secrets_of_signatures_and_tokens_are_not_logged() -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl-_x"  # noqa: S105 (of nobody)
    assert masked(f'"{new_secret()}", {token}.') == '"whsec_[masked]", eyJ[masked].'


@pytest.mark.parametrize("text", ["evp_AbCd1234", "evp_AbCd1234_short", "whsec_", "eyJ", "a.b.c", '{"n": 1}', ""])
def test_all_else_stays_as_it_is(text: str) -> None:
    assert masked(text) == text
