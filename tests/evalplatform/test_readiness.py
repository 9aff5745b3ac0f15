import json
import shutil
from collections import namedtuple
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from evalplatform import readiness

pytestmark = pytest.mark.django_db
READY = {"database": "ok", "migrations": "ok", "broker": "ok", "disk": "ok"}
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_migrated", False)


def answer(client: Client) -> tuple[int, Any]:
    response = client.get("/readyz")
    assert response["Cache-Control"] == "no-store"
    return response.status_code, json.loads(response.content)


def test_ready(client: Client) -> None:
    assert answer(client) == (200, READY)


def test_no_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections[DEFAULT_DB_ALIAS].settings_dict, "HOST", "/nowhere")
    monkeypatch.setattr(connections[DEFAULT_DB_ALIAS], "cursor", lambda: connections[DEFAULT_DB_ALIAS].copy("lost").cursor())
    code, found = answer(client)
    assert (code, found["database"], found["disk"]) == (503, "failed", "ok")


def test_a_missing_migration(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    (last,) = MigrationLoader(connections[DEFAULT_DB_ALIAS]).graph.leaf_nodes("exports")
    MigrationRecorder(connections[DEFAULT_DB_ALIAS]).record_unapplied(*last)
    code, found = answer(client)
    assert (code, found) == (503, {**READY, "migrations": "failed"})
    assert "run manage.py migrate" in caplog.text


def test_migrations_are_looked_for_once(client: Client, django_assert_num_queries: Any) -> None:
    assert answer(client) == (200, READY)
    with django_assert_num_queries(1):
        assert answer(client) == (200, READY)


@pytest.mark.parametrize(("free", "code"), [(99, 503), (100, 200)])
def test_a_full_disk(client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, free: int, code: int) -> None:
    settings.READY_FREE_BYTES = 100
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(1000, 1000 - free, free))
    assert answer(client)[0] == code


def test_no_redis(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def lost(key: str) -> None:
        raise ConnectionError("refused")

    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(cache, "get", lost)
    assert answer(client) == (503, {**READY, "broker": "failed"})
    assert "broker: refused" in caplog.text
