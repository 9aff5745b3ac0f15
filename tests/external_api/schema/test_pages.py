import re

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client

OUTSIDE = re.compile(r"(?:https?:)?//[\w.]+")


def status(client: Client, path: str) -> int:
    """A file's answer is closed here, and not by Django's client, which knows that a test's connection is not to be looked at then."""
    answer = client.get(path)
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)
    return answer.status_code


@pytest.mark.parametrize("path", ["/api/docs", "/api/docs?script=", "/api/redoc"])
def test_the_page_loads_nothing_from_outside(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert [one for one in OUTSIDE.findall(answer.content.decode()) if "testserver" not in one] == []
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "http" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/api/docs", "/api/redoc"])
def test_what_the_page_loads_is_there(client: Client, path: str) -> None:
    text = client.get(path).content.decode()
    files = [one.replace("&amp;", "&") for one in re.findall(r'(?:src|href|spec-url)="([^"]+)"', text)]
    assert len(files) >= 2
    assert [one for one in files if status(client, one) != 200] == []
    assert "<script>" not in text  # the policy lets no script run that stands in the page


def test_the_document_is_not_sent_to_a_validator(client: Client) -> None:
    assert '"validatorUrl": null' in client.get("/api/docs?script=").content.decode()
