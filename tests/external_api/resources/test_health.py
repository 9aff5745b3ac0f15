import time

import pytest
from django.test import Client

from external_api.resources import health

URL = "/api/external/health"


@pytest.mark.django_db
def test_well(client: Client) -> None:
    answer = client.get(URL)
    assert answer.status_code == 200
    assert answer.json() == {"service": "evalplatform", "version": health._version(), "database": "ok", "broker": "memory"}


def test_a_database_that_hangs(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(answers: list[bool]) -> None:
        time.sleep(0.2)
        health._checks.release()

    monkeypatch.setattr(health, "SECONDS", 0.05)
    monkeypatch.setattr(health, "_ask", hang)
    answer = client.get(URL)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    body = answer.json()
    assert (body["code"], body["service"], body["database"]) == ("database_unavailable", "evalplatform", "unavailable")
